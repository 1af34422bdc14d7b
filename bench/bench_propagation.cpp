// Propagation of one trajectory: how fast, how exact, how much work, beside Boost.Odeint's own steppers in
// the same run. The problems P1, P2 and P3 are those of support/reference_problems.hpp, over 64 starts each.
//
// Every method is swept over its tolerance. At equal achieved error, propagate/P1<=1.2mm/<method> has the
// cheapest setting of each whose worst of 64 errors meets it; `tol` says which. An iteration flies one start,
// the next one the next; `error` is the worst of 64, `work` the calls of the right-hand side of start 0.
// `propagate_ensemble` flies all 64 at once, and its time is that of one of them. Odeint's right-hand sides
// are inlined into its steppers. What is set up once for many flights (ephemeris, forces) is set up before
// the clock runs, for all methods alike.
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
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <perilune/core/isa.hpp>
#include <perilune/propagation/dop853.hpp>
#include <perilune/propagation/ensemble_nd.hpp>
#include <perilune/propagation/odeint.hpp>
#include <perilune/propagation/rkn1210.hpp>

#include "support/gl_flights.hpp"
#include "support/reference_problems.hpp"

namespace {

using namespace perilune;
using namespace perilune::reference;
namespace bo = boost::numeric::odeint;
using Array = std::array<double, 6>;

/// Flies from y, in place. @return calls of the right-hand side
using Method = std::function<std::int64_t(double tolerance, double (&y)[6])>;
struct Named {
  std::string name;
  Method fly;
  double loosest = 1e-5;
  double tightest = 1e-15;
  int swept_as = -1;  ///< the method before it, by its place, that errs the same: its sweep is taken
};

struct Swept {
  double tolerance, worst;
  std::int64_t work;
};

double cpu_s() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

const GlFlights& gl() {
  switch (chosen_isa()) {
#if defined(__x86_64__)
    case Isa::avx512:
      return avx512::gl_flights;
    case Isa::avx2:
      return avx2::gl_flights;
#endif
    default:
      return baseline::gl_flights;
  }
}

template <class Stepper, class System>
void adaptive(Stepper stepper, System& system, double (&y)[6], double span, double first) {
  Array x;
  std::copy(y, y + 6, x.begin());
  bo::integrate_adaptive(stepper, std::ref(system), x, 0.0, span, first);
  std::copy(x.begin(), x.end(), y);
}
template <class Scale, class Own, class System>
std::int64_t own(Own method, System& system, double (&y)[6], double span, const Scale& scale) {
  return integrate(method, system, 0.0, y, span, scale, IntegrateOptions<double>{},
                   [](const auto&) { return true; })
      .rhs_evaluations;
}

// ---------------------------------------------------------------- P1

template <class Make>
Method halo_odeint(Make make) {
  return [make](double tolerance, double(&y)[6]) {
    ThreeBody system;
    adaptive(make(tolerance), system, y, static_cast<double>(halo_period), 1e-3);
    return system.calls;
  };
}
std::int64_t halo_dop853(double tolerance, double (&y)[6]) {
  ThreeBody system;
  return own(Dop853<double, 6>(), system, y, static_cast<double>(halo_period),
             ComponentErrorScale{tolerance, tolerance});
}
Method halo_gl(int nodes) {
  return [nodes](double tolerance, double(&y)[6]) { return gl().halo(nodes, tolerance, y); };
}
/// Fixed steps: the tolerance says how many, its third root.
std::int64_t halo_adams(double tolerance, double (&y)[6]) {
  ThreeBody system;
  Array x;
  std::copy(y, y + 6, x.begin());
  const double span = static_cast<double>(halo_period);
  const auto steps = static_cast<std::size_t>(2.0 * std::pow(tolerance, -1.0 / 3.0));
  bo::integrate_n_steps(bo::adams_bashforth_moulton<8, Array>(), std::ref(system), x, 0.0,
                        span / static_cast<double>(steps), steps);
  std::copy(x.begin(), x.end(), y);
  return system.calls;
}

/// All 64 at once, side by side: what one of them takes.
double fly_halo_ensemble(double tolerance, Swept& swept) {
  static const std::vector<StateNd> members = [] {
    std::vector<StateNd> made;
    for (const Case& one : cases(Problem::halo)) {
      const auto& y = one.start;
      made.push_back({0.0, {y[0], y[1], y[2]}, {y[3], y[4], y[5]}});
    }
    return made;
  }();
  const double from = cpu_s();
  const std::vector<MemberFlightNd> flown =
      propagate_ensemble(earth_moon_cr3bp(), members, static_cast<double>(halo_period),
                         {.relative_tolerance = tolerance}, {.threads = {.threads = 1}});
  const double spent = cpu_s() - from;
  swept = {tolerance, 0.0, 0};
  for (std::size_t i = 0; i < flown.size(); ++i) {
    double y[6] = {};
    std::copy_n(flown[i].end.position_nd.data(), 3, y);
    const double error = distance(std::span<const double, 6>(y), cases(Problem::halo)[i].answer);
    swept.worst = std::isfinite(error) ? std::max(swept.worst, error) : error;
    swept.work += 17 * (flown[i].steps + flown[i].rejected_steps);
  }
  swept.work /= starts;
  return spent / starts;
}

void add_halo_ensemble(const std::vector<std::pair<std::string, double>>& levels) {
  std::vector<Swept> sweep;
  for (double tolerance = 1e-7; tolerance > 0.9e-14; tolerance /= std::sqrt(10.0)) {
    fly_halo_ensemble(tolerance, sweep.emplace_back());
  }
  const auto add_one = [](const std::string& name, const Swept& setting) {
    benchmark::RegisterBenchmark(name.c_str(),
                                 [setting](benchmark::State& state) {
                                   Swept swept;
                                   for (auto _ : state)
                                     state.SetIterationTime(fly_halo_ensemble(setting.tolerance, swept));
                                   state.counters["error"] = swept.worst;
                                   state.counters["work"] = static_cast<double>(swept.work);
                                   state.counters["tol"] = setting.tolerance;
                                 })
        ->UseManualTime()
        ->Iterations(1000);
  };
  for (const auto& [level, most] : levels) {
    const Swept* best = nullptr;
    for (const Swept& one : sweep) {
      if (one.worst <= most && (best == nullptr || one.work < best->work)) best = &one;
    }
    if (best != nullptr) add_one("propagate/P1<=" + level + "/propagate_ensemble", *best);
  }
  for (const Swept& one : sweep) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1e", one.tolerance);
    add_one(std::string("propagate/P1/propagate_ensemble@") + text, one);
  }
}

// ---------------------------------------------------------------- P2, P3

/// Forces and world of P2 or P3, made once.
struct World {
  StandardForces model;
  EnvironmentLayout layout;
  EnvironmentSource source;

  static StandardForces bound(StandardForces forces, EnvironmentLayout& layout) {
    forces.bind(layout);
    return forces;
  }
  World(StandardForces forces, BodyId center)
      : layout(center),
        source((model = bound(std::move(forces), layout), layout), Ephemeris::embedded(), epoch(),
               epoch().tdb()) {}
};
/// As Odeint calls it: the ephemeris is asked at every call.
struct Counting {
  World& world;
  std::int64_t calls = 0;
  Environment<double> here{};

  [[gnu::always_inline]] void operator()(const Array& x, Array& dxdt, double t) {
    ++calls;
    world.source.fill({&t, 1}, {&here, 1});
    world.model.accelerate_center(here);
    const BasicState<double> state{{x[0], x[1], x[2]}, {x[3], x[4], x[5]}, 1.0, t};
    const Vector3<double> a = world.model.acceleration_m_s2(state, here);
    for (std::size_t n = 0; n < 3; ++n) {
      dxdt[n] = x[n + 3];
      dxdt[n + 3] = a[static_cast<int>(n)];
    }
  }
};

/// The same with the sums of the field as plain code: what is left to the compiler where nobody has put
/// orders side by side.
struct PlainField {
  World& world;
  const detail::HarmonicSeries& field;
  std::int64_t calls = 0;
  Environment<double> here{};

  [[gnu::always_inline]] void operator()(const Array& x, Array& dxdt, double t) {
    ++calls;
    world.source.fill({&t, 1}, {&here, 1});
    world.model.accelerate_center(here);
    const BasicState<double> state{{x[0], x[1], x[2]}, {x[3], x[4], x[5]}, 1.0, t};
    Vector3<double> a =
        here.moon_axes.to_icrf(field.acceleration_m_s2<double>(here.moon_axes.from_icrf(state.position_m))) -
        here.center_acceleration_m_s2;
    for (const PointMass& force : world.model.point_masses()) a += force.acceleration_m_s2(state, here);
    for (std::size_t n = 0; n < 3; ++n) {
      dxdt[n] = x[n + 3];
      dxdt[n + 3] = a[static_cast<int>(n)];
    }
  }
};

StandardForces coast_model() {
  StandardForces five;
  for (const BodyId body : {earth, moon, sun, venus, jupiter}) five.add(point_mass(body));
  return five;
}
StandardForces low_orbit_model(int degree) {
  StandardForces forces;
  forces.add(spherical_harmonics(moon, {.degree = degree})).add(point_mass(earth)).add(point_mass(sun));
  return forces;
}

// Odeint adds absolute and relative tolerance by component, and one absolute number serves metres and metres
// a second: 1e3 times the relative one is the cheapest for it.
template <class Make>
Method flight_odeint(std::shared_ptr<World> world, double span, Make make) {
  return [world, span, make](double tolerance, double(&y)[6]) {
    Counting system{*world};
    adaptive(make(tolerance), system, y, span, 30.0);
    return system.calls;
  };
}
template <class Make>
Method flight_plain(std::shared_ptr<World> world, int degree, double span, Make make) {
  const auto field = std::make_shared<detail::HarmonicSeries>(embedded_moon_gravity(), degree, degree);
  return [world, field, span, make](double tolerance, double(&y)[6]) {
    PlainField system{*world, *field};
    adaptive(make(tolerance), system, y, span, 30.0);
    return system.calls;
  };
}
template <class Own>
Method flight_own(std::shared_ptr<World> world, double span) {
  return [world, span](double tolerance, double(&y)[6]) {
    EquationsOfMotion<StandardForces> system(world->model, world->layout, world->source, 1.0);
    return own(Own(), system, y, span, StateErrorScale{tolerance, 0.0, 0.0});
  };
}
Method flight_gl(std::shared_ptr<World> world, double span, int nodes) {
  return [world, span, nodes](double tolerance, double(&y)[6]) {
    return gl().flight(nodes, tolerance, world->model, world->layout, world->source, span, y);
  };
}
template <class Stepper>
auto controlled(double absolute) {
  return [absolute](double tolerance) {
    return bo::make_controlled(absolute * tolerance, tolerance, Stepper());
  };
}
auto bulirsch(double absolute) {
  return [absolute](double tolerance) { return bo::bulirsch_stoer<Array>(absolute * tolerance, tolerance); };
}
using Fehlberg78 = bo::runge_kutta_fehlberg78<Array>;
using Dopri5 = bo::runge_kutta_dopri5<Array>;

// ---------------------------------------------------------------- registration

double worst_error(const Method& fly, double tolerance, Problem problem, std::int64_t& work) {
  double worst = 0.0;
  bool first = true;
  for (const Case& one : cases(problem)) {
    double y[6];
    std::copy(one.start.begin(), one.start.end(), y);
    const std::int64_t calls = fly(tolerance, y);
    if (first) work = calls;
    first = false;
    const double error = distance(std::span<const double, 6>(y), one.answer);
    worst = std::isfinite(error) ? std::max(worst, error) : error;
    if (!(worst < 1e9)) break;
  }
  return worst;
}

void add(const std::string& name, const Method& fly, Problem problem, const Swept& setting) {
  benchmark::RegisterBenchmark(name.c_str(), [fly, problem, setting](benchmark::State& state) {
    const std::vector<Case>& all = cases(problem);
    std::size_t next = 0;
    for (auto _ : state) {
      double y[6];
      std::copy(all[next].start.begin(), all[next].start.end(), y);
      next = (next + 1) % all.size();
      benchmark::DoNotOptimize(fly(setting.tolerance, y));
      benchmark::DoNotOptimize(y);
    }
    state.counters["error"] = setting.worst;
    state.counters["work"] = static_cast<double>(setting.work);
    state.counters["tol"] = setting.tolerance;
  })->MinTime(0.1);
}

/// At each level the cheapest setting of each method that meets it for all 64 starts, then the sweeps.
void add_case(const std::string& name, Problem problem, double per_sweep, const std::vector<Named>& methods,
              const std::vector<std::pair<std::string, double>>& levels) {
  std::vector<std::vector<Swept>> sweeps;
  for (const Named& method : methods) {
    sweeps.emplace_back();
    if (method.swept_as >= 0) {
      sweeps.back() = sweeps[static_cast<std::size_t>(method.swept_as)];
      continue;
    }
    for (double tolerance = method.loosest; tolerance > 0.9 * method.tightest; tolerance /= per_sweep) {
      Swept swept{tolerance, 0.0, 0};
      swept.worst = worst_error(method.fly, tolerance, problem, swept.work);
      if (swept.worst < 1e9) sweeps.back().push_back(swept);
    }
  }
  for (const auto& [level, most] : levels) {
    for (std::size_t i = 0; i < methods.size(); ++i) {
      const Swept* best = nullptr;
      for (const Swept& one : sweeps[i]) {
        if (one.worst <= most && (best == nullptr || one.work < best->work)) best = &one;
      }
      if (best != nullptr)
        add("propagate/" + name + "<=" + level + "/" + methods[i].name, methods[i].fly, problem, *best);
    }
  }
  for (std::size_t i = 0; i < methods.size(); ++i) {
    if (methods[i].swept_as >= 0) continue;
    for (const Swept& one : sweeps[i]) {
      char text[32];
      std::snprintf(text, sizeof text, "%.1e", one.tolerance);
      add("propagate/" + name + "/" + methods[i].name + "@" + text, methods[i].fly, problem, one);
    }
  }
}

[[maybe_unused]] const bool added = [] {
  const double half_decade = std::sqrt(10.0);
  add_case("P1", Problem::halo, half_decade,
           {{"odeint_fehlberg78", halo_odeint(controlled<Fehlberg78>(1.0))},
            {"odeint_dopri5", halo_odeint(controlled<Dopri5>(1.0))},
            {"odeint_bulirsch_stoer", halo_odeint(bulirsch(1.0))},
            {"odeint_adams_bashforth_moulton", halo_adams, 1e-8, 1e-12},
            {"dop853", halo_dop853},
            {"gl_collocation_8", halo_gl(8), 1e-6},
            {"gl_collocation_16", halo_gl(16), 1e-8}},
           {{"0.38m", 1e-9}, {"1.2mm", 3e-12}});
  add_halo_ensemble({{"0.38m", 1e-9}, {"1.2mm", 3e-12}});
  const auto coast = std::make_shared<World>(coast_model(), earth);
  add_case("P2", Problem::coast, half_decade,
           {{"odeint_fehlberg78", flight_odeint(coast, coast_time_s, controlled<Fehlberg78>(1e3)), 1e-8},
            {"odeint_dopri5", flight_odeint(coast, coast_time_s, controlled<Dopri5>(1e3)), 1e-9, 1e-14},
            {"odeint_bulirsch_stoer", flight_odeint(coast, coast_time_s, bulirsch(1e3)), 1e-7},
            {"dop853", flight_own<Dop853<double, 6>>(coast, coast_time_s), 1e-8},
            {"rkn1210", flight_own<Rkn1210<double, 6>>(coast, coast_time_s), 1e-7},
            {"gl_collocation_8", flight_gl(coast, coast_time_s, 8), 1e-7},
            {"gl_collocation_16", flight_gl(coast, coast_time_s, 16), 1e-7}},
           {{"1m", 1.0}, {"1mm", 1e-3}});
  for (const int degree : {50, 100}) {
    const auto low = std::make_shared<World>(low_orbit_model(degree), moon);
    add_case("P3-" + std::to_string(degree), degree == 50 ? Problem::low_orbit_50 : Problem::low_orbit_100,
             half_decade,
             {{"odeint_fehlberg78", flight_odeint(low, low_orbit_time_s, controlled<Fehlberg78>(1e3)), 1e-9,
               1e-12},
              {"odeint_fehlberg78_plain_field",
               flight_plain(low, degree, low_orbit_time_s, controlled<Fehlberg78>(1e3)), 0.0, 0.0, 0},
              {"dop853", flight_own<Dop853<double, 6>>(low, low_orbit_time_s), 1e-8, 1e-10},
              {"rkn1210", flight_own<Rkn1210<double, 6>>(low, low_orbit_time_s), 1e-8, 1e-10},
              {"gl_collocation_8", flight_gl(low, low_orbit_time_s, 8), 1e-6, 1e-10},
              {"gl_collocation_16", flight_gl(low, low_orbit_time_s, 16), 1e-5, 1e-10}},
             {{"1m", 1.0}, {"1cm", 1e-2}});
  }
  return true;
}();

}  // namespace
