#include "neighbourhood.hpp"

#include <algorithm>
#include <numeric>

namespace perilune::engine::detail {
namespace {

constexpr double least_share = 0.05;
constexpr double largest_share = 0.8;
constexpr double growth = 1.1;        // after a part that held nothing
constexpr double shrinkage = 0.95;    // after one that took too long
constexpr Value spans_per_play = 40;  // what stays may move by so small a part of the whole answer's length

/// By how much an activity that stays may move.
Value play_of(const Assignment& answer) {
  Value first = largest_value;
  Value last = -largest_value;
  for (const Assignment::IntervalValue& value : answer.intervals) {
    if (!value.present) continue;
    first = std::min(first, value.start);
    last = std::max(last, value.end);
  }
  return std::max<Value>(1, (last - first) / spans_per_play);
}

bool is_of_interval(const Term& term) {
  return term.kind != TermKind::variable;
}

}  // namespace

Neighbourhood::Neighbourhood(const Model& model, std::uint64_t seed)
    : linked_(model.intervals.size()), is_free_(model.intervals.size(), 0), random_(seed) {
  for (const Lag& lag : model.lags) {
    if (!is_of_interval(lag.from) || !is_of_interval(lag.to) || lag.from.index == lag.to.index) continue;
    linked_[lag.from.index].push_back(lag.to.index);
    linked_[lag.to.index].push_back(lag.from.index);
  }
}

std::vector<Lit> Neighbourhood::freeze(const Compiled& compiled, const Assignment& answer) {
  std::fill(is_free_.begin(), is_free_.end(), 0);
  if (random_.below(3) > 0)
    choose_by_time(answer);
  else
    choose_by_precedence();
  const Value play = play_of(answer);
  std::vector<Lit> literals;
  for (std::size_t i = 0; i < is_free_.size(); ++i) {
    if (is_free_[i] != 0) continue;
    if (!answer.intervals[i].present) {
      literals.push_back(~compiled.presences[i]);
      continue;
    }
    if (compiled.presences[i] != always) literals.push_back(compiled.presences[i]);
    const View& start = compiled.starts[i];
    const Value value = answer.intervals[i].start - start.offset;
    literals.push_back(ge(start.x, static_cast<Int>(value - play)));
    literals.push_back(le(start.x, static_cast<Int>(value + play)));
  }
  return literals;
}

std::size_t Neighbourhood::wanted() const {
  const auto count = static_cast<std::size_t>(share_ * static_cast<double>(is_free_.size()));
  return std::clamp<std::size_t>(count, 1, is_free_.size());
}

/// Neighbours of one another by their starts; absent ones wherever their numbers put them.
void Neighbourhood::choose_by_time(const Assignment& answer) {
  std::vector<std::size_t> order(is_free_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return answer.intervals[a].start < answer.intervals[b].start;
  });
  const std::size_t count = wanted();
  const std::size_t first = random_.below(order.size() - count + 1);
  for (std::size_t k = first; k < first + count; ++k) is_free_[order[k]] = 1;
}

void Neighbourhood::choose_by_precedence() {
  const std::size_t count = wanted();
  std::vector<std::size_t> chosen;
  const auto take = [&](std::size_t i) {
    if (is_free_[i] != 0) return;
    is_free_[i] = 1;
    chosen.push_back(i);
  };
  for (std::size_t next = 0; chosen.size() < count;) {
    if (next == chosen.size()) {
      take(random_.below(is_free_.size()));
      continue;
    }
    for (const std::size_t other : linked_[chosen[next]])
      if (chosen.size() < count && random_.below(2) == 0) take(other);
    ++next;
  }
}

void Neighbourhood::was_searched() noexcept {
  share_ = std::min(largest_share, share_ * growth);
}

void Neighbourhood::was_too_large() noexcept {
  share_ = std::max(least_share, share_ * shrinkage);
}

}  // namespace perilune::engine::detail
