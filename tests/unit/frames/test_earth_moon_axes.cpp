#include <perilune/frames/earth_moon_axes.hpp>

#include <perilune/bodies/constants.hpp>
#include <perilune/frames/transform.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"
#include "unit/frames/support.hpp"

using namespace perilune;
using namespace perilune::literals;
using namespace frames_test;

TEST_CASE("earth-moon axes: the Moon is on the x axis and moves along y", "[frames]") {
  const Epoch epoch = Epoch::parse("2031-03-01 TDB");
  const Rotation rotating = earth_moon_rotating_from_icrf(epoch);
  const TwoPartSeconds tdb = epoch.tdb();
  const PositionVelocity moon_icrf = Ephemeris::embedded().state_m(moon, earth, tdb.whole, tdb.fraction);
  const Eigen::Vector3d r_m = rotating.R * moon_icrf.position_m;
  const Eigen::Vector3d v_m_s = rotating.R * moon_icrf.velocity_m_s;
  CHECK(improperness(rotating.R) < 1e-15);
  CHECK(r_m.x() > 3.5e8);
  CHECK(std::abs(r_m.y()) + std::abs(r_m.z()) < 1e-6);
  CHECK(v_m_s.y() > 900.0);
  CHECK(std::abs(v_m_s.z()) < 1e-10);
  // In the axes that turn with it the Moon moves to and fro alone.
  const PositionVelocity seen = rotating * moon_icrf;
  CHECK(std::abs(seen.velocity_m_s.y()) + std::abs(seen.velocity_m_s.z()) < 1e-9);
  CHECK(seen.velocity_m_s.x() == Approx(v_m_s.x()).epsilon(1e-12));
}

TEST_CASE("earth-moon axes: the rate is the derivative of the matrix, at the ends of the ephemeris too",
          "[frames]") {
  for (const char* date : {"2024-03-24T16:55:36 TDB", "2040-02-29 TDB"}) {
    CAPTURE(date);
    const Epoch epoch = Epoch::parse(date);
    const Eigen::Matrix3d difference =
        differentiated(epoch, 300.0, [](Epoch e) { return earth_moon_rotating_from_icrf(e).R; });
    // The Moon's velocity is known to 1e-13 km/s: 1e-12 m/s^2 out of the plane is 1e-15 rad/s.
    CHECK((earth_moon_rotating_from_icrf(epoch).Rdot - difference).cwiseAbs().maxCoeff() < 2e-15);
  }
  const TdbSpan span = Ephemeris::embedded().span(moon, earth);
  for (const double at_s : {span.from_s + 1e-3, span.until_s - 1e-3}) {
    const double inward_s = at_s < span.from_s + 1.0 ? 300.0 : -300.0;
    const Rotation end = earth_moon_rotating_from_icrf(Epoch::from_tdb_seconds(at_s));
    const Rotation inside = earth_moon_rotating_from_icrf(Epoch::from_tdb_seconds(at_s + inward_s));
    // Turned by the mean of the two rates, but for the third order: (2.7e-6 rad/s x 300 s)^3 / 12 is 4e-11.
    const Eigen::Matrix3d mean = (end.Rdot + inside.Rdot) / 2.0 * inward_s;
    CHECK((inside.R - end.R - mean).cwiseAbs().maxCoeff() < 1e-10);
  }
}

TEST_CASE("earth-moon units: Earth and Moon rest where the three-body problem has them", "[frames]") {
  for (const char* date : {"2020-05-05 TDB", "2031-03-01 TDB"}) {
    CAPTURE(date);
    const Epoch epoch = Epoch::parse(date);
    const EarthMoonUnits units = earth_moon_units(epoch);
    CHECK(units.mass_ratio_nd ==
          Approx(1.215058560962404e-2).epsilon(1e-7));  // JPL's catalogue of periodic orbits
    CHECK(units.time_s == Approx(382981.0).epsilon(0.12));
    const auto place = [&](BodyId body) {
      return units.nondimensional(transformed({}, {body, Axes::icrf}, earth_moon_rotating, epoch));
    };
    const NondimensionalState the_earth = place(earth);
    const NondimensionalState the_moon = place(moon);
    CHECK((the_earth.position_nd - Eigen::Vector3d(-units.mass_ratio_nd, 0, 0)).norm() < 1e-13);
    CHECK((the_moon.position_nd - Eigen::Vector3d(1.0 - units.mass_ratio_nd, 0, 0)).norm() < 1e-13);
    CHECK(the_earth.velocity_nd.norm() < 1e-11);
    CHECK(the_moon.velocity_nd.norm() < 1e-11);
    const PositionVelocity back = units.dimensional(the_moon);
    CHECK(back.velocity_m_s.x() == Approx((1.0 - units.mass_ratio_nd) * units.length_rate_m_s).epsilon(1e-9));
  }
}
