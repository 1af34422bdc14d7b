// How long the tools of trajectory design take. lambert: one solve of random problems between 7,000 and
// 380,000 km; work is the mean number of iterations. translunar: one transfer from Wenchang to a 200 km polar
// perilune, converged in the full model; work is the number of flights, error the miss of the perilune [m].
// windows: a month of departures; work is the number of windows. families: nine families of periodic
// orbits, a hundred members each, on two threads, with their bifurcations; work is the number of members,
// error the worst closure after one period, without units. return: seven flights home to Siziwang, work the
// mean number of flights, error the worst miss of the site [m]; return_windows: a month of departures.
// libration: ten revolutions of a near-rectilinear orbit closed in the full model; work is the number of
// Newton steps, error the worst gap [m].
#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

#include <perilune/core/thread_pool.hpp>
#include <perilune/design/families/named_families.hpp>
#include <perilune/design/lambert.hpp>
#include <perilune/design/libration/ephemeris_orbit.hpp>
#include <perilune/design/return/return_windows.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/design/windows.hpp>

namespace {

using namespace perilune;

std::vector<LambertProblem> random_problems(std::size_t count) {
  std::mt19937_64 generator(20260301);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  std::normal_distribution<double> normal;
  const auto position_m = [&] {
    const Eigen::Vector3d direction(normal(generator), normal(generator), normal(generator));
    return Eigen::Vector3d(7e6 * std::exp(4.0 * unit(generator)) * direction.normalized());
  };
  std::vector<LambertProblem> problems;
  while (problems.size() < count) {
    LambertProblem problem{position_m(), position_m(), 0.0, 398600.4418e9};
    const double s_m = 0.5 * (problem.r1_m.norm() + problem.r2_m.norm());
    problem.time_of_flight_s =
        std::sqrt(s_m * s_m * s_m / problem.mu_m3_s2) * std::exp(-3.0 + 7.0 * unit(generator));
    problems.push_back(problem);
  }
  return problems;
}

void lambert(benchmark::State& state) {
  const int revolutions = static_cast<int>(state.range(0));
  const std::vector<LambertProblem> all = random_problems(4096);
  const LambertOptions options{.revolutions = revolutions};
  std::vector<LambertProblem> problems;
  double iterations = 0.0;
  for (const LambertProblem& problem : all) {
    const LambertSolution solution = solve_lambert(problem, options);
    if (solution.status != LambertStatus::converged) continue;
    iterations += solution.iterations;
    problems.push_back(problem);
  }
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(solve_lambert(problems[i], options));
    if (++i == problems.size()) i = 0;
  }
  state.counters["work"] = iterations / static_cast<double>(problems.size());
  state.counters["solves_per_s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void translunar(benchmark::State& state) {
  std::vector<TranslunarRequest> requests;
  for (int i = 0; i < 16; ++i) {
    TranslunarRequest request;
    request.site = wenchang();
    request.earliest = Epoch::parse("2026-01-01 UTC") + Duration::days(450.0 * i);
    request.opportunity = i % 2 == 0 ? DailyOpportunity::northbound : DailyOpportunity::southbound;
    request.time_of_flight = Duration::days(3.5 + 0.125 * i);
    requests.push_back(request);
  }
  double flights = 0.0, miss_m = 0.0;
  for (auto _ : state) {  // all of them, so that every iteration is the same work
    flights = 0.0;
    for (const TranslunarRequest& request : requests) {
      const TranslunarTransfer transfer = design_translunar(request);
      if (transfer.status != TranslunarStatus::converged) state.SkipWithError("did not converge");
      flights += transfer.flights / 16.0;
      miss_m = std::max(miss_m, std::abs(transfer.perilune_altitude_m - 200e3));
    }
  }
  state.counters["work"] = flights;
  state.counters["error"] = miss_m;
  state.counters["solves_per_s"] =
      benchmark::Counter(16.0 * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void month_of_windows(benchmark::State& state, WindowConfirmation confirm) {
  WindowProfile profile;
  profile.site = wenchang();
  profile.site.azimuth_min = Angle::from_si(1.5707963267948966);
  profile.site.azimuth_max = Angle::from_si(2.0943951023931953);
  profile.horizon = {Epoch::parse("2026-01-01 UTC"), Epoch::parse("2026-01-31 UTC")};
  profile.most_insertion_delta_v = Speed::from_si(830.0);
  std::size_t windows = 0;
  for (auto _ : state) windows = search_windows(profile, {.confirm = confirm}).windows.size();
  state.counters["work"] = static_cast<double>(windows);
}

void nine_families(benchmark::State& state) {
  ThreadPool pool({.threads = 2});
  double worst = 0.0, members = 0.0;
  for (auto _ : state) {
    members = worst = 0.0;
    for (const OrbitFamily& family : find_families(earth_moon_cr3bp(), all_families, {}, pool)) {
      if (family.members.size() < 100) state.SkipWithError("a family has fewer than 100 members");
      members += static_cast<double>(family.members.size());
      for (const PeriodicOrbit& orbit : family.members) worst = std::max(worst, orbit.closure_nd);
    }
  }
  state.counters["work"] = members;
  state.counters["error"] = worst;
}

void seven_returns(benchmark::State& state) {
  double flights = 0.0, miss_m = 0.0;
  for (auto _ : state) {
    flights = 0.0;
    for (int i = 0; i < 7; ++i) {
      ReturnRequest request;
      request.departure = Epoch::parse("2026-03-06 UTC") + Duration::days(2.0 * i);
      request.time_of_flight = Duration::days(3.4 + 0.2 * i);
      request.site = siziwang();
      request.entry = skip_entry();
      const ReturnFlight home = design_return(request);
      if (home.status != ReturnStatus::converged) state.SkipWithError("did not converge");
      flights += home.flights / 7.0;
      miss_m = std::max(miss_m, 6378e3 * std::hypot(home.miss.downrange_rad, home.miss.crossrange_rad));
    }
  }
  state.counters["work"] = flights;
  state.counters["error"] = miss_m;
  state.counters["solves_per_s"] =
      benchmark::Counter(7.0 * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void month_of_returns(benchmark::State& state, bool confirm) {
  ReturnProfile profile;
  profile.horizon = {Epoch::parse("2026-03-01 UTC"), Epoch::parse("2026-03-31 UTC")};
  profile.site = siziwang();
  profile.entry = skip_entry();
  std::size_t windows = 0;
  for (auto _ : state) windows = search_return_windows(profile, {.confirm = confirm}).windows.size();
  state.counters["work"] = static_cast<double>(windows);
}

void ten_revolutions(benchmark::State& state) {
  const Cr3bp model = earth_moon_cr3bp();
  const OrbitFamily family = find_family(model, FamilyName::near_rectilinear, {.find_bifurcations = false});
  const PeriodicOrbit halo = members_with(
      model, family, [](const PeriodicOrbit& orbit) { return orbit.periapsis_nd; }, 0.00839)[0];
  EphemerisOrbit orbit;
  for (auto _ : state) orbit = ephemeris_orbit(model, halo, Epoch::parse("2026-01-05 UTC"), 10);
  if (orbit.status != EphemerisOrbitStatus::converged) state.SkipWithError("did not converge");
  state.counters["work"] = orbit.iterations;
  state.counters["error"] = orbit.worst_gap_m;
}

BENCHMARK(seven_returns)->Name("return/seven")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(month_of_returns, scan, false)
    ->Name("return_windows/month/scan")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(month_of_returns, confirmed, true)
    ->Name("return_windows/month/confirmed")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(ten_revolutions)->Name("libration/ten_revolutions")->Unit(benchmark::kMillisecond);
BENCHMARK(nine_families)->Name("families/nine/threads:2")->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(translunar)->Name("translunar/sixteen")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(month_of_windows, scan, WindowConfirmation::none)
    ->Name("windows/month/scan")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(month_of_windows, centres, WindowConfirmation::centres)
    ->Name("windows/month/centres")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(month_of_windows, edges, WindowConfirmation::edges)
    ->Name("windows/month/edges")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(lambert)->Name("lambert/direct")->Arg(0);
BENCHMARK(lambert)->Name("lambert/two_revolutions")->Arg(2);

}  // namespace
