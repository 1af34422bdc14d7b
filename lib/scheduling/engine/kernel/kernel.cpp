#include "kernel.hpp"

#include <algorithm>
#include <utility>

namespace perilune::engine::detail {
Kernel::Kernel() {
  add_variable(0, 0);
}

// ---- Building

Var Kernel::add_variable(Int lowest, Int highest, Lit scope) {
  const Var x = static_cast<Var>(scopes_.size());
  scopes_.push_back(scope);
  ub_.push_back(highest);
  ub_.push_back(-lowest);
  last_.insert(last_.end(), 2, -1);
  for (auto* lists : {&guarded_of_, &domains_of_}) lists->resize(lists->size() + 2);
  lags_.resize(lags_.size() + 2);
  watches_.resize(watches_.size() + 2);
  wakes_.resize(wakes_.size() + 2);
  kept_of_side_.insert(kept_of_side_.end(), 2, -1);
  if (lowest > highest) failed_ = failed_ || !set(~scope, {});
  return x;
}

void Kernel::add_lag(Var from, Var to, Int at_least) {
  if (from == to) {
    if (at_least > 0) failed_ = failed_ || !set(~scope(from), {});
    return;
  }
  lags_[at(2 * from + 1)].push_back({2 * to + 1, at_least});
  lags_[at(2 * to)].push_back({2 * from, at_least});
}

void Kernel::add_guarded_lag(Var from, Var to, Int at_least, Lit guard) {
  if (from == to) {
    if (at_least > 0) failed_ = failed_ || !add_clause({~guard, ~scope(from)});
    return;
  }
  const auto add = [&](Side a, Side b, Lit from_scope, Lit to_scope) {
    const auto index = static_cast<std::int32_t>(guarded_.size());
    guarded_.push_back({a, b, at_least, guard, from_scope, to_scope});
    std::vector<Side> sides = {a, guard.side, from_scope.side, to_scope.side};
    std::sort(sides.begin(), sides.end());
    sides.erase(std::unique(sides.begin(), sides.end()), sides.end());
    for (const Side side : sides) guarded_of_[at(side)].push_back(index);
  };
  add(2 * from + 1, 2 * to + 1, scope(from), scope(to));
  add(2 * to, 2 * from, scope(to), scope(from));
}

void Kernel::add_domain(Var x, std::vector<std::pair<Int, Int>> ranges, Lit guard) {
  const auto index = static_cast<std::int32_t>(domains_.size());
  domains_.push_back({x, guard, std::move(ranges)});
  domains_of_[at(2 * x)].push_back(index);
  domains_of_[at(2 * x + 1)].push_back(index);
  if (variable_of(guard.side) != 0) domains_of_[at(guard.side)].push_back(index);
}

void Kernel::add_propagator(std::unique_ptr<Propagator> propagator, int priority,
                            std::span<const Side> watched) {
  Propagator* p = propagator.get();
  p->priority_ = priority;
  if (queues_.size() <= static_cast<std::size_t>(priority))
    queues_.resize(static_cast<std::size_t>(priority) + 1);
  for (const Side side : watched) {
    if (variable_of(side) == 0) continue;
    auto& list = wakes_[at(side)];
    if (std::find(list.begin(), list.end(), p) == list.end()) list.push_back(p);
  }
  propagators_.push_back(std::move(propagator));
}

// ---- Changes

bool Kernel::set_new(Lit literal, Reason reason) {
  if (-bound(opposite(literal.side)) > literal.value) return set_across(literal, reason);
  if (on_claim) claim(literal, reason);
  record(literal, reason);
  wake(literal.side);
  return true;
}

/// The skips are those of Myers (An applicative random-access stack, 1983): any earlier event of a side is
/// reached in a number of steps that grows as the logarithm of how many there are.
void Kernel::record(Lit literal, Reason reason) {
  const std::size_t side = at(literal.side);
  const std::int32_t previous = last_[side];
  Event event{literal.side, ub_[side], literal.value, previous, previous, 0, level(), reason};
  if (previous >= 0) {
    const Event& one = trail_[at(previous)];
    event.depth = one.depth + 1;
    if (one.skip >= 0) {
      const Event& two = trail_[at(one.skip)];
      if (two.skip >= 0 && one.depth - two.depth == two.depth - trail_[at(two.skip)].depth)
        event.skip = two.skip;
    }
  }
  trail_.push_back(event);
  last_[side] = static_cast<std::int32_t>(trail_.size()) - 1;
  ub_[side] = literal.value;
}

/// The literal leaves its variable nothing: its scope does not hold, or all is in vain.
bool Kernel::set_across(Lit literal, Reason reason) {
  const Lit within = scope(variable_of(literal.side));
  if (is_false(within)) return true;
  if (on_claim) claim(literal, reason);
  conflict_.clear();
  explain(literal, reason, conflict_);
  conflict_.push_back(~literal);
  if (is_true(within)) {
    if (within != always) conflict_.push_back(within);
    return false;
  }
  begin_reason();
  for (const Lit fact : conflict_) add_reason(fact);
  return because(~within);
}

bool Kernel::because(Lit literal) {
  if (is_true(literal)) return true;
  return set_new(literal, {Reason::Kind::stored, static_cast<std::int32_t>(reason_start_),
                           static_cast<std::int32_t>(store_.size())});
}

bool Kernel::conflict() {
  conflict_.assign(store_.begin() + static_cast<std::ptrdiff_t>(reason_start_), store_.end());
  store_.resize(reason_start_);
  if (on_claim) {
    std::vector<Lit> clause;
    for (const Lit fact : conflict_) clause.push_back(~fact);
    on_claim(clause);
  }
  return false;
}

bool Kernel::may_matter(std::span<const Lit> guards, Lit& waiting) const {
  waiting = always;
  for (const Lit guard : guards) {
    if (is_false(guard)) return false;
    if (is_true(guard)) continue;
    if (waiting != always) return false;
    waiting = guard;
  }
  return true;
}

bool Kernel::forbid(std::span<const Lit> literals) {
  Lit open = always;
  for (const Lit literal : literals) {
    if (is_true(literal)) {
      add_reason(literal);
    } else if (is_false(literal) || (open != always && open != literal)) {
      store_.resize(reason_start_);
      return true;
    } else {
      open = literal;
    }
  }
  return open == always ? conflict() : because(~open);
}

void Kernel::wake(Side side) {
  for (Propagator* p : wakes_[at(side)]) {
    if (p->is_queued_) continue;
    p->is_queued_ = true;
    queues_[static_cast<std::size_t>(p->priority_)].push_back(p);
  }
}

void Kernel::backtrack(int to) {
  if (level() <= to) return;
  const Level& mark = levels_[static_cast<std::size_t>(to)];
  for (std::size_t i = trail_.size(); i > mark.trail; --i) {
    const Event& event = trail_[i - 1];
    ub_[at(event.side)] = event.before;
    last_[at(event.side)] = event.previous;
  }
  trail_.resize(mark.trail);
  store_.resize(mark.store);
  levels_.resize(static_cast<std::size_t>(to));
  head_ = std::min(head_, trail_.size());
  for (auto& queue : queues_) {  // every level was left with nothing more to tell
    for (Propagator* p : queue) p->is_queued_ = false;
    queue.clear();
  }
}

// ---- Propagation

bool Kernel::propagate() {
  if (failed_) return false;
  if (is_new_) {
    is_new_ = false;
    for (const auto& p : propagators_) {
      if (p->is_queued_) continue;
      p->is_queued_ = true;
      queues_[static_cast<std::size_t>(p->priority_)].push_back(p.get());
    }
    for (Side side = 0; side < static_cast<Side>(lags_.size()); ++side) {
      if (!propagate_lags(side)) return !(failed_ = true);
    }
    for (std::size_t i = 0; i < guarded_.size(); ++i)
      if (!propagate_guarded(i)) return !(failed_ = true);
    for (std::size_t i = 0; i < domains_.size(); ++i)
      if (!propagate_domain(i)) return !(failed_ = true);
  }
  for (;;) {
    while (head_ < trail_.size()) {
      const auto index = head_++;
      ++work_;
      const Side side = trail_[index].side;
      if (last_[at(side)] != static_cast<std::int32_t>(index)) continue;  // a later event says more
      if (!propagate_event(trail_[index])) return level() > 0 ? false : !(failed_ = true);
    }
    Propagator* next = nullptr;
    for (auto& queue : queues_) {
      if (queue.empty()) continue;
      next = queue.front();
      queue.erase(queue.begin());
      break;
    }
    if (next == nullptr) break;
    next->is_queued_ = false;
    if (!next->propagate(*this)) return level() > 0 ? false : !(failed_ = true);
  }
  if (level() == 0) settle_root();
  return true;
}

bool Kernel::propagate_event(const Event& event) {
  const Side side = event.side;
  if (!propagate_lags(side)) return false;
  for (const std::int32_t index : domains_of_[at(side)])
    if (!propagate_domain(at(index))) return false;
  for (const std::int32_t index : guarded_of_[at(side)])
    if (!propagate_guarded(at(index))) return false;
  return propagate_clauses(side);
}

bool Kernel::propagate_lags(Side side) {
  for (const Lag& lag : lags_[at(side)]) {
    const Int value = bound(side) - lag.lag;
    if (bound(lag.to) > value && !set_new({lag.to, value}, {Reason::Kind::lag, side, lag.lag})) return false;
  }
  return true;
}

bool Kernel::propagate_guarded(std::size_t index) {
  const GuardedLag& lag = guarded_[index];
  if (is_false(lag.guard)) return true;
  const Int value = bound(lag.from) - lag.lag;
  if (bound(lag.to) <= value) return true;
  if (-bound(opposite(lag.to)) > value) {
    begin_reason();
    add_reason({lag.from, bound(lag.from)});
    add_reason({opposite(lag.to), -value - 1});
    return forbid({lag.guard, lag.from_scope, lag.to_scope});
  }
  if (!is_true(lag.guard)) return true;
  const bool is_within = lag.from_scope == lag.to_scope;
  if (!is_within && !is_true(lag.from_scope)) return true;
  begin_reason();
  add_reason({lag.from, bound(lag.from)});
  add_reason(lag.guard);
  if (!is_within) add_reason(lag.from_scope);
  return because({lag.to, value});
}

bool Kernel::propagate_domain(std::size_t index) {
  const DomainRule& rule = domains_[index];
  if (is_false(rule.guard)) return true;
  const Var x = rule.x;
  const auto& ranges = rule.ranges;
  const auto from = std::lower_bound(ranges.begin(), ranges.end(), lower(x),
                                     [](const auto& range, Int value) { return range.second < value; });
  const bool is_guarded = rule.guard != always;
  if (from == ranges.end() || from->first > upper(x)) {  // nothing left
    begin_reason();
    if (from != ranges.begin()) add_reason(ge(x, std::prev(from)->second + 1));
    if (from != ranges.end()) add_reason(le(x, from->first - 1));
    return forbid({rule.guard, scope(x)});
  }
  if (!is_true(rule.guard)) return true;
  if (from->first > lower(x)) {
    if (from == ranges.begin() || is_guarded) {
      begin_reason();
      if (from != ranges.begin()) add_reason(ge(x, std::prev(from)->second + 1));
      add_reason(rule.guard);
      if (!because(ge(x, from->first))) return false;
    } else if (!set(ge(x, from->first), {Reason::Kind::hole, -(std::prev(from)->second + 1), 0})) {
      return false;
    }
  }
  const auto beyond = std::upper_bound(from, ranges.end(), upper(x),
                                       [](Int value, const auto& range) { return value < range.first; });
  const auto to = std::prev(beyond);
  if (to->second >= upper(x)) return true;
  if (beyond == ranges.end() || is_guarded) {
    begin_reason();
    if (beyond != ranges.end()) add_reason(le(x, beyond->first - 1));
    add_reason(rule.guard);
    return because(le(x, to->second));
  }
  return set(le(x, to->second), {Reason::Kind::hole, beyond->first - 1, 0});
}

bool Kernel::propagate_clauses(Side side) {
  auto& list = watches_[at(side)];
  const Int bound_now = bound(side);
  const Side falsified = opposite(side);
  std::size_t kept = 0;
  std::size_t i = 0;
  bool holds = true;
  work_ += static_cast<std::int64_t>(list.size() >> 3);
  for (; i < list.size(); ++i) {
    const Watch watch = list[i];
    if (bound_now > watch.threshold || is_true(watch.blocker)) {
      list[kept++] = watch;
      continue;
    }
    Clause& clause = clauses_[at(watch.clause)];
    Lit* literals = &literals_[clause.begin];
    if (literals[0].side == falsified) std::swap(literals[0], literals[1]);
    const Lit first = literals[0];
    if (is_true(first)) {
      list[kept++] = {watch.threshold, watch.clause, first};
      continue;
    }
    bool moved = false;
    for (std::int32_t k = 2; k < clause.size; ++k) {
      if (is_false(literals[k])) continue;
      std::swap(literals[1], literals[k]);
      const Lit now = literals[1];
      watches_[at(opposite(now.side))].push_back({-now.value - 1, watch.clause, first});
      moved = true;
      break;
    }
    if (moved) continue;
    list[kept++] = watch;
    if (is_false(first)) {
      conflict_.clear();
      for (std::int32_t k = 0; k < clause.size; ++k) conflict_.push_back(~literals[k]);
      holds = false;
    } else {
      holds = set_new(first, {Reason::Kind::clause, watch.clause, 0});
    }
    if (!holds) {
      ++i;
      break;
    }
  }
  for (; i < list.size(); ++i) list[kept++] = list[i];
  list.resize(kept);
  return holds;
}

/// What holds at the root needs no reasons.
void Kernel::settle_root() {
  for (const Event& event : trail_) last_[at(event.side)] = -1;
  trail_.clear();
  store_.clear();
  reason_start_ = 0;
  head_ = 0;
}

}  // namespace perilune::engine::detail
