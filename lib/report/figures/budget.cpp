#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <perilune/core/text.hpp>
#include <perilune/report/figures.hpp>
#include <perilune/report/file_name.hpp>

#include "axes.hpp"

namespace perilune {
namespace {

using detail::concat;
using detail::label;
using detail::LinearScale;

constexpr double width = 1100.0;
constexpr double row_height = 24.0;
constexpr double bar_height = 14.0;
constexpr double top = 40.0;
constexpr double mass_left = 200.0;
constexpr double mass_right = 560.0;
constexpr double speed_left = 660.0;
constexpr double speed_right = 1020.0;
/// Masses that differ by less are the same: sums of doubles, printed to a gram.
constexpr double least_kg = 1e-6;

enum class RowKind { total, stated, computed, launcher, left_behind, taken_on };

/// One row of both waterfalls.
struct Row {
  RowKind kind = RowKind::total;
  std::string name;
  std::string by;
  double mass_before_kg = 0.0, mass_after_kg = 0.0;
  double delta_v_m_s = 0.0;
};

std::vector<Row> rows_of(const FlownMission& flown) {
  std::vector<Row> rows;
  rows.push_back({RowKind::total, "at launch", "", flown.launch_mass_kg, 0.0, 0.0});
  rows.push_back({RowKind::launcher, "injection", "the launcher", flown.launch_mass_kg, flown.launch_mass_kg,
                  flown.transfer.injection_delta_v_m_s});
  double mass_kg = flown.launch_mass_kg;
  for (const FlownLeg& leg : flown.legs) {
    if (leg.mass_before_kg < mass_kg - least_kg)
      rows.push_back({RowKind::left_behind, "left behind", "", mass_kg, leg.mass_before_kg, 0.0});
    if (leg.mass_before_kg > mass_kg + least_kg)
      rows.push_back({RowKind::taken_on, "taken on", "", mass_kg, leg.mass_before_kg, 0.0});
    mass_kg = leg.mass_after_kg;
    if (leg.delta_v_m_s <= 0.0) continue;
    rows.push_back({leg.is_computed ? RowKind::computed : RowKind::stated, leg.activity, leg.by,
                    leg.mass_before_kg, leg.mass_after_kg, leg.delta_v_m_s});
  }
  rows.push_back({RowKind::total, "in place", "", mass_kg, 0.0, 0.0});
  return rows;
}

std::string_view colour_of(RowKind kind) {
  switch (kind) {
    case RowKind::total:
      return colour::green;
    case RowKind::stated:
      return colour::sky;
    case RowKind::computed:
      return colour::blue;
    case RowKind::launcher:
      return colour::grey;
    case RowKind::left_behind:
    case RowKind::taken_on:
      return colour::purple;
  }
  return colour::grey;
}

void draw_scale(SvgPicture& picture, const LinearScale& x, double bottom, const std::string& title) {
  label(picture, x.begin, top - 14, title, {.bold = true});
  for (const double value : detail::round_numbers(x.low, x.high, 6)) {
    picture.line(x(value), top - 6, x(value), bottom, {{"class", "grid"}, {"stroke", colour::faint}});
    label(picture, x(value), bottom + 14, detail::round_text(value), {.anchor = "middle", .size = 11});
  }
}

void draw_bar(SvgPicture& picture, double y, const LinearScale& x, double from, double to, RowKind kind,
              const std::string& value) {
  const double begin = x(std::min(from, to)), end = x(std::max(from, to));
  picture.rect(begin, y, std::max(end - begin, 1.5), bar_height, {{"fill", colour_of(kind)}});
  if (!value.empty()) label(picture, end + 5, y + 11, value, {.size = 11});
}

void draw_row(SvgPicture& picture, const FlownMission& flown, const Row& row, double y,
              const LinearScale& mass, const LinearScale& speed, double spent_m_s) {
  label(picture, mass_left - 10, y + 11, row.name, {.anchor = "end"});
  const double mass_change_kg = row.mass_before_kg - row.mass_after_kg;
  const bool burns = row.kind == RowKind::stated || row.kind == RowKind::computed;
  std::string tip = row.kind == RowKind::total ? concat(row.name, ": ", fixed(row.mass_before_kg, 1), " kg")
                                               : concat(row.name, row.by.empty() ? "" : " by " + row.by);
  if (row.delta_v_m_s > 0.0) tip += concat(", ", fixed(row.delta_v_m_s, 1), " m/s");
  if (burns) {
    tip += concat(row.kind == RowKind::computed ? " as flown in full" : " as the scenario states", ", ",
                  fixed(mass_change_kg, 1), " kg of propellant with the reserve");
  }
  picture.group({{"class", burns ? "leg" : "total"},
                 {"data-mission", flown.mission},
                 {"data-activity", row.name},
                 {"data-mass-before-kg", fixed(row.mass_before_kg, 3)},
                 {"data-mass-after-kg", fixed(row.mass_after_kg, 3)},
                 {"data-delta-v-m-s", fixed(row.delta_v_m_s, 3)}},
                tip);
  if (row.kind != RowKind::launcher) {
    draw_bar(picture, y, mass, row.mass_before_kg, row.mass_after_kg, row.kind,
             row.kind == RowKind::total
                 ? fixed(row.mass_before_kg, 0)
                 : (mass_change_kg < 0.0 ? "+" : "-") + fixed(std::abs(mass_change_kg), 0));
  }
  if (row.delta_v_m_s > 0.0) {
    draw_bar(picture, y, speed, spent_m_s, spent_m_s + row.delta_v_m_s, row.kind, fixed(row.delta_v_m_s, 0));
  }
  picture.end_group();
}

void draw_capability(SvgPicture& picture, const FlownMission& flown, const LinearScale& mass, double bottom) {
  if (flown.capability_kg <= 0.0) return;
  const double x = mass(flown.capability_kg);
  picture.group({{"class", "limit"}, {"data-capability-kg", fixed(flown.capability_kg, 3)}},
                concat("the launcher throws ", fixed(flown.capability_kg, 1), " kg to C3 ",
                       fixed(flown.transfer.c3_m2_s2 * 1e-6, 3), " km^2/s^2, its margin kept"));
  picture.line(x, top - 6, x, bottom,
               {{"stroke", colour::vermilion}, {"stroke-width", 1.6}, {"stroke-dasharray", "5 3"}});
  picture.end_group();
}

void draw_legend(SvgPicture& picture, double y) {
  struct Entry {
    RowKind kind;
    std::string_view text;
  };
  constexpr Entry entries[] = {{RowKind::total, "mass there"},
                               {RowKind::launcher, "by the launcher"},
                               {RowKind::computed, "as flown in full"},
                               {RowKind::stated, "as stated"},
                               {RowKind::left_behind, "left behind"}};
  double x = mass_left;
  for (const Entry& entry : entries) {
    picture.rect(x, y, 12, 11, {{"fill", colour_of(entry.kind)}});
    label(picture, x + 17, y + 10, entry.text);
    x += 40.0 + 6.6 * static_cast<double>(entry.text.size());
  }
  picture.line(x, y + 6, x + 20, y + 6,
               {{"stroke", colour::vermilion}, {"stroke-width", 1.6}, {"stroke-dasharray", "5 3"}});
  label(picture, x + 26, y + 10, "what the launcher throws");
}

}  // namespace

std::optional<Figure> budget_figure(const FlownMission& flown) {
  if (!flown.targets_met || flown.launch_mass_kg <= 0.0) return std::nullopt;
  const std::vector<Row> rows = rows_of(flown);
  const double bottom = top + static_cast<double>(rows.size()) * row_height;
  double sum_m_s = 0.0;
  for (const Row& row : rows) sum_m_s += row.delta_v_m_s;
  const LinearScale mass{0.0, 1.02 * std::max(flown.launch_mass_kg, flown.capability_kg), mass_left,
                         mass_right};
  const LinearScale speed{0.0, 1.02 * sum_m_s, speed_left, speed_right};
  SvgPicture picture(width, bottom + 52.0, "Budget of " + flown.mission,
                     concat("Masses from ", fixed(flown.launch_mass_kg, 0), " kg at launch, and delta-v of ",
                            fixed(sum_m_s, 0), " m/s in all, leg by leg"));
  draw_scale(picture, mass, bottom, "mass, kg");
  draw_scale(picture, speed, bottom, "delta-v without the reserve, m/s");
  double y = top + (row_height - bar_height) / 2;
  double spent_m_s = 0.0;
  for (const Row& row : rows) {
    draw_row(picture, flown, row, y, mass, speed, spent_m_s);
    spent_m_s += row.delta_v_m_s;
    y += row_height;
  }
  draw_capability(picture, flown, mass, bottom);
  draw_legend(picture, bottom + 28.0);
  return Figure{
      "budget-" + safe_file_name(flown.mission), "Budget of " + flown.mission,
      "From launch to the last leg: on the left what the mission weighs and what each leg burns, the "
      "reserve included; on the right the delta-v of each leg, one after another. The dashed line is "
      "what the launcher throws to the flown energy.",
      std::move(picture)};
}

}  // namespace perilune
