// Through a hundred lunar flybys and back.
#include <cmath>
#include <random>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/text.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

/// At perilune of a random hyperbola: 50 to 500 km high, 0.7 to 1.1 km/s far away, in any plane.
State random_perilune(std::mt19937_64& random) {
  std::uniform_real_distribution<double> share(0.0, 1.0);
  std::normal_distribution<double> normal;
  const auto vector = [&] { return Eigen::Vector3d(normal(random), normal(random), normal(random)); };
  const double r_m = moon_radius_m + 50e3 + 450e3 * share(random);
  const double far_m_s = 700.0 + 400.0 * share(random);
  const Eigen::Vector3d up = vector().normalized();
  const Eigen::Vector3d along = up.cross(vector()).normalized();
  const Epoch epoch = Epoch::parse("2028-01-01 TDB") + Duration::days(3000.0 * share(random));
  return {epoch, moon_centred_icrf, r_m * up,
          std::sqrt(far_m_s * far_m_s + 2.0 * mu_moon_m3_s2 / r_m) * along, 1.0};
}

}  // namespace

TEST_CASE("flyby: there and back through a hundred lunar flybys, closed to 0.05 mm",
          "[validation][propagation]") {
  std::mt19937_64 random(20310301);
  double worst_m = 0.0;
  StandardForces model;
  model.add(point_mass(earth)).add(point_mass(moon)).add(point_mass(sun));
  const Propagator propagator(model, {.relative_tolerance = 1e-14, .dense_output = false});
  for (int i = 0; i < 100; ++i) {
    const State perilune = random_perilune(random);
    const State before = propagator.propagate(perilune, -12_h).end_state();
    const State after = propagator.propagate(before, 1_d).end_state();
    const State back = propagator.propagate(after, before.epoch).end_state();
    const double miss_m = distance_m(back, before);
    CAPTURE(i, miss_m);
    CHECK(miss_m < 0.05e-3);
    worst_m = std::max(worst_m, miss_m);
  }
  WARN(detail::concat("worst of a hundred: ", worst_m * 1e3, " mm"));
}
