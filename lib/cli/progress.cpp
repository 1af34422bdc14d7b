#include "progress.hpp"

#include <algorithm>
#include <ostream>
#include <utility>

#include <perilune/core/text.hpp>

namespace perilune::cli {
namespace {

constexpr double silent_s = 0.5;  // work that is over sooner shows nothing
constexpr double between_lines_s = 0.1;
constexpr std::string_view wipe = "\r\x1B[K";

}  // namespace

ProgressLine::ProgressLine(std::ostream& terminal, bool shown, Clock clock)
    : terminal_(terminal), shown_(shown), clock_(std::move(clock)), begun_s_(clock_()) {}

ProgressLine::~ProgressLine() {
  finish();
}

void ProgressLine::update(std::string_view what, std::size_t done, std::size_t total) {
  if (!shown_ || total == 0) return;
  const std::lock_guard lock(mutex_);
  const double now_s = clock_();
  const double elapsed_s = now_s - begun_s_;
  if (elapsed_s < silent_s || (visible_ && now_s - last_s_ < between_lines_s)) return;
  last_s_ = now_s;
  visible_ = true;
  const double part = static_cast<double>(done) / static_cast<double>(total);
  terminal_ << wipe << printable(what) << ' ' << done << " of " << total << ", " << fixed(100.0 * part, 0)
            << " %";
  if (done > 0) terminal_ << ", about " << rough_time(elapsed_s * (1.0 - part) / part) << " left";
  terminal_.flush();
}

void ProgressLine::finish() {
  const std::lock_guard lock(mutex_);
  if (visible_) terminal_ << wipe << std::flush;
  visible_ = false;
}

double ProgressLine::steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string rough_time(double seconds) {
  if (seconds < 99.5) return fixed(std::max(0.0, seconds), 0) + " s";
  if (seconds < 99.5 * 60) return fixed(seconds / 60, 0) + " min";
  return fixed(seconds / 3600, 1) + " h";
}

}  // namespace perilune::cli
