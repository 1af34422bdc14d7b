#include <perilune/design/disposal/stage_disposal.hpp>

#include <algorithm>
#include <cmath>

#include <Eigen/Geometry>
#include <Eigen/LU>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/frames/moon_axes.hpp>
#include <perilune/propagation/event_geometry.hpp>
#include <perilune/propagation/propagator.hpp>

#include "guess_flight.hpp"

namespace perilune {

namespace {

using detail::concat;

constexpr double pi = 3.14159265358979323846;
constexpr double deg = pi / 180.0;
constexpr double far_m = 2e9;        // beyond the Earth's sphere of influence and its libration points
constexpr double near_moon_m = 2e8;  // of a passage that an impulse can make a close one

void check(const StageDisposalRequest& request) {
  std::vector<std::string> wrong;
  const auto ask = [&wrong](bool good, const std::string& text) {
    if (!good) wrong.push_back(text);
  };
  ask(request.goal != StageFate::bound, "the goal is `bound`, which disposes of nothing");
  ask(!request.burns_after.empty(), "there is no time for the burn");
  for (const Duration after : request.burns_after) {
    ask(after >= Duration() && after <= Duration::days(20.0),
        "a burn " + to_text(after) + " after the separation; allowed are 0 to 20 d");
  }
  ask(request.most_delta_v_m_s > 0.0 && request.most_delta_v_m_s <= 5000.0,
      concat("most_delta_v is ", request.most_delta_v_m_s, " m/s; allowed are 0 to 5000 m/s"));
  ask(request.followed > Duration::days(1.0) && request.followed <= Duration::days(3650.0),
      "followed for " + to_text(request.followed) + "; allowed are 1 to 3650 d");
  ask(request.least_perilune_altitude.si() >= 0.0 && request.least_perilune_altitude.si() < 50e6,
      concat("least_perilune_altitude is ", request.least_perilune_altitude.si() * 1e-3,
             " km; allowed are 0 to 50000 km"));
  if (request.goal == StageFate::earth_entry) {
    if (const std::string of_entry = wrong_with(request.entry); !of_entry.empty()) wrong.push_back(of_entry);
  }
  if (!wrong.empty()) throw InvalidArgument("design_stage_disposal: " + join(wrong, "; "));
}

/// A point of the B-plane to go for, and what it is thought to cost.
struct Aim {
  Eigen::Vector2d b_m = Eigen::Vector2d::Zero();
  double delta_v_m_s = 0.0;
};

/// The stage at the place of its burn, and what an impulse there does to its approach.
class Approach {
 public:
  Approach(const State& stage, Duration after, const FollowOptions& options, const Ephemeris& ephemeris)
      : forces_(options.forces.value_or(translunar_forces())),
        how_(detail::guess_flight(options.relative_tolerance)),
        ephemeris_(ephemeris) {
    start_ = fly(stage, stage.epoch + after);
    Propagator<StandardForces> propagator(forces_, how_, ephemeris_);
    propagator.stop_at(perilune_passage());
    const Trajectory flown = propagator.propagate(start_, Duration::days(12.0));
    if (flown.stop_reason() != StopReason::event ||
        flown.end_state().in(moon_centred_icrf, ephemeris_).position_m.norm() > near_moon_m) {
      return;
    }
    perilune_ = flown.end_state().epoch;
    const Duration before = std::min(Duration::hours(12.0), perilune_ - start_.epoch - Duration::hours(1.0));
    if (!(before > Duration::hours(1.0))) return;
    look_ = perilune_ - before;
    pole_ = moon_me_from_icrf(perilune_, ephemeris_).R.row(2).transpose();
    const auto plane = seen(Eigen::Vector3d::Zero());
    if (!plane) return;
    plane_ = *plane;
    constexpr double step_m_s = 0.1;
    for (int i = 0; i < 3; ++i) {
      const auto moved = seen(step_m_s * Eigen::Vector3d::Unit(i));
      if (!moved) return;
      slope_.col(i) = Eigen::Vector2d(moved->b_t_m - plane_.b_t_m, moved->b_r_m - plane_.b_r_m) / step_m_s;
    }
    usable_ = true;
  }

  bool usable() const { return usable_; }
  const State& start() const { return start_; }
  const BPlane& plane() const { return plane_; }

  State pushed(const Eigen::Vector3d& delta_v_m_s) const {
    State state = start_;
    state.velocity_m_s += delta_v_m_s;
    return state;
  }

  State fly(const State& from, Epoch until) const {
    return Propagator<StandardForces>(forces_, how_, ephemeris_).propagate(from, until).end_state();
  }

  /// The approach half a day before the perilune that the stage would have had.
  std::optional<BPlane> seen(const Eigen::Vector3d& delta_v_m_s) const {
    const State there = fly(pushed(delta_v_m_s), look_).in(moon_centred_icrf, ephemeris_);
    return b_plane({there.position_m, there.velocity_m_s}, mu_moon_m3_s2, pole_);
  }

  /// The smallest impulse to a point, to first order.
  Eigen::Vector3d impulse_to(const Eigen::Vector2d& b_m) const {
    const Eigen::Vector2d wanted = b_m - Eigen::Vector2d(plane_.b_t_m, plane_.b_r_m);
    return slope_.transpose() * (slope_ * slope_.transpose()).inverse() * wanted;
  }

  /// Velocity about the Earth after the passage of a point, and the place: by conics.
  PositionVelocity after_passage(double perilune_m, double angle_rad) const {
    const double v = plane_.v_infinity_m_s;
    const double e = 1.0 + perilune_m * v * v / mu_moon_m3_s2;
    const double turn = 2.0 * std::asin(1.0 / e);
    const Eigen::Vector3d b = std::cos(angle_rad) * plane_.t + std::sin(angle_rad) * plane_.r;
    PositionVelocity of_moon = ephemeris_.state_m(moon, earth, perilune_);
    of_moon.velocity_m_s += v * (std::cos(turn) * plane_.s - std::sin(turn) * b);
    return of_moon;
  }

  double miss_m(double perilune_m) const {
    const double v = plane_.v_infinity_m_s;
    return std::sqrt(perilune_m * perilune_m + 2.0 * mu_moon_m3_s2 * perilune_m / (v * v));
  }

  const StandardForces& forces() const { return forces_; }
  const PropagatorOptions& how() const { return how_; }

 private:
  StandardForces forces_;
  PropagatorOptions how_;
  const Ephemeris& ephemeris_;
  bool usable_ = false;
  State start_;
  Epoch perilune_, look_;
  Eigen::Vector3d pole_ = Eigen::Vector3d::UnitZ();
  BPlane plane_;
  Eigen::Matrix<double, 2, 3> slope_ = Eigen::Matrix<double, 2, 3>::Zero();
};

double c3(const PositionVelocity& about_earth) {
  return about_earth.velocity_m_s.squaredNorm() - 2.0 * mu_earth_m3_s2 / about_earth.position_m.norm();
}

/// Less the wanted one: of the way down to the Earth after a passage; nothing if it leaves.
double perigee_off_m(const PositionVelocity& about_earth, double wanted_m) {
  const double h2 = about_earth.position_m.cross(about_earth.velocity_m_s).squaredNorm();
  const double e2 = 1.0 + c3(about_earth) * h2 / (mu_earth_m3_s2 * mu_earth_m3_s2);
  return h2 / mu_earth_m3_s2 / (1.0 + std::sqrt(std::max(0.0, e2))) - wanted_m;
}

/// All points about the Moon that lead to the goal, the cheapest first.
std::vector<Aim> aims(const Approach& approach, const StageDisposalRequest& request) {
  constexpr int angles = 72, distances = 40;
  constexpr double widest_m = 100e6;
  std::vector<Aim> made;
  const auto add = [&](double perilune_m, double angle_rad) {
    Aim aim;
    aim.b_m = approach.miss_m(perilune_m) * Eigen::Vector2d(std::cos(angle_rad), std::sin(angle_rad));
    aim.delta_v_m_s = approach.impulse_to(aim.b_m).norm();
    if (aim.delta_v_m_s <= request.most_delta_v_m_s) made.push_back(aim);
  };
  if (request.goal == StageFate::lunar_impact) {
    Aim centre;
    centre.delta_v_m_s = approach.impulse_to(centre.b_m).norm();
    if (centre.delta_v_m_s <= request.most_delta_v_m_s) made.push_back(centre);
    return made;
  }
  const double least_m = moon_radius_m + request.least_perilune_altitude.si();
  const double growth = std::pow(widest_m / least_m, 1.0 / (distances - 1));
  const double entry_m = earth_radius_m + request.entry.altitude.si();
  const double wanted_m = entry_m * std::pow(std::cos(request.entry.angle.si()), 2);
  for (int i = 0; i < angles; ++i) {
    const double angle_rad = 2.0 * pi * i / angles;
    double before_m = 0.0, before_off_m = NAN;
    for (int k = 0; k < distances; ++k) {
      const double perilune_m = least_m * std::pow(growth, k);
      const PositionVelocity after = approach.after_passage(perilune_m, angle_rad);
      if (request.goal == StageFate::heliocentric) {
        if (c3(after) >= request.least_c3_m2_s2) add(perilune_m, angle_rad);
        continue;
      }
      const double off_m = c3(after) < 0.0 ? perigee_off_m(after, wanted_m) : NAN;
      if (off_m <= 0.0) add(perilune_m, angle_rad);
      if (off_m * before_off_m < 0.0) {
        const double share = before_off_m / (before_off_m - off_m);
        add(before_m + share * (perilune_m - before_m), angle_rad);
      }
      before_m = perilune_m;
      before_off_m = off_m;
    }
  }
  std::sort(made.begin(), made.end(),
            [](const Aim& a, const Aim& b) { return a.delta_v_m_s < b.delta_v_m_s; });
  return made;
}

std::vector<CorrectionVariable> impulse_variables(const Eigen::Vector3d& start_m_s) {
  std::vector<CorrectionVariable> made;
  const char* names[] = {"delta_v_x_m_s", "delta_v_y_m_s", "delta_v_z_m_s"};
  for (int i = 0; i < 3; ++i) {
    made.push_back(
        {.name = names[i], .value = start_m_s[i], .scale = 1.0, .most_step = 20.0, .difference_step = 1e-3});
  }
  return made;
}

/// To a point of the B-plane; keeps the result in `delta_v_m_s`.
CorrectionResult to_aim(const Approach& approach, const Aim& aim, Eigen::Vector3d& delta_v_m_s) {
  const CorrectionFunction function = [&](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
    const auto plane = approach.seen(x);
    if (!plane) return {};
    CorrectionValues values;
    values.residuals = Eigen::Vector2d(plane->b_t_m - aim.b_m.x(), plane->b_r_m - aim.b_m.y());
    return values;
  };
  CorrectionResult result = correct(impulse_variables(delta_v_m_s), {{"b_t_m", 1e4}, {"b_r_m", 1e4}},
                                    function, {.most_iterations = 25});
  delta_v_m_s = result.variables;
  return result;
}

/// From a hit of the Moon to one of a site.
CorrectionResult to_site(const Approach& approach, const SurfacePoint& site, const Ephemeris& ephemeris,
                         Eigen::Vector3d& delta_v_m_s) {
  Propagator<StandardForces> propagator(approach.forces(), approach.how(), ephemeris);
  propagator.stop_at(altitude_crossing(moon, Length::from_si(site.height_m), CrossingDirection::falling));
  const Eigen::Vector3d s = site_position_m(moon, site).normalized();
  const Eigen::Matrix3d axes = site_axes(moon, site);
  const CorrectionFunction function = [&](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
    const Trajectory flown = propagator.propagate(approach.pushed(x), Duration::days(12.0));
    if (flown.stop_reason() != StopReason::event) return {};
    const Eigen::Vector3d p =
        site_position_m(moon, impact_of(flown.end_state(), ephemeris).place).normalized();
    // The arc to the site, along the ground: on the far side it goes on growing.
    const Eigen::Vector3d enu = axes * p;
    const double arc = std::acos(std::clamp(p.dot(s), -1.0, 1.0));
    CorrectionValues values;
    values.residuals = arc / std::max(1e-12, enu.head<2>().norm()) * enu.head<2>();
    return values;
  };
  CorrectionResult result = correct(impulse_variables(delta_v_m_s), {{"east_rad", 1e-5}, {"north_rad", 1e-5}},
                                    function, {.most_iterations = 60});
  delta_v_m_s = result.variables;
  return result;
}

/// To the perigee that the entry angle needs.
CorrectionResult to_entry(const Approach& approach, const Entry& entry, const Ephemeris& ephemeris,
                          Eigen::Vector3d& delta_v_m_s) {
  const double entry_m = earth_radius_m + entry.altitude.si();
  Propagator<StandardForces> propagator(approach.forces(), approach.how(), ephemeris);
  propagator.stop_at(perigee_passage());
  const CorrectionFunction function = [&](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
    const Trajectory flown = propagator.propagate(approach.pushed(x), Duration::days(60.0));
    if (flown.stop_reason() != StopReason::event) return {};
    const double wanted_m = perigee_for_entry_m(flown.end_state(), entry_m, entry.angle.si());
    CorrectionValues values;
    values.residuals = Eigen::VectorXd::Constant(1, flown.end_state().position_m.norm() - wanted_m);
    return values;
  };
  CorrectionResult result =
      correct(impulse_variables(delta_v_m_s), {{"perigee_m", 500.0}}, function, {.most_iterations = 40});
  delta_v_m_s = result.variables;
  return result;
}

/// The cheapest disposal by a burn at one time.
StageDisposal disposed(const StageDisposalRequest& request, Duration after, const FollowOptions& options,
                       const Ephemeris& ephemeris) {
  StageDisposal made;
  const Approach approach(request.stage, after, options, ephemeris);
  made.status = StageDisposalStatus::no_such_aim;
  made.before = made.after = approach.start();
  if (!approach.usable()) return made;
  constexpr std::size_t most_tried = 24;
  std::size_t tried = 0;
  FollowOptions how = options;
  how.entry_altitude = request.entry.altitude;
  for (const Aim& aim : aims(approach, request)) {
    if (++tried > most_tried) break;
    made.status = StageDisposalStatus::not_converged;
    Eigen::Vector3d delta_v_m_s = approach.impulse_to(aim.b_m);
    made.correction = to_aim(approach, aim, delta_v_m_s);
    if (made.correction.status != CorrectionStatus::converged) continue;
    if (request.goal == StageFate::lunar_impact) {
      made.correction = to_site(approach, request.site, ephemeris, delta_v_m_s);
    } else if (request.goal == StageFate::earth_entry) {
      made.correction = to_entry(approach, request.entry, ephemeris, delta_v_m_s);
    }
    made.delta_v_m_s = delta_v_m_s;
    made.after = approach.pushed(delta_v_m_s);
    if (made.correction.status != CorrectionStatus::converged) continue;
    made.outcome = follow(made.after, request.followed, how, ephemeris);
    if (made.outcome.fate != request.goal) continue;
    made.status = StageDisposalStatus::converged;
    return made;
  }
  return made;
}

}  // namespace

StageOutcome follow(const State& initial, Duration within, const FollowOptions& options,
                    const Ephemeris& ephemeris) {
  if (!(within > Duration()))
    throw InvalidArgument("follow: within " + to_text(within) + "; it has to be above 0");
  const StandardForces forces = options.forces.value_or(translunar_forces());
  const auto prepared = [&](bool stop_far) {
    Propagator<StandardForces> propagator(forces, detail::guess_flight(options.relative_tolerance),
                                          ephemeris);
    propagator.stop_at(altitude_crossing(moon, Length(), CrossingDirection::falling));
    propagator.stop_at(altitude_crossing(earth, options.entry_altitude, CrossingDirection::falling));
    if (stop_far) {
      propagator.stop_at(distance_crossing(earth, Length::from_si(far_m), CrossingDirection::rising));
    }
    propagator.add_event(perilune_passage());
    return propagator;
  };
  const Epoch until = initial.epoch + within;
  StageOutcome made;
  made.least_moon_m = INFINITY;
  State at = initial.in(earth_centred_icrf, ephemeris);
  bool stop_far = true;
  while (true) {
    const Trajectory flown = prepared(stop_far).propagate(at, until);
    for (const EventRecord& event : flown.events()) {
      if (event.kind != Event::Kind::periapsis || event.distance_m >= made.least_moon_m) continue;
      made.least_moon_m = event.distance_m;
      made.least_moon_epoch = event.epoch;
    }
    made.end = at = flown.end_state();
    made.c3_m2_s2 = c3({at.position_m, at.velocity_m_s});
    if (flown.stop_reason() != StopReason::event) {
      made.fate = at.position_m.norm() > far_m ? StageFate::heliocentric : StageFate::bound;
      return made;
    }
    const EventRecord& last = flown.events().back();
    if (last.kind == Event::Kind::altitude && last.body == moon) {
      made.fate = StageFate::lunar_impact;
      made.impact = impact_of(at, ephemeris);
      made.least_moon_m = 0.0;
      made.least_moon_epoch = at.epoch;
      return made;
    }
    if (last.kind == Event::Kind::altitude) {
      made.fate = StageFate::earth_entry;
      made.entry_speed_m_s = at.velocity_m_s.norm();
      made.entry_angle_rad = std::asin(at.position_m.normalized().dot(at.velocity_m_s.normalized()));
      return made;
    }
    if (made.c3_m2_s2 > 0.0) {
      made.fate = StageFate::heliocentric;
      return made;
    }
    stop_far = false;  // far out, but slow: it may come back
  }
}

StageDisposal design_stage_disposal(const StageDisposalRequest& request, const FollowOptions& options,
                                    const Ephemeris& ephemeris) {
  check(request);
  StageDisposalRequest about_earth = request;
  about_earth.stage = request.stage.in(earth_centred_icrf, ephemeris);
  StageDisposal best;
  best.status = StageDisposalStatus::no_such_aim;
  for (const Duration after : request.burns_after) {
    StageDisposal made = disposed(about_earth, after, options, ephemeris);
    const bool better = made.status == StageDisposalStatus::converged &&
                        (best.status != StageDisposalStatus::converged || made.burn_m_s() < best.burn_m_s());
    const bool tells_more = best.status == StageDisposalStatus::no_such_aim;
    if (better || tells_more) best = std::move(made);
  }
  best.undisposed = follow(about_earth.stage, request.followed, options, ephemeris);
  return best;
}

std::string StageDisposal::report() const {
  std::string text = concat(to_text(status), "; left alone: ", to_text(undisposed.fate), "\n");
  if (status == StageDisposalStatus::no_such_aim) return text;
  if (status == StageDisposalStatus::not_converged) return text + correction.report();
  text += concat("  burn ", after.epoch.to_text(TimeScale::utc, 0), ", ", fixed(burn_m_s(), 2), " m/s\n  ",
                 to_text(outcome.fate), " ", outcome.end.epoch.to_text(TimeScale::utc, 0));
  switch (outcome.fate) {
    case StageFate::lunar_impact:
      return text + "\n  " + outcome.impact->report();
    case StageFate::earth_entry:
      return text + concat(", ", fixed(outcome.entry_speed_m_s, 1), " m/s at ",
                           fixed(outcome.entry_angle_rad / deg, 3), " deg\n");
    default:
      return text + concat(", past the Moon at ", fixed((outcome.least_moon_m - moon_radius_m) * 1e-3, 0),
                           " km, C3 ", fixed(outcome.c3_m2_s2 * 1e-6, 3), " km^2/s^2\n");
  }
}

std::string_view to_text(StageFate fate) {
  switch (fate) {
    case StageFate::heliocentric:
      return "heliocentric";
    case StageFate::lunar_impact:
      return "lunar_impact";
    case StageFate::earth_entry:
      return "earth_entry";
    default:
      return "bound";
  }
}

std::string_view to_text(StageDisposalStatus status) {
  switch (status) {
    case StageDisposalStatus::converged:
      return "converged";
    case StageDisposalStatus::no_such_aim:
      return "no_such_aim";
    default:
      return "not_converged";
  }
}

}  // namespace perilune
