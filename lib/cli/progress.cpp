#include "progress.hpp"

#include <algorithm>
#include <ostream>
#include <utility>

#include <perilune/core/text.hpp>

namespace perilune::cli {
namespace {

constexpr double silent_s = 0.5;  // work that is over sooner shows nothing
constexpr double between_changes_s = 0.1;
constexpr double between_lines_s = 10.0;
constexpr std::string_view wipe = "\r\x1B[K";

}  // namespace

ProgressStyle progress_style(const CliContext& context, bool quiet) {
  if (quiet) return ProgressStyle::silent;
  return context.err_is_terminal ? ProgressStyle::terminal : ProgressStyle::log;
}

ProgressLine::ProgressLine(std::ostream& stream, ProgressStyle style, Clock clock)
    : stream_(stream), style_(style), clock_(std::move(clock)), begun_s_(clock_()), last_s_(begun_s_) {}

ProgressLine::~ProgressLine() {
  finish();
}

void ProgressLine::update(std::string_view what, std::size_t done, std::size_t total) {
  if (style_ == ProgressStyle::silent || total == 0) return;
  const std::lock_guard lock(mutex_);
  const bool terminal = style_ == ProgressStyle::terminal;
  const double now_s = clock_();
  const double elapsed_s = now_s - begun_s_;
  const double pause_s = !terminal ? between_lines_s : visible_ ? between_changes_s : silent_s;
  if (now_s - last_s_ < pause_s) return;
  last_s_ = now_s;
  visible_ = terminal;
  const double part = static_cast<double>(done) / static_cast<double>(total);
  stream_ << (terminal ? wipe : "") << printable(what) << ' ' << done << " of " << total << ", "
          << fixed(100.0 * part, 0) << " %";
  if (done > 0) {
    stream_ << ", " << rough_rate(static_cast<double>(done) / elapsed_s) << ", about "
            << rough_time(elapsed_s * (1.0 - part) / part) << " left";
  }
  if (!terminal) stream_ << '\n';
  stream_.flush();
}

void ProgressLine::finish() {
  const std::lock_guard lock(mutex_);
  if (visible_) stream_ << wipe << std::flush;
  visible_ = false;
}

double ProgressLine::steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string rough_rate(double per_second) {
  if (per_second >= 9.95) return fixed(per_second, 0) + "/s";
  if (per_second >= 0.0995) return fixed(per_second, 1) + "/s";
  return fixed(per_second * 60, 1) + "/min";
}

std::string rough_time(double seconds) {
  if (seconds < 99.5) return fixed(std::max(0.0, seconds), 0) + " s";
  if (seconds < 99.5 * 60) return fixed(seconds / 60, 0) + " min";
  return fixed(seconds / 3600, 1) + " h";
}

}  // namespace perilune::cli
