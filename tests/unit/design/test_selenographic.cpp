#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/design/selenographic.hpp>
#include <perilune/frames/transform.hpp>

#include "support/catch.hpp"

using namespace perilune;

TEST_CASE("selenographic: a polar orbit passes over the poles and its node's meridian", "[design][unit]") {
  const Epoch epoch = Epoch::parse("2026-08-20T00:00:00 TDB");
  const double node_rad = 0.7, pi = 3.14159265358979323846;
  const State at_node = state_from_selenographic({1.9e6, 0.0, pi / 2.0, node_rad, 0.0, 0.0}, epoch);
  const State at_me = at_node.in(moon_fixed_me);
  CHECK(std::atan2(at_me.position_m.y(), at_me.position_m.x()) == Approx(node_rad).epsilon(1e-12));
  CHECK(std::abs(at_me.position_m.z()) < 1e-6);
  CHECK(at_me.velocity_m_s.z() > 0.0);
  const State over_pole = state_from_selenographic({1.9e6, 0.0, pi / 2.0, node_rad, 0.0, pi / 2.0}, epoch);
  CHECK(over_pole.in(moon_fixed_me).position_m.z() == Approx(1.9e6).epsilon(1e-12));
}

TEST_CASE("selenographic: there and back, from any frame", "[design][unit]") {
  const Epoch epoch = Epoch::parse("2031-03-01T00:00:00 TDB");
  const ClassicalElements elements{5e6, 0.4, 1.2, 2.0, 3.0, 1.0};
  const State state = state_from_selenographic(elements, epoch);
  const ClassicalElements back = selenographic_elements(state.in(earth_centred_eme2000));
  CHECK(back.semi_major_axis_m == Approx(elements.semi_major_axis_m).epsilon(1e-9));
  CHECK(back.eccentricity == Approx(elements.eccentricity).epsilon(1e-9));
  CHECK(back.inclination_rad == Approx(elements.inclination_rad).epsilon(1e-9));
  CHECK(back.node_rad == Approx(elements.node_rad).epsilon(1e-9));
  CHECK(back.true_anomaly_rad == Approx(elements.true_anomaly_rad).epsilon(1e-8));
}
