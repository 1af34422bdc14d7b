#include <perilune/campaign/why_not.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "loop/mass_budget.hpp"
#include "loop/stated_missions.hpp"

namespace perilune {
namespace {

using detail::concat;

std::string day(Epoch epoch) {
  return epoch.iso8601(TimeScale::utc, 0).substr(0, 10);
}

std::string kilograms(double kg) {
  return concat(fixed(kg, 0), " kg");
}

Diagnostic cause(std::string code, const SourceLocation& where, std::string message, std::string help) {
  Diagnostic made;
  made.severity = Severity::error;
  made.code = std::move(code);
  made.where = where;
  made.message = std::move(message);
  made.help = std::move(help);
  return made;
}

/// The cut that lacks least, of one kind and mission.
const Cut* least(const std::vector<Cut>& cuts, const std::string& mission, CutKind kind) {
  const Cut* found = nullptr;
  for (const Cut& cut : cuts) {
    if (cut.mission == mission && cut.kind == kind && (!found || cut.missing < found->missing)) found = &cut;
  }
  return found;
}

/// What has to leave the Earth if the heaviest payload is another one; masses are linear in it.
class Payload {
 public:
  Payload(const MissionPlan& plan, const Catalog& catalog, const FlownMission& flown)
      : plan_(plan), catalog_(catalog), legs_(flown.legs) {
    for (std::size_t i = 1; i < plan.craft.size(); ++i) {
      if (plan.craft[i].payload > plan.craft[heaviest_].payload) heaviest_ = i;
    }
  }

  double now_kg() const { return plan_.craft.empty() ? 0.0 : plan_.craft[heaviest_].payload.si(); }
  const std::string& craft() const { return plan_.craft[heaviest_].craft.id; }

  /// The payload with which the launch mass is so much; nothing if there is none.
  std::optional<double> for_launch_mass_kg(double wanted_kg) const {
    if (plan_.craft.empty()) return std::nullopt;
    const double empty_kg = launch_mass_kg(0.0), slope = launch_mass_kg(1.0) - empty_kg;
    if (slope <= 0.0 || wanted_kg < empty_kg) return std::nullopt;
    return (wanted_kg - empty_kg) / slope;
  }

 private:
  double launch_mass_kg(double payload_kg) const {
    MissionPlan plan = plan_;
    plan.craft[heaviest_].payload = Mass::from_si(payload_kg);
    std::vector<FlownLeg> legs = legs_;
    return detail::fill_masses(plan, catalog_, legs).launch_mass_kg;
  }

  MissionPlan plan_;
  const Catalog& catalog_;
  std::vector<FlownLeg> legs_;
  std::size_t heaviest_ = 0;
};

class Causes {
 public:
  Causes(const Scenario& scenario, const LoopLog& log) : scenario_(scenario), log_(log), cuts_(log.cuts()) {}

  void add_missions() {
    for (const std::string& id : log_.stuck) {
      const std::size_t before = found.size();
      if (const Cut* cut = least(cuts_, id, CutKind::mass)) add_too_heavy(id, *cut);
      if (const Cut* cut = least(cuts_, id, CutKind::delta_v)) {
        found.push_back(cause("too-costly", cut->where,
                              concat("'", id, "' has no flight that is cheap enough: ", cut->reason),
                              concat("allow ", fixed(std::ceil(cut->missing), 0),
                                     " m/s more, or give it other dates to lift off")));
      }
      if (const Cut* cut = least_dark(id)) add_never_lit(id, *cut);
      if (found.size() > before) continue;
      if (const Cut* cut = least(cuts_, id, CutKind::trajectory)) {
        found.push_back(cause("no-flight", cut->where, concat("'", id, "': ", cut->reason), other_flight));
      }
      if (found.size() == before) add_no_window(id);
    }
  }

  void add_stated() {
    for (const detail::OverweightMission& one : detail::overweight_as_stated(scenario_, log_)) {
      found.push_back(cause("too-heavy", one.cut.where,
                            concat("'", one.cut.mission, "' is too heavy by ",
                                   kilograms(std::ceil(one.cut.missing)), ": ", one.cut.reason),
                            lighter(one.cut.mission, &one.mission)));
    }
    for (Diagnostic& home : detail::crews_without_return(scenario_)) found.push_back(std::move(home));
  }

  void add_station(const GrownStation& station) {
    std::vector<Failing> all;
    for (const StationProblem& problem : station.history.problems) {
      const auto known = std::find_if(all.begin(), all.end(), [&](const Failing& one) {
        return one.first.failure == problem.failure && one.first.what == problem.what &&
               one.first.resource == problem.resource;
      });
      Failing& one = known != all.end() ? *known : all.emplace_back(Failing{problem});
      one.take(problem);
    }
    for (const Failing& one : all) add_failing(one);
    std::vector<ReserveGap> gaps;  // the first of each commodity, with what is missing at worst
    for (const ReserveGap& gap : station.gaps) {
      const auto known = std::find_if(gaps.begin(), gaps.end(),
                                      [&](const ReserveGap& one) { return one.commodity == gap.commodity; });
      if (known == gaps.end()) {
        gaps.push_back(gap);
      } else {
        known->missing_kg = std::max(known->missing_kg, gap.missing_kg);
      }
    }
    for (const ReserveGap& gap : gaps) {
      found.push_back(
          cause("below-reserve", scenario_.station->where,
                concat("from ", day(gap.span.from), " to ", day(gap.span.to), " the ", gap.commodity,
                       " would not last for ", to_text(scenario_.station->reserve.value_or(Duration{})), ": ",
                       fixed(gap.missing_kg, 1), " kg are missing"),
                concat("bring ", fixed(std::ceil(gap.missing_kg), 0), " kg more by ", day(gap.span.from),
                       ", and room for it")));
    }
  }

  std::vector<Diagnostic> found;

 private:
  /// One thing that fails at the station, over all the stretches in which it does.
  struct Failing {
    StationProblem first;
    std::size_t times = 0;
    Epoch until = {};
    double missing = 0.0;       ///< in all
    double most_missing = 0.0;  ///< in one stretch
    double most_rate = 0.0;     ///< in the mean over a stretch, per second

    void take(const StationProblem& problem) {
      ++times;
      until = std::max(times == 1 ? problem.span.to : until, problem.span.to);
      missing += problem.missing;
      most_missing = std::max(most_missing, problem.missing);
      const double length_s = std::max(1.0, problem.span.length().seconds());
      most_rate = std::max(most_rate, problem.missing / length_s);
    }
  };

  /// ", and in 11 more stretches until 2030-12-19", or nothing.
  static std::string and_again(const Failing& one, std::string_view most = {}) {
    if (one.times == 1) return "";
    return concat(", and in ", one.times - 1, one.times == 2 ? " more stretch" : " more stretches", " until ",
                  day(one.until), most.empty() ? "" : concat(", ", most, " at worst"));
  }

  /// Rounded up, but for what is rounding itself.
  static std::string whole_watts(double watts) { return fixed(std::ceil(watts * (1.0 - 1e-6)), 0); }

  /// Whether people give it off, so that what they lack is room for it.
  static bool is_given_off(std::string_view commodity) {
    const Process people = crew_metabolism();
    return std::any_of(people.flows.begin(), people.flows.end(),
                       [&](const Flow& flow) { return flow.commodity == commodity && flow.kg_s > 0.0; });
  }

  void add_failing(const Failing& one) {
    const StationProblem& problem = one.first;
    const SourceLocation& where = problem.where.line > 0 ? problem.where : scenario_.station->where;
    const std::string from = day(problem.span.from), to = day(problem.span.to);
    const std::string span = concat(" from ", from, " to ", to);
    const std::string most_kg = kilograms(std::ceil(one.most_missing));
    const std::string sum_kg = kilograms(std::ceil(one.missing));
    switch (problem.failure) {
      case StationFailure::no_return_seats:
        found.push_back(cause("no-way-home", where,
                              concat("the crew '", problem.what, "' has ", fixed(problem.missing, 0),
                                     " seats home too few from ", from, " on"),
                              concat("a mission that takes ", fixed(problem.missing, 0),
                                     " more of them home: 'ascend' and 'return' legs by craft with "
                                     "'seats', or 'return_seats' of the crew")));
        break;
      case StationFailure::crew_short:
        if (is_given_off(problem.resource)) {
          found.push_back(cause("starves", where,
                                concat("'", problem.what, "' has no room for its ", problem.resource, span,
                                       ": ", fixed(problem.missing, 1), " kg do not fit", and_again(one)),
                                concat("room for ", sum_kg, " more of ", problem.resource, " by ", from,
                                       ", or a store that 'vents'")));
          break;
        }
        found.push_back(cause("starves", where,
                              concat("'", problem.what, "' lacks ", problem.resource, span, ": ",
                                     fixed(problem.missing, 1), " kg are missing", and_again(one)),
                              concat("bring ", sum_kg, " more of ", problem.resource, " by ", from)));
        break;
      case StationFailure::freezes: {
        const std::string most_kwh = concat(fixed(one.most_missing / 3.6e6, 1), " kWh");
        found.push_back(cause(
            "freezes", where,
            concat("'", problem.what, "' has no power", span, ": ", fixed(problem.missing / 3.6e6, 1),
                   " kWh are missing", and_again(one, most_kwh)),
            concat(whole_watts(one.most_rate), " W more through that time, or a battery of ",
                   fixed(std::ceil(one.most_missing / given_share() / 3.6e6), 0), " kWh more, by ", from)));
        break;
      }
      case StationFailure::overheats:
        found.push_back(cause("overheats", where,
                              concat("'", problem.what, "' cannot shed its heat", span, and_again(one)),
                              concat("a radiator of ", whole_watts(one.most_rate), " W more")));
        break;
      case StationFailure::store_short:
        found.push_back(cause("store-short", where,
                              concat("'", problem.what, "' comes for ", problem.resource, " on ", from,
                                     ", and ", fixed(problem.missing, 1), " kg are missing"),
                              concat("bring ", most_kg, " more of ", problem.resource, " by ", from)));
        break;
      case StationFailure::over_dose:
        found.push_back(cause("over-dose", where,
                              concat("'", problem.what, "' takes ", fixed(problem.missing * 1e3, 0),
                                     " mSv more than anybody may in a career"),
                              "a shorter stay, or a smaller 'dose_factor'"));
        break;
    }
  }

  /// What a battery as those of the station gives of its capacity; of several kinds the least.
  double given_share() const {
    const auto share = [](const Battery& battery) {
      return battery.depth_of_discharge * battery.discharge_efficiency;
    };
    std::optional<double> least;
    for (const PlannedElement& planned : scenario_.station->elements) {
      for (const Battery& battery : planned.element.batteries)
        least = std::min(least.value_or(1.0), share(battery));
    }
    return least.value_or(share(Battery{}));
  }

  /// The landing that came nearest: one that would only have to wait longer than it may, then one whose light
  /// is a wait away, else the one that lacks least height of the Sun.
  const Cut* least_dark(const std::string& id) const {
    const Cut* nearest = nullptr;
    const auto rank = [](const Cut& cut) { return cut.too_long ? 0 : cut.unit == "d" ? 1 : 2; };
    const auto lacks = [](const Cut& cut) { return cut.too_long.value_or(cut.missing); };
    const auto is_nearer = [&](const Cut& cut) {
      if (!nearest || rank(cut) != rank(*nearest)) return !nearest || rank(cut) < rank(*nearest);
      return lacks(cut) < lacks(*nearest);
    };
    for (const Cut& cut : cuts_)
      if (cut.mission == id && cut.kind == CutKind::lighting && is_nearer(cut)) nearest = &cut;
    return nearest;
  }

  void add_never_lit(const std::string& id, const Cut& cut) {
    std::string help;
    if (cut.unit == "deg") {
      const auto plan = std::find_if(scenario_.plans.begin(), scenario_.plans.end(),
                                     [&](const MissionPlan& other) { return other.mission == id; });
      Angle asked;
      for (std::size_t a = 0; plan != scenario_.plans.end() && a < plan->legs.size(); ++a) {
        if (plan->legs[a].where == cut.where) asked = plan->legs[a].sun_above.value_or(Angle{});
      }
      const double most_deg = asked.in(unit::degree)-cut.missing;
      help = concat("'sun_above: ", fixed(most_deg, 1), " deg', or a site whose horizon is lower by ",
                    fixed(cut.missing, 1), " deg");
    } else if (cut.too_long) {
      help = concat("let it wait for up to ", fixed(std::ceil(*cut.too_long), 0), " d longer",
                    place(cut.longest_wait_where), ", or ask for less light ('lit_for', 'sun_above')");
    } else {
      help = concat("let it land ", fixed(std::ceil(cut.missing), 0),
                    " d later, or ask for less light ('lit_for', 'sun_above')");
    }
    const LunarSite* site = scenario_.catalog.site(cut.hidden_by);
    if (site != nullptr) {
      found.push_back(cause("outside-mask", site->where,
                            concat("'", id, "'", place(cut.where), ": ", cut.reason,
                                   "; on level ground it would be: '", site->id, "' lies behind its mask"),
                            std::move(help)));
      return;
    }
    found.push_back(cause("never-lit", cut.where, concat("'", id, "': ", cut.reason), std::move(help)));
  }

  /// " (file:line)", or nothing.
  static std::string place(const SourceLocation& where) {
    return where.line > 0 ? concat(" (", where.file, ":", where.line, ")") : "";
  }

  static constexpr const char* other_flight =
      "another 'inclination' or 'time_of_flight', or other dates to lift off";

  /// A mission that was never flown, since nothing that it asks for is offered in the time it may lift off
  /// in.
  void add_no_window(const std::string& id) {
    const auto mission = std::find_if(scenario_.roadmap.missions.begin(), scenario_.roadmap.missions.end(),
                                      [&](const Mission& other) { return other.id == id; });
    if (mission == scenario_.roadmap.missions.end()) return;
    const auto launch =
        std::find_if(mission->activities.begin(), mission->activities.end(),
                     [](const Activity& activity) { return activity.kind == ActivityKind::launch; });
    if (launch == mission->activities.end()) return;
    Interval span = scenario_.roadmap.horizon;
    SourceLocation where = launch->where;
    if (!launch->windows.empty()) {
      span = launch->windows.front().span;
      where = launch->windows.front().where;
      for (const Window& window : launch->windows)
        span = {std::min(span.from, window.span.from), std::max(span.to, window.span.to)};
    }
    const std::optional<std::size_t> phase = find_phase(scenario_.roadmap, mission->phase.id);
    const PhaseDates dates = phase ? phase_dates(scenario_.roadmap, *phase) : PhaseDates{};
    if (dates.from && *dates.from > span.to) {
      const Phase& late = scenario_.roadmap.phases[dates.from_phase];
      found.push_back(cause(
          "before-its-phase", where,
          concat("'", id, "' has to lift off by ", day(span.to), ", and its phase '", late.id, "' begins on ",
                 day(*dates.from), place(late.where)),
          concat("let it lift off from ", day(*dates.from), " on, or begin the phase by ", day(span.to))));
      return;
    }
    found.push_back(cause("no-flight", where,
                          concat("'", id, "' has no launch window from ", day(span.from), " to ",
                                 day(span.to), " that keeps to what its legs ask for"),
                          other_flight));
  }

  void add_too_heavy(const std::string& id, const Cut& cut) {
    const auto flown = std::find_if(log_.refused.begin(), log_.refused.end(),
                                    [&](const FlownMission& other) { return other.mission == id; });
    found.push_back(cause("too-heavy", cut.where,
                          concat("'", id, "' is too heavy on every date, by ",
                                 kilograms(std::ceil(cut.missing)), " at least: ", cut.reason),
                          lighter(id, flown == log_.refused.end() ? nullptr : &*flown)));
  }

  /// What would make a mission light enough; `flown` is the flight of it that is too heavy by least.
  std::string lighter(const std::string& id, const FlownMission* flown) const {
    const auto plan = std::find_if(scenario_.plans.begin(), scenario_.plans.end(),
                                   [&](const MissionPlan& other) { return other.mission == id; });
    if (!flown || plan == scenario_.plans.end() || flown->capability_kg <= 0.0 ||
        flown->launch_mass_kg <= flown->capability_kg)
      return "a lighter payload, or a launcher that throws more";
    std::vector<std::string> ways;
    const Payload payload(*plan, scenario_.catalog, *flown);
    if (const auto most_kg = payload.for_launch_mass_kg(flown->capability_kg)) {
      ways.push_back(concat("a payload of at most ", kilograms(std::floor(*most_kg)), " on '",
                            payload.craft(), "' instead of ", kilograms(payload.now_kg())));
    } else if (plan->craft.empty()) {
      ways.push_back(concat("'launch_mass: ", kilograms(std::floor(flown->capability_kg)), "'"));
    }
    if (const Launcher* stronger = least_strong(*flown, *plan)) {
      ways.push_back(
          concat("'", stronger->id, "', which throws ",
                 kilograms(throw_mass_kg(*stronger, flown->transfer.c3_m2_s2) * (1.0 - plan->launch_margin)),
                 " there"));
    }
    if (!ways.empty()) return join(ways, ", or ");
    return concat("even empty it is too heavy, and no launcher of the scenario throws ",
                  kilograms(flown->launch_mass_kg));
  }

  /// The launcher of the catalogue that throws enough, and no more than need be.
  const Launcher* least_strong(const FlownMission& flown, const MissionPlan& plan) const {
    const Launcher* found_one = nullptr;
    double its_kg = 0.0;
    for (const Launcher& launcher : scenario_.catalog.launchers) {
      const double kg = throw_mass_kg(launcher, flown.transfer.c3_m2_s2) * (1.0 - plan.launch_margin);
      if (kg < flown.launch_mass_kg || (found_one && kg >= its_kg)) continue;
      found_one = &launcher;
      its_kg = kg;
    }
    return found_one;
  }

  const Scenario& scenario_;
  const LoopLog& log_;
  const std::vector<Cut> cuts_;
};

}  // namespace

std::vector<Diagnostic> why_not(const Scenario& scenario, const LoopLog& log,
                                const std::optional<GrownStation>& station) {
  Causes causes(scenario, log);
  causes.add_missions();
  causes.add_stated();
  if (station) causes.add_station(*station);
  return std::move(causes.found);
}

}  // namespace perilune
