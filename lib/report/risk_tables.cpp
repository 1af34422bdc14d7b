#include <algorithm>
#include <utility>

#include <perilune/core/text.hpp>
#include <perilune/report/csv.hpp>
#include <perilune/report/risk.hpp>

#include "place.hpp"

namespace perilune {
namespace {

using Kind = CampaignMilestone::Kind;

std::string minute(Epoch epoch) {
  return epoch.iso8601(TimeScale::utc, 0);
}

std::string day(const std::optional<Epoch>& epoch) {
  return epoch ? epoch->iso8601(TimeScale::utc, 0).substr(0, 10) : std::string("never");
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

std::string percent(double share) {
  return detail::concat(fixed(100.0 * share, 1), " %");
}

}  // namespace

std::optional<Epoch> RiskTables::planned(std::size_t milestone) const {
  std::optional<Epoch> last;
  for (const ScheduleEvent& event : campaign.milestones[milestone].reached.events) {
    const ScheduledActivity& activity = study.plan().activities[event.activity];
    if (!activity.takes_place) return std::nullopt;
    const Epoch date = event.side == EventSide::start ? activity.start_date : activity.end_date;
    if (!last || *last < date) last = date;
  }
  return last;
}

std::vector<RiskTables::Driver> RiskTables::drivers(std::size_t milestone) const {
  const std::vector<std::string> names = study.drivers();
  std::vector<SourceLocation> lines;
  for (const ActivityRisk& each : study.risks()) lines.push_back(each.risk.where);
  for (const RiskWithdrawal& each : study.shared().withdrawals) lines.push_back(each.where);
  for (const RiskGroup& each : study.shared().groups) lines.push_back(each.where);
  std::vector<Driver> out;
  for (std::size_t k = 0; k < answer.swings[milestone].size(); ++k) {
    const Duration swing = answer.swings[milestone][k];
    if (swing != Duration{}) out.push_back({names[k], swing, lines[k]});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Driver& a, const Driver& b) { return abs(a.swing) > abs(b.swing); });
  return out;
}

std::string RiskTables::samples_csv() const {
  CsvTable table({"sample", "holds", "kind", "name", "reached_utc"});
  for (std::size_t s = 0; s < samples.size(); ++s) {
    for (std::size_t m = 0; m < campaign.milestones.size(); ++m) {
      const CampaignMilestone& milestone = campaign.milestones[m];
      if (milestone.kind == Kind::mission) continue;
      table.row()
          .number(static_cast<double>(s), 0)
          .own(samples[s].found ? "true" : "false")
          .own(to_text(milestone.kind))
          .user(milestone.name);
      if (samples[s].reached[m]) {
        table.own(minute(study.problem().grid.origin() + *samples[s].reached[m]));
      } else {
        table.empty();
      }
    }
  }
  return table.text();
}

std::string RiskTables::milestones_csv() const {
  CsvTable table({"kind", "name", "planned_utc", "p50_utc", "p80_utc", "p95_utc", "reached", "target_utc",
                  "by_target", "source"});
  const auto date = [&](const std::optional<Epoch>& epoch) {
    epoch ? table.own(minute(*epoch)) : table.empty();
  };
  for (std::size_t m = 0; m < campaign.milestones.size(); ++m) {
    const CampaignMilestone& milestone = campaign.milestones[m];
    const MilestoneRisk& risk = answer.milestones[m];
    table.row().own(to_text(milestone.kind)).user(milestone.name);
    date(planned(m));
    for (const double p : {0.5, 0.8, 0.95}) date(risk.quantile(p));
    table.number(
        risk.samples == 0 ? 0.0 : static_cast<double>(risk.dates.size()) / static_cast<double>(risk.samples),
        6);
    date(milestone.target);
    milestone.target ? table.number(risk.probability_by(*milestone.target), 6) : table.empty();
    table.user(detail::place(milestone.where));
  }
  return table.text();
}

std::string RiskTables::probability_csv() const {
  CsvTable table({"kind", "name", "by_utc", "probability", "source"});
  for (std::size_t m = 0; m < campaign.milestones.size(); ++m) {
    const CampaignMilestone& milestone = campaign.milestones[m];
    const MilestoneRisk& risk = answer.milestones[m];
    if (milestone.kind == Kind::mission || risk.dates.empty()) continue;
    const auto year_of = [](Epoch epoch) { return std::stoi(epoch.iso8601(TimeScale::utc, 0).substr(0, 4)); };
    for (int year = year_of(risk.dates.front()); year <= year_of(risk.dates.back()) + 1; ++year) {
      const Epoch by = Epoch::parse(detail::concat(year, "-01-01 UTC"));
      table.row()
          .own(to_text(milestone.kind))
          .user(milestone.name)
          .own(minute(by))
          .number(risk.probability_by(by), 6)
          .user(detail::place(milestone.where));
    }
  }
  return table.text();
}

std::string RiskTables::activities_csv() const {
  CsvTable table({"activity", "critical", "window_miss", "source"});
  for (std::size_t i = 0; i < answer.activities.size(); ++i) {
    if (study.plan().activities[i].happened) continue;
    table.row()
        .user(study.problem().activities[i])
        .number(answer.activities[i].critical, 6)
        .number(answer.activities[i].window_miss, 6)
        .user(detail::place(campaign.lines.at(i)));
  }
  return table.text();
}

std::string RiskTables::drivers_csv() const {
  CsvTable table({"kind", "name", "risk_of", "swing_d", "source"});
  for (std::size_t m = 0; m < campaign.milestones.size(); ++m) {
    for (const Driver& driver : drivers(m)) {
      table.row()
          .own(to_text(campaign.milestones[m].kind))
          .user(campaign.milestones[m].name)
          .user(driver.name)
          .number(driver.swing.days(), 3)
          .user(detail::place(driver.where));
    }
  }
  return table.text();
}

std::string RiskTables::summary() const {
  std::size_t width = 8;
  for (const CampaignMilestone& milestone : campaign.milestones) {
    if (milestone.kind != Kind::milestone) width = std::max(width, printable(milestone.name).size());
  }
  width = std::min<std::size_t>(width, 32);
  std::string out = detail::concat(samples.size(), " samples, ", study.risks().size(), " legs at risk");
  out += answer.failed == 0
             ? std::string(": a plan held in all of them\n")
             : detail::concat(": in ", answer.failed, " of them something found no date any more\n");
  out += detail::concat(padded("", width), "  planned     P50         P80         P95         by target\n");
  for (std::size_t m = 0; m < campaign.milestones.size(); ++m) {
    const CampaignMilestone& milestone = campaign.milestones[m];
    if (milestone.kind == Kind::milestone) continue;
    const MilestoneRisk& risk = answer.milestones[m];
    out +=
        detail::concat(padded(printable(milestone.name), width), "  ", padded(day(planned(m)), 12),
                       padded(day(risk.quantile(0.5)), 12), padded(day(risk.quantile(0.8)), 12),
                       padded(day(risk.quantile(0.95)), 10),
                       milestone.target ? "  " + percent(risk.probability_by(*milestone.target)) : "", "\n");
  }
  for (std::size_t m = 0; m < campaign.milestones.size(); ++m) {
    if (campaign.milestones[m].kind != Kind::phase) continue;
    const std::vector<Driver> by = drivers(m);
    if (by.empty()) continue;
    out += detail::concat("what drives ", printable(campaign.milestones[m].name), ":");
    for (std::size_t i = 0; i < std::min<std::size_t>(by.size(), 3); ++i) {
      out +=
          detail::concat(i == 0 ? " " : ", ", printable(by[i].name), " ", fixed(by[i].swing.days(), 0), " d");
    }
    out += "\n";
  }
  return out;
}

}  // namespace perilune
