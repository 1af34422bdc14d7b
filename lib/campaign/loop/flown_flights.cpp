#include "flown_flights.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/text.hpp>

#include "flyby_flights.hpp"
#include "onward_flights.hpp"

namespace perilune::detail {
namespace {

class Flights {
 public:
  Flights(const Scenario& scenario, const std::vector<DesignedMission>& designed, ReferenceOrbits& orbits,
          const Ephemeris& ephemeris)
      : scenario_(scenario), designed_(designed), orbits_(orbits), ephemeris_(ephemeris) {}

  void add(const FlownMission& flown, std::vector<FlownFlight>& flights) {
    flights.push_back(flight_out(flown));
    for (const FlownLowOrbit& low : flown.low_orbits) flights.push_back(flight_between(flown, low));
    if (flown.home) flights.push_back(flight_home(flown));
  }

 private:
  const DesignedMission& designed_of(const FlownMission& flown) const {
    return *std::find_if(designed_.begin(), designed_.end(), [&](const DesignedMission& one) {
      return scenario_.roadmap.missions[one.mission].id == flown.mission;
    });
  }

  /// Who burns on a leg; none: nobody that is known.
  const Craft* craft_of(const DesignedMission& designed, std::size_t leg) const {
    return scenario_.catalog.find_craft(designed.plan->legs[leg].by.id);
  }

  static void add_event(FlownFlight& flight, std::string name, BodyId body, const State& state) {
    flight.events.push_back({std::move(name), state.epoch, body, state.position_m.norm() - radius_m(body),
                             state.velocity_m_s.norm()});
  }

  /// To the perilune, or on into the orbit beyond it and once round.
  FlownFlight flight_out(const FlownMission& flown) {
    FlownFlight made;
    made.mission = flown.mission;
    made.status = FlightStatus::arrived;
    const FlownTransfer& transfer = flown.transfer;
    add_event(made, "injection", earth, transfer.injection);
    add_event(made, "perilune", moon, transfer.perilune);
    if (!transfer.flyby) {
      made.trajectory = fly(transfer, {}, ephemeris_).transfer;
      return made;
    }
    add_event(made, "insertion", moon, transfer.flyby->insertion);
    const DesignedMission& designed = designed_of(flown);
    const std::size_t leg = designed.legs.transfer;
    made.trajectory = fly_on(transfer, orbits_.period(*designed.orbit), flown.legs[leg].mass_before_kg,
                             craft_of(designed, leg), ephemeris_);
    return made;
  }

  FlownFlight flight_home(const FlownMission& flown) const {
    const FlownReturn& home = *flown.home;
    FlownFlight made;
    made.mission = flown.mission + "_home";  // no id has an underscore
    made.status = FlightStatus::arrived;
    if (home.way_down) {
      const DesignedMission& designed = designed_of(flown);
      const std::size_t leg = *designed.legs.home;
      made.trajectory =
          fly_home_by_flyby(home, flown.legs[leg].mass_before_kg, craft_of(designed, leg), ephemeris_);
      add_event(made, "departure", moon, home.way_down->departure);
      add_event(made, "perilune", moon, home.departure);
    } else {
      made.trajectory = fly(home, {}, ephemeris_);
      add_event(made, "departure", moon, home.departure);
    }
    add_event(made, "entry", earth, home.entry);
    return made;
  }

  FlownFlight flight_between(const FlownMission& flown, const FlownLowOrbit& low) const {
    FlownFlight made;
    made.mission = concat(flown.mission, "_", flown.legs[low.leg].activity);
    made.status = FlightStatus::arrived;
    made.trajectory = fly_between(low, flown.legs[low.leg].mass_before_kg,
                                  craft_of(designed_of(flown), low.leg), ephemeris_);
    const bool down = low.direction == LowOrbitDirection::down;
    add_event(made, "departure", moon, down ? low.flight.transfer : low.flight.perilune);
    add_event(made, down ? "perilune" : "insertion", moon, down ? low.flight.perilune : low.flight.transfer);
    return made;
  }

  const Scenario& scenario_;
  const std::vector<DesignedMission>& designed_;
  ReferenceOrbits& orbits_;
  const Ephemeris& ephemeris_;
};

}  // namespace

std::vector<FlownFlight> flown_flights(const Scenario& scenario, const std::vector<DesignedMission>& designed,
                                       const std::vector<FlownMission>& missions, ReferenceOrbits& orbits,
                                       const Ephemeris& ephemeris) {
  std::vector<FlownFlight> flights;
  Flights adding(scenario, designed, orbits, ephemeris);
  for (const FlownMission& flown : missions)
    if (flown.targets_met) adding.add(flown, flights);
  return flights;
}

}  // namespace perilune::detail
