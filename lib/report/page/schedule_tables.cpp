#include "schedule_tables.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include <perilune/campaign/phase_span.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/svg.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "html_table.hpp"
#include "place.hpp"

namespace perilune::detail {
namespace {

using Kind = CampaignMilestone::Kind;

std::string day(const std::optional<Epoch>& epoch) {
  return epoch ? epoch->iso8601(TimeScale::utc, 0).substr(0, 10) : std::string();
}

/// P50, P80, P95 and the probability of the target; empty for what is past.
std::vector<std::string> how_sure(const RiskTables& risk, Kind kind, const std::string& name) {
  const std::vector<CampaignMilestone>& all = risk.campaign.milestones;
  const auto found = std::find_if(all.begin(), all.end(), [&](const CampaignMilestone& each) {
    return each.kind == kind && each.name == name;
  });
  if (found == all.end()) return std::vector<std::string>(4);
  const MilestoneRisk& dates = risk.answer.milestones[static_cast<std::size_t>(found - all.begin())];
  std::vector<std::string> cells;
  for (const double p : {0.5, 0.8, 0.95}) {
    const auto by = dates.quantile(p);
    cells.push_back(by ? day(by) : std::string("never"));
  }
  cells.push_back(found->target ? concat(fixed(100.0 * dates.probability_by(*found->target), 1), " %")
                                : std::string());
  return cells;
}

/// With columns for how sure the dates are, and one for the line of the scenario.
std::vector<Column> completed(std::vector<Column> columns, const RiskTables* risk) {
  if (risk) {
    for (const std::string_view title : {"P50", "P80", "P95"}) columns.push_back({title, ColumnKind::date});
    columns.push_back({"By the target", ColumnKind::number});
  }
  columns.push_back({"Said in", ColumnKind::place});
  return columns;
}

std::vector<std::string> completed(std::vector<std::string> cells, const RiskTables* risk, Kind kind,
                                   const std::string& name, const SourceLocation& where) {
  if (risk) {
    for (std::string& cell : how_sure(*risk, kind, name)) cells.push_back(std::move(cell));
  }
  cells.push_back(place(where));
  return cells;
}

std::string heading(std::string_view text) {
  return concat("<h3>", text, "</h3>\n");
}

std::string phases(const Campaign& campaign, const RiskTables* risk) {
  const Roadmap& roadmap = campaign.scenario().roadmap;
  if (roadmap.phases.empty()) return "";
  HtmlTable table(
      "From the first start to the day on which all missions of a phase, and of its parts, are in place.",
      completed({{"Phase"},
                 {"Begins", ColumnKind::date},
                 {"Complete", ColumnKind::date},
                 {"Target", ColumnKind::date},
                 {"Late by, d", ColumnKind::number}},
                risk));
  for (std::size_t p = 0; p < roadmap.phases.size(); ++p) {
    const Phase& phase = roadmap.phases[p];
    const std::optional<Interval> span = phase_span(campaign, p);
    const std::optional<Epoch> target = phase_dates(roadmap, p).to;
    const bool is_late = span && target && span->to > *target;
    const std::string name = phase.title.empty() ? phase.id : phase.title;
    table.row(
        completed({phase.parent.empty() ? name : concat("\u2003", name),
                   span ? day(span->from) : std::string("no mission"), span ? day(span->to) : std::string(),
                   day(target), is_late ? fixed((span->to - *target).days(), 0) : std::string()},
                  risk, Kind::phase, phase.id, phase.where));
  }
  return heading("Phases") + table.text();
}

std::string milestones(const Campaign& campaign, const RiskTables* risk) {
  struct Reached {
    Epoch date;
    std::string name, state, phase;
    SourceLocation where;
  };
  const Roadmap& roadmap = campaign.scenario().roadmap;
  std::vector<Reached> all;
  for (std::size_t m = 0; m < roadmap.missions.size(); ++m) {
    const Mission& mission = roadmap.missions[m];
    for (std::size_t a = 0; a < mission.activities.size(); ++a) {
      const auto& number = campaign.schedule().model.activities[m][a];
      if (!number || !is_completed(mission, a)) continue;
      const ScheduledActivity& activity = campaign.schedule().schedule.activities[number->number];
      if (!activity.takes_place) continue;
      for (const Reference& milestone : mission.activities[a].milestones) {
        all.push_back({activity.end_date, concat(mission.id, ".", milestone.id),
                       activity.happened ? "reached" : "planned", mission.phase.id, milestone.where});
      }
    }
  }
  if (all.empty()) return "";
  std::stable_sort(all.begin(), all.end(),
                   [](const Reached& one, const Reached& other) { return one.date < other.date; });
  HtmlTable table("What legs reach when they end, in order of time.",
                  completed({{"Date", ColumnKind::date},
                             {"Milestone", ColumnKind::name},
                             {"State"},
                             {"Phase", ColumnKind::name}},
                            risk));
  for (const Reached& each : all) {
    table.row(completed({day(each.date), each.name, each.state, each.phase}, risk, Kind::milestone, each.name,
                        each.where));
  }
  return heading("Milestones") + table.text();
}

std::string critical_path(const Campaign& campaign) {
  const RoadmapSchedule& answer = campaign.schedule();
  std::string list;
  for (const std::string& line : critical_path_text(answer.model.problem, answer.schedule))
    list += concat("<li>", markup_text(trimmed(line)), "</li>\n");
  if (list.empty()) return "";
  return concat(heading("Critical path"),
                "<p>What holds the last date, step by step: any delay of one of these delays it.</p>\n<ol>",
                list, "</ol>\n");
}

}  // namespace

std::string schedule_tables(const Campaign& campaign, const RiskTables* risk) {
  return phases(campaign, risk) + milestones(campaign, risk) + critical_path(campaign);
}

}  // namespace perilune::detail
