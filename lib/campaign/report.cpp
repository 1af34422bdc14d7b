#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include <perilune/bodies/constants.hpp>
#include <perilune/campaign/campaign.hpp>
#include <perilune/campaign/phase_span.hpp>
#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>

namespace perilune {
namespace {

constexpr std::size_t most_flights = 10;
constexpr std::size_t most_phases = 8;
constexpr std::size_t most_planned = 6;
constexpr std::size_t most_cuts = 5;
constexpr std::size_t most_warnings = 4;
constexpr std::size_t longest_path = 8;
constexpr std::size_t most_relaxations = 8;

std::string day(Epoch epoch) {
  return epoch.iso8601(TimeScale::utc, 0).substr(0, 10);
}

std::string count(std::size_t number, std::string_view one) {
  return detail::concat(number, " ", one, number == 1 ? "" : "s");
}

/// Text and enough blanks behind it; counts characters, not bytes.
std::string padded(std::string_view text, std::size_t width) {
  const auto shown = static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
  return std::string(text) + std::string(width > shown ? width - shown : 0, ' ');
}

/// "... and 12 more in events.csv", or nothing.
std::string and_more(std::size_t all, std::size_t shown, std::string_view file) {
  return all > shown ? detail::concat("  ... and ", all - shown, " more in ", file, "\n") : "";
}

std::string headline(const Campaign& campaign) {
  const Roadmap& roadmap = campaign.scenario().roadmap;
  std::string out = printable(campaign.scenario().name) + ": " + count(roadmap.missions.size(), "mission");
  std::size_t activities = 0;
  for (const auto& mission : campaign.schedule().model.activities) {
    activities += static_cast<std::size_t>(std::count_if(
        mission.begin(), mission.end(), [](const auto& activity) { return activity.has_value(); }));
  }
  out += ", " + (activities == 1 ? std::string("1 activity") : detail::concat(activities, " activities"));
  if (!campaign.flights().empty()) out += ", " + count(campaign.flights().size(), "flight") + " flown";
  return out + "\n";
}

std::string flight_line(const FlownFlight& flight, std::size_t width) {
  std::string out = "  " + padded(printable(flight.mission), width);
  if (flight.status == FlightStatus::failed || flight.events.empty())
    return out + "  FAILED: " + printable(flight.reason) + "\n";
  const FlownEvent& last = flight.events.back();
  return detail::concat(out, "  ", last.name, " ", last.epoch.to_text(TimeScale::utc, 0), ", ",
                        fixed(last.altitude_m * 1e-3, 1), " km above the ", body_name(last.body), ", ",
                        fixed(last.speed_m_s * 1e-3, 4), " km/s\n");
}

std::string flight_lines(const Campaign& campaign) {
  std::size_t width = 0;
  for (const FlownFlight& flight : campaign.flights()) width = std::max(width, flight.mission.size());
  width = std::min<std::size_t>(width, 30);
  std::string out;
  const std::size_t shown = std::min(most_flights, campaign.flights().size());
  for (std::size_t i = 0; i < shown; ++i) out += flight_line(campaign.flights()[i], width);
  return out + and_more(campaign.flights().size(), shown, "events.csv");
}

std::string phase_line(const Campaign& campaign, std::size_t phase, std::size_t width) {
  const Roadmap& roadmap = campaign.scenario().roadmap;
  const Phase& item = roadmap.phases[phase];
  const std::string name = printable(item.title.empty() ? item.id : item.title);
  std::string out =
      (item.parent.empty() ? "  " : "    ") + padded(name, width + (item.parent.empty() ? 2 : 0));
  const std::optional<Interval> span = phase_span(campaign, phase);
  if (!span) return out + "  no mission in it\n";
  out += detail::concat("  ", day(span->from), " to ", day(span->to));
  const PhaseDates dates = phase_dates(roadmap, phase);
  if (!dates.to) return out + "\n";
  out += ", target " + day(*dates.to);
  if (span->to > *dates.to) out += detail::concat(": ", fixed((span->to - *dates.to).days(), 0), " d late");
  return out + "\n";
}

std::string phase_lines(const Campaign& campaign) {
  const auto& phases = campaign.scenario().roadmap.phases;
  std::size_t width = 0;
  for (const Phase& phase : phases)
    width = std::max(width, (phase.title.empty() ? phase.id : phase.title).size());
  width = std::min<std::size_t>(width, 40);
  std::string out;
  const std::size_t shown = std::min(most_phases, phases.size());
  for (std::size_t i = 0; i < shown; ++i) out += phase_line(campaign, i, width);
  return out + and_more(phases.size(), shown, "schedule.csv");
}

/// The activities of the critical path, each once, the last ones if there are many.
std::string critical_path(const Campaign& campaign) {
  const auto& names = campaign.schedule().model.problem.activities;
  std::vector<std::string> path;
  for (const PathStep& step : campaign.schedule().schedule.critical_path) {
    const std::string& name = names[step.event.activity];
    if (path.empty() || path.back() != name) path.push_back(name);
  }
  if (path.empty()) return "";
  const std::size_t left_out = path.size() > longest_path ? path.size() - longest_path : 0;
  path.erase(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(left_out));
  return detail::concat("critical path: ", left_out > 0 ? "... -> " : "", printable(join(path, " -> ")),
                        "\n");
}

std::string infeasible_lines(const RoadmapSchedule& schedule) {
  std::string out = "schedule: INFEASIBLE.";
  if (!schedule.schedule.conflict) {
    out += '\n';
  } else {
    out += " These cannot hold together, and none of them can be spared:\n";
    for (const std::string& line : conflict_text(schedule.model.problem, *schedule.schedule.conflict))
      out += "  " + printable(line) + "\n";
  }
  if (!schedule.relaxations.empty()) out += "any one of these would do:\n";
  for (std::size_t i = 0; i < std::min(most_relaxations, schedule.relaxations.size()); ++i)
    out += "  " + printable(schedule.relaxations[i]) + "\n";
  return out + and_more(schedule.relaxations.size(), most_relaxations, "manifest.json");
}

/// What the objectives came to, and which optional missions do not fly.
std::string objective_lines(const Campaign& campaign) {
  const RoadmapSchedule& answer = campaign.schedule();
  std::string out;
  for (const std::string& line : objective_text(answer.model.problem, answer.schedule))
    out += "  " + printable(line) + "\n";
  std::vector<std::string> left_out;
  for (const std::size_t m : answer.left_out) left_out.push_back(campaign.scenario().roadmap.missions[m].id);
  if (!left_out.empty()) out += "  left out: " + printable(join(left_out, ", ")) + "\n";
  return out;
}

/// The missions by which one waits for a lost one, that one last: empty if it waits for none.
std::vector<std::string> way_to_loss(const Roadmap& roadmap, std::size_t mission) {
  std::map<std::size_t, std::size_t> found_from = {{mission, mission}};
  std::vector<std::size_t> queue = {mission};
  for (std::size_t next = 0; next < queue.size(); ++next) {
    for (const Precedence& waits : roadmap.missions[queue[next]].after) {
      const auto other = find_mission(roadmap, waits.mission.id);
      if (!other || !found_from.emplace(*other, queue[next]).second) continue;
      queue.push_back(*other);
      if (roadmap.missions[*other].status != MissionStatus::lost) continue;
      std::vector<std::string> way;
      for (std::size_t at = *other; at != mission; at = found_from.at(at))
        way.insert(way.begin(), roadmap.missions[at].id);
      return way;
    }
  }
  return {};
}

/// A leg of which the plan before is known, against what came of it.
struct PlannedLeg {
  std::string name;
  std::string was;
  std::string now;
  std::string shift;
};

PlannedLeg planned_leg(const Roadmap& roadmap, std::size_t mission, const Activity& leg, Epoch start) {
  const Interval& was = *leg.planned;
  PlannedLeg out;
  out.name = printable(detail::concat(roadmap.missions[mission].id, ".", activity_id(leg)));
  out.was = day(was.from) == day(was.to) ? day(was.from) : detail::concat(day(was.from), " to ", day(was.to));
  out.now = day(start);
  const double days = start > was.to ? (start - was.to).days() : std::min(0.0, (start - was.from).days());
  out.shift = std::abs(days) < 0.5
                  ? "stays"
                  : detail::concat(fixed(std::abs(days), 0), " d ", days < 0.0 ? "earlier" : "later");
  const std::vector<std::string> way = way_to_loss(roadmap, mission);
  if (way.empty()) return out;
  out.shift += detail::concat(", waits for ", printable(way.back()), ", which is lost");
  const std::vector<std::string> through(way.begin(), way.end() - 1);
  if (!through.empty()) out.shift += ", through " + printable(join(through, " and "));
  return out;
}

/// What has moved against the plan before, and what of it hangs on a mission that is lost.
std::string plan_before_lines(const Campaign& campaign) {
  const Roadmap& roadmap = campaign.scenario().roadmap;
  const RoadmapSchedule& answer = campaign.schedule();
  std::vector<PlannedLeg> legs;
  for (std::size_t m = 0; m < roadmap.missions.size(); ++m) {
    const auto& activities = roadmap.missions[m].activities;
    for (std::size_t a = 0; a < activities.size(); ++a) {
      const auto& number = answer.model.activities[m][a];
      if (!activities[a].planned || !number) continue;
      legs.push_back(
          planned_leg(roadmap, m, activities[a], answer.schedule.activities[number->number].start_date));
    }
  }
  if (legs.empty()) return "";
  const std::size_t shown = std::min(most_planned, legs.size());
  std::size_t width = 11, was = 3;
  for (std::size_t i = 0; i < shown; ++i) {
    width = std::max(width, std::min<std::size_t>(legs[i].name.size(), 40));
    was = std::max(was, legs[i].was.size());
  }
  std::string out = detail::concat(padded("plan before", width + 2), "  ", padded("was", was), "  now\n");
  for (std::size_t i = 0; i < shown; ++i)
    out += detail::concat("  ", padded(legs[i].name, width), "  ", padded(legs[i].was, was), "  ",
                          legs[i].now, "  ", legs[i].shift, "\n");
  return out + and_more(legs.size(), shown, "schedule.csv");
}

/// How the station fares, in two lines at most.
std::string station_lines(const Campaign& campaign) {
  const StationHistory& history = campaign.station()->history;
  double person_days = 0.0;
  for (std::size_t i = 1; i < history.samples.size(); ++i) {
    person_days +=
        history.samples[i].people * (history.samples[i].epoch - history.samples[i - 1].epoch).days();
  }
  std::string out = detail::concat("station ", printable(campaign.station()->station.id), ": ",
                                   count(campaign.station()->station.elements.size(), "element"), ", ",
                                   fixed(person_days, 0), " person-days");
  if (history.problems.empty() && campaign.station()->gaps.empty())
    return out + ", nobody short of anything\n";
  if (history.problems.empty()) {
    const ReserveGap& gap = campaign.station()->gaps.front();
    return detail::concat(out, "\n  BELOW THE RESERVE ", campaign.station()->gaps.size(), " times, first on ",
                          day(gap.span.from), ": ", printable(gap.commodity), "\n");
  }
  const StationProblem& first = history.problems.front();
  return detail::concat(out, "\n  FAILS ", history.problems.size(), " times, first on ", day(first.span.from),
                        ": ", printable(first.what), " lacks ", printable(first.resource), "\n");
}

/// How the plan came about: a line for the loop, and the first cuts.
std::string loop_lines(const Campaign& campaign) {
  const LoopLog& log = campaign.loop();
  if (log.missions.empty()) return "";
  const std::vector<Cut> cuts = log.cuts();
  std::map<std::string, std::size_t> kinds;
  for (const Cut& cut : cuts) ++kinds[to_text(cut.kind)];
  std::vector<std::string> counted;
  for (const auto& [kind, number] : kinds) counted.push_back(detail::concat(number, " ", kind));
  std::string out = detail::concat("loop: ", to_text(log.status), " after ", count(log.turns.size(), "turn"),
                                   ", ", count(cuts.size(), "cut"), counted.empty() ? "" : " (",
                                   join(counted, ", "), counted.empty() ? "\n" : ")\n");
  const std::size_t shown = std::min(most_cuts, cuts.size());
  for (std::size_t i = 0; i < shown; ++i) {
    out += detail::concat("  turn ", cuts[i].turn, " ", to_text(cuts[i].kind), ": ",
                          printable(cuts[i].mission), ": ", printable(cuts[i].reason), "\n");
  }
  return out + and_more(cuts.size(), shown, "loop.csv");
}

/// Each cause by its name, with its line and the nearest change.
std::string cause_lines(const Campaign& campaign) {
  const auto& causes = campaign.why_not();
  std::string out;
  const std::size_t shown = std::min(most_warnings, causes.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const SourceLocation& where = causes[i].where;
    out += detail::concat("why not[", causes[i].code, "]: ", printable(causes[i].message));
    out += where.line > 0 ? detail::concat(" (", printable(where.file), ":", where.line, ")\n") : "\n";
    out += detail::concat("  nearest change: ", printable(causes[i].help), "\n");
  }
  return out + and_more(causes.size(), shown, "manifest.json");
}

std::string warning_lines(const Campaign& campaign) {
  const auto& warnings = campaign.warnings();
  std::string out;
  const std::size_t shown = std::min(most_warnings, warnings.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const SourceLocation& where = warnings[i].where;
    out += detail::concat("warning[", warnings[i].code, "]: ", printable(warnings[i].message));
    out += where.line > 0 ? detail::concat(" (", printable(where.file), ":", where.line, ")\n") : "\n";
  }
  return out + and_more(warnings.size(), shown, "manifest.json");
}

}  // namespace

std::string Campaign::report() const {
  std::string out = headline(*this) + flight_lines(*this) + loop_lines(*this);
  if (status() == ScheduleStatus::infeasible) {
    out += infeasible_lines(schedule_);
  } else if (status() == ScheduleStatus::unknown) {
    out += "schedule: UNKNOWN: none was found within the limits of the search, and none was ruled out\n";
  } else if (!schedule_.schedule.activities.empty()) {
    // The loop may end with a schedule that its flights, the light or the station have refuted.
    const bool is_refuted = loop_.status != LoopStatus::converged;
    out += detail::concat("schedule: ", to_text(status()), is_refuted ? ", but refuted: see below\n" : "\n",
                          objective_lines(*this), phase_lines(*this), plan_before_lines(*this),
                          critical_path(*this));
  }
  if (station_) out += station_lines(*this);
  return out + cause_lines(*this) + warning_lines(*this);
}

}  // namespace perilune
