#include "landing_passes.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "light.hpp"

namespace perilune::detail {

bool LandingPasses::is_waiting(std::size_t d) const {
  return !state_.designed[d].legs.passing.empty() && state_.chosen(d);
}

/// Known: who reads a scenario checks it.
const LunarSite& LandingPasses::site_of(std::size_t d, std::size_t descent) const {
  return *state_.scenario.catalog.site(state_.mission(d).activities[descent].site);
}

void LandingPasses::find() {
  for (std::size_t d = 0; d < state_.designed.size(); ++d)
    if (is_waiting(d)) of(d, *state_.chosen(d));
}

/// Of each descent; none if the flight does not converge.
const std::vector<OrbitPasses>& LandingPasses::of(std::size_t d, std::size_t window) {
  std::vector<OrbitPasses>& passes = state_.offers[d].passes[window];
  const auto orbit = state_.orbit_of(d, window);
  if (!orbit || !passes.empty()) return passes;
  for (const std::size_t descent : state_.designed[d].legs.passing)
    passes.push_back(found_for(d, descent, *orbit));
  return passes;
}

OrbitPasses LandingPasses::found_for(std::size_t d, std::size_t descent, const State& orbit) {
  const LegPlan& leg = state_.leg(d, descent);
  const LunarSite& site = site_of(d, descent);
  OrbitPasses found = reach_of(state_.mission(d), state_.designed[d].legs, descent, orbit.epoch);
  found.over =
      passes_over(state_.coasts, orbit, found.looked_at, site.place, *leg.off_plane, state_.ephemeris);
  found.good = found.over;
  if (!leg.sun_above && leg.lit_for <= Duration{}) return found;
  const auto span = state_.scheduled_leg(d, descent);
  const Duration length = span ? span->length() : Duration{};
  const Interval landings{found.looked_at.from + length, found.looked_at.to + length};
  const IntervalSet lit = lit_landings(site, leg, landings, state_.cache, state_.ephemeris);
  found.good = found.over.intersect(lit.shifted(-length));
  return found;
}

void LandingPasses::check(LoopTurn& turn) {
  for (std::size_t d = 0; d < state_.designed.size(); ++d) {
    if (!is_waiting(d)) continue;
    check_descents(d, turn);
    refuse_launches_without_pass(d, turn);
  }
}

void LandingPasses::check_descents(std::size_t d, LoopTurn& turn) {
  const std::size_t window = *state_.chosen(d);
  for (const OrbitPasses& passes : of(d, window)) {
    const auto span = state_.scheduled_leg(d, passes.leg);
    const auto begin = state_.orbit_of(d, window);
    const auto orbit = span && begin ? state_.coasts.at(*begin, span->from) : std::optional<State>();
    if (!orbit) continue;
    const double off_rad = off_plane_rad(*orbit, site_of(d, passes.leg).place, state_.ephemeris);
    auto cut = off_track(state_.mission(d), state_.leg(d, passes.leg), passes, span->from, off_rad);
    if (!cut) continue;
    cut->of_launch = state_.mission(d).id;
    cut->of_lift_off = state_.lift_off(d, window);
    turn.cuts.push_back(std::move(*cut));
  }
}

void LandingPasses::refuse_launches_without_pass(std::size_t d, LoopTurn& turn) {
  if (state_.designed[d].lift_off) return;
  const std::size_t first = *state_.chosen(d);
  const std::size_t last = std::min(state_.offers[d].windows.size(), first + most_looks_ahead);
  for (std::size_t w = first; w < last; ++w) {
    state_.fly_ahead(d, w, turn);
    of(d, w);
    const OrbitPasses* without = unusable(d, w, turn);
    if (!without) return;
    refuse(d, w, *without, turn);
  }
}

void LandingPasses::leave_launches_without_pass(LoopTurn& turn) {
  for (std::size_t d = 0; d < state_.designed.size(); ++d) {
    if (!is_waiting(d) || state_.designed[d].lift_off) continue;
    const std::size_t window = *state_.chosen(d);
    const OrbitPasses* without = unusable(d, window, turn);
    if (without && !is_refused(d, window, turn)) refuse(d, window, *without, turn);
    if (is_refused(d, window, turn)) state_.offers[d].chosen.reset();
  }
}

void LandingPasses::give_up(std::size_t d, std::size_t window, LoopTurn& turn) {
  const auto passes = state_.offers[d].passes.find(window);
  if (passes == state_.offers[d].passes.end() || passes->second.empty()) return;
  if (!is_refused(d, window, turn)) refuse(d, window, passes->second.front(), turn);
}

bool LandingPasses::is_refused(std::size_t d, std::size_t window, const LoopTurn& turn) const {
  const Mission& mission = state_.mission(d);
  const std::string launch = activity_id(mission.activities[state_.designed[d].legs.launch]);
  return IntervalSet(forbidden_for(state_.cuts_that_hold(turn), mission.id, launch))
      .contains(state_.lift_off(d, window));
}

/// The first descent of a launch that can begin in none of its passes; null if there is none.
const OrbitPasses* LandingPasses::unusable(std::size_t d, std::size_t window, const LoopTurn& turn) const {
  const auto known = state_.offers[d].passes.find(window);
  if (known == state_.offers[d].passes.end()) return nullptr;
  const Mission& mission = state_.mission(d);
  std::vector<Cut> cuts = state_.cuts_that_hold(turn);
  // What is said of one launch of its own is known of this one from its passes.
  std::erase_if(cuts, [&](const Cut& cut) { return cut.of_launch == mission.id; });
  for (const OrbitPasses& passes : known->second) {
    const std::string activity = activity_id(mission.activities[passes.leg]);
    if (has_no_pass(passes, IntervalSet(forbidden_for(cuts, mission.id, activity)))) return &passes;
  }
  return nullptr;
}

void LandingPasses::refuse(std::size_t d, std::size_t window, const OrbitPasses& passes, LoopTurn& turn) {
  Cut cut = state_.against_launch(d, window);
  cut.kind = CutKind::trajectory;
  cut.reason = no_pass_reason(state_.mission(d), passes);
  cut.where = state_.leg(d, passes.leg).where;
  turn.cuts.push_back(std::move(cut));
}

}  // namespace perilune::detail
