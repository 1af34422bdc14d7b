#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include <perilune/dynamics/environment.hpp>
#include <perilune/dynamics/environment_source.hpp>
#include <perilune/dynamics/force_model.hpp>
#include <perilune/dynamics/point_mass.hpp>
#include <perilune/dynamics/spherical_harmonics.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/propagation/error_scale.hpp>
#include <perilune/propagation/integrate.hpp>
#include <perilune/propagation/rkn1210.hpp>
#include <perilune/time/duration.hpp>

/// The work that propagation is measured by, for benchmarks and tests: four problems, 64 start states each,
/// with the exact answers.
///
///     P1  one period of the southern 9:2 near-rectilinear halo orbit about L2 in the circular restricted
///         three-body problem, from 64 phases of it. Unit of length 389,703 km; 3e-12 are 1.2 mm.
///     P2  five days from 6563 km to the Moon under Earth, Moon, Sun, Venus and Jupiter of the embedded
///         ephemeris; starts dispersed by 100 m and 1 cm/s, one sigma an axis.
///     P3  one day in a 100 km polar lunar orbit in the embedded field to a degree and order of 50 or 100,
///         with Earth and Sun, dispersed alike.
///     P4  many copies of P2: the first 64 have answers.
///
/// The answers come from `make_reference.cpp`: RKN12(10) and DOP853 in long double, the same equations.
/// Checked in: tests/convergence/propagation/test_reference_problems.cpp
namespace perilune::reference {

/// Where a flight starts and, exactly, where it ends.
struct Case {
  std::array<double, 6> start{};
  std::array<double, 6> answer{};
};
inline constexpr int starts = 64;

enum class Problem { halo, coast, low_orbit_50, low_orbit_100 };

/// The 64 cases of a problem, from the table beside this file. Halo: no unit; else metres and metres a
/// second.
/// @throws DataError if the table is not there or has not 64 lines of the problem
const std::vector<Case>& cases(Problem problem);

/// The problem's name in the table: "halo", "coast", "low_orbit_50", "low_orbit_100".
const char* name_of(Problem problem);

/// Distance between the positions of two states.
inline double distance(std::span<const double, 6> a, std::span<const double, 6> b) {
  return std::sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) +
                   (a[2] - b[2]) * (a[2] - b[2]));
}

/// Start of member i of the dispersed copies: 100 m and 1 cm/s, one sigma an axis, from a generator that the
/// standard fixes to the bit. Member 0 is the nominal one.
std::array<double, 6> dispersed(const std::array<double, 6>& nominal, int member, double scale = 1.0);

// ---------------------------------------------------------------- P1

inline constexpr long double halo_mu = 0.01215058560962404L;
inline constexpr long double halo_period = 1.51117263248151234307L;
inline constexpr std::array<long double, 6> halo_start{1.02202617986537242401L,  0.0L, -0.1821L, 0.0L,
                                                       -0.10326652171474488811L, 0.0L};

/// The circular restricted three-body problem in rotating axes: position, then velocity.
struct ThreeBody {
  static constexpr bool depends_on_velocity = true;
  std::int64_t calls = 0;

  template <class Y, class D>
  [[gnu::always_inline]] void evaluate(const Y& y, D& d) {
    using T = std::remove_cvref_t<decltype(d[0])>;
    using std::sqrt;
    ++calls;
    const T x1 = y[0] + T(static_cast<double>(halo_mu));
    const T x2 = y[0] - T(static_cast<double>(1 - halo_mu));
    const T s = y[1] * y[1] + y[2] * y[2];
    const T r1 = x1 * x1 + s;
    const T r2 = x2 * x2 + s;
    const T a = T(static_cast<double>(1 - halo_mu)) / (r1 * sqrt(r1));
    const T b = T(static_cast<double>(halo_mu)) / (r2 * sqrt(r2));
    d[0] = y[3];
    d[1] = y[4];
    d[2] = y[5];
    d[3] = y[0] + T(2.0) * y[4] - a * x1 - b * x2;
    d[4] = y[1] - T(2.0) * y[3] - (a + b) * y[1];
    d[5] = -(a + b) * y[2];
  }
  /// As Odeint calls it.
  [[gnu::always_inline]] void operator()(const std::array<double, 6>& x, std::array<double, 6>& dxdt,
                                         double) {
    evaluate(x, dxdt);
  }
  template <class T, class Time>
  [[gnu::always_inline]] void derivative(int, Time, const T (&y)[6], T (&d)[6]) {
    evaluate(y, d);
  }
};

// ---------------------------------------------------------------- P2 and P3

/// Epoch at which P2 and P3 start.
Epoch epoch();
inline constexpr double coast_time_s = 5.0 * 86400.0;
inline constexpr double low_orbit_time_s = 86400.0;

/// Member 0 of P2, geocentric, axes ICRF; and of P3, about the Moon.
inline constexpr std::array<double, 6> coast_start{5043910.953,    -4042349.415,   -1136372.521,
                                                   7409.646118990, 7299.594106963, 3366.719140922};
inline constexpr std::array<double, 6> low_orbit_start{1838e3, 0.0, 0.0, 0.0, 0.0, 1633.23};

State state_of(BodyId center, const std::array<double, 6>& start);

inline auto coast_forces() {
  return forces(point_mass(earth), point_mass(moon), point_mass(sun), point_mass(venus), point_mass(jupiter));
}
inline auto low_orbit_forces(int degree) {
  return forces(spherical_harmonics(moon, {.degree = degree}), point_mass(earth), point_mass(sun));
}

/// Equations of motion in long double; where the bodies are, and how they are turned, is known to a double.
///
/// @tparam fast  the acceleration, too, is worked out in double, for fields of high degree: the compiled sums
///               are fifty times as fast. An error of 1e-16 in it moves P3 by 1e-6 m in its day.
template <class Model, bool fast = false>
class LongEquations {
 public:
  LongEquations(Model model, BodyId center)
      : model_(std::move(model)),
        layout_(bound(model_, center)),
        source_(layout_, Ephemeris::embedded(), epoch(), epoch().tdb()) {}

  void derivative(int, long double t, const long double (&y)[6], long double (&dydt)[6]) {
    Environment<double> here;
    const double times[1] = {static_cast<double>(t)};
    source_.fill(times, {&here, 1});
    if constexpr (fast) {
      model_.accelerate_center(here);
      double from[6];
      for (int n = 0; n < 6; ++n) from[n] = static_cast<double>(y[n]);
      const BasicState<double> state{{from[0], from[1], from[2]}, {from[3], from[4], from[5]}, 1.0, times[0]};
      const Vector3<double> a = model_.acceleration_m_s2(state, here);
      for (int n = 0; n < 3; ++n) {
        dydt[n] = y[n + 3];
        dydt[n + 3] = a[n];
      }
      return;
    }
    Environment<long double> environment;
    for (std::size_t b = 0; b < static_cast<std::size_t>(layout_.size()); ++b)
      environment.positions_m[b] = lifted(here.positions_m[b]);
    environment.moon_axes = {lifted(here.moon_axes.x), lifted(here.moon_axes.y), lifted(here.moon_axes.z)};
    model_.accelerate_center(environment);
    const BasicState<long double> state{{y[0], y[1], y[2]}, {y[3], y[4], y[5]}, 1.0L, t};
    const Vector3<long double> a = model_.acceleration_m_s2(state, environment);
    for (int n = 0; n < 3; ++n) {
      dydt[n] = y[n + 3];
      dydt[n + 3] = a[n];
    }
  }

 private:
  static EnvironmentLayout bound(Model& model, BodyId center) {
    EnvironmentLayout layout(center);
    model.bind(layout);
    return layout;
  }
  static Vector3<long double> lifted(const Vector3<double>& v) { return {v.x(), v.y(), v.z()}; }

  Model model_;
  EnvironmentLayout layout_;
  EnvironmentSource source_;
};

/// Integrates in long double with the steps of `tolerance`, which is relative to distance and speed.
template <class Method, class System>
std::array<double, 6> exact(System& system, const std::array<double, 6>& start, long double span,
                            double tolerance) {
  long double y[6];
  for (std::size_t n = 0; n < 6; ++n) y[n] = start[n];
  Method method;
  const auto scale = [tolerance](const long double(&from)[6], const long double(&to)[6],
                                 long double(&weight)[6]) {
    StateErrorScale{tolerance, 0.0, 0.0}(from, to, weight);
  };
  integrate(method, system, 0.0L, y, span, scale, IntegrateOptions<long double>{},
            [](const auto&) { return true; });
  std::array<double, 6> answer{};
  for (std::size_t n = 0; n < 6; ++n) answer[n] = static_cast<double>(y[n]);
  return answer;
}

}  // namespace perilune::reference
