#include <cmath>
#include <string>

#include <perilune/bodies/constants.hpp>
#include <perilune/campaign/flown.hpp>
#include <perilune/core/error.hpp>

#include "support/arrivals.hpp"
#include "support/catch.hpp"

using namespace perilune;
using Catch::Matchers::Contains;

namespace {

/// A circular orbit 1000 km above the Earth, by position and velocity.
Flight low_orbit() {
  Flight flight;
  flight.mission = "low-orbit";
  flight.from.epoch = Epoch::parse("2030-01-01 UTC");
  flight.from.frame = earth_centred_icrf;
  TrackedState state;
  const double r_m = earth_radius_m + 1e6;
  state.x = Length::from_si(r_m);
  state.vz = Speed::from_si(std::sqrt(mu_earth_m3_s2 / r_m));
  flight.from.orbit = state;
  flight.forces = {{ForceKind::point_mass, earth, {}}};
  flight.until = Duration::hours(3.0);
  return flight;
}

}  // namespace

TEST_CASE("fly: a flight by time ends at its time, with a start and an end", "[campaign]") {
  const FlownFlight flown = fly(low_orbit());
  CHECK(flown.status == FlightStatus::arrived);
  CHECK(flown.reason.empty());
  REQUIRE(flown.events.size() == 2);
  CHECK(flown.events.front().name == "start");
  CHECK(flown.events.back().name == "end");
  CHECK(flown.events.back().epoch == low_orbit().from.epoch + Duration::hours(3.0));
  CHECK(flown.events.back().body == earth);
  CHECK(std::abs(flown.events.back().altitude_m - 1e6) <
        1e-2);  // two-body: the circle is kept to the tolerance
}

TEST_CASE("fly: until an instant before the start it flies backward", "[campaign]") {
  Flight flight = low_orbit();
  flight.until = flight.from.epoch - Duration::hours(1.0);
  const FlownFlight flown = fly(flight);
  CHECK(flown.status == FlightStatus::arrived);
  CHECK(flown.events.back().epoch == flight.from.epoch - Duration::hours(1.0));
}

TEST_CASE("fly: what is met on the way is listed in order", "[campaign]") {
  Flight flight = test::queqiao_2();
  FlightEvent braking;
  braking.kind = FlightEventKind::altitude;
  braking.altitude = 440.0 * unit::kilometre;
  flight.events = {braking, FlightEvent{}};  // the second is what ends it: listed once
  const FlownFlight flown = fly(flight);
  REQUIRE(flown.events.size() == 3);
  CHECK(flown.events[1].name == "altitude 440 km of moon");
  CHECK(std::abs(flown.events[1].altitude_m - 440e3) < 1e-3);
  CHECK(flown.events[2].name == "perilune");
  CHECK(flown.events[1].epoch < flown.events[2].epoch);
  // Published: ignition at 16:46 at 440 km (CNSA); the burn ends are given to the minute.
  CHECK(abs(flown.events[1].epoch - Epoch::parse("2024-03-24T16:46:00 UTC")) < Duration::minutes(1.0));
}

TEST_CASE("fly: a flight that does not arrive is an outcome with its reason", "[campaign]") {
  SECTION("the event does not come in time") {
    Flight flight = test::queqiao_2();
    flight.longest = Duration::days(1.0);
    const FlownFlight flown = fly(flight);
    CHECK(flown.status == FlightStatus::failed);
    CHECK_THAT(flown.reason, Contains("no perilune came within 1 d") && Contains("2024-03-22T23:58:51 UTC"));
    CHECK(flown.events.back().name == "end");
  }
  SECTION("too few steps") {
    Flight flight = test::queqiao_2();
    flight.integrator.most_steps = 5;
    const FlownFlight flown = fly(flight);
    CHECK(flown.status == FlightStatus::failed);
    CHECK_THAT(flown.reason, Contains("took 5 steps") && Contains("most_steps"));
  }
  SECTION("the Earth is in the way") {
    Flight flight = low_orbit();
    std::get<TrackedState>(flight.from.orbit).vz = Speed::from_si(1000.0);
    const FlownFlight flown = fly(flight);
    CHECK(flown.status == FlightStatus::failed);
    CHECK_THAT(flown.reason, Contains("met the surface of the earth"));
  }
  SECTION("the ephemeris ends") {
    Flight flight = low_orbit();
    flight.forces.push_back({ForceKind::point_mass, moon, {}});
    flight.from.epoch = Epoch::parse("2052-01-08 TDB");
    flight.until = Duration::days(30.0);
    const FlownFlight flown = fly(flight);
    CHECK(flown.status == FlightStatus::failed);
    CHECK_THAT(flown.reason, Contains("the ephemeris ends") && Contains("--kernel"));
  }
}

TEST_CASE("fly: what no flight can be is refused", "[campaign]") {
  Flight flight = low_orbit();
  SECTION("no force of the centre") {
    flight.forces = {{ForceKind::point_mass, moon, {}}};
  }
  SECTION("no force at all") {
    flight.forces = {};
  }
  SECTION("a force twice") {
    flight.forces.push_back(flight.forces.front());
  }
  SECTION("the flattening of the Moon") {
    flight.forces.push_back({ForceKind::j2, moon, {}});
  }
  SECTION("axes that turn") {
    flight.from.frame = earth_fixed;
  }
  SECTION("an ellipse with an eccentricity above one") {
    TrackedElements elements;
    elements.semi_major_axis = 1e4 * unit::kilometre;
    elements.eccentricity = 1.5;
    flight.from.orbit = elements;
  }
  CHECK_THROWS_AS(fly(flight), InvalidArgument);
}

TEST_CASE("fly: a start outside the ephemeris is an error of data", "[campaign]") {
  Flight flight = test::queqiao_2();
  flight.from.epoch = Epoch::parse("1999-01-01 TT");
  CHECK_THROWS_AS(fly(flight), DataError);
}

TEST_CASE("fly: a burn, a stage that drops and an impulse after it are flown and listed", "[campaign]") {
  Flight flight = low_orbit();
  flight.mass = 1000.0 * unit::kilogram;
  flight.sunlight = FlightSunlight{.area = Area::from_si(8.0), .where = {}};
  flight.forces.push_back({ForceKind::tides, earth, {}, {}, {}});
  flight.forces.push_back({ForceKind::relativity, earth, {}, {}, {}});
  FlightManoeuvre burn;
  burn.id = "raise";
  burn.at = flight.from.epoch + Duration::minutes(10.0);
  burn.thrust = 500.0 * unit::newton;
  burn.specific_impulse = Duration::seconds(300.0);
  burn.propellant = 60.0 * unit::kilogram;
  FlightManoeuvre drop;
  drop.id = "separation";
  drop.kind = FlightManoeuvreKind::drop;
  drop.after = "raise";
  drop.mass = 100.0 * unit::kilogram;
  FlightManoeuvre trim;
  trim.id = "trim";
  trim.kind = FlightManoeuvreKind::impulse;
  trim.after = "separation";
  trim.at_event = FlightEvent{FlightEventKind::apoapsis, earth, {}, {}, {}};
  trim.delta_v = Speed::from_si(5.0);
  flight.manoeuvres = {burn, drop, trim};
  const FlownFlight flown = fly(flight);
  REQUIRE(flown.status == FlightStatus::arrived);
  const auto& records = flown.trajectory->manoeuvres();
  REQUIRE(records.size() == 3);
  CHECK(records[0].ended_by == "propellant");
  CHECK(flown.trajectory->end_state().mass_kg == Approx(840.0).epsilon(1e-12));
  CHECK(records[2].delta_v_m_s == 5.0);
  std::string names;
  for (const FlownEvent& event : flown.events) names += event.name + ";";
  CHECK(names == "start;raise ignition;raise cutoff;separation;apogee;trim;end;");
  flight.mass = {};
  CHECK_THROWS_WITH(fly(flight), Contains("need its mass"));
}
