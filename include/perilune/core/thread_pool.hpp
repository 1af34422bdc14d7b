#pragma once

#include <cstddef>
#include <memory>
#include <type_traits>

namespace perilune {

/// How a thread pool works.
struct ThreadPoolOptions {
  /// Number of threads; 0: as many as processors that this process may use. At most 1024.
  int threads = 0;
  /// Keep each thread on a processor of its own, the caller while it works. Left alone, a scheduler may well
  /// put two busy threads on one processor. Where it is not allowed, the pool works without:
  /// `ThreadPool::pinned` tells.
  bool pin = true;
};

/// Threads that stand ready to work on items 0 ... n-1.
///
///     ThreadPool pool;
///     pool.for_each(members.size(), [&](std::size_t i, int worker) { results[i] = work(members[i]); });
///
/// The caller works along, as worker 0: a pool of n makes n-1 threads, one of one none. A pool may be used by
/// one thread at a time; a body that asks its own pool for more does that work itself, in the order of the
/// items.
///
/// Checked in: tests/unit/core/test_thread_pool.cpp, under the thread sanitizer, too
class ThreadPool {
 public:
  /// @throws InvalidArgument if the number of threads is out of range
  explicit ThreadPool(const ThreadPoolOptions& options = {});
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int size() const;
  /// Whether every thread has a processor to stay on.
  bool pinned() const;

  /// Calls body(item, worker) once for every item below `count`, and returns when all are done. A worker
  /// takes the next item when it is free, in the order of the items: what a body computes must depend on the
  /// item alone, not on the worker (0 ... size()-1), which is there to find scratch memory.
  ///
  /// If bodies throw, the exception of the smallest item that threw is thrown here, always the same one:
  /// items before it are all done, some after it may be.
  template <class Body>
  void for_each(std::size_t count, Body&& body) {
    run(count, Split::on_demand, &body, &call<std::remove_reference_t<Body>>);
  }

  /// The same with the items split beforehand: worker w of n does the items from w count / n up to
  /// (w+1) count / n, in order. For sums that are kept by worker.
  template <class Body>
  void for_each_fixed(std::size_t count, Body&& body) {
    run(count, Split::fixed, &body, &call<std::remove_reference_t<Body>>);
  }

 private:
  enum class Split { on_demand, fixed };
  using Call = void (*)(const void* body, std::size_t item, int worker);

  template <class Body>
  static void call(const void* body, std::size_t item, int worker) {
    (*static_cast<Body*>(const_cast<void*>(body)))(item, worker);
  }
  void run(std::size_t count, Split split, const void* body, Call function);

  struct Crew;
  std::unique_ptr<Crew> crew_;
};

/// Number of processors that this process may use, at least 1.
int usable_processors();

}  // namespace perilune
