// Propagation: how fast, how exact, how much work, beside Boost.Odeint's own steppers in the same run.
//
// P1, one period of the 9:2 near-rectilinear halo orbit in the circular restricted three-body problem; exact
// answer: the
//     start. Errors in units of 389,703 km.
// P2, a five-day flight from 6563 km to 2500 km from the Moon's centre under Earth, Moon, Sun, Venus and
// Jupiter from the
//     embedded ephemeris; answer: the same in long double at a tolerance of 1e-18. Errors in metres.
//
// Every method is swept over its tolerance in half decades: propagate/P1/<method>@<tolerance>. At equal
// achieved error, propagate/P1<=1.2mm/<method> has the cheapest setting of each method that meets it; `tol`
// says which. Odeint's right-hand side is inlined into its steppers, as ours is.
#if defined(__GNUC__) && !defined(__clang__)
// GCC sees Odeint copy steppers whose working memory is not filled yet. Harmless: it is filled before it is
// read.
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <benchmark/benchmark.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include <perilune/dynamics/force_model.hpp>
#include <perilune/dynamics/point_mass.hpp>
#include <perilune/dynamics/standard_forces.hpp>
#include <perilune/propagation/odeint.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/time/literals.hpp>

namespace {

using namespace perilune;
using namespace perilune::literals;
namespace bo = boost::numeric::odeint;
using Array = std::array<double, 6>;

/// What one run came to.
struct Run {
  double error = 0.0;
  std::int64_t work = 0;  // calls of the right-hand side
};
using Method = std::function<Run(double tolerance)>;

struct Named {
  std::string name;
  Method run;
};

// ---------------------------------------------------------------- P1

constexpr double mu = 0.01215058560962404;
constexpr Array halo{1.02202617986537242, 0.0, -0.1821, 0.0, -0.10326652171474489, 0.0};
constexpr double period = 1.51117263248151234;

struct ThreeBody {
  std::int64_t calls = 0;

  template <class Y, class D>
  [[gnu::always_inline]] void evaluate(const Y& y, D& d) {
    ++calls;
    const double x1 = y[0] + mu;
    const double x2 = y[0] - (1.0 - mu);
    const double s = y[1] * y[1] + y[2] * y[2];
    const double r1 = x1 * x1 + s;
    const double r2 = x2 * x2 + s;
    const double a = (1.0 - mu) / (r1 * std::sqrt(r1));
    const double b = mu / (r2 * std::sqrt(r2));
    d[0] = y[3];
    d[1] = y[4];
    d[2] = y[5];
    d[3] = y[0] + 2.0 * y[4] - a * x1 - b * x2;
    d[4] = y[1] - 2.0 * y[3] - (a + b) * y[1];
    d[5] = -(a + b) * y[2];
  }
  [[gnu::always_inline]] void operator()(const Array& x, Array& dxdt, double) { evaluate(x, dxdt); }
  [[gnu::always_inline]] void derivative(int, double, const double (&y)[6], double (&d)[6]) {
    evaluate(y, d);
  }
};

double closure(const Array& x) {
  return std::sqrt((x[0] - halo[0]) * (x[0] - halo[0]) + (x[1] - halo[1]) * (x[1] - halo[1]) +
                   (x[2] - halo[2]) * (x[2] - halo[2]));
}

Run p1_dop853(double tolerance) {
  ThreeBody system;
  double y[6];
  std::copy(halo.begin(), halo.end(), y);
  Dop853<double, 6> method;
  integrate(method, system, 0.0, y, period, ComponentErrorScale{tolerance, tolerance},
            IntegrateOptions<double>{}, [](const auto&) { return true; });
  return {closure({y[0], y[1], y[2], y[3], y[4], y[5]}), system.calls};
}

template <class Stepper>
Run p1_odeint(Stepper stepper) {
  ThreeBody system;
  Array x = halo;
  bo::integrate_adaptive(stepper, std::ref(system), x, 0.0, period, 1e-3);
  return {closure(x), system.calls};
}
Run p1_fehlberg78(double tolerance) {
  return p1_odeint(bo::make_controlled(tolerance, tolerance, bo::runge_kutta_fehlberg78<Array>()));
}
Run p1_dopri5(double tolerance) {
  return p1_odeint(bo::make_controlled(tolerance, tolerance, bo::runge_kutta_dopri5<Array>()));
}
Run p1_bulirsch_stoer(double tolerance) {
  return p1_odeint(bo::bulirsch_stoer<Array>(tolerance, tolerance));
}
Run p1_dop853_in_odeint(double tolerance) {
  return p1_odeint(bo::make_controlled(tolerance, tolerance, perilune::odeint::dop853<Array>()));
}

// ---------------------------------------------------------------- P2

const State departure{Epoch::parse("2031-03-01T06:00:00 TDB"),
                      earth_centred_icrf,
                      {5043910.953, -4042349.415, -1136372.521},
                      {7409.646118990, 7299.594106963, 3366.719140922},
                      1.0};
constexpr Duration flight_time = 5_d;

auto five_bodies() {
  return forces(point_mass(earth), point_mass(moon), point_mass(sun), point_mass(venus), point_mass(jupiter));
}

/// The same equations in long double; where the bodies are is known to a double.
class LongEquations {
 public:
  LongEquations()
      : model_(five_bodies()),
        layout_(bound(model_)),
        source_(layout_, Ephemeris::embedded(), departure.epoch, departure.epoch.tdb()) {}

  void derivative(int, long double t, const long double (&y)[6], long double (&dydt)[6]) {
    Environment<double> in_double;
    const double times[1] = {static_cast<double>(t)};
    source_.fill(times, {&in_double, 1});
    Environment<long double> environment;
    for (std::size_t b = 0; b < static_cast<std::size_t>(layout_.size()); ++b) {
      const Vector3<double>& p = in_double.positions_m[b];
      environment.positions_m[b] = {p.x(), p.y(), p.z()};
    }
    model_.accelerate_center(environment);
    const BasicState<long double> state{{y[0], y[1], y[2]}, {y[3], y[4], y[5]}, 1.0L, t};
    const Vector3<long double> a = model_.acceleration_m_s2(state, environment);
    for (int n = 0; n < 3; ++n) {
      dydt[n] = y[n + 3];
      dydt[n + 3] = a[n];
    }
  }

 private:
  template <class Model>
  static EnvironmentLayout bound(Model& model) {
    EnvironmentLayout layout(earth);
    model.bind(layout);
    return layout;
  }
  decltype(five_bodies()) model_;
  EnvironmentLayout layout_;
  EnvironmentSource source_;
};

struct LongScale {
  template <class T>
  void operator()(const T (&y)[6], const T (&y_new)[6], T (&weight)[6]) const {
    StateErrorScale{1e-18, 0.0, 0.0}(y, y_new, weight);
  }
};

const Eigen::Vector3d& p2_answer_m() {
  static const Eigen::Vector3d answer = [] {
    LongEquations equations;
    long double y[6];
    for (int n = 0; n < 3; ++n) {
      y[n] = departure.position_m[n];
      y[n + 3] = departure.velocity_m_s[n];
    }
    Dop853<long double, 6, long double> method;
    integrate(method, equations, 0.0L, y, static_cast<long double>(flight_time.seconds()), LongScale{},
              IntegrateOptions<long double>{}, [](const auto&) { return true; });
    return Eigen::Vector3d(static_cast<double>(y[0]), static_cast<double>(y[1]), static_cast<double>(y[2]));
  }();
  return answer;
}

template <class Model>
Run p2_propagator(const Model& model, Integrator integrator, double tolerance, bool dense) {
  const Propagator propagator(
      model, {.integrator = integrator, .relative_tolerance = tolerance, .dense_output = dense});
  const Trajectory flight = propagator.propagate(departure, flight_time);
  return {(flight.end_state().position_m - p2_answer_m()).norm(), flight.rhs_evaluations()};
}

template <class Stepper>
Run p2_odeint(Stepper stepper) {
  struct Counting {
    perilune::odeint::system<decltype(five_bodies())> system;
    std::int64_t calls = 0;
    [[gnu::always_inline]] void operator()(const Array& x, Array& dxdt, double t) {
      ++calls;
      system(x, dxdt, t);
    }
  };
  Counting counting{{five_bodies(), departure}, 0};
  Array x = counting.system.state_of(departure);
  bo::integrate_adaptive(stepper, std::ref(counting), x, 0.0, flight_time.seconds(), 30.0);
  return {(Eigen::Vector3d(x[0], x[1], x[2]) - p2_answer_m()).norm(), counting.calls};
}

// Odeint adds absolute and relative tolerance by component: a floor of 1e6 m and 1e3 m/s times the tolerance
// is what the reference work is defined with, and one number has to serve both; 1e3 is the cheaper for it.
Run p2_fehlberg78(double tolerance) {
  return p2_odeint(bo::make_controlled(1e3 * tolerance, tolerance, bo::runge_kutta_fehlberg78<Array>()));
}
Run p2_dopri5(double tolerance) {
  return p2_odeint(bo::make_controlled(1e3 * tolerance, tolerance, bo::runge_kutta_dopri5<Array>()));
}
Run p2_bulirsch_stoer(double tolerance) {
  return p2_odeint(bo::bulirsch_stoer<Array>(1e3 * tolerance, tolerance));
}

// ---------------------------------------------------------------- registration

std::vector<double> tolerances() {
  std::vector<double> all;
  for (int half = 10; half <= 30; ++half) all.push_back(std::pow(10.0, -0.5 * half));
  return all;
}

std::string text(double tolerance) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.1e", tolerance);
  return buffer;
}

void measure(benchmark::State& state, const Method& run, double tolerance) {
  Run last;
  for (auto _ : state) {
    last = run(tolerance);
    benchmark::DoNotOptimize(last);
  }
  state.counters["error"] = last.error;
  state.counters["work"] = static_cast<double>(last.work);
  state.counters["tol"] = tolerance;
}

/// The sweep of every method, and at each level the cheapest setting of each that meets it.
void add_case(const std::string& name, const std::vector<Named>& methods,
              const std::vector<std::pair<std::string, double>>& levels) {
  for (const auto& [level, most] : levels) {
    for (const Named& method : methods) {
      double best = 0.0;
      std::int64_t least = 0;
      for (const double tolerance : tolerances()) {
        const Run run = method.run(tolerance);
        if (run.error <= most && (least == 0 || run.work < least)) {
          least = run.work;
          best = tolerance;
        }
      }
      if (least == 0) continue;  // it does not get there
      benchmark::RegisterBenchmark(
          ("propagate/" + name + "<=" + level + "/" + method.name).c_str(),
          [method, best](benchmark::State& state) { measure(state, method.run, best); });
    }
  }
  for (const Named& method : methods) {
    for (const double tolerance : tolerances()) {
      benchmark::RegisterBenchmark(
          ("propagate/" + name + "/" + method.name + "@" + text(tolerance)).c_str(),
          [method, tolerance](benchmark::State& state) { measure(state, method.run, tolerance); })
          ->MinTime(0.05);
    }
  }
}

[[maybe_unused]] const bool added = [] {
  add_case("P1",
           {{"odeint_fehlberg78", p1_fehlberg78},
            {"odeint_dopri5", p1_dopri5},
            {"odeint_bulirsch_stoer", p1_bulirsch_stoer},
            {"dop853", p1_dop853},
            {"dop853_in_odeint", p1_dop853_in_odeint}},
           {{"0.38m", 1e-9}, {"1.2mm", 3e-12}, {"8um", 2e-14}});
  StandardForces standard;
  for (const BodyId body : {earth, moon, sun, venus, jupiter}) standard.add(point_mass(body));
  const auto propagator = [standard](Integrator integrator, bool dense) {
    return [standard, integrator, dense](double tolerance) {
      return p2_propagator(standard, integrator, tolerance, dense);
    };
  };
  add_case("P2",
           {{"odeint_fehlberg78", p2_fehlberg78},
            {"odeint_dopri5", p2_dopri5},
            {"odeint_bulirsch_stoer", p2_bulirsch_stoer},
            {"propagator_dop853", propagator(Integrator::dop853, false)},
            {"propagator_dop853_dense", propagator(Integrator::dop853, true)},
            {"propagator_fehlberg78", propagator(Integrator::fehlberg78, false)},
            {"propagator_dopri5", propagator(Integrator::dopri5, false)}},
           {{"1m", 1.0}, {"1mm", 1e-3}});
  return true;
}();

}  // namespace
