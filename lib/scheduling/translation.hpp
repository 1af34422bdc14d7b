#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <perilune/scheduling/assignment.hpp>
#include <perilune/scheduling/engine/model.hpp>
#include <perilune/scheduling/engine/solve.hpp>
#include <perilune/scheduling/problem.hpp>

namespace perilune::detail {

/// How a problem is put to the engine.
struct TranslationOptions {
  /// The requirements that count, by position; empty: all. Without the horizon, ticks stay within so much
  /// room that every schedule has one like it there.
  std::vector<bool> enabled;

  /// Each requirement that is not understood gets its position as a tag, so that a refusal names those it
  /// rests on. Without tags dates and durations become domains, which is quicker.
  bool tagged = false;
  bool with_objective = true;
};

/// A problem in the words of the engine, and the way back.
class Translation {
 public:
  /// @throws InvalidArgument if a number is beyond what the engine counts in
  explicit Translation(const ScheduleProblem& problem, TranslationOptions options = {});

  const engine::Model& model() const { return model_; }
  ScheduleAssignment read(const engine::Assignment& assignment) const;

  /// Where the search may begin: the decisions of the user, not what follows from them.
  std::vector<engine::FixedTerm> hint(const ScheduleAssignment& assignment) const;

 private:
  class Writer;

  engine::Model model_;
  std::vector<std::size_t> presence_;  ///< variable of each activity; `none` if it always takes place
  std::vector<std::size_t> way_;       ///< variable of each activity; `none` if there is one way
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
};

}  // namespace perilune::detail
