#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <perilune/access/access.hpp>
#include <perilune/bodies/constants.hpp>
#include <perilune/core/text.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/report/figures.hpp>
#include <perilune/report/file_name.hpp>

#include "axes.hpp"
#include "site_light.hpp"
#include "strips.hpp"

namespace perilune {
namespace {

using detail::concat;
using detail::label;
using detail::TimeAxis;

constexpr double width = 1100.0;
constexpr double left = 210.0;
constexpr double right = 1085.0;
constexpr double top = 20.0;
constexpr double row_height = 26.0;
constexpr double strip_height = 14.0;
constexpr double degree = 3.14159265358979323846 / 180.0;
constexpr double ground_elevation_rad = 10.0 * degree;

const Duration shown_length = Duration::days(14.0);
/// A relay that has been up for longer is not followed to the stretch that is shown.
const Duration longest_followed = Duration::days(500.0);

struct GroundStation {
  std::string_view name;
  double latitude_deg, longitude_deg;
};

/// Deep-space stations of China and of NASA, to a hundredth of a degree: minutes of rise and set.
constexpr std::array<GroundStation, 6> ground_stations = {{{"Kashi", 38.42, 76.71},
                                                           {"Jiamusi", 46.49, 130.77},
                                                           {"Zapala", -38.19, -70.15},
                                                           {"Goldstone", 35.43, -116.89},
                                                           {"Madrid", 40.43, -4.25},
                                                           {"Canberra", -35.40, 148.98}}};

AccessPoint point_of(const GroundStation& station) {
  return AccessPoint::site(std::string(station.name), earth,
                           {station.latitude_deg * degree, station.longitude_deg * degree});
}

/// A craft that was flown into an ellipse about the Moon and operates there.
struct Relay {
  std::string mission;
  State begins;
};

/// The state after the capture: at the cutoff of its burn, or after an impulse at the perilune.
State captured(const FlownTransfer& transfer, const LegPlan& capture) {
  if (transfer.capture) return transfer.capture->cutoff;
  State state = transfer.perilune;
  const double r_m = state.position_m.norm();
  const double a_m = 0.5 * (r_m + moon_radius_m + capture.apolune->si());
  state.velocity_m_s *= std::sqrt(mu_moon_m3_s2 * (2.0 / r_m - 1.0 / a_m)) / state.velocity_m_s.norm();
  return state;
}

std::optional<Relay> relay_of(const Campaign& campaign, const FlownMission& flown) {
  const auto& missions = campaign.scenario().roadmap.missions;
  const auto& plans = campaign.scenario().plans;
  const auto mission = std::find_if(missions.begin(), missions.end(),
                                    [&](const Mission& each) { return each.id == flown.mission; });
  const auto plan = std::find_if(plans.begin(), plans.end(),
                                 [&](const MissionPlan& each) { return each.mission == flown.mission; });
  if (!flown.targets_met || mission == missions.end() || plan == plans.end()) return std::nullopt;
  const auto has = [&](ActivityKind kind) {
    return std::any_of(mission->activities.begin(), mission->activities.end(),
                       [&](const Activity& activity) { return activity.kind == kind; });
  };
  if (!has(ActivityKind::operate) || has(ActivityKind::descend) || has(ActivityKind::return_to_earth))
    return std::nullopt;
  const auto capture = std::find_if(plan->legs.begin(), plan->legs.end(),
                                    [](const LegPlan& leg) { return leg.apolune.has_value(); });
  if (capture == plan->legs.end()) return std::nullopt;
  return Relay{flown.mission, captured(flown.transfer, *capture)};
}

struct Row {
  std::string what, title;
  std::string_view fill;
  IntervalSet set;
};

class Links {
 public:
  Links(const LunarSite& site, Interval within, const Ephemeris& ephemeris)
      : site_(site),
        within_(within),
        ephemeris_(ephemeris),
        place_(AccessPoint::site(site.id, moon, site.place)),
        mask_(site.mask()) {}

  void add_sky() {
    const detail::SiteLight light = detail::site_light(site_, within_, ephemeris_);
    rows_.push_back({"sun", "Sun", colour::orange, light.sun});
    rows_.push_back({"earth", "Earth", colour::blue, light.earth});
  }

  /// A station sees the site when it stands above the station's horizon, and the Earth above the site's.
  void add_stations() {
    const IntervalSet to_earth = visibility(place_, AccessPoint::body(earth), mask_, within_, {}, ephemeris_);
    for (const GroundStation& station : ground_stations) {
      const IntervalSet sees =
          visibility(point_of(station), place_, HorizonMask::level(Angle::from_si(ground_elevation_rad)),
                     within_, {}, ephemeris_);
      rows_.push_back({concat("station-", station.name), std::string(station.name), colour::sky,
                       sees.intersect(to_earth)});
    }
  }

  void add_relay(const Relay& relay) {
    const Propagator propagator(translunar_forces(), {}, ephemeris_);
    const AccessPoint craft = AccessPoint::spacecraft(
        relay.mission, propagator.propagate(relay.begins, within_.to + Duration::hours(1)));
    std::vector<AccessPoint> stations;
    for (const GroundStation& station : ground_stations) stations.push_back(point_of(station));
    const RelayLink link = relay_link(place_, mask_, craft, stations, Angle::from_si(ground_elevation_rad),
                                      within_, {}, ephemeris_);
    rows_.push_back({concat("relay-", relay.mission), relay.mission, colour::green, link.site_to_relay});
    rows_.push_back({concat("through-", relay.mission), concat(relay.mission, " and on to Earth"),
                     colour::purple, link.through});
  }

  /// Whether any relay is in sight, if there are several.
  void add_any_relay() {
    std::vector<IntervalSet> all;
    for (const Row& row : rows_) {
      if (row.what.starts_with("through-")) all.push_back(row.set);
    }
    if (all.size() > 1)
      rows_.push_back({"through-any", "any relay and on to Earth", colour::vermilion, covered(all)});
  }

  SvgPicture draw(const std::string& title) const {
    const double bottom = top + row_height * static_cast<double>(rows_.size());
    SvgPicture picture(width, bottom + 24.0, title,
                       concat("When the site sees the Sun, the Earth, ground stations and relays, from ",
                              detail::minute_text(within_.from), " to ", detail::minute_text(within_.to)));
    const TimeAxis x{within_, left, right};
    detail::draw_time_axis(picture, x, top, bottom, 14);
    double y = top + (row_height - strip_height) / 2;
    for (const Row& row : rows_) {
      label(picture, left - 10, y + 8, row.title, {.anchor = "end"});
      label(picture, left - 10, y + 19, concat(fixed(100.0 * (row.set.total() / within_.length()), 1), " %"),
            {.anchor = "end", .size = 10});
      picture.rect(left, y, right - left, strip_height,
                   {{"class", "grid"}, {"fill", "none"}, {"stroke", colour::faint}});
      detail::draw_strip(picture, {x, within_, y, strip_height}, row.set, row.what, row.title, row.fill);
      y += row_height;
    }
    return picture;
  }

 private:
  const LunarSite& site_;
  Interval within_;
  const Ephemeris& ephemeris_;
  AccessPoint place_;
  HorizonMask mask_;
  std::vector<Row> rows_;
};

}  // namespace

std::optional<Figure> links_figure(const Campaign& campaign, const LunarSite& site,
                                   const Ephemeris& ephemeris) {
  const std::optional<Interval> known = detail::shown_span(campaign, site, ephemeris);
  if (!known) return std::nullopt;
  std::vector<Relay> relays;
  for (const FlownMission& flown : campaign.loop().missions) {
    if (auto relay = relay_of(campaign, flown)) relays.push_back(std::move(*relay));
  }
  const std::vector<detail::Stay> stays = detail::stays_at(campaign, site);
  Epoch from = known->from;
  if (!stays.empty()) {
    from = stays.front().span.from;
    for (const detail::Stay& stay : stays) from = std::min(from, stay.span.from);
    from = std::max(from, known->from);
  }
  std::erase_if(relays, [&](const Relay& relay) {
    return relay.begins.epoch > from || from - relay.begins.epoch > longest_followed;
  });
  const Interval within{from, std::min(from + shown_length, known->to)};
  if (within.empty()) return std::nullopt;
  Links links(site, within, ephemeris);
  links.add_sky();
  links.add_stations();
  for (const Relay& relay : relays) links.add_relay(relay);
  links.add_any_relay();
  const std::string title = concat("Links of ", site.title.empty() ? site.id : site.title);
  return Figure{
      concat("links-", safe_file_name(site.id)), title,
      concat("The first fortnight at the site: when it sees the Sun and the Earth above the horizon that the "
             "scenario gives it; "
             "when a ground station 10 deg above whose horizon it stands sees it; and relays that were flown "
             "into an "
             "ellipse at most 500 days before, ",
             relays.empty() ? "of which there are none." : "followed from there in the full model."),
      links.draw(title)};
}

}  // namespace perilune
