#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/loop_log.hpp>
#include <perilune/campaign/plan.hpp>
#include <perilune/campaign/scenario.hpp>

#include "constrain.hpp"
#include "content_cache.hpp"
#include "flight_catalog.hpp"
#include "loop.hpp"
#include "lunar_orbit.hpp"
#include "reference_orbits.hpp"
#include "refly.hpp"

namespace perilune::detail {

/// So many windows after a refuted one are flown in the same turn.
constexpr int most_looks_ahead = 40;

/// What the turns of the loop share: what is asked for, and what is known by now. In all that follows `d` is
/// the position of a mission in `designed`, `window` that of a launch in its offer, `a` that of an activity,
/// and so of its leg, in the mission.
struct LoopState {
  LoopState(const Scenario& scenario_asked, const PlanOptions& options_asked, const ContentCache& cache_used,
            const Ephemeris& ephemeris_used);
  LoopState(const LoopState&) = delete;  // its parts refer to each other
  LoopState& operator=(const LoopState&) = delete;

  const Mission& mission(std::size_t d) const { return scenario.roadmap.missions[designed[d].mission]; }
  const LegPlan& leg(std::size_t d, std::size_t a) const { return designed[d].plan->legs[a]; }
  const std::optional<std::size_t>& chosen(std::size_t d) const { return offers[d].chosen; }
  Epoch lift_off(std::size_t d, std::size_t window) const { return offers[d].windows[window].lift_off; }

  /// By the last schedule; nothing if it leaves the activity out. @param mission  position in the roadmap
  std::optional<Interval> scheduled(std::size_t mission, std::size_t a) const;
  /// The same for a designed mission.
  std::optional<Interval> scheduled_leg(std::size_t d, std::size_t a) const {
    return scheduled(designed[d].mission, a);
  }

  /// The orbit that the capture leads to; nothing if the flight there does not converge, or is not flown yet.
  std::optional<State> orbit_of(std::size_t d, std::size_t window) const;

  /// Known before this turn and in it. Of those that hold for one launch of another mission, the ones of the
  /// launch that is chosen.
  std::vector<Cut> cuts_that_hold(const LoopTurn& turn) const;
  /// Forbids that launch; why, by how much and by which line is left to the caller.
  Cut against_launch(std::size_t d, std::size_t window) const;

  /// Takes a flight, and its dates if it converges.
  /// @return whether the dates known so far were others
  bool keep(std::size_t d, std::size_t window, FlightCatalog::Found found, LoopTurn& turn);
  /// Flies a window that is not chosen, unless it has been flown before.
  void fly_ahead(std::size_t d, std::size_t window, LoopTurn& turn);

  void tell(std::string_view what, std::size_t done, std::size_t total) const;
  /// Does them all on as many threads as the options allow, and tells how far it has come.
  void do_all(std::string_view what, std::size_t count, const std::function<void(std::size_t)>& task) const;

  const Scenario& scenario;
  const PlanOptions& options;
  const Ephemeris& ephemeris;
  const ContentCache& cache;
  ReferenceOrbits orbits;
  FlightCatalog catalog;
  LunarCoasts coasts;  ///< of craft after their captures
  std::vector<DesignedMission> designed;
  std::vector<Offer> offers;                                  ///< of each designed mission
  std::vector<std::map<std::size_t, FlownTransfer>> flights;  ///< of each, by window
  std::vector<Cut> cuts;                                      ///< of the turns before
  LoopResult result;
};

}  // namespace perilune::detail
