#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/dynamics/elements.hpp>
#include <perilune/dynamics/orbit.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/time/literals.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

constexpr double pi = std::numbers::pi;
const Epoch start = Epoch::parse("2031-03-01T06:00:00 TDB");

/// An ellipse about the Earth or the Moon alone, with the times of its apsides and altitudes.
struct Ellipse {
  BodyId body = earth;
  double a_m = 2e7;
  double e = 0.5;
  double mean_anomaly_rad = 0.0;  // at the start
  double inclination_rad = 1.0;

  double mean_motion() const { return std::sqrt(mu_m3_s2(body) / (a_m * a_m * a_m)); }
  double period_s() const { return 2.0 * pi / mean_motion(); }
  /// Seconds from the start to the first time after it that the mean anomaly is `m`.
  double time_of(double m) const {
    double ahead = std::fmod(m - mean_anomaly_rad, 2.0 * pi);
    if (ahead < 0.0) ahead += 2.0 * pi;
    return ahead / mean_motion();
  }
  /// Mean anomaly at which the ellipse rises through a distance from the centre.
  double mean_at(double r_m) const {
    const double big_e = std::acos((1.0 - r_m / a_m) / e);
    return big_e - e * std::sin(big_e);
  }
  State state() const {
    const PositionVelocity there =
        state_from_elements({.semi_major_axis_m = a_m,
                             .eccentricity = e,
                             .inclination_rad = inclination_rad,
                             .node_rad = 0.3,
                             .argument_of_periapsis_rad = 0.7,
                             .true_anomaly_rad = true_anomaly_rad(mean_anomaly_rad, e)},
                            mu_m3_s2(body));
    return {start, Frame{body, Axes::icrf}, there.position_m, there.velocity_m_s, 1.0};
  }
};

double seconds_to(const EventRecord& record) {
  return (record.epoch - start).seconds();
}

std::vector<EventRecord> named(const Trajectory& flight, const std::string& name) {
  std::vector<EventRecord> found;
  for (const EventRecord& record : flight.events()) {
    if (record.name == name) found.push_back(record);
  }
  return found;
}

// An event is good to the microsecond.
constexpr double event_s = 1e-6;

}  // namespace

TEST_CASE("events: apsides of random ellipses are found, all of them, to a microsecond",
          "[propagation][property]") {
  std::mt19937_64 random(1969);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  double worst_s = 0.0;
  for (int i = 0; i < 120; ++i) {
    Ellipse ellipse;
    ellipse.body = i % 2 == 0 ? earth : moon;
    const double least_m = radius_m(ellipse.body) + 50e3;
    const double periapsis_m = least_m * (1.0 + 3.0 * unit(random));
    ellipse.e = 0.01 + 0.9 * unit(random);
    ellipse.a_m = periapsis_m / (1.0 - ellipse.e);
    ellipse.mean_anomaly_rad = 2.0 * pi * unit(random);
    ellipse.inclination_rad = pi * unit(random);
    CAPTURE(i, ellipse.a_m, ellipse.e, ellipse.mean_anomaly_rad);
    Propagator propagator(forces(point_mass(ellipse.body)),
                          {.relative_tolerance = 1e-14, .dense_output = false});
    propagator.add_event(periapsis_passage(ellipse.body)).add_event(apoapsis_passage(ellipse.body));
    const double sign = i % 3 == 0 ? -1.0 : 1.0;
    const Trajectory flight =
        propagator.propagate(ellipse.state(), Duration::seconds(sign * 2.0 * ellipse.period_s()));
    REQUIRE(flight.stop_reason() == StopReason::end_time);
    for (const bool near : {true, false}) {
      const std::vector<EventRecord> found =
          named(flight, (near ? periapsis_passage(ellipse.body) : apoapsis_passage(ellipse.body)).name);
      REQUIRE(found.size() == 2);
      const double first_s = ellipse.time_of(near ? 0.0 : pi);
      for (std::size_t k = 0; k < 2; ++k) {
        const double turns = sign > 0.0 ? static_cast<double>(k) : -1.0 - static_cast<double>(k);
        const double expected_s = first_s + turns * ellipse.period_s();
        // A circle has no apsides: the fewer the eccentricity, the less sharp they are. 1e-14 of a period and
        // more is what the integration leaves.
        worst_s = std::max(worst_s, ellipse.e * std::abs(seconds_to(found[k]) - expected_s));
        CHECK(found[k].distance_m ==
              Approx(ellipse.a_m * (near ? 1.0 - ellipse.e : 1.0 + ellipse.e)).epsilon(1e-11));
        CHECK(found[k].occurrence == static_cast<int>(k) + 1);
      }
    }
  }
  CAPTURE(worst_s);
  CHECK(worst_s < event_s);
}

TEST_CASE("events: two crossings 0.1 s apart are both found, a hundred times out of a hundred",
          "[propagation][property]") {
  std::mt19937_64 random(47);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  for (int i = 0; i < 100; ++i) {
    Ellipse ellipse;
    ellipse.body = i % 2 == 0 ? earth : moon;
    const double periapsis_m = radius_m(ellipse.body) + 100e3 + 3e6 * unit(random);
    ellipse.e = 0.1 + 0.8 * unit(random);
    ellipse.a_m = periapsis_m / (1.0 - ellipse.e);
    ellipse.mean_anomaly_rad = pi + (unit(random) - 0.5);
    // The distance 0.05 s from the periapsis.
    const double nu = true_anomaly_rad(0.05 * ellipse.mean_motion(), ellipse.e);
    const double level_m = ellipse.a_m * (1.0 - ellipse.e * ellipse.e) / (1.0 + ellipse.e * std::cos(nu));
    Propagator propagator(forces(point_mass(ellipse.body)), {.relative_tolerance = 1e-13});
    propagator.add_event(altitude_crossing(ellipse.body, Length::from_si(level_m - radius_m(ellipse.body))));
    const Trajectory flight =
        propagator.propagate(ellipse.state(), Duration::seconds(0.9 * ellipse.period_s()));
    CAPTURE(i, ellipse.e, periapsis_m);
    REQUIRE(flight.events().size() == 2);
    const double between_s = seconds_to(flight.events()[1]) - seconds_to(flight.events()[0]);
    // The level is a few millimetres above the periapsis: 1e-13 of the distance moves a crossing by
    // milliseconds.
    CHECK(std::abs(between_s - 0.1) < 0.02);
    CHECK(std::abs(0.5 * (seconds_to(flight.events()[0]) + seconds_to(flight.events()[1])) -
                   ellipse.time_of(0.0)) < 1e-3);
  }
}

TEST_CASE("events: an altitude is crossed when Kepler's equation says, rising and falling apart",
          "[propagation]") {
  const Ellipse ellipse{.a_m = 3e7, .e = 0.6, .mean_anomaly_rad = 0.5};
  const Length altitude = 10000_km;
  const double rising = ellipse.mean_at(earth_radius_m + altitude.si());
  const double falling = -rising;
  for (const Integrator integrator :
       {Integrator::dop853, Integrator::rkn1210, Integrator::gl_collocation_8, Integrator::gl_collocation_16,
        Integrator::fehlberg78, Integrator::dopri5}) {
    const auto flown = [&](CrossingDirection direction, Duration duration) {
      Propagator propagator(forces(point_mass(earth)),
                            {.integrator = integrator, .relative_tolerance = 1e-13});
      propagator.add_event(altitude_crossing(earth, altitude, direction));
      return propagator.propagate(ellipse.state(), duration).events();
    };
    const Duration turn = Duration::seconds(ellipse.period_s());
    CAPTURE(to_text(integrator));
    CHECK(flown(CrossingDirection::either, turn).size() == 2);
    const std::vector<EventRecord> up = flown(CrossingDirection::rising, turn);
    REQUIRE(up.size() == 1);
    CHECK(std::abs(seconds_to(up[0]) - ellipse.time_of(rising)) < event_s);
    CHECK(std::abs(up[0].altitude_m - altitude.si()) < 1e-3);
    const std::vector<EventRecord> down = flown(CrossingDirection::falling, turn);
    REQUIRE(down.size() == 1);
    CHECK(std::abs(seconds_to(down[0]) - ellipse.time_of(falling)) < event_s);
    // Backward, directions are still those of time running forward.
    const std::vector<EventRecord> before = flown(CrossingDirection::rising, -turn);
    REQUIRE(before.size() == 1);
    CHECK(std::abs(seconds_to(before[0]) - (ellipse.time_of(rising) - ellipse.period_s())) < event_s);
  }
}

TEST_CASE("events: a stop ends the flight at the event, to the nanosecond of its epoch", "[propagation]") {
  const Ellipse ellipse{.mean_anomaly_rad = 1.0};
  Propagator propagator(forces(point_mass(earth)));
  propagator.stop_at(perigee_passage());
  const Trajectory flight = propagator.propagate(ellipse.state(), 10_d);
  CHECK(flight.stop_reason() == StopReason::event);
  REQUIRE(flight.events().size() == 1);
  const EventRecord& perigee = flight.events()[0];
  CHECK(perigee.stopped);
  CHECK(flight.end() == perigee.epoch);
  CHECK(flight.end_state().position_m == perigee.state.position_m);
  CHECK(flight.at(flight.end()).position_m == flight.end_state().position_m);
  // The last polynomial ends where the flight does.
  const State just_before = flight.at(flight.end() - Duration::nanoseconds(1));
  CHECK((just_before.position_m - flight.end_state().position_m).norm() < 1e-4);
  CHECK_THROWS_AS(flight.at(flight.end() + Duration::nanoseconds(1)), InvalidArgument);
  // The stop is a state of the integration, not of its polynomial: a flight to that epoch ends there, too.
  const Trajectory again = Propagator(forces(point_mass(earth))).propagate(ellipse.state(), flight.end());
  CHECK((again.end_state().position_m - flight.end_state().position_m).norm() < 1e-5);
}

TEST_CASE("events: a flight that starts where another stopped does not stop at once", "[propagation]") {
  const Ellipse ellipse{.mean_anomaly_rad = 1.0};
  Propagator propagator(forces(point_mass(earth)));
  propagator.stop_at(perigee_passage());
  const State perigee = propagator.propagate(ellipse.state(), 10_d).end_state();
  const Trajectory next = propagator.propagate(perigee, 10_d);
  REQUIRE(next.stop_reason() == StopReason::event);
  CHECK(std::abs((next.end() - next.begin()).seconds() - ellipse.period_s()) < 1e-5);
}

TEST_CASE("events: the n-th occurrence stops, the ones before are noted", "[propagation]") {
  const Ellipse ellipse{.mean_anomaly_rad = 1.0};
  Propagator propagator(forces(point_mass(earth)));
  propagator.stop_at(nth(3, apogee_passage())).add_event(perigee_passage());
  const Trajectory flight = propagator.propagate(ellipse.state(), 10_d);
  CHECK(flight.stop_reason() == StopReason::event);
  CHECK(named(flight, "apogee").size() == 3);
  CHECK(named(flight, "perigee").size() == 2);
  CHECK(flight.events().back().occurrence == 3);
  for (std::size_t i = 1; i < flight.events().size(); ++i) {
    CHECK(flight.events()[i - 1].epoch < flight.events()[i].epoch);
  }
}

TEST_CASE("events: one that does not come lets the flight end at its end", "[propagation]") {
  Propagator propagator(forces(point_mass(earth), point_mass(moon)));
  propagator.stop_at(altitude_crossing(earth, 300000_km));
  CHECK(propagator.propagate(Ellipse{}.state(), 1_d).stop_reason() == StopReason::end_time);
}

TEST_CASE("events: an instant is met exactly", "[propagation]") {
  Propagator propagator(forces(point_mass(earth)));
  const Epoch at = start + Duration::nanoseconds(12345678901234);
  propagator.add_event(at_epoch(at, "shift change")).add_event(at_epoch(start - 1_d));
  const Trajectory flight = propagator.propagate(Ellipse{}.state(), 1_d);
  REQUIRE(flight.events().size() == 1);
  CHECK(flight.events()[0].name == "shift change");
  CHECK(flight.events()[0].epoch == at);
}

TEST_CASE("events: a user's function, with the bodies it asks for", "[propagation]") {
  const Ellipse ellipse{.mean_anomaly_rad = 1.0};
  Propagator propagator(forces(point_mass(earth)));
  propagator.add_event(function_event(
      "ascending node", [](const EventSample& sample) { return sample.position_m.z(); },
      CrossingDirection::rising));
  const Trajectory flight =
      propagator.propagate(ellipse.state(), Duration::seconds(2.0 * ellipse.period_s()));
  REQUIRE(flight.events().size() == 2);
  for (const EventRecord& node : flight.events()) {
    CHECK(std::abs(node.state.position_m.z()) < 1e-2);
    CHECK(node.state.velocity_m_s.z() > 0.0);
  }

  // On a straight way out, until 200,000 km from the Moon.
  const TwoPartSeconds tdb = start.tdb();
  const Eigen::Vector3d towards_moon = Ephemeris::embedded().position_m(moon, earth, tdb.whole, tdb.fraction);
  const State out{start, earth_centred_icrf, 0.4 * towards_moon, 2500.0 * towards_moon.normalized(), 1.0};
  Propagator to_moon(forces(point_mass(earth), point_mass(moon)));
  to_moon.stop_at(function_event("nearer the Moon",
                                 [](const EventSample& sample) {
                                   return (sample.position_m - sample.bodies[0].position_m).norm() - 2e8;
                                 },
                                 CrossingDirection::either, {moon}));
  const Trajectory drift = to_moon.propagate(out, 30_d);
  REQUIRE(drift.stop_reason() == StopReason::event);
  CHECK(std::abs(drift.end_state().in(moon_centred_icrf).position_m.norm() - 2e8) < 1e-2);
}

TEST_CASE("events: what is no event is refused", "[propagation]") {
  CHECK_THROWS_AS(nth(0, perilune_passage()), InvalidArgument);
  CHECK_THROWS_AS(function_event("x", nullptr), InvalidArgument);
  CHECK_THROWS_AS(function_event("", [](const EventSample&) { return 1.0; }), InvalidArgument);
  CHECK_THROWS_AS(altitude_crossing(jupiter, 100_km), InvalidArgument);
  CHECK_THROWS_AS(altitude_crossing(moon, -2000_km), InvalidArgument);
  CHECK_THROWS_AS(altitude_crossing(moon, Length::from_si(std::nan(""))), InvalidArgument);
}

TEST_CASE("events: a function that is not a number on the way is refused, by name and date",
          "[propagation]") {
  const State start = circular_orbit(earth, {.altitude = 400_km}, Epoch::parse("2031-03-01 TDB"));
  Propagator undefined(forces(point_mass(earth)));
  undefined.add_event(function_event("angle", [](const EventSample& sample) {
    return std::acos(1.001 * sample.position_m.normalized().x());  // a little beyond the domain at times
  }));
  CHECK_THROWS_WITH(undefined.propagate(start, 1_d),
                    Catch::Matchers::ContainsSubstring("event 'angle' is nan on 2031-03-01T"));
  Propagator empty(forces(point_mass(earth)));
  empty.stop_at(Event{.name = "made by hand"});
  CHECK_THROWS_WITH(empty.propagate(start, 1_d),
                    Catch::Matchers::ContainsSubstring("'made by hand' has no function"));
}
