#include "search.hpp"

#include <algorithm>

namespace perilune::engine::detail {
namespace {

/// 1 1 2 1 1 2 4 ...
std::int64_t luby(std::int64_t i) {
  for (std::int64_t k = 1;; ++k) {
    if (i + 1 == (std::int64_t{1} << k) - 1) return std::int64_t{1} << (k - 1);
    if (i + 1 < (std::int64_t{1} << k) - 1) {
      i -= (std::int64_t{1} << (k - 1)) - 1;
      k = 0;
    }
  }
}

}  // namespace

// ---- Activity

std::int32_t BoundActivity::find(Var x, Int value) {
  if (atoms_.size() * 2 >= table_.size()) grow_table();
  const auto mix = [](Var a, Int b) {
    std::uint64_t key =
        (static_cast<std::uint64_t>(static_cast<std::uint32_t>(a)) << 32) | static_cast<std::uint32_t>(b);
    key *= 0x9E3779B97F4A7C15ULL;
    return static_cast<std::size_t>(key ^ (key >> 29));
  };
  std::size_t slot = mix(x, value) & (table_.size() - 1);
  while (table_[slot] >= 0) {
    const Atom& atom = atoms_[at(table_[slot])];
    if (atom.x == x && atom.value == value) return table_[slot];
    slot = (slot + 1) & (table_.size() - 1);
  }
  const auto index = static_cast<std::int32_t>(atoms_.size());
  table_[slot] = index;
  atoms_.push_back({x, value});
  activity_.push_back(0.0);
  slot_.push_back(-1);
  push(index);
  return index;
}

void BoundActivity::grow_table() {
  const std::vector<Atom> atoms = std::move(atoms_);
  table_.assign(table_.empty() ? 1024 : table_.size() * 2, -1);
  atoms_.clear();
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    std::uint64_t key = (static_cast<std::uint64_t>(static_cast<std::uint32_t>(atoms[i].x)) << 32) |
                        static_cast<std::uint32_t>(atoms[i].value);
    key *= 0x9E3779B97F4A7C15ULL;
    std::size_t slot = static_cast<std::size_t>(key ^ (key >> 29)) & (table_.size() - 1);
    while (table_[slot] >= 0) slot = (slot + 1) & (table_.size() - 1);
    table_[slot] = static_cast<std::int32_t>(i);
    atoms_.push_back(atoms[i]);
  }
}

void BoundActivity::bump(Lit literal) {
  const Var x = variable_of(literal.side);
  const std::int32_t atom = find(x, (literal.side & 1) != 0 ? -literal.value - 1 : literal.value);
  activity_[at(atom)] += step_;
  if (activity_[at(atom)] > 1e100) {
    for (double& activity : activity_) activity *= 1e-100;
    step_ *= 1e-100;
  }
  if (slot_[at(atom)] >= 0) sift_up(at(slot_[at(atom)]));
}

void BoundActivity::clear() {
  *this = BoundActivity{};
}

bool BoundActivity::before(std::int32_t a, std::int32_t b) const {
  return activity_[at(a)] != activity_[at(b)] ? activity_[at(a)] > activity_[at(b)] : a < b;
}

void BoundActivity::push(std::int32_t atom) {
  slot_[at(atom)] = static_cast<std::int32_t>(heap_.size());
  heap_.push_back(atom);
  sift_up(heap_.size() - 1);
}

void BoundActivity::pop() {
  slot_[at(heap_.front())] = -1;
  const std::int32_t last = heap_.back();
  heap_.pop_back();
  if (heap_.empty()) return;
  heap_.front() = last;
  slot_[at(last)] = 0;
  sift_down(0);
}

void BoundActivity::sift_up(std::size_t slot) {
  const std::int32_t atom = heap_[slot];
  while (slot > 0) {
    const std::size_t parent = (slot - 1) / 2;
    if (!before(atom, heap_[parent])) break;
    heap_[slot] = heap_[parent];
    slot_[at(heap_[slot])] = static_cast<std::int32_t>(slot);
    slot = parent;
  }
  heap_[slot] = atom;
  slot_[at(atom)] = static_cast<std::int32_t>(slot);
}

void BoundActivity::sift_down(std::size_t slot) {
  const std::int32_t atom = heap_[slot];
  for (;;) {
    std::size_t child = 2 * slot + 1;
    if (child >= heap_.size()) break;
    if (child + 1 < heap_.size() && before(heap_[child + 1], heap_[child])) ++child;
    if (!before(heap_[child], atom)) break;
    heap_[slot] = heap_[child];
    slot_[at(heap_[slot])] = static_cast<std::int32_t>(slot);
    slot = child;
  }
  heap_[slot] = atom;
  slot_[at(atom)] = static_cast<std::int32_t>(slot);
}

template <class IsOpen>
const BoundActivity::Atom* BoundActivity::leader(int level, const IsOpen& is_open) {
  while (!heap_.empty()) {
    const std::int32_t atom = heap_.front();
    if (is_open(atoms_[at(atom)])) return &atoms_[at(atom)];
    pop();
    aside_.push_back({atom, level});
  }
  return nullptr;
}

void BoundActivity::restore(int level) {
  while (!aside_.empty() && aside_.back().level > level) {
    push(aside_.back().atom);
    aside_.pop_back();
  }
}

// ---- Search

Search::Search(Kernel& kernel, std::vector<Var> times, std::vector<Var> others, SearchSettings settings)
    : kernel_(kernel), times_(std::move(times)), others_(std::move(others)), settings_(settings) {
  activity_.set_decay(settings_.decay);
  until_restart_ = settings_.restart_conflicts * luby(0);
  kernel_.on_involved = [this](Lit literal) { activity_.bump(literal); };
}

Search::Outcome Search::run(std::span<const Lit> assumptions, const Limits& limits) {
  refutation_.clear();
  kernel_.backtrack(0);
  activity_.restore(-1);
  std::int64_t looks = 0;
  Lesson lesson;
  for (;;) {
    if (!kernel_.propagate()) {
      ++conflicts_;
      --until_restart_;
      if (kernel_.has_failed() || !kernel_.analyse(lesson) || !kernel_.learn(lesson))
        return Outcome::infeasible;
      activity_.restore(kernel_.level());
      activity_.decay();
      continue;
    }
    if ((++looks & 63) == 0 || until_restart_ <= 0) {
      const bool is_over = kernel_.work() >= limits.work || conflicts_ >= limits.conflicts ||
                           ((looks & 255) == 0 && limits.should_stop && limits.should_stop());
      if (is_over) {
        kernel_.backtrack(0);
        activity_.restore(-1);
        return Outcome::stopped;
      }
    }
    if (until_restart_ <= 0) {
      ++restarts_;
      until_restart_ = settings_.restart_conflicts * luby(restarts_);
      kernel_.backtrack(0);
      activity_.restore(-1);
      if (kernel_.learnt_count() > settings_.learnt_limit) {
        kernel_.forget();
        settings_.learnt_limit += settings_.learnt_limit / 20;
      }
      if (activity_.size() > 2'000'000) activity_.clear(), activity_.set_decay(settings_.decay);
      continue;
    }
    if (static_cast<std::size_t>(kernel_.level()) < assumptions.size()) {
      const Lit assumption = assumptions[static_cast<std::size_t>(kernel_.level())];
      if (kernel_.is_false(assumption)) {
        refutation_ = kernel_.decisions_against(assumption);
        refutation_.push_back(assumption);
        kernel_.backtrack(0);
        return Outcome::refuted;
      }
      kernel_.push_level();
      kernel_.set(assumption, {});
      continue;
    }
    const Lit decision = decide();
    if (decision == always) return Outcome::answer;
    kernel_.push_level();
    kernel_.set(decision, {});
  }
}

Lit Search::decide() {
  if (restarts_ >= settings_.chronological_restarts) {
    const Lit decision = decide_by_activity();
    if (decision != always) return decision;
  }
  return decide_in_order();
}

Lit Search::decide_by_activity() {
  const BoundActivity::Atom* atom = activity_.leader(kernel_.level(), [this](const BoundActivity::Atom& a) {
    return kernel_.lower(a.x) <= a.value && a.value < kernel_.upper(a.x) && is_open(a.x);
  });
  if (atom == nullptr) return always;
  const auto x = static_cast<std::size_t>(atom->x);
  const bool is_low = guide_.empty() || guide_[x] <= atom->value;
  return is_low ? le(atom->x, atom->value) : ge(atom->x, atom->value + 1);
}

Lit Search::decide_in_order() {
  Var best = -1;
  for (const Var x : times_) {
    if (!is_open(x)) continue;
    if (best < 0 || kernel_.lower(x) < kernel_.lower(best) ||
        (kernel_.lower(x) == kernel_.lower(best) && kernel_.upper(x) < kernel_.upper(best)))
      best = x;
  }
  if (best < 0) {
    for (const Var x : others_) {
      if (!is_open(x)) continue;
      best = x;
      break;
    }
  }
  if (best < 0) return always;
  if (!guide_.empty() && follows_guide_ && guide_[static_cast<std::size_t>(best)] > kernel_.lower(best))
    return ge(best, std::min(guide_[static_cast<std::size_t>(best)], kernel_.upper(best)));
  return le(best, kernel_.lower(best));
}

}  // namespace perilune::engine::detail
