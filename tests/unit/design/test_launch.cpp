#include <cmath>

#include <perilune/design/launch.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {
constexpr double deg = 3.14159265358979323846 / 180.0;
}

TEST_CASE("launch: due east gives the least inclination, the geocentric latitude", "[design][unit]") {
  const SurfacePoint place = kennedy().place;
  const Eigen::Vector3d r = site_position_m(earth, place);
  CHECK(launch_inclination_rad(place, 90 * deg) ==
        Approx(std::atan2(r.z(), std::hypot(r.x(), r.y()))).epsilon(1e-9));
  CHECK(launch_inclination_rad(place, 60 * deg) > launch_inclination_rad(place, 90 * deg));
  CHECK(launch_inclination_rad(place, 120 * deg) == Approx(launch_inclination_rad(place, 60 * deg)));
  CHECK(launch_inclination_rad(place, 0.0) == Approx(90 * deg));
}

TEST_CASE("launch: the plane holds the site at lift-off and the insertion down range", "[design][unit]") {
  const Epoch lift_off = Epoch::parse("2026-08-01T12:00:00 UTC");
  const Ascent ascent{.downrange = Angle::from_si(0.3)};
  const LaunchPlane plane = launch_plane(wenchang().place, lift_off, 110 * deg, ascent);
  CHECK(std::abs(plane.normal.dot(plane.site)) < 1e-14);
  CHECK(std::abs(plane.normal.dot(plane.insertion)) < 1e-14);
  CHECK(std::acos(plane.site.dot(plane.insertion)) == Approx(0.3));
  CHECK(plane.inclination_rad == Approx(launch_inclination_rad(wenchang().place, 110 * deg)).epsilon(1e-9));
  const Eigen::Vector3d r_icrf =
      quick_itrf_from_icrf_matrix(lift_off).transpose() * site_position_m(earth, wenchang().place);
  CHECK((plane.site - r_icrf.normalized()).norm() < 1e-14);
  // South of east: the insertion is south of the site.
  CHECK(plane.insertion.z() < plane.site.z());
}
