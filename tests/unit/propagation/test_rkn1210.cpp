#include <perilune/propagation/rkn1210.hpp>

#include <cmath>
#include <vector>

#include <perilune/core/error.hpp>
#include <perilune/propagation/error_scale.hpp>
#include <perilune/propagation/integrate.hpp>

#include "support/catch.hpp"

using namespace perilune;
using Tableau = detail::Rkn1210Tableau;

namespace {

/// Coefficients are printed with up to 30 digits; a long double keeps 19, and the largest of them is 49.
constexpr double printed = 1e-17;

double power(long double c, int exponent) {
  return exponent == 0 ? 1.0 : static_cast<double>(std::pow(c, static_cast<long double>(exponent)));
}
long double long_power(long double c, int exponent) {
  return exponent == 0 ? 1.0L : std::pow(c, static_cast<long double>(exponent));
}

/// r'' = t^exponent: what a method of order q integrates exactly up to exponent q - 2 in the position.
struct Power {
  int exponent = 0;
  std::vector<int> prepared_slots = {};

  void prepare(int first_slot, std::span<const double> times) {
    for (std::size_t i = 0; i < times.size(); ++i) prepared_slots.push_back(first_slot + static_cast<int>(i));
  }
  void derivative(int, double t, const double (&y)[2], double (&dydt)[2]) {
    dydt[0] = y[1];
    dydt[1] = power(t, exponent);
  }
};

const auto no_scale = [](const auto&, const auto&, auto& weight) { weight[0] = weight[1] = 1.0; };

}  // namespace

TEST_CASE("rkn1210: each stage is where its row says: the sums are half the squares of the nodes",
          "[propagation]") {
  for (int i = 1; i < Tableau::stages; ++i) {
    CAPTURE(i);
    // Every stage lies within O(h^3); from the third on O(h^5) holds, from the sixth on O(h^7).
    const int most = i < 2 ? 0 : i < 5 ? 2 : 4;
    for (int q = 0; q <= most; ++q) {
      long double sum = 0.0L;
      for (int j = 0; j < i; ++j) sum += Tableau::a[i][j] * long_power(Tableau::c[j], q);
      const long double exact = long_power(Tableau::c[i], q + 2) / ((q + 1) * (q + 2));
      CHECK(static_cast<double>(std::abs(sum - exact)) < printed);
    }
  }
}

TEST_CASE("rkn1210: the weights integrate powers to order 12, those of the error to order 10, not beyond",
          "[propagation]") {
  const auto residual = [](const long double(&weights)[Tableau::stages], int q, long double exact) {
    long double sum = 0.0L;
    for (int j = 0; j < Tableau::stages; ++j) sum += weights[j] * long_power(Tableau::c[j], q);
    return static_cast<double>(std::abs(sum - exact));
  };
  for (int q = 0; q <= 12; ++q) {
    CAPTURE(q);
    const double position = residual(Tableau::b, q, 1.0L / ((q + 1) * (q + 2)));
    const double velocity = residual(Tableau::b_velocity, q, 1.0L / (q + 1));
    const double position_low = residual(Tableau::b_low, q, 1.0L / ((q + 1) * (q + 2)));
    const double velocity_low = residual(Tableau::b_velocity_low, q, 1.0L / (q + 1));
    if (q <= 10) CHECK(position < printed);
    if (q <= 11) CHECK(velocity < printed);
    if (q == 11) CHECK(position > 1e-9);
    if (q == 12) CHECK(velocity > 1e-9);
    if (q <= 8) CHECK(position_low < printed);
    if (q <= 9) CHECK(velocity_low < printed);
    if (q == 9) CHECK(position_low > 1e-8);
    if (q == 10) CHECK(velocity_low > 1e-8);
  }
}

TEST_CASE("rkn1210: the position's weights are the velocity's times 1 - c", "[propagation]") {
  for (int j = 0; j < Tableau::stages; ++j) {
    const long double expected = Tableau::b_velocity[j] * (1.0L - Tableau::c[j]);
    CHECK(static_cast<double>(std::abs(Tableau::b[j] - expected)) < printed);
  }
}

TEST_CASE("rkn1210: a step and its dense output are exact for polynomials of time", "[propagation]") {
  for (int exponent = 0; exponent <= 9; ++exponent) {
    Power system{exponent};
    Rkn1210<double, 2> method;
    const double y[2] = {0.25, -0.5};
    double y_new[2];
    method.start(system, 0.0, y);
    method.attempt(system, 0.0, 1.0, y, y_new, no_scale);
    method.finish(system, 0.0, 1.0, y_new);
    DenseStep<double, 2> dense;
    method.interpolate(system, 0.0, 1.0, y, y_new, dense);
    CHECK(dense.degree == 11);
    for (const double s : {0.0, 0.1, 0.37, 0.5, 0.92, 1.0}) {
      double at[2];
      dense.evaluate(s, at);
      CAPTURE(exponent, s);
      CHECK(std::abs(at[0] - (0.25 - 0.5 * s + power(s, exponent + 2) / ((exponent + 1) * (exponent + 2)))) <
            1e-14);
      CHECK(std::abs(at[1] - (-0.5 + power(s, exponent + 1) / (exponent + 1))) < 1e-14);
    }
  }
}

TEST_CASE("rkn1210: all instants of a step are announced before they are used", "[propagation]") {
  Power system;
  Rkn1210<double, 2> method;
  const double y[2] = {0.0, 1.0};
  double y_new[2];
  method.start(system, 0.0, y);
  method.attempt(system, 0.0, 1.0, y, y_new, no_scale);
  method.finish(system, 0.0, 1.0, y_new);
  DenseStep<double, 2> dense;
  method.interpolate(system, 0.0, 1.0, y, y_new, dense);
  REQUIRE(system.prepared_slots.size() == 23);
  for (std::size_t i = 0; i < 23; ++i) CHECK(system.prepared_slots[i] == static_cast<int>(i));
  CHECK(Rkn1210<double, 2>::slots >= 23);
}

TEST_CASE("rkn1210: an acceleration that depends on the velocity is refused", "[propagation]") {
  struct Damped {
    void derivative(int, double, const double (&y)[2], double (&dydt)[2]) {
      dydt[0] = y[1];
      dydt[1] = -y[0] - 0.1 * y[1];
    }
  };
  Damped system;
  Rkn1210<double, 2> method;
  double y[2] = {1.0, 0.0};
  CHECK_THROWS_WITH(integrate(method, system, 0.0, y, 1.0, ComponentErrorScale{}, IntegrateOptions<double>{},
                              [](const auto&) { return true; }),
                    Catch::Contains("depends on the velocity") && Catch::Contains("Take dop853"));
  CHECK(y[0] == 1.0);
}
