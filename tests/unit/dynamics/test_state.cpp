#include <perilune/dynamics/state.hpp>

#include <cmath>
#include <limits>
#include <sstream>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {
const State somewhere{Epoch::parse("2031-03-01T06:00:00 TDB"), earth_centred_icrf,
                      Eigen::Vector3d(1e7, 2e7, -3e6), Eigen::Vector3d(100.0, 4000.0, 20.0), 1200.0};
}

TEST_CASE("state: a change of frame and back is the state itself", "[dynamics]") {
  for (const Frame& frame :
       {moon_centred_icrf, earth_centred_eme2000, earth_fixed, moon_fixed_me, earth_moon_rotating}) {
    const State there = somewhere.in(frame);
    CHECK(there.frame == frame);
    CHECK(there.epoch == somewhere.epoch);
    CHECK(there.mass_kg == somewhere.mass_kg);
    const State back = there.in(earth_centred_icrf);
    // Rounding of the distance to the Moon's or the barycentre's centre, 4e8 m, and of the speed in turning
    // axes.
    CHECK((back.position_m - somewhere.position_m).norm() < 1e-6);
    CHECK((back.velocity_m_s - somewhere.velocity_m_s).norm() < 1e-9);
  }
}

TEST_CASE("state: mixing frames or epochs is refused", "[dynamics]") {
  const State other = somewhere.in(moon_centred_icrf);
  CHECK_THROWS_WITH(somewhere - other,
                    "difference of two states: the first is in earth-centred icrf, the second in "
                    "moon-centred icrf. Bring one into the other's frame with .in(frame)");
  State later = somewhere;
  later.epoch += Duration::seconds(1.0);
  CHECK_THROWS_AS(distance_m(somewhere, later), InvalidArgument);
  CHECK(distance_m(somewhere, somewhere) == 0.0);
}

TEST_CASE("state: the altitude counts from the body's sphere", "[dynamics]") {
  CHECK(altitude_m(somewhere, earth) == Approx(somewhere.position_m.norm() - earth_radius_m).epsilon(1e-15));
  CHECK(altitude_m(somewhere, moon) ==
        Approx(somewhere.in(moon_centred_icrf).position_m.norm() - moon_radius_m).epsilon(1e-15));
  CHECK_THROWS_AS(altitude_m(somewhere, jupiter), InvalidArgument);
}

TEST_CASE("state: what no spacecraft can be in is refused, by the name of the component", "[dynamics]") {
  State bad = somewhere;
  bad.velocity_m_s.y() = std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH(check_state(bad, "propagate"),
                    "propagate: y of velocity_m_s is inf. All of a state has to be finite");
  bad = somewhere;
  bad.position_m.z() = std::nan("");
  CHECK_THROWS_AS(check_state(bad, "propagate"), InvalidArgument);
  bad.velocity_m_s.x() = std::nan("");
  bad.mass_kg = 0.0;
  CHECK_THROWS_WITH(
      check_state(bad, "propagate"),
      "propagate: z of position_m is nan; x of velocity_m_s is nan. All of a state has to be "
      "finite; mass_kg is 0. It has to be positive and finite; where no force asks for it, leave "
      "it out");
  for (const double mass : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
    bad = somewhere;
    bad.mass_kg = mass;
    CHECK_THROWS_AS(check_state(bad, "propagate"), InvalidArgument);
  }
}

TEST_CASE("state: it prints its epoch, frame and figures", "[dynamics]") {
  std::ostringstream text;
  text << somewhere;
  CHECK(text.str() ==
        "2031-03-01T06:00:00.000 TDB, earth-centred icrf\n"
        "  position  10000.000000  20000.000000  -3000.000000  km\n"
        "  velocity  0.100000000  4.000000000  0.020000000  km/s\n"
        "  mass      1200.000  kg\n");
}
