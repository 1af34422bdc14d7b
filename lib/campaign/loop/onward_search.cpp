#include "onward_search.hpp"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "flyby_flights.hpp"
#include "onward_flights.hpp"
#include "way_home.hpp"

namespace perilune::detail {
namespace {

/// A flight that has to be looked for.
struct Wanted {
  std::size_t d = 0;
  std::size_t leg = 0;
  Epoch ready;
  std::variant<WayHome, LowOrbitWay> found = {};
};

/// Whether a flight is known at the scheduled moment.
template <class Way>
bool is_known(std::vector<Way>& ways, Epoch departure, LoopTurn& turn) {
  const auto known = departure_at(ways, departure);
  if (known == ways.end()) return false;
  if (known + 1 != ways.end()) {  // its length is not the one that this schedule was made with
    std::rotate(known, known + 1, ways.end());
    ++turn.moved;
  }
  return true;
}

std::vector<Wanted> wanted_flights(LoopState& state, LoopTurn& turn) {
  std::vector<Wanted> wanted;
  for (std::size_t d = 0; d < state.designed.size(); ++d) {
    const DesignedLegs& legs = state.designed[d].legs;
    Offer& offer = state.offers[d];
    if (!offer.chosen) continue;
    const std::size_t window = *offer.chosen;
    if (state.flights[d].at(window).status != TranslunarStatus::converged) continue;
    for (const std::size_t leg : legs.low_orbits) {
      const auto span = state.scheduled_leg(d, leg);
      if (span && !is_known(offer.low_orbits[window][leg], span->from, turn))
        wanted.push_back({d, leg, span->from});
    }
    if (!legs.home) continue;
    const auto span = state.scheduled_leg(d, *legs.home);
    if (span && !is_known(offer.homes[window], span->from, turn))
      wanted.push_back({d, *legs.home, span->from});
  }
  return wanted;
}

void find(LoopState& state, const Meetings& meetings, Wanted& one) {
  const DesignedMission& designed = state.designed[one.d];
  const FlownTransfer& transfer = state.flights[one.d].at(*state.offers[one.d].chosen);
  if (one.leg != designed.legs.home) {
    one.found = find_low_orbit_way(state.scenario, designed, one.leg, transfer, one.ready, state.orbits,
                                   state.cache, state.ephemeris);
  } else if (designed.plan->legs[one.leg].flies_by) {
    one.found = find_flyby_home(state.scenario, designed, transfer, one.ready, state.orbits, state.cache,
                                state.ephemeris);
  } else {
    const std::optional<State> met = meetings.orbit_met(one.d);
    one.found = find_way_home(way_home_profile(state.scenario, designed, transfer, met ? &*met : nullptr),
                              one.ready, state.cache, state.ephemeris);
  }
}

void keep(LoopState& state, Wanted& one, LoopTurn& turn) {
  const DesignedMission& designed = state.designed[one.d];
  Offer& offer = state.offers[one.d];
  std::optional<Cut> cut;
  if (auto* home = std::get_if<WayHome>(&one.found)) {
    cut = late_way_home(state.scenario, designed, *home);
    offer.homes[*offer.chosen].push_back(std::move(*home));
  } else {
    auto& way = std::get<LowOrbitWay>(one.found);
    cut = missing_low_orbit_way(state.scenario, designed, one.leg, way);
    offer.low_orbits[*offer.chosen][one.leg].push_back(std::move(way));
  }
  if (cut) turn.cuts.push_back(std::move(*cut));
  ++turn.flown;
  ++turn.moved;
}

}  // namespace

void fly_onward(LoopState& state, const Meetings& meetings, LoopTurn& turn) {
  std::vector<Wanted> wanted = wanted_flights(state, turn);
  state.do_all("ways home", wanted.size(), [&](std::size_t i) { find(state, meetings, wanted[i]); });
  for (Wanted& one : wanted) keep(state, one, turn);
}

}  // namespace perilune::detail
