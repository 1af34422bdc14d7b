#include <perilune/design/return/moon_to_earth.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/frames/moon_axes.hpp>
#include <perilune/propagation/propagator.hpp>

#include "guess_flight.hpp"
#include "return_conic.hpp"
#include "translunar_flyer.hpp"

namespace perilune {

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double degree_rad = pi / 180.0;
constexpr int points_a_revolution = 96;

/// How the craft moves about the Moon before it leaves.
double period_s(const PositionVelocity& about_moon) {
  const double energy =
      0.5 * about_moon.velocity_m_s.squaredNorm() - mu_moon_m3_s2 / about_moon.position_m.norm();
  const double a_m = -0.5 * mu_moon_m3_s2 / energy;
  return energy < 0.0 ? 2.0 * pi * std::sqrt(a_m * a_m * a_m / mu_moon_m3_s2) : INFINITY;
}

void check(const ReturnRequest& request, const std::optional<State>& orbit) {
  std::vector<std::string> wrong;
  if (const std::string of_entry = wrong_with(request.entry); !of_entry.empty()) wrong.push_back(of_entry);
  if (request.time_of_flight < Duration::days(2.0) || request.time_of_flight > Duration::days(7.0)) {
    wrong.push_back("the time of flight is " + to_text(request.time_of_flight) +
                    "; a direct flight home takes 2 to 7 d");
  }
  if (orbit) {
    const double period = period_s({orbit->position_m, orbit->velocity_m_s});
    if (!(period < 20.0 * 86400.0)) {
      wrong.push_back("the craft is in no closed orbit about the Moon of less than 20 d a revolution");
    }
    if (!(orbit->position_m.norm() > moon_radius_m)) {
      wrong.push_back(detail::concat(
          "the orbit's state is ", (moon_radius_m - orbit->position_m.norm()) * 1e-3, " km inside the Moon"));
    }
  } else {
    const AnyLunarOrbit& any = request.any_orbit;
    const double low_km = any.perilune_altitude.in(metre)*1e-3;
    const double high_km = any.apolune_altitude.value_or(any.perilune_altitude).in(metre)*1e-3;
    const double inclination_rad = any.inclination.in(radian);
    if (!(low_km > 0.0 && high_km >= low_km && high_km < 60e3)) {
      wrong.push_back(detail::concat("the orbit is ", low_km, " x ", high_km,
                                     " km: the perilune has to be above 0, the apolune not below it and "
                                     "below 60000 km"));
    }
    if (!(inclination_rad >= 0.0 && inclination_rad <= pi)) {
      wrong.push_back(
          detail::concat("inclination is ", inclination_rad / degree_rad, " deg; allowed are 0 to 180 deg"));
    }
  }
  if (request.engine) {
    if (!(request.engine->thrust.si() > 0.0)) wrong.push_back("the engine's thrust is not above 0 N");
    if (!(request.engine->specific_impulse > Duration())) {
      wrong.push_back("the engine's specific_impulse is not above 0 s");
    }
    if (!(orbit ? orbit->mass_kg > 0.0 : request.mass.si() > 0.0)) {
      wrong.push_back("a burn needs the craft's mass: of `orbit`, or `mass`");
    }
  }
  if (!wrong.empty()) throw InvalidArgument("design_return: " + join(wrong, "; "));
}

/// A flight that was tried, backward from the entry.
struct Trial {
  State entry;
  State at;      // relative to the Moon, icrf
  BPlane plane;  // of the flight reversed: it arrives
};

class Flyer {
 public:
  Flyer(const ReturnRequest& request, const ReturnOptions& options, const Ephemeris& ephemeris)
      : request_(request), options_(options), ephemeris_(ephemeris) {}

  int flights = 0;

  const StandardForces& full_forces() const {
    return options_.forces ? *options_.forces : translunar_forces();
  }

  PropagatorOptions how(double tolerance) const { return detail::guess_flight(tolerance, 20000); }

  std::optional<Trial> back(Epoch landing, double azimuth_rad, double speed_m_s, Epoch until, bool full) {
    ++flights;
    Trial trial;
    trial.entry = entry_state(request_.site.place, landing, azimuth_rad, speed_m_s, request_.entry);
    if (!(speed_m_s > 8e3 && speed_m_s < 13e3) || !(until < trial.entry.epoch)) return {};
    const Propagator<StandardForces> propagator(full ? full_forces() : detail::fast_forces(),
                                                how(full ? options_.relative_tolerance : 1e-9), ephemeris_);
    const Trajectory flown = propagator.propagate(trial.entry, until);
    if (flown.stop_reason() != StopReason::end_time) return {};
    trial.at = flown.end_state().in(moon_centred_icrf, ephemeris_);
    const auto plane = b_plane({trial.at.position_m, -trial.at.velocity_m_s}, mu_moon_m3_s2, pole());
    if (!plane) return {};
    trial.plane = *plane;
    return trial;
  }

  /// Forward from the Moon to the entry altitude; nothing if it does not come down to it.
  std::optional<State> home(const State& departure) {
    ++flights;
    Propagator<StandardForces> propagator(full_forces(), how(options_.relative_tolerance), ephemeris_);
    propagator.stop_at(altitude_crossing(earth, request_.entry.altitude, CrossingDirection::falling));
    const Trajectory flown =
        propagator.propagate(departure.in(earth_centred_icrf, ephemeris_), Duration::days(9.0));
    if (flown.stop_reason() != StopReason::event) return {};
    return flown.end_state();
  }

  void settle_pole(Epoch epoch) { pole_ = moon_me_from_icrf(epoch, ephemeris_).R.row(2).transpose(); }
  const Eigen::Vector3d& pole() const { return pole_; }

 private:
  const ReturnRequest& request_;
  const ReturnOptions& options_;
  const Ephemeris& ephemeris_;
  Eigen::Vector3d pole_ = Eigen::Vector3d::UnitZ();
};

/// Where the departing hyperbola has to be: in the B-plane of the flight reversed, and how long before its
/// perilune (of the reversed flight) at the burn.
struct Aim {
  double b_t_m, b_r_m, to_periapsis_s;
};

/// Through the craft's place.
std::optional<Aim> aim_through(const Eigen::Vector3d& place_m, const BPlane& plane,
                               const Eigen::Vector3d& pole) {
  const auto velocity = detail::velocity_to_asymptote_m_s(place_m, -plane.v_infinity_m_s * plane.s);
  if (!velocity) return {};
  const auto wanted = b_plane({place_m, -*velocity}, mu_moon_m3_s2, pole);
  if (!wanted) return {};
  return Aim{wanted->b_t_m, wanted->b_r_m, wanted->time_to_periapsis_s};
}

/// The unknowns of the flight backward.
struct Unknowns {
  Epoch landing;  // and the first variable later
  std::vector<CorrectionVariable> variables;
};

using AimOf = std::function<std::optional<Aim>(const BPlane&)>;

CorrectionResult correct_back(Flyer& flyer, Unknowns& unknowns, const AimOf& aim_of, Epoch burn,
                              double after_s, bool full, double position_tolerance_m, double time_tolerance_s,
                              int iterations, const Eigen::MatrixXd& jacobian = {}) {
  const CorrectionFunction function = [&](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
    const auto trial = flyer.back(unknowns.landing + Duration::seconds(x[0]), x[1], x[2],
                                  burn + Duration::seconds(after_s), full);
    if (!trial) return {};
    const auto aim = aim_of(trial->plane);
    if (!aim) return {};
    CorrectionValues values;
    values.residuals = Eigen::Vector3d(trial->plane.b_t_m - aim->b_t_m, trial->plane.b_r_m - aim->b_r_m,
                                       trial->plane.time_to_periapsis_s - after_s - aim->to_periapsis_s);
    return values;
  };
  const CorrectionResult result = correct(
      unknowns.variables,
      {{"b_t_m", position_tolerance_m}, {"b_r_m", position_tolerance_m}, {"burn_epoch_s", time_tolerance_s}},
      function, {.most_iterations = iterations, .initial_jacobian = jacobian});
  for (std::size_t i = 0; i < 3; ++i)
    unknowns.variables[i].value = result.variables[static_cast<Eigen::Index>(i)];
  return result;
}

/// The burn once more, forward from the orbit itself.
CorrectionResult correct_forward(Flyer& flyer, const ReturnRequest& request, ReturnFlight& made) {
  const State start = made.departure;
  const auto departed = [&](const Eigen::VectorXd& x) {
    State state = start;
    state.velocity_m_s += x;
    return state;
  };
  const CorrectionFunction function = [&](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
    const auto home = flyer.home(departed(x));
    if (!home) return {};
    const EntryMiss miss = entry_miss(*home, request.site.place, request.entry);
    CorrectionValues values;
    values.residuals = Eigen::Vector3d(miss.angle_rad, miss.downrange_rad, miss.crossrange_rad);
    return values;
  };
  std::vector<CorrectionVariable> variables;
  for (const char* name : {"velocity_x_m_s", "velocity_y_m_s", "velocity_z_m_s"}) {
    variables.push_back(
        {.name = name, .value = 0.0, .scale = 0.01, .most_step = 5.0, .difference_step = 1e-4});
  }
  CorrectionResult result =
      correct(variables, {{"entry_angle_rad", 1e-6}, {"downrange_rad", 1e-6}, {"crossrange_rad", 1e-6}},
              function, {.most_iterations = 15});
  made.departure = departed(result.variables);
  if (const auto home = flyer.home(made.departure)) made.entry = *home;
  return result;
}

/// The burn in place of the impulse: from its orbit, ignition where half of the delta-v is given by the
/// impulse's epoch; size and direction are corrected until the entry is met.
CorrectionResult correct_burn(Flyer& flyer, const ReturnRequest& request, const Ephemeris& ephemeris,
                              ReturnFlight& made) {
  const Eigen::Vector3d impulse = made.delta_v_m_s;
  const Eigen::Vector3d along = impulse.normalized();
  const Eigen::Vector3d aside = along.unitOrthogonal(), third = along.cross(aside);
  State orbit = made.orbit;
  if (!request.orbit) orbit.mass_kg = request.mass.si();
  const double exhaust_m_s = request.engine->specific_impulse.seconds() * standard_gravity_m_s2;
  const auto burn_s = [&](double delta_v_m_s) {
    return -std::expm1(-delta_v_m_s / exhaust_m_s) * orbit.mass_kg * exhaust_m_s /
           request.engine->thrust.si();
  };
  struct Flown {
    FiniteBurn burn;
    State ignition, cutoff;
  };
  const Propagator<StandardForces> coast(flyer.full_forces(), flyer.how(1e-12), ephemeris);
  const auto flown = [&](const Eigen::VectorXd& x) {
    Flown one;
    one.burn.name = "trans-earth injection";
    one.burn.engine = *request.engine;
    one.burn.duration = Duration::seconds(burn_s(x[0]));
    one.burn.steering = steered_inertially(along + x[1] * aside + x[2] * third);
    one.ignition = coast.propagate(orbit, -Duration::seconds(burn_s(0.5 * x[0]))).end_state();
    one.burn.start = one.ignition.epoch;
    Propagator<StandardForces> burning = coast;
    burning.add_manoeuvre(one.burn);
    one.cutoff = burning.propagate(one.ignition, *one.burn.duration).end_state();
    return one;
  };
  // First to where the impulsive flight is half a day later: the burn as it is guessed may miss the Earth.
  const Epoch later = made.departure.epoch + Duration::hours(12.0);
  const State there = coast.propagate(made.departure, later).end_state();
  const CorrectionFunction beside = [&](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
    if (!(x[0] > 0.0 && x[0] < 5.0 * impulse.norm())) return {};
    CorrectionValues values;
    values.residuals = coast.propagate(flown(x).cutoff, later).end_state().position_m - there.position_m;
    return values;
  };
  const auto variables = [&](const Eigen::Vector3d& start) {
    return std::vector<CorrectionVariable>{
        {.name = "delta_v_m_s", .value = start[0], .scale = 1.0, .most_step = 30.0, .difference_step = 1e-3},
        {.name = "aside", .value = start[1], .scale = 1e-3, .most_step = 0.05, .difference_step = 1e-6},
        {.name = "third", .value = start[2], .scale = 1e-3, .most_step = 0.05, .difference_step = 1e-6}};
  };
  const CorrectionResult near =
      correct(variables({impulse.norm(), 0.0, 0.0}), {{"x_m", 1e3}, {"y_m", 1e3}, {"z_m", 1e3}}, beside,
              {.most_iterations = 40});
  if (near.status != CorrectionStatus::converged) return near;
  const CorrectionFunction function = [&](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
    if (!(x[0] > 0.0 && x[0] < 5.0 * impulse.norm())) return {};
    const auto home = flyer.home(flown(x).cutoff);
    if (!home) return {};
    const EntryMiss miss = entry_miss(*home, request.site.place, request.entry);
    CorrectionValues values;
    values.residuals = Eigen::Vector3d(miss.angle_rad, miss.downrange_rad, miss.crossrange_rad);
    return values;
  };
  CorrectionResult result =
      correct(variables(near.variables),
              {{"entry_angle_rad", 1e-6}, {"downrange_rad", 1e-6}, {"crossrange_rad", 1e-6}}, function,
              {.most_iterations = 40});
  const Flown last = flown(result.variables);
  made.burn = last.burn;
  made.finite_delta_v_m_s = result.variables[0];
  made.orbit = last.ignition;
  made.departure = last.cutoff;
  if (const auto home = flyer.home(made.departure)) made.entry = *home;
  return result;
}

void describe(ReturnFlight& made, const ReturnRequest& request, const Ephemeris& ephemeris) {
  if (!made.burn) made.delta_v_m_s = made.departure.velocity_m_s - made.orbit.velocity_m_s;
  made.miss = entry_miss(made.entry, request.site.place, request.entry);
  made.landing = made.entry.epoch + request.entry.duration;
  made.entry_speed_m_s = made.entry.velocity_m_s.norm();
  const State turning = made.entry.in(earth_fixed, ephemeris);
  made.entry_speed_itrf_m_s = turning.velocity_m_s.norm();
  made.entry_latitude_rad = std::asin(turning.position_m.normalized().z());
  made.entry_longitude_rad = std::atan2(turning.position_m.y(), turning.position_m.x());
  const double v2 =
      made.departure.velocity_m_s.squaredNorm() - 2.0 * mu_moon_m3_s2 / made.departure.position_m.norm();
  made.v_infinity_m_s = std::sqrt(std::max(0.0, v2));
  const Eigen::Vector3d normal = made.entry.position_m.cross(made.entry.velocity_m_s).normalized();
  const Eigen::Matrix3d R_icrf_itrf = quick_itrf_from_icrf_matrix(made.landing).transpose();
  const Eigen::Vector3d pole = R_icrf_itrf.col(2);
  const Eigen::Vector3d site = R_icrf_itrf * site_position_m(earth, request.site.place).normalized();
  const Eigen::Vector3d east = pole.cross(site).normalized();
  const Eigen::Vector3d ahead = normal.cross(site);
  made.azimuth_rad = std::atan2(ahead.dot(east), ahead.dot(site.cross(east)));
  made.inclination_rad = std::acos(std::clamp(normal.dot(pole), -1.0, 1.0));
}

/// One revolution of the craft about the wanted departure.
std::vector<detail::OrbitPoint> revolution(const State& orbit, Epoch departure, const StandardForces& forces,
                                           PropagatorOptions how, const Ephemeris& ephemeris) {
  const double period = period_s({orbit.position_m, orbit.velocity_m_s});
  const Propagator<StandardForces> to_start(forces, how, ephemeris);
  const State begin = to_start.propagate(orbit, departure - Duration::seconds(0.5 * period)).end_state();
  how.dense_output = true;
  const Trajectory round =
      Propagator<StandardForces>(forces, how, ephemeris).propagate(begin, Duration::seconds(period));
  std::vector<detail::OrbitPoint> points;
  for (int i = 0; i <= points_a_revolution; ++i) {
    const double part = static_cast<double>(i) / points_a_revolution;
    const State there = i == points_a_revolution ? round.end_state()
                                                 : round.at(begin.epoch + Duration::seconds(part * period));
    points.push_back({(there.epoch - departure).seconds(), {there.position_m, there.velocity_m_s}});
  }
  return points;
}

}  // namespace

ReturnFlight design_return(const ReturnRequest& request, const ReturnOptions& options,
                           const Ephemeris& ephemeris) {
  std::optional<State> orbit;
  if (request.orbit) orbit = request.orbit->in(moon_centred_icrf, ephemeris);
  check(request, orbit);
  Flyer flyer(request, options, ephemeris);
  flyer.settle_pole(request.departure);
  PropagatorOptions coast = flyer.how(options.relative_tolerance);
  coast.max_steps = 10'000'000;
  const AnyLunarOrbit& any = request.any_orbit;
  const double any_perilune_m = moon_radius_m + any.perilune_altitude.in(metre);

  // 1. Two conics.
  std::vector<detail::OrbitPoint> points;
  if (orbit) points = revolution(*orbit, request.departure, flyer.full_forces(), coast, ephemeris);
  Epoch burn = request.departure;
  Epoch near = request.departure + request.time_of_flight + request.entry.duration;
  ReturnFlight made;
  detail::ReturnConic conic;
  for (int i = 0; i < 6; ++i) {
    const double flight_s = (near - burn - request.entry.duration).seconds();
    const double perilune_m = orbit ? points.front().state.position_m.norm() : any_perilune_m;
    conic =
        detail::return_conic(ephemeris.state_m(moon, earth, burn), flight_s, perilune_m, request.site.place,
                             request.entry, request.direction, near, quick_itrf_from_icrf_matrix(near));
    near = conic.landing;
    if (!orbit) continue;
    const auto best = detail::best_burn(points, conic.v_infinity_m_s);
    if (best) burn = request.departure + Duration::seconds(best->time_s);
  }
  made.landing = conic.landing;
  made.unreachable_by_rad = conic.unreachable_by_rad;
  made.nearest_downrange_m = conic.nearest_downrange_m;
  if (conic.unreachable_by_rad > 0.0) {
    made.status = ReturnStatus::unreachable_site;
    return made;
  }

  // 2. and 3. Backward from the entry.
  if (orbit) {
    made.orbit =
        Propagator<StandardForces>(flyer.full_forces(), coast, ephemeris).propagate(*orbit, burn).end_state();
  }
  const AimOf aim_of = [&](const BPlane& plane) -> std::optional<Aim> {
    if (orbit) return aim_through(made.orbit.position_m, plane, flyer.pole());
    // Reversed, the flight goes round the other way.
    const BPlaneAim aim =
        b_plane_aim(plane, mu_moon_m3_s2, any_perilune_m, pi - any.inclination.in(radian), any.branch);
    return Aim{aim.b_t_m, aim.b_r_m, 0.0};
  };
  Unknowns unknowns{
      conic.landing,
      {{.name = "landing_s", .value = 0.0, .scale = 30.0, .most_step = 1200.0, .difference_step = 1.0},
       {.name = "azimuth_rad",
        .value = conic.azimuth_rad,
        .scale = 1e-3,
        .most_step = 0.1,
        .difference_step = 1e-5},
       {.name = "entry_speed_m_s",
        .value = conic.entry_speed_m_s,
        .scale = 1.0,
        .most_step = 20.0,
        .difference_step = 1e-3}}};
  constexpr double half_day_s = 43200.0;
  made.correction = correct_back(flyer, unknowns, aim_of, burn, half_day_s, false, 5e3, 2.0, 30);
  if (made.correction.status == CorrectionStatus::converged) {
    const CorrectionResult fast = correct_back(flyer, unknowns, aim_of, burn, 0.0, false, 2e4, 5.0, 20);
    made.correction = correct_back(flyer, unknowns, aim_of, burn, 0.0, true, 1.0, 1e-3, 20, fast.jacobian);
  }
  const auto trial = flyer.back(unknowns.landing + Duration::seconds(unknowns.variables[0].value),
                                unknowns.variables[1].value, unknowns.variables[2].value, burn, true);
  made.flights = flyer.flights;
  if (!trial) return made;
  made.entry = trial->entry;
  made.departure = trial->at;
  if (orbit) {
    made.departure.position_m = made.orbit.position_m;
  } else {
    const double high_m =
        any.apolune_altitude ? moon_radius_m + any.apolune_altitude->in(metre) : any_perilune_m;
    const double r_m = made.departure.position_m.norm();
    made.orbit = made.departure;
    made.orbit.velocity_m_s = std::sqrt(mu_moon_m3_s2 * (2.0 / r_m - 2.0 / (r_m + high_m))) *
                              made.departure.velocity_m_s.normalized();
  }
  describe(made, request, ephemeris);
  if (made.correction.status != CorrectionStatus::converged) return made;

  made.correction = correct_forward(flyer, request, made);
  describe(made, request, ephemeris);
  made.flights = flyer.flights;
  if (made.correction.status != CorrectionStatus::converged) return made;
  if (request.engine) {
    made.correction = correct_burn(flyer, request, ephemeris, made);
    describe(made, request, ephemeris);
    made.flights = flyer.flights;
    if (made.correction.status != CorrectionStatus::converged) return made;
  }
  made.status = ReturnStatus::converged;
  if (!orbit) {
    const BPlaneAim aim =
        b_plane_aim(trial->plane, mu_moon_m3_s2, any_perilune_m, pi - any.inclination.in(radian), any.branch);
    made.nearest_inclination_rad = pi - aim.inclination_rad;
    made.unreachable_by_rad = aim.unreachable_by_rad;
    if (aim.unreachable_by_rad > 1e-6) made.status = ReturnStatus::unreachable_inclination;
  }
  return made;
}

Trajectory fly(const ReturnFlight& flight, const ReturnOptions& options, const Ephemeris& ephemeris) {
  PropagatorOptions how;
  how.relative_tolerance = options.relative_tolerance;
  const Propagator<StandardForces> propagator(options.forces.value_or(translunar_forces()), how, ephemeris);
  return propagator.propagate(flight.departure.in(earth_centred_icrf, ephemeris), flight.entry.epoch);
}

std::string ReturnFlight::report() const {
  const auto degrees = [](double rad) { return fixed(rad / degree_rad, 3); };
  std::string text = detail::concat(to_text(status), "\n");
  if (status == ReturnStatus::unreachable_site) {
    return text + detail::concat("  the site is ", degrees(unreachable_by_rad),
                                 " deg beyond the arc from entry to landing; a downrange of ",
                                 fixed(nearest_downrange_m * 1e-3, 0), " km would reach it\n");
  }
  if (status == ReturnStatus::not_converged) return text + correction.report();
  if (status == ReturnStatus::unreachable_inclination) {
    text += detail::concat("  the wanted inclination is ", degrees(unreachable_by_rad),
                           " deg out of reach; the nearest is ", degrees(nearest_inclination_rad), " deg\n");
  }
  if (burn) {
    text +=
        detail::concat("  burn of ", fixed(burn->duration->seconds(), 1), " s, ",
                       fixed(finite_delta_v_m_s, 2), " m/s, of which ", fixed(loss_m_s(), 2), " m/s lost\n");
  }
  return text + detail::concat("  burn ", departure.epoch.to_text(TimeScale::utc), ", ", fixed(burn_m_s(), 2),
                               " m/s\n  entry ", entry.epoch.to_text(TimeScale::utc), ", ",
                               fixed(entry_speed_m_s, 1), " m/s, latitude ", degrees(entry_latitude_rad),
                               " deg, longitude ", degrees(entry_longitude_rad), " deg, plane inclined ",
                               degrees(inclination_rad), " deg\n  landing ", landing.to_text(TimeScale::utc),
                               ", ", fixed(time_of_flight().seconds() / 86400.0, 3),
                               " d from burn to entry\n");
}

std::string_view to_text(ReturnStatus status) {
  switch (status) {
    case ReturnStatus::converged:
      return "converged";
    case ReturnStatus::unreachable_site:
      return "unreachable_site";
    case ReturnStatus::unreachable_inclination:
      return "unreachable_inclination";
    default:
      return "not_converged";
  }
}

}  // namespace perilune
