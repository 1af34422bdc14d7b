#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string_view>

#include <perilune/design/windows.hpp>

namespace perilune::detail {

/// Counts items and tells whoever wants to know, at most ten times a second.
class WindowTeller {
 public:
  WindowTeller(const WindowOptions& options, std::string_view stage, std::size_t total)
      : options_(options), stage_(stage), total_(total) {}

  void one_done() {
    if (!options_.progress) return;
    const std::lock_guard lock(mutex_);
    ++done_;
    const double now_s = seconds_since(began_);
    if (done_ < total_ && now_s - told_s_ < 0.1) return;
    told_s_ = now_s;
    const double each_s = now_s / static_cast<double>(done_);
    options_.progress({stage_, done_, total_, now_s, each_s * static_cast<double>(total_ - done_)});
  }

 private:
  using Clock = std::chrono::steady_clock;
  static double seconds_since(Clock::time_point then) {
    return std::chrono::duration<double>(Clock::now() - then).count();
  }
  const WindowOptions& options_;
  std::string_view stage_;
  std::size_t total_, done_ = 0;
  double told_s_ = -1.0;
  Clock::time_point began_ = Clock::now();
  std::mutex mutex_;
};

}  // namespace perilune::detail
