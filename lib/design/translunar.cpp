#include <perilune/design/translunar.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/design/transfer_conic.hpp>
#include <perilune/propagation/propagator.hpp>

#include "chosen_azimuth.hpp"
#include "translunar_flyer.hpp"

namespace perilune {

namespace {

using namespace detail;

constexpr double pi = 3.14159265358979323846;
constexpr double turn = 2.0 * pi;
constexpr double sidereal_day_s = turn / earth_rotation_rate_rad_s;

/// Where the conic transfer leaves the parking orbit, and with what.
struct ConicGuess {
  double coast_s = 0.0;
  double delta_v_m_s = 0.0;
  LunarApproach approach = {7000.0, Eigen::Vector3d::Zero()};
};

/// Where the conic has to lead for a perilune at that epoch.
PositionVelocity conic_target(const Ephemeris& ephemeris, Epoch perilune, const LunarApproach& approach) {
  PositionVelocity target =
      ephemeris.state_m(moon, earth, perilune + Duration::seconds(approach.head_start_s));
  target.position_m += approach.miss_m;
  return target;
}

/// @param target  of the conic, moving with the Moon
ConicGuess conic_guess(Flyer& flyer, const LaunchPlane& plane, const PositionVelocity& target, Epoch perilune,
                       double time_of_flight_s, const LunarApproach& approach, int revolutions) {
  const double distance_m = target.position_m.norm();
  ConicGuess guess;
  guess.approach = approach;
  TransferConic conic;
  for (int i = 0; i < 3; ++i) {
    conic =
        transfer_conic(flyer.parking_radius_m(), distance_m, time_of_flight_s + guess.approach.head_start_s);
    const Eigen::Vector3d out = target.position_m / distance_m;
    const double across_m_s = std::sqrt(
        std::max(0.0, conic.speed_m_s * conic.speed_m_s - conic.radial_speed_m_s * conic.radial_speed_m_s));
    const Eigen::Vector3d velocity =
        conic.radial_speed_m_s * out + across_m_s * plane.normal.cross(out).normalized();
    guess.approach = lunar_approach(velocity - target.velocity_m_s, flyer.arrival(), flyer.pole(perilune));
  }
  const Eigen::Vector3d out =
      (target.position_m - target.position_m.dot(plane.normal) * plane.normal).normalized();
  const Eigen::Vector3d ahead = plane.normal.cross(out);
  const Eigen::Vector3d perigee = std::cos(conic.angle_rad) * out - std::sin(conic.angle_rad) * ahead;
  double angle_rad =
      std::atan2(plane.insertion.cross(perigee).dot(plane.normal), plane.insertion.dot(perigee));
  if (angle_rad < 0.0) angle_rad += turn;
  guess.delta_v_m_s = conic.perigee_speed_m_s - flyer.parking_speed_m_s();
  double lead_s = least_coast_s;
  if (flyer.stage) {  // the burn has to begin after the insertion, wherever the correction takes it
    constexpr double spare_s = 300.0;
    lead_s = burn_time_s(*flyer.stage, 0.5 * guess.delta_v_m_s) + spare_s;
  }
  if (angle_rad < lead_s * flyer.parking_rate_rad_s() && revolutions == 0) angle_rad += turn;
  guess.coast_s = (angle_rad + turn * revolutions) / flyer.parking_rate_rad_s();
  return guess;
}

void check_arrival(const Arrival& arrival, std::vector<std::string>& wrong) {
  if (!(arrival.perilune_m > moon_radius_m)) {
    wrong.push_back(concat("the perilune is ", (moon_radius_m - arrival.perilune_m) * 1e-3,
                           " km inside the Moon: perilune_altitude has to be above 0"));
  } else if (!(arrival.perilune_m < 30e6)) {
    wrong.push_back("perilune_altitude is beyond 28,000 km, where the flight is no arrival");
  }
  if (!(arrival.inclination_rad >= 0.0 && arrival.inclination_rad <= pi)) {
    wrong.push_back(
        concat("inclination is ", arrival.inclination_rad * 180.0 / pi, " deg; allowed are 0 to 180 deg"));
  }
}

void check_ascent(const Ascent& ascent, int revolutions, std::vector<std::string>& wrong) {
  const double altitude_m = ascent.altitude.in(metre);
  if (!(altitude_m >= 120e3 && altitude_m <= 40000e3)) {
    wrong.push_back(
        concat("the parking orbit's altitude is ", altitude_m * 1e-3, " km; allowed are 120 to 40000 km"));
  }
  if (ascent.duration < Duration() || ascent.duration > Duration::hours(3.0)) {
    wrong.push_back("the ascent takes " + to_text(ascent.duration) + "; allowed are 0 to 3 h");
  }
  if (revolutions < 0 || revolutions > 10) {
    wrong.push_back(concat("parking_revolutions is ", revolutions, "; allowed are 0 to 10"));
  }
}

void check_time(Duration time_of_flight, std::vector<std::string>& wrong) {
  if (time_of_flight < Duration::days(2.0) || time_of_flight > Duration::days(7.0)) {
    wrong.push_back("the time of flight is " + to_text(time_of_flight) +
                    "; a direct flight takes 2 to 7 d, of which beyond about 5.5 d not on every day");
  }
}

void check_stage(const Flyer& flyer, std::vector<std::string>& wrong) {
  if (!flyer.stage) return;
  const InjectionStage& stage = *flyer.stage;
  const std::size_t before = wrong.size();
  if (!(stage.engine.thrust.si() > 0.0)) wrong.push_back("the stage's thrust is not above 0 N");
  if (!(stage.engine.specific_impulse > Duration())) {
    wrong.push_back("the stage's specific_impulse is not above 0 s");
  }
  if (!(stage.mass.si() > 0.0)) wrong.push_back("the stage's mass is not above 0 kg");
  if (before != wrong.size()) return;
  const double usual_m_s = (std::sqrt(2.0) - 1.0) * flyer.parking_speed_m_s();
  const double burn_s = burn_time_s(stage, usual_m_s);
  const double longest_s = 0.4 * turn / flyer.parking_rate_rad_s();
  if (burn_s > longest_s) {
    wrong.push_back(concat("the stage would burn ", fixed(burn_s, 0), " s for ", fixed(usual_m_s, 0),
                           " m/s; in one burn it can at most ", fixed(longest_s, 0),
                           " s, 0.4 of the parking orbit: give it ", fixed(burn_s / longest_s, 2),
                           " times the thrust"));
  }
}

void refuse(const std::vector<std::string>& wrong) {
  if (!wrong.empty()) throw InvalidArgument("design_translunar: " + join(wrong, "; "));
}

/// The moment, of those a sidereal day apart the nearest to `near`, at which the launch plane holds the Moon
/// of the arrival, or how far it is from ever doing so.
struct PlaneMoment {
  Epoch lift_off;
  double beyond_rad = 0.0;
};

PlaneMoment plane_moment(const TranslunarRequest& request, double azimuth_rad,
                         const Eigen::Vector3d& r_moon_m, Epoch near) {
  const LaunchPlane plane = launch_plane(request.site.place, request.earliest, azimuth_rad, request.ascent);
  const Eigen::Matrix3d R_true_icrf =
      quick_itrf_from_icrf_matrix(request.earliest);  // equator of date; turned along
  const Eigen::Vector3d n = R_true_icrf * plane.normal;
  const Eigen::Vector3d m = (R_true_icrf * r_moon_m).normalized();
  const double n_across = std::hypot(n.x(), n.y()), m_across = std::hypot(m.x(), m.y());
  const double cosine = -(n.z() * m.z()) / (n_across * m_across);
  PlaneMoment moment;
  if (!(std::abs(cosine) <= 1.0)) {
    const double inclination = std::acos(n.z());
    moment.beyond_rad = std::abs(std::asin(m.z())) - std::min(inclination, pi - inclination);
  }
  const double from_moon_rad = std::acos(std::clamp(cosine, -1.0, 1.0));
  const double psi = request.opportunity == DailyOpportunity::northbound ? -from_moon_rad : from_moon_rad;
  const double ahead_rad = std::atan2(m.y(), m.x()) + psi - std::atan2(n.y(), n.x());
  const double ahead_s = ahead_rad / earth_rotation_rate_rad_s;
  const double near_s = (near - request.earliest).seconds();
  moment.lift_off =
      request.earliest + Duration::seconds(near_s + std::remainder(ahead_s - near_s, sidereal_day_s));
  return moment;
}

void describe(TranslunarTransfer& transfer, const Trial& trial, const Controls& controls,
              const Arrival& arrival) {
  transfer.lift_off = controls.lift_off;
  transfer.azimuth_rad = controls.azimuth_rad;
  transfer.coast = Duration::seconds(controls.coast_s);
  transfer.insertion = trial.insertion;
  transfer.injection = trial.injection;
  transfer.injection_delta_v_m_s = controls.delta_v_m_s;
  transfer.injection_burn = trial.burn;
  if (trial.burn) transfer.coast = std::get<Epoch>(trial.burn->start) - trial.insertion.epoch;
  const Eigen::Vector3d &r = trial.injection.position_m, &v = trial.injection.velocity_m_s;
  transfer.c3_m2_s2 = v.squaredNorm() - 2.0 * mu_earth_m3_s2 / r.norm();
  const Eigen::Vector3d to_perigee = v.cross(r.cross(v)) / mu_earth_m3_s2 - r.normalized();
  Eigen::Vector3d outward = -to_perigee;
  if (transfer.c3_m2_s2 > 0.0) {
    const double e = to_perigee.norm();
    const Eigen::Vector3d q = r.cross(v).normalized().cross(to_perigee / e);
    outward = -to_perigee / (e * e) + std::sqrt(1.0 - 1.0 / (e * e)) * q;
  }
  transfer.departure_declination_rad = std::asin(outward.normalized().z());
  transfer.perilune = trial.arrival;
  if (trial.plane) {
    transfer.arrival = *trial.plane;
    transfer.perilune_altitude_m = trial.plane->periapsis_m - moon_radius_m;
    transfer.inclination_rad = trial.plane->inclination_rad;
    const BPlaneAim aim =
        b_plane_aim(*trial.plane, mu_moon_m3_s2, arrival.perilune_m, arrival.inclination_rad, arrival.branch);
    transfer.unreachable_by_rad = aim.unreachable_by_rad;
    transfer.nearest_inclination_rad = aim.inclination_rad;
  }
}

/// Conics to the full model, with impulse or burn; fills the transfer.
void correct_all(Flyer& flyer, Unknowns& unknowns, const Arrival& arrival, const TranslunarOptions& options,
                 TranslunarTransfer& transfer) {
  const Fidelity fast = fast_fidelity(), full = full_fidelity(options);
  transfer.status = TranslunarStatus::not_converged;
  transfer.correction = correct_stage(flyer, unknowns, {fast, 43200.0, 5e3, 2.0, 25});
  flyer.settle_pole(unknowns.now().perilune);
  std::optional<Trial> nearest;
  const bool came_near = transfer.correction.status == CorrectionStatus::converged;
  if (came_near) {
    // The fast model all the way, for its Jacobian: that of the full model differs little.
    const CorrectionResult fast_one = correct_stage(flyer, unknowns, {fast, 0.0, 2e4, 5.0, 15});
    Eigen::MatrixXd jacobian = fast_one.jacobian;
    transfer.correction = correct_stage(
        flyer, unknowns, {full, 0.0, options.position_tolerance_m, options.time_tolerance_s, 20}, jacobian,
        &nearest);
  }
  const Controls controls = unknowns.now();
  if (!nearest) nearest = flyer.fly(controls, fast, 0.0);
  transfer.flights = flyer.flights;
  if (!nearest) return;
  describe(transfer, *nearest, controls, arrival);
  if (!came_near || transfer.correction.status != CorrectionStatus::converged) return;
  transfer.status = transfer.unreachable_by_rad > 1e-6 ? TranslunarStatus::unreachable_inclination
                                                       : TranslunarStatus::converged;
}

/// The impulsive flight, and from it the one with the burn.
void solve(Flyer& flyer, Unknowns& unknowns, const Arrival& arrival, const TranslunarOptions& options,
           TranslunarTransfer& transfer) {
  const std::optional<InjectionStage> stage = std::exchange(flyer.stage, {});
  correct_all(flyer, unknowns, arrival, options, transfer);
  if (!stage || transfer.status == TranslunarStatus::not_converged) return;
  flyer.stage = stage;
  const double impulse_m_s = transfer.injection_delta_v_m_s;
  const Epoch perilune = transfer.perilune.epoch;
  unknowns.controls = [impulsive = unknowns.controls, perilune](double plane, double coast_s,
                                                                double delta_v_m_s) {
    Controls controls = impulsive(plane, coast_s, delta_v_m_s);
    controls.perilune = perilune;
    return controls;
  };
  // A burn over an arc of angle a costs at most a^2/24 more (Robbins 1966); from a circle along the velocity
  // about half of it.
  const double arc_rad = flyer.parking_rate_rad_s() * burn_time_s(*stage, impulse_m_s);
  unknowns.delta_v.value += impulse_m_s * arc_rad * arc_rad / 48.0;
  correct_all(flyer, unknowns, arrival, options, transfer);
  transfer.injection_loss_m_s = transfer.injection_delta_v_m_s - impulse_m_s;
}

Unknowns unknowns_from(const ConicGuess& guess) {
  Unknowns unknowns;
  unknowns.coast = {
      .name = "coast_s", .value = guess.coast_s, .scale = 1.0, .most_step = 600.0, .difference_step = 0.1};
  unknowns.delta_v = {.name = "injection_delta_v_m_s",
                      .value = guess.delta_v_m_s,
                      .scale = 1.0,
                      .most_step = 60.0,
                      .difference_step = 0.01};
  return unknowns;
}

}  // namespace

const StandardForces& translunar_forces() {
  static const StandardForces all = [] {
    StandardForces made;
    made.add(spherical_harmonics(earth, {.degree = 8}));
    made.add(spherical_harmonics(moon, {.degree = 8}));
    made.add(point_mass(sun)).add(point_mass(venus)).add(point_mass(jupiter));
    return made;
  }();
  return all;
}

TranslunarTransfer design_translunar(const TranslunarRequest& request, const TranslunarOptions& options,
                                     const Ephemeris& ephemeris) {
  const Arrival arrival{moon_radius_m + request.perilune_altitude.in(metre), request.inclination.in(radian),
                        request.branch};
  Flyer flyer(request.site.place, request.ascent, arrival, ephemeris);
  flyer.stage = request.stage;
  std::vector<std::string> wrong;
  check_arrival(arrival, wrong);
  check_ascent(request.ascent, request.parking_revolutions, wrong);
  check_stage(flyer, wrong);
  check_time(request.time_of_flight, wrong);
  double azimuth_rad = request.azimuth.value_or(request.site.azimuth_min).in(radian);
  if (!(azimuth_rad >= request.site.azimuth_min.in(radian)-1e-12 &&
        azimuth_rad <= request.site.azimuth_max.in(radian) + 1e-12)) {
    wrong.push_back(concat("azimuth ", azimuth_rad * 180.0 / pi, " deg is outside the limits of ",
                           request.site.name, ", ", request.site.azimuth_min.in(radian)*180.0 / pi, " to ",
                           request.site.azimuth_max.in(radian)*180.0 / pi, " deg"));
  }
  refuse(wrong);

  TranslunarTransfer transfer;
  Epoch lift_off = request.earliest + Duration::hours(12.0);
  ConicGuess guess{3000.0, 3150.0};
  LaunchPlane plane;
  PlaneMoment moment;
  // The Moon moves on while one waits for the plane, by half a degree an hour.
  for (int i = 0; i < 12; ++i) {
    const Epoch perilune =
        lift_off + request.ascent.duration + Duration::seconds(guess.coast_s) + request.time_of_flight;
    const PositionVelocity target = conic_target(ephemeris, perilune, guess.approach);
    if (!request.azimuth) {
      azimuth_rad = chosen_azimuth_rad(request.site, std::asin(target.position_m.normalized().z()));
    }
    moment = plane_moment(request, azimuth_rad, target.position_m, lift_off);
    const bool settled = abs(moment.lift_off - lift_off) < Duration::seconds(60.0);
    lift_off = moment.lift_off;
    plane = launch_plane(request.site.place, lift_off, azimuth_rad, request.ascent);
    guess = conic_guess(flyer, plane, target, perilune, request.time_of_flight.seconds(), guess.approach,
                        request.parking_revolutions);
    if (!settled) continue;
    if (lift_off >= request.earliest) break;
    lift_off += Duration::seconds(sidereal_day_s + 3000.0);  // the Moon has moved on by then
  }
  transfer.lift_off = lift_off;
  transfer.azimuth_rad = azimuth_rad;
  transfer.parking_inclination_rad = plane.inclination_rad;
  if (moment.beyond_rad > 0.0) {
    transfer.status = TranslunarStatus::unreachable_moon;
    transfer.unreachable_by_rad = moment.beyond_rad;
    return transfer;
  }
  Unknowns unknowns = unknowns_from(guess);
  unknowns.plane = {
      .name = "lift_off_s", .value = 0.0, .scale = 30.0, .most_step = 1800.0, .difference_step = 3.0};
  unknowns.controls = [&](double later_s, double coast_s, double delta_v_m_s) {
    Controls controls{lift_off + Duration::seconds(later_s), azimuth_rad, coast_s, delta_v_m_s, {}};
    controls.perilune =
        controls.lift_off + request.ascent.duration + Duration::seconds(coast_s) + request.time_of_flight;
    return controls;
  };
  solve(flyer, unknowns, arrival, options, transfer);
  return transfer;
}

TranslunarTransfer design_translunar(const TimedTranslunarRequest& request, const TranslunarOptions& options,
                                     const Ephemeris& ephemeris) {
  const Arrival arrival{moon_radius_m + request.perilune_altitude.in(metre), request.inclination.in(radian),
                        request.branch};
  Flyer flyer(request.site, request.ascent, arrival, ephemeris);
  flyer.stage = request.stage;
  std::vector<std::string> wrong;
  check_arrival(arrival, wrong);
  check_ascent(request.ascent, request.parking_revolutions, wrong);
  check_stage(flyer, wrong);
  check_time(request.perilune - request.lift_off, wrong);
  refuse(wrong);

  TranslunarTransfer transfer;
  const LaunchPlane any =
      launch_plane(request.site, request.lift_off, request.azimuth_guess_rad, request.ascent);
  const Eigen::Vector3d pole = quick_itrf_from_icrf_matrix(request.lift_off).row(2).transpose();
  const Eigen::Vector3d east = pole.cross(any.site).normalized();
  double azimuth_rad = request.azimuth_guess_rad;
  ConicGuess guess{3000.0, 3150.0};
  for (int i = 0; i < 3; ++i) {
    // The plane through the site at lift-off and the conic's target, eastward.
    const PositionVelocity target = conic_target(ephemeris, request.perilune, guess.approach);
    Eigen::Vector3d normal = any.site.cross(target.position_m).normalized();
    if (normal.dot(any.normal) < 0.0) normal = -normal;
    const Eigen::Vector3d forward = normal.cross(any.site);
    azimuth_rad = std::atan2(forward.dot(east), forward.dot(any.site.cross(east)));
    const LaunchPlane plane = launch_plane(request.site, request.lift_off, azimuth_rad, request.ascent);
    const double time_s =
        (request.perilune - request.lift_off - request.ascent.duration).seconds() - guess.coast_s;
    guess = conic_guess(flyer, plane, target, request.perilune, time_s, guess.approach,
                        request.parking_revolutions);
  }
  Unknowns unknowns = unknowns_from(guess);
  unknowns.plane = {
      .name = "azimuth_rad", .value = azimuth_rad, .scale = 1e-3, .most_step = 0.1, .difference_step = 1e-5};
  unknowns.controls = [&](double azimuth, double coast_s, double delta_v_m_s) {
    return Controls{request.lift_off, azimuth, coast_s, delta_v_m_s, request.perilune};
  };
  solve(flyer, unknowns, arrival, options, transfer);
  transfer.parking_inclination_rad = launch_inclination_rad(request.site, transfer.azimuth_rad);
  return transfer;
}

double TranslunarTransfer::insertion_delta_v_m_s(std::optional<Length> apolune_altitude) const {
  const double r_m = perilune.position_m.norm();
  const double apolune_m = apolune_altitude ? moon_radius_m + apolune_altitude->in(metre) : r_m;
  if (!(apolune_m >= r_m * (1.0 - 1e-9))) {
    throw InvalidArgument(concat("insertion_delta_v_m_s: an apolune ", (r_m - apolune_m) * 1e-3,
                                 " km below the perilune is none"));
  }
  return perilune.velocity_m_s.norm() -
         std::sqrt(mu_moon_m3_s2 * (2.0 / r_m - 2.0 / (r_m + std::max(apolune_m, r_m))));
}

std::string TranslunarTransfer::report() const {
  const auto degrees = [](double rad) { return fixed(rad * 180.0 / pi, 3); };
  std::string text = concat(to_text(status), "\n  lift-off ", lift_off.to_text(TimeScale::utc), ", azimuth ",
                            degrees(azimuth_rad), " deg, parking orbit inclined ",
                            degrees(parking_inclination_rad), " deg\n");
  if (status == TranslunarStatus::unreachable_moon) {
    return text + concat("  the Moon is ", degrees(unreachable_by_rad),
                         " deg beyond the launch plane's inclination that day\n");
  }
  text += concat("  injection ", injection.epoch.to_text(TimeScale::utc), ", ",
                 fixed(injection_delta_v_m_s, 2), " m/s, C3 ", fixed(c3_m2_s2 * 1e-6, 4),
                 " km^2/s^2, towards declination ", degrees(departure_declination_rad), " deg\n");
  if (injection_burn) {
    text += concat("  burn of ", fixed(injection_burn->duration->seconds(), 1), " s, ",
                   fixed(injection_loss_m_s, 2), " m/s dearer than the impulse, ",
                   fixed(insertion.mass_kg - injection.mass_kg, 1), " kg of propellant\n");
  }
  text += concat("  perilune ", perilune.epoch.to_text(TimeScale::utc), ", ",
                 fixed(perilune_altitude_m * 1e-3, 3), " km, inclination ", degrees(inclination_rad),
                 " deg, v_infinity ", fixed(arrival.v_infinity_m_s, 1), " m/s, insertion ",
                 fixed(insertion_delta_v_m_s(), 1), " m/s to circular\n");
  if (status == TranslunarStatus::unreachable_inclination) {
    text += concat("  the wanted inclination is ", degrees(unreachable_by_rad),
                   " deg out of reach; the nearest is ", degrees(nearest_inclination_rad), " deg\n");
  }
  if (status == TranslunarStatus::not_converged) text += correction.report();
  return text;
}

TranslunarFlight fly(const TranslunarTransfer& transfer, const TranslunarOptions& options,
                     const Ephemeris& ephemeris) {
  PropagatorOptions how;
  how.relative_tolerance = options.relative_tolerance;
  Propagator<StandardForces> propagator(forces_of(options), how, ephemeris);
  Trajectory coast = propagator.propagate(transfer.insertion, transfer.coast);
  State leaving = coast.end_state();
  if (transfer.injection_burn) {
    propagator.add_manoeuvre(*transfer.injection_burn);
  } else {
    leaving.velocity_m_s += transfer.injection_delta_v_m_s * leaving.velocity_m_s.normalized();
  }
  Trajectory onward = propagator.propagate(leaving, transfer.perilune.epoch);
  return {std::move(coast), std::move(onward)};
}

std::string_view to_text(TranslunarStatus status) {
  switch (status) {
    case TranslunarStatus::converged:
      return "converged";
    case TranslunarStatus::unreachable_inclination:
      return "unreachable_inclination";
    case TranslunarStatus::unreachable_moon:
      return "unreachable_moon";
    default:
      return "not_converged";
  }
}

}  // namespace perilune
