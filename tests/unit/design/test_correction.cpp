#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/design/correction.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

/// A circle and a cubic, which meet at (0.8, 0.6)-like points.
std::optional<CorrectionValues> circle_and_cubic(const Eigen::VectorXd& x, bool derivatives) {
  CorrectionValues values;
  values.residuals = Eigen::Vector2d(x[0] * x[0] + x[1] * x[1] - 4.0, x[0] * x[0] * x[0] - x[1]);
  if (derivatives) {
    Eigen::Matrix2d J;
    J << 2.0 * x[0], 2.0 * x[1], 3.0 * x[0] * x[0], -1.0;
    values.jacobian = J;
  }
  return values;
}

const std::vector<CorrectionConstraint> two{{"circle", 1e-12}, {"cubic", 1e-12}};

}  // namespace

TEST_CASE("correct: as many variables as constraints: Newton's method, quadratic", "[design][unit]") {
  const auto function = [](const Eigen::VectorXd& x) { return circle_and_cubic(x, true); };
  const CorrectionResult result = correct({{"x", 2.0}, {"y", 1.0}}, two, function);
  REQUIRE(result.status == CorrectionStatus::converged);
  CHECK(result.residuals.cwiseAbs().maxCoeff() <= 1e-12);
  CHECK(result.log.size() < 9);
  CHECK(result.evaluations < 12);
}

TEST_CASE("correct: without derivatives it takes differences, few of them", "[design][unit]") {
  const auto function = [](const Eigen::VectorXd& x) { return circle_and_cubic(x, false); };
  const CorrectionResult reused = correct({{"x", 1.3}, {"y", 1.5}}, two, function);
  const CorrectionResult afresh = correct({{"x", 1.3}, {"y", 1.5}}, two, function, {.reuse_jacobian = false});
  REQUIRE(reused.status == CorrectionStatus::converged);
  REQUIRE(afresh.status == CorrectionStatus::converged);
  CHECK((reused.variables - afresh.variables).norm() < 1e-11);
  CHECK(reused.evaluations < afresh.evaluations);
  const CorrectionResult seeded =
      correct({{"x", 1.3}, {"y", 1.5}}, two, function, {.initial_jacobian = reused.jacobian});
  REQUIRE(seeded.status == CorrectionStatus::converged);
  CHECK(seeded.evaluations < reused.evaluations + 6);
}

TEST_CASE("correct: more variables than constraints: the shortest change, by their scales",
          "[design][unit]") {
  const auto function = [](const Eigen::VectorXd& x) {
    return std::optional<CorrectionValues>({Eigen::VectorXd::Constant(1, x[0] + x[1] - 3.0), {}});
  };
  const CorrectionResult even = correct({{"x", 0.0}, {"y", 0.0}}, {{"sum", 1e-12}}, function);
  CHECK(even.variables[0] == Approx(1.5));
  CHECK(even.variables[1] == Approx(1.5));
  const CorrectionResult uneven = correct({{"x", 0.0, 10.0}, {"y", 0.0, 0.1}}, {{"sum", 1e-12}}, function);
  CHECK(uneven.variables[1] == Approx(3.0 * 0.01 / 100.01));
}

TEST_CASE("correct: fewer variables than constraints: says that it cannot", "[design][unit]") {
  const auto function = [](const Eigen::VectorXd& x) {
    return std::optional<CorrectionValues>({Eigen::Vector2d(x[0] - 1.0, x[0] - 2.0), {}});
  };
  const CorrectionResult result = correct({{"x", 0.0}}, {{"one", 1e-6}, {"two", 1e-6}}, function);
  CHECK(result.status == CorrectionStatus::not_converged);
  CHECK(result.variables[0] == Approx(1.5));  // the nearest
  CHECK(result.residuals[0] == Approx(0.5));
}

TEST_CASE("correct: a bound is kept, and the others take over", "[design][unit]") {
  const auto function = [](const Eigen::VectorXd& x) {
    return std::optional<CorrectionValues>({Eigen::VectorXd::Constant(1, x[0] + x[1] - 3.0), {}});
  };
  const CorrectionVariable x{.name = "x", .high = 0.5}, y{.name = "y"};
  const CorrectionResult shared = correct({x, y}, {{"sum", 1e-12}}, function);
  REQUIRE(shared.status == CorrectionStatus::converged);
  CHECK(shared.variables[0] == 0.5);
  CHECK(shared.variables[1] == Approx(2.5));
  CHECK(shared.at_bounds == std::vector<std::string>{"x"});
  const CorrectionVariable also{.name = "y", .high = 1.0};
  const CorrectionResult stuck = correct({x, also}, {{"sum", 1e-12}}, function);
  CHECK(stuck.status == CorrectionStatus::not_converged);
  CHECK(stuck.reason == CorrectionReason::bounds);
  CHECK(stuck.residuals[0] == Approx(-1.5));
  CHECK(stuck.report().find("at its bound: y") != std::string::npos);
}

TEST_CASE("correct: honest about why it ends", "[design][unit]") {
  const std::vector<CorrectionConstraint> one{{"f", 1e-9}};
  const auto constant = [](const Eigen::VectorXd&) {
    return std::optional<CorrectionValues>({Eigen::VectorXd::Constant(1, 1.0), {}});
  };
  CHECK(correct({{"x", 0.0}}, one, constant).reason == CorrectionReason::singular);
  const auto above = [](const Eigen::VectorXd& x) {
    return std::optional<CorrectionValues>({Eigen::VectorXd::Constant(1, 1.0 + x[0] * x[0]), {}});
  };
  CHECK(correct({{"x", 1.0}}, one, above).reason == CorrectionReason::no_descent);
  const auto never = [](const Eigen::VectorXd&) { return std::optional<CorrectionValues>(); };
  CHECK(correct({{"x", 1.0}}, one, never).reason == CorrectionReason::evaluation_failed);
  const auto slow = [](const Eigen::VectorXd& x) {
    return std::optional<CorrectionValues>({Eigen::VectorXd::Constant(1, x[0]), {}});
  };
  const CorrectionVariable short_steps{.name = "x", .value = 10.0, .most_step = 0.1};
  const CorrectionResult limited = correct({short_steps}, one, slow, {.most_iterations = 5});
  CHECK(limited.reason == CorrectionReason::iteration_limit);
  CHECK(limited.log.size() == 6);
  CHECK(limited.residuals[0] == Approx(9.5));
}

TEST_CASE("correct: a step into nowhere is shortened", "[design][unit]") {
  const auto function = [](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
    if (x[0] <= 0.0) return {};
    return CorrectionValues{Eigen::VectorXd::Constant(1, std::log(x[0])), {}};
  };
  const CorrectionResult result = correct({{"x", 8.0}}, {{"log", 1e-12}}, function);
  REQUIRE(result.status == CorrectionStatus::converged);
  CHECK(result.variables[0] == Approx(1.0));
}

TEST_CASE("correct: refuses what is no problem, all of it at once", "[design][errors]") {
  const auto function = [](const Eigen::VectorXd& x) { return circle_and_cubic(x, false); };
  CHECK_THROWS_AS(correct({}, two, function), InvalidArgument);
  CHECK_THROWS_AS(correct({{"x", 1.0}, {"y", 1.0}}, {{"only", 1.0}}, function), InvalidArgument);
  try {
    correct({{.name = "x", .value = 3.0, .high = 2.0}, {"y", 0.0, -1.0}}, two, function);
    FAIL("not refused");
  } catch (const InvalidArgument& error) {
    const std::string text = error.what();
    CHECK(text.find("'x' starts at 3, outside its bounds") != std::string::npos);
    CHECK(text.find("'y' has a scale") != std::string::npos);
  }
}
