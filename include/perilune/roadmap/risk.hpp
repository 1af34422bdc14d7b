#pragma once

#include <perilune/core/source_location.hpp>
#include <perilune/time/duration.hpp>

namespace perilune {

/// A delay that is not known beforehand, zero or more.
struct DelayLaw {
  enum class Shape {
    none,
    uniform,      ///< between `least` and `most`
    triangular,   ///< between `least` and `most`, most often `likely`
    exponential,  ///< with the mean `likely`
  };
  Shape shape = Shape::none;
  Duration least;
  Duration likely;
  Duration most;

  friend bool operator==(const DelayLaw&, const DelayLaw&) = default;
};

/// What may go wrong with an activity.
///
/// It is tried until it succeeds. A try begins late by `slip` (the first one) and by the scrubs, lasts longer
/// by `overrun`, and fails at its end with the probability `failure`; the next one begins no earlier than
/// `again_after` later. Each try begins in one of the activity's windows, if it has windows.
struct Risk {
  DelayLaw slip;     ///< known on the day on which it should have started
  DelayLaw overrun;  ///< known when it should have ended

  double scrub = 0.0;                        ///< probability that a start is called off, 0 <= p < 1; each
  Duration scrub_delay = Duration::days(1);  ///< until it is tried again, >= 0

  double failure = 0.0;   ///< probability that a try fails, 0 to 1
  Duration again_after;   ///< from a failure to the next try, >= 0
  int most_failures = 1;  ///< then it succeeds, >= 0

  SourceLocation where;

  friend bool operator==(const Risk&, const Risk&) = default;
};

}  // namespace perilune
