#include "translation_writer.hpp"

#include <algorithm>
#include <utility>

namespace perilune::detail {

using engine::Tag;
using engine::Value;

void Translation::Writer::add(const WayWindow& rule) {
  WayTags& tags = way_tags_[rule.activity];
  tags.window = tag_;
  tags.has_window = true;
}

void Translation::Writer::add(const WayDuration& rule) {
  WayTags& tags = way_tags_[rule.activity];
  tags.duration = tag_;
  tags.has_duration = true;
}

void Translation::Writer::add_ways(std::size_t i) {
  const auto& ways = choices(i).ways;
  if (ways.empty()) return;
  const WayTags tags = way_tags_[i];
  const bool has_windows =
      tags.has_window &&
      std::any_of(ways.begin(), ways.end(), [](const ActivityWay& way) { return way.starts.has_value(); });
  if (options_.tagged) {
    if (has_windows) add_table(i, {.start = true, .tag = tags.window});
    if (tags.has_duration) add_table(i, {.duration = true, .tag = tags.duration});
    add_table(i, {.figures = true});
  } else {
    add_table(i, {.start = has_windows, .duration = tags.has_duration, .figures = true});
  }
  if (is_optional(i)) {
    for (const std::size_t variable : {out_.way_[i], cost_[i], delta_v_[i]}) {
      if (variable == none) continue;
      model_.memberships.push_back({engine::variable(variable), {{0, 0}}, {!present(i)}, engine::untagged});
    }
  }
}

void Translation::Writer::add_table(std::size_t i, const TableParts& parts) {
  engine::Table table;
  table.conditions = if_present(i);
  table.tag = parts.tag;
  if (parts.start) table.columns.push_back(engine::start_of(i));
  if (parts.duration) table.columns.push_back(engine::duration_of(i));
  if (parts.figures) {
    for (const std::size_t figure : {cost_[i], delta_v_[i]})
      if (figure != none) table.columns.push_back(engine::variable(figure));
  }
  if (table.columns.empty()) return;
  if (out_.way_[i] != none) table.columns.push_back(engine::variable(out_.way_[i]));
  for (std::size_t w = 0; w < choices(i).ways.size(); ++w)
    if (auto row = table_row(i, w, parts)) table.rows.push_back(*std::move(row));
  if (table.rows.empty()) {
    forbid(i, parts.tag);  // not one way is left
  } else {
    model_.tables.push_back(std::move(table));
  }
}

std::optional<std::vector<engine::Range>> Translation::Writer::table_row(std::size_t i, std::size_t w,
                                                                         const TableParts& parts) const {
  const ActivityWay& way = choices(i).ways[w];
  const auto exactly = [](Value value) { return engine::Range{value, value}; };
  std::vector<engine::Range> row;
  if (parts.start) {
    const TickRange starts = way.starts.value_or(TickRange{box_.first, box_.last});
    row.push_back({std::max(box_.first, starts.first), std::min(box_.last, starts.last)});
    if (row.back().last < row.back().first) return std::nullopt;  // outside the horizon
  }
  if (parts.duration) {
    const Value longest = box_.last - box_.first;
    row.push_back({way.shortest, std::min(longest, way.longest.value_or(longest))});
    if (row.back().last < row.back().first) return std::nullopt;
  }
  if (parts.figures && cost_[i] != none) row.push_back(exactly(way.cost));
  if (parts.figures && delta_v_[i] != none) row.push_back(exactly(way.delta_v));
  if (out_.way_[i] != none) row.push_back(exactly(static_cast<Value>(w)));
  return row;
}

void Translation::Writer::forbid(std::size_t i, Tag tag) {
  engine::Clause never{{}, tag};
  if (is_optional(i)) {
    never.literals.push_back(!present(i));
  } else {
    never.literals.push_back(engine::at_least(engine::variable(add_variable(0, 0)), 1));
  }
  model_.clauses.push_back(std::move(never));
}

std::size_t Translation::Writer::figure(Measure what, std::size_t i) {
  std::size_t& variable = what == Measure::cost ? cost_[i] : delta_v_[i];
  const auto& ways = choices(i).ways;
  if (variable != none || ways.empty()) return variable;
  Value lowest = is_optional(i) ? 0 : engine::largest_value;
  Value highest = is_optional(i) ? 0 : -engine::largest_value;
  for (const ActivityWay& way : ways) {
    const Value value = what == Measure::cost ? way.cost : way.delta_v;
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  }
  variable = add_variable(lowest, highest);
  return variable;
}

}  // namespace perilune::detail
