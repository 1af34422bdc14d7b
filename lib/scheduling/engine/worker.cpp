#include "worker.hpp"

#include <algorithm>

namespace perilune::engine::detail {
namespace {

constexpr std::int64_t probe_conflicts = 3000;  // after as many, a nearer target may be easier to refute
constexpr std::int64_t part_conflicts = 300;    // for each part of the best answer that is left free

}  // namespace

Worker::Worker(const Task& task, Strategy strategy, SearchSettings settings)
    : strategy_(strategy), compiled_(compile(*task.model, task.compile)) {
  Kernel& kernel = *compiled_.kernel;
  for (std::size_t i = 0; i < task.caps.size(); ++i) {
    if (!compiled_.cap(task.model->objectives[i], task.caps[i])) knowledge_.is_closed = true;
  }
  if (task.objective) {
    const Objective& objective = task.model->objectives[*task.objective];
    objective_ = task.rest_above ? compiled_.add_rest(objective, *task.rest_above)
                                 : compiled_.add_objective(objective);
  }
  for (const Compiled::Selector& selector : compiled_.selectors) assumptions_.push_back(selector.literal);
  search_ = std::make_unique<Search>(kernel, compiled_.times, compiled_.others, settings);
  if (strategy == Strategy::improve && objective_ && !task.model->intervals.empty())
    neighbourhood_.emplace(*task.model, settings.seed);
  if (!kernel.propagate()) knowledge_.is_closed = true;
  if (objective_ && !knowledge_.is_closed) knowledge_.bound = lowest_objective();
}

Value Worker::lowest_objective() const {
  return Value{compiled_.kernel->lower(objective_->x)} + objective_base();
}

bool Worker::cap_objective(Value value) {
  return compiled_.kernel->add_clause({le(objective_->x, static_cast<Int>(value - objective_base()))}) &&
         compiled_.kernel->propagate();
}

void Worker::set_hint(const std::vector<FixedTerm>& hint) {
  if (hint.empty()) return;
  std::vector<Int> guide(compiled_.kernel->variable_count());
  for (Var x = 0; x < static_cast<Var>(guide.size()); ++x)
    guide[static_cast<std::size_t>(x)] = compiled_.kernel->lower(x);
  for (const FixedTerm& fixed : hint) {
    const View v = compiled_.view(fixed.term);
    guide[static_cast<std::size_t>(v.x)] = static_cast<Int>(std::clamp<Value>(
        fixed.value - v.offset, compiled_.kernel->lower(v.x), compiled_.kernel->upper(v.x)));
  }
  search_->set_guide(std::move(guide));
  search_->follow_guide(true);
}

void Worker::learn_from(const Knowledge& known) {
  if (knowledge_.is_closed) return;
  if (known.value && objective_ && (!knowledge_.value || *known.value < *knowledge_.value)) {
    knowledge_.value = known.value;
    knowledge_.assignment = known.assignment;
    guide_to_answer();
    if (!cap_objective(*known.value - 1)) knowledge_.is_closed = true;
  }
  if (known.bound && objective_ && !knowledge_.is_closed && *known.bound > lowest_objective()) {
    const Lit literal = ge(objective_->x, static_cast<Int>(*known.bound - objective_base()));
    if (!compiled_.kernel->add_clause({literal}) || !compiled_.kernel->propagate())
      knowledge_.is_closed = true;
    knowledge_.bound = known.bound;
  }
}

void Worker::guide_to_answer() {
  std::vector<Int> guide(compiled_.kernel->variable_count());
  for (Var x = 0; x < static_cast<Var>(guide.size()); ++x)
    guide[static_cast<std::size_t>(x)] = compiled_.kernel->lower(x);
  const auto set = [&](const View& v, Value value) {
    guide[static_cast<std::size_t>(v.x)] = static_cast<Int>(value - v.offset);
  };
  const Assignment& answer = knowledge_.assignment;
  for (std::size_t i = 0; i < answer.intervals.size(); ++i) {
    if (!answer.intervals[i].present) continue;
    set(compiled_.ends[i], answer.intervals[i].end);
    set(compiled_.starts[i], answer.intervals[i].start);
  }
  for (std::size_t i = 0; i < answer.variables.size(); ++i) set(compiled_.variables[i], answer.variables[i]);
  search_->set_guide(std::move(guide));
}

void Worker::note_answer() {
  knowledge_.assignment = compiled_.read();
  knowledge_.value = objective_ ? lowest_objective() : 0;
  compiled_.kernel->backtrack(0);
  if (!objective_) {
    knowledge_.is_closed = true;
    return;
  }
  guide_to_answer();
  search_->follow_guide(false);
  if (!cap_objective(*knowledge_.value - 1)) knowledge_.is_closed = true;
}

/// What the next search assumes beside the tags, and how far it may go. @return  of a probe, its target
Value Worker::aim(std::vector<Lit>& assumptions, Search::Limits& limits) {
  Kernel& kernel = *compiled_.kernel;
  if (is_improving()) {
    for (const Lit literal : neighbourhood_->freeze(compiled_, knowledge_.assignment))
      assumptions.push_back(literal);
    kernel.add_work(static_cast<std::int64_t>(assumptions.size()));  // so that parts refused at once count
    limits.conflicts = std::min(limits.conflicts, search_->conflicts() + part_conflicts);
  }
  if (!is_probing()) return 0;
  const Value highest = Value{kernel.upper(objective_->x)} + objective_base();
  if (probe_ends_ <= search_->conflicts()) {
    step_ = std::max<Value>(1, step_ / 2);
    probe_ends_ = search_->conflicts() + probe_conflicts;
  }
  const Value target = std::min(lowest_objective() + step_ - 1, highest);
  assumptions.push_back(le(objective_->x, static_cast<Int>(target - objective_base())));
  if (step_ > 1) limits.conflicts = std::min(limits.conflicts, probe_ends_);
  return target;
}

/// What was assumed cannot hold.
void Worker::refuse(Value target) {
  Kernel& kernel = *compiled_.kernel;
  if (is_improving()) {
    neighbourhood_->was_searched();
  } else if (is_probing()) {
    if (!kernel.add_clause({ge(objective_->x, static_cast<Int>(target + 1 - objective_base()))}) ||
        !kernel.propagate())
      knowledge_.is_closed = true;
    step_ *= 2;
    probe_ends_ = search_->conflicts() + probe_conflicts;
  } else {
    knowledge_.is_closed = true;
    for (const Compiled::Selector& selector : compiled_.selectors)
      if (std::find(search_->refutation().begin(), search_->refutation().end(), selector.literal) !=
          search_->refutation().end())
        knowledge_.core.push_back(selector.tag);
  }
}

void Worker::run(std::int64_t work, std::int64_t conflicts, const std::function<bool()>& should_stop) {
  const Kernel& kernel = *compiled_.kernel;
  const Search::Limits limits{kernel.work() + work, search_->conflicts() + conflicts, should_stop};
  const auto is_over = [&] {
    return kernel.work() >= limits.work || search_->conflicts() >= limits.conflicts ||
           (should_stop && should_stop());
  };
  while (!knowledge_.is_closed) {
    std::vector<Lit> assumptions = assumptions_;
    Search::Limits now = limits;
    const Value target = aim(assumptions, now);
    switch (search_->run(assumptions, now)) {
      case Search::Outcome::answer:
        note_answer();
        step_ = 1;
        break;
      case Search::Outcome::infeasible:
        knowledge_.is_closed = true;
        break;
      case Search::Outcome::refuted:
        refuse(target);
        if (is_improving() && is_over()) return;
        break;
      case Search::Outcome::stopped:
        if (is_over()) {
          if (objective_) knowledge_.bound = lowest_objective();
          return;
        }
        if (is_improving()) neighbourhood_->was_too_large();
        break;
    }
  }
  if (objective_ && knowledge_.value) knowledge_.bound = knowledge_.value;
}

}  // namespace perilune::engine::detail
