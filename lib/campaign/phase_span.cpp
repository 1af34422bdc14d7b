#include <perilune/campaign/phase_span.hpp>

#include <algorithm>
#include <string>

#include <perilune/roadmap/lookup.hpp>

namespace perilune {
namespace {

bool belongs_to(const Roadmap& roadmap, std::string id, std::size_t phase) {
  for (std::size_t steps = 0; steps <= roadmap.phases.size() && !id.empty(); ++steps) {
    const auto found = find_phase(roadmap, id);
    if (!found) return false;
    if (*found == phase) return true;
    id = roadmap.phases[*found].parent.id;
  }
  return false;
}

}  // namespace

std::optional<Interval> phase_span(const Campaign& campaign, std::size_t phase) {
  const Roadmap& roadmap = campaign.scenario().roadmap;
  if (campaign.schedule().schedule.activities.empty()) return std::nullopt;
  std::optional<Interval> span;
  for (std::size_t m = 0; m < roadmap.missions.size(); ++m) {
    if (!belongs_to(roadmap, roadmap.missions[m].phase.id, phase)) continue;
    const auto placed = in_place(roadmap.missions[m]);
    for (std::size_t a = 0; placed && a <= *placed; ++a) {
      const auto& number = campaign.schedule().model.activities[m][a];
      if (!number) continue;
      const ScheduledActivity& activity = campaign.schedule().schedule.activities[number->number];
      if (!span) span = Interval{activity.start_date, activity.end_date};
      *span = {std::min(span->from, activity.start_date), std::max(span->to, activity.end_date)};
    }
  }
  return span;
}

}  // namespace perilune
