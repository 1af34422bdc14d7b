#include <perilune/frames/site.hpp>

#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"
#include "unit/frames/support.hpp"

using namespace perilune;
using namespace perilune::literals;
using namespace frames_test;

TEST_CASE("site: a geodetic place has ERFA's published position", "[frames][validation]") {
  // t_erfa_c: eraGd2gc(WGS84, 3.1, -0.5, 2500.0), tolerance 1e-7 m
  const Eigen::Vector3d published{-5599000.5577049947, 233011.67223479203, -3040909.4706983363};
  const Eigen::Vector3d ours =
      site_position_m(earth, {.latitude_rad = -0.5, .east_longitude_rad = 3.1, .height_m = 2500.0});
  CHECK((ours - published).norm() < 1e-7);
}

TEST_CASE("site: a place on the Moon stands on the mean sphere", "[frames]") {
  const Eigen::Vector3d pole = site_position_m(moon, surface_point(-90_deg, 0_deg, 1_km));
  CHECK((pole - Eigen::Vector3d(0, 0, -1738.4e3)).norm() < 1e-6);
  const Eigen::Vector3d east = site_position_m(moon, surface_point(0_deg, 90_deg));
  CHECK((east - Eigen::Vector3d(0, 1737.4e3, 0)).norm() < 1e-6);
}

TEST_CASE("site: axes are east, north, up", "[frames]") {
  for (const BodyId body : {earth, moon}) {
    const SurfacePoint site = surface_point(30_deg, 120_deg, 0_m);
    const Eigen::Matrix3d axes = site_axes(body, site);
    CHECK(improperness(axes) < 1e-15);
    constexpr double step_rad = 1e-6;
    const auto place = [&](double latitude, double longitude, double height_m) {
      return site_position_m(body,
                             {site.latitude_rad + latitude, site.east_longitude_rad + longitude, height_m});
    };
    const auto towards = [&](const Eigen::Vector3d& there, const Eigen::Vector3d& back) {
      return Eigen::Vector3d((there - back).normalized());
    };
    const Eigen::Vector3d east = towards(place(0, step_rad, 0), place(0, -step_rad, 0));
    const Eigen::Vector3d north = towards(place(step_rad, 0, 0), place(-step_rad, 0, 0));
    const Eigen::Vector3d up = towards(place(0, 0, 10.0), place(0, 0, -10.0));
    CHECK((axes * east - Eigen::Vector3d::UnitX()).norm() < 1e-8);
    CHECK((axes * north - Eigen::Vector3d::UnitY()).norm() < 1e-8);
    CHECK((axes * up - Eigen::Vector3d::UnitZ()).norm() < 1e-8);
  }
}

TEST_CASE("site: azimuth counts from north through east", "[frames]") {
  CHECK(azimuth_elevation({0, 1, 0}).azimuth_rad == 0.0);
  CHECK(azimuth_elevation({1, 0, 0}).azimuth_rad == Approx(90 * rad_per_deg));
  CHECK(azimuth_elevation({-1, 0, 0}).azimuth_rad == Approx(270 * rad_per_deg));
  const AzimuthElevation high = azimuth_elevation({3, 0, 4});
  CHECK(high.elevation_rad == Approx(std::atan2(4.0, 3.0)));
  CHECK(high.range_m == 5.0);
}

TEST_CASE("site: a latitude beyond a pole and a body without sites are refused", "[frames]") {
  CHECK_NOTHROW(surface_point(90_deg, 0_deg));
  CHECK_THROWS_WITH(
      surface_point(91_deg, 0_deg),
      "surface_point: a latitude of 91 deg lies beyond a pole; it goes from -90 deg to 90 deg. Was it "
      "exchanged with the longitude, or given in degrees where radians are wanted?");
  CHECK_THROWS_AS(site_position_m(moon, {.latitude_rad = std::nan("")}), InvalidArgument);
  CHECK_THROWS_WITH(site_position_m(sun, {}),
                    "site_position_m: there are no sites on sun, only on the earth and on the moon.");
}
