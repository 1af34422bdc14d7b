#include <cmath>
#include <string>

#include <perilune/core/text.hpp>
#include <perilune/report/figures.hpp>
#include <perilune/report/results.hpp>

#include "designed.hpp"
#include "markup.hpp"
#include "support/catch.hpp"

using namespace perilune;
using perilune::test::attribute_values;
using perilune::test::designed;
using perilune::test::rows_of;

TEST_CASE("budget: the steps are those of masses.csv, and lead from launch to the last leg",
          "[report][figures]") {
  const FlownMission& flown = designed().loop().missions.at(0);
  const auto figure = budget_figure(flown);
  REQUIRE(figure);
  CHECK(figure->id == "budget-lander");
  const std::string text = figure->picture.element();
  CHECK(test::markup_problem(text) == "");
  const auto activity = attribute_values(text, "data-activity"),
             before = attribute_values(text, "data-mass-before-kg"),
             after = attribute_values(text, "data-mass-after-kg"),
             speed = attribute_values(text, "data-delta-v-m-s");
  const auto rows = rows_of(masses_csv(designed()));
  REQUIRE(rows.size() == 1);  // the capture alone costs something
  // At launch, the injection, the capture, in place.
  REQUIRE(activity == std::vector<std::string>{"at launch", "injection", "capture", "in place"});
  CHECK(before[0] == rows[0].at("launch_mass_kg"));
  CHECK(speed[1] == rows[0].at("injection_m_s"));
  CHECK(before[2] == rows[0].at("mass_before_kg"));
  CHECK(after[2] == rows[0].at("mass_after_kg"));
  CHECK(speed[2] == rows[0].at("delta_v_m_s"));
  CHECK(before[3] == "1100.000");  // dry mass and payload
  // The rocket equation by hand: 310 s at standard gravity, no reserve.
  const double ratio = std::exp(std::stod(speed[2]) / (310.0 * 9.80665));
  CHECK(std::abs(std::stod(before[2]) - 1100.0 * ratio) < 0.01);
}

TEST_CASE("budget: a craft that is left behind is a step of its own", "[report][figures]") {
  FlownMission flown;
  flown.mission = "two";
  flown.targets_met = true;
  flown.launch_mass_kg = 1000.0;
  flown.capability_kg = 1200.0;
  flown.legs.resize(2);
  flown.legs[0].activity = "capture";
  flown.legs[0].delta_v_m_s = 800.0;
  flown.legs[0].mass_before_kg = 1000.0;
  flown.legs[0].mass_after_kg = 800.0;
  flown.legs[1].activity = "descend";
  flown.legs[1].delta_v_m_s = 1900.0;
  flown.legs[1].mass_before_kg = 500.0;  // 300 kg stayed in orbit
  flown.legs[1].mass_after_kg = 250.0;
  const std::string text = budget_figure(flown)->picture.element();
  CHECK(attribute_values(text, "data-activity") ==
        std::vector<std::string>{"at launch", "injection", "capture", "left behind", "descend", "in place"});
  CHECK(attribute_values(text, "data-mass-after-kg")[3] == "500.000");
  CHECK(attribute_values(text, "data-capability-kg") == std::vector<std::string>{"1200.000"});
  flown.targets_met = false;
  CHECK(budget_figure(flown) == std::nullopt);
}
