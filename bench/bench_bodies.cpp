// How long a position takes. Instants are spread over one granule of the Moon, as in a propagation; work
// counts positions. The method to beat is the bare recurrence, with no look-up and no sum.
#include <array>
#include <vector>

#include <benchmark/benchmark.h>

#include <perilune/bodies/chebyshev.hpp>
#include <perilune/bodies/ephemeris.hpp>
#include <perilune/bodies/granule_cursor.hpp>
#include <perilune/bodies/segment_tree.hpp>

namespace {

using namespace perilune;

constexpr double start_tdb_s = 566049600.0 + 600 * 4 * 86400.0;  // where a granule of the Moon begins
constexpr double step_s = 8.64;
constexpr int steps = 40000;

/// The instants of one granule, over and over.
class Instants {
 public:
  double next_s() {
    if (++i_ == steps) i_ = 0;
    return i_ * step_s;
  }

 private:
  int i_ = 0;
};

void bare_clenshaw(benchmark::State& state) {
  const ChebyshevSegment& segment = *Ephemeris::embedded().segment_tree().of_body(moon.naif)[0];
  const double* record = segment.record(segment.granule_at(start_tdb_s));
  Instants instants;
  for (auto _ : state) {
    double value[3];
    detail::chebyshev(record + 2, segment.coefficients, (instants.next_s() - record[1]) * (1.0 / record[1]),
                      value);
    benchmark::DoNotOptimize(value);
  }
  state.counters["work"] = 1;
}

void cursor(benchmark::State& state, const std::vector<BodyId>& bodies) {
  GranuleCursor cursor(Ephemeris::embedded(), earth, bodies, start_tdb_s);
  std::vector<Vector3<double>> positions_m(bodies.size());
  Instants instants;
  for (auto _ : state) {
    cursor.positions_m(instants.next_s(), positions_m);
    benchmark::DoNotOptimize(positions_m.data());
    benchmark::ClobberMemory();
  }
  state.counters["work"] = static_cast<double>(bodies.size());
}

void position(benchmark::State& state, const std::vector<BodyId>& bodies) {
  Instants instants;
  for (auto _ : state) {
    const double elapsed_s = instants.next_s();
    for (const BodyId body : bodies)
      benchmark::DoNotOptimize(Ephemeris::embedded().position_m(body, earth, start_tdb_s, elapsed_s));
  }
  state.counters["work"] = static_cast<double>(bodies.size());
}

void position_velocity(benchmark::State& state, const std::vector<BodyId>& bodies) {
  Instants instants;
  for (auto _ : state) {
    const double elapsed_s = instants.next_s();
    for (const BodyId body : bodies)
      benchmark::DoNotOptimize(Ephemeris::embedded().state_m(body, earth, start_tdb_s, elapsed_s));
  }
  state.counters["work"] = static_cast<double>(bodies.size());
}

const std::vector<BodyId> only_moon{moon};
const std::vector<BodyId> four{moon, sun, venus, jupiter};

[[maybe_unused]] const bool registered = [] {
  benchmark::RegisterBenchmark("ephemeris/moon/bare_clenshaw", bare_clenshaw);
  benchmark::RegisterBenchmark("ephemeris/moon/cursor", cursor, only_moon);
  benchmark::RegisterBenchmark("ephemeris/moon/position", position, only_moon);
  benchmark::RegisterBenchmark("ephemeris/moon/position_velocity", position_velocity, only_moon);
  benchmark::RegisterBenchmark("ephemeris/moon_sun_venus_jupiter/position", position, four);
  benchmark::RegisterBenchmark("ephemeris/moon_sun_venus_jupiter/cursor", cursor, four);
  return true;
}();

}  // namespace
