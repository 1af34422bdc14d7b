#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <vector>

#include <perilune/time/epoch.hpp>

namespace perilune {

/// A stretch of time, half-open: `from` belongs to it, `to` does not. So neighbours share no instant, and a
/// stretch from an instant to itself is empty.
struct Interval {
  Epoch from;
  Epoch to;

  constexpr bool empty() const { return to <= from; }
  /// @throws InvalidArgument if longer than 292 years
  constexpr Duration length() const { return to - from; }
  constexpr bool contains(Epoch epoch) const { return from <= epoch && epoch < to; }

  friend constexpr bool operator==(Interval, Interval) = default;
};

/// A set of instants, as intervals in order that neither overlap nor touch. Launch windows, passes over a
/// station, light and shadow are all this. A value: what looks like a change is a new set.
///
/// Every operation takes time linear in the intervals that it reads, `contains` and `at_or_after`
/// logarithmic.
///
/// Checked in: tests/unit/time/test_interval_set.cpp
class IntervalSet {
 public:
  /// The empty set.
  IntervalSet() = default;
  /// The instants in any of the intervals, which may overlap and come in any order; empty ones add nothing.
  /// @throws InvalidArgument if one ends before it begins
  IntervalSet(std::initializer_list<Interval> intervals);
  explicit IntervalSet(std::vector<Interval> intervals);

  /// The instants that are in this set, in the other, or in both.
  IntervalSet unite(const IntervalSet& other) const;
  /// The instants that are in both.
  IntervalSet intersect(const IntervalSet& other) const;
  /// The instants of this set that are not in the other.
  IntervalSet subtract(const IntervalSet& other) const;
  /// The instants of `within` that are not in this set. @throws InvalidArgument if `within` ends before it
  /// begins
  IntervalSet complement(Interval within) const;
  /// What lies between the intervals: the complement within `span()`.
  IntervalSet gaps() const;
  /// All instants later by `by`. @throws InvalidArgument if one leaves the range of Epoch
  IntervalSet shifted(Duration by) const;
  /// The intervals that last at least `min_length`.
  IntervalSet trimmed(Duration min_length) const;
  /// Each interval without its first `at_begin` and its last `at_end`: where something that begins so much
  /// later or ends so much earlier still fits. Negative values widen; what then touches is joined.
  /// @throws InvalidArgument if one leaves the range of Epoch
  IntervalSet narrowed(Duration at_begin, Duration at_end) const;

  bool contains(Epoch epoch) const;
  /// Whether all of the interval is in the set; an empty one always is.
  bool contains(Interval interval) const;
  /// Whether any instant of the interval is in the set.
  bool overlaps(Interval interval) const;
  /// The interval that holds `epoch`, or the first that begins later.
  std::optional<Interval> at_or_after(Epoch epoch) const;

  /// How long all of them last together. @throws InvalidArgument if longer than 292 years
  Duration total() const;
  /// From the first instant to the end of the last; nothing for the empty set.
  std::optional<Interval> span() const;

  bool empty() const noexcept { return intervals_.empty(); }
  std::size_t size() const noexcept { return intervals_.size(); }
  const Interval& operator[](std::size_t i) const { return intervals_[i]; }
  auto begin() const noexcept { return intervals_.begin(); }
  auto end() const noexcept { return intervals_.end(); }

  friend bool operator==(const IntervalSet&, const IntervalSet&) = default;

 private:
  std::vector<Interval> intervals_;  // sorted; each begins after the end of the one before
};

}  // namespace perilune
