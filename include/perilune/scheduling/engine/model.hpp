#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

/// The solver of scheduling problems, on plain integers: it knows no roadmap, no dates and no units.
/// `Model` says what has to hold, `validate` finds what is wrong with a model, `solve` answers, and `check`
/// looks at an answer without using any code of the solver.
namespace perilune::engine {

/// A count of ticks, or any other whole number of a model. Every number of a model lies within
/// +-`largest_value`: the engine counts in 32 bits, and sums of them in 64, up to +-`largest_sum`.
using Value = std::int64_t;
inline constexpr Value largest_value = 1'000'000'000;
inline constexpr Value largest_sum = 1'000'000'000'000'000'000;

/// From `first` to `last`, both included.
struct Range {
  Value first = 0;
  Value last = 0;

  friend bool operator==(const Range&, const Range&) = default;
};

/// A set of whole numbers: ranges that are sorted, disjoint and do not touch. Hundreds of them cost no more
/// than their own memory.
using Domain = std::vector<Range>;

/// Names the requirement that a constraint belongs to, for answers that say which of them took part. Any
/// number of constraints may share a tag. `untagged` constraints hold whatever is left out.
using Tag = int;
inline constexpr Tag untagged = -1;

/// What a number of a model is: the start, end or duration of an interval, or the value of a variable.
enum class TermKind : std::uint8_t { start, end, duration, variable };

struct Term {
  TermKind kind = TermKind::variable;
  std::size_t index = 0;  ///< of the interval, or of the variable

  friend bool operator==(const Term&, const Term&) = default;
};

constexpr Term start_of(std::size_t interval) noexcept {
  return {TermKind::start, interval};
}
constexpr Term end_of(std::size_t interval) noexcept {
  return {TermKind::end, interval};
}
constexpr Term duration_of(std::size_t interval) noexcept {
  return {TermKind::duration, interval};
}
constexpr Term variable(std::size_t index) noexcept {
  return {TermKind::variable, index};
}

/// A condition: a term is at most, or at least, a value. "The activity takes place" is a condition on a
/// variable between 0 and 1.
struct Literal {
  enum class Bound : std::uint8_t { at_most, at_least };

  Term term{};
  Bound bound = Bound::at_least;
  Value value = 1;

  friend bool operator==(const Literal&, const Literal&) = default;
};

constexpr Literal at_least(Term term, Value value) noexcept {
  return {term, Literal::Bound::at_least, value};
}
constexpr Literal at_most(Term term, Value value) noexcept {
  return {term, Literal::Bound::at_most, value};
}
/// The opposite condition.
constexpr Literal operator!(const Literal& literal) noexcept {
  return literal.bound == Literal::Bound::at_least ? at_most(literal.term, literal.value - 1)
                                                   : at_least(literal.term, literal.value + 1);
}

/// A whole number to be chosen: a mode, a cost, a lateness, a yes or no (between 0 and 1).
struct Variable {
  Domain domain{{0, 1}};
};

/// An activity: it occupies the ticks from its start to just before its end; end = start + duration.
///
/// An interval with a presence literal takes place exactly where that literal holds. Where it does not, its
/// start, end and duration mean nothing, and every constraint that speaks of them is void.
struct Interval {
  Domain start{};                     ///< the ticks on which it may start
  Domain end{};                       ///< the ticks on which it may end; empty: any
  Range duration{};                   ///< at least zero
  std::optional<Literal> presence{};  ///< a condition on a variable; none: it always takes place
  Tag tag = untagged;                 ///< of its domains and its durations
};

/// to - from >= at_least, if all conditions hold and the intervals of both terms are present. A longest time
/// between two events is written the other way round, with a negative number.
struct Lag {
  Term from{};
  Term to{};
  Value at_least = 0;
  std::vector<Literal> conditions{};
  Tag tag = untagged;
};

/// The term lies in the domain, if all conditions hold and the interval of the term is present: windows,
/// dates not before and not after, facts of the past.
struct Membership {
  Term term{};
  Domain domain{};
  std::vector<Literal> conditions{};
  Tag tag = untagged;
};

/// At least one of the literals holds. A literal on an interval that is absent does not hold.
struct Clause {
  std::vector<Literal> literals{};
  Tag tag = untagged;
};

/// Where the interval is present exactly one of the options is, with the same start and the same end; where
/// it is absent all options are. Modes and choices of a vehicle are written so.
struct Alternative {
  std::size_t interval = 0;
  std::vector<std::size_t> options{};
  Tag tag = untagged;
};

/// One of the rows holds, if all conditions hold: each column's term lies in the row's range for that column.
/// Launch opportunities are rows (start, duration, delta-v, cost), with columns of as many terms; rows may
/// overlap. A last column on a variable that counts the rows tells which one was chosen. Void where the
/// interval of a column is absent.
struct Table {
  std::vector<Term> columns{};
  std::vector<std::vector<Range>> rows{};  ///< each has as many ranges as there are columns
  std::vector<Literal> conditions{};
  Tag tag = untagged;
};

/// Of any two present uses, one ends before the other starts, with at least the setup time from the family of
/// the first to that of the second in between. This holds for every pair, not only for neighbours; uses of
/// no duration take part as well.
struct Disjunctive {
  struct Use {
    std::size_t interval = 0;
    std::size_t family = 0;  ///< row and column in `setup`; any where there is none
  };

  std::vector<Use> uses{};
  std::vector<std::vector<Value>> setup{};  ///< [from][to], at least zero; empty: no setup times
  Tag tag = untagged;
};

/// At every tick, the demands of the present uses that occupy it add up to at most the capacity of that tick.
struct Cumulative {
  struct Use {
    std::size_t interval = 0;
    Value demand = 0;  ///< at least zero, as long as the interval lasts
  };
  /// From this tick on, until the next step.
  struct Step {
    Value from = 0;
    Value capacity = 0;
  };

  std::vector<Use> uses{};
  Value capacity = 0;         ///< before the first step
  std::vector<Step> steps{};  ///< by rising tick
  Tag tag = untagged;
};

/// A stock: its level stays within its limits at every tick from `first` to `last`, the level of a tick being
///
///     initial + changes of the events at or before it + rates x (ticks of their intervals before it)
///             + the supply of all ticks before it
struct Reservoir {
  /// At a term (plus an offset) the level changes by `change`, if the interval of the term is present and the
  /// conditions hold.
  struct Event {
    Term at{};
    Value offset = 0;
    Value change = 0;
    std::vector<Literal> conditions{};
  };
  /// The level changes by `per_tick` on every tick that the interval occupies.
  struct Rate {
    std::size_t interval = 0;
    Value per_tick = 0;
  };
  /// From this tick on, until the next step, the level changes by `per_tick` on every tick: what illumination
  /// brings and a base consumes.
  struct Supply {
    Value from = 0;
    Value per_tick = 0;
  };

  Value initial = 0;  ///< before the first tick
  std::optional<Value> lowest{};
  std::optional<Value> highest{};
  /// What exceeds `highest` at a tick, after everything that happens on it, is lost, as with a full battery,
  /// rather than forbidden. Needs a `highest`.
  bool excess_is_lost = false;
  Range ticks{};  ///< where the limits hold; events before `ticks.first` count as on it
  std::vector<Event> events{};
  std::vector<Rate> rates{};
  std::vector<Supply> supply{};  ///< by rising tick; zero before the first
  Tag tag = untagged;
};

struct Weighted {
  Term term{};
  Value weight = 1;
};

/// lowest <= sum of weight x term <= highest, if all conditions hold. Void where the interval of a term is
/// absent. The sum and its limits lie within +-`largest_sum`, whatever the terms are.
struct Linear {
  std::vector<Weighted> terms{};
  std::optional<Value> lowest{};
  std::optional<Value> highest{};
  std::vector<Literal> conditions{};
  Tag tag = untagged;
};

/// A sum that shall be as small as possible, within +-`largest_sum` whatever the terms are. A makespan is a
/// variable that lags behind every end; a lateness a variable of at least zero that lags behind one. Terms
/// belong to intervals that are always present: what an optional interval costs goes through a variable.
struct Objective {
  std::vector<Weighted> terms{};
  Value constant = 0;
};

/// What has to hold, and what shall be small.
struct Model {
  std::vector<Variable> variables{};
  std::vector<Interval> intervals{};
  std::vector<Lag> lags{};
  std::vector<Membership> memberships{};
  std::vector<Clause> clauses{};
  std::vector<Alternative> alternatives{};
  std::vector<Table> tables{};
  std::vector<Disjunctive> disjunctives{};
  std::vector<Cumulative> cumulatives{};
  std::vector<Reservoir> reservoirs{};
  std::vector<Linear> linears{};
  std::vector<Objective> objectives{};  ///< by falling importance: lexicographic; none: any answer will do
};

/// Values for everything in a model.
struct Assignment {
  struct IntervalValue {
    bool present = true;
    Value start = 0;  ///< means nothing where the interval is absent, as `end`
    Value end = 0;

    friend bool operator==(const IntervalValue&, const IntervalValue&) = default;
  };

  std::vector<IntervalValue> intervals{};
  std::vector<Value> variables{};

  friend bool operator==(const Assignment&, const Assignment&) = default;
};

/// The value of a term. Of a start, end or duration of an absent interval: no meaning.
Value value_of(const Assignment& assignment, const Term& term);

/// The value of an objective.
Value value_of(const Assignment& assignment, const Objective& objective);

/// Whether a literal holds: one on an absent interval does not.
bool holds(const Assignment& assignment, const Literal& literal);

}  // namespace perilune::engine
