#include <perilune/design/phasing/phasing_transfer.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/design/transfer_conic.hpp>

#include "chosen_azimuth.hpp"
#include "phasing/ladder_flyer.hpp"

namespace perilune {

namespace {

using namespace detail;

constexpr double pi = 3.14159265358979323846;
constexpr double two_pi = 2.0 * pi;
constexpr double sidereal_day_s = two_pi / earth_rotation_rate_rad_s;

void check_burn(const PhasingBurn& burn, std::vector<std::string>& wrong) {
  if (burn.place != BurnPlace::periapsis && burn.place != BurnPlace::apoapsis) {
    wrong.push_back(concat("'", burn.name, "' is at a node: place has to be periapsis or apoapsis"));
  }
  if (burn.passage < 1 || burn.passage > 50) {
    wrong.push_back(concat("'", burn.name, "': passage is ", burn.passage, "; allowed are 1 to 50"));
  }
  const double altitude_km = burn.opposite_altitude.si() * 1e-3;
  if (!(altitude_km >= 120.0 && altitude_km <= 1e6)) {
    wrong.push_back(concat("'", burn.name, "': opposite_altitude is ", altitude_km,
                           " km; allowed are 120 to 1000000 km"));
  }
}

void check(const PhasingRequest& request, const Arrival& arrival) {
  std::vector<std::string> wrong;
  const auto ask = [&wrong](bool good, const std::string& text) {
    if (!good) wrong.push_back(text);
  };
  const double low_km = request.ascent.altitude.si() * 1e-3;
  const double high_km = request.first_apogee_altitude.si() * 1e-3;
  ask(low_km >= 120.0 && low_km <= 40000.0,
      concat("the parking orbit's altitude is ", low_km, " km; allowed are 120 to 40000 km"));
  ask(high_km > low_km && high_km < 350e3,
      concat("first_apogee_altitude is ", high_km, " km; it lies above the parking orbit, below 350000 km"));
  for (const PhasingBurn& burn : request.burns) check_burn(burn, wrong);
  ask(request.burns.size() <= 20, concat(request.burns.size(), " burns; at most 20 can be"));
  ask(request.injection_passage >= 1 && request.injection_passage <= 50,
      concat("injection_passage is ", request.injection_passage, "; allowed are 1 to 50"));
  ask(request.engine.thrust.si() > 0.0, "the engine's thrust is not above 0 N");
  ask(request.engine.specific_impulse > Duration(), "the engine's specific_impulse is not above 0 s");
  ask(request.mass.si() > 0.0, "the mass is not above 0 kg");
  ask(request.time_of_flight >= Duration::days(2.0) && request.time_of_flight <= Duration::days(7.0),
      "the time of flight is " + to_text(request.time_of_flight) + "; a direct flight takes 2 to 7 d");
  ask(request.lift_off.has_value() == request.perilune.has_value(),
      "lift_off and perilune are given together or not at all");
  ask(arrival.perilune_m > moon_radius_m && arrival.perilune_m < 30e6,
      concat("perilune_altitude is ", (arrival.perilune_m - moon_radius_m) * 1e-3,
             " km; allowed are 0 to 28000 km"));
  ask(arrival.inclination_rad >= 0.0 && arrival.inclination_rad <= pi,
      concat("inclination is ", arrival.inclination_rad * 180.0 / pi, " deg; allowed are 0 to 180 deg"));
  if (request.azimuth && !request.lift_off) {
    const double azimuth = request.azimuth->si();
    ask(azimuth >= request.site.azimuth_min.si() - 1e-12 && azimuth <= request.site.azimuth_max.si() + 1e-12,
        concat("azimuth ", azimuth * 180.0 / pi, " deg is outside the limits of ", request.site.name));
  }
  if (!wrong.empty()) throw InvalidArgument("design_phasing_transfer: " + join(wrong, "; "));
}

/// Where the Moon has to be aimed at, and how the conic from the perigee comes there.
struct Aimed {
  Eigen::Vector3d target_m;  // geocentric
  TransferConic conic;
};

Aimed aimed_at(LadderFlyer& flyer, const LadderTrial& climbed, const Ephemeris& ephemeris) {
  const Epoch perilune = flyer.perilune_of(climbed);
  const double time_s = (perilune - climbed.injection_passage.epoch).seconds();
  const Eigen::Vector3d normal =
      climbed.injection_passage.position_m.cross(climbed.injection_passage.velocity_m_s).normalized();
  LunarApproach approach{7000.0, Eigen::Vector3d::Zero()};
  Aimed aimed;
  for (int i = 0; i < 3; ++i) {
    PositionVelocity target =
        ephemeris.state_m(moon, earth, perilune + Duration::seconds(approach.head_start_s));
    target.position_m += approach.miss_m;
    const double distance_m = target.position_m.norm();
    aimed.target_m = target.position_m;
    aimed.conic = transfer_conic(climbed.injection_passage.position_m.norm(), distance_m,
                                 std::max(86400.0, time_s + approach.head_start_s));
    const Eigen::Vector3d out = target.position_m / distance_m;
    const double radial_m_s = aimed.conic.radial_speed_m_s;
    const double across_m_s =
        std::sqrt(std::max(0.0, aimed.conic.speed_m_s * aimed.conic.speed_m_s - radial_m_s * radial_m_s));
    const Eigen::Vector3d velocity = radial_m_s * out + across_m_s * normal.cross(out).normalized();
    approach = lunar_approach(velocity - target.velocity_m_s, flyer.arrival(), flyer.pole(perilune));
  }
  return aimed;
}

/// How the orbit's plane has turned about the Earth's axis from the launch to the injection.
double node_drift_rad(const Eigen::Vector3d& launched, const Eigen::Vector3d& now,
                      const Eigen::Vector3d& pole) {
  const Eigen::Vector3d a = pole.cross(launched), b = pole.cross(now);
  return std::atan2(a.cross(b).dot(pole), a.dot(b));
}

/// By how much a plane has to turn about the axis to hold a direction; of the two ways the one on which the
/// direction is passed going north or south. Nothing: it never does, by `beyond_rad`.
std::optional<double> turn_to_hold_rad(const Eigen::Vector3d& normal, const Eigen::Vector3d& direction,
                                       const Eigen::Vector3d& pole, DailyOpportunity opportunity,
                                       double& beyond_rad) {
  const double n_z = normal.dot(pole), m_z = direction.dot(pole);
  const Eigen::Vector3d n = normal - n_z * pole, m = direction - m_z * pole;
  const double cosine = -(n_z * m_z) / (n.norm() * m.norm());
  if (!(std::abs(cosine) <= 1.0)) {
    const double inclination = std::acos(std::clamp(n_z, -1.0, 1.0));
    beyond_rad = std::abs(std::asin(m_z)) - std::min(inclination, pi - inclination);
    return {};
  }
  const double from_direction = std::acos(cosine);
  const double ahead = opportunity == DailyOpportunity::northbound ? -from_direction : from_direction;
  return std::remainder(std::atan2(n.cross(m).dot(pole), n.dot(m)) + ahead, two_pi);
}

/// The controls from which the correction starts.
struct Guess {
  LadderControls controls;
  double beyond_rad = 0.0;
  std::string stopped_at;
};

class Guesser {
 public:
  Guesser(const PhasingRequest& request, LadderFlyer& flyer, const Ephemeris& ephemeris)
      : request_(request), flyer_(flyer), ephemeris_(ephemeris) {}

  Guess guess() {
    Guess made;
    LadderControls& now = made.controls;
    now.lift_off = request_.lift_off.value_or(request_.earliest + Duration::hours(12.0));
    now.azimuth_rad = request_.lift_off ? request_.azimuth_guess_rad
                                        : request_.azimuth.value_or(Angle::from_si(0.5 * pi)).si();
    if (!request_.lift_off && !request_.azimuth) {
      now.azimuth_rad =
          std::clamp(now.azimuth_rad, request_.site.azimuth_min.si(), request_.site.azimuth_max.si());
    }
    now.coast_s = least_coast_s + 0.5 * two_pi / flyer_.parking_rate_rad_s();
    for (int i = 0; i < 12; ++i) {
      const LadderTrial climbed = flyer_.climb(now, fast_fidelity());
      if (!climbed.stopped_at.empty()) {
        made.stopped_at = climbed.stopped_at;
        return made;
      }
      const double moved = improve(now, climbed, made.beyond_rad);
      if (made.beyond_rad > 0.0) return made;
      if (moved < 2e-4) break;
    }
    return made;
  }

 private:
  /// @return by what angle the ladder moved [rad]
  double improve(LadderControls& now, const LadderTrial& climbed, double& beyond_rad) {
    const Eigen::Vector3d pole = itrf_from_icrf_matrix(now.lift_off).row(2).transpose();
    const LaunchPlane launched =
        launch_plane(request_.site.place, now.lift_off, now.azimuth_rad, request_.ascent);
    const State& at = climbed.injection_passage;
    const Eigen::Vector3d normal = at.position_m.cross(at.velocity_m_s).normalized();
    const double drift = node_drift_rad(launched.normal, normal, pole);
    const Aimed aimed = aimed_at(flyer_, climbed, ephemeris_);
    // What the plane would have to hold if it did not turn meanwhile.
    const Eigen::Vector3d held = Eigen::AngleAxisd(-drift, pole) * aimed.target_m.normalized();
    const LadderControls before = now;
    beyond_rad = 0.0;
    if (request_.lift_off) {
      Eigen::Vector3d wanted = launched.site.cross(held).normalized();
      if (wanted.dot(launched.normal) < 0.0) wanted = -wanted;
      const Eigen::Vector3d forward = wanted.cross(launched.site),
                            east = pole.cross(launched.site).normalized();
      now.azimuth_rad = std::atan2(forward.dot(east), forward.dot(launched.site.cross(east)));
    } else {
      if (!request_.azimuth) now.azimuth_rad = chosen_azimuth_rad(request_.site, std::asin(held.dot(pole)));
      const LaunchPlane turned =
          launch_plane(request_.site.place, now.lift_off, now.azimuth_rad, request_.ascent);
      const auto turn = turn_to_hold_rad(turned.normal, held, pole, request_.opportunity, beyond_rad);
      if (!turn) return 0.0;
      now.lift_off += Duration::seconds(*turn / earth_rotation_rate_rad_s);
      while (now.lift_off < request_.earliest) now.lift_off += Duration::seconds(sidereal_day_s);
      while (now.lift_off >= request_.earliest + Duration::seconds(sidereal_day_s)) {
        now.lift_off -= Duration::seconds(sidereal_day_s);
      }
    }
    // The perigee, back from the target by the conic's anomaly; what it is off in the plane, the coast takes.
    const LaunchPlane next =
        launch_plane(request_.site.place, now.lift_off, now.azimuth_rad, request_.ascent);
    const Eigen::Vector3d out = (held - held.dot(next.normal) * next.normal).normalized();
    const Eigen::Vector3d perigee = Eigen::AngleAxisd(-aimed.conic.angle_rad, next.normal) * out;
    const Eigen::Vector3d first =
        Eigen::AngleAxisd(before.coast_s * flyer_.parking_rate_rad_s(), launched.normal) * launched.insertion;
    // By how much the perigee has gone on in its plane since the first one.
    const Eigen::Vector3d carried = Eigen::AngleAxisd(drift, pole) * first;
    const double advance = std::atan2(carried.cross(at.position_m).dot(normal), carried.dot(at.position_m));
    double angle =
        std::atan2(next.insertion.cross(perigee).dot(next.normal), next.insertion.dot(perigee)) - advance;
    const double least = least_coast_s * flyer_.parking_rate_rad_s();
    while (angle < least) angle += two_pi;
    while (angle >= least + two_pi) angle -= two_pi;
    now.coast_s = angle / flyer_.parking_rate_rad_s();
    now.injection_m_s = aimed.conic.perigee_speed_m_s - at.velocity_m_s.norm();
    return std::abs(std::remainder((now.lift_off - before.lift_off).seconds(), sidereal_day_s)) *
               earth_rotation_rate_rad_s +
           std::abs(now.azimuth_rad - before.azimuth_rad) +
           std::abs(now.coast_s - before.coast_s) * flyer_.parking_rate_rad_s();
  }

  const PhasingRequest& request_;
  LadderFlyer& flyer_;
  const Ephemeris& ephemeris_;
};

/// One round of the correction; the start of the next is in `controls`.
CorrectionResult correct_round(LadderFlyer& flyer, LadderControls& controls, bool timed, const Stage& stage,
                               const Eigen::MatrixXd& jacobian, std::optional<LadderTrial>& nearest) {
  const LadderControls start = controls;
  const auto moved = [&](const Eigen::VectorXd& x) {
    LadderControls now = start;
    if (timed) {
      now.azimuth_rad += x[0];
    } else {
      now.lift_off += Duration::seconds(x[0]);
    }
    now.coast_s += x[1];
    now.injection_m_s += x[2];
    return now;
  };
  double least = INFINITY;
  const CorrectionFunction function = [&](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
    LadderTrial trial = flyer.fly(moved(x), stage.fidelity, stage.before_s);
    if (!trial.plane) return {};
    const BPlaneAim aim = flyer.aim(*trial.plane);
    CorrectionValues values;
    values.residuals = Eigen::Vector3d(trial.plane->b_t_m - aim.b_t_m, trial.plane->b_r_m - aim.b_r_m,
                                       trial.plane->time_to_periapsis_s - stage.before_s);
    const double miss = values.residuals.head<2>().norm() / stage.position_tolerance_m +
                        std::abs(values.residuals[2]) / stage.time_tolerance_s;
    if (miss < least) least = miss, nearest = std::move(trial);
    return values;
  };
  const CorrectionVariable plane =
      timed ? CorrectionVariable{.name = "azimuth_rad",
                                 .scale = 1e-3,
                                 .most_step = 0.05,
                                 .difference_step = 1e-5}
            : CorrectionVariable{
                  .name = "lift_off_s", .scale = 30.0, .most_step = 900.0, .difference_step = 3.0};
  const CorrectionResult result =
      correct({plane,
               {.name = "coast_s", .scale = 1.0, .most_step = 100.0, .difference_step = 0.1},
               {.name = "injection_delta_v_m_s", .scale = 1.0, .most_step = 30.0, .difference_step = 0.01}},
              {{"b_t_m", stage.position_tolerance_m},
               {"b_r_m", stage.position_tolerance_m},
               {"perilune_epoch_s", stage.time_tolerance_s}},
              function, {.most_iterations = stage.most_iterations, .initial_jacobian = jacobian});
  controls = moved(result.variables);
  return result;
}

void describe(PhasingTransfer& made, LadderTrial trial, const LadderControls& controls, LadderFlyer& flyer) {
  made.lift_off = controls.lift_off;
  made.azimuth_rad = controls.azimuth_rad;
  made.coast = Duration::seconds(controls.coast_s);
  made.insertion = trial.insertion;
  made.first_orbit = trial.first_orbit;
  made.rocket_delta_v_m_s = flyer.rocket_delta_v_m_s();
  made.legs = std::move(trial.legs);
  made.plan = FlightPlan{made.insertion,
                         {Impulse{.name = "first orbit",
                                  .start = made.first_orbit.epoch,
                                  .delta_v = Speed::from_si(made.rocket_delta_v_m_s),
                                  .steering = steered_in_vnc({1.0, 0.0, 0.0}, earth)}},
                         {}};
  for (PhasingLeg& leg : made.legs) {
    const double far_m = far_apsis_m(leg.cutoff);
    const double near_m = -mu_earth_m3_s2 / energy_with_j2(leg.cutoff) - far_m;
    const auto [low, high] = std::minmax(far_m, near_m);
    if (std::isfinite(far_m)) {
      leg.perigee_altitude_m = low - earth_radius_m;
      leg.apogee_altitude_m = high - earth_radius_m;
    } else {
      leg.perigee_altitude_m = leg.passage.position_m.norm() - earth_radius_m;
      leg.apogee_altitude_m = INFINITY;
    }
    made.plan.manoeuvres.push_back(leg.burn);
  }
  made.c3_m2_s2 = 2.0 * energy_with_j2(made.legs.back().cutoff);
  made.perilune = *trial.arrival;
  made.plan.end = made.perilune.epoch;
  made.arrival = *trial.plane;
  made.perilune_altitude_m = trial.plane->periapsis_m - moon_radius_m;
  made.inclination_rad = trial.plane->inclination_rad;
  const BPlaneAim aim = flyer.aim(*trial.plane);
  made.unreachable_by_rad = aim.unreachable_by_rad;
  made.nearest_inclination_rad = aim.inclination_rad;
}

}  // namespace

PhasingTransfer design_phasing_transfer(const PhasingRequest& request, const TranslunarOptions& options,
                                        const Ephemeris& ephemeris) {
  const Arrival arrival{moon_radius_m + request.perilune_altitude.si(), request.inclination.si(),
                        request.branch};
  check(request, arrival);
  LadderFlyer flyer(request, arrival, ephemeris);
  PhasingTransfer made;
  Guess guess = Guesser(request, flyer, ephemeris).guess();
  made.lift_off = guess.controls.lift_off;
  made.azimuth_rad = guess.controls.azimuth_rad;
  made.parking_inclination_rad = launch_inclination_rad(request.site.place, made.azimuth_rad);
  if (!guess.stopped_at.empty()) {
    made.status = PhasingStatus::no_ladder;
    made.stopped_at = guess.stopped_at;
    return made;
  }
  if (guess.beyond_rad > 0.0) {
    made.status = PhasingStatus::unreachable_moon;
    made.unreachable_by_rad = guess.beyond_rad;
    return made;
  }
  const bool timed = request.lift_off.has_value();
  const Fidelity fast = fast_fidelity(), full = full_fidelity(options);
  std::optional<LadderTrial> nearest;
  made.correction = correct_round(flyer, guess.controls, timed, {fast, 43200.0, 5e3, 2.0, 30}, {}, nearest);
  if (made.correction.status == CorrectionStatus::converged) {
    if (nearest) flyer.settle_pole(flyer.perilune_of(*nearest));
    const CorrectionResult near =
        correct_round(flyer, guess.controls, timed, {fast, 0.0, 2e4, 5.0, 15}, {}, nearest);
    nearest.reset();
    made.correction = correct_round(flyer, guess.controls, timed,
                                    {full, 0.0, options.position_tolerance_m, options.time_tolerance_s, 25},
                                    near.jacobian, nearest);
  }
  made.flights = flyer.flights;
  if (nearest && nearest->arrival) describe(made, *nearest, guess.controls, flyer);
  made.parking_inclination_rad = launch_inclination_rad(request.site.place, made.azimuth_rad);
  if (made.correction.status == CorrectionStatus::converged) {
    made.status =
        made.unreachable_by_rad > 1e-6 ? PhasingStatus::unreachable_inclination : PhasingStatus::converged;
  }
  return made;
}

double PhasingTransfer::craft_delta_v_m_s() const {
  return std::accumulate(legs.begin(), legs.end(), 0.0,
                         [](double sum, const PhasingLeg& leg) { return sum + leg.delta_v_m_s; });
}

double PhasingTransfer::loss_m_s() const {
  return std::accumulate(legs.begin(), legs.end(), 0.0,
                         [](double sum, const PhasingLeg& leg) { return sum + leg.loss_m_s(); });
}

double PhasingTransfer::propellant_kg() const {
  return std::accumulate(legs.begin(), legs.end(), 0.0,
                         [](double sum, const PhasingLeg& leg) { return sum + leg.propellant_kg(); });
}

double PhasingTransfer::direct_delta_v_m_s() const {
  const double r = insertion.position_m.norm();
  return std::sqrt(c3_m2_s2 + 2.0 * (mu_earth_m3_s2 / r - flattening_m2_s2(r, 0.0))) -
         insertion.velocity_m_s.norm();
}

std::string PhasingTransfer::report() const {
  const auto degrees = [](double rad) { return fixed(rad * 180.0 / pi, 3); };
  std::string text = concat(to_text(status), "\n");
  if (status == PhasingStatus::no_ladder) return text + "  " + stopped_at + "\n";
  text += concat("  lift-off ", lift_off.to_text(TimeScale::utc, 0), ", azimuth ", degrees(azimuth_rad),
                 " deg, inclined ", degrees(parking_inclination_rad), " deg\n");
  if (status == PhasingStatus::unreachable_moon) {
    return text +
           concat("  the Moon is ", degrees(unreachable_by_rad), " deg beyond the plane's inclination\n");
  }
  if (legs.empty()) return text + correction.report();
  text += concat("  first orbit ", first_orbit.epoch.to_text(TimeScale::utc, 0), ", by the rocket ",
                 fixed(rocket_delta_v_m_s, 1), " m/s\n");
  for (const PhasingLeg& leg : legs) {
    text += concat("  ", leg.burn.name, " ", leg.ignition.epoch.to_text(TimeScale::utc, 0), ", ",
                   fixed(leg.burn.duration->seconds(), 0), " s, ", fixed(leg.delta_v_m_s, 2), " m/s (",
                   fixed(leg.loss_m_s(), 2), " lost), ", fixed(leg.propellant_kg(), 1),
                   " kg: ", fixed(leg.perigee_altitude_m * 1e-3, 0), " x ",
                   fixed(leg.apogee_altitude_m * 1e-3, 0), " km\n");
  }
  text += concat("  craft ", fixed(craft_delta_v_m_s(), 1), " m/s, ", fixed(loss_m_s(), 1),
                 " of it lost; with the rocket's ", fixed(craft_delta_v_m_s() + rocket_delta_v_m_s, 1),
                 " m/s; direct injection ", fixed(direct_delta_v_m_s(), 1), " m/s\n  perilune ",
                 perilune.epoch.to_text(TimeScale::utc, 0), ", ", fixed(perilune_altitude_m * 1e-3, 3),
                 " km, inclination ", degrees(inclination_rad), " deg, v_infinity ",
                 fixed(arrival.v_infinity_m_s, 1), " m/s\n");
  if (status == PhasingStatus::unreachable_inclination) {
    text += concat("  the wanted inclination is ", degrees(unreachable_by_rad),
                   " deg out of reach; the nearest is ", degrees(nearest_inclination_rad), " deg\n");
  }
  if (status == PhasingStatus::not_converged) text += correction.report();
  return text;
}

std::string_view to_text(PhasingStatus status) {
  switch (status) {
    case PhasingStatus::converged:
      return "converged";
    case PhasingStatus::unreachable_inclination:
      return "unreachable_inclination";
    case PhasingStatus::unreachable_moon:
      return "unreachable_moon";
    case PhasingStatus::no_ladder:
      return "no_ladder";
    default:
      return "not_converged";
  }
}

}  // namespace perilune
