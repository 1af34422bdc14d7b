#pragma once

#include <optional>
#include <string>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/campaign.hpp>
#include <perilune/report/risk.hpp>
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
/// Where a mission says when a leg was to begin by the plan before, the way from there is drawn
/// (`data-plan-from`, `data-plan-to`, `data-slip-d`). What a leg reaches is a dot at its end
/// (`data-milestone`, `data-on`).
/// @param risk  draws from P50 to P90 of the day on which each mission is in place; may be null
/// @return      nothing if there is no schedule
std::optional<Figure> gantt_figure(const Campaign& campaign, const RiskTables* risk = nullptr);

/// The days on which each mission whose transfer is designed can lift off, a row for each year, coloured by
/// what the cheapest flight of the day costs; what was refuted and what was chosen is marked. Stretches of
/// days carry `data-from`, `data-to`, `data-windows` and `data-cheapest-m-s`, as in windows.csv, their groups
/// `data-mission`.
/// @return nothing if no windows were looked for
std::optional<Figure> windows_figure(const Campaign& campaign);

/// What flights of one of those missions cost around the chosen lift-off, by departure and time of flight:
/// injection and insertion as colour, C3 and the speed of arrival as lines, one panel for each of the two
/// daily opportunities; the chosen flight as it was flown in full. Columns carry `data-departure`, their
/// cells `data-d` (first and last time of flight) and `data-m-s`: what porkchop.csv has there lies between.
/// @param mission  id
/// @return         nothing if no window was chosen for it
std::optional<Figure> porkchop_figure(const Campaign& campaign, const std::string& mission,
                                      const Ephemeris& ephemeris = Ephemeris::embedded());

/// Masses and delta-v of a mission from launch to its last leg, each leg a step; `data-mass-before-kg`,
/// `data-mass-after-kg` and `data-delta-v-m-s` are those of masses.csv.
/// @return nothing if it was not flown, or has no masses
std::optional<Figure> budget_figure(const FlownMission& flown);

/// When a site of the campaign sees the Sun and the Earth, and when the Earth stands before the Sun, a row
/// for each year from the first activity there to the last, with the missions that land there. Stretches
/// carry `data-what`, `data-from` and `data-to`, as in light.csv.
/// @return nothing if the ephemeris knows nothing of those years
std::optional<Figure> sky_figure(const Campaign& campaign, const LunarSite& site,
                                 const Ephemeris& ephemeris = Ephemeris::embedded());

/// The first fortnight of activity at a site: when it sees the Sun, the Earth, the ground stations of the
/// scenario, and relays that the campaign flew into an ellipse about the Moon, and when these see a ground
/// station meanwhile. Stretches carry `data-what`, `data-with`, `data-from` and `data-to`, as in links.csv.
/// @return nothing if the ephemeris knows nothing of those days
std::optional<Figure> links_figure(const Campaign& campaign, const LunarSite& site,
                                   const Ephemeris& ephemeris = Ephemeris::embedded());

/// When a craft flies through the shadow of the Earth or the Moon, and when the Moon hides the Earth from it.
/// Stretches carry `data-what`, `data-from` and `data-to`.
/// @return nothing if the flight has no trajectory
std::optional<Figure> shadow_figure(const FlownFlight& flight,
                                    const Ephemeris& ephemeris = Ephemeris::embedded());

/// Where on the Moon a flight passes overhead while it is within 20,000 km of the ground, with the sites of a
/// campaign: all of the Moon in even degrees, and the south pole down to 80 deg from above, with the circle
/// of 100 km about it. The track carries `data-points`: how many, and `data-last`: latitude and longitude.
/// @return nothing if it does not come that close
std::optional<Figure> ground_track_figure(const FlownFlight& flight, const std::vector<LunarSite>& sites,
                                          const Ephemeris& ephemeris = Ephemeris::embedded());

/// The south pole of the Moon from above with the sites of a campaign.
/// @return nothing if none of them is within 10 deg of the pole
std::optional<Figure> south_pole_figure(const std::vector<LunarSite>& sites);

/// A flight along inertial axes about its own centre; in the frame that turns with Earth and Moon (unit of
/// length: their distance; with L1 and L2), seen from the north, from the side and from beyond the Moon; and
/// close to the Moon: each in the planes xy, xz and yz. Bodies are to scale, and no smaller than a dot;
/// events and burns are marked, and round instants: in the first view these carry `data-utc` and `data-r-km`
/// (x y z along the flight's own axes), burns `data-burn`, `data-from`, `data-to` and `data-delta-v-m-s` as
/// in burns.csv.
/// @param ephemeris  where Earth and Moon are
/// @return           nothing if the flight has no trajectory
std::optional<Figure> trajectory_figure(const FlownFlight& flight,
                                        const Ephemeris& ephemeris = Ephemeris::embedded());

/// What the campaign takes and brings, over time: launches by launcher, mass after each landing by phase,
/// what comes to the station by class (elements, each commodity), what is used of each shared resource and
/// the level of each stock, with their limits.
/// @return nothing if there is no schedule, or nothing of the kind
std::optional<Figure> growth_figure(const Campaign& campaign);

/// What is in a station's stores over time, with their capacities; its people; its power, in all, by source
/// and by who draws it; its batteries.
Figure station_figure(const StationHistory& history);

/// What a Monte Carlo says of the dates: their distribution for each phase, milestone and mission (up to
/// thirty; groups carry `data-planned`, `data-p50`, `data-p80`, `data-p95` of milestones.csv), the
/// probability of each over time, and what moves them (`data-swing-d` of drivers.csv). Empty if no milestone
/// was ever reached.
std::vector<Figure> risk_figures(const RiskTables& risk);

/// The figures of each kind that a campaign has: of every mission whose window was chosen, of every mission
/// that was flown, of the south pole and every site at which something takes place.
std::vector<Figure> porkchop_figures(const Campaign& campaign,
                                     const Ephemeris& ephemeris = Ephemeris::embedded());
std::vector<Figure> budget_figures(const Campaign& campaign);
std::vector<Figure> site_figures(const Campaign& campaign,
                                 const Ephemeris& ephemeris = Ephemeris::embedded());

/// All figures of a campaign, in the order in which a page shows them.
/// @param risk  adds those of `risk_figures`, and P50 to P90 to the schedule; may be null
std::vector<Figure> campaign_figures(const Campaign& campaign,
                                     const Ephemeris& ephemeris = Ephemeris::embedded(),
                                     const RiskTables* risk = nullptr);

}  // namespace perilune
