#pragma once

#include <optional>
#include <string>
#include <vector>

#include <perilune/station/simulate.hpp>

namespace perilune {

/// How long a station lives without another flight: the time from `epoch` to the first instant at which the
/// crew is short or something freezes, when nothing more is delivered and whoever is there at `epoch` stays.
///
/// @param from     where the simulation begins, at most `epoch`
/// @param horizon  how far to look; > 0
/// @return         the time, or nothing if it is longer than `horizon`
std::optional<Duration> resupply_free_time(const Station& station, Epoch from, Epoch epoch, Duration horizon,
                                           const StationOptions& options = {});

/// How long the station would live from one day on if nothing more came.
struct Autonomy {
  Epoch epoch;
  int people = 0;          ///< who are there then, and stay
  Duration lasts;          ///< until somebody is short of something or something freezes
  bool is_longer = false;  ///< it lasts to the end of what was looked at, and longer
  std::string lacks;       ///< what is missing first: "food", "electric power"; empty: nothing
};

/// The autonomy at the beginning of each year of a lived history, from the day on which anything stands
/// there: the station is taken as it is then, with what its stores and batteries hold.
///
/// @param history  of `simulate(station, ...)`
/// @param horizon  how far to look, at most to the end of the history, since the light beyond is unknown; > 0
///
/// Checked in: tests/unit/station/test_autonomy.cpp
std::vector<Autonomy> yearly_autonomy(const Station& station, const StationHistory& history,
                                      Duration horizon = Duration::days(1000.0),
                                      const StationOptions& options = {});

}  // namespace perilune
