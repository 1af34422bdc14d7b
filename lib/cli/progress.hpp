#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <mutex>
#include <string>
#include <string_view>

#include <perilune/cli/run_cli.hpp>

namespace perilune::cli {

/// Where progress goes.
enum class ProgressStyle {
  silent,
  terminal,  ///< one line that changes and is wiped when the work is over
  log,       ///< a line every ten seconds
};

/// The style for the error stream: none if `quiet`.
ProgressStyle progress_style(const CliContext& context, bool quiet);

/// A line that says how far long work is: "flights 3 of 12, 25 %, 0.1/s, about 40 s left". On a terminal it
/// appears after half a second and changes at most ten times a second. Safe to call from several threads.
class ProgressLine {
 public:
  using Clock = std::function<double()>;  ///< seconds since any moment

  ProgressLine(std::ostream& stream, ProgressStyle style, Clock clock = steady_seconds);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine();

  void update(std::string_view what, std::size_t done, std::size_t total);
  void finish();

  static double steady_seconds();

 private:
  std::ostream& stream_;
  ProgressStyle style_;
  Clock clock_;
  double begun_s_;
  double last_s_ = 0.0;
  bool visible_ = false;
  std::mutex mutex_;
};

/// "12/s", "0.5/s", "3.0/min".
std::string rough_rate(double per_second);

/// "40 s", "5 min", "2.5 h".
std::string rough_time(double seconds);

}  // namespace perilune::cli
