#include <perilune/report/formats/gmat.hpp>

#include <cmath>
#include <sstream>
#include <string>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "support/arrivals.hpp"
#include "support/catch.hpp"

using namespace perilune;
using Catch::Matchers::Contains;

namespace {

/// What a script sets a field to.
std::string value_of(const std::string& script, const std::string& field) {
  std::istringstream lines(script);
  const std::string start = field + " = ";
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(start, 0) == 0) return line.substr(start.size(), line.size() - start.size() - 1);
  }
  return "";
}

}  // namespace

TEST_CASE("gmat: start, forces and end are those of the flight", "[report][formats]") {
  const Flight flight = test::queqiao_2();
  const FlownFlight flown = fly(flight);
  const std::string script = gmat_script(flight, flown);
  const State& state = flown.trajectory->begin_state();
  CHECK(value_of(script, "Craft.DateFormat") == "TAIModJulian");
  // 2024-03-22 00:00 TT is JD 2460391.5 TT; GMAT counts from JD 2430000.0, and TAI is 32.184 s behind TT.
  const std::string epoch = value_of(script, "Craft.Epoch");
  CHECK(std::abs(std::stod(epoch.substr(1)) - (30391.5 - 32.184 / 86400.0)) < 1e-10);
  CHECK(std::abs(std::stod(value_of(script, "Craft.X")) * 1e3 - state.position_m.x()) < 1e-6);
  CHECK(std::abs(std::stod(value_of(script, "Craft.VZ")) * 1e3 - state.velocity_m_s.z()) < 1e-9);
  CHECK(value_of(script, "Start.Origin") == "Earth");
  CHECK(value_of(script, "Forces.CentralBody") == "Earth");
  CHECK_THAT(script, Contains("Propagate Flies(Craft) {Craft.Luna.Periapsis};"));
  for (const FlightForce& force : flight.forces) {
    if (force.kind != ForceKind::point_mass || force.body == earth) continue;
    CHECK_THAT(value_of(script, "Forces.PointMasses"), Contains(force.body == moon  ? "Luna"
                                                                : force.body == sun ? "Sun"
                                                                                    : body_name(force.body)));
  }
}

TEST_CASE("gmat: what made the script stands in comments, each in a line of its own", "[report][formats]") {
  const Flight flight = test::queqiao_2();
  const std::string script =
      gmat_script(flight, fly(flight), {"scenario file a.yaml sha256 0123", "hostile\nStop;"});
  CHECK_THAT(script, Contains("\n% scenario file a.yaml sha256 0123\n"));
  CHECK_THAT(script, !Contains("\nStop;"));
  CHECK_THAT(script, Contains("% dates are days of TAI, axes those of eme2000 about the earth\n"));
}

TEST_CASE("gmat: the count of days is GMAT's own", "[report][formats][validation]") {
  // GMAT's default spacecraft: TAIModJulian 21545 is 01 Jan 2000 11:59:28.000 UTC (User Guide, Spacecraft
  // Epoch).
  Flight flight = test::queqiao_2();
  flight.from.epoch = Epoch::parse("2000-01-01T11:59:28 UTC") + Duration::days(9000.25);
  flight.until = Duration::hours(1.0);
  const std::string epoch = value_of(gmat_script(flight, fly(flight)), "Craft.Epoch");
  CHECK(std::abs(std::stod(epoch.substr(1)) - 30545.25) < 1e-10);
}

TEST_CASE("gmat: fields, tides, sunlight and relativity are told; a duration too, backward as well",
          "[report][formats]") {
  Flight flight = test::queqiao_2();
  flight.forces = {{ForceKind::field, earth, {}, 8, 4},
                   {ForceKind::tides, earth, {}},
                   {ForceKind::point_mass, moon, {}},
                   {ForceKind::relativity, earth, {}}};
  flight.mass = Mass::from_si(1200.0);
  flight.sunlight = FlightSunlight{Area::from_si(20.0), 1.3, {earth, moon}, {}};
  flight.until = Duration::hours(-6.0);
  const std::string script = gmat_script(flight, fly(flight));
  CHECK(value_of(script, "Forces.PrimaryBodies") == "{Earth}");
  CHECK(value_of(script, "Forces.PointMasses") == "{Luna}");
  CHECK(value_of(script, "Forces.GravityField.Earth.Degree") == "8");
  CHECK(value_of(script, "Forces.GravityField.Earth.Order") == "4");
  CHECK(value_of(script, "Forces.GravityField.Earth.TideModel") == "'Solid'");
  CHECK(value_of(script, "Forces.RelativisticCorrection") == "On");
  CHECK(value_of(script, "Forces.SRP") == "On");
  CHECK(std::stod(value_of(script, "Craft.SRPArea")) == 20.0);
  CHECK(std::stod(value_of(script, "Craft.DryMass")) == 1200.0);
  CHECK_THAT(script, Contains("Propagate BackProp Flies(Craft) {Craft.ElapsedSecs = -21600.000000000};"));
}

TEST_CASE("gmat: what the script cannot tell is refused, all of it at once; names stay comments",
          "[report][formats][hostile]") {
  Flight flight = test::queqiao_2();
  flight.until = Duration::hours(1.0);
  FlownFlight flown = fly(flight);
  flight.mission = "x';\nPropagate Evil(\xE2\x80\xAE../../etc";
  const std::string script = gmat_script(flight, flown);
  CHECK(script.find("\nPropagate Evil") == std::string::npos);
  CHECK(value_of(script, "Last.Filename").find('/') == std::string::npos);
  for (const char c : script) CHECK((c == '\n' || (c >= ' ' && c <= '~')));
  flight.manoeuvres.emplace_back();
  flight.drag = FlightDrag{};
  flown.trajectory.reset();
  CHECK_THROWS_WITH(gmat_script(flight, flown),
                    Contains("no trajectory") && Contains("manoeuvres") && Contains("drag"));
}
