#include <perilune/frames/transform.hpp>

#include <random>

#include <perilune/core/error.hpp>
#include <perilune/time/literals.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"
#include "unit/frames/support.hpp"

using namespace perilune;
using namespace perilune::literals;
using namespace frames_test;

namespace {

const Frame all_frames[] = {
    earth_centred_icrf,
    moon_centred_icrf,
    barycentric_icrf,
    moon_centred_eme2000,
    earth_fixed,
    moon_fixed_pa,
    moon_fixed_me,
    earth_moon_rotating,
    {moon, Axes::earth_moon_rotating},
    site_frame(earth, {0.6, 2.1, 300.0}),
    site_frame(moon, {-1.5, 3.6, -1200.0}),
};

const PositionVelocity cislunar{{3.1e8, -1.2e8, 0.7e8}, {250.0, -610.0, 90.0}};

}  // namespace

TEST_CASE("transformed: there and back is where one was, between all frames", "[frames][property]") {
  const Epoch epoch = Epoch::parse("2031-03-01T06:00:00 TDB");
  const EarthOrientation orientation{0.1, 1e-6, 2e-6};
  for (const Frame& from : all_frames) {
    for (const Frame& to : all_frames) {
      CAPTURE(to_text(from), to_text(to));
      const PositionVelocity there =
          transformed(cislunar, from, to, epoch, Ephemeris::embedded(), orientation);
      const PositionVelocity back = transformed(there, to, from, epoch, Ephemeris::embedded(), orientation);
      // A coordinate relative to the barycentre is 1.5e11 m, rounded to 3e-5 m; velocities are 30 km/s.
      CHECK((back.position_m - cislunar.position_m).norm() < 2e-4);
      CHECK((back.velocity_m_s - cislunar.velocity_m_s).norm() < 1e-7);
    }
  }
}

TEST_CASE("transformed: a way round by a third frame changes nothing", "[frames][property]") {
  const Epoch epoch = Epoch::parse("2024-03-24T16:55:36 UTC");
  for (const Frame& to : all_frames) {
    const PositionVelocity direct = transformed(cislunar, earth_centred_icrf, to, epoch);
    for (const Frame& by : all_frames) {
      CAPTURE(to_text(by), to_text(to));
      const PositionVelocity round =
          transformed(transformed(cislunar, earth_centred_icrf, by, epoch), by, to, epoch);
      CHECK((round.position_m - direct.position_m).norm() < 2e-4);
      CHECK((round.velocity_m_s - direct.velocity_m_s).norm() < 1e-7);
    }
  }
}

TEST_CASE("transformed: velocities are the derivatives of positions in every frame", "[frames][property]") {
  const Epoch start = Epoch::parse("2031-03-01T06:00:00 TDB");
  // A straight line relative to the Earth, seen from everywhere.
  const auto position_m = [&](const Frame& frame, double t_s) {
    const PositionVelocity moved{cislunar.position_m + cislunar.velocity_m_s * t_s, cislunar.velocity_m_s};
    return transformed(moved, earth_centred_icrf, frame, start + Duration::seconds(t_s)).position_m;
  };
  constexpr double step_s = 10.0;
  for (const Frame& frame : all_frames) {
    CAPTURE(to_text(frame));
    const Eigen::Vector3d difference_m_s =
        (8.0 * (position_m(frame, step_s) - position_m(frame, -step_s)) -
         (position_m(frame, 2 * step_s) - position_m(frame, -2 * step_s))) /
        (12.0 * step_s);
    const PositionVelocity seen = transformed(cislunar, earth_centred_icrf, frame, start);
    // Rounding of 1.5e11 m over 20 s, and 9e-13 rad of the libration angle at 4e8 m.
    CHECK((seen.velocity_m_s - difference_m_s).norm() <
          (frame.center == solar_system_barycentre ? 2e-5 : 1e-4));
  }
}

TEST_CASE("transformed: a site is the origin of its own axes", "[frames]") {
  const Epoch epoch = Epoch::parse("2031-03-01T06:00:00 TDB");
  const Frame site = site_frame(moon, surface_point(-89.5_deg, 210_deg, 1_km));
  const PositionVelocity at_site = transformed({}, site, moon_fixed_me, epoch);
  CHECK((at_site.position_m - site_position_m(moon, site.site)).norm() < 1e-8);
  CHECK(at_site.velocity_m_s.norm() < 1e-12);
  // 10 km above it, looking from the Moon's centre.
  const PositionVelocity above = transformed({{0, 0, 10e3}, {}}, site, moon_fixed_me, epoch);
  CHECK(above.position_m.norm() == Approx(1737.4e3 + 11e3).epsilon(1e-12));
}

TEST_CASE("transformed: a ground station moves with the Earth", "[frames]") {
  const Epoch epoch = Epoch::parse("2031-03-01T06:00:00 UTC");
  const PositionVelocity station =
      transformed({}, site_frame(earth, surface_point(0_deg, 40_deg)), earth_centred_icrf, epoch);
  CHECK(station.position_m.norm() == Approx(wgs84_radius_m).epsilon(1e-12));
  CHECK(station.velocity_m_s.norm() == Approx(465.1).epsilon(1e-4));
  // Eastward, against the direction to the Sun's rising: r x v points north.
  CHECK(station.position_m.x() * station.velocity_m_s.y() -
            station.position_m.y() * station.velocity_m_s.x() >
        0.0);
}

TEST_CASE("transformed: the same frame gives the same bits", "[frames]") {
  const PositionVelocity same =
      transformed(cislunar, moon_fixed_me, moon_fixed_me, Epoch::parse("1969-07-20 TDB"));
  CHECK(same.position_m == cislunar.position_m);
  CHECK(same.velocity_m_s == cislunar.velocity_m_s);
}

TEST_CASE("rotation: between axes it is the one between frames", "[frames]") {
  const Epoch epoch = Epoch::parse("2031-03-01T06:00:00 TDB");
  const Rotation a = rotation(Axes::itrf, Axes::moon_me, epoch);
  const Rotation b = rotation(earth_fixed, moon_fixed_me, epoch);
  CHECK(a.R == b.R);
  CHECK(a.Rdot == b.Rdot);
  CHECK(improperness(a.R) < 1e-14);
}

TEST_CASE("rotation: axes that belong to a state or a place are refused without it", "[frames]") {
  CHECK_THROWS_WITH(rotation(Axes::icrf, Axes::vnc, j2000),
                    "rotation: vnc axes belong to a state and not to an instant. Use vnc_matrix(state) of "
                    "perilune/frames/orbit_axes.hpp.");
  CHECK_THROWS_AS(rotation(Axes::ric, Axes::icrf, j2000), InvalidArgument);
  CHECK_THROWS_AS(rotation(Axes::icrf, Axes::site, j2000), InvalidArgument);
  CHECK_THROWS_AS(transformed({}, moon_fixed_pa, earth_centred_icrf, Epoch::parse("1969-07-20 TDB")),
                  DataError);
  CHECK_THROWS_AS(transformed({}, {sun, Axes::site}, earth_centred_icrf, j2000), InvalidArgument);
}
