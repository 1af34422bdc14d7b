// How long the acceleration of a field of spherical harmonics takes, and the axes that it needs, once an
// instant. Positions lie along low orbits; work counts the pairs of degree and order, the central one
// included. error is the largest difference, relative to the whole acceleration, from the same sum in long
// double.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include <benchmark/benchmark.h>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/dynamics/environment_source.hpp>
#include <perilune/dynamics/spherical_harmonics.hpp>

#include "support/machine.hpp"

namespace {

using namespace perilune;

constexpr int places = 64;

std::array<Vector3<double>, places> low_orbit(double radius_m) {
  std::array<Vector3<double>, places> positions_m;
  for (std::size_t i = 0; i < places; ++i) {
    const double angle = 2.0 * 3.14159265358979323846 * (static_cast<double>(i) + 0.3) / places;
    positions_m[i] = {radius_m * std::cos(angle) * 0.6, radius_m * std::cos(angle) * 0.8,
                      radius_m * std::sin(angle)};
  }
  return positions_m;
}

void field(benchmark::State& state, const GravityField& of, double radius_m, Isa isa = chosen_isa()) {
  const int degree = static_cast<int>(state.range(0));
  const detail::HarmonicSeries series(of, degree, degree, isa);
  const auto positions_m = low_orbit(radius_m);
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(series.acceleration_m_s2(positions_m[i]));
    i = (i + 1) % places;
  }
  double error = 0.0;
  for (const Vector3<double>& r : positions_m) {
    const auto exact = series.acceleration_m_s2(Vector3<long double>(r.x(), r.y(), r.z()));
    const Vector3<double> found = series.acceleration_m_s2(r);
    const Vector3<long double> difference = exact - Vector3<long double>(found.x(), found.y(), found.z());
    error = std::max(error, static_cast<double>(difference.norm() / exact.norm()));
  }
  state.counters["error"] = error;
  state.counters["work"] = (degree + 1) * (degree + 2) / 2;
}

/// The share of the machine's multiply-adds that eight sums get: `operations` for each pair of degree and
/// order. The bound is measured here and now.
benchmark::Counter share_of_bound(int operations, int degree, Isa isa) {
  const double pairs = (degree + 1) * (degree + 2) / 2;
  const double registers = 8.0 / isa_lanes(isa);
  return benchmark::Counter(operations * pairs * registers / bench::measure_fma_per_s(isa),
                            benchmark::Counter::kIsIterationInvariantRate);
}

/// Eight places at once, the time for all eight.
void eight_places(benchmark::State& state, Isa isa) {
  const int degree = static_cast<int>(state.range(0));
  const detail::HarmonicSeries series(embedded_moon_gravity(), degree, degree, isa);
  const auto positions_m = low_orbit(1837.4e3);
  double in[3][places], out[3][places];
  for (std::size_t i = 0; i < places; ++i) {
    for (std::size_t k = 0; k < 3; ++k) in[k][i] = positions_m[i][static_cast<int>(k)];
  }
  std::size_t i = 0;
  for (auto _ : state) {
    series.accelerations_m_s2(8, {in[0] + i, in[1] + i, in[2] + i}, {out[0] + i, out[1] + i, out[2] + i});
    benchmark::ClobberMemory();
    i = (i + 8) % places;
  }
  state.counters["work"] = 8 * (degree + 1) * (degree + 2) / 2;
  state.counters["share"] = share_of_bound(9, degree, isa);
}

void eight_gradients(benchmark::State& state, Isa isa) {
  const int degree = static_cast<int>(state.range(0));
  const detail::HarmonicSeries series(embedded_moon_gravity(), degree, degree, isa);
  const auto positions_m = low_orbit(1837.4e3);
  double in[3][8], out[5][8];
  for (std::size_t i = 0; i < 8; ++i) {
    for (std::size_t k = 0; k < 3; ++k) in[k][i] = positions_m[i][static_cast<int>(k)];
  }
  for (auto _ : state) {
    series.gradients_s2(8, {in[0], in[1], in[2]}, {out[0], out[1], out[2], out[3], out[4]});
    benchmark::ClobberMemory();
  }
  state.counters["work"] = 8 * (degree + 1) * (degree + 2) / 2;
  state.counters["share"] = share_of_bound(13, degree, isa);
}

void axes(benchmark::State& state, BodyId body) {
  const Epoch start = Epoch::parse("2031-03-01T06:00:00 TDB");
  EnvironmentLayout layout(body);
  if (body == moon) {
    layout.add_moon_axes();
  } else {
    layout.add_earth_axes({});
  }
  EnvironmentSource source(layout, Ephemeris::embedded(), start, start.tdb());
  double elapsed_s = 0.0;
  Environment<double> environment;
  for (auto _ : state) {
    elapsed_s = elapsed_s > 80000.0 ? 0.0 : elapsed_s + 17.0;
    source.fill({&elapsed_s, 1}, {&environment, 1});
    benchmark::DoNotOptimize(environment);
  }
  state.counters["work"] = 1;
}

/// What a propagation pays before its first step: the table of the Earth's pole.
void earth_axes_set_up(benchmark::State& state) {
  const Epoch start = Epoch::parse("2031-03-01T06:00:00 TDB");
  for (auto _ : state) {
    detail::EarthAxesTable table(start, {});
    benchmark::DoNotOptimize(table.axes(100.0));
  }
  state.counters["work"] = 1;
}

[[maybe_unused]] const bool registered = [] {
  for (const int degree : {8, 20, 50, 100, 150}) {
    benchmark::RegisterBenchmark("gravity/moon/degree", [](benchmark::State& state) {
      field(state, embedded_moon_gravity(), 1837.4e3);
    })->Arg(degree);
  }
  for (const int degree : {8, 20, 70}) {
    benchmark::RegisterBenchmark("gravity/earth/degree", [](benchmark::State& state) {
      field(state, embedded_earth_gravity(), 6778e3);
    })->Arg(degree);
  }
  for (const Isa isa : available_isas()) {
    const std::string name = "gravity/moon/isa:" + std::string(isa_name(isa));
    benchmark::RegisterBenchmark(
        (name + "/one/degree").c_str(),
        [isa](benchmark::State& state) { field(state, embedded_moon_gravity(), 1837.4e3, isa); })
        ->Arg(50)
        ->Arg(100);
    benchmark::RegisterBenchmark((name + "/eight/degree").c_str(), eight_places, isa)
        ->Arg(8)
        ->Arg(20)
        ->Arg(50)
        ->Arg(100);
    benchmark::RegisterBenchmark((name + "/gradient_eight/degree").c_str(), eight_gradients, isa)
        ->Arg(50)
        ->Arg(100);
  }
  benchmark::RegisterBenchmark("gravity/moon/axes", axes, moon);
  benchmark::RegisterBenchmark("gravity/earth/axes", axes, earth);
  benchmark::RegisterBenchmark("gravity/earth/axes/set_up", earth_axes_set_up);
  return true;
}();

}  // namespace
