#include "translunar_flyer.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/frames/moon_axes.hpp>
#include <perilune/propagation/propagator.hpp>

#include "guess_flight.hpp"

namespace perilune::detail {

namespace {

constexpr double handover_s = 43200.0;

const StandardForces& near_earth_forces() {
  static const StandardForces all = [] {
    StandardForces made;
    made.add(spherical_harmonics(earth, {.degree = 8})).add(point_mass(moon)).add(point_mass(sun));
    made.add(point_mass(venus)).add(point_mass(jupiter));
    return made;
  }();
  return all;
}

const StandardForces& near_moon_forces() {
  static const StandardForces all = [] {
    StandardForces made;
    made.add(point_mass(earth)).add(j2(earth)).add(spherical_harmonics(moon, {.degree = 8}));
    made.add(point_mass(sun)).add(point_mass(venus)).add(point_mass(jupiter));
    return made;
  }();
  return all;
}

}  // namespace

const StandardForces& fast_forces() {
  static const StandardForces all = [] {
    StandardForces made;
    made.add(point_mass(earth)).add(j2(earth)).add(point_mass(moon)).add(point_mass(sun));
    return made;
  }();
  return all;
}

const StandardForces& forces_of(const TranslunarOptions& options) {
  return options.forces ? *options.forces : translunar_forces();
}

Fidelity fast_fidelity() {
  return {fast_forces(), fast_forces(), 1e-9};
}

Fidelity full_fidelity(const TranslunarOptions& options) {
  const bool economical = options.economical && !options.forces;
  return {economical ? near_earth_forces() : forces_of(options),
          economical ? near_moon_forces() : forces_of(options), options.relative_tolerance};
}

double burn_time_s(const InjectionStage& stage, double delta_v_m_s) {
  const double exhaust_m_s = stage.engine.specific_impulse.seconds() * standard_gravity_m_s2;
  return -std::expm1(-delta_v_m_s / exhaust_m_s) * stage.mass.si() * exhaust_m_s / stage.engine.thrust.si();
}

double Flyer::parking_radius_m() const {
  return earth_radius_m + ascent_.altitude.in(metre);
}

double Flyer::parking_rate_rad_s() const {
  const double r = parking_radius_m();
  return std::sqrt(mu_earth_m3_s2 / (r * r * r));
}

State Flyer::insertion(const Controls& controls) const {
  const LaunchPlane plane = launch_plane(site_, controls.lift_off, controls.azimuth_rad, ascent_);
  State state;
  state.epoch = controls.lift_off + ascent_.duration;
  state.frame = earth_centred_icrf;
  state.position_m = parking_radius_m() * plane.insertion;
  state.velocity_m_s = parking_speed_m_s() * plane.normal.cross(plane.insertion);
  if (stage) state.mass_kg = stage->mass.si();
  return state;
}

State Flyer::injected(Trial& trial, const Controls& controls, const Propagator<StandardForces>& early) const {
  if (!stage) {
    State state = early.propagate(trial.insertion, Duration::seconds(controls.coast_s)).end_state();
    state.velocity_m_s += controls.delta_v_m_s * state.velocity_m_s.normalized();
    return state;
  }
  FiniteBurn burn;
  burn.name = "translunar injection";
  burn.start = trial.insertion.epoch +
               Duration::seconds(controls.coast_s - burn_time_s(*stage, 0.5 * controls.delta_v_m_s));
  burn.engine = stage->engine;
  burn.steering = stage->steering;
  burn.duration = Duration::seconds(burn_time_s(*stage, controls.delta_v_m_s));
  const Epoch cutoff = std::get<Epoch>(burn.start) + *burn.duration;
  Propagator<StandardForces> burning = early;
  burning.add_manoeuvre(burn);
  trial.burn = std::move(burn);
  return burning.propagate(trial.insertion, cutoff).end_state();
}

std::optional<Trial> Flyer::fly(const Controls& controls, const Fidelity& fidelity, double before_s) {
  ++flights;
  const PropagatorOptions options = guess_flight(fidelity.relative_tolerance, 20000);
  const Propagator<StandardForces> early(fidelity.early, options, ephemeris_);
  Trial trial;
  trial.insertion = insertion(controls);
  const double lead_s = stage ? burn_time_s(*stage, 0.5 * controls.delta_v_m_s) : 0.0;
  if (!(controls.coast_s >= lead_s) || !(std::abs(controls.delta_v_m_s) < 2e4)) return {};
  if (stage && !(controls.delta_v_m_s > 0.0)) return {};
  trial.injection = injected(trial, controls, early);
  const Epoch end = controls.perilune - Duration::seconds(before_s);
  if (end <= trial.injection.epoch) return {};
  State at = trial.injection;
  if (&fidelity.early != &fidelity.late) {
    at = early.propagate(at, std::min(end, at.epoch + Duration::seconds(handover_s))).end_state();
  }
  const Trajectory flight = Propagator<StandardForces>(fidelity.late, options, ephemeris_).propagate(at, end);
  if (flight.stop_reason() != StopReason::end_time) return {};
  const PositionVelocity of_moon = ephemeris_.state_m(moon, earth, end);
  trial.arrival = flight.end_state();
  trial.arrival.frame = moon_centred_icrf;
  trial.arrival.position_m -= of_moon.position_m;
  trial.arrival.velocity_m_s -= of_moon.velocity_m_s;
  trial.plane =
      b_plane({trial.arrival.position_m, trial.arrival.velocity_m_s}, mu_moon_m3_s2, pole(controls.perilune));
  return trial;
}

BPlaneAim Flyer::aim(const BPlane& plane) const {
  return b_plane_aim(plane, mu_moon_m3_s2, arrival_.perilune_m, arrival_.inclination_rad, arrival_.branch);
}

Eigen::Vector3d Flyer::pole(Epoch epoch) {
  // It moves 1e-7 rad in that time.
  if (!pole_epoch_ || abs(epoch - *pole_epoch_) > Duration::hours(12.0)) settle_pole(epoch);
  return pole_;
}

void Flyer::settle_pole(Epoch epoch) {
  pole_ = moon_me_from_icrf(epoch, ephemeris_).R.row(2).transpose();
  pole_epoch_ = epoch;
}

CorrectionResult correct_stage(Flyer& flyer, Unknowns& unknowns, const Stage& stage,
                               const Eigen::MatrixXd& jacobian, std::optional<Trial>* nearest) {
  double least = INFINITY;
  const CorrectionFunction function = [&](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
    const std::optional<Trial> trial =
        flyer.fly(unknowns.controls(x[0], x[1], x[2]), stage.fidelity, stage.before_s);
    if (!trial || !trial->plane) return {};
    const BPlaneAim aim = flyer.aim(*trial->plane);
    CorrectionValues values;
    values.residuals = Eigen::Vector3d(trial->plane->b_t_m - aim.b_t_m, trial->plane->b_r_m - aim.b_r_m,
                                       trial->plane->time_to_periapsis_s - stage.before_s);
    const double miss = values.residuals.head<2>().norm() / stage.position_tolerance_m +
                        std::abs(values.residuals[2]) / stage.time_tolerance_s;
    if (nearest != nullptr && miss < least) {
      least = miss;
      *nearest = trial;
    }
    return values;
  };
  const CorrectionResult result =
      correct({unknowns.plane, unknowns.coast, unknowns.delta_v},
              {{"b_t_m", stage.position_tolerance_m},
               {"b_r_m", stage.position_tolerance_m},
               {"perilune_epoch_s", stage.time_tolerance_s}},
              function, {.most_iterations = stage.most_iterations, .initial_jacobian = jacobian});
  unknowns.plane.value = result.variables[0];
  unknowns.coast.value = result.variables[1];
  unknowns.delta_v.value = result.variables[2];
  return result;
}

}  // namespace perilune::detail
