#include <perilune/core/thread_pool.hpp>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <limits>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#ifdef __linux__
#include <pthread.h>
#include <sched.h>
#endif

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

constexpr int most_threads = 1024;

/// Numbers of the processors that this process may use; empty if the system does not say.
std::vector<int> allowed_processors() {
  std::vector<int> allowed;
#ifdef __linux__
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0) {
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
      if (CPU_ISSET(static_cast<std::size_t>(cpu), &set)) allowed.push_back(cpu);
    }
  }
#endif
  return allowed;
}

bool pin_to([[maybe_unused]] std::thread::native_handle_type thread, [[maybe_unused]] int processor) {
#ifdef __linux__
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(processor), &set);
  return pthread_setaffinity_np(thread, sizeof set, &set) == 0;
#else
  return false;
#endif
}

/// Keeps the calling thread on a processor as long as this lives.
class PinnedHere {
 public:
  explicit PinnedHere([[maybe_unused]] int processor) {
#ifdef __linux__
    is_pinned_ = pthread_getaffinity_np(pthread_self(), sizeof before_, &before_) == 0 &&
                 pin_to(pthread_self(), processor);
#endif
  }
  ~PinnedHere() {
#ifdef __linux__
    if (is_pinned_) pthread_setaffinity_np(pthread_self(), sizeof before_, &before_);
#endif
  }
  PinnedHere(const PinnedHere&) = delete;
  PinnedHere& operator=(const PinnedHere&) = delete;

 private:
#ifdef __linux__
  cpu_set_t before_{};
  bool is_pinned_ = false;
#endif
};

}  // namespace

int usable_processors() {
  const std::size_t allowed = allowed_processors().size();
  if (allowed > 0) return static_cast<int>(allowed);
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

struct ThreadPool::Crew {
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

  int size = 1;
  std::optional<int> callers_processor;  // while it works; none: threads are not pinned

  // The job at hand: written under the mutex before the workers are called.
  std::size_t count = 0;
  Split split = Split::on_demand;
  const void* body = nullptr;
  Call call = nullptr;
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> failed_at{none};  // the smallest item that threw
  std::exception_ptr failure;                // its exception

  std::mutex mutex;
  std::condition_variable work, done;
  unsigned long job = 0;
  int busy = 0;
  bool ends = false;
  std::vector<std::thread> threads;

  static thread_local const Crew* working_for;

  void do_item(std::size_t item, int worker) {
    try {
      call(body, item, worker);
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (item < failed_at) {
        failed_at = item;
        failure = std::current_exception();
      }
    }
  }

  void do_share(int worker) {
    if (split == Split::fixed) {
      const auto bound = [this](int w) {
        const auto share = static_cast<std::size_t>(w), shares = static_cast<std::size_t>(size);
        return count / shares * share + count % shares * share / shares;
      };
      for (std::size_t item = bound(worker); item < bound(worker + 1) && item < failed_at; ++item) {
        do_item(item, worker);
      }
      return;
    }
    for (;;) {
      const std::size_t item = next.fetch_add(1);
      if (item >= count || item > failed_at) return;
      do_item(item, worker);
    }
  }

  void do_callers_share() {
    const Crew* const before = std::exchange(working_for, this);
    std::optional<PinnedHere> stay;
    if (callers_processor) stay.emplace(*callers_processor);
    do_share(0);
    working_for = before;
  }

  void stand_ready(int worker) {
    working_for = this;
    unsigned long seen = 0;
    for (;;) {
      {
        std::unique_lock lock(mutex);
        work.wait(lock, [&] { return ends || job != seen; });
        if (ends) return;
        seen = job;
      }
      do_share(worker);
      const std::lock_guard lock(mutex);
      if (--busy == 0) done.notify_one();
    }
  }

  void dismiss() {
    {
      const std::lock_guard lock(mutex);
      ends = true;
    }
    work.notify_all();
    for (std::thread& thread : threads) thread.join();
  }
};

thread_local const ThreadPool::Crew* ThreadPool::Crew::working_for = nullptr;

ThreadPool::ThreadPool(const ThreadPoolOptions& options) : crew_(std::make_unique<Crew>()) {
  if (options.threads < 0 || options.threads > most_threads) {
    throw InvalidArgument(detail::concat("ThreadPool: threads = ", options.threads, ". It goes from 1 to ",
                                         most_threads, "; 0 takes one for each processor"));
  }
  crew_->size = options.threads == 0 ? std::min(usable_processors(), most_threads) : options.threads;
  if (crew_->size == 1) return;
  const std::vector<int> processors = options.pin ? allowed_processors() : std::vector<int>{};
  if (!processors.empty()) crew_->callers_processor = processors.front();
  try {
    for (int worker = 1; worker < crew_->size; ++worker) {
      crew_->threads.emplace_back([crew = crew_.get(), worker] { crew->stand_ready(worker); });
      if (processors.empty()) continue;
      const std::size_t place = static_cast<std::size_t>(worker) % processors.size();
      if (!pin_to(crew_->threads.back().native_handle(), processors[place])) crew_->callers_processor.reset();
    }
  } catch (...) {  // the system has no more threads
    crew_->dismiss();
    throw;
  }
}

ThreadPool::~ThreadPool() {
  crew_->dismiss();
}

int ThreadPool::size() const {
  return crew_->size;
}
bool ThreadPool::pinned() const {
  return crew_->callers_processor.has_value();
}

void ThreadPool::run(std::size_t count, Split split, const void* body, Call function) {
  if (count == 0) return;
  if (crew_->threads.empty() || Crew::working_for == crew_.get()) {
    for (std::size_t item = 0; item < count; ++item) function(body, item, 0);
    return;
  }
  {
    const std::lock_guard lock(crew_->mutex);
    crew_->count = count;
    crew_->split = split;
    crew_->body = body;
    crew_->call = function;
    crew_->next = 0;
    crew_->failed_at = Crew::none;
    crew_->busy = crew_->size - 1;
    ++crew_->job;
  }
  crew_->work.notify_all();
  crew_->do_callers_share();
  std::unique_lock lock(crew_->mutex);
  crew_->done.wait(lock, [&] { return crew_->busy == 0; });
  if (const std::exception_ptr failure = std::exchange(crew_->failure, nullptr))
    std::rethrow_exception(failure);
}

}  // namespace perilune
