#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <mutex>
#include <string>
#include <string_view>

namespace perilune::cli {

/// A line on a terminal that says how far long work is: "flights 3 of 12, 25 %, about 40 s left". It appears
/// after half a second, changes at most ten times a second, and is wiped when the work is over. Safe to call
/// from several threads.
class ProgressLine {
 public:
  using Clock = std::function<double()>;  ///< seconds since any moment

  /// @param shown  false: nothing is ever written
  ProgressLine(std::ostream& terminal, bool shown, Clock clock = steady_seconds);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine();

  void update(std::string_view what, std::size_t done, std::size_t total);
  void finish();

  static double steady_seconds();

 private:
  std::ostream& terminal_;
  bool shown_;
  Clock clock_;
  double begun_s_;
  double last_s_ = 0.0;
  bool visible_ = false;
  std::mutex mutex_;
};

/// "40 s", "5 min", "2.5 h".
std::string rough_time(double seconds);

}  // namespace perilune::cli
