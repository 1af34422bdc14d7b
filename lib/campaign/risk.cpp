#include <perilune/campaign/risk.hpp>

#include <algorithm>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "later_windows.hpp"

namespace perilune {
namespace {

bool has_come(const ScheduleProblem& problem, const ScheduleEvent& event) {
  return std::find(problem.happened.begin(), problem.happened.end(), event) != problem.happened.end();
}

class Reading {
 public:
  explicit Reading(const Campaign& campaign)
      : campaign_(campaign),
        scenario_(campaign.scenario()),
        roadmap_(scenario_.roadmap),
        model_(campaign.schedule().model) {}

  CampaignRisk run() {
    for (const LauncherRisk& launcher : scenario_.risks.launchers)
      out_.shared.groups.push_back({launcher.launcher.id, {}, launcher.grounded, launcher.launcher.where});
    for (std::size_t m = 0; m < roadmap_.missions.size(); ++m) add_risks(m);
    for (const PartnerRisk& partner : scenario_.risks.partners) add_partner(partner);
    for (std::size_t p = 0; p < roadmap_.phases.size(); ++p) add_phase(p);
    for (std::size_t m = 0; m < roadmap_.missions.size(); ++m) add_mission(m);
    for (std::size_t m = 0; m < roadmap_.missions.size(); ++m) add_milestones(m);
    add_lines();
    return std::move(out_);
  }

 private:
  /// The end of the leg, if it is part of the schedule and is reached.
  std::optional<ScheduleEvent> end_of(std::size_t m, std::size_t a) const {
    const auto& number = model_.activities[m][a];
    if (!number || !is_completed(roadmap_.missions[m], a)) return std::nullopt;
    return number->end();
  }

  std::optional<ScheduleEvent> in_place_of(std::size_t m) const {
    const std::optional<std::size_t> last = in_place(roadmap_.missions[m]);
    return last ? end_of(m, *last) : std::nullopt;
  }

  bool has_come(const ScheduleEvent& event) const { return perilune::has_come(model_.problem, event); }

  void add(CampaignMilestone::Kind kind, std::string name, std::optional<Epoch> target,
           std::vector<ScheduleEvent> events, SourceLocation where) {
    const auto is_past = [&](const ScheduleEvent& event) {
      const Epoch end = campaign_.schedule().schedule.activities[event.activity].end_date;
      return has_come(event) || (roadmap_.as_of && end <= *roadmap_.as_of);
    };
    if (std::all_of(events.begin(), events.end(), is_past)) return;
    const bool is_aim = kind == CampaignMilestone::Kind::phase;
    out_.milestones.push_back({kind, std::move(name), target, {std::move(events), is_aim}, std::move(where)});
  }

  /// What may go wrong with all launches of the mission's rocket.
  std::optional<std::size_t> launcher_of(const Mission& mission) const {
    const auto& all = scenario_.risks.launchers;
    const auto found = std::find_if(all.begin(), all.end(), [&](const LauncherRisk& each) {
      return each.launcher.id == mission.launcher;
    });
    if (found == all.end()) return std::nullopt;
    return static_cast<std::size_t>(found - all.begin());
  }

  /// What a leg that is to come shares with others.
  std::optional<Risk> shared_risk(std::optional<std::size_t> launcher, bool lands) const {
    if (launcher) return scenario_.risks.launchers[*launcher].launch;
    return lands ? scenario_.risks.landing : std::nullopt;
  }

  void add_risks(std::size_t m) {
    const Mission& mission = roadmap_.missions[m];
    const std::optional<std::size_t> group = launcher_of(mission);
    std::optional<std::size_t> lands;
    for (std::size_t a = 0; a < mission.activities.size(); ++a)
      if (mission.activities[a].kind == ActivityKind::descend) lands = a;
    bool is_at_risk = false;
    for (std::size_t a = 0; a < mission.activities.size(); ++a) {
      const Activity& leg = mission.activities[a];
      const auto& number = model_.activities[m][a];
      if (!number || has_come(number->end())) continue;
      const bool lifts_off = leg.kind == ActivityKind::launch;
      std::optional<Risk> risk = leg.risk;
      if (!risk && !has_come(number->start()))
        risk = shared_risk(lifts_off ? group : std::nullopt, a == lands);
      if (!risk) continue;
      if (lifts_off && group) out_.shared.groups[*group].risks.push_back(out_.risks.size());
      out_.risks.push_back({*number, *risk});
      is_at_risk = true;
    }
    if (is_at_risk) add_flight(m);
  }

  void add_flight(std::size_t m) {
    RiskFlight flight{flight_legs(campaign_, m), {}};
    if (flight.activities.empty()) return;
    for (const ActivityRisk& each : out_.risks) {
      if (each.activity == flight.activities.front()) flight.again_after = each.risk.again_after;
    }
    out_.shared.flights.push_back(std::move(flight));
  }

  void add_partner(const PartnerRisk& partner) {
    RiskWithdrawal made{partner.partner.id, partner.withdrawal,   partner.when, {}, {},
                        partner.delay,      partner.partner.where};
    const auto legs_of = [&](const Reference& mission) {
      std::vector<ScheduleActivity> legs;
      const auto m = find_mission(roadmap_, mission.id);
      if (!m) return legs;
      for (const auto& number : model_.activities[*m])
        if (number && !has_come(number->start())) legs.push_back(*number);
      return legs;
    };
    for (const Reference& mission : partner.removes) made.removed.push_back(legs_of(mission));
    for (const Reference& mission : partner.delays) made.delayed.push_back(legs_of(mission));
    out_.shared.withdrawals.push_back(std::move(made));
  }

  void add_lines() {
    out_.lines.resize(model_.problem.activities.size());
    for (std::size_t m = 0; m < roadmap_.missions.size(); ++m) {
      for (std::size_t a = 0; a < roadmap_.missions[m].activities.size(); ++a) {
        if (const auto& number = model_.activities[m][a])
          out_.lines[number->number] = roadmap_.missions[m].activities[a].where;
      }
    }
  }

  /// Whether the phase is the other one or a part of it.
  bool is_part(std::size_t phase, std::size_t whole) const {
    for (std::size_t steps = 0; steps <= roadmap_.phases.size(); ++steps) {
      if (phase == whole) return true;
      const std::optional<std::size_t> parent = find_phase(roadmap_, roadmap_.phases[phase].parent.id);
      if (!parent) return false;
      phase = *parent;
    }
    return false;
  }

  void add_phase(std::size_t p) {
    std::vector<ScheduleEvent> events;
    for (std::size_t m = 0; m < roadmap_.missions.size(); ++m) {
      const std::optional<std::size_t> phase = find_phase(roadmap_, roadmap_.missions[m].phase.id);
      const std::optional<ScheduleEvent> event = in_place_of(m);
      if (phase && event && is_part(*phase, p)) events.push_back(*event);
    }
    add(CampaignMilestone::Kind::phase, roadmap_.phases[p].id, phase_dates(roadmap_, p).to, std::move(events),
        roadmap_.phases[p].where);
  }

  std::optional<Epoch> target_of(std::size_t m) const {
    const std::optional<std::size_t> phase = find_phase(roadmap_, roadmap_.missions[m].phase.id);
    return phase ? phase_dates(roadmap_, *phase).to : std::nullopt;
  }

  void add_mission(std::size_t m) {
    if (const auto event = in_place_of(m))
      add(CampaignMilestone::Kind::mission, roadmap_.missions[m].id, target_of(m), {*event},
          roadmap_.missions[m].where);
  }

  void add_milestones(std::size_t m) {
    const Mission& mission = roadmap_.missions[m];
    for (std::size_t a = 0; a < mission.activities.size(); ++a) {
      const auto event = end_of(m, a);
      if (!event) continue;
      for (const Reference& milestone : mission.activities[a].milestones)
        add(CampaignMilestone::Kind::milestone, detail::concat(mission.id, ".", milestone.id), target_of(m),
            {*event}, milestone.where);
    }
  }

  const Campaign& campaign_;
  const Scenario& scenario_;
  const Roadmap& roadmap_;
  const RoadmapProblem& model_;
  CampaignRisk out_;
};

}  // namespace

std::string to_text(CampaignMilestone::Kind kind) {
  switch (kind) {
    case CampaignMilestone::Kind::mission:
      return "mission";
    case CampaignMilestone::Kind::milestone:
      return "milestone";
    case CampaignMilestone::Kind::phase:
      return "phase";
  }
  return {};
}

std::vector<RiskMilestone> CampaignRisk::reached() const {
  std::vector<RiskMilestone> out;
  for (const CampaignMilestone& milestone : milestones) out.push_back(milestone.reached);
  return out;
}

std::vector<ScheduleActivity> flight_legs(const Campaign& campaign, std::size_t m) {
  const RoadmapProblem& model = campaign.schedule().model;
  const Mission& mission = campaign.scenario().roadmap.missions[m];
  std::vector<ScheduleActivity> legs;
  for (std::size_t a = 0; a < mission.activities.size(); ++a) {
    const auto& number = model.activities[m][a];
    if (!number || (legs.empty() && mission.activities[a].kind != ActivityKind::launch)) continue;
    if (has_come(model.problem, number->start())) return {};
    legs.push_back(*number);
  }
  return legs;
}

CampaignRisk campaign_risk(const Campaign& campaign, const CampaignRiskOptions& options) {
  if (campaign.schedule().schedule.activities.empty())
    throw InvalidArgument("campaign_risk: the campaign has no plan that could go wrong.");
  CampaignRisk out = detail::risks_in(campaign);
  out.problem = detail::LaterWindows(campaign, options).all(out);
  return out;
}

CampaignRisk detail::risks_in(const Campaign& campaign) {
  return Reading(campaign).run();
}

}  // namespace perilune
