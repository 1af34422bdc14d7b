#include <cmath>
#include <memory>
#include <ostream>

#include <perilune/access/terrain.hpp>
#include <perilune/bodies/body.hpp>
#include <perilune/core/text.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "typed_values.hpp"

namespace perilune::cli {
namespace {

constexpr double degree = 3.14159265358979323846 / 180.0;

struct HorizonOptions {
  std::string terrain_model, latitude, longitude, site;
  std::string height = "2 m", reach = "150 km";
  int azimuths = 1440;
};

SurfacePoint place_of(const HorizonOptions& options) {
  if (options.latitude.empty() || options.longitude.empty()) {
    throw UsageError("A terrain model needs --latitude and --longitude: where on it one stands.");
  }
  const double latitude_rad = quantity("--latitude", options.latitude, Dimension::angle);
  if (!(std::abs(latitude_rad) <= 90.0 * degree)) complain("--latitude", "is beyond a pole");
  return {latitude_rad, quantity("--longitude", options.longitude, Dimension::angle), 0.0};
}

TerrainHorizon horizon_of(const HorizonOptions& options) {
  TerrainHorizonOptions seen;
  seen.height = Length::from_si(quantity("--height", options.height, Dimension::length));
  if (!(seen.height.si() >= 0.0)) complain("--height", "is below the ground");
  seen.reach = Length::from_si(quantity("--reach", options.reach, Dimension::length));
  seen.azimuths = options.azimuths;
  if (!options.terrain_model.empty()) return terrain_horizon(options.terrain_model, place_of(options), seen);
  TerrainHorizon level;
  level.mask = HorizonMask::sphere(seen.radius, seen.height);
  level.known_m = INFINITY;
  return level;
}

/// The points of a mask; one for all directions if it is level.
std::vector<HorizonPoint> points_of(const HorizonMask& mask) {
  if (mask.points().empty()) return {{0.0, mask.lowest_rad()}};
  return mask.points();
}

std::string csv_of(const HorizonMask& mask) {
  std::string text = "azimuth,elevation\n";
  for (const HorizonPoint& point : points_of(mask)) {
    text += detail::concat(fixed(point.azimuth_rad / degree, 4), ",", fixed(point.elevation_rad / degree, 4),
                           "\n");
  }
  return text;
}

/// A site that a scenario can include.
std::string yaml_of(const HorizonOptions& options, const TerrainHorizon& seen) {
  std::string text = detail::concat("sites:\n  - id: ", options.site, "\n");
  if (!options.terrain_model.empty()) {
    const double eye_m = seen.ground_m + quantity("--height", options.height, Dimension::length);
    text += detail::concat("    latitude: ", options.latitude, "\n    longitude: ", options.longitude,
                           "\n    height: ", fixed(eye_m, 1), " m\n");
  }
  text += "    horizon:\n";
  for (const HorizonPoint& point : points_of(seen.mask)) {
    text += detail::concat("      - {azimuth: ", fixed(point.azimuth_rad / degree, 4),
                           " deg, elevation: ", fixed(point.elevation_rad / degree, 4), " deg}\n");
  }
  return text;
}

ExitCode print_horizon(const HorizonOptions& options, const CliContext& context) {
  const TerrainHorizon seen = horizon_of(options);
  context.out << (options.site.empty() ? csv_of(seen.mask) : yaml_of(options, seen));
  if (!std::isinf(seen.known_m)) {
    tell(context, detail::concat("Not all of the ground is known: in some direction only up to ",
                                 fixed(seen.known_m / 1000.0, 1),
                                 " km. Higher ground beyond would raise the horizon."));
  }
  return ExitCode::ok;
}

}  // namespace

Command horizon_command() {
  return {
      .name = "horizon",
      .usage = "[TERRAIN_MODEL] [OPTION ...]",
      .about = "Make the horizon of a lunar site from a terrain model",
      .more =
          "What hides the Sun and the Earth from a site: the elevation of the ground's edge in every "
          "direction, "
          "as CSV, or with --site as a site in YAML that a scenario can include. TERRAIN_MODEL holds heights "
          "above the Moon's sphere of 1737.4 km, in metres and with its projection, in any form that GDAL "
          "reads "
          "(GeoTIFF, PDS); the library of GDAL has to be installed. Without a terrain model the Moon is an "
          "even "
          "ball.",
      .examples = {{"perilune horizon --height \"30 m\"",
                    "How far below level is the edge, from a mast on an even plain?"}},
      .set_up = [](CommandLine& line) {
        auto options = std::make_shared<HorizonOptions>();
        const auto typed = [&](const char* name, std::string& place, const char* help, const char* value) {
          return line.add_option(name, place, help).takes(value);
        };
        line.add_option("TERRAIN_MODEL", options->terrain_model, "Heights of the ground");
        typed("--latitude", options->latitude, "Of the site", "ANGLE");
        typed("--longitude", options->longitude, "Of the site, east positive", "ANGLE");
        typed("--height", options->height, "Of the eye above the ground; default: 2 m", "LENGTH");
        typed("--reach", options->reach, "Ground farther away is not looked at; default: 150 km", "LENGTH");
        typed("--site", options->site, "Print a site of this id in YAML", "ID");
        line.add_option("--azimuths", options->azimuths, "Directions, all around; default: 1440")
            .takes("N")
            .range(8, 7200);
        return [options](const CliContext& context) { return print_horizon(*options, context); };
      }};
}

}  // namespace perilune::cli
