// A thousand random orbits: every crossing that sampling each second sees, by code of its own, is an event.
#include <cmath>
#include <functional>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/dynamics/elements.hpp>
#include <perilune/dynamics/shadow.hpp>
#include <perilune/propagation/event_geometry.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

constexpr int orbits = 1000;
constexpr int sampled_s = 7200;  // of each orbit, once a second

struct Watched {
  Event event;
  /// Whether the spacecraft is on the side that the event leads to.
  std::function<bool(const Eigen::Vector3d& r, const Eigen::Vector3d& v, const Eigen::Vector3d& to_sun,
                     const Eigen::Vector3d& to_other)>
      side;
  std::vector<int> sampled = {};  // seconds after which it had changed to that side
};

std::vector<Watched> watched(BodyId body, BodyId other, double level_m) {
  const double radius = radius_m(body);
  const auto visible = [radius](const Eigen::Vector3d& r, const Eigen::Vector3d& to_sun) {
    return visible_sun_share(Vector3<double>(Eigen::Vector3d(to_sun - r)),
                             Vector3<double>(Eigen::Vector3d(-r)), sun_radius_m, radius);
  };
  const auto hidden = [radius](const Eigen::Vector3d& r, const Eigen::Vector3d& target) {
    const Eigen::Vector3d way = target - r;  // does the segment meet the ball?
    const double along = -r.dot(way) / way.squaredNorm();
    return along > 0.0 && along < 1.0 && (r + along * way).norm() < radius;
  };
  using V = const Eigen::Vector3d&;
  return {
      {periapsis_passage(body), [](V r, V v, V, V) { return r.dot(v) > 0.0; }},
      {apoapsis_passage(body), [](V r, V v, V, V) { return r.dot(v) < 0.0; }},
      {altitude_crossing(body, Length::from_si(level_m - radius), CrossingDirection::rising),
       [level_m](V r, V, V, V) { return r.norm() > level_m; }},
      {altitude_crossing(body, Length::from_si(level_m - radius), CrossingDirection::falling),
       [level_m](V r, V, V, V) { return r.norm() < level_m; }},
      {plane_crossing(body, {0.1, -0.2, 1.0}, CrossingDirection::rising),
       [](V r, V, V, V) { return r.dot(Eigen::Vector3d(0.1, -0.2, 1.0)) > 0.0; }},
      {shadow_entry(body, ShadowPart::penumbra), [visible](V r, V, V s, V) { return visible(r, s) < 1.0; }},
      {shadow_exit(body, ShadowPart::penumbra), [visible](V r, V, V s, V) { return visible(r, s) == 1.0; }},
      {shadow_entry(body), [visible](V r, V, V s, V) { return visible(r, s) == 0.0; }},
      {shadow_exit(body), [visible](V r, V, V s, V) { return visible(r, s) > 0.0; }},
      {line_of_sight_loss(other, body), [hidden](V r, V, V, V o) { return hidden(r, o); }},
      {line_of_sight_return(other, body), [hidden](V r, V, V, V o) { return !hidden(r, o); }},
  };
}

}  // namespace

TEST_CASE("events: of a thousand orbits sampled every second, none is missed", "[convergence][long]") {
  std::mt19937_64 random(2031);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  const Epoch first = Epoch::parse("2031-03-01T06:00:00 TDB");
  const Ephemeris ephemeris = Ephemeris::embedded();
  long seen = 0, missed = 0, more = 0;
  for (int n = 0; n < orbits; ++n) {
    const BodyId body = n % 2 == 0 ? moon : earth, other = n % 2 == 0 ? earth : moon;
    const double periapsis_m = radius_m(body) * (1.03 + 0.6 * unit(random));
    const double e = 0.6 * unit(random);
    const double a_m = periapsis_m / (1.0 - e);
    const PositionVelocity there =
        state_from_elements({.semi_major_axis_m = a_m,
                             .eccentricity = e,
                             .inclination_rad = std::numbers::pi * unit(random),
                             .node_rad = 2.0 * std::numbers::pi * unit(random),
                             .argument_of_periapsis_rad = 2.0 * std::numbers::pi * unit(random),
                             .true_anomaly_rad = 2.0 * std::numbers::pi * unit(random)},
                            mu_m3_s2(body));
    const Epoch start = first + Duration::seconds(std::floor(unit(random) * 3e7));
    std::vector<Watched> all = watched(body, other, a_m * (1.0 + e * (unit(random) - 0.5)));
    Propagator propagator(forces(point_mass(earth), point_mass(moon), point_mass(sun)),
                          {.relative_tolerance = 1e-11});
    for (Watched& one : all) {
      one.event.name += one.event.direction == CrossingDirection::falling ? " (falling)" : "";
      propagator.add_event(one.event);
    }
    const Trajectory flight =
        propagator.propagate({start, Frame{body, Axes::icrf}, there.position_m, there.velocity_m_s, 1.0},
                             Duration::seconds(sampled_s));
    const auto last_s = static_cast<int>(std::floor((flight.end() - start).seconds()));

    const TwoPartSeconds tdb = start.tdb();
    std::vector<bool> before(all.size());
    for (int t = 0; t <= last_s; ++t) {
      const State state = flight.at(start + Duration::seconds(t));
      const Eigen::Vector3d to_sun = ephemeris.position_m(sun, body, tdb.whole, tdb.fraction + t);
      const Eigen::Vector3d to_other = ephemeris.position_m(other, body, tdb.whole, tdb.fraction + t);
      for (std::size_t i = 0; i < all.size(); ++i) {
        const bool side = all[i].side(state.position_m, state.velocity_m_s, to_sun, to_other);
        if (t > 0 && side && !before[i]) all[i].sampled.push_back(t);
        before[i] = side;
      }
    }
    for (const Watched& one : all) {
      std::vector<double> met;
      for (const EventRecord& record : flight.events()) {
        if (record.name == one.event.name) met.push_back((record.epoch - start).seconds());
      }
      for (const int t : one.sampled) {
        ++seen;
        bool found = false;
        for (const double m : met) found = found || (m > t - 1.0 - 1e-3 && m < t + 1e-3);
        if (!found) {
          ++missed;
          CAPTURE(n, one.event.name, t);
          CHECK(found);
        }
      }
      more += static_cast<long>(met.size()) - static_cast<long>(one.sampled.size());
    }
  }
  CAPTURE(seen, missed, more);
  CHECK(missed == 0);
  CHECK(seen > 4000);
  // What is met and not sampled are pairs within a second, and crossings in the last one.
  CHECK(more >= 0);
  CHECK(100 * more < seen);
}
