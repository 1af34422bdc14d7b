#include <perilune/campaign/risk.hpp>

#include <algorithm>

#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>

namespace perilune {
namespace {

class Reading {
 public:
  explicit Reading(const Campaign& campaign)
      : roadmap_(campaign.scenario().roadmap), model_(campaign.schedule().model) {}

  CampaignRisk run() {
    for (std::size_t m = 0; m < roadmap_.missions.size(); ++m) add_risks(m);
    for (std::size_t p = 0; p < roadmap_.phases.size(); ++p) add_phase(p);
    for (std::size_t m = 0; m < roadmap_.missions.size(); ++m) add_mission(m);
    for (std::size_t m = 0; m < roadmap_.missions.size(); ++m) add_milestones(m);
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

  bool has_come(const ScheduleEvent& event) const {
    const auto& all = model_.problem.happened;
    return std::find(all.begin(), all.end(), event) != all.end();
  }

  void add(CampaignMilestone::Kind kind, std::string name, std::optional<Epoch> target,
           std::vector<ScheduleEvent> events) {
    if (std::all_of(events.begin(), events.end(), [&](const ScheduleEvent& e) { return has_come(e); }))
      return;
    out_.milestones.push_back({kind, std::move(name), target, {std::move(events)}});
  }

  void add_risks(std::size_t m) {
    for (std::size_t a = 0; a < roadmap_.missions[m].activities.size(); ++a) {
      const std::optional<Risk>& risk = roadmap_.missions[m].activities[a].risk;
      const auto& number = model_.activities[m][a];
      if (risk && number && !has_come(number->end())) out_.risks.push_back({*number, *risk});
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
    add(CampaignMilestone::Kind::phase, roadmap_.phases[p].id, phase_dates(roadmap_, p).to,
        std::move(events));
  }

  std::optional<Epoch> target_of(std::size_t m) const {
    const std::optional<std::size_t> phase = find_phase(roadmap_, roadmap_.missions[m].phase.id);
    return phase ? phase_dates(roadmap_, *phase).to : std::nullopt;
  }

  void add_mission(std::size_t m) {
    if (const auto event = in_place_of(m))
      add(CampaignMilestone::Kind::mission, roadmap_.missions[m].id, target_of(m), {*event});
  }

  void add_milestones(std::size_t m) {
    const Mission& mission = roadmap_.missions[m];
    for (std::size_t a = 0; a < mission.activities.size(); ++a) {
      const auto event = end_of(m, a);
      if (!event) continue;
      for (const Reference& milestone : mission.activities[a].milestones)
        add(CampaignMilestone::Kind::milestone, detail::concat(mission.id, ".", milestone.id), target_of(m),
            {*event});
    }
  }

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

CampaignRisk campaign_risk(const Campaign& campaign) {
  return Reading(campaign).run();
}

}  // namespace perilune
