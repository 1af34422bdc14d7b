#pragma once

#include <memory>
#include <vector>

#include <perilune/scheduling/engine/model.hpp>

#include "kernel/kernel.hpp"
#include "propagators/activity.hpp"

namespace perilune::engine::detail {

/// A number of the model: a variable of the kernel plus an offset.
struct View {
  Var x = 0;
  Int offset = 0;
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
  View add_objective(const Objective& objective);

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
};

Compiled compile(const Model& model, const CompileOptions& options);

}  // namespace perilune::engine::detail
