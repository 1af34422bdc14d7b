#include <perilune/propagation/event_geometry.hpp>

#include <cmath>
#include <numbers>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/dynamics/orbit.hpp>
#include <perilune/dynamics/shadow.hpp>
#include <perilune/frames/earth_moon_axes.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/time/literals.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

const Epoch start = Epoch::parse("2031-03-01T06:00:00 TDB");
const State low_moon = circular_orbit(moon, {.altitude = 100_km, .inclination = 80_deg}, start);
const State low_earth = circular_orbit(earth, {.altitude = 500_km, .inclination = 51_deg}, start);

Trajectory flown(const State& from, Duration time, const std::vector<Event>& events) {
  Propagator propagator(forces(point_mass(earth), point_mass(moon), point_mass(sun)));
  for (const Event& event : events) propagator.add_event(event);
  return propagator.propagate(from, time);
}

Eigen::Vector3d from_body_m(const State& state, BodyId body) {
  return state.in({body, Axes::icrf}).position_m;
}

}  // namespace

TEST_CASE("event geometry: shadows begin and end where the Sun's disc is hidden", "[propagation]") {
  for (const auto& [from, body] : {std::pair{low_moon, moon}, std::pair{low_earth, earth}}) {
    const Trajectory flight = flown(from, 6_h,
                                    {shadow_entry(body, ShadowPart::penumbra), shadow_entry(body),
                                     shadow_exit(body), shadow_exit(body, ShadowPart::penumbra)});
    CAPTURE(body_name(body));
    REQUIRE(flight.events().size() >= 8);
    const auto share = [&](Epoch epoch) {  // of the Sun that is visible, by other code
      const State there = flight.at(epoch);
      return visible_sun_share(Vector3<double>(Eigen::Vector3d(-from_body_m(there, sun))),
                               Vector3<double>(Eigen::Vector3d(-from_body_m(there, body))), sun_radius_m,
                               radius_m(body));
    };
    for (const EventRecord& record : flight.events()) {
      CAPTURE(record.name);
      const bool penumbra = record.name.starts_with("penumbra"),
                 entry = record.name.find("entry") != std::string::npos;
      const Duration outward = entry ? Duration::seconds(-0.01) : Duration::seconds(0.01);
      CHECK(record.body == body);
      if (penumbra) {
        CHECK(share(record.epoch + outward) == 1.0);
        CHECK(share(record.epoch - 3.0 * outward) < 1.0);
      } else {
        CHECK(share(record.epoch + 3.0 * outward) > 0.0);
        CHECK(share(record.epoch - outward) == 0.0);
      }
    }
  }
}

TEST_CASE("event geometry: beyond the tip of the umbra there is an annular eclipse, and no umbra",
          "[propagation]") {
  // Behind the Moon, 450,000 km from it: its umbra is 374,000 km long.
  const Eigen::Vector3d away = from_body_m(low_moon, sun).normalized();
  State behind{start, moon_centred_icrf, 4.5e8 * away + 6e6 * away.unitOrthogonal(),
               -500.0 * away.unitOrthogonal(), 1.0};
  Propagator propagator(forces(point_mass(moon), point_mass(sun)));
  for (const ShadowPart part : {ShadowPart::penumbra, ShadowPart::umbra, ShadowPart::antumbra}) {
    propagator.add_event(shadow_entry(moon, part)).add_event(shadow_exit(moon, part));
  }
  const Trajectory flight = propagator.propagate(behind, 10_h);
  REQUIRE(flight.events().size() == 4);
  CHECK(flight.events()[0].name == "penumbra entry, moon");
  CHECK(flight.events()[1].name == "antumbra entry, moon");
  CHECK(flight.events()[2].name == "antumbra exit, moon");
  CHECK(flight.events()[3].name == "penumbra exit, moon");
}

TEST_CASE("event geometry: nodes, elevations, longitudes are where frames have them", "[propagation]") {
  const SurfacePoint pole = surface_point(-89.5_deg, 210_deg);
  const Trajectory flight =
      flown(low_moon, 8_h,
            {ascending_node(moon), descending_node(moon), elevation_crossing(moon, pole, -30_deg),
             moon_orbit_plane_crossing(), rotating_longitude_crossing(1_deg)});
  int nodes = 0, elevations = 0, planes = 0;
  for (const EventRecord& record : flight.events()) {
    CAPTURE(record.name);
    if (record.name.find("node") != std::string::npos) {
      ++nodes;
      const State there = record.state.in(moon_fixed_me);
      CHECK(std::abs(there.position_m.z()) < 0.1);
      CHECK((there.velocity_m_s.z() > 0.0) == (record.name.find("ascending") == 0));
    } else if (record.name.find("elevation") == 0) {
      ++elevations;
      const double elevation =
          azimuth_elevation(record.state.in(site_frame(moon, pole)).position_m).elevation_rad;
      CHECK(elevation == Approx(-30.0 * std::numbers::pi / 180.0).margin(1e-7));
    } else if (record.name.find("plane") == 0) {
      ++planes;
      CHECK(std::abs(record.state.in(earth_moon_rotating).position_m.z()) < 1.0);
    }
  }
  CHECK(nodes >= 8);
  CHECK(elevations >= 6);
  CHECK(planes >= 8);

  const State high = circular_orbit(earth, {.altitude = 60000_km, .inclination = 20_deg}, start);
  const Trajectory around = flown(high, 3_d, {rotating_longitude_crossing(60_deg)});
  REQUIRE(around.events().size() >= 1);
  REQUIRE(around.events().size() <= 3);
  for (const EventRecord& record : around.events()) {
    const Eigen::Vector3d there = record.state.in(earth_moon_rotating).position_m;
    CHECK(std::atan2(there.y(), there.x()) == Approx(std::numbers::pi / 3.0).margin(1e-9));
  }
  const SurfacePoint ground = surface_point(40_deg, 116_deg);
  const Trajectory passes = flown(low_earth, 1_d, {elevation_crossing(earth, ground, 10_deg)});
  REQUIRE(passes.events().size() >= 4);
  for (const EventRecord& record : passes.events()) {
    const double elevation =
        azimuth_elevation(record.state.in(site_frame(earth, ground)).position_m).elevation_rad;
    CHECK(elevation == Approx(10.0 * std::numbers::pi / 180.0).margin(1e-6));
  }
}

TEST_CASE("event geometry: the Moon hides the Earth, and not what stands before it", "[propagation]") {
  const Trajectory flight =
      flown(low_moon, 8_h, {line_of_sight_loss(earth, moon), line_of_sight_return(earth, moon)});
  REQUIRE(flight.events().size() >= 6);
  bool hidden = flight.events()[0].name.find("rises") != std::string::npos;
  for (const EventRecord& record : flight.events()) {
    const Eigen::Vector3d to_moon = -from_body_m(record.state, moon),
                          to_earth = -from_body_m(record.state, earth);
    // The line grazes the sphere.
    CHECK(to_moon.cross(to_earth.normalized()).norm() == Approx(moon_radius_m).epsilon(1e-9));
    CHECK(to_moon.dot(to_earth) > 0.0);
    CHECK((record.name.find("rises") != std::string::npos) == hidden);
    hidden = !hidden;
  }
  // From a low Earth orbit the Moon sets behind the Earth; the Earth never does behind the Moon.
  CHECK(flown(low_earth, 3_h, {line_of_sight_loss(earth, moon)}).events().empty());
  CHECK_FALSE(flown(low_earth, 3_h, {line_of_sight_loss(moon, earth)}).events().empty());
}

TEST_CASE("event geometry: spheres of influence and distances", "[propagation]") {
  CHECK(sphere_of_influence_m(moon) == Approx(66183e3).epsilon(1e-3));
  CHECK(sphere_of_influence_m(earth) == Approx(924600e3).epsilon(1e-3));
  const Eigen::Vector3d up(0.6, 0.0, 0.8);
  const State out{start, moon_centred_icrf, 1e7 * up, 2500.0 * up, 1.0};
  const Trajectory flight = flown(out, 2_d,
                                  {sphere_of_influence_crossing(moon, CrossingDirection::rising),
                                   distance_crossing(moon, 150000_km, CrossingDirection::rising),
                                   distance_crossing(moon, 140000_km, CrossingDirection::falling)});
  REQUIRE(flight.events().size() == 2);
  for (const EventRecord& record : flight.events()) {
    const double expected = record.name.starts_with("sphere") ? sphere_of_influence_m(moon) : 1.5e8;
    CHECK(record.distance_m == Approx(expected).epsilon(1e-10));
  }
}

TEST_CASE("event geometry: the mass is passed while an engine burns", "[propagation]") {
  State from = low_moon;
  from.mass_kg = 1000.0;
  Propagator propagator(forces(point_mass(moon)));
  propagator.add_manoeuvre(FiniteBurn{.start = start + 10_min,
                                      .engine = {.thrust = 500_N, .specific_impulse = 300_s},
                                      .steering = steered_in_vnc({1.0, 0.0, 0.0}),
                                      .duration = 10_min});
  propagator.add_event(mass_crossing(950_kg));
  const Trajectory flight = propagator.propagate(from, 1_h);
  std::vector<EventRecord> met;
  for (const EventRecord& record : flight.events()) {
    if (record.kind == Event::Kind::function) met.push_back(record);
  }
  REQUIRE(met.size() == 1);
  CHECK(met[0].state.mass_kg == Approx(950.0).epsilon(1e-9));
  const double flow_kg_s = 500.0 / (300.0 * 9.80665);
  CHECK((met[0].epoch - start).seconds() == Approx(600.0 + 50.0 / flow_kg_s).epsilon(1e-9));
}

TEST_CASE("event geometry: what is no event is refused", "[propagation]") {
  CHECK_THROWS_AS(distance_crossing(moon, 0_km), InvalidArgument);
  CHECK_THROWS_AS(sphere_of_influence_crossing(mars), InvalidArgument);
  CHECK_THROWS_AS(plane_crossing(earth, Eigen::Vector3d::Zero()), InvalidArgument);
  CHECK_THROWS_AS(ascending_node(sun), InvalidArgument);
  CHECK_THROWS_AS(shadow_entry(jupiter), InvalidArgument);
  CHECK_THROWS_AS(elevation_crossing(moon, surface_point(0_deg, 0_deg), 91_deg), InvalidArgument);
  CHECK_THROWS_AS(line_of_sight_loss(moon, moon), InvalidArgument);
  CHECK_THROWS_AS(line_of_sight_loss(earth, jupiter), InvalidArgument);
  CHECK_THROWS_AS(mass_crossing(0_kg), InvalidArgument);
}
