#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>

#include <unistd.h>

#include <perilune/access/terrain.hpp>
#include <perilune/core/error.hpp>
#include <perilune/frames/site.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double deg = pi / 180.0;
constexpr double R = 1737.4e3;

using HeightAt = std::function<double(double east_m, double north_m)>;

TerrainGrid sampled(double spacing_m, int half_count, const HeightAt& height_m) {
  TerrainGrid grid{spacing_m, half_count, {}};
  for (int row = -half_count; row <= half_count; ++row) {
    for (int column = -half_count; column <= half_count; ++column) {
      grid.heights_m.push_back(static_cast<float>(height_m(column * spacing_m, -row * spacing_m)));
    }
  }
  return grid;
}

/// 20 m near the place, twice as coarse from grid to grid: what is read from a file looks like this.
std::vector<TerrainGrid> pyramid(const HeightAt& height_m) {
  std::vector<TerrainGrid> grids;
  for (const double spacing_m : {20.0, 40.0, 80.0, 160.0, 320.0})
    grids.push_back(sampled(spacing_m, 470, height_m));
  return grids;
}

/// Elevation of a point at a distance along the ground and a height, for an eye at a height.
double elevation(double distance_m, double height_m, double eye_m) {
  const double angle = distance_m / R;
  return std::atan2((R + height_m) * std::cos(angle) - (R + eye_m), (R + height_m) * std::sin(angle));
}

/// A folder that is gone with the test.
struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("perilune-terrain-" + std::to_string(::getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
};

}  // namespace

TEST_CASE("terrain: over an even sphere the edge dips as the height says", "[access]") {
  const auto grids = pyramid([](double, double) { return 0.0; });
  for (const double height_m : {2.0, 50.0, 500.0}) {
    const TerrainHorizon seen = terrain_horizon(grids, {.height = Length::from_si(height_m), .azimuths = 90});
    const double dip = HorizonMask::sphere(Length::from_si(R), Length::from_si(height_m)).lowest_rad();
    CHECK(seen.mask.lowest_rad() == Approx(dip).epsilon(2e-4));
    CHECK(seen.mask.highest_rad() == Approx(dip).epsilon(2e-4));
    CHECK(std::isinf(seen.known_m));
  }
}

TEST_CASE("terrain: a wall around stands as high as it is, near and far", "[access]") {
  for (const double wall_m : {300.0, 3000.0, 30000.0, 120000.0}) {
    CAPTURE(wall_m);
    const auto grids = pyramid([&](double east_m, double north_m) {
      const double distance_m = std::hypot(east_m, north_m);
      return distance_m >= wall_m && distance_m <= 1.2 * wall_m + 400.0 ? 5000.0 : 0.0;
    });
    const TerrainHorizon seen = terrain_horizon(grids);
    const double nearest = elevation(wall_m, 5000.0, 2.0);
    // Farther by what two points of the grid are apart, or two steps of azimuth; nearer never.
    const double apart_m = std::max(2.0 * 20.0, 2.0 * wall_m * 0.25 * deg);
    CHECK(seen.mask.highest_rad() <= elevation(wall_m - apart_m, 5000.0, 2.0));
    CHECK(seen.mask.lowest_rad() >= elevation(wall_m + apart_m, 5000.0, 2.0));
    CHECK(seen.mask.highest_rad() == Approx(nearest).epsilon(0.15));
    CHECK(std::isinf(seen.known_m));
  }
}

TEST_CASE("terrain: from the floor of a bowl its rim is the edge", "[access]") {
  // h = 2000 m (s / 8 km)^2 up to the rim, then level: a crater that is dark at the pole.
  const auto grids = pyramid([](double east_m, double north_m) {
    const double part = std::min(std::hypot(east_m, north_m) / 8000.0, 1.0);
    return 2000.0 * part * part;
  });
  const TerrainHorizon seen = terrain_horizon(grids, {.height = 10_m, .azimuths = 720});
  CHECK(seen.ground_m == Approx(0.0).margin(1e-6));
  CHECK(seen.mask.lowest_rad() == Approx(elevation(8000.0, 2000.0, 10.0)).epsilon(0.01));
  CHECK(seen.mask.highest_rad() == Approx(elevation(8000.0, 2000.0, 10.0)).epsilon(0.01));
}

TEST_CASE("terrain: no peak falls between two directions", "[access]") {
  // Needles of one point, somewhere between the directions of a coarse horizon, far off.
  for (const double azimuth_deg : {10.4, 77.7, 123.45, 200.1, 331.6}) {
    CAPTURE(azimuth_deg);
    const double east_m = std::round(25000.0 * std::sin(azimuth_deg * deg) / 320.0) * 320.0;
    const double north_m = std::round(25000.0 * std::cos(azimuth_deg * deg) / 320.0) * 320.0;
    const auto grids = pyramid([&](double east, double north) {
      return std::abs(east - east_m) < 1.0 && std::abs(north - north_m) < 1.0 ? 4000.0 : 0.0;
    });
    const TerrainHorizon seen = terrain_horizon(grids, {.azimuths = 360});
    double highest = -1.0, at = 0.0;
    for (const HorizonPoint& point : seen.mask.points()) {
      if (point.elevation_rad > highest) highest = point.elevation_rad, at = point.azimuth_rad;
    }
    CHECK(highest == Approx(elevation(std::hypot(east_m, north_m), 4000.0, 2.0)).epsilon(0.04));
    CHECK(std::abs(std::remainder(at - std::atan2(east_m, north_m), 2.0 * pi)) < 2.0 * deg);
  }
}

TEST_CASE("terrain: what is not known is told, and does not hide the rest", "[access]") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const auto holes = [&](double east_m, double north_m) {
    const double distance_m = std::hypot(east_m, north_m);
    if (distance_m > 5000.0 && distance_m < 6000.0) return none;
    return distance_m > 9000.0 && distance_m < 12000.0 ? 1000.0 : 0.0;
  };
  const TerrainHorizon seen = terrain_horizon(pyramid(holes));
  CHECK(seen.known_m == Approx(5000.0).margin(100.0));
  CHECK(seen.mask.lowest_rad() == Approx(elevation(9000.0, 1000.0, 2.0)).epsilon(0.02));

  const TerrainHorizon cut = terrain_horizon(
      std::vector{sampled(20.0, 100, [](double, double north_m) { return -0.01 * north_m; })});
  CHECK(cut.known_m < 2100.0);
  CHECK_THROWS_AS(terrain_horizon(std::vector{sampled(20.0, 10, [&](double, double) { return none; })}),
                  DataError);
}

TEST_CASE("terrain: what cannot be is named, all at once", "[access]") {
  const std::vector<TerrainGrid> grids = {sampled(20.0, 10, [](double, double) { return 0.0; })};
  CHECK_THROWS_WITH(terrain_horizon(grids, {.height = Length::from_si(-1.0), .reach = 0_m, .azimuths = 3}),
                    ContainsSubstring("height is -1 m") && ContainsSubstring("reach is 0 m") &&
                        ContainsSubstring("azimuths is 3"));
  CHECK_THROWS_AS(terrain_horizon(std::vector<TerrainGrid>{}), InvalidArgument);
  CHECK_THROWS_WITH(terrain_horizon(std::vector{TerrainGrid{20.0, 10, {1.0f, 2.0f}}}),
                    ContainsSubstring("holds 2 heights instead of 441"));
}

TEST_CASE("terrain: a file of heights is read by GDAL where that is installed", "[access]") {
  const Folder folder;
  const std::filesystem::path file = folder.path / "cone.asc";
  if (!is_gdal_installed()) {
    CHECK_THROWS_WITH(terrain_horizon(file, SurfacePoint{}),
                      ContainsSubstring("GDAL, which is not installed"));
    return;
  }
  // A cone of 3000 m over the plain about the south pole, its foot 6 km wide, in the stereographic projection
  // (x to longitude 90, y to longitude 0), 100 m a point.
  const double peak_y_m = 20000.0;
  {
    std::ofstream heights(file);
    heights << "ncols 600\nnrows 600\nxllcorner -30000\nyllcorner -30000\ncellsize 100\n";
    for (int row = 0; row < 600; ++row) {
      for (int column = 0; column < 600; ++column) {
        const double x = -29950.0 + 100.0 * column, y = 29950.0 - 100.0 * row;
        heights << std::max(0.0, 3000.0 - 0.5 * std::hypot(x, y - peak_y_m)) << (column < 599 ? ' ' : '\n');
      }
    }
  }
  CHECK_THROWS_WITH(terrain_horizon(file, surface_point(-89.9_deg, 30_deg)), ContainsSubstring("projection"));
  std::ofstream(folder.path / "cone.prj")
      << "PROJCS[\"Moon_South_Pole_Stereographic\",GEOGCS[\"GCS_Moon_2000\",DATUM[\"D_Moon_2000\",SPHEROID["
         "\"Moon_2000_IAU_IAG\",1737400.0,0.0]],PRIMEM[\"Reference_Meridian\",0.0],UNIT[\"Degree\","
         "0.0174532925199433]],PROJECTION[\"Stereographic\"],PARAMETER[\"False_Easting\",0.0],PARAMETER["
         "\"False_Northing\",0.0],PARAMETER[\"Central_Meridian\",0.0],PARAMETER[\"Scale_Factor\",1.0],"
         "PARAMETER[\"Latitude_Of_Origin\",-90.0],UNIT[\"Meter\",1.0]]";

  const SurfacePoint peak{-pi / 2.0 + 2.0 * std::atan(0.5 * peak_y_m / R), 0.0, 3000.0};
  for (const SurfacePoint& place :
       {surface_point(-90_deg, 0_deg), surface_point(-89.9_deg, 30_deg), surface_point(-89.7_deg, 300_deg)}) {
    const TerrainHorizon seen = terrain_horizon(file, place);
    SurfacePoint eye = place;
    eye.height_m = 2.0;
    const AzimuthElevation wanted =
        azimuth_elevation(site_axes(moon, eye) * (site_position_m(moon, peak) - site_position_m(moon, eye)));
    double at = 0.0, highest = -1.0;
    for (const HorizonPoint& point : seen.mask.points()) {
      if (point.elevation_rad > highest) highest = point.elevation_rad, at = point.azimuth_rad;
    }
    CAPTURE(place.latitude_rad / deg, at / deg, wanted.azimuth_rad / deg);
    // The top stands between points of the file, up to 35 m lower there.
    CHECK(highest == Approx(wanted.elevation_rad).margin(0.15 * deg));
    CHECK(std::abs(std::remainder(at - wanted.azimuth_rad, 2.0 * pi)) < 0.6 * deg);
    CHECK(seen.ground_m == Approx(0.0).margin(0.1));
    CHECK(seen.known_m > 15e3);
  }
  CHECK_THROWS_WITH(terrain_horizon(file, surface_point(10_deg, 30_deg)), ContainsSubstring("not on it"));
  std::ofstream(folder.path / "words.asc") << "nothing";
  CHECK_THROWS_AS(terrain_horizon(folder.path / "words.asc", surface_point(-90_deg, 0_deg)), DataError);
}
