#include <perilune/propagation/dispersion.hpp>

#include <cmath>

#include <Eigen/Geometry>

#include <perilune/core/error.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

const State mean{Epoch(), earth_centred_icrf, {7.0e6, -1.0e5, 3.0e5}, {100.0, 7.5e3, -40.0}, 900.0};

Eigen::Matrix<double, 6, 1> offset(const State& a) {
  Eigen::Matrix<double, 6, 1> v;
  v << a.position_m - mean.position_m, a.velocity_m_s - mean.velocity_m_s;
  return v;
}

}  // namespace

TEST_CASE("dispersion: the states of many members have the covariance they were drawn from",
          "[propagation]") {
  Sigmas sigmas;
  for (int n = 0; n < 3; ++n) {
    sigmas.position_m[n] = 100.0 * (n + 1);
    sigmas.velocity_m_s[n] = 0.01 * (3 - n);
  }
  const StateCovariance about = covariance_from_sigmas(mean, sigmas, Axes::ric);
  constexpr std::size_t count = 20'000;
  const std::vector<State> members = dispersed_states(about, {.seed = 5, .count = count});
  Matrix6 found = Matrix6::Zero();
  Eigen::Matrix<double, 6, 1> sum = Eigen::Matrix<double, 6, 1>::Zero();
  for (const State& member : members) {
    CHECK(member.mass_kg == mean.mass_kg);
    sum += offset(member) / count;
    found += offset(member) * offset(member).transpose() / count;
  }
  for (int i = 0; i < 6; ++i) {
    const double sigma_i = std::sqrt(about.covariance(i, i));
    CHECK(std::abs(sum[i]) < 4.0 * sigma_i / std::sqrt(count));
    for (int j = 0; j < 6; ++j) {
      const double scale = sigma_i * std::sqrt(about.covariance(j, j));
      // Variance of a sample covariance: (c_ii c_jj + c_ij^2) / count.
      CHECK(std::abs(found(i, j) - about.covariance(i, j)) < 4.0 * std::sqrt(2.0 / count) * scale);
    }
  }
}

TEST_CASE("dispersion: a member is the same in any range, and differs with seed and number",
          "[propagation]") {
  const StateCovariance about{mean, Matrix6::Identity()};
  const std::vector<State> all = dispersed_states(about, {.seed = 1, .count = 10});
  const std::vector<State> shard = dispersed_states(about, {.seed = 1, .count = 3, .first = 6});
  for (std::size_t i = 0; i < 3; ++i) CHECK(offset(shard[i]) == offset(all[6 + i]));
  CHECK(offset(dispersed_state(about, 1, 9)) == offset(all[9]));
  CHECK(offset(dispersed_state(about, 2, 9)) != offset(all[9]));
  CHECK(offset(all[8]) != offset(all[9]));
}

TEST_CASE("dispersion: directions without variance stay as they are", "[propagation]") {
  // Perfectly correlated along (1, 1, 0), nothing else.
  Matrix6 covariance = Matrix6::Zero();
  covariance.topLeftCorner<2, 2>().setConstant(25.0);
  for (std::uint64_t member = 0; member < 50; ++member) {
    const auto off = offset(dispersed_state({mean, covariance}, 3, member));
    CHECK(std::abs(off[0] - off[1]) < 1e-8);  // of 7e6 m
    CHECK(off[0] != 0.0);
    for (int n = 2; n < 6; ++n) CHECK(off[n] == 0.0);
  }
}

TEST_CASE("dispersion: covariances that cannot be are refused", "[propagation]") {
  Matrix6 covariance = Matrix6::Identity();
  covariance(0, 1) = covariance(1, 0) = 1.5;  // a correlation above one
  CHECK_THROWS_WITH(dispersed_state({mean, covariance}, 1, 1),
                    Catch::Matchers::ContainsSubstring("not positive semi-definite: component 1"));
  covariance(1, 0) = 0.2;
  CHECK_THROWS_WITH(dispersed_state({mean, covariance}, 1, 1),
                    Catch::Matchers::ContainsSubstring("not symmetric: (1, 0) is 0.2"));
  covariance = Matrix6::Identity();
  covariance(2, 2) = 0.0;
  covariance(2, 4) = covariance(4, 2) = 0.5;  // no variance, yet correlated
  CHECK_THROWS_AS(dispersed_state({mean, covariance}, 1, 1), InvalidArgument);
  covariance(4, 4) = std::nan("");
  CHECK_THROWS_AS(dispersed_state({mean, covariance}, 1, 1), InvalidArgument);
}

TEST_CASE("dispersion: parameters follow their law within their limits, each name by itself",
          "[propagation]") {
  constexpr int count = 20'000;
  const ParameterDispersion cr{.name = "srp coefficient", .mean = 1.3, .sigma = 0.1};
  const ParameterDispersion mass{
      .name = "mass", .mean = 900.0, .sigma = 20.0, .law = ParameterDispersion::Law::uniform};
  double cr_mean = 0.0, cr_variance = 0.0, mass_mean = 0.0, mass_variance = 0.0, mixed = 0.0;
  for (std::uint64_t member = 0; member < count; ++member) {
    const double c = cr.sample(9, member) - 1.3, m = mass.sample(9, member) - 900.0;
    CHECK(std::abs(m) < 20.0 * std::sqrt(3.0));
    cr_mean += c / count;
    cr_variance += c * c / count;
    mass_mean += m / count;
    mass_variance += m * m / count;
    mixed += c * m / count;
  }
  const double one = 4.0 / std::sqrt(count);  // four standard deviations of a mean
  CHECK(std::abs(cr_mean) < one * 0.1);
  CHECK(std::abs(cr_variance / 0.01 - 1.0) < one * std::sqrt(2.0));
  CHECK(std::abs(mass_mean) < one * 20.0);
  CHECK(std::abs(mass_variance / 400.0 - 1.0) < one * std::sqrt(0.8));  // kurtosis 1.8
  CHECK(std::abs(mixed) < one * 0.1 * 20.0);

  ParameterDispersion cut{.name = "thrust", .mean = 1.0, .sigma = 0.5, .lowest = 0.8, .highest = 1.1};
  double cut_mean = 0.0;
  for (std::uint64_t member = 0; member < count; ++member) {
    const double value = cut.sample(9, member);
    CHECK((value >= 0.8 && value <= 1.1));
    cut_mean += value / count;
  }
  // Mean of a cut normal law: mean + sigma (phi(a) - phi(b)) / (Phi(b) - Phi(a)), a = -0.4, b = 0.2.
  const double pi = std::acos(-1.0);
  const auto phi = [&](double x) { return std::exp(-0.5 * x * x) / std::sqrt(2.0 * pi); };
  const auto probability = [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); };
  const double expected = 1.0 + 0.5 * (phi(-0.4) - phi(0.2)) / (probability(0.2) - probability(-0.4));
  CHECK(std::abs(cut_mean - expected) < one * 0.3 / std::sqrt(12.0));

  cut.highest = 0.9;
  CHECK_THROWS_WITH(cut.sample(1, 1), Catch::Matchers::ContainsSubstring("'thrust'") &&
                                          Catch::Matchers::ContainsSubstring("within the limits"));
  cut.name.clear();
  CHECK_THROWS_AS(cut.sample(1, 1), InvalidArgument);
  CHECK(ParameterDispersion{.name = "x", .mean = 2.0}.sample(1, 1) == 2.0);
}

TEST_CASE("dispersion: burns err in size and direction by what was asked", "[propagation]") {
  const Eigen::Vector3d commanded(300.0, -500.0, 800.0);
  constexpr int count = 20'000;
  const BurnDispersion dispersion{.magnitude = 0.01, .pointing_rad = 0.005};
  double size_variance = 0.0, angle_square = 0.0;
  Eigen::Vector3d mean_vector = Eigen::Vector3d::Zero();
  for (std::uint64_t member = 0; member < count; ++member) {
    const Eigen::Vector3d flown = sampled_burn_error(dispersion, "tli", 4, member).applied_to(commanded);
    size_variance += std::pow(flown.norm() / commanded.norm() - 1.0, 2) / count;
    const double angle = std::atan2(flown.cross(commanded).norm(), flown.dot(commanded));
    angle_square += angle * angle / count;
    mean_vector += flown / count;
  }
  CHECK(std::abs(std::sqrt(size_variance) / 0.01 - 1.0) < 4.0 / std::sqrt(2.0 * count));
  // Two axes: the square of the angle has the mean 2 sigma^2, and a standard deviation of as much.
  CHECK(std::abs(angle_square / (2.0 * 0.005 * 0.005) - 1.0) < 4.0 / std::sqrt(count));
  // No direction is preferred: across the burn the mean is nothing.
  CHECK((mean_vector - commanded * mean_vector.dot(commanded) / commanded.squaredNorm()).norm() <
        5.0 * 0.005 * commanded.norm() * std::sqrt(2.0 / count));

  // A turn of 90 degrees about e1 carries the direction x to e1 cross x, with e1 = x cross y = z.
  BurnError right_angle;
  right_angle.turn_rad[0] = std::acos(0.0);
  CHECK((right_angle.applied_to({2.0, 0.0, 0.0}) - Eigen::Vector3d(0.0, 2.0, 0.0)).norm() < 1e-15);
  CHECK(sampled_burn_error(dispersion, "tli", 4, 1).magnitude_factor !=
        sampled_burn_error(dispersion, "loi", 4, 1).magnitude_factor);
  CHECK(BurnError().applied_to(commanded) == commanded);
  CHECK_THROWS_AS(sampled_burn_error({.magnitude = -0.1}, "tli", 1, 1), InvalidArgument);
  CHECK_THROWS_AS(sampled_burn_error({}, "", 1, 1), InvalidArgument);
}
