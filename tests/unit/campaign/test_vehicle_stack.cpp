// SpaceNet's quick starts 1 and 3: elements and delta-v from the public files quick_start_1_wo_db.py and
// quick_start_3_wo_db.py (space-logistics-org/spacenet, MIT) and the sequence of the printed guide. The file
// of quick start 1 burns the boosters of Ares V twice and never its core: the guide is followed.
#include <initializer_list>
#include <string_view>

#include <perilune/campaign/vehicle_stack.hpp>
#include <perilune/core/error.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

/// What is left in a stage, against another run of the same sequence (rocket equation in Python, g0 = 9.80665
/// m/s2), which printed whole kilograms.
void check_left(const StackElement& stage, double expected_kg) {
  CAPTURE(stage.id);
  CHECK(std::abs(stage.propellant_kg - expected_kg) < 0.5);
}

void burn(VehicleStack& stack, std::string_view stage, std::initializer_list<double> delta_v_m_s) {
  for (const double each_m_s : delta_v_m_s) REQUIRE(stack.burn(stage, each_m_s) == 0.0);
}

}  // namespace

TEST_CASE("vehicle stack: SpaceNet's quick start 1, a sortie with two launches, burn by burn", "[campaign]") {
  VehicleStack ship({{"first-stage", 105e3, 620e3, 267},
                     {"upper-stage", 12e3, 125e3, 448},
                     {"command-module", 8e3, 175, 301},
                     {"service-module", 3e3, 10e3, 301},
                     {"abort-system", 6e3, 0, 0},
                     {"crew", 400, 0, 0}});
  double left_m_s = ship.burn("first-stage", 9500);
  ship.remove("first-stage");
  ship.remove("abort-system");
  CHECK(ship.burn("upper-stage", left_m_s) == 0.0);
  ship.remove("upper-stage");

  VehicleStack stack({{"boosters", 210e3, 1375e3, 270},
                      {"core", 175e3, 1587e3, 414},
                      {"departure-stage", 26e3, 253e3, 448},
                      {"descent-module", 12e3, 24.9e3, 448},
                      {"ascent-module", 3e3, 3e3, 320},
                      {"cargo", 500, 0, 0}});
  left_m_s = stack.burn("boosters", 9500);
  stack.remove("boosters");
  left_m_s = stack.burn("core", left_m_s);
  stack.remove("core");
  CHECK(stack.burn("departure-stage", left_m_s) < 1e-9);
  for (const StackElement& element : ship.elements()) stack.add(element);
  burn(stack, "departure-stage", {3150});
  check_left(stack.remove("departure-stage"), 9896);
  burn(stack, "descent-module", {2, 2, 950});

  // The ship stays in orbit; the crew goes down.
  const StackElement command = stack.remove("command-module"), service = stack.remove("service-module");
  burn(stack, "descent-module", {2030, 11});
  check_left(stack.remove("descent-module"), 655);
  stack.remove("cargo");
  stack.add({"samples", 100, 0, 0});
  burn(stack, "ascent-module", {1875, 31});
  check_left(stack.remove("ascent-module"), 41);
  stack.add(command);
  stack.add(service);
  burn(stack, "service-module", {612.3, 276.5, 333.6, 3.2, 3.2});
  check_left(stack.remove("service-module"), 2619);
  burn(stack, "command-module", {5});
  check_left(stack.element("command-module"), 160);
}

TEST_CASE("vehicle stack: SpaceNet's quick start 3, a sortie by way of a halo orbit", "[campaign]") {
  VehicleStack ship({{"boosters", 195e3, 1256e3, 269},
                     {"core", 88275, 987e3, 414},
                     {"adapter", 1900, 0, 0},
                     {"cryogenic-stage", 3490, 28576, 465},
                     {"crew-module", 9300, 0, 0},
                     {"service-module", 6185, 9276, 316},
                     {"abort-system", 7250, 0, 0},
                     {"crew", 400, 0, 0}});
  CHECK(std::abs(ship.mass_kg() - 2592.7e3) < 0.05e3);  // lift-off, to the 0.1 t that is printed
  double left_m_s = ship.burn("boosters", 9500);
  ship.remove("boosters");
  ship.remove("abort-system");
  CHECK(ship.burn("core", left_m_s) == 0.0);
  ship.remove("core");
  ship.remove("adapter");
  burn(ship, "cryogenic-stage", {3124});
  check_left(ship.remove("cryogenic-stage"), 194);
  burn(ship, "service-module", {30, 242, 1, 126});

  VehicleStack lander({{"lander", 8149, 32285, 363}, {"crew", 200, 0, 0}});
  burn(lander, "lander", {126.4, 648.6, 19.4, 1692.5});
  lander.add({"samples", 100, 0, 0});
  burn(lander, "lander", {1692.4, 19.4, 649.2, 125.1});
  check_left(lander.element("lander"), 1651);

  ship.add({"samples", 100, 0, 0});
  burn(ship, "service-module", {147, 2, 263});
  check_left(ship.element("service-module"), 3470);
}

TEST_CASE("vehicle stack: empty tanks leave a rest, and nonsense is refused", "[campaign]") {
  VehicleStack stack({{"stage", 1000, 1000, 300}, {"load", 500, 0, 0}});
  const double missing_m_s = stack.burn("stage", 5000);
  // The rocket equation by hand: 300 s 9.80665 m/s2 ln(2500 / 1500) = 1502.86 m/s.
  CHECK(5000 - missing_m_s == Approx(1502.86).margin(0.01));
  CHECK(stack.mass_kg() == 1500.0);
  CHECK(stack.burn("stage", 1) == 1.0);
  CHECK_THROWS_AS(stack.burn("load", 1), InvalidArgument);
  CHECK_THROWS_AS(stack.burn("stage", -1), InvalidArgument);
  CHECK_THROWS_AS(stack.remove("other"), InvalidArgument);
  CHECK_THROWS_AS(stack.add({"load", 1, 0, 0}), InvalidArgument);
  CHECK_THROWS_AS(stack.add({"tank", 1, 1, 0}), InvalidArgument);
}
