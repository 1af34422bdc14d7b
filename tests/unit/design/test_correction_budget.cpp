#include <perilune/design/correction_budget.hpp>

#include <cmath>

#include <Eigen/LU>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/design/b_plane.hpp>
#include <perilune/design/correction.hpp>
#include <perilune/frames/moon_axes.hpp>
#include <perilune/propagation/propagator.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

const TranslunarTransfer& flight() {
  static const TranslunarTransfer made = [] {
    TranslunarRequest request;
    request.site = wenchang();
    request.earliest = Epoch::parse("2028-03-04 UTC");
    return design_translunar(request);
  }();
  return made;
}

BPlane aim(const Propagator<StandardForces>& propagator, const State& from, Epoch arrival) {
  const State there = propagator.propagate(from, arrival).end_state().in(moon_centred_icrf);
  return b_plane({there.position_m, there.velocity_m_s}, mu_moon_m3_s2,
                 moon_me_from_icrf(arrival).R.row(2).transpose())
      .value();
}

CorrectionBudgetRequest of_flight(double position_m, double velocity_m_s) {
  CorrectionBudgetRequest request;
  Sigmas sigmas;
  for (int n = 0; n < 3; ++n) sigmas.position_m[n] = position_m, sigmas.velocity_m_s[n] = velocity_m_s;
  request.injection = covariance_from_sigmas(flight().injection, sigmas, Axes::icrf);
  request.arrival = flight().perilune.epoch;
  request.corrections = {{flight().injection.epoch + Duration::hours(24.0), {}}};
  return request;
}

}  // namespace

TEST_CASE("correction budget: single corrections are those that the full model needs",
          "[design][validation]") {
  REQUIRE(flight().status == TranslunarStatus::converged);
  CorrectionBudgetRequest request = of_flight(1e3, 1.0);
  request.execution = {0.0, 0.0};
  request.samples = 12;
  const CorrectionBudget budget = correction_budget(request);
  CAPTURE(budget.report());
  const Propagator<StandardForces> propagator(translunar_forces(), {.dense_output = false});
  const BPlane nominal = aim(propagator, flight().injection, request.arrival);
  double sum = 0.0;
  for (int i = 0; i < request.samples; ++i) {
    const State start = dispersed_state(request.injection, request.seed, static_cast<std::uint64_t>(i));
    const State here = propagator.propagate(start, request.corrections[0].epoch).end_state();
    const CorrectionFunction function = [&](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
      State moved = here;
      moved.velocity_m_s += x;
      CorrectionValues values;
      const BPlane met = aim(propagator, moved, request.arrival);
      values.residuals = Eigen::Vector3d(met.b_t_m - nominal.b_t_m, met.b_r_m - nominal.b_r_m,
                                         met.time_to_periapsis_s - nominal.time_to_periapsis_s);
      return values;
    };
    std::vector<CorrectionVariable> variables;
    for (const char* name : {"x_m_s", "y_m_s", "z_m_s"}) {
      variables.push_back({.name = name, .value = 0.0, .scale = 1.0, .difference_step = 1e-3});
    }
    const CorrectionResult found =
        correct(variables, {{"b_t_m", 100.0}, {"b_r_m", 100.0}, {"perilune_s", 0.1}}, function);
    REQUIRE(found.status == CorrectionStatus::converged);
    sum += found.variables.norm();
  }
  CHECK(budget.each_m_s[0].mean == Approx(sum / request.samples).epsilon(0.03));
  CHECK(budget.miss_m.p99 < 1.0);  // to first order nothing is left
  CHECK(budget.uncorrected_miss_m.mean > 1e5);
}

TEST_CASE("correction budget: what one correction takes has the covariance of Battin's formula", "[design]") {
  CorrectionBudgetRequest request = of_flight(10e3, 10.0);
  request.execution = {0.0, 0.0};
  request.corrections[0].navigation = {{1e3, 1e3, 1e3}, {0.01, 0.01, 0.01}};
  request.samples = 40'000;
  const CorrectionBudget budget = correction_budget(request);
  // The same matrix by flights: derivatives of the aim by the state at the correction.
  const Propagator<StandardForces> propagator(translunar_forces(), {.dense_output = false});
  const Epoch here = request.corrections[0].epoch;
  const StateTransition out_flown = propagator.propagate_with_stm(flight().injection, here);
  const Matrix6 out = out_flown.matrix();
  Eigen::Matrix<double, 3, 6> missed;
  for (int n = 0; n < 6; ++n) {
    const double step = n < 3 ? 1e3 : 0.01;
    Eigen::Vector3d ends[2];
    for (const int side : {0, 1}) {
      State moved = out_flown.end_state();
      (n < 3 ? moved.position_m[n] : moved.velocity_m_s[n - 3]) += side == 0 ? -step : step;
      const BPlane met = aim(propagator, moved, request.arrival);
      ends[side] = {met.b_t_m, met.b_r_m, met.time_to_periapsis_s};
    }
    missed.col(n) = (ends[1] - ends[0]) / (2.0 * step);
  }
  const Eigen::Matrix<double, 3, 6> aiming = -Eigen::Matrix3d(missed.rightCols<3>()).inverse() * missed;
  Vector6 known;
  known << 1e6, 1e6, 1e6, 1e-4, 1e-4, 1e-4;
  const Matrix6 errors = out * request.injection.covariance * out.transpose() + Matrix6(known.asDiagonal());
  const Eigen::Matrix3d covariance = aiming * errors * aiming.transpose();
  // A normal distribution in nearly one direction: the mean of its size is sqrt(2/pi) sigma for one.
  const double sigma = std::sqrt(covariance.trace());
  CHECK(budget.each_m_s[0].mean > std::sqrt(2.0 / 3.14159265358979) * sigma * 0.98);
  CHECK(budget.each_m_s[0].mean < sigma);
  CHECK(budget.each_m_s[0].p99 < 2.6 * sigma);
  CHECK(budget.each_m_s[0].p99 > 1.9 * sigma);
}

TEST_CASE("correction budget: a second correction takes up what the first one leaves", "[design]") {
  CorrectionBudgetRequest request = of_flight(10e3, 5.0);
  const Sigmas tracked{{2e3, 2e3, 2e3}, {0.02, 0.02, 0.02}};
  request.corrections[0].navigation = tracked;
  const CorrectionBudget one = correction_budget(request);
  request.corrections.push_back(
      {request.arrival - Duration::hours(24.0), {{500.0, 500.0, 500.0}, {5e-3, 5e-3, 5e-3}}});
  const CorrectionBudget two = correction_budget(request);
  CAPTURE(one.report(), two.report());
  CHECK(one.each_m_s[0].mean == two.each_m_s[0].mean);  // the same samples
  CHECK(two.each_m_s[1].mean < 0.2 * two.each_m_s[0].mean);
  CHECK(two.miss_m.p50 < 0.2 * one.miss_m.p50);
  CHECK(one.miss_m.p50 < 0.1 * one.uncorrected_miss_m.p50);
  CHECK(two.total_m_s.p99 <= two.each_m_s[0].p99 + two.each_m_s[1].p99);
  // Later is dearer: the same error has less time to be led back.
  request.corrections = {{flight().injection.epoch + Duration::hours(48.0), tracked}};
  CHECK(correction_budget(request).each_m_s[0].mean > one.each_m_s[0].mean);
  request.seed = 2;
  CHECK(correction_budget(request).each_m_s[0].mean != one.each_m_s[0].mean);
}

TEST_CASE("correction budget: what cannot be is refused, all at once", "[design][errors]") {
  CorrectionBudgetRequest request = of_flight(1e3, 1.0);
  request.samples = 1;
  request.corrections.push_back({flight().injection.epoch + Duration::hours(12.0), {}});
  try {
    correction_budget(request);
    FAIL("accepted");
  } catch (const InvalidArgument& error) {
    const std::string text = error.what();
    CAPTURE(text);
    CHECK(text.find("correction 2") != std::string::npos);
    CHECK(text.find("samples 1, allowed 10") != std::string::npos);
  }
}
