#include <perilune/propagation/root_isolation.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "support/catch.hpp"

using perilune::detail::Crossing;
using perilune::detail::find_crossings;

namespace {
constexpr double resolution = 1e-9;
}

TEST_CASE("root isolation: all roots of smooth functions are found, pairs among them",
          "[propagation][property]") {
  std::mt19937_64 random(20311);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  double worst = 0.0;
  for (int i = 0; i < 3000; ++i) {
    std::vector<double> roots(1 + static_cast<std::size_t>(5 * unit(random)));
    for (double& root : roots) root = unit(random);
    if (i % 2 == 1 && roots.size() > 1) roots[1] = std::min(1.0, roots[0] + 1e-5 + 1e-4 * unit(random));
    std::sort(roots.begin(), roots.end());
    double closest = 1.0;
    for (std::size_t k = 1; k < roots.size(); ++k) closest = std::min(closest, roots[k] - roots[k - 1]);
    if (closest < 1e-5) continue;
    const auto function = [&roots](double s) {
      double value = 1.0 + 0.3 * std::sin(2.0 * s);
      for (const double root : roots) value *= s - root;
      return value;
    };
    const std::vector<Crossing> found = find_crossings(function, resolution);
    CAPTURE(i, roots);
    REQUIRE(found.size() == roots.size());
    for (std::size_t k = 0; k < roots.size(); ++k) {
      worst = std::max(worst, std::abs(found[k].s - roots[k]));
      CHECK(found[k].rising == ((roots.size() - k) % 2 == 1));
    }
  }
  // A pair 1e-5 apart among five roots: the rounding of the function, 1e-17 or so, over its slope there.
  CHECK(worst < 1e-7);
}

TEST_CASE("root isolation: a function that turns often is followed", "[propagation]") {
  const std::vector<Crossing> found =
      find_crossings([](double s) { return std::sin(100.0 * (s + 0.001)); }, resolution);
  CHECK(found.size() == 31);
  for (std::size_t k = 0; k < found.size(); ++k) {
    CHECK(found[k].s ==
          Approx((static_cast<double>(k) + 1.0) * std::numbers::pi / 100.0 - 0.001).epsilon(1e-12));
  }
}

TEST_CASE("root isolation: a touch is no crossing", "[propagation]") {
  CHECK(find_crossings([](double s) { return (s - 0.3) * (s - 0.3) + 1e-9; }, resolution).empty());
  CHECK(find_crossings([](double) { return 0.0; }, resolution).empty());
  CHECK(find_crossings([](double) { return 1.0; }, resolution).empty());
}

TEST_CASE("root isolation: a zero at the start is the step's before, one at the end is this one's",
          "[propagation]") {
  CHECK(find_crossings([](double s) { return s; }, resolution).empty());
  const std::vector<Crossing> at_end = find_crossings([](double s) { return s - 1.0; }, resolution);
  REQUIRE(at_end.size() == 1);
  CHECK(at_end[0].s == 1.0);
  CHECK(at_end[0].rising);
}

TEST_CASE("root isolation: a kink is followed down and its crossings found", "[propagation]") {
  const std::vector<Crossing> found =
      find_crossings([](double s) { return std::abs(s - 0.4) - 0.1; }, resolution);
  REQUIRE(found.size() == 2);
  CHECK(found[0].s == Approx(0.3).epsilon(1e-9));
  CHECK_FALSE(found[0].rising);
  CHECK(found[1].s == Approx(0.5).epsilon(1e-9));
  CHECK(found[1].rising);
}

TEST_CASE("root isolation: a function without values has no crossings and ends", "[propagation]") {
  CHECK(find_crossings([](double) { return std::nan(""); }, resolution).empty());
}
