#pragma once

#include <perilune/station/history.hpp>
#include <perilune/station/station.hpp>

namespace perilune {

struct StationOptions {
  /// Longest step. Rates that fade or follow the Sun are held at their mean over a step, so that what they
  /// make is exact at its end; within it a store that runs empty does so along a straight line.
  Duration max_step = Duration::days(1.0);

  /// Dose that nobody may pass in one stay [Sv]: NASA-STD-3001's limit for a whole career.
  double career_dose_sv = 0.6;
};

/// Lives through a span of time: what every process does, what is in every store and battery, and what goes
/// wrong.
///
/// All rates are constant between two events, so stocks move along straight lines; events are whatever comes,
/// goes, or changes its rate, a store or battery that runs empty or full, and the end of a step. At each
/// event the processes are settled anew: every one at its full rate, less what supplies, room and power
/// allow, the lowest priority giving way first and equals sharing in proportion. The result is exact for
/// stated rates, and every commodity and the energy are booked on both sides.
///
/// @param span  not empty; elements and crews from before it are there when it begins
/// @throws InvalidArgument with everything that `validate` finds, or if the span or an option makes no sense
///
/// Checked in: tests/unit/station/test_simulate.cpp
StationHistory simulate(const Station& station, Interval span, const StationOptions& options = {});

}  // namespace perilune
