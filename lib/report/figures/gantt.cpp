#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <perilune/core/text.hpp>
#include <perilune/report/figures.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "axes.hpp"
#include "page/page_data.hpp"

namespace perilune {
namespace {

using detail::concat;
using detail::label;
using detail::TimeAxis;

constexpr double width = 1100.0;
constexpr double left = 210.0;
constexpr double right = 1085.0;
constexpr double top = 30.0;
constexpr double row_height = 19.0;
constexpr double bar_height = 11.0;
/// A launch of half an hour is seen all the same.
constexpr double least_bar = 2.5;
constexpr std::size_t longest_label = 28;

std::string_view colour_of(ActivityKind kind) {
  switch (kind) {
    case ActivityKind::prepare:
      return colour::grey;
    case ActivityKind::launch:
      return colour::vermilion;
    case ActivityKind::transfer:
    case ActivityKind::capture:
    case ActivityKind::descend:
    case ActivityKind::ascend:
    case ActivityKind::dock:
    case ActivityKind::return_to_earth:
      return colour::blue;
    case ActivityKind::surface:
    case ActivityKind::operate:
      return colour::green;
    case ActivityKind::commission:
    case ActivityKind::wait:
      return colour::sky;
    case ActivityKind::other:
      return colour::purple;
  }
  return colour::purple;
}

struct LegendEntry {
  std::string_view colour;
  std::string_view label;
};

constexpr LegendEntry legend[] = {
    {colour::grey, "prepare"},         {colour::vermilion, "launch"},       {colour::blue, "flight"},
    {colour::sky, "wait, commission"}, {colour::green, "surface, operate"}, {colour::purple, "other"}};

std::string label_of(const std::string& id, const std::string& title) {
  const std::string text = title.empty() ? id : title;
  if (text.size() <= longest_label) return text;
  std::size_t cut = longest_label - 1;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;  // a whole character
  return text.substr(0, cut) + "\u2026";
}

/// Missions of one phase, as positions in the roadmap, in order of their first start.
struct Lane {
  std::optional<std::size_t> phase;
  std::vector<std::size_t> missions;
};

class Gantt {
 public:
  Gantt(const Campaign& campaign, const RiskTables* risk)
      : roadmap_(campaign.scenario().roadmap),
        answer_(campaign.schedule()),
        risk_(risk),
        axis_{span(), left, right} {
    collect();
  }

  SvgPicture draw() {
    std::size_t rows = 0;
    for (const Lane& lane : lanes_) rows += lane.missions.size() + 1;
    bottom_ = top + static_cast<double>(rows) * row_height;
    SvgPicture picture(
        width, bottom_ + (roadmap_.as_of || has_plans() || risk_ ? 72.0 : 52.0), "Schedule",
        concat("Gantt chart of ", roadmap_.missions.size(), " missions in ", lanes_.size(), " phases, from ",
               detail::minute_text(axis_.span.from), " to ", detail::minute_text(axis_.span.to)));
    detail::draw_time_axis(picture, axis_, top, bottom_, 12);
    detail::announce_time(picture, axis_, top, bottom_);
    draw_labels(picture);
    detail::begin_time(picture, axis_, top, bottom_);
    double y = top;
    for (const Lane& lane : lanes_) draw_lane(picture, lane, y);
    draw_as_of(picture);
    detail::end_time(picture);
    draw_legend(picture);
    return picture;
  }

 private:
  const ScheduledActivity* scheduled(std::size_t mission, std::size_t activity) const {
    const auto& number = answer_.model.activities[mission][activity];
    return number ? &answer_.schedule.activities[number->number] : nullptr;
  }

  std::optional<Interval> span_of(std::size_t mission) const {
    std::optional<Interval> found;
    for (std::size_t a = 0; a < roadmap_.missions[mission].activities.size(); ++a) {
      const ScheduledActivity* activity = scheduled(mission, a);
      if (!activity) continue;
      if (!found) found = Interval{activity->start_date, activity->end_date};
      found->from = std::min(found->from, activity->start_date);
      found->to = std::max(found->to, activity->end_date);
    }
    return found;
  }

  /// What was planned of the mission's legs that take place.
  std::vector<Interval> plans_of(std::size_t mission) const {
    std::vector<Interval> plans;
    const std::vector<Activity>& activities = roadmap_.missions[mission].activities;
    for (std::size_t a = 0; a < activities.size(); ++a)
      if (activities[a].planned && scheduled(mission, a)) plans.push_back(*activities[a].planned);
    return plans;
  }

  bool has_plans() const {
    for (std::size_t m = 0; m < roadmap_.missions.size(); ++m)
      if (!plans_of(m).empty()) return true;
    return false;
  }

  Interval span() const {
    std::optional<Interval> all;
    for (std::size_t m = 0; m < roadmap_.missions.size(); ++m) {
      const auto its = span_of(m);
      if (!its) continue;
      if (!all) all = its;
      all->from = std::min(all->from, its->from);
      all->to = std::max(all->to, its->to);
      for (const Interval& plan : plans_of(m))
        all = Interval{std::min(all->from, plan.from), std::max(all->to, plan.to)};
    }
    Interval whole = all.value_or(roadmap_.horizon);
    if (risk_) {
      for (const MilestoneRisk& milestone : risk_->answer.milestones)
        if (const auto p90 = milestone.quantile(0.9)) whole.to = std::max(whole.to, *p90);
    }
    const Duration margin = std::max(whole.length() * 0.02, Duration::hours(1));
    return {whole.from - margin, whole.to + margin};
  }

  void collect() {
    const auto lane_of = [&](std::optional<std::size_t> phase) -> Lane& {
      for (Lane& lane : lanes_) {
        if (lane.phase == phase) return lane;
      }
      return lanes_.emplace_back(Lane{phase, {}});
    };
    for (std::size_t p = 0; p < roadmap_.phases.size(); ++p) lane_of(p);
    for (std::size_t m = 0; m < roadmap_.missions.size(); ++m) {
      if (span_of(m)) lane_of(find_phase(roadmap_, roadmap_.missions[m].phase.id)).missions.push_back(m);
    }
    std::erase_if(lanes_, [](const Lane& lane) { return lane.missions.empty(); });
    for (Lane& lane : lanes_) {
      std::stable_sort(lane.missions.begin(), lane.missions.end(),
                       [&](std::size_t a, std::size_t b) { return span_of(a)->from < span_of(b)->from; });
    }
  }

  void draw_labels(SvgPicture& picture) {
    double y = top;
    for (const Lane& lane : lanes_) {
      const std::string title =
          lane.phase ? label_of(roadmap_.phases[*lane.phase].id, roadmap_.phases[*lane.phase].title)
                     : std::string("without a phase");
      picture.rect(0, y + 1, width, row_height - 2, {{"class", "band"}, {"fill", "#eeeeee"}});
      label(picture, 6, y + 13.5, title, {.bold = true});
      for (const std::size_t mission : lane.missions) {
        y += row_height;
        label(picture, 16, y + 13.5,
              label_of(roadmap_.missions[mission].id, roadmap_.missions[mission].title));
      }
      y += row_height;
    }
  }

  void draw_lane(SvgPicture& picture, const Lane& lane, double& y) {
    const double from_y = y;
    y += row_height;
    for (const std::size_t mission : lane.missions) {
      draw_mission(picture, mission, y);
      y += row_height;
    }
    if (lane.phase) draw_target(picture, *lane.phase, from_y, y);
  }

  void draw_target(SvgPicture& picture, std::size_t phase, double from_y, double to_y) {
    const PhaseDates dates = phase_dates(roadmap_, phase);
    if (!dates.to || *dates.to < axis_.span.from || *dates.to > axis_.span.to) return;
    const double x = axis_(*dates.to);
    picture.group({}, concat("target of the phase: ", detail::minute_text(*dates.to)));
    picture.line(x, from_y, x, to_y,
                 {{"class", "ink-line"},
                  {"stroke", colour::black},
                  {"stroke-dasharray", "2 3"},
                  {"stroke-width", 1.5}});
    picture.end_group();
  }

  void draw_mission(SvgPicture& picture, std::size_t m, double y) {
    const Mission& mission = roadmap_.missions[m];
    for (std::size_t a = 0; a < mission.activities.size(); ++a) {
      const ScheduledActivity* activity = scheduled(m, a);
      for (const Window& window : mission.activities[a].windows) draw_window(picture, window, y);
      if (activity && mission.activities[a].planned) draw_plan(picture, m, a, *activity, y);
    }
    for (std::size_t a = 0; a < mission.activities.size(); ++a) {
      if (const ScheduledActivity* activity = scheduled(m, a)) draw_bar(picture, m, a, *activity, y);
    }
    for (std::size_t a = 0; a < mission.activities.size(); ++a) {
      const ScheduledActivity* activity = scheduled(m, a);
      if (activity && is_completed(mission, a)) draw_milestones(picture, m, a, activity->end_date, y);
    }
    if (risk_) draw_whisker(picture, m, y);
  }

  void draw_window(SvgPicture& picture, const Window& window, double y) {
    if (window.span.to < axis_.span.from || window.span.from > axis_.span.to) return;
    const double from_x = axis_(std::max(window.span.from, axis_.span.from));
    const double to_x = axis_(std::min(window.span.to, axis_.span.to));
    picture.rect(from_x, y + 1, std::max(to_x - from_x, 1.0), row_height - 2,
                 {{"class", "window"},
                  {"data-from", window.span.from.iso8601(TimeScale::utc, 0)},
                  {"data-to", window.span.to.iso8601(TimeScale::utc, 0)},
                  {"fill", colour::sky},
                  {"fill-opacity", 0.25}});
  }

  /// When a leg takes place, against the stretch in which it was to begin by the plan before: a line from the
  /// plan's nearest end to the start.
  void draw_plan(SvgPicture& picture, std::size_t m, std::size_t a, const ScheduledActivity& activity,
                 double y) {
    const Mission& mission = roadmap_.missions[m];
    const Interval plan = *mission.activities[a].planned;
    const Epoch nearest = std::clamp(activity.start_date, plan.from, plan.to);
    const double slip_d = (activity.start_date - nearest).days();
    const std::string_view became = activity.happened ? "flown " : "now ";
    picture.group(
        {{"class", "plan"},
         {"data-mission", mission.id},
         {"data-activity", activity_id(mission.activities[a])},
         {"data-plan-from", plan.from.iso8601(TimeScale::utc, 0)},
         {"data-plan-to", plan.to.iso8601(TimeScale::utc, 0)},
         {"data-slip-d", fixed(slip_d, 2)}},
        concat(activity_name(mission, a), ": planned from ", detail::minute_text(plan.from), " to ",
               detail::minute_text(plan.to), ", ", became,
               slip_d == 0.0 ? std::string("within")
                             : concat(fixed(std::abs(slip_d), 0), slip_d > 0.0 ? " d later" : " d earlier")));
    picture.rect(
        axis_(plan.from), y + 2.5, std::max(axis_(plan.to) - axis_(plan.from), 1.0), row_height - 5,
        {{"fill", "none"}, {"class", "ink-line"}, {"stroke", colour::black}, {"stroke-dasharray", "3 2"}});
    const double line_y = y + 4 + bar_height / 2;
    picture.line(axis_(nearest), line_y, axis_(activity.start_date), line_y,
                 {{"class", "ink-line"}, {"stroke", colour::black}});
    picture.end_group();
  }

  /// What is reached when a leg ends: a dot there, and in words how sure its date is.
  void draw_milestones(SvgPicture& picture, std::size_t m, std::size_t a, Epoch date, double y) {
    const Mission& mission = roadmap_.missions[m];
    for (const Reference& milestone : mission.activities[a].milestones) {
      const std::string name = concat(mission.id, ".", milestone.id);
      std::string tip = concat(name, ": ", detail::minute_text(date));
      if (const MilestoneRisk* risk = risk_of(CampaignMilestone::Kind::milestone, name)) {
        for (const auto& [share, words] : {std::pair{0.5, ", P50 "}, std::pair{0.9, ", P90 "}}) {
          const auto by = risk->quantile(share);
          tip += words + (by ? detail::minute_text(*by) : std::string("never"));
        }
      }
      picture.group(
          {{"class", "reached"}, {"data-milestone", name}, {"data-on", date.iso8601(TimeScale::utc, 0)}},
          tip);
      detail::draw_dot(picture, axis_(date), y + 4 + bar_height / 2, 6.0, colour::black);
      picture.end_group();
    }
  }

  /// How sure the date of a milestone is, if that is known.
  const MilestoneRisk* risk_of(CampaignMilestone::Kind kind, const std::string& name) const {
    if (!risk_) return nullptr;
    const std::vector<CampaignMilestone>& all = risk_->campaign.milestones;
    const auto found = std::find_if(all.begin(), all.end(), [&](const CampaignMilestone& each) {
      return each.kind == kind && each.name == name;
    });
    return found == all.end() ? nullptr
                              : &risk_->answer.milestones[static_cast<std::size_t>(found - all.begin())];
  }

  /// From P50 to P90 of the day on which the mission is in place.
  void draw_whisker(SvgPicture& picture, std::size_t m, double y) {
    const std::string& name = roadmap_.missions[m].id;
    const MilestoneRisk* dates = risk_of(CampaignMilestone::Kind::mission, name);
    if (!dates) return;
    const auto p50 = dates->quantile(0.5), p90 = dates->quantile(0.9);
    if (!p50) return;
    const double from_x = axis_(*p50), to_x = p90 ? axis_(*p90) : right, middle = y + 4 + bar_height / 2;
    picture.group({{"class", "whisker"},
                   {"data-mission", name},
                   {"data-p50", p50->iso8601(TimeScale::utc, 0)},
                   {"data-p90", p90 ? p90->iso8601(TimeScale::utc, 0) : std::string()}},
                  concat(name, " in place: P50 ", detail::minute_text(*p50), ", P90 ",
                         p90 ? detail::minute_text(*p90) : std::string("never")));
    const auto stroke = [&](double x1, double y1, double x2, double y2) {
      picture.line(x1, y1, x2, y2, {{"class", "ink-line"}, {"stroke", colour::black}, {"stroke-width", 1.3}});
    };
    stroke(from_x, middle, to_x, middle);
    if (p90) stroke(to_x, middle - 4, to_x, middle + 4);
    detail::draw_dot(picture, from_x, middle, 7.0, colour::black);
    detail::draw_dot(picture, from_x, middle, 5.0, colour::orange);
    picture.end_group();
  }

  void draw_bar(SvgPicture& picture, std::size_t m, std::size_t a, const ScheduledActivity& activity,
                double y) {
    const Mission& mission = roadmap_.missions[m];
    const Activity& item = mission.activities[a];
    const std::string start = activity.start_date.iso8601(TimeScale::utc, 0);
    const std::string end = activity.end_date.iso8601(TimeScale::utc, 0);
    const double from_x = axis_(activity.start_date);
    const double bar_width = std::max(axis_(activity.end_date) - from_x, least_bar);
    std::string tip = concat(activity_name(mission, a), ": ", start, " to ", end, " UTC");
    if (activity.happened) tip += ", happened";
    if (activity.critical) tip += ", critical";
    if (!activity.critical && !activity.happened) tip += ", slack " + to_text(activity.slack);
    const std::size_t number = answer_.model.activities[m][a]->number;
    picture.link(detail::activity_anchor(number),
                 {{"class", activity.happened ? "activity flown" : "activity planned"},
                  {"data-mission", mission.id},
                  {"data-activity", activity_id(item)},
                  {"data-start", start},
                  {"data-end", end}},
                 tip);
    const std::string_view fill = colour_of(item.kind);
    picture.rect(from_x, y + 4, bar_width, bar_height,
                 {{"fill", fill}, {"fill-opacity", activity.happened ? 1.0 : 0.65}, {"stroke", fill}});
    if (activity.critical) {
      picture.rect(from_x, y + 4 + bar_height + 1, bar_width, 2.0,
                   {{"class", "ink-fill"}, {"fill", colour::black}});
    }
    picture.end_link();
  }

  void draw_as_of(SvgPicture& picture) {
    if (!roadmap_.as_of || *roadmap_.as_of < axis_.span.from || *roadmap_.as_of > axis_.span.to) return;
    const double x = axis_(*roadmap_.as_of);
    picture.group({}, "known until " + detail::minute_text(*roadmap_.as_of));
    picture.line(x, top, x, bottom_, {{"stroke", colour::vermilion}, {"stroke-width", 1.5}});
    picture.end_group();
  }

  void draw_legend(SvgPicture& picture) {
    double x = left;
    const double y = bottom_ + 28;
    for (const LegendEntry& entry : legend) {
      picture.rect(x, y, 12, bar_height, {{"fill", entry.colour}});
      picture.text(x + 17, y + 10, entry.label, {});
      x += 34.0 + 6.3 * static_cast<double>(entry.label.size());
    }
    picture.rect(x, y + 8, 14, 2.5, {{"class", "ink-fill"}, {"fill", colour::black}});
    picture.text(x + 19, y + 10, "critical", {});
    x += 80;
    picture.rect(x, y - 2, 14, 15, {{"class", "window"}, {"fill", colour::sky}, {"fill-opacity", 0.25}});
    picture.text(x + 19, y + 10, "window", {});
    x += 80;
    picture.line(x, y - 3, x, y + 13,
                 {{"class", "ink-line"},
                  {"stroke", colour::black},
                  {"stroke-dasharray", "2 3"},
                  {"stroke-width", 1.5}});
    label(picture, x + 8, y + 10, "target");
    x += 62;
    detail::draw_dot(picture, x, y + 4, 6.0, colour::black);
    label(picture, x + 8, y + 10, "milestone");
    const double below = y + 20.0;
    if (risk_) {
      const double from_x = left + 340.0;
      picture.line(from_x, below + 5, from_x + 20, below + 5,
                   {{"class", "ink-line"}, {"stroke", colour::black}, {"stroke-width", 1.3}});
      picture.line(from_x + 20, below + 1, from_x + 20, below + 9,
                   {{"class", "ink-line"}, {"stroke", colour::black}, {"stroke-width", 1.3}});
      detail::draw_dot(picture, from_x, below + 5, 7.0, colour::black);
      detail::draw_dot(picture, from_x, below + 5, 5.0, colour::orange);
      label(picture, from_x + 27, below + 10, "in place, P50 to P90");
    }
    if (has_plans()) {
      picture.rect(
          left + 200, below - 2, 14, 14,
          {{"fill", "none"}, {"class", "ink-line"}, {"stroke", colour::black}, {"stroke-dasharray", "3 2"}});
      label(picture, left + 220, below + 10, "planned before");
    }
    if (!roadmap_.as_of) return;
    picture.line(left, below - 3, left, below + 13, {{"stroke", colour::vermilion}, {"stroke-width", 1.5}});
    label(picture, left + 8, below + 10,
          "known until " + roadmap_.as_of->iso8601(TimeScale::utc, 0).substr(0, 10));
  }

  const Roadmap& roadmap_;
  const RoadmapSchedule& answer_;
  const RiskTables* risk_;
  TimeAxis axis_;
  std::vector<Lane> lanes_;
  double bottom_ = 0.0;
};

}  // namespace

std::optional<Figure> gantt_figure(const Campaign& campaign, const RiskTables* risk) {
  if (campaign.schedule().schedule.activities.empty()) return std::nullopt;
  return Figure{
      "gantt", "Schedule",
      "Each row is a mission, each bar an activity: full colour where it has happened, lighter where it is "
      "planned. Shaded stretches are its windows; a line under a bar says that any delay of it delays "
      "the last mission; a dot is a milestone, dotted lines are the targets of the phases. A dashed box is "
      "when a leg was to begin "
      "by "
      "the plan before, with a line to when it does.",
      Gantt(campaign, risk).draw()};
}

}  // namespace perilune
