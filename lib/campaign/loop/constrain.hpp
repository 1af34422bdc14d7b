#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <perilune/campaign/loop_log.hpp>
#include <perilune/roadmap/roadmap.hpp>

#include "onward_flights.hpp"
#include "passes.hpp"
#include "refly.hpp"
#include "way_home.hpp"

namespace perilune::detail {

/// A leg after the flight to the Moon whose length, and perhaps start, a model has found.
struct LegDates {
  std::size_t leg = 0;
  std::optional<Epoch> start;  ///< of a burn that is flown
  Duration length;

  friend bool operator==(const LegDates&, const LegDates&) = default;
};

/// Dates of one flight to the Moon to the minute, as the scheduler takes them.
struct FlightDates {
  Epoch lift_off;
  Epoch injection;
  Epoch arrival;  ///< at the perilune, or in the orbit beyond it; at the ignition of a capture that is a burn
  std::vector<LegDates> legs = {};

  friend bool operator==(const FlightDates&, const FlightDates&) = default;
};
FlightDates dates_of(const LaunchWindow& window);
FlightDates dates_of(const Scenario& scenario, const DesignedMission& designed,
                     const FlownTransfer& transfer);
/// Whether any of them is off by more than a minute.
bool differ(const FlightDates& a, const FlightDates& b);

/// What the loop knows of one designed mission.
struct Offer {
  std::vector<LaunchWindow> windows;       ///< by the fast model
  std::vector<FlightDates> dates;          ///< of each, by the best model that has flown it
  std::optional<std::size_t> chosen = {};  ///< by the last schedule
  /// By window: what is known of the ways home from its orbit, at the end the one that the schedule has.
  std::map<std::size_t, std::vector<WayHome>> homes = {};
  /// Likewise, by leg, of flights between its orbit and a low one.
  std::map<std::size_t, std::map<std::size_t, std::vector<LowOrbitWay>>> low_orbits = {};

  /// By window: when its orbit passes over the sites of its descents.
  std::map<std::size_t, std::vector<OrbitPasses>> passes = {};

  const std::vector<WayHome>& homes_of_chosen() const;
  const std::vector<LowOrbitWay>& low_orbit_of_chosen(std::size_t leg) const;
};

/// The found flight that a scheduled departure stands for, or the end.
template <class Way>
typename std::vector<Way>::iterator departure_at(std::vector<Way>& known, Epoch departure) {
  return std::find_if(known.begin(), known.end(), [&](const Way& way) {
    return way.flight && abs(way.departure() - departure) <= Duration::minutes(1.0);
  });
}

/// When an activity may not start, whatever flight it belongs to.
std::vector<Interval> forbidden_for(const std::vector<Cut>& cuts, const std::string& mission,
                                    const std::string& activity);

/// A roadmap that keeps to what the loop knows.
struct ConstrainedRoadmap {
  Roadmap roadmap;
  std::vector<std::string> stuck;  ///< missions with an activity that may not start on any date
};

/// The roadmap as the scheduler gets it: designed missions with their launch windows and the lengths of the
/// flight chosen last, ways home where their orbit allows one, and all cuts.
ConstrainedRoadmap constrained(const Roadmap& roadmap, const std::vector<DesignedMission>& designed,
                               const std::vector<Offer>& offers, const std::vector<Cut>& cuts);

}  // namespace perilune::detail
