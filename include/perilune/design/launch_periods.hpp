#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <perilune/design/windows.hpp>

namespace perilune {

/// What a launch team needs between two tries, and from when on a gap between windows ends a period.
struct LaunchPeriodOptions {
  Duration turnaround = Duration::hours(24.0);  ///< from a scrub to the next try in another window
  /// From a hold to the next try in the same window, at least a minute; default: a window has one try.
  std::optional<Duration> recycle = {};
  /// Aims at the opening of a window, which leaves most of it to hold in; else at its cheapest lift-off.
  bool at_opening = false;
  Duration longest_gap = Duration::days(3.0);  ///< without a window, within a period
};

/// One try: which window, and when.
struct LaunchAttempt {
  std::size_t window = 0;  ///< place in what `launch_periods` was given
  Epoch lift_off;
};

/// Launch windows that follow each other from day to day, as the Moon's place, the light at the landing site
/// or a limit of delta-v allows them, and how often a launch can be tried in them.
struct LaunchPeriod {
  Interval interval;                    ///< from the first opening to the last closing
  std::vector<std::size_t> windows;     ///< places in what was given, in order of opening
  std::vector<LaunchAttempt> attempts;  ///< each as soon as the one before, called off, lets it
  /// The dearest of the windows that are tried: what the propellant has to be loaded for [m/s].
  double most_injection_delta_v_m_s = 0.0;
  double most_insertion_delta_v_m_s = 0.0;

  /// That the launch succeeds within the period, if every try is called off with the same probability,
  /// whatever became of the others: 1 - scrub^attempts. @throws InvalidArgument if not from 0 to 1
  double launch_probability(double scrub) const;
};

/// Groups windows into periods; refused ones are left out. A try that has to wait for the turnaround goes as
/// soon as it may, at the cheapest lift-off or later; a window that closes before is skipped.
///
/// @param windows  in order of opening, as `search_windows` gives them
/// @throws InvalidArgument if a time is negative, the recycling is shorter than a minute, or windows are out
/// of order
///
/// Checked in: tests/unit/design/test_launch_periods.cpp
std::vector<LaunchPeriod> launch_periods(std::span<const LaunchWindow> windows,
                                         const LaunchPeriodOptions& options = {});

/// One line a period, with a head: CSV with dates in UTC.
/// @param scrub  probability that a try is called off
std::string launch_periods_csv(std::span<const LaunchPeriod> periods, double scrub);

}  // namespace perilune
