#include <perilune/design/disposal/lunar_deorbit.hpp>

#include <algorithm>
#include <cmath>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/design/lunar_orbits/elliptical_frozen.hpp>
#include <perilune/frames/moon_axes.hpp>
#include <perilune/propagation/propagator.hpp>

#include "guess_flight.hpp"

namespace perilune {

namespace {

using detail::concat;

constexpr double pi = 3.14159265358979323846;
constexpr double deg = pi / 180.0;
constexpr int places_a_revolution = 180;

double period_s(const State& orbit) {
  const double a = 1.0 / (2.0 / orbit.position_m.norm() - orbit.velocity_m_s.squaredNorm() / mu_moon_m3_s2);
  return a > 0.0 ? 2.0 * pi * std::sqrt(a * a * a / mu_moon_m3_s2) : INFINITY;
}

void check(const DeorbitRequest& request, const State& orbit) {
  std::vector<std::string> wrong;
  const auto ask = [&wrong](bool good, const std::string& text) {
    if (!good) wrong.push_back(text);
  };
  const double period = period_s(orbit);
  ask(period < 10.0 * 86400.0,
      "the craft is in no closed orbit about the Moon of less than 10 d a revolution");
  const double h2 = orbit.position_m.cross(orbit.velocity_m_s).squaredNorm();
  const double energy = 0.5 * orbit.velocity_m_s.squaredNorm() - mu_moon_m3_s2 / orbit.position_m.norm();
  const double e = std::sqrt(std::max(0.0, 1.0 + 2.0 * energy * h2 / (mu_moon_m3_s2 * mu_moon_m3_s2)));
  const double perilune_m = h2 / mu_moon_m3_s2 / (1.0 + e);
  ask(perilune_m > moon_radius_m - 5e3,
      concat("the orbit's perilune is ", fixed((perilune_m - moon_radius_m) * 1e-3, 1),
             " km high: it meets the Moon by itself"));
  ask(request.orbit.epoch <= request.earliest, "the orbit's epoch is after `earliest`");
  ask(request.longest_wait > Duration() && request.longest_wait <= Duration::days(400.0),
      "longest_wait is " + to_text(request.longest_wait) + "; allowed are 0 to 400 d");
  const double angle_deg = request.impact_angle.si() / deg;
  ask(angle_deg >= 0.5 && angle_deg <= 60.0,
      concat("impact_angle is ", angle_deg, " deg; allowed are 0.5 to 60"));
  const double across_deg = request.most_crossrange.si() / deg;
  ask(across_deg >= 0.0 && across_deg <= 30.0,
      concat("most_crossrange is ", across_deg, " deg; allowed are 0 to 30"));
  const double below_km = request.below_ground.si() * 1e-3;
  ask(below_km > 0.0 && below_km <= 500.0, concat("below_ground is ", below_km, " km; allowed are 0 to 500"));
  if (request.engine) {
    ask(request.engine->thrust.si() > 0.0, "the engine's thrust is not above 0 N");
    ask(request.engine->specific_impulse > Duration(), "the engine's specific_impulse is not above 0 s");
  }
  ask(request.orbit.mass_kg > 0.0, "the orbit's state has no mass");
  if (!wrong.empty()) throw InvalidArgument("design_lunar_deorbit: " + join(wrong, "; "));
}

/// The burn as the correction changes it.
struct Push {
  Epoch middle;
  double delta_v_m_s = 0.0;
  double yaw_rad = 0.0;  ///< of the push from straight backward, to the side of the orbit's normal
};

/// Where a flight comes down, seen from a site.
struct Miss {
  double along_rad = 0.0, across_rad = 0.0;
};

Miss miss_of(const LunarImpact& impact, const SurfacePoint& site) {
  const Eigen::Vector3d p = site_position_m(moon, impact.place).normalized();
  const Eigen::Vector3d s = site_position_m(moon, site).normalized();
  const Eigen::Vector3d east = Eigen::Vector3d::UnitZ().cross(p).normalized(), north = p.cross(east);
  const Eigen::Vector3d ahead = std::cos(impact.azimuth_rad) * north + std::sin(impact.azimuth_rad) * east;
  return {std::atan2(s.dot(ahead), s.dot(p)), std::asin(std::clamp(s.dot(p.cross(ahead)), -1.0, 1.0))};
}

class Deorbiter {
 public:
  /// @param engine  none: the burn is an impulse
  Deorbiter(const DeorbitRequest& request, const std::optional<Engine>& engine, const ImpactOptions& options,
            const Ephemeris& ephemeris)
      : engine_(engine),
        mass_kg_(request.orbit.mass_kg),
        forces_(options.forces.value_or(lunar_orbit_forces())),
        ephemeris_(ephemeris),
        ground_(request.site ? Length::from_si(request.site->height_m) : options.ground_height),
        how_(detail::guess_flight(options.relative_tolerance, 10'000'000)) {}

  State at(const State& from, Epoch epoch) const {
    return Propagator<StandardForces>(forces_, how_, ephemeris_).propagate(from, epoch).end_state();
  }

  Trajectory coast(const State& from, Epoch until) const {
    PropagatorOptions dense = how_;
    dense.dense_output = true;
    return Propagator<StandardForces>(forces_, dense, ephemeris_).propagate(from, until);
  }

  /// 0 of an impulse.
  double burn_time_s(double delta_v_m_s) const {
    if (!engine_) return 0.0;
    const double exhaust = engine_->specific_impulse.seconds() * standard_gravity_m_s2;
    return -std::expm1(-delta_v_m_s / exhaust) * mass_kg_ * exhaust / engine_->thrust.si();
  }

  Manoeuvre manoeuvre(const Push& push) const {
    const Steering steering = steered_in_vnc({-std::cos(push.yaw_rad), std::sin(push.yaw_rad), 0.0}, moon);
    if (!engine_) {
      return Impulse{.name = "deorbit",
                     .start = push.middle,
                     .delta_v = Speed::from_si(push.delta_v_m_s),
                     .steering = steering};
    }
    FiniteBurn burn;
    burn.name = "deorbit";
    burn.start = push.middle - Duration::seconds(burn_time_s(0.5 * push.delta_v_m_s));
    burn.engine = *engine_;
    burn.steering = steering;
    burn.duration = Duration::seconds(burn_time_s(push.delta_v_m_s));
    return burn;
  }

  /// Flies the burn from a state before it to an event; nothing if it does not come.
  std::optional<Trajectory> fly(const State& before, const Push& push, const Event& until) const {
    if (!(push.delta_v_m_s > 0.0)) return {};
    Propagator<StandardForces> propagator(forces_, how_, ephemeris_);
    propagator.add_manoeuvre(manoeuvre(push));
    propagator.stop_at(until);
    Trajectory flown = propagator.propagate(before, Duration::seconds(1.6 * period_s(before)));
    if (flown.stop_reason() != StopReason::event || flown.manoeuvres().empty()) return {};
    return flown;
  }

  Event ground() const { return altitude_crossing(moon, ground_, CrossingDirection::falling); }
  double ground_radius_m() const { return moon_radius_m + ground_.si(); }

 private:
  std::optional<Engine> engine_;
  double mass_kg_;
  StandardForces forces_;
  const Ephemeris& ephemeris_;
  Length ground_;
  PropagatorOptions how_;
};

/// The conic from a place with a velocity less a push backward: where and how it meets the ground.
struct Fall {
  double angle_rad = -1.0;  ///< below the horizontal; negative: it does not meet the ground
  double arc_rad = 0.0;     ///< from the place, along the motion
};

Fall fall_of(const State& at, double delta_v_m_s, double ground_m) {
  const Eigen::Vector3d &r = at.position_m,
                        v = at.velocity_m_s * (1.0 - delta_v_m_s / at.velocity_m_s.norm());
  const Eigen::Vector3d h = r.cross(v);
  const Eigen::Vector3d e_vector = v.cross(h) / mu_moon_m3_s2 - r.normalized();
  const double e = e_vector.norm(), p = h.squaredNorm() / mu_moon_m3_s2;
  if (!(p / (1.0 + e) < ground_m) || e < 1e-9) return {};
  const double cosine = (p / ground_m - 1.0) / e;
  if (!(std::abs(cosine) <= 1.0)) return {};
  const double down_rad = 2.0 * pi - std::acos(cosine);  // falling
  const Eigen::Vector3d q = h.normalized().cross(e_vector);
  double now_rad = std::atan2(r.dot(q), r.dot(e_vector));
  double arc = down_rad - now_rad;
  while (arc < 0.0) arc += 2.0 * pi;
  while (arc >= 2.0 * pi) arc -= 2.0 * pi;
  const double speed_m_s =
      std::sqrt(std::max(0.0, v.squaredNorm() + 2.0 * mu_moon_m3_s2 * (1.0 / ground_m - 1.0 / r.norm())));
  return {std::acos(std::clamp(h.norm() / (ground_m * speed_m_s), -1.0, 1.0)), arc};
}

/// The push after which the conic meets the ground at an angle.
double push_for_angle_m_s(const State& at, double angle_rad, double ground_m) {
  double low = 0.0, high = 0.95 * at.velocity_m_s.norm();
  for (int i = 0; i < 50; ++i) {
    const double middle = 0.5 * (low + high);
    (fall_of(at, middle, ground_m).angle_rad < angle_rad ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

/// A passage of the craft abeam of the site.
struct Overflight {
  Epoch epoch;
  double crossrange_rad = 0.0;  ///< of the site from the orbit's plane, on the side of its normal
};

class Overflights {
 public:
  Overflights(const Trajectory& coast, const SurfacePoint& site, const Ephemeris& ephemeris)
      : coast_(coast), site_me_(site_position_m(moon, site).normalized()), ephemeris_(ephemeris) {}

  Eigen::Vector3d site(Epoch epoch) const {
    return moon_me_from_icrf(epoch, ephemeris_).R.transpose() * site_me_;
  }

  std::vector<Overflight> all() const {
    std::vector<Overflight> made;
    const double step_s = std::min(120.0, period_s(coast_.begin_state()) / 60.0);
    const double length_s = (coast_.end() - coast_.begin()).seconds();
    double before = away(0.0), here = away(std::min(step_s, length_s));
    for (double t = 2.0 * step_s; t <= length_s; t += step_s) {
      const double next = away(t);
      if (here < before && here <= next) made.push_back(refined(t - 2.0 * step_s, t));
      before = here;
      here = next;
    }
    return made;
  }

 private:
  double away(double seconds) const {
    const Epoch epoch = coast_.begin() + Duration::seconds(seconds);
    return -coast_.at(epoch).position_m.normalized().dot(site(epoch));
  }

  Overflight refined(double low, double high) const {
    for (int i = 0; i < 40; ++i) {  // ternary search
      const double a = low + (high - low) / 3.0, b = high - (high - low) / 3.0;
      (away(a) < away(b) ? high : low) = away(a) < away(b) ? b : a;
    }
    const Epoch epoch = coast_.begin() + Duration::seconds(0.5 * (low + high));
    const State there = coast_.at(epoch);
    const Eigen::Vector3d normal = there.position_m.cross(there.velocity_m_s).normalized();
    return {epoch, std::asin(std::clamp(site(epoch).dot(normal), -1.0, 1.0))};
  }

  const Trajectory& coast_;
  Eigen::Vector3d site_me_;
  const Ephemeris& ephemeris_;
};

/// The cheapest place of the revolution before an overflight from which the fall ends at the site.
std::optional<Push> cheapest_push(const Trajectory& coast, const Overflight& overflight,
                                  const Eigen::Vector3d& site, double angle_rad, double ground_m,
                                  Epoch earliest) {
  const double revolution_s = period_s(coast.begin_state());
  std::optional<Push> best;
  double before_rad = NAN, before_m_s = 0.0;
  Epoch before_epoch;
  for (int i = places_a_revolution; i >= 1; --i) {
    const Epoch epoch = overflight.epoch - Duration::seconds(revolution_s * i / places_a_revolution);
    if (epoch < earliest || !coast.covers(epoch)) continue;
    const State at = coast.at(epoch);
    const double push_m_s = push_for_angle_m_s(at, angle_rad, ground_m);
    const Fall fall = fall_of(at, push_m_s, ground_m);
    if (fall.angle_rad < 0.0) continue;
    const Eigen::Vector3d normal = at.position_m.cross(at.velocity_m_s).normalized();
    double to_site = std::atan2(at.position_m.cross(site).dot(normal), at.position_m.dot(site));
    if (to_site < 0.0) to_site += 2.0 * pi;
    const double off_rad = std::remainder(fall.arc_rad - to_site, 2.0 * pi);
    if (off_rad * before_rad <= 0.0 && std::abs(off_rad - before_rad) < 0.5) {
      const double share = before_rad / (before_rad - off_rad);
      const double here_m_s = before_m_s + share * (push_m_s - before_m_s);
      if (!best || here_m_s < best->delta_v_m_s) {
        best =
            Push{before_epoch + Duration::seconds(share * (epoch - before_epoch).seconds()), here_m_s, 0.0};
      }
    }
    before_rad = off_rad;
    before_m_s = push_m_s;
    before_epoch = epoch;
  }
  return best;
}

/// Fills the result from a push that has been found.
void describe(LunarDeorbit& made, const Deorbiter& deorbiter, const State& before, const Push& push,
              const Ephemeris& ephemeris) {
  const auto flown = deorbiter.fly(before, push, deorbiter.ground());
  if (!flown) return;
  const ManoeuvreRecord& record = flown->manoeuvres().front();
  made.burn = push.middle;
  made.before = record.begin;
  made.after = record.end;
  made.delta_v_m_s = push.delta_v_m_s;
  made.impact = impact_of(flown->end_state(), ephemeris);
  const Manoeuvre manoeuvre = deorbiter.manoeuvre(push);
  if (const auto* burn = std::get_if<FiniteBurn>(&manoeuvre)) made.finite = *burn;
}

CorrectionResult correct_push(const Deorbiter& deorbiter, const DeorbitRequest& request, const State& before,
                              Push& push, const Ephemeris& ephemeris) {
  const Push start = push;
  const auto moved = [&](const Eigen::VectorXd& x) {
    return Push{start.middle + Duration::seconds(x[0]), start.delta_v_m_s + x[1], start.yaw_rad + x[2]};
  };
  const CorrectionFunction function = [&](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
    const auto flown = deorbiter.fly(before, moved(x), deorbiter.ground());
    if (!flown) return {};
    const LunarImpact impact = impact_of(flown->end_state(), ephemeris);
    const Miss miss = miss_of(impact, *request.site);
    CorrectionValues values;
    values.residuals =
        Eigen::Vector3d(miss.along_rad, miss.across_rad, impact.angle_rad - request.impact_angle.si());
    return values;
  };
  CorrectionResult result =
      correct({{.name = "middle_s", .scale = 10.0, .most_step = 120.0, .difference_step = 0.1},
               {.name = "delta_v_m_s", .scale = 1.0, .most_step = 30.0, .difference_step = 1e-3},
               {.name = "yaw_rad", .scale = 0.05, .most_step = 0.4, .difference_step = 1e-5}},
              {{"downrange_rad", 1e-6}, {"crossrange_rad", 1e-6}, {"impact_angle_rad", 1e-5}}, function,
              {.most_iterations = 40});
  push = moved(result.variables);
  return result;
}

/// The place of a revolution from which the smallest impulse brings the perilune down, and that impulse, by
/// conics.
Push lowering_push(const Trajectory& coast, double perilune_m) {
  const auto perilune_after = [](const State& at, double push_m_s) {
    const Eigen::Vector3d v = at.velocity_m_s * (1.0 - push_m_s / at.velocity_m_s.norm());
    const Eigen::Vector3d h = at.position_m.cross(v);
    const double e = (v.cross(h) / mu_moon_m3_s2 - at.position_m.normalized()).norm();
    return h.squaredNorm() / mu_moon_m3_s2 / (1.0 + e);
  };
  const double revolution_s = (coast.end() - coast.begin()).seconds();
  Push best{coast.begin(), INFINITY, 0.0};
  for (int i = 1; i < places_a_revolution; ++i) {
    const Epoch epoch = coast.begin() + Duration::seconds(revolution_s * i / places_a_revolution);
    const State at = coast.at(epoch);
    double low = 0.0, high = 0.95 * at.velocity_m_s.norm();
    for (int k = 0; k < 50; ++k) {
      const double middle = 0.5 * (low + high);
      (perilune_after(at, middle) > perilune_m ? low : high) = middle;
    }
    if (high < best.delta_v_m_s) best = {epoch, high, 0.0};
  }
  return best;
}

/// Changes the size of a push until the next perilune is at a distance.
CorrectionResult correct_lowering(const Deorbiter& deorbiter, const State& before, double perilune_m,
                                  Push& push) {
  const Push start = push;
  const CorrectionFunction function = [&](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
    const auto flown =
        deorbiter.fly(before, {start.middle, start.delta_v_m_s + x[0], 0.0}, perilune_passage());
    if (!flown) return {};
    CorrectionValues values;
    values.residuals = Eigen::VectorXd::Constant(1, flown->end_state().position_m.norm() - perilune_m);
    return values;
  };
  CorrectionResult result =
      correct({{.name = "delta_v_m_s", .scale = 1.0, .most_step = 20.0, .difference_step = 1e-3}},
              {{"perilune_m", 10.0}}, function);
  push.delta_v_m_s += result.variables[0];
  return result;
}

/// The end of a craft that may come down anywhere.
LunarDeorbit shallow_end(const Deorbiter& impulsive, const Deorbiter& deorbiter,
                         const DeorbitRequest& request, const State& begin, const Ephemeris& ephemeris) {
  LunarDeorbit made;
  const Trajectory coast = impulsive.coast(begin, begin.epoch + Duration::seconds(period_s(begin)));
  const double goal_m = impulsive.ground_radius_m() - request.below_ground.si();
  Push push = lowering_push(coast, goal_m);
  const double lead_s = deorbiter.burn_time_s(push.delta_v_m_s);
  const State before = impulsive.at(begin, push.middle - Duration::seconds(lead_s + 60.0));
  made.correction = correct_lowering(impulsive, before, goal_m, push);
  if (made.correction.status != CorrectionStatus::converged) return made;
  made.impulsive_delta_v_m_s = push.delta_v_m_s;
  if (request.engine) made.correction = correct_lowering(deorbiter, before, goal_m, push);
  describe(made, deorbiter, before, push, ephemeris);
  if (made.correction.status == CorrectionStatus::converged && made.delta_v_m_s > 0.0) {
    made.status = DeorbitStatus::converged;
  }
  return made;
}

}  // namespace

LunarDeorbit design_lunar_deorbit(const DeorbitRequest& request, const ImpactOptions& options,
                                  const Ephemeris& ephemeris) {
  const State orbit = request.orbit.in(moon_centred_icrf, ephemeris);
  check(request, orbit);
  const Deorbiter impulsive(request, {}, options, ephemeris);
  const Deorbiter deorbiter(request, request.engine, options, ephemeris);
  State begin = deorbiter.at(orbit, request.earliest);
  if (!request.site) return shallow_end(impulsive, deorbiter, request, begin, ephemeris);

  LunarDeorbit made;
  made.nearest_crossrange_rad = pi;
  const Epoch latest = request.earliest + request.longest_wait;
  const Duration revolution = Duration::seconds(period_s(begin));
  const Duration chunk = std::max(Duration::days(2.0), 3 * revolution);
  // Stretches overlap by a revolution, so that an overflight has the one before it.
  while (begin.epoch + revolution < latest) {
    const Epoch until = std::min(begin.epoch + chunk, latest);
    const Trajectory coast = deorbiter.coast(begin, until);
    const Overflights overflights(coast, *request.site, ephemeris);
    for (const Overflight& each : overflights.all()) {
      if (each.epoch < begin.epoch + revolution && begin.epoch > request.earliest) continue;
      if (std::abs(each.crossrange_rad) < std::abs(made.nearest_crossrange_rad)) {
        made.nearest_crossrange_rad = each.crossrange_rad;
      }
      if (std::abs(each.crossrange_rad) > request.most_crossrange.si()) continue;
      auto push = cheapest_push(coast, each, overflights.site(each.epoch), request.impact_angle.si(),
                                deorbiter.ground_radius_m(), request.earliest);
      if (!push) continue;
      const double lead_s = deorbiter.burn_time_s(push->delta_v_m_s);
      const State before =
          deorbiter.at(begin, std::max(begin.epoch, push->middle - Duration::seconds(1.5 * lead_s + 400.0)));
      made.correction = correct_push(impulsive, request, before, *push, ephemeris);
      describe(made, impulsive, before, *push, ephemeris);
      if (made.correction.status != CorrectionStatus::converged) continue;
      made.impulsive_delta_v_m_s = made.delta_v_m_s;
      if (request.engine) {
        if (deorbiter.burn_time_s(0.5 * made.delta_v_m_s) > 0.9 * made.fall().seconds()) {
          made.status = DeorbitStatus::burn_too_long;
          return made;
        }
        made.correction = correct_push(deorbiter, request, before, *push, ephemeris);
        describe(made, deorbiter, before, *push, ephemeris);
        if (made.correction.status != CorrectionStatus::converged) continue;
      }
      made.miss_m = moon_radius_m * arc_between_rad(made.impact.place, *request.site);
      made.status = DeorbitStatus::converged;
      return made;
    }
    if (until == latest) break;
    begin = deorbiter.at(begin, until - revolution);
  }
  if (std::abs(made.nearest_crossrange_rad) > request.most_crossrange.si()) {
    made.status = DeorbitStatus::no_overflight;
  }
  return made;
}

std::string LunarDeorbit::report() const {
  std::string text = concat(to_text(status), "\n");
  if (status == DeorbitStatus::no_overflight) {
    return text + concat("  the orbit's plane comes within ",
                         fixed(std::abs(nearest_crossrange_rad) / deg, 2), " deg of the site at best\n");
  }
  if (status == DeorbitStatus::burn_too_long) {
    return text + concat("  the craft would be down before its engine has given ", fixed(delta_v_m_s, 1),
                         " m/s: more thrust, or a shallower impact\n");
  }
  if (status == DeorbitStatus::not_converged) return text + correction.report();
  return text + concat("  burn ", burn.to_text(TimeScale::utc), ", ", fixed(delta_v_m_s, 2), " m/s",
                       finite ? concat(", ", fixed(finite->duration->seconds(), 1), " s") : std::string(),
                       "\n  ", impact.report());
}

std::string_view to_text(DeorbitStatus status) {
  switch (status) {
    case DeorbitStatus::converged:
      return "converged";
    case DeorbitStatus::no_overflight:
      return "no_overflight";
    case DeorbitStatus::burn_too_long:
      return "burn_too_long";
    default:
      return "not_converged";
  }
}

}  // namespace perilune
