#pragma once

#include <optional>
#include <string>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/campaign.hpp>
#include <perilune/report/svg.hpp>
#include <perilune/station/history.hpp>

namespace perilune {

/// A picture with what a page says of it.
struct Figure {
  std::string id;  ///< "gantt", "trajectory-queqiao-2": a name in a page and of a file
  std::string title;
  std::string caption;  ///< what it shows and how to read it
  SvgPicture picture;
};

/// All missions by phase over the years: each activity a bar, its windows shaded behind, what is on the
/// critical path underlined, the targets of the phases and the day of the knowledge as lines. Each bar
/// carries its dates in `data-mission`, `data-activity`, `data-start` and `data-end` (UTC, to the second).
/// @return nothing if there is no schedule
std::optional<Figure> gantt_figure(const Campaign& campaign);

/// A flight from four sides: along inertial axes about its own centre, in the frame that turns with Earth and
/// Moon (unit of length: their distance; with L1 and L2) seen from the north and from the side, and close to
/// the Moon. Bodies are to scale, and no smaller than a dot; events are marked.
/// @param ephemeris  where Earth and Moon are
/// @return           nothing if the flight has no trajectory
std::optional<Figure> trajectory_figure(const FlownFlight& flight,
                                        const Ephemeris& ephemeris = Ephemeris::embedded());

/// What is in a station's stores over time, with their capacities; its people; its power and its batteries.
Figure station_figure(const StationHistory& history);

/// All figures of a campaign, in the order in which a page shows them.
std::vector<Figure> campaign_figures(const Campaign& campaign,
                                     const Ephemeris& ephemeris = Ephemeris::embedded());

}  // namespace perilune
