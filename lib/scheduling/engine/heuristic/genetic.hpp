#pragma once

#include <cstdint>
#include <vector>

#include "engine/heuristic/project.hpp"
#include "engine/random.hpp"

namespace perilune::engine::detail {

/// Places activities one after the other, each as early (or as late) as precedence, windows and resources let
/// it.
class ScheduleGeneration {
 public:
  using Starts = std::vector<std::int32_t>;

  explicit ScheduleGeneration(const Project& project);

  /// @param order  respects precedence
  /// @return  start of the sink; -1: something found no place within the horizon
  std::int32_t forward(const std::vector<std::int32_t>& order, Starts& starts);
  /// From the last of the order to the first, each as late as can be, with the sink at `end`.
  /// @return  whether everything found a place
  bool backward(const std::vector<std::int32_t>& order, std::int32_t end, Starts& starts);
  /// Forward, late, and early again: what is called double justification. `order` becomes that of the ends.
  std::int32_t justified(std::vector<std::int32_t>& order, Starts& starts);
  /// Late from an order of ends, and early from what that gives. `order` becomes that of the new ends.
  std::int32_t late_then_early(std::vector<std::int32_t>& order, std::int32_t end, Starts& starts);
  void order_by_start(const Starts& starts, std::vector<std::int32_t>& order);

  std::int64_t count() const noexcept { return count_; }

 private:
  std::int32_t place_early(std::size_t activity, std::int32_t from);
  std::int32_t place_late(std::size_t activity, std::int32_t to);
  bool fits(std::size_t activity, std::int32_t tick) const;
  void occupy(std::size_t activity, std::int32_t start);
  std::int32_t next_start(std::size_t activity, std::int32_t from) const;
  std::int32_t last_start(std::size_t activity, std::int32_t to) const;
  void clear();
  void order_by_end(const Starts& starts, std::vector<std::int32_t>& order);

  const Project& project_;
  std::vector<std::uint64_t> free_;
  std::vector<std::int32_t> rank_;
  std::vector<char> leads_to_sink_;
  std::int64_t count_ = 0;
  std::int32_t used_until_ = 0;
};

/// A steady-state genetic search over orders of ends: crossover of two points, moves of single activities
/// within what precedence leaves them, and each child placed late, then early. Of two schedules of one
/// length, the one whose energy comes earlier is better: it leaves room at its end. Source: Valls, Ballestin,
/// Quintanilla, A hybrid genetic algorithm for the RCPSP, EJOR 185 (2008), for the idea.
class Genetic {
 public:
  Genetic(const Project& project, std::uint64_t seed);

  /// Makes about so many schedules more. Stops where the sink starts no later than `enough`, or as early as
  /// precedence lets it.
  void run(std::int64_t schedules, std::int32_t enough);

  bool has_answer() const noexcept { return best_ >= 0; }
  std::int32_t best() const noexcept { return best_; }
  const ScheduleGeneration::Starts& starts() const noexcept { return best_starts_; }
  std::int64_t schedules() const noexcept { return generation_.count(); }
  /// Lets an answer from elsewhere take part.
  void add(const ScheduleGeneration::Starts& starts);

 private:
  struct Individual {
    std::vector<std::int32_t> order{};
    ScheduleGeneration::Starts starts{};
    std::int32_t value = 0;
    std::int64_t lateness = 0;  ///< of its energy
    std::uint64_t hash = 0;
  };
  static bool is_worse(const Individual& a, const Individual& b) {
    return a.value != b.value ? a.value > b.value : a.lateness > b.lateness;
  }

  void note(const Individual& individual);
  Individual first(std::size_t number);
  Individual child();
  void mutate(std::vector<std::int32_t>& order);
  void insert(Individual individual);
  const Individual& tournament();

  const Project& project_;
  ScheduleGeneration generation_;
  Random random_;
  std::size_t wanted_;
  std::size_t drawn_ = 0;  ///< at random, to begin with
  std::vector<std::int32_t> tails_;
  std::vector<std::int64_t> energy_;
  std::vector<Individual> population_;
  std::vector<char> taken_;
  std::int32_t soonest_ = 0;  ///< of the sink, without resources
  std::int32_t best_ = -1;
  ScheduleGeneration::Starts best_starts_;
  std::size_t stale_ = 0;  ///< children since the last gain
};

}  // namespace perilune::engine::detail
