#include <cmath>
#include <random>

#include <Eigen/Geometry>

#include <perilune/core/error.hpp>
#include <perilune/design/lambert.hpp>

#include "kepler_flight.hpp"
#include "support/catch.hpp"

using namespace perilune;

namespace {

constexpr double mu = 398600.4418e9;

struct RandomProblems {
  std::mt19937_64 generator;
  double uniform(double from, double to) {
    return std::uniform_real_distribution<double>(from, to)(generator);
  }
  Eigen::Vector3d direction() {
    const double z = uniform(-1.0, 1.0);
    const double angle = uniform(0.0, 6.283185307179586);
    const double rho = std::sqrt(1.0 - z * z);
    return {rho * std::cos(angle), rho * std::sin(angle), z};
  }
  LambertProblem next() {
    LambertProblem problem;
    problem.mu_m3_s2 = mu;
    problem.r1_m = 7e6 * std::exp(uniform(0.0, 4.0)) * direction();
    problem.r2_m = 7e6 * std::exp(uniform(0.0, 4.0)) * direction();
    const double unit_s = std::sqrt(std::pow(problem.r1_m.norm() + problem.r2_m.norm(), 3) / 8.0 / mu);
    problem.time_of_flight_s = unit_s * std::exp(uniform(-3.0, 4.0));
    return problem;
  }
};

/// Miss at r2 relative to what one may ask for: 1e-13 of the distance, or what 1e-13 of v1 does.
double miss_over_allowed(const LambertProblem& problem, const LambertSolution& solution) {
  using namespace kepler_flight;
  const Vector r1 = problem.r1_m.cast<Real>();
  const Vector r2 = problem.r2_m.cast<Real>();
  const Vector v1 = solution.v1_m_s.cast<Real>();
  const Real t = problem.time_of_flight_s;
  const Real miss = (position_after(r1, v1, t, mu) - r2).norm() / r2.norm();
  if (miss <= 1e-14L) return 0.1;
  const Real gain = sensitivity_s(r1, v1, t, mu) * v1.norm() / r2.norm();
  return static_cast<double>(miss / (1e-13L * std::max(Real(1), gain)));
}

}  // namespace

TEST_CASE("lambert: 100,000 random problems of 0 to 5 revolutions are met at both ends",
          "[design][property]") {
  RandomProblems random{std::mt19937_64(20260301)};
  int solved = 0;
  double worst = 0.0;
  int most_iterations = 0;
  for (int i = 0; i < 100000;) {
    const LambertProblem problem = random.next();
    const LambertOptions options{
        .way = random.uniform(0.0, 1.0) < 0.5 ? LambertWay::short_way : LambertWay::long_way,
        .revolutions = static_cast<int>(random.uniform(0.0, 6.0)),
        .branch = random.uniform(0.0, 1.0) < 0.5 ? LambertBranch::left : LambertBranch::right};
    const LambertSolution solution = solve_lambert(problem, options);
    if (solution.status == LambertStatus::too_fast) {
      if (problem.time_of_flight_s >= solution.shortest_time_s) FAIL("too fast, but slow enough");
      continue;
    }
    ++i;
    if (solution.status == LambertStatus::converged) ++solved;
    most_iterations = std::max(most_iterations, solution.iterations);
    const double found = miss_over_allowed(problem, solution);
    if (!(found <= worst)) {
      worst = found;
      UNSCOPED_INFO("problem " << i << ": miss over allowed " << found << ", revolutions "
                               << options.revolutions << ", way " << static_cast<int>(options.way));
    }
  }
  CAPTURE(worst, most_iterations);
  CHECK(solved == 100000);
  CHECK(worst <= 1.0);
  CHECK(most_iterations < 12);
}

TEST_CASE("lambert: the velocity at the end is that of the orbit run backward", "[design][property]") {
  RandomProblems random{std::mt19937_64(7)};
  for (int i = 0; i < 200; ++i) {
    const LambertProblem there = random.next();
    LambertProblem back = there;
    std::swap(back.r1_m, back.r2_m);
    const LambertWay way = i % 2 == 0 ? LambertWay::short_way : LambertWay::long_way;
    const LambertSolution forward = solve_lambert(there, {.way = way});
    const LambertSolution backward = solve_lambert(back, {.way = way});
    CAPTURE(i);
    CHECK((forward.v2_m_s + backward.v1_m_s).norm() < 1e-10 * forward.v2_m_s.norm());
    CHECK((forward.v1_m_s + backward.v2_m_s).norm() < 1e-10 * forward.v1_m_s.norm());
  }
}

TEST_CASE("lambert: the parabola between the families is met as well as they are", "[design][property]") {
  const Eigen::Vector3d r1(7e6, 0.0, 0.0), r2(1e6, 2e7, 3e6);
  const double r = 7e6, q = r2.norm(), c = (r2 - r1).norm();
  // Euler: the time on a parabola.
  const double parabolic_s = (std::pow(r + q + c, 1.5) - std::pow(r + q - c, 1.5)) / (6.0 * std::sqrt(mu));
  for (const double off : {0.0, 1e-14, -1e-14, 1e-10, -1e-10, 1e-7, -1e-7, 1e-5, -1e-5, 1e-4, -1e-4, 1e-3}) {
    const LambertProblem problem{r1, r2, parabolic_s * (1.0 + off), mu};
    const LambertSolution solution = solve_lambert(problem);
    CAPTURE(off, solution.iterations);
    CHECK(solution.status == LambertStatus::converged);
    CHECK(miss_over_allowed(problem, solution) < 1.0);
  }
}

TEST_CASE("lambert: all solutions are two for every revolution that the time allows", "[design][unit]") {
  const LambertProblem problem{{7e6, 0.0, 0.0}, {-6e6, 5e6, 1e6}, 40000.0, mu};
  const auto all = all_lambert_solutions(problem, LambertWay::short_way, 100);
  REQUIRE(all.size() > 5);
  CHECK(all.size() % 2 == 1);
  const int most = all.back().revolutions;
  CHECK(solve_lambert(problem, {.revolutions = most + 1}).status == LambertStatus::too_fast);
  for (const LambertSolution& one : all) {
    CAPTURE(one.revolutions);
    CHECK(one.status == LambertStatus::converged);
    CHECK(miss_over_allowed(problem, one) <= 1.0);
  }
}

TEST_CASE("lambert: the way round is told by an axis", "[design][unit]") {
  const Eigen::Vector3d x(1, 0, 0), y(0, 1, 0), z(0, 0, 1);
  CHECK(way_about(z, x, y) == LambertWay::short_way);
  CHECK(way_about(z, y, x) == LambertWay::long_way);
  CHECK_THROWS_AS(way_about(x, x, y), InvalidArgument);
}

TEST_CASE("lambert: input that makes no problem is refused, all of it at once", "[design][errors]") {
  const LambertProblem good{{7e6, 0.0, 0.0}, {0.0, 8e6, 0.0}, 1000.0, mu};
  LambertProblem bad = good;
  bad.r2_m.setZero();
  bad.time_of_flight_s = -1.0;
  try {
    solve_lambert(bad);
    FAIL("not refused");
  } catch (const InvalidArgument& error) {
    CHECK(std::string(error.what()).find("r2_m is zero") != std::string::npos);
    CHECK(std::string(error.what()).find("time_of_flight_s is -1 s") != std::string::npos);
  }
  bad = good;
  bad.r2_m = -2.0 * good.r1_m;
  CHECK_THROWS_AS(solve_lambert(bad), InvalidArgument);
  CHECK_THROWS_AS(solve_lambert(good, {.revolutions = -1}), InvalidArgument);
}
