#include <perilune/design/launch_periods.hpp>

#include <algorithm>
#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

void check(std::span<const LaunchWindow> windows, const LaunchPeriodOptions& options) {
  std::string faults;
  const auto fault = [&faults](const auto&... parts) {
    faults += detail::concat(faults.empty() ? "launch_periods: " : "\nlaunch_periods: ", parts...);
  };
  if (options.turnaround < Duration{}) fault("turnaround is ", options.turnaround.hours(), " h, below 0");
  if (options.recycle && *options.recycle < Duration::minutes(1.0)) {
    fault("recycle is ", options.recycle->minutes(),
          " min, and a hold takes at least one; leave it out for one try a window");
  }
  if (options.longest_gap < Duration{}) fault("longest_gap is ", options.longest_gap.days(), " d, below 0");
  const auto opens_before = [](const LaunchWindow& a, const LaunchWindow& b) {
    return a.opens.lift_off < b.opens.lift_off;
  };
  if (!std::is_sorted(windows.begin(), windows.end(), opens_before)) {
    fault("the windows are not in order of opening");
  }
  if (!faults.empty()) throw InvalidArgument(faults);
}

/// Adds the tries in one window from `ready` on.
void try_window(LaunchPeriod& period, const LaunchWindow& window, std::size_t place, Epoch ready,
                const LaunchPeriodOptions& options) {
  const Epoch aim = options.at_opening ? window.opens.lift_off : window.lift_off;
  Epoch lift_off = std::max(aim, ready);
  if (lift_off > window.closes.lift_off) return;
  do {
    period.attempts.push_back({place, lift_off});
    if (!options.recycle) break;
    lift_off += *options.recycle;
  } while (lift_off <= window.closes.lift_off);
  period.most_injection_delta_v_m_s =
      std::max(period.most_injection_delta_v_m_s, window.injection_delta_v_m_s);
  period.most_insertion_delta_v_m_s =
      std::max(period.most_insertion_delta_v_m_s, window.insertion_delta_v_m_s);
}

}  // namespace

double LaunchPeriod::launch_probability(double scrub) const {
  if (!(scrub >= 0.0 && scrub <= 1.0)) {
    throw InvalidArgument(
        detail::concat("LaunchPeriod::launch_probability: scrub is ", scrub, ", not from 0 to 1"));
  }
  return 1.0 - std::pow(scrub, static_cast<double>(attempts.size()));
}

std::vector<LaunchPeriod> launch_periods(std::span<const LaunchWindow> windows,
                                         const LaunchPeriodOptions& options) {
  check(windows, options);
  std::vector<LaunchPeriod> periods;
  for (std::size_t i = 0; i < windows.size(); ++i) {
    const LaunchWindow& window = windows[i];
    if (window.status == WindowStatus::refused) continue;
    if (periods.empty() || window.opens.lift_off - periods.back().interval.to > options.longest_gap) {
      periods.emplace_back().interval = window.interval();
    }
    LaunchPeriod& period = periods.back();
    period.interval.to = std::max(period.interval.to, window.closes.lift_off);
    period.windows.push_back(i);
    const Epoch ready = period.attempts.empty() ? window.opens.lift_off
                                                : period.attempts.back().lift_off + options.turnaround;
    try_window(period, window, i, ready, options);
  }
  return periods;
}

std::string launch_periods_csv(std::span<const LaunchPeriod> periods, double scrub) {
  std::string text =
      "opens_utc,closes_utc,windows,attempts,first_lift_off_utc,last_lift_off_utc,most_injection_m_s,"
      "most_insertion_m_s,launch_probability\n";
  const auto date = [](Epoch epoch) { return epoch.iso8601(TimeScale::utc, 0); };
  for (const LaunchPeriod& period : periods) {
    text += detail::concat(
        date(period.interval.from), ",", date(period.interval.to), ",", period.windows.size(), ",",
        period.attempts.size(), ",", date(period.attempts.front().lift_off), ",",
        date(period.attempts.back().lift_off), ",", fixed(period.most_injection_delta_v_m_s, 1), ",",
        fixed(period.most_insertion_delta_v_m_s, 1), ",", fixed(period.launch_probability(scrub), 6), "\n");
  }
  return text;
}

}  // namespace perilune
