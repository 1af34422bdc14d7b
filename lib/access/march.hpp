#pragma once

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <perilune/access/access.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "sky.hpp"

namespace perilune::detail {

/// What a condition says at an instant: it holds if the value is not negative, and it stays as it is for
/// `quiet_s` at least.
struct Reading {
  double value = 0.0;
  double quiet_s = 0.0;
};

/// How long a value stays on its side of zero, if it changes no faster than a rate that holds for a while.
inline double quiet_for(double margin, double rate, double holds_s) {
  return std::min(std::abs(margin) / rate, holds_s);
}

/// The instants at which a condition holds: leaps from reading to reading, and halves where it has changed.
template <class Condition>
void march(double until_s, const Condition& condition, const AccessOptions& options, const Sky& sky,
           std::vector<Interval>& found) {
  const double shortest_s = options.shortest.seconds();
  const double tolerance_s = options.edge_tolerance.seconds();
  double t = 0.0;
  Reading here = condition(t);
  double began_s = here.value >= 0.0 ? 0.0 : -1.0;
  while (t < until_s) {
    const double next = std::min(until_s, t + std::max(here.quiet_s, shortest_s));
    const Reading there = condition(next);
    if ((here.value >= 0.0) != (there.value >= 0.0)) {
      double low = t, high = next;
      while (high - low > tolerance_s) {
        const double middle = 0.5 * (low + high);
        ((condition(middle).value >= 0.0) == (here.value >= 0.0) ? low : high) = middle;
      }
      const double edge_s = 0.5 * (low + high);
      if (began_s >= 0.0) {
        found.push_back({sky.epoch(began_s), sky.epoch(edge_s)});
        began_s = -1.0;
      } else {
        began_s = edge_s;
      }
    }
    t = next;
    here = there;
  }
  if (began_s >= 0.0) found.push_back({sky.epoch(began_s), sky.epoch(until_s)});
}

inline void check_access(Interval within, const AccessOptions& options) {
  if (within.to < within.from) {
    throw InvalidArgument(concat("access: the stretch to search ends before it begins: from ",
                                 within.from.to_text(TimeScale::tdb), " to ",
                                 within.to.to_text(TimeScale::tdb)));
  }
  if (options.shortest <= Duration() || options.edge_tolerance <= Duration()) {
    throw InvalidArgument("access: 'shortest' and 'edge_tolerance' have to be above 0");
  }
}

/// Searches a long stretch in pieces of half a year, each with a sky of its own.
/// @param make  from a Sky&, the condition over seconds since its start
template <class Make>
IntervalSet search(Interval within, const EarthOrientation& orientation, const AccessOptions& options,
                   const Ephemeris& ephemeris, const Make& make) {
  check_access(within, options);
  const Duration piece = Duration::days(182.0);
  std::vector<Interval> found;
  for (Epoch from = within.from; from < within.to;) {
    const Epoch to = within.to - from > piece ? from + piece : within.to;
    Sky sky(ephemeris, from, orientation);
    march((to - from).seconds(), make(sky), options, sky, found);
    from = to;
  }
  return IntervalSet(std::move(found));
}

}  // namespace perilune::detail
