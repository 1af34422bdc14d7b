#include <perilune/propagation/dop853.hpp>

#include <cmath>
#include <vector>

#include <perilune/propagation/hermite_step.hpp>

#include "support/catch.hpp"

using namespace perilune;
using Tableau = detail::Dop853Tableau;

namespace {

/// Coefficients are printed with up to 30 digits; a long double keeps 19, and the largest of them is 375.
constexpr long double printed = 1e-16L;

/// y' = p(t), a polynomial in t alone: what a method of order q integrates exactly up to degree q - 1.
struct Power {
  int exponent = 0;
  std::vector<int> prepared_slots = {};

  void prepare(int first_slot, std::span<const double> times) {
    for (std::size_t i = 0; i < times.size(); ++i) prepared_slots.push_back(first_slot + static_cast<int>(i));
  }
  void derivative(int, double t, const double (&)[1], double (&dydt)[1]) { dydt[0] = std::pow(t, exponent); }
};

const auto no_scale = [](const auto&, const auto&, auto& weight) { weight[0] = 1.0; };

}  // namespace

TEST_CASE("dop853: every row of the tableau sums to its node", "[propagation]") {
  for (int i = 0; i < Tableau::all_stages; ++i) {
    long double sum = 0.0L;
    for (int j = 0; j < Tableau::all_stages; ++j) sum += Tableau::a[i][j];
    CAPTURE(i);
    CHECK(static_cast<double>(std::abs(sum - Tableau::c[i])) < static_cast<double>(printed));
  }
}

TEST_CASE("dop853: the weights integrate powers up to the seventh, the error weights none of the first",
          "[propagation]") {
  for (int power = 0; power <= 7; ++power) {
    long double by_weights = 0.0L, by_error5 = 0.0L, by_error3 = 0.0L;
    for (int j = 0; j < Tableau::stages; ++j) {
      const long double node = std::pow(Tableau::c[j], static_cast<long double>(power));
      by_weights += Tableau::b[j] * node;
      by_error5 += Tableau::error5[j] * node;
      by_error3 += Tableau::error3[j] * node;
    }
    CAPTURE(power);
    CHECK(static_cast<double>(std::abs(by_weights - 1.0L / (power + 1))) < static_cast<double>(printed));
    // The estimators are differences to formulas of order 5 and 3.
    if (power < 5) CHECK(static_cast<double>(std::abs(by_error5)) < static_cast<double>(printed));
    if (power < 3) CHECK(static_cast<double>(std::abs(by_error3)) < static_cast<double>(printed));
    if (power == 5) CHECK(static_cast<double>(std::abs(by_error5)) > 1e-6);
    if (power == 3) CHECK(static_cast<double>(std::abs(by_error3)) > 1e-4);
  }
}

TEST_CASE("dop853: a step and its dense output are exact for polynomials of time", "[propagation]") {
  for (int power = 0; power <= 6; ++power) {
    Power system{power};
    Dop853<double, 1> method;
    const double y[1] = {0.25};
    double y_new[1];
    method.start(system, 0.0, y);
    method.attempt(system, 0.0, 1.0, y, y_new, no_scale);
    method.finish(system, 0.0, 1.0, y_new);
    DenseStep<double, 1> dense;
    method.interpolate(system, 0.0, 1.0, y, y_new, dense);
    for (const double s : {0.0, 0.1, 0.37, 0.5, 0.92, 1.0}) {
      double at[1];
      dense.evaluate(s, at);
      CAPTURE(power, s);
      // Weights of the dense output go up to 528, with cancellation.
      CHECK(std::abs(at[0] - (0.25 + std::pow(s, power + 1) / (power + 1))) < 2e-13);
    }
  }
}

TEST_CASE("dop853: all instants of a step are told before they are used, each slot once", "[propagation]") {
  Power system{1};
  Dop853<double, 1> method;
  const double y[1] = {0.0};
  double y_new[1];
  method.start(system, 0.0, y);
  CHECK(system.prepared_slots == std::vector<int>{0});
  system.prepared_slots.clear();
  method.attempt(system, 0.0, 1.0, y, y_new, no_scale);
  CHECK(system.prepared_slots == std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  system.prepared_slots.clear();
  method.finish(system, 0.0, 1.0, y_new);
  CHECK(system.prepared_slots.empty());
  DenseStep<double, 1> dense;
  method.interpolate(system, 0.0, 1.0, y, y_new, dense);
  CHECK(system.prepared_slots == std::vector<int>{13, 14, 15});
}

TEST_CASE("hermite step: the basis of dense steps and its derivatives", "[propagation]") {
  constexpr auto power = detail::AlternatingBasis::powers();
  constexpr auto derivative = detail::AlternatingBasis::derivatives();
  for (std::size_t i = 0; i < detail::AlternatingBasis::size; ++i) {
    for (const double s : {0.2, 0.6, 0.9}) {
      // B_i as the dense step evaluates it.
      DenseStep<double, 1> step;
      step.degree = 7;
      step.coefficient[i][0] = 1.0;
      double value[1], slope = 0.0, by_powers = 0.0, by_derivative = 0.0;
      step.evaluate_at_fraction(s, value);
      for (std::size_t j = 0; j < detail::AlternatingBasis::size; ++j) {
        by_powers += power[i][j] * std::pow(s, static_cast<double>(j));
        if (j > 0) slope += static_cast<double>(j) * power[i][j] * std::pow(s, static_cast<double>(j) - 1.0);
        DenseStep<double, 1> other;
        other.degree = 7;
        other.coefficient[j][0] = 1.0;
        double basis[1];
        other.evaluate_at_fraction(s, basis);
        by_derivative += derivative[i][j] * basis[0];
      }
      CHECK(value[0] == Approx(by_powers).margin(1e-14));
      CHECK(by_derivative == Approx(slope).margin(1e-13));
    }
  }
}

TEST_CASE("hermite step: accelerations that are polynomials of time are followed exactly", "[propagation]") {
  struct Pushed {  // x'' = 20 t^3, so that x = t^5
    void derivative(int, double t, const double (&y)[6], double (&dydt)[6]) {
      for (int n = 0; n < 3; ++n) {
        dydt[n] = y[n + 3];
        dydt[n + 3] = 20.0 * t * t * t;
      }
    }
  } system;
  double y0[6], f0[6], y1[6], f1[6];
  const double t = 0.5, h = 0.4;
  for (int n = 0; n < 3; ++n) {
    y0[n] = std::pow(t, 5);
    y0[n + 3] = 5.0 * std::pow(t, 4);
    y1[n] = std::pow(t + h, 5);
    y1[n + 3] = 5.0 * std::pow(t + h, 4);
  }
  system.derivative(0, t, y0, f0);
  system.derivative(0, t + h, y1, f1);
  DenseStep<double, 6> free_of_charge, raised;
  detail::hermite_step<0>(system, t, h, y0, f0, y1, f1, 13, free_of_charge);
  detail::hermite_step<2>(system, t, h, y0, f0, y1, f1, 13, raised);
  for (const double s : {0.1, 0.5, 0.8}) {
    for (const DenseStep<double, 6>* step : {&free_of_charge, &raised}) {
      double y[6];
      step->evaluate_at_fraction(s, y);
      CHECK(y[1] == Approx(std::pow(t + s * h, 5)).epsilon(1e-14));
      CHECK(y[4] == Approx(5.0 * std::pow(t + s * h, 4)).epsilon(1e-13));
    }
  }
}
