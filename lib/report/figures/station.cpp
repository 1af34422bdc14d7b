#include <algorithm>
#include <string>
#include <vector>

#include <perilune/core/text.hpp>
#include <perilune/report/figures.hpp>

#include "axes.hpp"
#include "curves.hpp"

namespace perilune {
namespace {

using detail::concat;
using detail::Curve;
using detail::CurveStrip;

template <class Value>
Curve curve_of(const StationHistory& history, const std::string& name, const std::string& unit,
               const Value& value, bool limit = false) {
  Curve curve{name, unit, {}, limit};
  for (const StationSample& sample : history.samples) curve.points.emplace_back(sample.epoch, value(sample));
  return curve;
}

std::vector<CurveStrip> strips_of(const StationHistory& history) {
  using Sample = const StationSample&;
  const auto curve = [&](const std::string& name, const std::string& unit, const auto& value,
                         bool limit = false) { return curve_of(history, name, unit, value, limit); };
  std::vector<CurveStrip> strips;
  strips.push_back({"people", {curve("people", "", [](Sample s) { return double{1} * s.people; })}});
  strips.push_back({"electric power, kW",
                    {curve("available", "kW", [](Sample s) { return s.available_w * 1e-3; }),
                     curve("used", "kW", [](Sample s) { return s.used_w * 1e-3; }),
                     curve("curtailed", "kW", [](Sample s) { return s.curtailed_w * 1e-3; })}});
  strips.push_back({"batteries, kWh",
                    {curve("usable energy", "kWh", [](Sample s) { return s.battery_j / 3.6e6; }),
                     curve(
                         "when full", "kWh", [](Sample s) { return s.battery_capacity_j / 3.6e6; }, true)}});
  for (std::size_t i = 0; i < history.commodities.size(); ++i) {
    const std::string& name = history.commodities[i];
    const bool stored = std::any_of(history.samples.begin(), history.samples.end(),
                                    [i](Sample s) { return s.capacity_kg[i] > 0.0; });
    if (!stored) continue;
    strips.push_back({name + ", kg",
                      {curve(name, "kg", [i](Sample s) { return s.stock_kg[i]; }),
                       curve(
                           "room", "kg", [i](Sample s) { return s.capacity_kg[i]; }, true)}});
  }
  return strips;
}

}  // namespace

Figure station_figure(const StationHistory& history) {
  const std::vector<CurveStrip> strips = strips_of(history);
  std::vector<detail::Trouble> troubles;
  for (const StationProblem& problem : history.problems) {
    troubles.push_back(
        {problem.span, concat(problem.what, ": ", to_text(problem.failure), ", ", problem.resource, ", from ",
                              detail::minute_text(problem.span.from))});
  }
  return {"station", "Station",
          "What is there over the years; dashed lines are what fits, red stretches what goes wrong.",
          detail::draw_curves(
              "Station",
              concat("People, power, batteries and ", strips.size() - 3, " stores from ",
                     detail::minute_text(history.span.from), " to ", detail::minute_text(history.span.to)),
              history.span, strips, troubles)};
}

}  // namespace perilune
