#include <cmath>
#include <limits>

#include <perilune/core/dual.hpp>
#include <perilune/propagation/dop853.hpp>
#include <perilune/propagation/error_scale.hpp>
#include <perilune/propagation/integrate.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

/// y'' = -w^2 y, of which everything is known: y = y0 cos wt + y0'/w sin wt.
template <class T>
struct Oscillator {
  T w;
  template <class Time>
  void derivative(int, Time, const T (&y)[2], T (&dydt)[2]) const {
    dydt[0] = y[1];
    dydt[1] = -w * w * y[0];
  }
};

/// State and derivatives by y0, y0' and w after a time, against the closed form.
template <class Real>
Real worst_error(Real tolerance, Real time) {
  using D = Dual<Real, 3>;
  const Real y0 = Real(1.3L), v0 = Real(-0.4L), w = Real(0.7L);
  Oscillator<D> system{D::variable(w, 2)};
  D y[2] = {D::variable(y0, 0), D::variable(v0, 1)};
  Dop853<D, 2, Real> method;
  const ComponentErrorScale scale{double(tolerance), double(tolerance)};
  const auto outcome = integrate(method, system, Real(0), y, time, scale, IntegrateOptions<Real>{},
                                 [](const auto&) { return true; });
  REQUIRE(outcome.reason == StopReason::end_time);
  const Real c = std::cos(w * time), s = std::sin(w * time);
  const Real expected[2][4] = {
      {y0 * c + v0 / w * s, c, s / w, -y0 * time * s + v0 * (time * c / w - s / (w * w))},
      {-y0 * w * s + v0 * c, -w * s, c, -y0 * (s + w * time * c) - v0 * time * s}};
  Real worst = 0;
  for (int i = 0; i < 2; ++i) {
    worst = std::max(worst, std::abs(y[i].value - expected[i][0]));
    for (std::size_t j = 0; j < 3; ++j)
      worst = std::max(worst, std::abs(y[i].derivative[j] - expected[i][j + 1]));
  }
  return worst;
}

}  // namespace

TEST_CASE("duals go through the integrator: derivatives of an oscillator by its start and its frequency",
          "[propagation]") {
  CHECK(worst_error<double>(1e-13, 10.0) < 1e-11);
  CHECK(worst_error<double>(1e-13, -10.0) < 1e-11);
  CHECK(worst_error<long double>(1e-17L, 10.0L) < 1e-15L);
}
