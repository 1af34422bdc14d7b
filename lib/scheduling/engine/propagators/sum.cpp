#include "sum.hpp"

#include <algorithm>

namespace perilune::engine::detail {
namespace {

constexpr auto nobody = static_cast<std::size_t>(-1);

Int lowest(const Kernel& kernel, Side side) {
  return -kernel.bound(opposite(side));
}

std::int64_t floor_quotient(std::int64_t a, std::int64_t b) {
  return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
}

}  // namespace

Sum::Sum(const Kernel& kernel, std::vector<Part> parts, std::int64_t limit, std::vector<Lit> guards)
    : parts_(std::move(parts)), limit_(limit), guards_(std::move(guards)) {
  for (const Part& part : parts_) root_.push_back(lowest(kernel, part.side));
}

std::vector<Side> Sum::watched() const {
  std::vector<Side> sides;
  for (const Part& part : parts_) sides.push_back(opposite(part.side));
  for (const Lit guard : guards_) sides.push_back(guard.side);
  return sides;
}

bool Sum::propagate(Kernel& kernel) {
  Lit waiting = always;
  if (!kernel.may_matter(guards_, waiting)) return true;
  std::int64_t least = 0;
  raised_.clear();
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Int value = lowest(kernel, parts_[i].side);
    least += parts_[i].weight * value;
    if (value > root_[i]) raised_.push_back({i, value});
  }
  kernel.add_work(static_cast<std::int64_t>(parts_.size() / 4));
  if (least > limit_) {
    kernel.begin_reason();
    explain(kernel, nobody, least - limit_ - 1);
    return kernel.forbid(guards_);
  }
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    if (waiting != always && kernel.scope(variable_of(part.side)) != waiting) continue;
    const std::int64_t room = limit_ - (least - part.weight * lowest(kernel, part.side));
    const std::int64_t highest = floor_quotient(room, part.weight);
    if (highest >= kernel.bound(part.side)) continue;
    kernel.begin_reason();
    explain(kernel, i, part.weight * (highest + 1) - room - 1);
    for (const Lit guard : guards_)
      if (kernel.is_true(guard)) kernel.add_reason(guard);
    if (!kernel.because({part.side, static_cast<Int>(highest)})) return false;
  }
  return true;
}

void Sum::explain(Kernel& kernel, std::size_t without, std::int64_t slack) {
  for (const auto& [i, value] : raised_) {
    if (i == without) continue;
    const Part& part = parts_[i];
    const std::int64_t whole = part.weight * (std::int64_t{value} - root_[i]);
    if (whole <= slack) {
      slack -= whole;
      continue;
    }
    const std::int64_t less = slack / part.weight;
    slack -= less * part.weight;
    kernel.add_reason({opposite(part.side), -(value - static_cast<Int>(less))});
  }
}

}  // namespace perilune::engine::detail
