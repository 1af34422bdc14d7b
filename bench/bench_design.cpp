// How long the tools of trajectory design take. lambert: one solve of random problems between 7,000 and
// 380,000 km; work is the mean number of iterations.
#include <cmath>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

#include <perilune/design/lambert.hpp>

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

BENCHMARK(lambert)->Name("lambert/direct")->Arg(0);
BENCHMARK(lambert)->Name("lambert/two_revolutions")->Arg(2);

}  // namespace
