#include "loop.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <perilune/campaign/refuelling.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "constrain.hpp"
#include "flown_flights.hpp"
#include "flyby_flights.hpp"
#include "landing_passes.hpp"
#include "light.hpp"
#include "loop_state.hpp"
#include "meetings.hpp"
#include "onward_search.hpp"
#include "supply.hpp"
#include "window_catalog.hpp"

namespace perilune::detail {
namespace {

/// Lengths of flights depend on windows and windows on lengths: so often are they brought together before the
/// flights are flown. What is still apart then is brought together by the turns themselves.
constexpr int most_settlings = 6;

std::optional<std::size_t> nearest_window(const Offer& offer, Epoch lift_off) {
  std::optional<std::size_t> nearest;
  const auto away = [&](std::size_t w) { return abs(offer.dates[w].lift_off - lift_off); };
  for (std::size_t w = 0; w < offer.windows.size(); ++w)
    if (!nearest || away(w) < away(*nearest)) nearest = w;
  return nearest;
}

class Loop {
 public:
  Loop(const Scenario& scenario, const PlanOptions& options, const ContentCache& cache,
       const Ephemeris& ephemeris)
      : state_(scenario, options, cache, ephemeris) {}

  LoopResult run() {
    offer_windows();
    for (int number = 1; number <= state_.options.most_turns; ++number) {
      LoopTurn& turn = log_.turns.emplace_back();
      turn.number = number;
      take(turn);
      if (log_.status == LoopStatus::infeasible || log_.status == LoopStatus::converged) break;
    }
    if (log_.status != LoopStatus::converged) say_what_is_stuck();
    state_.result.flights =
        flown_flights(state_.scenario, state_.designed, log_.missions, state_.orbits, state_.ephemeris);
    say_what_was_offered();
    return std::move(state_.result);
  }

 private:
  void offer_windows() {
    WindowCatalog catalog(state_.cache, state_.ephemeris, state_.options.threads);
    for (std::size_t d = 0; d < state_.designed.size(); ++d) {
      if (state_.designed[d].orbit) {
        offer_flybys(state_.designed[d], catalog, state_.offers[d]);
      } else {
        offer_arrivals(state_.designed[d], catalog, state_.offers[d]);
      }
      state_.tell("windows", d + 1, state_.designed.size());
    }
    log_.windows = catalog.found();
    log_.windows_computed = catalog.computed();
  }

  void offer_arrivals(const DesignedMission& designed, WindowCatalog& catalog, Offer& offer) {
    offer.windows = designed.lift_off ? std::vector{window_of_launched(designed, state_.ephemeris)}
                                      : catalog.windows(designed.profile);
    for (const LaunchWindow& window : offer.windows) offer.dates.push_back(dates_of(window));
  }

  void offer_flybys(const DesignedMission& designed, WindowCatalog& catalog, Offer& offer) {
    std::vector<FlybyWindow> found =
        designed.lift_off ? std::vector{flyby_window_of_launched(designed, state_.orbits, state_.ephemeris)}
                          : flyby_windows(designed, catalog, state_.orbits, state_.cache, state_.ephemeris);
    for (FlybyWindow& one : found) {
      FlightDates dates = dates_of(one.window);
      dates.arrival = one.window.perilune + one.to_insertion;
      offer.dates.push_back(std::move(dates));
      offer.windows.push_back(std::move(one.window));
    }
  }

  void take(LoopTurn& turn) {
    if (!schedule(turn)) {
      log_.status = LoopStatus::infeasible;
      return;
    }
    turn.dates = dates();
    fly_chosen(turn);
    fly_onward(state_, meetings_, turn);
    passes_.find();
    check(turn);
    for (Cut& cut : turn.cuts) cut.turn = turn.number;
    state_.cuts.insert(state_.cuts.end(), turn.cuts.begin(), turn.cuts.end());
    log_.status = turn.cuts.empty() && turn.moved == 0 ? LoopStatus::converged : LoopStatus::turn_limit;
    if (!state_.designed.empty()) state_.cache.write("turns.txt", log_.report());
  }

  /// Schedules until the lengths of the flights are those of the windows that are chosen.
  bool schedule(LoopTurn& turn) {
    for (int i = 0; i < most_settlings; ++i) {
      const ConstrainedRoadmap made = constrained_roadmap(turn);
      log_.stuck = made.stuck;
      if (!log_.stuck.empty()) {
        say_that_there_is_no_schedule();
        return false;
      }
      state_.result.schedule = schedule_roadmap(made.roadmap);
      const bool has_activities =
          std::any_of(made.roadmap.missions.begin(), made.roadmap.missions.end(),
                      [](const Mission& mission) { return !mission.activities.empty(); });
      if (has_activities && state_.result.schedule.schedule.activities.empty()) return false;
      if (!choose(turn)) break;
    }
    return true;
  }

  ConstrainedRoadmap constrained_roadmap(LoopTurn& turn) {
    passes_.leave_launches_without_pass(turn);
    while (true) {
      ConstrainedRoadmap made =
          constrained(state_.scenario.roadmap, state_.designed, state_.offers, state_.cuts_that_hold(turn));
      if (made.stuck.empty() || !meetings_.give_up_whom_they_meet(made.stuck, turn)) return made;
    }
  }

  /// Where nothing was scheduled before, whoever reads the answer still finds the activities that it is
  /// about.
  void say_that_there_is_no_schedule() {
    RoadmapSchedule& answer = state_.result.schedule;
    if (!answer.model.activities.empty()) return;
    answer.model = to_problem(state_.scenario.roadmap);
    answer.schedule.status = ScheduleStatus::infeasible;
  }

  /// Takes the windows that the schedule has.
  /// @return whether any mission now has another one
  bool choose(LoopTurn& turn) {
    bool changed = false;
    for (std::size_t d = 0; d < state_.designed.size(); ++d) {
      const auto launch = state_.scheduled_leg(d, state_.designed[d].legs.launch);
      Offer& offer = state_.offers[d];
      if (!launch) {  // left out
        offer.chosen.reset();
        continue;
      }
      const std::optional<std::size_t> nearest = nearest_window(offer, launch->from);
      if (nearest == offer.chosen) continue;
      changed = true;
      if (offer.chosen && nearest > offer.chosen) {
        meetings_.give_up(d, *offer.chosen, turn);
        passes_.give_up(d, *offer.chosen, turn);
      }
      offer.chosen = nearest;
      // Whoever has come into its orbit goes home from there.
      for (std::size_t other = 0; other < state_.designed.size(); ++other)
        if (meetings_.meets(other, d)) state_.offers[other].homes.clear();
    }
    return changed;
  }

  /// From the first launch of each mission until it is in place.
  std::vector<std::optional<Interval>> dates() const {
    std::vector<std::optional<Interval>> all;
    for (std::size_t m = 0; m < state_.scenario.roadmap.missions.size(); ++m) {
      const Mission& mission = state_.scenario.roadmap.missions[m];
      std::size_t first = 0;
      for (std::size_t a = mission.activities.size(); a-- > 0;) {
        if (mission.activities[a].kind == ActivityKind::launch) first = a;
      }
      const auto placed = in_place(mission);
      std::optional<Interval>& made = all.emplace_back();
      if (!placed) continue;
      const auto from = state_.scheduled(m, first), to = state_.scheduled(m, *placed);
      if (from && to) made = Interval{from->from, to->to};
    }
    return all;
  }

  void fly_chosen(LoopTurn& turn) {
    std::vector<std::size_t> missing;
    for (std::size_t d = 0; d < state_.designed.size(); ++d) {
      if (!state_.chosen(d)) continue;
      if (state_.flights[d].contains(*state_.chosen(d))) {
        ++turn.reused;
      } else {
        missing.push_back(d);
      }
    }
    std::vector<FlightCatalog::Found> flown(missing.size());
    state_.do_all("flights", missing.size(), [&](std::size_t i) {
      const std::size_t d = missing[i];
      flown[i] = state_.catalog.fly(state_.scenario, state_.designed[d],
                                    state_.offers[d].windows[*state_.chosen(d)]);
    });
    for (std::size_t i = 0; i < missing.size(); ++i) {
      const std::size_t window = *state_.chosen(missing[i]);
      if (state_.keep(missing[i], window, std::move(flown[i]), turn)) ++turn.moved;
    }
  }

  void check(LoopTurn& turn) {
    log_.missions.clear();
    for (std::size_t d = 0; d < state_.designed.size(); ++d) {
      if (!state_.chosen(d)) continue;
      const std::size_t before = turn.cuts.size();
      log_.missions.push_back(judge(d, *state_.chosen(d), turn));
      std::vector<FlownLeg>& legs = log_.missions.back().legs;
      for (std::size_t a = 0; a < legs.size(); ++a) {
        if (const auto span = state_.scheduled_leg(d, a)) legs[a].span = *span;
      }
      if (turn.cuts.size() > before) look_ahead(d, turn);
    }
    for (Cut& cut : dark_landings(state_.scenario, state_.result.schedule, state_.cache, state_.ephemeris))
      turn.cuts.push_back(std::move(cut));
    passes_.check(turn);
    check_station(turn);
  }

  void check_station(LoopTurn& turn) {
    std::optional<GrownStation>& station = state_.result.station;
    station.reset();
    if (!state_.scenario.station) return;
    station = grow_station(*state_.scenario.station, state_.scenario.roadmap, state_.result.schedule,
                           propellant_taken(state_.scenario, log_.missions));
    for (Cut& cut : late_supplies(state_.scenario, state_.result.schedule, *station))
      turn.cuts.push_back(std::move(cut));
  }

  /// Flies the windows after a refuted one too, until one holds: each turn then refutes all that it can.
  void look_ahead(std::size_t d, LoopTurn& turn) {
    const std::size_t first = *state_.chosen(d) + 1;
    const std::size_t last = std::min(state_.offers[d].windows.size(), first + most_looks_ahead);
    for (std::size_t w = first; w < last; ++w) {
      state_.fly_ahead(d, w, turn);
      const std::size_t before = turn.cuts.size();
      judge(d, w, turn);
      if (turn.cuts.size() == before) return;
    }
  }

  /// What a flight costs; the lightest one that is too heavy is remembered.
  FlownMission judge(std::size_t d, std::size_t window, LoopTurn& turn) {
    FlownMission flown = account(state_.scenario, state_.designed[d], state_.offers[d].windows[window],
                                 state_.flights[d].at(window), onward_of(d, window), turn.cuts);
    const auto excess_kg = [](const FlownMission& one) { return one.launch_mass_kg - one.capability_kg; };
    if (flown.targets_met && flown.capability_kg > 0.0 && excess_kg(flown) > 0.0) {
      const auto known = lightest_refused_.find(d);
      if (known == lightest_refused_.end() || excess_kg(flown) < excess_kg(known->second))
        lightest_refused_[d] = flown;
    }
    return flown;
  }

  /// What follows the arrival of the chosen window, as the schedule has it or as it was found last.
  OnwardFlights onward_of(std::size_t d, std::size_t window) {
    OnwardFlights onward;
    onward.meetings = meetings_.of(d, window);
    if (window != state_.chosen(d)) return onward;
    const std::vector<WayHome>& homes = state_.offers[d].homes_of_chosen();
    if (!homes.empty() && homes.back().flight) onward.home = &*homes.back().flight;
    for (const std::size_t leg : state_.designed[d].legs.low_orbits) {
      const std::vector<LowOrbitWay>& ways = state_.offers[d].low_orbit_of_chosen(leg);
      if (!ways.empty() && ways.back().flight) onward.low_orbits.push_back(*ways.back().flight);
    }
    return onward;
  }

  void say_what_is_stuck() {
    // Whoever is refuted where a schedule is infeasible, or by the last turn that there was.
    if (log_.stuck.empty() && !log_.turns.empty()) {
      std::set<std::string> named;
      const int last = log_.status == LoopStatus::infeasible ? 0 : log_.turns.back().number;
      for (const Cut& cut : state_.cuts)
        if (cut.turn >= last && named.insert(cut.mission).second) log_.stuck.push_back(cut.mission);
    }
    for (const auto& [d, flown] : lightest_refused_) {
      if (std::find(log_.stuck.begin(), log_.stuck.end(), flown.mission) != log_.stuck.end())
        log_.refused.push_back(flown);
    }
  }

  void say_what_was_offered() {
    for (std::size_t d = 0; d < state_.designed.size(); ++d) {
      const DesignedMission& designed = state_.designed[d];
      Offer& offer = state_.offers[d];
      log_.offers.push_back({state_.mission(d).id, designed.profile, std::move(offer.windows), offer.chosen,
                             designed.orbit ? designed.orbit->id : std::string()});
    }
  }

  LoopState state_;
  LoopLog& log_ = state_.result.log;
  Meetings meetings_{state_};
  LandingPasses passes_{state_};
  std::map<std::size_t, FlownMission> lightest_refused_;  ///< by designed mission
};

}  // namespace

LoopResult run_loop(const Scenario& scenario, const PlanOptions& options, const ContentCache& cache,
                    const Ephemeris& ephemeris) {
  return Loop(scenario, options, cache, ephemeris).run();
}

}  // namespace perilune::detail
