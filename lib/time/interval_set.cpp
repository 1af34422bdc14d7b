#include <perilune/time/interval_set.hpp>

#include <algorithm>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

void require_order(Interval interval) {
  if (interval.to >= interval.from) return;
  throw InvalidArgument(
      detail::concat("IntervalSet: the interval from ", interval.from.to_text(TimeScale::tt), " to ",
                     interval.to.to_text(TimeScale::tt), " ends before it begins. Were the two exchanged?"));
}

/// Adds an interval that begins no earlier than those before it.
void append_joined(std::vector<Interval>& joined, Interval interval) {
  if (interval.empty()) return;
  if (!joined.empty() && interval.from <= joined.back().to) {
    joined.back().to = std::max(joined.back().to, interval.to);
  } else {
    joined.push_back(interval);
  }
}

bool begins_earlier(const Interval& a, const Interval& b) {
  return a.from < b.from;
}

}  // namespace

IntervalSet::IntervalSet(std::initializer_list<Interval> intervals)
    : IntervalSet(std::vector<Interval>(intervals)) {}

IntervalSet::IntervalSet(std::vector<Interval> intervals) {
  for (const Interval& interval : intervals) require_order(interval);
  std::sort(intervals.begin(), intervals.end(), begins_earlier);
  for (const Interval& interval : intervals) append_joined(intervals_, interval);
}

IntervalSet IntervalSet::unite(const IntervalSet& other) const {
  std::vector<Interval> both;
  both.reserve(size() + other.size());
  std::merge(begin(), end(), other.begin(), other.end(), std::back_inserter(both), begins_earlier);
  IntervalSet united;
  for (const Interval& interval : both) append_joined(united.intervals_, interval);
  return united;
}

IntervalSet IntervalSet::intersect(const IntervalSet& other) const {
  IntervalSet common;
  auto a = begin();
  auto b = other.begin();
  while (a != end() && b != other.end()) {
    const Interval overlap{std::max(a->from, b->from), std::min(a->to, b->to)};
    if (!overlap.empty()) common.intervals_.push_back(overlap);
    if (a->to < b->to) {
      ++a;
    } else {
      ++b;
    }
  }
  return common;
}

IntervalSet IntervalSet::subtract(const IntervalSet& other) const {
  const auto whole = span();
  return whole ? intersect(other.complement(*whole)) : IntervalSet();
}

IntervalSet IntervalSet::complement(Interval within) const {
  require_order(within);
  IntervalSet rest;
  Epoch covered_to = within.from;
  for (const Interval& interval : intervals_) {
    if (interval.to <= within.from) continue;
    if (interval.from >= within.to) break;
    if (interval.from > covered_to) rest.intervals_.push_back({covered_to, interval.from});
    covered_to = interval.to;
  }
  if (covered_to < within.to) rest.intervals_.push_back({covered_to, within.to});
  return rest;
}

IntervalSet IntervalSet::gaps() const {
  const auto whole = span();
  return whole ? complement(*whole) : IntervalSet();
}

IntervalSet IntervalSet::shifted(Duration by) const {
  IntervalSet moved = *this;
  for (Interval& interval : moved.intervals_) interval = {interval.from + by, interval.to + by};
  return moved;
}

IntervalSet IntervalSet::trimmed(Duration min_length) const {
  IntervalSet kept;
  for (const Interval& interval : intervals_) {
    if (interval.length() >= min_length) kept.intervals_.push_back(interval);
  }
  return kept;
}

IntervalSet IntervalSet::narrowed(Duration at_begin, Duration at_end) const {
  IntervalSet narrower;
  for (const Interval& interval : intervals_) {
    append_joined(narrower.intervals_, {interval.from + at_begin, interval.to - at_end});
  }
  return narrower;
}

std::optional<Interval> IntervalSet::at_or_after(Epoch epoch) const {
  const auto found =
      std::partition_point(begin(), end(), [&](const Interval& interval) { return interval.to <= epoch; });
  return found == end() ? std::nullopt : std::optional(*found);
}

bool IntervalSet::contains(Epoch epoch) const {
  const auto interval = at_or_after(epoch);
  return interval && interval->from <= epoch;
}

bool IntervalSet::contains(Interval interval) const {
  if (interval.empty()) return true;
  const auto holder = at_or_after(interval.from);
  return holder && holder->from <= interval.from && interval.to <= holder->to;
}

bool IntervalSet::overlaps(Interval interval) const {
  if (interval.empty()) return false;
  const auto nearest = at_or_after(interval.from);
  return nearest && nearest->from < interval.to;
}

Duration IntervalSet::total() const {
  Duration sum;
  for (const Interval& interval : intervals_) sum += interval.length();
  return sum;
}

std::optional<Interval> IntervalSet::span() const {
  if (empty()) return {};
  return Interval{intervals_.front().from, intervals_.back().to};
}

}  // namespace perilune
