#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "literal.hpp"

namespace perilune::engine::detail {

class Kernel;

/// Why an event of the trail happened. The facts that made it true are spelled out when someone asks.
struct Reason {
  enum class Kind : std::int32_t {
    decision,  ///< a guess, an assumption, or a fact of the root
    lag,       ///< side `a` lies `b` above: (a <= v + b) makes (side <= v)
    clause,    ///< number `a`
    stored,    ///< the facts [a, b) of the store
    hole,      ///< (same side <= a): nothing lies between
  };

  Kind kind = Kind::decision;
  std::int32_t a = 0;
  std::int32_t b = 0;
};

/// Looks at bounds and tightens others, with reasons. Made once; the kernel wakes it when a side that it
/// watches has moved.
class Propagator {
 public:
  Propagator() = default;
  Propagator(const Propagator&) = delete;
  Propagator& operator=(const Propagator&) = delete;
  virtual ~Propagator() = default;

  /// @return false on a conflict, which the kernel then holds
  virtual bool propagate(Kernel& kernel) = 0;

 private:
  friend class Kernel;
  bool is_queued_ = false;
  int priority_ = 0;
};

/// What a conflict taught: all literals but the first are false after a jump back to `level`.
struct Lesson {
  std::vector<Lit> clause;
  int level = 0;
  int distinct_levels = 0;  ///< what is called LBD
};

/// Bounds, the trail of their changes, clauses with watched literals, and the analysis of conflicts.
///
/// A variable may have a scope, a literal without which its bounds mean nothing. Facts about it are then
/// worth what they say only where the scope holds, and an empty domain makes the scope false. The rule for
/// everyone who gives reasons: where a fact about a scoped variable makes a fact about something outside of
/// that scope, the scope is one of the reasons.
class Kernel {
 public:
  Kernel();

  // Building
  Var add_variable(Int lowest, Int highest, Lit scope = always);
  /// to >= from + at_least, always. The variables have no scope, or the same.
  void add_lag(Var from, Var to, Int at_least);
  /// to >= from + at_least where all guards hold (at most one, besides the scopes, which are added here).
  void add_guarded_lag(Var from, Var to, Int at_least, Lit guard);
  /// The variable lies in one of the ranges where the guard holds. Sorted, apart.
  void add_domain(Var x, std::vector<std::pair<Int, Int>> ranges, Lit guard);
  /// @return false if the clause is false at the root
  bool add_clause(std::vector<Lit> literals);
  /// Wakes are in the order of priority: 0 first.
  void add_propagator(std::unique_ptr<Propagator> propagator, int priority, std::span<const Side> watched);

  // Facts
  Int lower(Var x) const noexcept { return -ub_[static_cast<std::size_t>(2 * x + 1)]; }
  Int upper(Var x) const noexcept { return ub_[static_cast<std::size_t>(2 * x)]; }
  Int bound(Side side) const noexcept { return ub_[static_cast<std::size_t>(side)]; }
  bool is_fixed(Var x) const noexcept { return lower(x) >= upper(x); }
  bool is_true(Lit l) const noexcept { return bound(l.side) <= l.value; }
  bool is_false(Lit l) const noexcept { return is_true(~l); }
  Lit scope(Var x) const noexcept { return scopes_[static_cast<std::size_t>(x)]; }
  std::size_t variable_count() const noexcept { return scopes_.size(); }
  int level() const noexcept { return static_cast<int>(levels_.size()); }

  // Changes
  /// Makes the literal true for the reason. @return false on a conflict
  bool set(Lit literal, Reason reason) {
    if (is_true(literal)) return true;
    return set_new(literal, reason);
  }
  /// Begins a list of facts that make something true together; `because` then sets it.
  void begin_reason() { reason_start_ = store_.size(); }
  void add_reason(Lit fact) {
    if (fact != always) store_.push_back(fact);
  }
  bool because(Lit literal);
  /// The facts listed since `begin_reason` cannot hold together. Always false.
  bool conflict();
  /// The facts listed since `begin_reason` cannot hold together with all of these: makes the last one that is
  /// open false, if the others are true. @return false on a conflict
  bool forbid(std::span<const Lit> literals);
  bool forbid(std::initializer_list<Lit> literals) {
    return forbid(std::span<const Lit>(literals.begin(), literals.size()));
  }

  /// Whether a rule that holds when all of its guards are true may still matter: none of them is false, and
  /// at most one is open. @param waiting  the open one, or `always`
  bool may_matter(std::span<const Lit> guards, Lit& waiting) const;

  /// To the end, or to a conflict. @return false on a conflict
  bool propagate();
  void push_level() { levels_.push_back({trail_.size(), store_.size()}); }
  void backtrack(int level);

  // Conflicts
  /// Learns from the conflict that was met last. @return false if it holds at the root: there is no answer
  bool analyse(Lesson& lesson);
  /// The decisions that make the literal false.
  std::vector<Lit> decisions_against(Lit literal);
  /// Jumps back and adds what was learnt. @return false if there is no answer
  bool learn(const Lesson& lesson);
  /// Forgets half of what was learnt and little used. At the root only.
  void forget();
  std::size_t learnt_count() const noexcept { return learnt_; }
  bool has_failed() const noexcept { return failed_; }

  std::int64_t work() const noexcept { return work_; }
  void add_work(std::int64_t amount) noexcept { work_ += amount; }

  /// Called with each literal that takes part in a conflict.
  std::function<void(Lit)> on_involved{};
  /// Called with everything that is claimed to follow from the model: each reason as a clause, each learnt
  /// clause. For tests.
  std::function<void(std::span<const Lit>)> on_claim{};
  /// Called with each learnt clause, for others to use.
  std::function<void(const Lesson&)> on_lesson{};

 private:
  struct Event {
    Side side;
    Int before;
    Int after;
    std::int32_t previous;  ///< event of the same side
    std::int32_t skip;      ///< an earlier one of the same side, so that many are passed in few steps
    std::int32_t depth;     ///< how many of the same side come before
    std::int32_t level;
    Reason reason;
  };
  struct Level {
    std::size_t trail;
    std::size_t store;
  };
  struct Clause {
    std::size_t begin = 0;
    std::int32_t size = 0;
    std::int32_t distinct_levels = 0;
    float activity = 0.0F;
    bool is_learnt = false;
    bool is_deleted = false;
  };
  struct Watch {
    Int threshold;  ///< the watched literal is false where the side is at most this
    std::int32_t clause;
    Lit blocker;  ///< another literal of the clause
  };
  struct Lag {
    Side to;
    Int lag;
  };
  struct GuardedLag {
    Side from;  ///< upper bound of `from` less `lag` bounds `to`
    Side to;
    Int lag;
    Lit guard;
    Lit from_scope;
    Lit to_scope;
  };
  struct DomainRule {
    Var x;
    Lit guard;
    std::vector<std::pair<Int, Int>> ranges;
  };

  // Changes, and what follows from them
  bool set_new(Lit literal, Reason reason);
  void record(Lit literal, Reason reason);
  bool set_across(Lit literal, Reason reason);
  void wake(Side side);
  bool propagate_event(const Event& event);
  bool propagate_lags(Side side);
  bool propagate_guarded(std::size_t index);
  bool propagate_domain(std::size_t index);
  bool propagate_clauses(Side side);
  void settle_root();

  // What made a conflict: conflicts.cpp
  void explain(Lit literal, const Reason& reason, std::vector<Lit>& out) const;
  void claim(Lit literal, const Reason& reason);
  std::int32_t event_of(Lit literal) const;
  void need(Lit literal, int level);
  void minimise(std::vector<std::int32_t>& events);
  bool follows_from_kept(Lit literal, std::int32_t event, std::int32_t before, int depth);
  bool is_implied(Lit literal, std::int32_t before, int depth);

  // Clauses, given and learnt: clauses.cpp
  std::int32_t store_clause(const std::vector<Lit>& literals, bool is_learnt, int distinct_levels);
  void watch(std::int32_t clause);

  std::vector<Int> ub_;
  std::vector<std::int32_t> last_;
  std::vector<Lit> scopes_;
  std::vector<Event> trail_;
  std::vector<Level> levels_;
  std::vector<Lit> store_;
  std::size_t head_ = 0;
  std::size_t reason_start_ = 0;
  bool failed_ = false;
  bool is_new_ = true;

  std::vector<std::vector<Lag>> lags_;
  std::vector<GuardedLag> guarded_;
  std::vector<DomainRule> domains_;
  std::vector<std::vector<std::int32_t>> guarded_of_;
  std::vector<std::vector<std::int32_t>> domains_of_;

  std::vector<Clause> clauses_;
  std::vector<Lit> literals_;
  std::vector<std::vector<Watch>> watches_;
  std::size_t learnt_ = 0;
  float clause_step_ = 1.0F;

  std::vector<std::unique_ptr<Propagator>> propagators_;
  std::vector<std::vector<Propagator*>> wakes_;
  std::vector<std::vector<Propagator*>> queues_;

  std::vector<Lit> conflict_;
  std::vector<char> marked_;
  std::vector<Int> needed_;
  std::vector<std::int32_t> below_;
  int open_ = 0;
  std::vector<std::int32_t> kept_of_side_;
  struct Verdict {
    signed char implied = 0;  ///< 1 yes, -1 no, 0 not known
    Int value = 0;
  };
  std::vector<Verdict> verdict_;
  std::vector<std::int32_t> judged_;
  std::vector<int> level_stamp_;
  int stamp_ = 0;
  std::int64_t work_ = 0;
};

}  // namespace perilune::engine::detail
