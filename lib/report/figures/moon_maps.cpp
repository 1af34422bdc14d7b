#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/text.hpp>
#include <perilune/frames/transform.hpp>
#include <perilune/report/figures.hpp>
#include <perilune/report/file_name.hpp>

#include "axes.hpp"

namespace perilune {
namespace {

using detail::concat;
using detail::label;
using detail::LinearScale;

constexpr double degree = std::numbers::pi / 180.0;
/// Within this of the ground a craft has a track.
constexpr double highest_m = 2.0e7;
constexpr double most_points = 6000.0;

constexpr double pole_size = 400.0;      // side of the polar map [px]
constexpr double pole_reach_deg = 10.0;  // from the pole to its rim
constexpr double circle_m = 100e3;       // about the pole: the range of a station's operations

/// A place on the Moon, Mean-Earth axes.
struct Place {
  double latitude_deg = 0.0;
  double longitude_deg = 0.0;  ///< east, -180 to 180
};

Place place_of(const SurfacePoint& point) {
  return {point.latitude_rad / degree, std::remainder(point.east_longitude_rad / degree, 360.0)};
}

std::vector<Place> track_of(const FlownFlight& flight, const Ephemeris& ephemeris) {
  const Trajectory& trajectory = *flight.trajectory;
  const Epoch from = std::min(trajectory.begin(), trajectory.end());
  const Epoch to = std::max(trajectory.begin(), trajectory.end());
  const double step_s = std::max(60.0, (to - from).seconds() / most_points);
  std::vector<Place> track;
  const auto look = [&](Epoch epoch) {
    const State state = trajectory.at(epoch);
    const Eigen::Vector3d r_m =
        transformed({state.position_m, state.velocity_m_s}, state.frame, moon_fixed_me, epoch, ephemeris)
            .position_m;
    if (r_m.norm() - moon_radius_m > highest_m) return;
    track.push_back({std::asin(r_m.z() / r_m.norm()) / degree, std::atan2(r_m.y(), r_m.x()) / degree});
  };
  for (double s = 0.0; s < (to - from).seconds(); s += step_s) look(from + Duration::seconds(s));
  look(to);
  return track;
}

std::string place_text(const Place& place) {
  return concat(fixed(std::abs(place.latitude_deg), 2), place.latitude_deg < 0 ? " S " : " N ",
                fixed(std::abs(place.longitude_deg), 2), place.longitude_deg < 0 ? " W" : " E");
}

void draw_site(SvgPicture& picture, double x, double y, const LunarSite& site) {
  const Place place = place_of(site.place);
  picture.group({{"class", "site"},
                 {"data-site", site.id},
                 {"data-latitude-deg", fixed(place.latitude_deg, 6)},
                 {"data-longitude-deg", fixed(place.longitude_deg, 6)}},
                concat(site.title.empty() ? site.id : site.title, ", ", place_text(place)));
  picture.circle(x, y, 4.0, {{"fill", colour::orange}, {"stroke", colour::black}});
  picture.end_group();
  label(picture, x + 7, y + 4, site.id, {.size = 11});
}

/// The south pole from above: longitude 0 up, east to the right.
class PolarMap {
 public:
  PolarMap(SvgPicture& picture, double left, double top)
      : picture_(picture), x_(left + pole_size / 2), y_(top + pole_size / 2) {}

  void draw_ground() {
    label(picture_, x_ - pole_size / 2, y_ - pole_size / 2 - 26, "south pole from above, 80 deg S and beyond",
          {.bold = true});
    for (const double latitude : {-80.0, -82.0, -84.0, -86.0, -88.0}) {
      picture_.circle(x_, y_, radius(latitude),
                      {{"class", "grid"}, {"fill", "none"}, {"stroke", colour::faint}});
      if (latitude > -81.0) continue;
      label(picture_, x_ + 2, y_ - radius(latitude) - 2, fixed(latitude, 0), {.size = 10});
    }
    for (int longitude = 0; longitude < 360; longitude += 30) {
      const auto [x, y] = at({-80.0, static_cast<double>(longitude)});
      picture_.line(x_, y_, x, y, {{"class", "grid"}, {"stroke", colour::faint}});
      const double out = 13.0 / (pole_size / 2);
      const int east = longitude <= 180 ? longitude : longitude - 360;
      label(picture_, x + (x - x_) * out, y + (y - y_) * out + 4, std::to_string(east),
            {.anchor = "middle", .size = 10});
    }
    const double circle_px = radius(-90.0 + circle_m / moon_radius_m / degree);
    picture_.group({{"class", "circle"}, {"data-radius-km", fixed(circle_m * 1e-3, 0)}},
                   "100 km from the pole, over the ground");
    picture_.circle(
        x_, y_, circle_px,
        {{"fill", "none"}, {"stroke", colour::green}, {"stroke-width", 1.6}, {"stroke-dasharray", "6 3"}});
    picture_.end_group();
    label(picture_, x_ + 0.72 * circle_px, y_ + 0.72 * circle_px + 12, "100 km", {.size = 11});
  }

  void draw_track(const std::vector<Place>& track) {
    std::vector<std::pair<double, double>> points;
    const auto end_piece = [&] {
      if (points.size() > 1)
        picture_.polyline(points, {{"class", "path"}, {"stroke", colour::vermilion}, {"stroke-width", 1.2}});
      points.clear();
    };
    for (const Place& place : track) {
      if (place.latitude_deg > -90.0 + pole_reach_deg) {
        end_piece();
      } else {
        points.push_back(at(place));
      }
    }
    end_piece();
  }

  void draw_sites(const std::vector<LunarSite>& sites) {
    for (const LunarSite& site : sites) {
      const Place place = place_of(site.place);
      if (place.latitude_deg > -90.0 + pole_reach_deg) continue;
      const auto [x, y] = at(place);
      draw_site(picture_, x, y, site);
    }
  }

 private:
  double radius(double latitude_deg) const {
    return (90.0 + latitude_deg) / pole_reach_deg * (pole_size / 2);
  }

  std::pair<double, double> at(const Place& place) const {
    const double r = radius(place.latitude_deg);
    return {x_ + r * std::sin(place.longitude_deg * degree), y_ - r * std::cos(place.longitude_deg * degree)};
  }

  SvgPicture& picture_;
  double x_, y_;  // the pole
};

/// All of the Moon in even degrees, the near side in the middle.
class WholeMap {
 public:
  WholeMap(SvgPicture& picture, double left, double top, double wide)
      : picture_(picture), x_{-180.0, 180.0, left, left + wide}, y_{-90.0, 90.0, top + wide / 2, top} {}

  void draw_ground() {
    label(picture_, x_.begin, y_.end - 10, "whole Moon, Mean-Earth axes, deg", {.bold = true});
    for (int longitude = -180; longitude <= 180; longitude += 30) {
      picture_.line(x_(longitude), y_.begin, x_(longitude), y_.end,
                    {{"class", "grid"}, {"stroke", colour::faint}});
      label(picture_, x_(longitude), y_.begin + 14, std::to_string(longitude),
            {.anchor = "middle", .size = 10});
    }
    for (int latitude = -90; latitude <= 90; latitude += 30) {
      picture_.line(x_.begin, y_(latitude), x_.end, y_(latitude),
                    {{"class", "grid"}, {"stroke", colour::faint}});
      label(picture_, x_.begin - 5, y_(latitude) + 4, std::to_string(latitude),
            {.anchor = "end", .size = 10});
    }
  }

  void draw_track(const std::vector<Place>& track) {
    std::vector<std::pair<double, double>> points;
    picture_.group({{"class", "track"},
                    {"data-points", std::to_string(track.size())},
                    {"data-last",
                     concat(fixed(track.back().latitude_deg, 6), " ", fixed(track.back().longitude_deg, 6))}},
                   concat("from ", place_text(track.front()), " to ", place_text(track.back())));
    const auto end_piece = [&] {
      if (points.size() > 1)
        picture_.polyline(points, {{"class", "path"}, {"stroke", colour::vermilion}, {"stroke-width", 1.2}});
      points.clear();
    };
    for (std::size_t i = 0; i < track.size(); ++i) {
      // From one side of the map to the other the line is not drawn.
      if (i > 0 && std::abs(track[i].longitude_deg - track[i - 1].longitude_deg) > 180.0) end_piece();
      points.emplace_back(x_(track[i].longitude_deg), y_(track[i].latitude_deg));
    }
    end_piece();
    picture_.end_group();
    mark(track.front(), "first");
    mark(track.back(), "last");
  }

  void draw_sites(const std::vector<LunarSite>& sites) {
    for (const LunarSite& site : sites) {
      const Place place = place_of(site.place);
      picture_.circle(x_(place.longitude_deg), y_(place.latitude_deg), 3.0,
                      {{"fill", colour::orange}, {"stroke", colour::black}}, site.id);
    }
  }

 private:
  void mark(const Place& place, std::string_view name) {
    picture_.circle(x_(place.longitude_deg), y_(place.latitude_deg), 3.0,
                    {{"class", "ink-fill"}, {"fill", colour::black}}, concat(name, ", ", place_text(place)));
    label(picture_, x_(place.longitude_deg) + 5, y_(place.latitude_deg) - 4, name, {.size = 10});
  }

  SvgPicture& picture_;
  LinearScale x_, y_;
};

}  // namespace

std::optional<Figure> ground_track_figure(const FlownFlight& flight, const std::vector<LunarSite>& sites,
                                          const Ephemeris& ephemeris) {
  if (!flight.trajectory) return std::nullopt;
  const std::vector<Place> track = track_of(flight, ephemeris);
  if (track.size() < 2) return std::nullopt;
  SvgPicture picture(1100.0, pole_size + 90.0, "Ground track of " + flight.mission,
                     concat("Where on the Moon it passes overhead, from ", place_text(track.front()), " to ",
                            place_text(track.back())));
  WholeMap whole(picture, 46.0, 60.0, 580.0);
  whole.draw_ground();
  whole.draw_track(track);
  whole.draw_sites(sites);
  PolarMap pole(picture, 676.0, 56.0);
  pole.draw_ground();
  pole.draw_track(track);
  pole.draw_sites(sites);
  return Figure{"ground-track-" + safe_file_name(flight.mission), "Ground track of " + flight.mission,
                "Where the craft stands in the zenith, while it is within 20,000 km of the ground (red); the "
                "sites of the scenario, and the circle of 100 km about the south pole.",
                std::move(picture)};
}

std::optional<Figure> south_pole_figure(const std::vector<LunarSite>& sites) {
  const bool any = std::any_of(sites.begin(), sites.end(), [](const LunarSite& site) {
    return place_of(site.place).latitude_deg <= -90.0 + pole_reach_deg;
  });
  if (!any) return std::nullopt;
  SvgPicture picture(pole_size + 80.0, pole_size + 80.0, "South pole of the Moon",
                     "The sites of the scenario about the south pole, seen from above");
  PolarMap pole(picture, 40.0, 50.0);
  pole.draw_ground();
  pole.draw_sites(sites);
  return Figure{"south-pole", "South pole",
                "The sites of the scenario. Longitude 0, where the Earth stands, is up, east to the right; "
                "the dashed circle is 100 km from the pole.",
                std::move(picture)};
}

}  // namespace perilune
