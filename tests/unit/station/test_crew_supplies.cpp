#include <perilune/station/crew_supplies.hpp>

#include <array>
#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

/// The tables are printed to 0.01 kg, and the lines of food and gases are sums of two or three rounded
/// figures.
constexpr double printed_kg = 0.01;

std::vector<SupplyDemand> sortie_of(Duration stay) {
  return crew_supplies({4, stay, {}, eva_person_hours(stay, 5.0, 8_h, 2)});
}

void check_against(const std::vector<SupplyDemand>& found, const std::array<double, 14>& printed,
                   double total_kg) {
  REQUIRE(found.size() == printed.size());
  double sum_kg = 0.0;
  for (std::size_t i = 0; i < printed.size(); ++i) {
    CAPTURE(to_text(found[i].supply), found[i].kg);
    CHECK(std::abs(found[i].kg - printed[i]) <= printed_kg);
    sum_kg += found[i].kg;
  }
  CHECK(std::abs(sum_kg - total_kg) <= 0.05 + 1e-9);  // printed to 0.1 kg
}

}  // namespace

TEST_CASE("crew supplies: every line that SpaceNet's quick start 2 prints", "[station][validation]") {
  // SpaceNet 2.5 quick start 2, figures 54 and 56: four people, five sorties a week of 8 h with two outside.
  check_against(
      sortie_of(7_d),
      {113.46, 68.22, 176.30, 14.98, 16.10, 40.0, 20.0, 457.00, 20.40, 25.0, 20.0, 20.0, 1.40, 1.40}, 994.3);
  check_against(
      sortie_of(14_d),
      {226.93, 136.42, 352.60, 22.76, 32.20, 40.0, 20.0, 486.00, 20.40, 25.0, 20.0, 20.0, 2.80, 2.80},
      1407.9);
}

TEST_CASE("exploration capability: SpaceNet's quick start 2", "[station][validation]") {
  // Four people for 14 d beside a habitat of 7500 kg and a power unit of 2500 kg; printed: REC 10,836 (figure
  // 66). No launched mass is printed. What the four missions carry: two crewed landers and two more (4 x
  // 12,000, one on the check-out flight), as many return capsules, a cargo lander, the habitat and power
  // unit, people, supplies.
  const double capability_kg_d = exploration_capability_kg_d({{4, 7.0, 0.0}, {4, 14.0, 10'000.0}});
  CHECK(capability_kg_d == 560'000.0);
  const double launched_kg = 3 * (12'000.0 + 3'000.0) + 1'000.0 + 10'000.0 + 8 * 100.0 + 994.3 + 1'407.9;
  CHECK(std::abs(relative_exploration_capability(capability_kg_d, launched_kg) / 10'836.0 - 1.0) < 0.015);
}

TEST_CASE("crew supplies: a reserve feeds, but needs no clothes", "[station]") {
  const std::vector<SupplyDemand> plain = crew_supplies({2, 10_d});
  const std::vector<SupplyDemand> reserve = crew_supplies({2, 10_d, 5_d});
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const bool daily = plain[i].supply == SupplyClass::food || plain[i].supply == SupplyClass::water ||
                       plain[i].supply == SupplyClass::gases ||
                       plain[i].supply == SupplyClass::waste_containment;
    CAPTURE(to_text(plain[i].supply));
    if (plain[i].supply == SupplyClass::hygiene) continue;
    CHECK(std::abs(reserve[i].kg / plain[i].kg - (daily ? 1.5 : 1.0)) < 1e-12);
  }
}

TEST_CASE("supply classes: names go there and back, and belong to their main class", "[station]") {
  for (const SupplyClass supply : supply_classes()) CHECK(parse_supply_class(to_text(supply)) == supply);
  CHECK(supply_classes().size() == 31);
  CHECK(main_class(SupplyClass::water) == SupplyClass::crew_provisions);
  CHECK(main_class(SupplyClass::waste_bags) == SupplyClass::waste);
  CHECK(main_class(SupplyClass::exploration) == SupplyClass::exploration);
  CHECK(parse_supply_class("wine") == std::nullopt);
}

TEST_CASE("supply classes: commodities of a station have theirs", "[station]") {
  CHECK(supply_class_of("water") == SupplyClass::water);
  CHECK(supply_class_of("oxygen") == SupplyClass::gases);
  CHECK(supply_class_of("nitrogen") == SupplyClass::gases);
  CHECK(supply_class_of("food") == SupplyClass::food);
  CHECK(supply_class_of("spares") == SupplyClass::spares);
  CHECK(supply_class_of("hydrogen") == SupplyClass::propellants);
  CHECK(supply_class_of("waste-water") == SupplyClass::waste);
  CHECK(supply_class_of("samples") == SupplyClass::exploration);
  CHECK(supply_class_of("clothing") == SupplyClass::clothing);
  CHECK(supply_class_of("printed-parts") == SupplyClass::miscellaneous);
}

TEST_CASE("crew supplies: refuse what cannot be", "[station]") {
  CHECK_THROWS_AS(crew_supplies({0, 7_d}), InvalidArgument);
  CHECK_THROWS_AS(crew_supplies({2, -7_d}), InvalidArgument);
  CHECK_THROWS_AS(crew_supplies({2, 7_d, {}, -1.0}), InvalidArgument);
  CrewSupplyRates rates;
  rates.suit_kg = std::nan("");
  CHECK_THROWS_AS(crew_supplies({2, 7_d}, rates), InvalidArgument);
  CHECK_THROWS_AS(relative_exploration_capability(1.0, 0.0), InvalidArgument);
}
