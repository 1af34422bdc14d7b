#include "kernel.hpp"

#include <algorithm>
#include <utility>

namespace perilune::engine::detail {

bool Kernel::add_clause(std::vector<Lit> literals) {
  std::sort(literals.begin(), literals.end(), [](Lit a, Lit b) {
    return a.side != b.side ? a.side < b.side : a.value > b.value;  // the weaker first
  });
  literals.erase(std::unique(literals.begin(), literals.end(), [](Lit a, Lit b) { return a.side == b.side; }),
                 literals.end());
  std::vector<Lit> open;
  for (const Lit literal : literals) {
    if (is_true(literal)) return true;
    if (!is_false(literal)) open.push_back(literal);
  }
  if (open.empty()) {
    failed_ = true;
  } else if (open.size() == 1) {
    failed_ = failed_ || !set(open.front(), {});
  } else {
    watch(store_clause(open, false, 0));
  }
  return !failed_;
}

bool Kernel::learn(const Lesson& lesson) {
  backtrack(lesson.level);
  if (on_lesson) on_lesson(lesson);
  clause_step_ *= 1.001F;
  if (clause_step_ > 1e18F) {
    for (Clause& clause : clauses_) clause.activity *= 1e-18F;
    clause_step_ *= 1e-18F;
  }
  if (lesson.clause.size() == 1) {
    if (!set(lesson.clause.front(), {})) failed_ = true;
    return !failed_;
  }
  const std::int32_t clause = store_clause(lesson.clause, true, lesson.distinct_levels);
  watch(clause);
  ++learnt_;
  return set(lesson.clause.front(), {Reason::Kind::clause, clause, 0});
}

std::int32_t Kernel::store_clause(const std::vector<Lit>& literals, bool is_learnt, int distinct_levels) {
  const auto index = static_cast<std::int32_t>(clauses_.size());
  clauses_.push_back({literals_.size(), static_cast<std::int32_t>(literals.size()), distinct_levels,
                      clause_step_, is_learnt, false});
  literals_.insert(literals_.end(), literals.begin(), literals.end());
  return index;
}

void Kernel::watch(std::int32_t clause) {
  const Lit* literals = &literals_[clauses_[at(clause)].begin];
  for (int k = 0; k < 2; ++k)
    watches_[at(opposite(literals[k].side))].push_back({-literals[k].value - 1, clause, literals[1 - k]});
}

void Kernel::forget() {
  std::vector<std::int32_t> candidates;
  for (std::size_t i = 0; i < clauses_.size(); ++i) {
    const Clause& clause = clauses_[i];
    if (clause.is_learnt && clause.size > 2 && clause.distinct_levels > 3)
      candidates.push_back(static_cast<std::int32_t>(i));
  }
  std::stable_sort(candidates.begin(), candidates.end(), [&](std::int32_t a, std::int32_t b) {
    return clauses_[at(a)].activity < clauses_[at(b)].activity;
  });
  candidates.resize(candidates.size() / 2);
  for (const std::int32_t clause : candidates) clauses_[at(clause)].is_deleted = true;
  for (Clause& clause : clauses_) {  // what holds at the root says nothing any more
    if (clause.is_deleted) continue;
    for (std::int32_t k = 0; k < clause.size; ++k) {
      if (!is_true(literals_[clause.begin + at(k)])) continue;
      clause.is_deleted = true;
      break;
    }
  }
  std::vector<Clause> clauses;
  std::vector<Lit> literals;
  clauses.reserve(clauses_.size());
  literals.reserve(literals_.size());
  learnt_ = 0;
  for (const Clause& clause : clauses_) {
    if (clause.is_deleted) continue;
    learnt_ += clause.is_learnt ? 1 : 0;
    clauses.push_back(clause);
    clauses.back().begin = literals.size();
    const auto begin = literals_.begin() + static_cast<std::ptrdiff_t>(clause.begin);
    literals.insert(literals.end(), begin, begin + clause.size);
  }
  clauses_ = std::move(clauses);
  literals_ = std::move(literals);
  for (auto& list : watches_) list.clear();
  for (std::size_t i = 0; i < clauses_.size(); ++i) watch(static_cast<std::int32_t>(i));
}

}  // namespace perilune::engine::detail
