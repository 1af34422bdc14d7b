#pragma once

#include <optional>
#include <vector>

#include <perilune/scheduling/engine/solve.hpp>

#include "compile.hpp"
#include "kernel/search.hpp"
#include "neighbourhood.hpp"

namespace perilune::engine::detail {

/// One objective of a model, and what those before it may cost.
struct Task {
  const Model* model = nullptr;
  CompileOptions compile{};
  std::vector<Value> caps{};  ///< of the objectives before
  std::optional<std::size_t> objective{};
  /// The objective is less than a unit of its goal above that: what is left of a large sum.
  std::optional<Value> rest_above{};
};

/// What workers tell each other between two rounds. Value and bound of an objective that is looked at through
/// a goal with a unit are counted in those units, from its base.
struct Knowledge {
  std::optional<Value> value{};  ///< of the best answer
  Assignment assignment{};
  std::optional<Value> bound{};
  bool is_closed = false;  ///< nothing better exists
  std::vector<Tag> core{};
};

enum class Strategy {
  descend,  ///< any better answer, again and again
  raise,    ///< is there one near the bound? If not, the bound rises
  improve,  ///< a better one that has most in common with the best, again and again
};

/// One search process.
class Worker {
 public:
  Worker(const Task& task, Strategy strategy, SearchSettings settings);

  /// Takes over what others know, at the root.
  void learn_from(const Knowledge& knowledge);
  void set_hint(const std::vector<FixedTerm>& hint);
  /// Works on for about that much, and says what it then knows.
  void run(std::int64_t work, std::int64_t conflicts, const std::function<bool()>& should_stop);

  const Knowledge& knowledge() const noexcept { return knowledge_; }
  const std::optional<Goal>& goal() const noexcept { return objective_; }
  std::int64_t conflicts() const noexcept { return search_->conflicts(); }

 private:
  void note_answer();
  void guide_to_answer();
  Value lowest_objective() const;
  Value objective_base() const { return objective_->unit == 1 ? objective_->base : 0; }
  bool cap_objective(Value value);
  bool is_probing() const { return strategy_ == Strategy::raise && objective_; }
  bool is_improving() const { return neighbourhood_ && knowledge_.value; }
  Value aim(std::vector<Lit>& assumptions, Search::Limits& limits);
  void refuse(Value target);

  Strategy strategy_;
  Compiled compiled_;
  std::optional<Goal> objective_;
  std::unique_ptr<Search> search_;
  std::vector<Lit> assumptions_;
  Knowledge knowledge_;
  Value step_ = 1;
  std::int64_t probe_ends_ = 0;
  std::optional<Neighbourhood> neighbourhood_;
};

}  // namespace perilune::engine::detail
