#pragma once

#include <memory>
#include <vector>

#include <perilune/scheduling/engine/model.hpp>

#include "kernel/kernel.hpp"
#include "propagators/activity.hpp"
#include "propagators/sum.hpp"

namespace perilune::engine::detail {

/// A number of the model: a variable of the kernel plus an offset.
struct View {
  Var x = 0;
  Int offset = 0;
};

/// What an objective is looked at through: a variable of the kernel. Where the sum needs no more than 32
/// bits, the variable is as large as the sum less `base`. Where it does, the variable counts whole `unit`s of
/// it; once that is as low as can be, what is left of the sum is small, and another goal looks at it.
struct Goal {
  Var x = 0;
  Value base = 0;
  Value unit = 1;

  /// The lowest sum that goes with a value of the variable.
  Value sum(Value value) const noexcept { return base + unit * value; }
};

struct CompileOptions {
  std::vector<Tag> disabled_tags;
  bool follow_tags = false;  ///< each tag gets a selector
  bool edge_finding = true;  ///< of cumulative resources, which pays where energy is what is scarce
};

/// A model in the words of the kernel.
struct Compiled {
  struct Selector {
    Tag tag = untagged;
    Lit literal;
  };

  std::unique_ptr<Kernel> kernel;
  std::vector<View> variables;
  std::vector<View> starts;
  std::vector<View> ends;
  std::vector<Lit> presences;
  std::vector<Selector> selectors;  ///< by rising tag
  std::vector<Var> times;           ///< what to decide first, by time
  std::vector<Var> others;

  View view(const Term& term);
  /// True literals, all of which have to hold for the literal of the model to hold.
  std::vector<Lit> literals(const Literal& literal);
  /// Where all variables are fixed: their values.
  Assignment read() const;
  /// A variable that is at least the objective, and can be as low.
  Goal add_objective(const Objective& objective);
  /// The same where the sum is less than a unit above `base`, which is required: how far it is above, or 0.
  Goal add_rest(const Objective& objective, Value base);
  /// The objective is at most that. @return false if it cannot be
  bool cap(const Objective& objective, Value most);

 private:
  friend class Compiler;
  /// What its own limits and lags say about how long an interval lasts, each where its selector holds.
  struct DurationLimit {
    Int at_least = 0;  ///< of `sign` times the duration
    Int sign = 1;
    Lit selector;
  };

  std::vector<View> durations_;
  std::vector<char> has_duration_;
  std::vector<std::vector<DurationLimit>> duration_limits_;
  View duration(std::size_t interval);

  /// The sum of an objective in the words of the kernel: constant + parts, and where that may lie.
  struct WholeSum {
    std::vector<Sum::Part> parts;
    Value constant = 0;
    Value least = 0;
    Value most = 0;
  };
  WholeSum whole_sum(const Objective& objective);
  static bool is_plain(const Objective& objective);
  static bool is_narrow(const WholeSum& sum);
  /// A variable from `lowest` to `highest` that is at least (sum - base) / unit, rounded down.
  Var add_counter(const WholeSum& sum, Value base, Value unit, Value lowest, Value highest);
};

Compiled compile(const Model& model, const CompileOptions& options);

}  // namespace perilune::engine::detail
