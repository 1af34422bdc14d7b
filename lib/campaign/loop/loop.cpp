#include "loop.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <utility>
#include <variant>

#include <perilune/bodies/constants.hpp>
#include <perilune/campaign/refuelling.hpp>
#include <perilune/core/text.hpp>
#include <perilune/core/thread_pool.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "constrain.hpp"
#include "content_cache.hpp"
#include "flight_catalog.hpp"
#include "flown_flights.hpp"
#include "flyby_flights.hpp"
#include "light.hpp"
#include "lunar_orbit.hpp"
#include "onward_flights.hpp"
#include "passes.hpp"
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
        coasts_(cache_, ephemeris),
        designed_(designed_missions(scenario)),
        offers_(designed_.size()),
        flights_(designed_.size()) {}

  LoopResult run() {
    offer_windows();
    for (int number = 1; number <= options_.most_turns; ++number) {
      LoopTurn& turn = result_.log.turns.emplace_back();
      turn.number = number;
      if (!schedule(turn)) {
        result_.log.status = LoopStatus::infeasible;
        break;
      }
      turn.dates = dates();
      fly_chosen(turn);
      fly_onward(turn);
      find_passes();
      check(turn);
      for (Cut& cut : turn.cuts) cut.turn = number;
      cuts_.insert(cuts_.end(), turn.cuts.begin(), turn.cuts.end());
      result_.log.status =
          turn.cuts.empty() && turn.moved == 0 ? LoopStatus::converged : LoopStatus::turn_limit;
      if (!designed_.empty()) cache_.write("turns.txt", result_.log.report());
      if (result_.log.status == LoopStatus::converged) break;
    }
    if (result_.log.status != LoopStatus::converged) say_what_is_stuck();
    result_.flights = flown_flights(scenario_, designed_, result_.log.missions, orbits_, ephemeris_);
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
  bool schedule(LoopTurn& turn) {
    for (int i = 0; i < most_settlings; ++i) {
      leave_launches_without_pass(turn);
      ConstrainedRoadmap made = constrained(scenario_.roadmap, designed_, offers_, cuts_that_hold(turn));
      while (!made.stuck.empty() && give_up_whom_they_meet(made.stuck, turn))
        made = constrained(scenario_.roadmap, designed_, offers_, cuts_that_hold(turn));
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
      if (!choose(turn)) break;
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

  /// Of those that hold for one launch of another mission, the ones of the launch that is chosen.
  std::vector<Cut> cuts_that_hold(const LoopTurn& turn) const {
    std::vector<Cut> all = cuts_;
    all.insert(all.end(), turn.cuts.begin(), turn.cuts.end());
    std::erase_if(all, [&](const Cut& cut) {
      if (cut.of_launch.empty()) return false;
      for (std::size_t d = 0; d < designed_.size(); ++d) {
        if (scenario_.roadmap.missions[designed_[d].mission].id != cut.of_launch) continue;
        return !offers_[d].chosen || offers_[d].windows[*offers_[d].chosen].lift_off != cut.of_lift_off;
      }
      return true;
    });
    return all;
  }

  /// Who has no launch left, and had some for other launches of those whom it meets, waits for one of these.
  /// @return whether there was any
  bool give_up_whom_they_meet(const std::vector<std::string>& stuck, LoopTurn& turn) {
    bool any = false;
    for (std::size_t d = 0; d < designed_.size(); ++d) {
      const auto& its_id = scenario_.roadmap.missions[designed_[d].mission].id;
      if (std::find(stuck.begin(), stuck.end(), its_id) == stuck.end()) continue;
      for (const std::size_t docking : designed_[d].legs.meetings) {
        const auto other = met_in(d, docking);
        if (!other || designed_[*other].lift_off) continue;
        const std::size_t before = turn.cuts.size();
        give_up(*other, *offers_[*other].chosen, turn);
        if (turn.cuts.size() == before) continue;
        offers_[*other].chosen.reset();
        any = true;
      }
    }
    return any;
  }

  /// A launch that a schedule has moved up from, since nobody comes into its orbit in time, goes: otherwise
  /// the loop would be back at it as soon as it has forgotten who could not meet it.
  void give_up(std::size_t d, std::size_t window, LoopTurn& turn) {
    const Mission& mission = scenario_.roadmap.missions[designed_[d].mission];
    const Epoch lift_off = offers_[d].windows[window].lift_off;
    const std::vector<Cut> known = cuts_that_hold(turn);
    const Cut* least = nullptr;
    for (const Cut& cut : known) {
      if (cut.of_launch == mission.id && cut.mission != mission.id && cut.of_lift_off == lift_off &&
          (!least || cut.missing < least->missing))
        least = &cut;
    }
    if (!least) return;
    Cut cut;
    cut.kind = least->kind;
    cut.mission = mission.id;
    cut.activity = activity_id(mission.activities[designed_[d].legs.launch]);
    cut.forbidden = {lift_off - Duration::seconds(30.0), lift_off + Duration::seconds(30.0)};
    cut.missing = least->missing;
    cut.unit = least->unit;
    cut.reason = concat("lifting off on ", lift_off.iso8601(TimeScale::utc, 0).substr(0, 10), ", no '",
                        least->mission, "' comes into its orbit in time; the nearest: ", least->reason);
    cut.where = least->where;
    turn.cuts.push_back(std::move(cut));
  }

  /// @return whether any mission now has another window
  bool choose(LoopTurn& turn) {
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
      if (nearest == offers_[d].chosen) continue;
      changed = true;
      if (offers_[d].chosen && nearest > offers_[d].chosen) {
        give_up(d, *offers_[d].chosen, turn);
        give_up_passes(d, *offers_[d].chosen, turn);
      }
      offers_[d].chosen = nearest;
      // Whoever has come into its orbit goes home from there.
      for (std::size_t other = 0; other < designed_.size(); ++other)
        if (meets(other, d)) offers_[other].homes.clear();
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

  /// When the orbits of the chosen flights pass over the sites that are to be landed at.
  void find_passes() {
    for (std::size_t d = 0; d < designed_.size(); ++d)
      if (!designed_[d].legs.passing.empty() && offers_[d].chosen) passes_of(d, *offers_[d].chosen);
  }

  /// None if the flight does not converge.
  const std::vector<OrbitPasses>& passes_of(std::size_t d, std::size_t window) {
    std::vector<OrbitPasses>& passes = offers_[d].passes[window];
    const auto orbit = orbit_of(d, window);
    if (!orbit || !passes.empty()) return passes;
    for (const std::size_t a : designed_[d].legs.passing) {
      OrbitPasses found =
          reach_of(scenario_.roadmap.missions[designed_[d].mission], designed_[d].legs, a, orbit->epoch);
      const LunarSite& site = site_of(d, a);
      found.over =
          passes_over(coasts_, *orbit, found.looked_at, site.place, *leg(d, a).off_plane, ephemeris_);
      const auto span = scheduled(designed_[d].mission, a);
      const Duration descent = span ? span->length() : Duration{};
      const Interval landings{found.looked_at.from + descent, found.looked_at.to + descent};
      found.good = leg(d, a).sun_above || leg(d, a).lit_for > Duration{}
                       ? found.over.intersect(
                             lit_landings(site, leg(d, a), landings, cache_, ephemeris_).shifted(-descent))
                       : found.over;
      passes.push_back(std::move(found));
    }
    return passes;
  }

  void check_passes(LoopTurn& turn) {
    for (std::size_t d = 0; d < designed_.size(); ++d) {
      if (designed_[d].legs.passing.empty() || !offers_[d].chosen) continue;
      const Mission& mission = scenario_.roadmap.missions[designed_[d].mission];
      for (const OrbitPasses& passes : passes_of(d, *offers_[d].chosen)) {
        const auto span = scheduled(designed_[d].mission, passes.leg);
        const auto begin = orbit_of(d, *offers_[d].chosen);
        const auto orbit = span && begin ? coasts_.at(*begin, span->from) : std::optional<State>();
        if (!orbit) continue;
        const double off_rad = off_plane_rad(*orbit, site_of(d, passes.leg).place, ephemeris_);
        auto cut = off_track(mission, leg(d, passes.leg), passes, span->from, off_rad);
        if (!cut) continue;
        cut->of_launch = mission.id;
        cut->of_lift_off = offers_[d].windows[*offers_[d].chosen].lift_off;
        turn.cuts.push_back(std::move(*cut));
      }
      refuse_without_pass(d, turn);
    }
  }

  /// A launch none of whose passes can be landed in goes, and those after it like it.
  void refuse_without_pass(std::size_t d, LoopTurn& turn) {
    if (designed_[d].lift_off) return;
    const std::size_t first = *offers_[d].chosen;
    const std::size_t last = std::min(offers_[d].windows.size(), first + most_looks_ahead);
    for (std::size_t w = first; w < last; ++w) {
      if (!flights_[d].contains(w)) fly_ahead(d, w, turn);
      passes_of(d, w);
      const OrbitPasses* without = unusable_pass(d, w, turn);
      if (!without) return;
      refuse_pass(d, w, *without, turn);
    }
  }

  /// A chosen launch that is refused, or whose passes are all forbidden by now, binds the next schedule to
  /// nothing.
  void leave_launches_without_pass(LoopTurn& turn) {
    for (std::size_t d = 0; d < designed_.size(); ++d) {
      if (designed_[d].legs.passing.empty() || designed_[d].lift_off || !offers_[d].chosen) continue;
      const std::size_t window = *offers_[d].chosen;
      const OrbitPasses* without = unusable_pass(d, window, turn);
      if (without && !is_refused(d, window, turn)) refuse_pass(d, window, *without, turn);
      if (is_refused(d, window, turn)) offers_[d].chosen.reset();
    }
  }

  bool is_refused(std::size_t d, std::size_t window, const LoopTurn& turn) const {
    const Mission& mission = scenario_.roadmap.missions[designed_[d].mission];
    const std::string launch = activity_id(mission.activities[designed_[d].legs.launch]);
    return IntervalSet(forbidden_for(cuts_that_hold(turn), mission.id, launch))
        .contains(offers_[d].windows[window].lift_off);
  }

  /// The first descent of a launch that can begin in none of its passes; null if there is none.
  const OrbitPasses* unusable_pass(std::size_t d, std::size_t window, const LoopTurn& turn) const {
    const auto known = offers_[d].passes.find(window);
    if (known == offers_[d].passes.end()) return nullptr;
    const Mission& mission = scenario_.roadmap.missions[designed_[d].mission];
    std::vector<Cut> cuts = cuts_that_hold(turn);
    // What is said of one launch of its own is known of this one from its passes.
    std::erase_if(cuts, [&](const Cut& cut) { return cut.of_launch == mission.id; });
    for (const OrbitPasses& passes : known->second) {
      const std::string activity = activity_id(mission.activities[passes.leg]);
      if (has_no_pass(passes, IntervalSet(forbidden_for(cuts, mission.id, activity)))) return &passes;
    }
    return nullptr;
  }

  void refuse_pass(std::size_t d, std::size_t window, const OrbitPasses& passes, LoopTurn& turn) {
    Cut cut = no_pass(scenario_.roadmap.missions[designed_[d].mission], designed_[d].legs, leg(d, passes.leg),
                      passes);
    const Epoch lift_off = offers_[d].windows[window].lift_off;
    cut.forbidden = {lift_off - Duration::seconds(30.0), lift_off + Duration::seconds(30.0)};
    turn.cuts.push_back(std::move(cut));
  }

  /// A schedule that keeps to the passes of a launch, and takes a later one all the same, has no use for it.
  /// Without that the loop would come back to it as soon as it keeps to the passes of the other.
  void give_up_passes(std::size_t d, std::size_t window, LoopTurn& turn) {
    const auto passes = offers_[d].passes.find(window);
    if (passes == offers_[d].passes.end() || passes->second.empty()) return;
    if (!is_refused(d, window, turn)) refuse_pass(d, window, passes->second.front(), turn);
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
      const std::optional<State> met = orbit_met(one.d);
      one.found = find_way_home(way_home_profile(scenario_, designed, transfer, met ? &*met : nullptr),
                                one.ready, cache_, ephemeris_);
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

  void fly_ahead(std::size_t d, std::size_t window, LoopTurn& turn) {
    FlightCatalog::Found found = catalog_.fly(scenario_, designed_[d], offers_[d].windows[window]);
    result_.log.flights_computed += found.is_computed ? 1 : 0;
    flights_[d][window] = std::move(found.transfer);
    ++turn.flown;
    if (flights_[d][window].status == TranslunarStatus::converged)
      offers_[d].dates[window] = dates_of(scenario_, designed_[d], flights_[d][window]);
  }

  /// Flies the windows after a refuted one too, until one holds: each turn then refutes all that it can.
  void look_ahead(std::size_t d, LoopTurn& turn) {
    const auto& windows = offers_[d].windows;
    int tried = 0;
    for (std::size_t w = *offers_[d].chosen + 1; w < windows.size() && tried < most_looks_ahead;
         ++w, ++tried) {
      if (!flights_[d].contains(w)) fly_ahead(d, w, turn);
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
    for (Cut& cut : dark_landings(scenario_, result_.schedule, cache_, ephemeris_))
      turn.cuts.push_back(std::move(cut));
    check_passes(turn);
    result_.station.reset();
    if (!scenario_.station) return;
    result_.station = grow_station(*scenario_.station, scenario_.roadmap, result_.schedule,
                                   propellant_taken(scenario_, result_.log.missions));
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

  const LegPlan& leg(std::size_t d, std::size_t a) const { return designed_[d].plan->legs[a]; }

  /// Who waits in orbit for that docking, if it flies.
  std::optional<std::size_t> met_in(std::size_t d, std::size_t docking) const {
    for (std::size_t other = 0; other < designed_.size(); ++other) {
      if (scenario_.roadmap.missions[designed_[other].mission].id != leg(d, docking).meets.id) continue;
      if (!offers_[other].chosen || !designed_[other].legs.capture) return std::nullopt;
      return other;
    }
    return std::nullopt;
  }

  bool meets(std::size_t d, std::size_t other) const {
    const auto& dockings = designed_[d].legs.meetings;
    return std::any_of(dockings.begin(), dockings.end(),
                       [&](std::size_t docking) { return met_in(d, docking) == other; });
  }

  /// The orbit that the capture leads to; nothing if the flight there does not converge.
  std::optional<State> orbit_of(std::size_t d, std::size_t window) const {
    const auto flown = flights_[d].find(window);
    if (flown == flights_[d].end() || flown->second.status != TranslunarStatus::converged)
      return std::nullopt;
    return state_in_orbit(flown->second, leg(d, *designed_[d].legs.capture), {});
  }

  /// Known: who reads a scenario checks it.
  const LunarSite& site_of(std::size_t d, std::size_t a) const {
    return *scenario_.catalog.site(scenario_.roadmap.missions[designed_[d].mission].activities[a].site);
  }

  /// Of the one in whose orbit the craft is in the end: right after its capture.
  std::optional<State> orbit_met(std::size_t d) const {
    const auto& dockings = designed_[d].legs.meetings;
    const auto other = dockings.empty() ? std::nullopt : met_in(d, dockings.back());
    return other ? orbit_of(*other, *offers_[*other].chosen) : std::nullopt;
  }

  /// The meetings of a flight, as much later or earlier than scheduled as its lift-off is.
  std::vector<OrbitMeeting> meetings_of(std::size_t d, std::size_t window) {
    std::vector<OrbitMeeting> all;
    for (const std::size_t docking : designed_[d].legs.meetings) {
      const auto span = scheduled(designed_[d].mission, docking);
      const auto other = met_in(d, docking);
      if (!span || !other || !designed_[d].legs.capture) continue;
      const auto own = orbit_of(d, window), its = orbit_of(*other, *offers_[*other].chosen);
      if (!own || !its) continue;
      const Epoch epoch =
          span->from + (offers_[d].dates[window].lift_off - offers_[d].dates[*offers_[d].chosen].lift_off);
      const auto chaser = coasts_.at(*own, epoch), target = coasts_.at(*its, epoch);
      OrbitMeeting& made = all.emplace_back();
      if (chaser && target) {
        made = meeting_of({*chaser, *target});
      } else {
        made.failure = epoch < its->epoch ? "it is not in orbit yet" : "one of them has met the Moon by then";
      }
      made.leg = docking;
      made.with = leg(d, docking).meets.id;
      made.its_lift_off = offers_[*other].windows[*offers_[*other].chosen].lift_off;
      made.epoch = epoch;
    }
    return all;
  }

  /// What follows the arrival of the chosen window, as the schedule has it or as it was found last.
  OnwardFlights onward_of(std::size_t d, std::size_t window) {
    OnwardFlights onward;
    onward.meetings = meetings_of(d, window);
    if (window != offers_[d].chosen) return onward;
    const std::vector<WayHome>& homes = offers_[d].homes_of_chosen();
    if (!homes.empty() && homes.back().flight) onward.home = &*homes.back().flight;
    for (const std::size_t leg : designed_[d].legs.low_orbits) {
      const std::vector<LowOrbitWay>& ways = offers_[d].low_orbit_of_chosen(leg);
      if (!ways.empty() && ways.back().flight) onward.low_orbits.push_back(*ways.back().flight);
    }
    return onward;
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
  LunarCoasts coasts_;  ///< of craft after their captures
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
