#include "gl_flights.hpp"

#include <perilune/propagation/error_scale.hpp>
#include <perilune/propagation/gl_collocation.hpp>
#include <perilune/propagation/integrate.hpp>
#include <perilune/propagation/packed_equations.hpp>

namespace perilune::reference::PERILUNE_KERNEL_ISA {
namespace {

using Pack = simd::native_pack;

struct HaloPacks {
  static constexpr bool takes_packs = true;

  template <class T, class Time>
  [[gnu::always_inline]] void derivative(int, const Time&, const T (&y)[6], T (&d)[6]) {
    using simd::fma;
    constexpr double mu = 0.01215058560962404;
    const T x1 = y[0] + T(mu), x2 = y[0] - T(1.0 - mu);
    const T s = fma(y[1], y[1], y[2] * y[2]);
    const T a = simd::over_cube(T(1.0 - mu), fma(x1, x1, s));
    const T b = simd::over_cube(T(mu), fma(x2, x2, s));
    const T both = a + b;
    d[0] = y[3];
    d[1] = y[4];
    d[2] = y[5];
    d[3] = fma(T(2.0), y[4], y[0]) - fma(a, x1, b * x2);
    d[4] = fma(T(-2.0), y[3], y[1]) - both * y[1];
    d[5] = -(both * y[2]);
  }
};

template <int nodes, class System>
std::int64_t flown(System& system, double tolerance, double span, double (&y)[6]) {
  GlCollocation<6, nodes, Pack> method;
  return integrate(method, system, 0.0, y, span, StateErrorScale{tolerance, 0.0, 0.0},
                   IntegrateOptions<double>{}, [](const auto&) { return true; })
      .rhs_evaluations;
}

std::int64_t halo(int nodes, double tolerance, double (&y)[6]) {
  HaloPacks system;
  constexpr double period = 1.51117263248151234307;
  return nodes == 8 ? flown<8>(system, tolerance, period, y) : flown<16>(system, tolerance, period, y);
}

std::int64_t flight(int nodes, double tolerance, const StandardForces& model, const EnvironmentLayout& layout,
                    EnvironmentSource& source, double span_s, double (&y)[6]) {
  PackedEquations<StandardForces, Pack> system(model, layout, source, 1.0);
  return nodes == 8 ? flown<8>(system, tolerance, span_s, y) : flown<16>(system, tolerance, span_s, y);
}

}  // namespace

const GlFlights gl_flights{halo, flight};

}  // namespace perilune::reference::PERILUNE_KERNEL_ISA
