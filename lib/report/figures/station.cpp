#include <algorithm>
#include <optional>
#include <string>
#include <utility>
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

constexpr std::size_t most_named = 6;

/// A curve for each element that has any of it, the largest first; those for which there is no name left are
/// added up.
/// @param of  an element's power in a sample [W]
template <class Value>
std::optional<CurveStrip> power_by(const StationHistory& history, const std::string& title,
                                   const std::vector<std::string>& names, const Value& of) {
  std::vector<std::pair<double, std::size_t>> users;  // energy, element
  for (std::size_t e = 0; e < names.size(); ++e) {
    double energy_j = 0.0;
    for (std::size_t i = 1; i < history.samples.size(); ++i) {
      energy_j +=
          of(history.samples[i], e) * (history.samples[i].epoch - history.samples[i - 1].epoch).seconds();
    }
    if (energy_j > 0.0) users.emplace_back(energy_j, e);
  }
  if (users.empty()) return std::nullopt;
  std::stable_sort(users.begin(), users.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  const std::size_t named = users.size() <= most_named + 1 ? users.size() : most_named;
  CurveStrip strip{title, {}};
  for (std::size_t k = 0; k < named; ++k) {
    const std::size_t e = users[k].second;
    strip.curves.push_back(
        curve_of(history, names[e], "kW", [&](const StationSample& sample) { return of(sample, e) * 1e-3; }));
  }
  if (named < users.size()) {
    strip.curves.push_back(
        curve_of(history, concat(users.size() - named, " others"), "kW", [&](const StationSample& sample) {
          double sum_w = 0.0;
          for (std::size_t k = named; k < users.size(); ++k) sum_w += of(sample, users[k].second);
          return sum_w * 1e-3;
        }));
  }
  return strip;
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
  const auto by_source = power_by(history, "power that the sources could give, kW", history.elements,
                                  [](Sample s, std::size_t e) { return s.source_w[e]; });
  if (by_source) strips.push_back(*by_source);
  std::vector<std::string> users = history.elements;
  users.emplace_back("people");
  const auto by_load = power_by(history, "power that is drawn, kW", users,
                                [](Sample s, std::size_t e) { return s.load_w[e]; });
  if (by_load) strips.push_back(*by_load);
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
              concat("People, power, batteries and stores in ", strips.size(), " panels from ",
                     detail::minute_text(history.span.from), " to ", detail::minute_text(history.span.to)),
              history.span, strips, troubles)};
}

}  // namespace perilune
