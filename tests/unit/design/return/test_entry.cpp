#include <perilune/design/return/entry.hpp>

#include <cmath>

#include <perilune/bodies/constants.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {
constexpr double degree_rad = 0.017453292519943295;
}

TEST_CASE("entry: the plane holds the site at landing, the entry lies before it by the arc", "[design]") {
  const Epoch landing = Epoch::parse("2026-05-04T03:00:00 UTC");
  const Entry entry = skip_entry();
  for (const double azimuth_deg : {-150.0, -40.0, 10.0, 60.0, 90.0, 170.0}) {
    CAPTURE(azimuth_deg);
    const EntryPlane plane = entry_plane(siziwang().place, landing, azimuth_deg * degree_rad, entry);
    CHECK(std::abs(plane.site.dot(plane.normal)) < 1e-14);
    CHECK(std::abs(std::acos(plane.site.dot(plane.entry)) - entry.downrange_rad()) < 1e-12);
    // Clairaut: cos(inclination) = cos(latitude) sin(azimuth), with the geocentric latitude.
    const Eigen::Vector3d s = site_position_m(earth, siziwang().place).normalized();
    CHECK(std::abs(std::cos(plane.inclination_rad) -
                   std::hypot(s.x(), s.y()) * std::sin(azimuth_deg * degree_rad)) < 1e-12);
  }
}

TEST_CASE("entry: a state made for a site does not miss it, one that comes later misses by the turning Earth",
          "[design]") {
  const Epoch landing = Epoch::parse("2026-05-04T03:00:00 UTC");
  const SurfacePoint equator = surface_point(Angle::from_si(0.0), Angle::from_si(1.0));
  State state = entry_state(equator, landing, 90.0 * degree_rad, 11e3, direct_entry());
  const EntryMiss none = entry_miss(state, equator, direct_entry());
  CHECK(std::abs(none.angle_rad) < 1e-12);
  CHECK(std::abs(none.downrange_rad) < 1e-12);
  CHECK(std::abs(none.crossrange_rad) < 1e-12);
  CHECK(std::abs(state.position_m.norm() - earth_radius_m - 121.92e3) < 1e-6);
  // A minute later the site has gone 0.2507 deg to the east, along the motion: the capsule falls short.
  state.epoch += Duration::seconds(60.0);
  const EntryMiss later = entry_miss(state, equator, direct_entry());
  CHECK(std::abs(later.downrange_rad + 60.0 * earth_rotation_rate_rad_s) < 1e-5);
  CHECK(std::abs(later.crossrange_rad) < 2e-3);  // the equator of date is not that of the icrf
}

TEST_CASE("entry: all that is out of range is named", "[design]") {
  CHECK(wrong_with(direct_entry()).empty());
  CHECK(wrong_with(skip_entry()).empty());
  Entry entry;
  entry.angle = Angle::from_si(0.1);
  entry.downrange = Length::from_si(-1.0);
  const std::string text = wrong_with(entry);
  CHECK(text.find("entry angle 5.72") != std::string::npos);
  CHECK(text.find("downrange -0.001 km") != std::string::npos);
}
