#pragma once

#include <chrono>
#include <ctime>

#include <perilune/scheduling/engine/solve.hpp>

namespace perilune::engine::detail {

/// Seconds of the clock on the wall, or of the processor time that the calling thread has used.
inline double seconds_now(Clock clock) {
  if (clock == Clock::processor) {
    std::timespec time{};
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0)
      return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// How long something has taken in the thread that made it.
class Stopwatch {
 public:
  explicit Stopwatch(Clock clock) : clock_(clock), began_(seconds_now(clock)) {}
  double seconds() const { return seconds_now(clock_) - began_; }

 private:
  Clock clock_;
  double began_;
};

}  // namespace perilune::engine::detail
