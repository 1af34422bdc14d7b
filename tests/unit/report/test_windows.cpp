#include <algorithm>
#include <string>
#include <vector>

#include <perilune/core/text.hpp>
#include <perilune/report/figures.hpp>
#include <perilune/report/results.hpp>

#include "designed.hpp"
#include "figures/offered_windows.hpp"
#include "markup.hpp"
#include "support/catch.hpp"

using namespace perilune;
using perilune::test::attribute_values;
using perilune::test::designed;
using perilune::test::rows_of;

TEST_CASE("windows.csv: every window that was offered, and one that was chosen", "[report]") {
  const auto rows = rows_of(windows_csv(designed()));
  REQUIRE(designed().loop().offers.size() == 1);
  REQUIRE(rows.size() == designed().loop().offers[0].windows.size());
  REQUIRE(rows.size() > 60);
  CHECK(std::count_if(rows.begin(), rows.end(),
                      [](const auto& row) { return row.at("state") == "chosen"; }) == 1);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(rows[i].at("opens_utc") <= rows[i].at("lift_off_utc"));
    CHECK(rows[i].at("lift_off_utc") <= rows[i].at("closes_utc"));
    if (i > 0) CHECK(rows[i - 1].at("opens_utc") <= rows[i].at("opens_utc"));
  }
}

TEST_CASE("calendar: its stretches of days hold the windows of windows.csv", "[report][figures]") {
  const auto figure = windows_figure(designed());
  REQUIRE(figure);
  const std::string text = figure->picture.element();
  CHECK(test::markup_problem(text) == "");
  const auto rows = rows_of(windows_csv(designed()));
  const auto from = attribute_values(text, "data-from"), to = attribute_values(text, "data-to"),
             counts = attribute_values(text, "data-windows"),
             cheapest = attribute_values(text, "data-cheapest-m-s");
  REQUIRE(from.size() >= 4);
  std::size_t all = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t count = 0;
    double least = 1e9;
    for (const auto& row : rows) {
      const std::string day = row.at("lift_off_utc").substr(0, 10);
      if (day < from[i] || day > to[i]) continue;
      ++count;
      least = std::min(least, std::stod(row.at("injection_m_s")) + std::stod(row.at("insertion_m_s")));
    }
    CHECK(std::to_string(count) == counts[i]);
    CHECK(std::abs(least - std::stod(cheapest[i])) < 0.002);
    all += count;
  }
  CHECK(all == rows.size());
  CHECK(attribute_values(text, "data-day").size() == 1);
}

TEST_CASE("porkchop: cells hold what porkchop.csv says, and the dot is the flight as flown",
          "[report][figures]") {
  const auto figure = porkchop_figure(designed(), "lander");
  REQUIRE(figure);
  CHECK(figure->id == "porkchop-lander");
  const std::string text = figure->picture.element();
  CHECK(test::markup_problem(text) == "");
  const auto rows = rows_of(porkchop_csv(designed()));
  REQUIRE(rows.size() > 400);
  // Cells follow the departure of their column.
  std::size_t held = 0;
  std::size_t column = text.find(" data-departure=");
  while (column != std::string::npos) {
    const std::size_t next = text.find(" data-departure=", column + 1);
    const std::string part = text.substr(column, next - column);
    const std::string departure = attribute_values(part, "data-departure").at(0);
    const auto times = attribute_values(part, "data-d"), costs = attribute_values(part, "data-m-s");
    REQUIRE(times.size() == costs.size());
    for (const auto& row : rows) {
      if (row.at("departure_utc") != departure) continue;
      const double total = std::stod(row.at("injection_m_s")) + std::stod(row.at("insertion_m_s"));
      for (std::size_t i = 0; i < times.size(); ++i) {
        if (row.at("time_of_flight_d") < times[i].substr(0, 6) ||
            row.at("time_of_flight_d") > times[i].substr(7))
          continue;
        ++held;
        CHECK(total >= std::stod(costs[i]) - 0.002);
        CHECK(total <= std::stod(costs[i].substr(costs[i].find(' '))) + 0.002);
      }
    }
    column = next;
  }
  CHECK(held == rows.size());
  const auto& flown = designed().loop().missions.at(0);
  CHECK(attribute_values(text, "data-lift-off") ==
        std::vector<std::string>{flown.transfer.lift_off.iso8601(TimeScale::utc, 0)});
  CHECK(porkchop_figure(designed(), "nobody") == std::nullopt);
}

TEST_CASE("windows: a window that a cut forbids is refuted, and keeps its reason", "[report]") {
  OfferedWindows offers = designed().loop().offers[0];
  offers.chosen.reset();
  Cut cut;
  cut.kind = CutKind::mass;
  cut.mission = "lander";
  cut.forbidden = {offers.windows[3].lift_off - Duration::seconds(30),
                   offers.windows[3].lift_off + Duration::seconds(30)};
  CHECK(detail::state_of(offers, 3, {cut}) == detail::OfferedState::refuted);
  CHECK(detail::state_of(offers, 2, {cut}) == detail::OfferedState::offered);
  cut.kind = CutKind::lighting;  // holds the landing, not the launch
  CHECK(detail::state_of(offers, 3, {cut}) == detail::OfferedState::offered);
  CHECK(detail::porkchops(offers, Ephemeris::embedded()).empty());
}
