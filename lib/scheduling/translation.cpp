#include "translation.hpp"

#include <utility>

#include "translation_writer.hpp"

namespace perilune::detail {

Translation::Translation(const ScheduleProblem& problem, TranslationOptions options) {
  Writer(*this, problem, std::move(options)).run();
}

ScheduleAssignment Translation::read(const engine::Assignment& assignment) const {
  ScheduleAssignment out;
  for (std::size_t i = 0; i < presence_.size(); ++i) {
    const auto& interval = assignment.intervals[i];
    out.present.push_back(interval.present);
    out.ticks.push_back(interval.present ? interval.start : 0);
    out.ticks.push_back(interval.present ? interval.end : 0);
    const bool has_way = way_[i] != none && interval.present;
    out.ways.push_back(has_way ? static_cast<std::size_t>(assignment.variables[way_[i]]) : 0);
  }
  return out;
}

std::vector<engine::FixedTerm> Translation::hint(const ScheduleAssignment& assignment) const {
  std::vector<engine::FixedTerm> out;
  for (std::size_t i = 0; i < presence_.size(); ++i) {
    const bool here = assignment.takes_place(i);
    if (presence_[i] != none) out.push_back({engine::variable(presence_[i]), here ? 1 : 0});
    if (!here) continue;
    out.push_back({engine::start_of(i), assignment.ticks[2 * i]});
    out.push_back({engine::end_of(i), assignment.ticks[2 * i + 1]});
    if (way_[i] != none)
      out.push_back({engine::variable(way_[i]), static_cast<engine::Value>(assignment.way(i))});
  }
  return out;
}

}  // namespace perilune::detail
