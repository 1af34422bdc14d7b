#include "loop.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <utility>
#include <variant>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/text.hpp>
#include <perilune/core/thread_pool.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "constrain.hpp"
#include "content_cache.hpp"
#include "flight_catalog.hpp"
#include "flyby_flights.hpp"
#include "light.hpp"
#include "onward_flights.hpp"
#include "refly.hpp"
#include "supply.hpp"
#include "way_home.hpp"
#include "window_catalog.hpp"

namespace perilune::detail {
namespace {

/// Lengths of flights depend on windows and windows on lengths: so often are they brought together before the
/// flights are flown. What is still apart then is brought together by the turns themselves.
constexpr int most_settlings = 6;

/// So many windows after a refuted one are flown in the same turn.
constexpr int most_looks_ahead = 40;

class Loop {
 public:
  Loop(const Scenario& scenario, const PlanOptions& options, const ContentCache& cache,
       const Ephemeris& ephemeris)
      : scenario_(scenario),
        options_(options),
        ephemeris_(ephemeris),
        cache_(cache),
        orbits_(cache_, ephemeris),
        catalog_(cache_, orbits_, ephemeris),
        designed_(designed_missions(scenario)),
        offers_(designed_.size()),
        flights_(designed_.size()) {}

  LoopResult run() {
    offer_windows();
    for (int number = 1; number <= options_.most_turns; ++number) {
      LoopTurn& turn = result_.log.turns.emplace_back();
      turn.number = number;
      if (!schedule()) {
        result_.log.status = LoopStatus::infeasible;
        break;
      }
      turn.dates = dates();
      fly_chosen(turn);
      fly_onward(turn);
      check(turn);
      for (Cut& cut : turn.cuts) cut.turn = number;
      cuts_.insert(cuts_.end(), turn.cuts.begin(), turn.cuts.end());
      result_.log.status =
          turn.cuts.empty() && turn.moved == 0 ? LoopStatus::converged : LoopStatus::turn_limit;
      if (!designed_.empty()) cache_.write("turns.txt", result_.log.report());
      if (result_.log.status == LoopStatus::converged) break;
    }
    if (result_.log.status != LoopStatus::converged) say_what_is_stuck();
    add_trajectories();
    for (std::size_t d = 0; d < designed_.size(); ++d) {
      result_.log.offers.push_back({scenario_.roadmap.missions[designed_[d].mission].id, designed_[d].profile,
                                    std::move(offers_[d].windows), offers_[d].chosen,
                                    designed_[d].orbit ? designed_[d].orbit->id : std::string()});
    }
    return std::move(result_);
  }

 private:
  void offer_windows() {
    WindowCatalog catalog(cache_, ephemeris_, options_.threads);
    for (std::size_t d = 0; d < designed_.size(); ++d) {
      if (designed_[d].orbit) {
        offer_flybys(designed_[d], catalog, offers_[d]);
      } else {
        offers_[d].windows = designed_[d].lift_off ? std::vector{window_of_launched(designed_[d], ephemeris_)}
                                                   : catalog.windows(designed_[d].profile);
        for (const LaunchWindow& window : offers_[d].windows) offers_[d].dates.push_back(dates_of(window));
      }
      tell("windows", d + 1, designed_.size());
    }
    result_.log.windows = catalog.found();
    result_.log.windows_computed = catalog.computed();
  }

  void offer_flybys(const DesignedMission& designed, WindowCatalog& catalog, Offer& offer) {
    std::vector<FlybyWindow> found =
        designed.lift_off ? std::vector{flyby_window_of_launched(designed, orbits_, ephemeris_)}
                          : flyby_windows(designed, catalog, orbits_, cache_, ephemeris_);
    for (FlybyWindow& one : found) {
      FlightDates dates = dates_of(one.window);
      dates.arrival = one.window.perilune + one.to_insertion;
      offer.dates.push_back(std::move(dates));
      offer.windows.push_back(std::move(one.window));
    }
  }

  /// Schedules until the lengths of the flights are those of the windows that are chosen.
  bool schedule() {
    for (int i = 0; i < most_settlings; ++i) {
      ConstrainedRoadmap made = constrained(scenario_.roadmap, designed_, offers_, cuts_);
      result_.log.stuck = std::move(made.stuck);
      if (!result_.log.stuck.empty()) {
        say_that_there_is_no_schedule();
        return false;
      }
      const Roadmap& roadmap = made.roadmap;
      result_.schedule = schedule_roadmap(roadmap);
      const bool has_activities =
          std::any_of(roadmap.missions.begin(), roadmap.missions.end(),
                      [](const Mission& mission) { return !mission.activities.empty(); });
      if (has_activities && result_.schedule.schedule.activities.empty()) return false;
      if (!choose()) break;
    }
    return true;
  }

  /// Where nothing was scheduled before, whoever reads the answer still finds the activities that it is
  /// about.
  void say_that_there_is_no_schedule() {
    RoadmapSchedule& answer = result_.schedule;
    if (!answer.model.activities.empty()) return;
    answer.model = to_problem(scenario_.roadmap);
    answer.schedule.status = ScheduleStatus::infeasible;
  }

  /// @return whether any mission now has another window
  bool choose() {
    bool changed = false;
    for (std::size_t d = 0; d < designed_.size(); ++d) {
      const auto launch = scheduled(designed_[d].mission, designed_[d].legs.launch);
      if (!launch) {  // left out
        offers_[d].chosen.reset();
        continue;
      }
      const Epoch start = launch->from;
      std::optional<std::size_t> nearest;
      for (std::size_t w = 0; w < offers_[d].windows.size(); ++w) {
        const auto away = [&](std::size_t i) { return abs(offers_[d].dates[i].lift_off - start); };
        if (!nearest || away(w) < away(*nearest)) nearest = w;
      }
      changed = changed || nearest != offers_[d].chosen;
      offers_[d].chosen = nearest;
    }
    return changed;
  }

  std::optional<Interval> scheduled(std::size_t mission, std::size_t activity) const {
    const auto& number = result_.schedule.model.activities[mission][activity];
    if (!number) return std::nullopt;
    const ScheduledActivity& found = result_.schedule.schedule.activities[number->number];
    return Interval{found.start_date, found.end_date};
  }

  std::vector<std::optional<Interval>> dates() const {
    std::vector<std::optional<Interval>> all;
    for (std::size_t m = 0; m < scenario_.roadmap.missions.size(); ++m) {
      const Mission& mission = scenario_.roadmap.missions[m];
      std::size_t first = 0;
      for (std::size_t a = mission.activities.size(); a-- > 0;) {
        if (mission.activities[a].kind == ActivityKind::launch) first = a;
      }
      const auto placed = in_place(mission);
      std::optional<Interval>& made = all.emplace_back();
      if (!placed) continue;
      const auto from = scheduled(m, first), to = scheduled(m, *placed);
      if (from && to) made = Interval{from->from, to->to};
    }
    return all;
  }

  void fly_chosen(LoopTurn& turn) {
    std::vector<std::size_t> missing;
    for (std::size_t d = 0; d < designed_.size(); ++d) {
      if (!offers_[d].chosen) continue;
      if (flights_[d].contains(*offers_[d].chosen)) {
        ++turn.reused;
      } else {
        missing.push_back(d);
      }
    }
    std::vector<FlightCatalog::Found> flown(missing.size());
    const int wanted = options_.threads > 0 ? options_.threads : usable_processors();
    ThreadPool pool({std::clamp(static_cast<int>(missing.size()), 1, wanted), false});
    std::mutex mutex;
    std::size_t done = 0;
    pool.for_each(missing.size(), [&](std::size_t i, int) {
      const std::size_t d = missing[i];
      flown[i] = catalog_.fly(scenario_, designed_[d], offers_[d].windows[*offers_[d].chosen]);
      const std::lock_guard lock(mutex);
      tell("flights", ++done, missing.size());
    });
    turn.flown = missing.size();
    for (std::size_t i = 0; i < missing.size(); ++i) {
      const std::size_t d = missing[i];
      const std::size_t window = *offers_[d].chosen;
      result_.log.flights_computed += flown[i].is_computed ? 1 : 0;
      const FlownTransfer& transfer = flights_[d][window] = std::move(flown[i].transfer);
      if (transfer.status != TranslunarStatus::converged) continue;
      FlightDates now = dates_of(scenario_, designed_[d], transfer);
      FlightDates& before = offers_[d].dates[window];
      if (differ(now, before)) ++turn.moved;
      before = std::move(now);
    }
  }

  /// A flight after the arrival that has to be looked for: from the orbit, or home.
  struct Onward {
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

  std::vector<Onward> onward_flights_wanted(LoopTurn& turn) {
    std::vector<Onward> wanted;
    for (std::size_t d = 0; d < designed_.size(); ++d) {
      const auto& legs = designed_[d].legs;
      if (!offers_[d].chosen) continue;
      const std::size_t window = *offers_[d].chosen;
      if (flights_[d].at(window).status != TranslunarStatus::converged) continue;
      for (const std::size_t leg : legs.low_orbits) {
        const auto span = scheduled(designed_[d].mission, leg);
        if (span && !is_known(offers_[d].low_orbits[window][leg], span->from, turn))
          wanted.push_back({d, leg, span->from});
      }
      if (!legs.home) continue;
      const auto span = scheduled(designed_[d].mission, *legs.home);
      if (span && !is_known(offers_[d].homes[window], span->from, turn))
        wanted.push_back({d, *legs.home, span->from});
    }
    return wanted;
  }

  void find_onward(Onward& one) {
    const DesignedMission& designed = designed_[one.d];
    const FlownTransfer& transfer = flights_[one.d].at(*offers_[one.d].chosen);
    if (one.leg != designed.legs.home) {
      one.found =
          find_low_orbit_way(scenario_, designed, one.leg, transfer, one.ready, orbits_, cache_, ephemeris_);
    } else if (designed.plan->legs[one.leg].flies_by) {
      one.found = find_flyby_home(scenario_, designed, transfer, one.ready, orbits_, cache_, ephemeris_);
    } else {
      one.found =
          find_way_home(way_home_profile(scenario_, designed, transfer), one.ready, cache_, ephemeris_);
    }
  }

  /// Whoever has no known flight at the scheduled moment looks for the first one from then on.
  void fly_onward(LoopTurn& turn) {
    std::vector<Onward> wanted = onward_flights_wanted(turn);
    const int processors = options_.threads > 0 ? options_.threads : usable_processors();
    ThreadPool pool({std::clamp(static_cast<int>(wanted.size()), 1, processors), false});
    std::mutex mutex;
    std::size_t done = 0;
    pool.for_each(wanted.size(), [&](std::size_t i, int) {
      find_onward(wanted[i]);
      const std::lock_guard lock(mutex);
      tell("ways home", ++done, wanted.size());
    });
    for (Onward& one : wanted) {
      ++turn.flown;
      ++turn.moved;
      Offer& offer = offers_[one.d];
      if (auto* home = std::get_if<WayHome>(&one.found)) {
        if (auto cut = late_way_home(scenario_, designed_[one.d], *home))
          turn.cuts.push_back(std::move(*cut));
        offer.homes[*offer.chosen].push_back(std::move(*home));
      } else {
        auto& way = std::get<LowOrbitWay>(one.found);
        if (auto cut = missing_low_orbit_way(scenario_, designed_[one.d], one.leg, way))
          turn.cuts.push_back(std::move(*cut));
        offer.low_orbits[*offer.chosen][one.leg].push_back(std::move(way));
      }
    }
  }

  /// Flies the windows after a refuted one too, until one holds: each turn then refutes all that it can.
  void look_ahead(std::size_t d, LoopTurn& turn) {
    const auto& windows = offers_[d].windows;
    int tried = 0;
    for (std::size_t w = *offers_[d].chosen + 1; w < windows.size() && tried < most_looks_ahead;
         ++w, ++tried) {
      if (!flights_[d].contains(w)) {
        FlightCatalog::Found found = catalog_.fly(scenario_, designed_[d], windows[w]);
        result_.log.flights_computed += found.is_computed ? 1 : 0;
        flights_[d][w] = std::move(found.transfer);
        ++turn.flown;
        if (flights_[d][w].status == TranslunarStatus::converged)
          offers_[d].dates[w] = dates_of(scenario_, designed_[d], flights_[d][w]);
      }
      const std::size_t before = turn.cuts.size();
      judge(d, w, turn);
      if (turn.cuts.size() == before) return;
    }
  }

  void check(LoopTurn& turn) {
    result_.log.missions.clear();
    for (std::size_t d = 0; d < designed_.size(); ++d) {
      if (!offers_[d].chosen) continue;
      const std::size_t window = *offers_[d].chosen;
      const std::size_t before = turn.cuts.size();
      result_.log.missions.push_back(judge(d, window, turn));
      std::vector<FlownLeg>& legs = result_.log.missions.back().legs;
      for (std::size_t a = 0; a < legs.size(); ++a) {
        if (const auto span = scheduled(designed_[d].mission, a)) legs[a].span = *span;
      }
      if (turn.cuts.size() > before) look_ahead(d, turn);
    }
    for (Cut& cut : dark_landings(scenario_, result_.schedule, ephemeris_))
      turn.cuts.push_back(std::move(cut));
    result_.station.reset();
    if (!scenario_.station) return;
    result_.station = grow_station(*scenario_.station, scenario_.roadmap, result_.schedule);
    for (Cut& cut : late_supplies(scenario_, result_.schedule, *result_.station))
      turn.cuts.push_back(std::move(cut));
  }

  void say_what_is_stuck() {
    LoopLog& log = result_.log;
    // Whoever is refuted where a schedule is infeasible, or by the last turn that there was.
    if (log.stuck.empty() && !log.turns.empty()) {
      std::set<std::string> named;
      const int last = log.status == LoopStatus::infeasible ? 0 : log.turns.back().number;
      for (const Cut& cut : cuts_)
        if (cut.turn >= last && named.insert(cut.mission).second) log.stuck.push_back(cut.mission);
    }
    for (const auto& [d, flown] : lightest_refused_) {
      if (std::find(log.stuck.begin(), log.stuck.end(), flown.mission) != log.stuck.end())
        log.refused.push_back(flown);
    }
  }

  /// What a flight costs; the lightest one that is too heavy is remembered.
  FlownMission judge(std::size_t d, std::size_t window, LoopTurn& turn) {
    FlownMission flown = account(scenario_, designed_[d], offers_[d].windows[window], flights_[d].at(window),
                                 onward_of(d, window), turn.cuts);
    const auto excess_kg = [](const FlownMission& one) { return one.launch_mass_kg - one.capability_kg; };
    if (flown.targets_met && flown.capability_kg > 0.0 && excess_kg(flown) > 0.0) {
      const auto known = lightest_refused_.find(d);
      if (known == lightest_refused_.end() || excess_kg(flown) < excess_kg(known->second))
        lightest_refused_[d] = flown;
    }
    return flown;
  }

  /// What follows the arrival of the chosen window, as the schedule has it or as it was found last.
  OnwardFlights onward_of(std::size_t d, std::size_t window) const {
    OnwardFlights onward;
    if (window != offers_[d].chosen) return onward;
    const std::vector<WayHome>& homes = offers_[d].homes_of_chosen();
    if (!homes.empty() && homes.back().flight) onward.home = &*homes.back().flight;
    for (const std::size_t leg : designed_[d].legs.low_orbits) {
      const std::vector<LowOrbitWay>& ways = offers_[d].low_orbit_of_chosen(leg);
      if (!ways.empty() && ways.back().flight) onward.low_orbits.push_back(*ways.back().flight);
    }
    return onward;
  }

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

  void add_trajectories() {
    for (const FlownMission& flown : result_.log.missions) {
      if (!flown.targets_met) continue;
      result_.flights.push_back(flight_out(flown));
      for (const FlownLowOrbit& low : flown.low_orbits) result_.flights.push_back(flight_between(flown, low));
      if (flown.home) result_.flights.push_back(flight_home(flown));
    }
  }

  void tell(std::string_view what, std::size_t done, std::size_t total) const {
    if (options_.progress) options_.progress({what, done, total});
  }

  const Scenario& scenario_;
  const PlanOptions& options_;
  const Ephemeris& ephemeris_;
  const ContentCache& cache_;
  ReferenceOrbits orbits_;
  FlightCatalog catalog_;
  std::vector<DesignedMission> designed_;
  std::vector<Offer> offers_;
  std::vector<std::map<std::size_t, FlownTransfer>> flights_;  ///< by window
  std::map<std::size_t, FlownMission> lightest_refused_;       ///< by designed mission
  std::vector<Cut> cuts_;
  LoopResult result_;
};

}  // namespace

LoopResult run_loop(const Scenario& scenario, const PlanOptions& options, const ContentCache& cache,
                    const Ephemeris& ephemeris) {
  return Loop(scenario, options, cache, ephemeris).run();
}

}  // namespace perilune::detail
