#include "choice.hpp"

#include <algorithm>
#include <limits>

namespace perilune::engine::detail {
namespace {

constexpr Int lowest_int = std::numeric_limits<Int>::min();
constexpr Int highest_int = std::numeric_limits<Int>::max();

}  // namespace

Rows::Rows(std::vector<Var> columns, std::vector<std::vector<Cell>> rows, std::vector<Lit> guards)
    : columns_(std::move(columns)), rows_(std::move(rows)), guards_(std::move(guards)) {}

std::vector<Side> Rows::watched() const {
  std::vector<Side> sides;
  for (const Var x : columns_) sides.insert(sides.end(), {2 * x, 2 * x + 1});
  for (const Lit guard : guards_) sides.push_back(guard.side);
  return sides;
}

bool Rows::is_alive(const Kernel& kernel, const std::vector<Cell>& row) const {
  for (std::size_t c = 0; c < columns_.size(); ++c)
    if (row[c].last < kernel.lower(columns_[c]) || row[c].first > kernel.upper(columns_[c])) return false;
  return true;
}

bool Rows::propagate(Kernel& kernel) {
  Lit waiting = always;
  if (!kernel.may_matter(guards_, waiting)) return true;
  hull_.assign(columns_.size(), {highest_int, lowest_int});
  bool any = false;
  for (const auto& row : rows_) {
    if (!is_alive(kernel, row)) continue;
    any = true;
    for (std::size_t c = 0; c < row.size(); ++c) {
      hull_[c].first = std::min(hull_[c].first, row[c].first);
      hull_[c].last = std::max(hull_[c].last, row[c].last);
    }
  }
  kernel.add_work(static_cast<std::int64_t>(rows_.size() / 2 + 1));
  if (!any) {
    kernel.begin_reason();
    explain(kernel, [](const std::vector<Cell>&) { return true; });
    return kernel.forbid(guards_);
  }
  const std::vector<Cell> hull = hull_;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const Var x = columns_[c];
    if (waiting != always && kernel.scope(x) != waiting) continue;
    const auto give_guards = [&] {
      for (const Lit guard : guards_)
        if (kernel.is_true(guard)) kernel.add_reason(guard);
    };
    if (hull[c].first > kernel.lower(x)) {
      kernel.begin_reason();
      explain(kernel, [&](const std::vector<Cell>& row) { return row[c].first < hull[c].first; });
      give_guards();
      if (!kernel.because(ge(x, hull[c].first))) return false;
    }
    if (hull[c].last < kernel.upper(x)) {
      kernel.begin_reason();
      explain(kernel, [&](const std::vector<Cell>& row) { return row[c].last > hull[c].last; });
      give_guards();
      if (!kernel.because(le(x, hull[c].last))) return false;
    }
  }
  return true;
}

template <class Wanted>
void Rows::explain(Kernel& kernel, const Wanted& wanted) {
  above_.assign(columns_.size(), lowest_int);
  below_.assign(columns_.size(), highest_int);
  for (const auto& row : rows_) {
    if (!wanted(row)) continue;
    bool is_explained = false;
    for (std::size_t c = 0; c < row.size() && !is_explained; ++c)
      is_explained = row[c].last < above_[c] || row[c].first > below_[c];
    for (std::size_t c = 0; c < row.size() && !is_explained; ++c) {
      if (row[c].last < kernel.lower(columns_[c])) {
        above_[c] = row[c].last + 1;
        is_explained = true;
      } else if (row[c].first > kernel.upper(columns_[c])) {
        below_[c] = row[c].first - 1;
        is_explained = true;
      }
    }
  }
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (above_[c] != lowest_int) kernel.add_reason(ge(columns_[c], above_[c]));
    if (below_[c] != highest_int) kernel.add_reason(le(columns_[c], below_[c]));
  }
}

Followed::Followed(Side target, std::vector<Option> options, Lit guard)
    : target_(target), options_(std::move(options)), guard_(guard) {}

std::vector<Side> Followed::watched() const {
  std::vector<Side> sides = {guard_.side};
  for (const Option& option : options_)
    sides.insert(sides.end(), {option.side, opposite(option.chosen.side)});
  return sides;
}

bool Followed::propagate(Kernel& kernel) {
  if (!kernel.is_true(guard_)) return true;
  Int highest = lowest_int;
  for (const Option& option : options_)
    if (!kernel.is_false(option.chosen))
      highest = std::max(highest, kernel.bound(option.side) + option.offset);
  if (highest == lowest_int || highest >= kernel.bound(target_))
    return true;  // no option: others see to that
  kernel.begin_reason();
  kernel.add_reason(guard_);
  for (const Option& option : options_) {
    const Lit fact{option.side, highest - option.offset};
    kernel.add_reason(kernel.is_false(option.chosen) ? ~option.chosen : fact);
  }
  return kernel.because({target_, highest});
}

}  // namespace perilune::engine::detail
