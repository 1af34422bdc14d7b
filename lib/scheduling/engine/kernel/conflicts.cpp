#include "kernel.hpp"

#include <algorithm>
#include <utility>

namespace perilune::engine::detail {

void Kernel::explain(Lit literal, const Reason& reason, std::vector<Lit>& out) const {
  switch (reason.kind) {
    case Reason::Kind::decision:
      return;
    case Reason::Kind::lag:
      out.push_back({reason.a, literal.value + reason.b});
      return;
    case Reason::Kind::clause: {
      const Clause& clause = clauses_[at(reason.a)];
      for (std::int32_t k = 0; k < clause.size; ++k) {
        const Lit other = literals_[clause.begin + at(k)];
        if (other.side != literal.side) out.push_back(~other);
      }
      return;
    }
    case Reason::Kind::stored:
      out.insert(out.end(), store_.begin() + reason.a, store_.begin() + reason.b);
      return;
    case Reason::Kind::hole:
      out.push_back({literal.side, reason.a});
      return;
  }
}

void Kernel::claim(Lit literal, const Reason& reason) {
  if (reason.kind == Reason::Kind::decision) return;
  std::vector<Lit> clause;
  explain(literal, reason, clause);
  for (Lit& fact : clause) fact = ~fact;
  clause.push_back(literal);
  on_claim(clause);
}

/// The event that made a true literal true; -1 where the root did.
std::int32_t Kernel::event_of(Lit literal) const {
  std::int32_t event = last_[at(literal.side)];
  constexpr int short_way = 4;  // as far it is quicker to go one by one
  for (int steps = 0; event >= 0; ++steps) {
    const Event& now = trail_[at(event)];
    if (now.before > literal.value) break;
    const bool may_skip = steps >= short_way && now.skip >= 0 && trail_[at(now.skip)].after <= literal.value;
    event = may_skip ? now.skip : now.previous;
  }
  return event >= 0 && trail_[at(event)].level > 0 ? event : -1;
}

void Kernel::need(Lit literal, int conflict_level) {
  const std::int32_t event = event_of(literal);
  if (event < 0) return;
  if (on_involved) on_involved(literal);
  if (marked_[at(event)]) {
    needed_[at(event)] = std::min(needed_[at(event)], literal.value);
    return;
  }
  marked_[at(event)] = 1;
  needed_[at(event)] = literal.value;
  if (trail_[at(event)].level == conflict_level) {
    ++open_;
  } else {
    below_.push_back(event);
  }
}

bool Kernel::analyse(Lesson& lesson) {
  int deepest = 0;
  for (const Lit fact : conflict_) {
    const std::int32_t event = event_of(fact);
    if (event >= 0) deepest = std::max(deepest, trail_[at(event)].level);
  }
  if (deepest == 0) return !(failed_ = true);
  backtrack(deepest);

  marked_.resize(trail_.size(), 0);
  needed_.resize(trail_.size());
  below_.clear();
  open_ = 0;
  std::vector<Lit> facts = std::move(conflict_);
  std::size_t index = trail_.size();
  Lit asserted;
  for (;;) {
    for (const Lit fact : facts) need(fact, deepest);
    do --index;
    while (!marked_[index]);
    const Event& event = trail_[index];
    const Lit literal{event.side, needed_[index]};
    marked_[index] = 0;
    if (--open_ == 0) {
      asserted = literal;
      break;
    }
    facts.clear();
    explain(literal, event.reason, facts);
    if (event.reason.kind == Reason::Kind::clause) clauses_[at(event.reason.a)].activity += clause_step_;
    work_ += static_cast<std::int64_t>(facts.size() >> 1);
  }
  conflict_ = std::move(facts);

  for (const std::int32_t event : below_) marked_[at(event)] = 0;
  minimise(below_);

  lesson.clause.assign(1, ~asserted);
  lesson.level = 0;
  ++stamp_;
  level_stamp_.resize(levels_.size() + 1, 0);
  lesson.distinct_levels = 1;
  for (const std::int32_t event : below_) {
    const Event& of = trail_[at(event)];
    if (of.side == asserted.side) continue;  // the asserted one says more
    lesson.clause.push_back(~Lit{of.side, needed_[at(event)]});
    if (of.level > lesson.level) {
      lesson.level = of.level;
      std::swap(lesson.clause[1], lesson.clause.back());
    }
    if (level_stamp_[at(of.level)] != stamp_) {
      level_stamp_[at(of.level)] = stamp_;
      ++lesson.distinct_levels;
    }
  }
  if (on_claim) on_claim(lesson.clause);
  return true;
}

/// Drops the events whose literals follow from those of the others, and all but the strongest of each side.
void Kernel::minimise(std::vector<std::int32_t>& events) {
  std::sort(events.begin(), events.end());
  verdict_.resize(trail_.size());
  for (const std::int32_t event : events) kept_of_side_[at(trail_[at(event)].side)] = event;  // the latest
  std::size_t kept = 0;
  std::vector<std::int32_t> all = events;
  for (const std::int32_t event : all) {
    const Event& of = trail_[at(event)];
    if (kept_of_side_[at(of.side)] != event) continue;
    if (!follows_from_kept({of.side, needed_[at(event)]}, event, event, 0)) events[kept++] = event;
  }
  events.resize(kept);
  for (const std::int32_t event : all) kept_of_side_[at(trail_[at(event)].side)] = -1;
  for (const std::int32_t event : judged_) verdict_[at(event)].implied = 0;
  judged_.clear();
}

/// Whether everything that made the literal true is implied.
bool Kernel::follows_from_kept(Lit literal, std::int32_t event, std::int32_t before, int depth) {
  const Reason& reason = trail_[at(event)].reason;
  if (reason.kind == Reason::Kind::decision) return false;
  std::vector<Lit> facts;
  explain(literal, reason, facts);
  return std::all_of(facts.begin(), facts.end(),
                     [&](Lit fact) { return is_implied(fact, before, depth + 1); });
}

/// Whether a true literal follows from literals of the lesson that came before `before`. In that order
/// nothing can be dropped because of itself.
bool Kernel::is_implied(Lit literal, std::int32_t before, int depth) {
  const std::int32_t event = event_of(literal);
  if (event < 0) return true;
  const std::int32_t kept = kept_of_side_[at(literal.side)];
  if (kept >= 0 && kept < before && needed_[at(kept)] <= literal.value) return true;
  if (depth > 12) return false;
  Verdict& known = verdict_[at(event)];
  if (known.implied > 0 && known.value <= literal.value) return true;
  if (known.implied < 0 && known.value >= literal.value) return false;
  const bool implied = follows_from_kept(literal, event, before, depth);
  verdict_[at(event)] = {static_cast<signed char>(implied ? 1 : -1), literal.value};
  judged_.push_back(event);
  return implied;
}

std::vector<Lit> Kernel::decisions_against(Lit literal) {
  std::vector<Lit> decisions;
  std::vector<char> seen(trail_.size(), 0);
  std::vector<Int> needed(trail_.size(), 0);
  const auto mark = [&](Lit fact) {
    const std::int32_t event = event_of(fact);
    if (event < 0) return;
    needed[at(event)] = seen[at(event)] ? std::min(needed[at(event)], fact.value) : fact.value;
    seen[at(event)] = 1;
  };
  mark(~literal);
  std::vector<Lit> facts;
  for (std::size_t i = trail_.size(); i > 0; --i) {
    if (!seen[i - 1]) continue;
    const Event& event = trail_[i - 1];
    if (event.reason.kind == Reason::Kind::decision) decisions.push_back({event.side, event.after});
    facts.clear();
    explain({event.side, needed[i - 1]}, event.reason, facts);
    for (const Lit fact : facts) mark(fact);
  }
  return decisions;
}

}  // namespace perilune::engine::detail
