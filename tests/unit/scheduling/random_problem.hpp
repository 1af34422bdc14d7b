#pragma once

#include <cstdint>
#include <random>

#include <perilune/scheduling/problem.hpp>

namespace perilune::test {

/// Whole numbers that are the same on every machine for one seed.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  /// Between `first` and `last`, both included.
  int roll(int first, int last) {
    return first + static_cast<int>(engine_() % static_cast<std::uint64_t>(last - first + 1));
  }
  bool chance(int percent) { return roll(1, 100) <= percent; }

 private:
  std::mt19937_64 engine_;
};

/// A problem of two to four activities on a horizon of five to nine minutes, with every feature: durations
/// and lags with and without a longest, all four kinds of precedence, windows, actual dates, releases,
/// deadlines, goals. About half of them are infeasible.
ScheduleProblem random_problem(std::uint64_t seed);

}  // namespace perilune::test
