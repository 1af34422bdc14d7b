#include <perilune/design/correction_budget.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/LU>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/frames/moon_axes.hpp>
#include <perilune/propagation/propagator.hpp>

#include "translunar_flyer.hpp"

namespace perilune {

namespace {

void check(const CorrectionBudgetRequest& request) {
  std::vector<std::string> wrong;
  const Epoch injection = request.injection.state.epoch;
  if (!(request.arrival > injection)) wrong.push_back("the arrival is not after the injection");
  if (request.corrections.empty() || request.corrections.size() > 20) {
    wrong.push_back(detail::concat(request.corrections.size(), " corrections, allowed 1 to 20"));
  }
  Epoch before = injection;
  for (std::size_t k = 0; k < request.corrections.size(); ++k) {
    const PlannedCorrection& correction = request.corrections[k];
    if (!(correction.epoch > before && correction.epoch < request.arrival)) {
      wrong.push_back(detail::concat("correction ", k + 1, " at ", correction.epoch.to_text(TimeScale::utc),
                                     " is not between ", k == 0 ? "the injection" : "the one before it",
                                     " and the arrival"));
    }
    before = std::max(before, correction.epoch);
  }
  if (request.samples < 10 || request.samples > 10'000'000) {
    wrong.push_back(detail::concat("samples ", request.samples, ", allowed 10 to 10000000"));
  }
  if (!wrong.empty()) throw InvalidArgument("correction_budget: " + join(wrong, "; "));
}

Quantiles quantiles_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
  };
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  return {sum / static_cast<double>(values.size()), at(0.5), at(0.95), at(0.99)};
}

using Matrix36 = Eigen::Matrix<double, 3, 6>;

/// B.T, B.R and the time to the perilune [m, m, s] of a moon-centred state.
Eigen::Vector3d aim_of(const Vector6& state, const Eigen::Vector3d& pole) {
  const auto plane = b_plane({state.head<3>(), state.tail<3>()}, mu_moon_m3_s2, pole);
  if (!plane) {
    throw InvalidArgument(
        "correction_budget: the nominal flight arrives on no hyperbola about the Moon, which the B-plane "
        "needs");
  }
  return {plane->b_t_m, plane->b_r_m, plane->time_to_periapsis_s};
}

/// Their derivatives by the state, by central differences.
Matrix36 aim_by_state(const State& arrival, const Ephemeris& ephemeris) {
  const State near_moon = arrival.in(moon_centred_icrf, ephemeris);
  const Eigen::Vector3d pole = moon_me_from_icrf(arrival.epoch, ephemeris).R.row(2).transpose();
  Vector6 state;
  state << near_moon.position_m, near_moon.velocity_m_s;
  Matrix36 made;
  for (int n = 0; n < 6; ++n) {
    const double step = n < 3 ? 100.0 : 0.1;
    Vector6 before = state, after = state;
    before[n] -= step;
    after[n] += step;
    made.col(n) = (aim_of(after, pole) - aim_of(before, pole)) / (2.0 * step);
  }
  return made;
}

Vector6 error_of(const State& drawn, const State& about) {
  Vector6 error;
  error << drawn.position_m - about.position_m, drawn.velocity_m_s - about.velocity_m_s;
  return error;
}

}  // namespace

CorrectionBudget correction_budget(const CorrectionBudgetRequest& request, const TranslunarOptions& options,
                                   const Ephemeris& ephemeris) {
  check(request);
  PropagatorOptions how;
  how.relative_tolerance = options.relative_tolerance;
  const Propagator<StandardForces> propagator(detail::forces_of(options), how, ephemeris);
  const State& nominal = request.injection.state;
  const StateTransition flown = propagator.propagate_with_stm(nominal, request.arrival);
  if (flown.trajectory().stop_reason() != StopReason::end_time) {
    throw InvalidArgument("correction_budget: the nominal flight ends before its arrival: " +
                          std::string(to_text(flown.trajectory().stop_reason())));
  }

  struct Stretch {
    Matrix6 to_next;  // of errors, from this event to the next one
    Matrix36 aim;     // dv by the error as it is known
    StateCovariance known;
    std::string burn;
    std::uint64_t seed = 0;
  };
  const Matrix36 at_arrival = aim_by_state(flown.end_state(), ephemeris);
  const std::size_t count = request.corrections.size();
  const auto epoch_of = [&](std::size_t k) {
    return k < count ? request.corrections[k].epoch : request.arrival;
  };
  const Matrix6 to_first = flown.matrix(nominal.epoch, epoch_of(0));
  std::vector<Stretch> stretches(count);
  for (std::size_t k = 0; k < count; ++k) {
    Stretch& stretch = stretches[k];
    const Epoch here = epoch_of(k);
    stretch.to_next = flown.matrix(here, epoch_of(k + 1));
    const Matrix36 missed = at_arrival * flown.matrix(here, request.arrival);
    stretch.aim = -missed.rightCols<3>().inverse() * missed;
    stretch.known = covariance_from_sigmas(flown.trajectory().at(here), request.corrections[k].navigation,
                                           nominal.frame.axes);
    stretch.burn = detail::concat("correction ", k + 1);
    stretch.seed = request.seed + 0x9e3779b97f4a7c15u * (k + 1);  // what is known hangs on nothing else
  }

  const auto samples = static_cast<std::size_t>(request.samples);
  std::vector<std::vector<double>> sizes(count, std::vector<double>(samples));
  std::vector<double> totals(samples), misses(samples), uncorrected(samples);
  const Matrix36 from_start = at_arrival * flown.matrix();
  for (std::size_t i = 0; i < samples; ++i) {
    const Vector6 start = error_of(dispersed_state(request.injection, request.seed, i), nominal);
    uncorrected[i] = (from_start * start).head<2>().norm();
    Vector6 error = to_first * start;
    for (std::size_t k = 0; k < count; ++k) {
      const Stretch& stretch = stretches[k];
      const Vector6 unknown = error_of(dispersed_state(stretch.known, stretch.seed, i), stretch.known.state);
      const Eigen::Vector3d commanded = stretch.aim * (error + unknown);
      const Eigen::Vector3d made =
          sampled_burn_error(request.execution, stretch.burn, request.seed, i).applied_to(commanded);
      sizes[k][i] = commanded.norm();
      totals[i] += commanded.norm();
      error.tail<3>() += made;
      error = stretch.to_next * error;
    }
    misses[i] = (at_arrival * error).head<2>().norm();
  }
  CorrectionBudget budget;
  for (std::vector<double>& each : sizes) budget.each_m_s.push_back(quantiles_of(std::move(each)));
  budget.total_m_s = quantiles_of(std::move(totals));
  budget.miss_m = quantiles_of(std::move(misses));
  budget.uncorrected_miss_m = quantiles_of(std::move(uncorrected));
  return budget;
}

std::string CorrectionBudget::report() const {
  const auto line = [](const std::string& name, const Quantiles& of, double per, int digits,
                       const char* unit) {
    return detail::concat("  ", name, ": mean ", fixed(of.mean / per, digits), ", P50 ",
                          fixed(of.p50 / per, digits), ", P95 ", fixed(of.p95 / per, digits), ", P99 ",
                          fixed(of.p99 / per, digits), " ", unit, "\n");
  };
  std::string text;
  for (std::size_t k = 0; k < each_m_s.size(); ++k) {
    text += line(detail::concat("correction ", k + 1), each_m_s[k], 1.0, 2, "m/s");
  }
  return text + line("all of them", total_m_s, 1.0, 2, "m/s") +
         line("missed in the B-plane", miss_m, 1e3, 1, "km") +
         line("without any", uncorrected_miss_m, 1e3, 0, "km");
}

}  // namespace perilune
