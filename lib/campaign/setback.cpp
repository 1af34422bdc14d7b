#include <perilune/campaign/setback.hpp>

#include <algorithm>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "later_windows.hpp"

namespace perilune {
namespace {

using detail::concat;

std::string day(Epoch epoch) {
  return epoch.iso8601(TimeScale::utc, 0).substr(0, 10);
}

std::string near_words(std::string_view name, const std::vector<std::string>& known) {
  const auto near = nearest_name(name, known);
  return near ? concat(" Did you mean '", *near, "'?") : concat(" There are: ", join(known, ", "), ".");
}

/// The one delay that stands for a law: the likeliest, the middle or the mean.
Duration typical(const DelayLaw& law) {
  return law.shape == DelayLaw::Shape::uniform ? law.least + (law.most - law.least) / 2 : law.likely;
}

class Aftermath {
 public:
  Aftermath(const Campaign& campaign, const Setback& setback, const CampaignRiskOptions& options)
      : campaign_(campaign),
        roadmap_(campaign.scenario().roadmap),
        setback_(setback),
        later_(campaign, options) {
    if (campaign.schedule().schedule.activities.empty())
      throw InvalidArgument("replan_after: the campaign has no plan that could be changed.");
    risk_ = detail::risks_in(campaign);
    risk_.problem = later_.guessed(risk_);
    find_leg();
  }

  SetbackAnswer run() && {
    const ScheduledActivity& leg = campaign_.schedule().schedule.activities[leg_.number];
    SetbackAnswer out;
    out.now = leg.end_date;
    const Duration grounded = grounded_for();
    out.grounded_until = out.now + grounded;
    out.not_before = std::max(out.now + again_after(), out.grounded_until);
    ScheduleAssignment before = assignment_of(campaign_.schedule().schedule);
    const ScheduleAssignment planned = before;
    const Tick now = risk_.problem.grid.ceil(out.now);
    fly_again(before, risk_.problem.grid.ceil(out.not_before));
    for (const ScheduleActivity& other : grounded_launches()) {
      const bool is_to_come = planned.tick(other.start()) >= now && other != flight_.front();
      if (is_to_come && grounded > Duration{}) hold(other, risk_.problem.grid.ceil(out.grounded_until));
    }
    do {
      out.replan = replan(risk_.problem, before, out.now, campaign_search());
    } while (!out.replan.schedule.activities.empty() && later_.refine(risk_.problem, out.replan.schedule));
    if (out.replan.schedule.activities.empty()) return out;
    note_missions(planned, out);
    note_phases(out);
    return out;
  }

 private:
  void find_leg() {
    const auto m = find_mission(roadmap_, setback_.mission);
    if (!m) {
      std::vector<std::string> known;
      for (const Mission& mission : roadmap_.missions) known.push_back(mission.id);
      const auto near = nearest_name(setback_.mission, known);
      throw InvalidArgument(concat("there is no mission '", setback_.mission, "'.",
                                   near ? concat(" Did you mean '", *near, "'?") : std::string()));
    }
    const Mission& mission = roadmap_.missions[*m];
    std::vector<std::string> known;
    for (const Activity& activity : mission.activities) known.push_back(activity_id(activity));
    const auto found = std::find(known.begin(), known.end(), setback_.leg);
    if (found == known.end()) {
      throw InvalidArgument(
          concat("'", mission.id, "' has no leg '", setback_.leg, "'.", near_words(setback_.leg, known)));
    }
    const auto a = static_cast<std::size_t>(found - known.begin());
    const auto& number = campaign_.schedule().model.activities[*m][a];
    if (!number) throw InvalidArgument(concat("'", mission.id, "' does not fly in this plan."));
    leg_ = *number;
    const auto& happened = risk_.problem.happened;
    if (std::find(happened.begin(), happened.end(), leg_.start()) != happened.end())
      throw InvalidArgument(concat("'", mission.id, ".", setback_.leg, "' has happened already."));
    flight_ = flight_legs(campaign_, *m);
    if (std::find(flight_.begin(), flight_.end(), leg_) == flight_.end()) flight_ = {leg_};
  }

  const ActivityRisk* its_risk() const {
    for (const ActivityRisk& each : risk_.risks)
      if (each.activity == leg_) return &each;
    return nullptr;
  }

  Duration again_after() const {
    if (setback_.again_after) return *setback_.again_after;
    if (const ActivityRisk* risk = its_risk()) return risk->risk.again_after;
    throw InvalidArgument(concat("nothing says when '", setback_.mission, ".", setback_.leg,
                                 "' is tried again: it has no 'risk', and its launcher none. Say so."));
  }

  /// Launches that stand still with it.
  std::vector<ScheduleActivity> grounded_launches() const {
    std::vector<ScheduleActivity> out;
    for (const RiskGroup& group : risk_.shared.groups) {
      if (!is_member(group)) continue;
      for (const std::size_t k : group.risks) out.push_back(risk_.risks[k].activity);
    }
    return out;
  }

  Duration grounded_for() const {
    if (setback_.grounded) return *setback_.grounded;
    for (const RiskGroup& group : risk_.shared.groups)
      if (is_member(group)) return typical(group.grounded);
    return {};
  }

  bool is_member(const RiskGroup& group) const {
    return std::any_of(group.risks.begin(), group.risks.end(),
                       [&](std::size_t k) { return risk_.risks[k].activity == leg_; });
  }

  /// What has failed is still to come: all of its flight, from the launch on, as soon as may be.
  void fly_again(ScheduleAssignment& before, Tick not_before) {
    for (const ScheduleActivity& each : flight_)
      before.ticks[2 * each.number] = before.ticks[2 * each.number + 1] = not_before;
    hold(flight_.front(), not_before);
  }

  /// It starts no earlier; what it had to follow within some time is made ready again.
  void hold(const ScheduleActivity& activity, Tick not_before) {
    for (Requirement& requirement : risk_.problem.requirements) {
      const auto* lag = std::get_if<Difference>(&requirement.rule);
      if (lag != nullptr && requirement.kind == RequirementKind::longest_lag &&
          lag->from == activity.start() && lag->to.activity != activity.number)
        requirement.rule = AllowedTicks{std::nullopt, {{earliest_tick, latest_tick}}};
    }
    risk_.problem.requirements.push_back(
        {RequirementKind::not_before,
         concat(risk_.problem.activities[activity.number], " starts on or after ",
                day(risk_.problem.grid.epoch(not_before)), ", after the failure of ", setback_.mission),
         {},
         AllowedTicks{activity.start(), {{not_before, latest_tick}}}});
  }

  void note_missions(const ScheduleAssignment& planned, SetbackAnswer& out) const {
    const auto& activities = campaign_.schedule().model.activities;
    for (std::size_t m = 0; m < roadmap_.missions.size(); ++m) {
      bool is_first = true;
      for (std::size_t a = 0; a < activities[m].size(); ++a) {
        if (!activities[m][a]) continue;
        const ScheduleEvent start = activities[m][a]->start();
        const ScheduledActivity& now = out.replan.schedule.activities[start.activity];
        if (now.start == planned.tick(start)) continue;
        ++out.legs_moved;
        if (!std::exchange(is_first, false)) continue;
        out.missions.push_back({m, activity_id(roadmap_.missions[m].activities[a]),
                                campaign_.schedule().schedule.activities[start.activity].start_date,
                                now.start_date});
      }
    }
    std::stable_sort(out.missions.begin(), out.missions.end(),
                     [](const MissionShift& a, const MissionShift& b) { return a.before < b.before; });
  }

  void note_phases(SetbackAnswer& out) const {
    for (const CampaignMilestone& milestone : risk_.milestones) {
      if (milestone.kind != CampaignMilestone::Kind::phase) continue;
      const Epoch before = last_of(milestone, campaign_.schedule().schedule);
      const Epoch after = last_of(milestone, out.replan.schedule);
      if (before == after) continue;
      out.phases.push_back({*find_phase(roadmap_, milestone.name), before, after, milestone.target});
    }
  }

  static Epoch last_of(const CampaignMilestone& milestone, const Schedule& schedule) {
    std::optional<Epoch> last;
    for (const ScheduleEvent& event : milestone.reached.events) {
      const ScheduledActivity& activity = schedule.activities[event.activity];
      const Epoch date = event.side == EventSide::start ? activity.start_date : activity.end_date;
      last = last ? std::max(*last, date) : date;
    }
    return *last;
  }

  const Campaign& campaign_;
  const Roadmap& roadmap_;
  const Setback& setback_;
  detail::LaterWindows later_;  ///< only those that the new plan asks for are computed
  CampaignRisk risk_;
  ScheduleActivity leg_;
  std::vector<ScheduleActivity> flight_;
};

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

std::string shift_words(Epoch before, Epoch after) {
  const double days = (after - before).days();
  return concat(fixed(std::abs(days), 0), " d ", days < 0.0 ? "earlier" : "later");
}

}  // namespace

SetbackAnswer replan_after(const Campaign& campaign, const Setback& setback,
                           const CampaignRiskOptions& options) {
  return Aftermath(campaign, setback, options).run();
}

std::string report(const Campaign& campaign, const Setback& setback, const SetbackAnswer& answer) {
  const Roadmap& roadmap = campaign.scenario().roadmap;
  std::string out = concat(setback.mission, ".", setback.leg, " fails on ", day(answer.now),
                           ": tried again from ", day(answer.not_before), " on");
  if (answer.grounded_until > answer.now)
    out += concat("; its rocket stands still until ", day(answer.grounded_until));
  out += "\n";
  if (answer.replan.schedule.activities.empty()) {
    out += "there is no plan any more";
    if (answer.replan.schedule.conflict) {
      out += ", these cannot hold together:\n";
      for (const std::string& line : conflict_text(answer.replan.problem, *answer.replan.schedule.conflict))
        out += "  " + printable(line) + "\n";
      return out;
    }
    return out + "\n";
  }
  std::size_t width = 7;
  for (const MissionShift& shift : answer.missions)
    width = std::max(width, roadmap.missions[shift.mission].id.size() + shift.leg.size() + 1);
  for (const PhaseShift& shift : answer.phases)
    width = std::max(width, roadmap.phases[shift.phase].id.size());
  width = std::min<std::size_t>(width, 40);
  if (!answer.missions.empty()) out += concat(padded("moves", width), "  was         now\n");
  for (const MissionShift& shift : answer.missions) {
    out +=
        concat(padded(printable(concat(roadmap.missions[shift.mission].id, ".", shift.leg)), width), "  ",
               day(shift.before), "  ", day(shift.after), "  ", shift_words(shift.before, shift.after), "\n");
  }
  if (!answer.phases.empty()) out += concat(padded("phase ends", width), "  was         now\n");
  for (const PhaseShift& shift : answer.phases) {
    out += concat(padded(printable(roadmap.phases[shift.phase].id), width), "  ", day(shift.before), "  ",
                  day(shift.after), "  ", shift_words(shift.before, shift.after));
    if (shift.target) {
      out += concat(", target ", day(*shift.target),
                    shift.after > *shift.target
                        ? concat(": missed by ", fixed((shift.after - *shift.target).days(), 0), " d")
                        : ": kept");
    }
    out += "\n";
  }
  return out + concat(answer.legs_moved, " legs move, ",
                      answer.replan.schedule.activities.size() - answer.legs_moved, " stay\n");
}

}  // namespace perilune
