// Run under the thread sanitizer, too (preset tsan).
#include <perilune/core/thread_pool.hpp>

#include <atomic>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#ifdef __linux__
#include <sched.h>
#endif

#include <perilune/core/error.hpp>

#include "support/catch.hpp"

using namespace perilune;

TEST_CASE("thread pool: every item is done once, with any number of threads", "[core][threads]") {
  const int threads = GENERATE(1, 2, 3, 8);
  const std::size_t count = GENERATE(0u, 1u, 2u, 7u, 1000u);
  ThreadPool pool({.threads = threads});
  CHECK(pool.size() == threads);
  for (int round = 0; round < 3; ++round) {
    std::vector<int> times(count, 0);  // each its own place: nothing to lock
    std::atomic<int> strangers{0};
    pool.for_each(count, [&](std::size_t item, int worker) {
      ++times[item];
      if (worker < 0 || worker >= threads) ++strangers;
    });
    pool.for_each_fixed(count, [&](std::size_t item, int) { ++times[item]; });
    CHECK(times == std::vector<int>(count, 2));
    CHECK(strangers == 0);
  }
}

TEST_CASE("thread pool: a fixed split gives each worker one stretch of the items, the same every time",
          "[core][threads]") {
  constexpr std::size_t count = 103;
  ThreadPool pool({.threads = 4});
  std::vector<int> worker_of(count, -1);
  pool.for_each_fixed(count, [&](std::size_t item, int worker) { worker_of[item] = worker; });
  std::vector<int> expected(count);
  for (std::size_t item = 0; item < count; ++item) {
    // 103 = 4 x 25 + 3: the three that are over go to the last three.
    expected[item] = item < 25 ? 0 : item < 51 ? 1 : item < 77 ? 2 : 3;
  }
  CHECK(worker_of == expected);
}

TEST_CASE("thread pool: the threads do work at the same time", "[core][threads]") {
  ThreadPool pool({.threads = 3});
  std::atomic<int> arrived{0};
  pool.for_each_fixed(3, [&](std::size_t, int) {  // each waits until all three are here
    ++arrived;
    while (arrived < 3) std::this_thread::yield();
  });
  CHECK(arrived == 3);
}

TEST_CASE("thread pool: the caller gets the exception of the first item that threw, and the pool goes on",
          "[core][threads]") {
  const int threads = GENERATE(1, 2, 8);
  ThreadPool pool({.threads = threads});
  for (int round = 0; round < 20; ++round) {
    std::atomic<int> done_before{0};
    const auto work = [&](std::size_t item, int) {
      if (item == 40 || item == 41 || item == 300) throw std::runtime_error("item " + std::to_string(item));
      if (item < 40) ++done_before;
    };
    CHECK_THROWS_WITH(pool.for_each(1000, work), "item 40");
    CHECK(done_before == 40);
    CHECK_THROWS_WITH(pool.for_each_fixed(1000, work), "item 40");
    std::atomic<int> done{0};
    pool.for_each(100, [&](std::size_t, int) { ++done; });
    CHECK(done == 100);
  }
}

TEST_CASE("thread pool: a body may ask its own pool, or another thread pool", "[core][threads]") {
  ThreadPool pool({.threads = 2}), other({.threads = 2});
  std::atomic<int> done{0};
  pool.for_each(4, [&](std::size_t, int) { pool.for_each(5, [&](std::size_t, int) { ++done; }); });
  CHECK(done == 20);
  pool.for_each(1, [&](std::size_t, int) { other.for_each(5, [&](std::size_t, int) { ++done; }); });
  CHECK(done == 25);
}

TEST_CASE("thread pool: a number of threads that cannot be is refused", "[core]") {
  CHECK_THROWS_WITH(ThreadPool({.threads = -1}), Catch::Matchers::ContainsSubstring("threads = -1") &&
                                                     Catch::Matchers::ContainsSubstring("1 to 1024"));
  CHECK_THROWS_AS(ThreadPool({.threads = 1025}), InvalidArgument);
  CHECK(ThreadPool().size() == std::min(usable_processors(), 1024));
}

#ifdef __linux__
TEST_CASE("thread pool: pinned threads stay on one processor each, unpinned ones may go anywhere",
          "[core][threads]") {
  const auto widths_in = [](ThreadPool& pool) {
    std::vector<int> widths(2);
    pool.for_each_fixed(2, [&](std::size_t item, int) {
      cpu_set_t set;
      CPU_ZERO(&set);
      sched_getaffinity(0, sizeof set, &set);
      widths[item] = CPU_COUNT(&set);
    });
    return widths;
  };
  ThreadPool pinned({.threads = 2});
  if (pinned.pinned()) CHECK(widths_in(pinned) == std::vector<int>{1, 1});
  ThreadPool free({.threads = 2, .pin = false});
  CHECK_FALSE(free.pinned());
  CHECK(widths_in(free) == std::vector<int>(2, usable_processors()));
}
#endif
