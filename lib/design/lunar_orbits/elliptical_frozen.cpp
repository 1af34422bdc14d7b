#include <perilune/design/lunar_orbits/elliptical_frozen.hpp>

#include <algorithm>
#include <cmath>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/dynamics/elements.hpp>
#include <perilune/frames/earth_moon_axes.hpp>
#include <perilune/propagation/propagator.hpp>

namespace perilune {
namespace {

constexpr double two_pi = 6.283185307179586;

struct Shape {
  double a_m, e;
};

Shape shape_of(Length perilune_altitude, Length apolune_altitude) {
  const double low_m = moon_radius_m + perilune_altitude.in(metre);
  const double high_m = moon_radius_m + apolune_altitude.in(metre);
  if (!(low_m > moon_radius_m && high_m >= low_m && std::isfinite(high_m))) {
    throw InvalidArgument(detail::concat("lunar orbit: altitudes ", (low_m - moon_radius_m) * 1e-3, " x ",
                                         (high_m - moon_radius_m) * 1e-3,
                                         " km. The perilune is above the surface, the apolune not below it"));
  }
  return {0.5 * (low_m + high_m), (high_m - low_m) / (high_m + low_m)};
}

}  // namespace

State state_of(const LunarOrbitStart& start, const Ephemeris& ephemeris) {
  const Shape shape = shape_of(start.perilune_altitude, start.apolune_altitude);
  ClassicalElements elements;
  elements.semi_major_axis_m = shape.a_m;
  elements.eccentricity = shape.e;
  elements.inclination_rad = start.inclination.in(radian);
  elements.node_rad = start.node.in(radian);
  elements.argument_of_periapsis_rad = start.argument_of_perilune.in(radian);
  elements.true_anomaly_rad = true_anomaly_rad(start.mean_anomaly.in(radian), shape.e);
  const PositionVelocity in_plane = state_from_elements(elements, mu_moon_m3_s2);
  // The axes of the instant, taken as not turning.
  const Eigen::Matrix3d to_icrf = earth_moon_rotating_from_icrf(start.epoch, ephemeris).R.transpose();
  return {start.epoch, moon_centred_icrf, to_icrf * in_plane.position_m, to_icrf * in_plane.velocity_m_s,
          1.0};
}

const StandardForces& lunar_orbit_forces() {
  static const StandardForces all = [] {
    StandardForces made;
    made.add(spherical_harmonics(moon, {.degree = 16}));
    made.add(point_mass(earth)).add(point_mass(sun)).add(point_mass(venus)).add(point_mass(jupiter));
    return made;
  }();
  return all;
}

LunarOrbitLife fly_lunar_orbit(const State& initial, Duration duration, const LunarOrbitOptions& options,
                               const Ephemeris& ephemeris) {
  if (!(duration > Duration::seconds(0.0))) {
    throw InvalidArgument(detail::concat("fly_lunar_orbit: the duration is ", duration.seconds(),
                                         " s, and has to be positive"));
  }
  PropagatorOptions how;
  how.relative_tolerance = options.relative_tolerance;
  how.dense_output = false;
  how.max_steps = 100'000'000;
  Propagator<StandardForces> propagator(options.forces.value_or(lunar_orbit_forces()), how, ephemeris);
  propagator.add_event(perilune_passage());
  const Trajectory flight = propagator.propagate(initial.in(moon_centred_icrf, ephemeris), duration);

  LunarOrbitLife life;
  life.impact = flight.stop_reason() == StopReason::event;  // no other was asked for
  life.flown = flight.end() - flight.begin();
  life.least_perilune_m = life.least_argument_rad = life.least_inclination_rad = 1e300;
  life.largest_perilune_m = life.largest_argument_rad = life.largest_inclination_rad = -1e300;
  for (const EventRecord& record : flight.events()) {
    if (record.kind != Event::Kind::periapsis) continue;
    ++life.revolutions;
    const Eigen::Matrix3d R = earth_moon_rotating_from_icrf(record.epoch, ephemeris).R;
    const ClassicalElements elements =
        elements_from_state({R * record.state.position_m, R * record.state.velocity_m_s}, mu_moon_m3_s2);
    const auto widen = [](double value, double& least, double& largest) {
      least = std::min(least, value);
      largest = std::max(largest, value);
    };
    widen(record.altitude_m, life.least_perilune_m, life.largest_perilune_m);
    widen(elements.argument_of_periapsis_rad, life.least_argument_rad, life.largest_argument_rad);
    widen(elements.inclination_rad, life.least_inclination_rad, life.largest_inclination_rad);
  }
  if (life.impact) life.least_perilune_m = std::min(life.least_perilune_m, 0.0);
  return life;
}

FrozenSearchResult search_frozen_orbit(const FrozenSearch& search, ThreadPool& pool,
                                       const LunarOrbitOptions& options, const Ephemeris& ephemeris) {
  if (search.nodes < 1 || search.nodes > 360 || search.phases < 1 || search.phases > 360) {
    throw InvalidArgument(detail::concat("search_frozen_orbit: a grid of ", search.nodes, " nodes and ",
                                         search.phases, " phases; 1 to 360 of each can be flown"));
  }
  FrozenSearchResult result;
  for (int node = 0; node < search.nodes; ++node) {
    for (int phase = 0; phase < search.phases; ++phase) {
      FrozenCandidate candidate{search.start, {}};
      candidate.start.node = Angle::from_si(two_pi * node / search.nodes);
      candidate.start.mean_anomaly = Angle::from_si(two_pi * phase / search.phases);
      result.candidates.push_back(candidate);
    }
  }
  pool.for_each(result.candidates.size(), [&](std::size_t i, int) {
    FrozenCandidate& candidate = result.candidates[i];
    candidate.life =
        fly_lunar_orbit(state_of(candidate.start, ephemeris), search.duration, options, ephemeris);
  });
  for (std::size_t i = 0; i < result.candidates.size(); ++i) {
    const LunarOrbitLife& life = result.candidates[i].life;
    if (life.impact) {
      ++result.impacts;
    } else if (!result.best ||
               life.least_perilune_m > result.candidates[*result.best].life.least_perilune_m) {
      result.best = i;
    }
  }
  return result;
}

double frozen_inclination_rad(Length perilune_altitude, Length apolune_altitude) {
  const Shape shape = shape_of(perilune_altitude, apolune_altitude);
  return std::acos(std::sqrt(0.6 * (1.0 - shape.e * shape.e)));
}

}  // namespace perilune
