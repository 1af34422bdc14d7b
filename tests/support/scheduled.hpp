#pragma once

#include <string>

#include <perilune/campaign/campaign.hpp>
#include <perilune/roadmap/lookup.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune::test {

/// When the schedule of a campaign has an activity.
inline Interval scheduled(const Campaign& campaign, const std::string& mission, const std::string& activity) {
  const Roadmap& roadmap = campaign.scenario().roadmap;
  const std::size_t m = find_mission(roadmap, mission).value();
  const std::size_t a = find_activity(roadmap.missions[m], activity).value();
  const ScheduledActivity& found =
      campaign.schedule().schedule.activities[campaign.schedule().model.activities[m][a]->number];
  return {found.start_date, found.end_date};
}

}  // namespace perilune::test
