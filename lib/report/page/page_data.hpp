#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/campaign.hpp>

namespace perilune::detail {

/// What the page says of one scheduled activity.
struct ActivityFacts {
  std::string mission;
  std::string activity;
  std::string start, end;          ///< "2028-02-03 04:05", UTC
  std::string state;               ///< "happened", "critical" or its slack, "12.50 d"
  std::string held_by;             ///< why it does not start earlier
  std::vector<std::string> after;  ///< what it waits for, by the scenario
  std::string where;               ///< the line of the scenario that it comes from
};

/// Of every activity of the schedule, by its number there. Those that stand for no activity of a mission (a
/// resource that is held over several) and those that are left out have no mission.
std::vector<ActivityFacts> activity_facts(const Campaign& campaign);

/// The place of an activity in the page: "activity-12".
std::string activity_anchor(std::size_t number);

/// What the page's script reads, as JSON that may stand in an HTML element: the flights (Earth-centred ICRF,
/// km, with the Moon meanwhile; where the axes of Earth and Moon point at the end, and the Sun).
/// @param shown  the flights whose figures are on the page
std::string page_data(const std::vector<const FlownFlight*>& shown, const Ephemeris& ephemeris);

/// The script itself: page/script.js.
extern const std::string_view page_script;

/// What it unpacks when it is asked for, gzip in base 64, and the SHA-256 of what comes out, in hexadecimal
/// digits: page/bundle, built by scripts/page-views.
extern const std::string_view page_views;
extern const std::string_view page_views_sha256;

}  // namespace perilune::detail
