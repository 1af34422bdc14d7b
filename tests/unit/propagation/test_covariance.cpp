#include <cmath>
#include <random>
#include <vector>

#include <Eigen/Cholesky>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/dynamics/orbit.hpp>
#include <perilune/propagation/covariance.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/time/literals.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

const Epoch start = Epoch::parse("2031-03-01T06:00:00 TDB");
const State high = circular_orbit(earth, {.altitude = 20000_km, .inclination = 30_deg}, start);

}  // namespace

TEST_CASE("covariance: in-track it grows as the period does with the in-track velocity", "[propagation]") {
  // Hill: after one revolution, 1 m/s in-track is 3 T metres behind.
  const double a_m = high.position_m.norm();
  const double period_s = 2.0 * 3.14159265358979323846 * std::sqrt(a_m * a_m * a_m / mu_earth_m3_s2);
  const Propagator propagator(forces(point_mass(earth)));
  const StateTransition flown = propagator.propagate_with_stm(high, start + Duration::seconds(period_s));
  const StateCovariance before = covariance_from_sigmas(high, {.velocity_m_s = {0.0, 0.01, 0.0}}, Axes::ric);
  const StateCovariance after = propagated(before, flown, flown.trajectory().end());
  const Matrix6 P = covariance_in(after, Axes::ric);
  CHECK(std::sqrt(P(1, 1)) == Approx(0.01 * 3.0 * period_s).epsilon(1e-6));
  CHECK(std::sqrt(P(0, 0)) < 1e-3);
  CHECK(after.largest_position_sigma_m() == Approx(0.03 * period_s).epsilon(1e-6));
  CHECK(std::sqrt(covariance_in(before, Axes::vnc)(3, 3)) == Approx(0.01));  // in-track is along the velocity
  CHECK(before.largest_velocity_sigma_m_s() == Approx(0.01));
}

TEST_CASE("covariance: a thousand dispersed flights scatter as it says", "[propagation][property]") {
  const double mu_sigma = 3e-4 * mu_moon_m3_s2;
  const Sigmas sigmas{.position_m = {30.0, 100.0, 50.0}, .velocity_m_s = {0.02, 0.01, 0.03}};
  const auto model = [](double mu) { return forces(point_mass(earth), point_mass(moon, {.mu_m3_s2 = mu})); };
  const Epoch end = start + 1_d;
  const StateTransition flown = Propagator(model(mu_moon_m3_s2)).propagate_with_stm(high, end, {"mu moon"});
  const StateCovariance before = covariance_from_sigmas(high, sigmas, Axes::ric);
  const std::vector<ParameterSigma> considered{{"mu moon", mu_sigma}};
  const StateCovariance expected = propagated(before, flown, end, considered);

  std::mt19937_64 random(12);
  std::normal_distribution<double> normal;
  const Matrix6 spread = before.covariance.llt().matrixL();
  const Eigen::LLT<Matrix6> inverse(expected.covariance);
  constexpr int members = 1000;
  double sum = 0.0;  // of the squared distance in standard deviations: 6 on average
  Matrix6 found = Matrix6::Zero();
  for (int i = 0; i < members; ++i) {
    Vector6 draw;
    for (double& component : draw) component = normal(random);
    const Vector6 by = spread * draw;
    State member = high;
    member.position_m += by.head<3>();
    member.velocity_m_s += by.tail<3>();
    const Propagator propagator(model(mu_moon_m3_s2 + mu_sigma * normal(random)),
                                {.relative_tolerance = 1e-11, .dense_output = false});
    const State there = propagator.propagate(member, end).end_state();
    Vector6 off;
    off << there.position_m - expected.state.position_m, there.velocity_m_s - expected.state.velocity_m_s;
    sum += off.dot(inverse.solve(off));
    found += off * off.transpose() / members;
  }
  // Chi-square of 6000 degrees of freedom: 6 +- 0.11, four sigmas taken.
  CHECK(std::abs(sum / members - 6.0) < 0.45);
  for (int n = 0; n < 6; ++n) {
    CHECK(std::sqrt(found(n, n) / expected.covariance(n, n)) ==
          Approx(1.0).margin(4.0 / std::sqrt(2.0 * members)));
  }
  // The Moon's mass is seen: without it, the scatter is not explained.
  const StateCovariance without = propagated(before, flown, end);
  CHECK((expected.covariance - without.covariance).norm() > 0.0);
}

TEST_CASE("covariance: what is none is refused", "[propagation]") {
  CHECK_THROWS_AS(covariance_from_sigmas(high, {.position_m = {-1.0, 0.0, 0.0}}, Axes::ric), InvalidArgument);
  CHECK_THROWS_AS(covariance_from_sigmas(high, {}, Axes::itrf), InvalidArgument);
  const StateTransition flown = Propagator(forces(point_mass(earth))).propagate_with_stm(high, start + 1_h);
  StateCovariance bad{high, Matrix6::Identity()};
  bad.covariance(0, 1) = 3.0;
  CHECK_THROWS_AS(propagated(bad, flown, start), InvalidArgument);
  bad = {high, Matrix6::Identity()};
  bad.state.epoch = start + 1_h;
  CHECK_THROWS_AS(propagated(bad, flown, start), InvalidArgument);
}
