// The relay orbit that a design study of 2021 proposed for the lunar south pole: 300 x 8600 km, 54.8 deg,
// argument of perilune 90 deg, seen from the pole above an even horizon.
//
// Expected hours: 200,000 places of one revolution, even in mean anomaly, by Kepler's equation in Python; the
// share of them above the mask at the pole of the sphere of 1737.4 km. The study (Zhang, Space: Science &
// Technology 2021, 3471608) says: more than 8 h of link in each orbit of 12 h.
#include <array>

#include <perilune/access/access.hpp>
#include <perilune/bodies/constants.hpp>
#include <perilune/dynamics/elements.hpp>
#include <perilune/frames/moon_axes.hpp>
#include <perilune/time/literals.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

constexpr double pi = 3.14159265358979323846;

struct Row {
  double mask_deg;
  double hours;
};
constexpr std::array<Row, 4> rows = {{{0.0, 9.80}, {5.0, 9.54}, {10.0, 9.23}, {15.0, 8.88}}};
constexpr double tolerance_h = 0.02;

}  // namespace

TEST_CASE("access: the relay orbit of the 2021 study is seen from the south pole as long as Kepler has it",
          "[access][validation]") {
  const double perilune_m = radius_m(moon) + 300e3, apolune_m = radius_m(moon) + 8600e3;
  ClassicalElements orbit;
  orbit.semi_major_axis_m = 0.5 * (perilune_m + apolune_m);
  orbit.eccentricity = (apolune_m - perilune_m) / (apolune_m + perilune_m);
  orbit.inclination_rad = 54.8 * pi / 180.0;
  orbit.argument_of_periapsis_rad = 0.5 * pi;
  const double a_m = orbit.semi_major_axis_m;
  const double period_s = 2.0 * pi * std::sqrt(a_m * a_m * a_m / mu_m3_s2(moon));
  CHECK(std::abs(period_s / 3600.0 - 12.13) < 0.005);

  const Epoch start = Epoch::parse("2030-01-01 UTC");
  // The plane is held to the Moon's equator of the first day: its pole moves by some arc seconds in a
  // revolution.
  const Eigen::Matrix3d icrf_from_me = moon_me_from_icrf(start).R.transpose();
  const AccessPoint relay = AccessPoint::spacecraft("relay", moon, [=](Epoch epoch) {
    ClassicalElements now = orbit;
    now.true_anomaly_rad =
        true_anomaly_rad(2.0 * pi * (epoch - start).seconds() / period_s, orbit.eccentricity);
    const PositionVelocity made = state_from_elements(now, mu_m3_s2(moon));
    return PositionVelocity{icrf_from_me * made.position_m, icrf_from_me * made.velocity_m_s};
  });
  const AccessPoint pole = AccessPoint::site("south-pole", moon, {-0.5 * pi, 0.0});
  const Interval revolution{start, start + Duration::seconds(period_s)};
  for (const Row& row : rows) {
    const IntervalSet seen =
        visibility(pole, relay, HorizonMask::level(Angle::from_si(row.mask_deg * pi / 180.0)), revolution);
    CAPTURE(row.mask_deg, seen.total().seconds() / 3600.0);
    CHECK(std::abs(seen.total().seconds() / 3600.0 - row.hours) < tolerance_h);
  }
}
