// What the world of a step costs: all its instants at once, as the nodes of a collocation step or the stages
// of an explicit one ask for them. The method to beat for the Moon alone is the bare Clenshaw sum of its
// series at the same instants, with the same instruction set: no look-up, no time scale, no units. Times are
// for all instants of a step; work counts the instants.
#include <array>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <perilune/bodies/granule_cursor.hpp>
#include <perilune/core/isa.hpp>
#include <perilune/dynamics/environment_source.hpp>

#include "support/bare_series.hpp"

namespace {

using namespace perilune;

const Epoch start = Epoch::parse("2031-03-01T06:00:00 TDB");
constexpr int most = 24;

/// The instants of consecutive steps of half an hour, within a day, over and over.
class Steps {
 public:
  explicit Steps(int instants) : instants_(instants) {}

  std::span<const double> next() {
    step_ = (step_ + 1) % 40;
    for (int i = 0; i < instants_; ++i)
      times_[static_cast<std::size_t>(i)] = 1800.0 * (step_ + (i + 0.5) / instants_);
    return {times_.data(), static_cast<std::size_t>(instants_)};
  }

 private:
  int instants_;
  int step_ = 0;
  std::array<double, most> times_{};
};

void bare(benchmark::State& state, Isa isa) {
  const int count = static_cast<int>(state.range(0));
  const std::array only_moon{moon};
  GranuleCursor cursor(Ephemeris::embedded(), earth, only_moon, start.tdb().whole, start.tdb().fraction);
  cursor.move_to(0.0);
  const GranuleCursor::Series series = cursor.series(0);
  auto* const sum = isa == Isa::avx512 ? bench::avx512::bare_series
                    : isa == Isa::avx2 ? bench::avx2::bare_series
                                       : bench::baseline::bare_series;
  Steps steps(count);
  std::array<double, most> s{};
  alignas(64) std::array<double, 3 * most> out{};
  for (auto _ : state) {
    const auto times = steps.next();
    for (std::size_t i = 0; i < times.size(); ++i)
      s[i] = (times[i] - series.middle_s) * series.per_half_length;
    sum(series.coefficients, series.count, s.data(), count, out.data());
    benchmark::ClobberMemory();
  }
  state.counters["work"] = count;
}

enum class Form { rows, packs, environments };

void world(benchmark::State& state, Isa isa, const EnvironmentLayout& layout, Form form) {
  EnvironmentSource source(layout, Ephemeris::embedded(), start, start.tdb(), isa);
  const int count = static_cast<int>(state.range(0));
  Steps steps(count);
  alignas(64) std::array<double, EnvironmentSource::most_rows*(most + 8)> rows{};
  std::array<Environment<double>, most> environments;
  std::array<Environment<simd::pack<double, 8>>, most / 8> packs;
  for (auto _ : state) {
    const auto times = steps.next();
    switch (form) {
      case Form::rows:
        source.fill_rows(times, rows.data(), most + 8);
        break;
      case Form::environments:
        source.fill(times, {environments.data(), times.size()});
        break;
      case Form::packs:
        for (std::size_t p = 0; p < times.size() / 8; ++p) {
          std::array<double, 8> eight{};
          std::copy_n(times.begin() + static_cast<std::ptrdiff_t>(8 * p), 8, eight.begin());
          source.fill<8>(eight, packs[p]);
        }
        break;
    }
    benchmark::ClobberMemory();
  }
  state.counters["work"] = count;
}

EnvironmentLayout of(BodyId center, std::initializer_list<BodyId> bodies, bool moon_axes = false,
                     bool earth_axes = false) {
  EnvironmentLayout layout(center);
  for (const BodyId body : bodies) layout.add(body);
  if (moon_axes) layout.add_moon_axes();
  if (earth_axes) layout.add_earth_axes({});
  return layout;
}

[[maybe_unused]] const bool registered = [] {
  const auto only_moon = of(earth, {moon});
  const auto five = of(earth, {earth, moon, sun, venus, jupiter});
  const auto low_lunar = of(moon, {moon, earth, sun}, true);
  const auto both_fields = of(moon, {moon, earth, sun}, true, true);
  for (const Isa isa : available_isas()) {
    for (const int count : {8, 16}) {
      const std::string name =
          "ephemeris/" + std::string(isa_name(isa)) + "/instants:" + std::to_string(count) + "/moon/";
      const auto add = [&](const std::string& method, auto&&... arguments) {
        benchmark::RegisterBenchmark((name + method).c_str(), arguments...)->Arg(count)->ArgName("");
      };
      add("bare", bare, isa);
      add("rows", world, isa, only_moon, Form::rows);
      add("packs", world, isa, only_moon, Form::packs);
      add("environments", world, isa, only_moon, Form::environments);
    }
    const std::string name = "ephemeris/" + std::string(isa_name(isa)) + "/instants:16/";
    const auto add = [&](const std::string& method, const EnvironmentLayout& layout, Form form) {
      benchmark::RegisterBenchmark((name + method).c_str(), world, isa, layout, form)->Arg(16)->ArgName("");
    };
    add("five_bodies/rows", five, Form::rows);
    add("five_bodies/packs", five, Form::packs);
    add("five_bodies/environments", five, Form::environments);
    add("low_lunar_orbit/rows", low_lunar, Form::rows);
    add("low_lunar_orbit/packs", low_lunar, Form::packs);
    add("both_fields/rows", both_fields, Form::rows);
  }
  return true;
}();

}  // namespace
