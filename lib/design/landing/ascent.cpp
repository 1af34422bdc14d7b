#include <perilune/design/landing/ascent.hpp>

#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

void check(Mass mass, const Engine& engine, const AscentPlan& plan) {
  const auto positive = [](double value, std::string_view name) {
    if (std::isfinite(value) && value > 0.0) return;
    throw InvalidArgument(
        detail::concat("lunar_ascent: ", name, " is ", value, "; it has to be positive and finite."));
  };
  positive(mass.si(), "mass [kg]");
  positive(engine.thrust.si(), "engine.thrust [N]");
  positive(engine.specific_impulse.seconds(), "engine.specific_impulse [s]");
  positive(plan.ground_radius.si(), "ground_radius [m]");
  positive(plan.perilune_altitude.si(), "perilune_altitude [m]");
  if (plan.vertical_rise.si() < 0.0 || !(plan.vertical_rise < plan.perilune_altitude))
    throw InvalidArgument(detail::concat("lunar_ascent: vertical_rise is ", plan.vertical_rise.si(),
                                         " m; it has to end below the perilune of the orbit, ",
                                         plan.perilune_altitude.si(), " m."));
}

/// The rise: height and speed as power series of the mass that is burnt are known in closed form under a
/// constant gravity; here gravity falls with height, so it is integrated, in steps far smaller than anything
/// changes.
struct Rise {
  double time_s = 0.0, height_m = 0.0, speed_m_s = 0.0;
};

Rise rise(double mass_kg, double thrust_n, double exhaust_m_s, double radius_m, double to_height_m) {
  const double flow = thrust_n / exhaust_m_s;
  const auto acceleration = [&](double t, double height) {
    const double r = radius_m + height;
    return thrust_n / (mass_kg - flow * t) - mu_moon_m3_s2 / (r * r);
  };
  Rise now;
  constexpr double h = 0.01;
  while (now.height_m < to_height_m) {
    const double a = acceleration(now.time_s + 0.5 * h, now.height_m + 0.5 * h * now.speed_m_s);
    const double ahead_m = h * (now.speed_m_s + 0.5 * h * a);
    double part = 1.0;  // of the last step
    if (now.height_m + ahead_m > to_height_m) part = (to_height_m - now.height_m) / ahead_m;
    now.time_s += part * h;
    now.height_m += part * ahead_m;
    now.speed_m_s += part * h * a;
    if (part < 1.0) break;
  }
  return now;
}

}  // namespace

LunarAscent lunar_ascent(Mass mass, const Engine& engine, const AscentPlan& plan) {
  check(mass, engine, plan);
  const double ground = plan.ground_radius.si();
  const double exhaust = engine.specific_impulse.seconds() * standard_gravity_m_s2;
  const PlanarState orbit =
      planar_perilune(ground + plan.perilune_altitude.si(), ground + plan.apolune_altitude.si());
  LunarAscent ascent;
  ascent.thrust_to_weight = engine.thrust.si() / (mass.si() * mu_moon_m3_s2 / (ground * ground));
  if (ascent.thrust_to_weight <= 1.0) {
    ascent.status = AscentStatus::too_weak;
    return ascent;
  }
  const Rise up = rise(mass.si(), engine.thrust.si(), exhaust, ground, plan.vertical_rise.si());
  const double burnt_kg = engine.thrust.si() / exhaust * up.time_s;
  ascent.vertical_rise_s = up.time_s;
  ascent.vertical_rise_speed_m_s = up.speed_m_s;
  ascent.arc = optimal_thrust_arc({.start = {ground + up.height_m, up.speed_m_s, plan.ground_speed.si()},
                                   .end = orbit,
                                   .mass = Mass::from_si(mass.si() - burnt_kg),
                                   .engine = engine});
  if (ascent.arc.status != ThrustArcStatus::optimal) return ascent;
  ascent.status = AscentStatus::in_orbit;
  ascent.duration_s = up.time_s + ascent.arc.duration_s;
  ascent.propellant_kg = burnt_kg + ascent.arc.propellant_kg;
  ascent.delta_v_m_s = exhaust * std::log(mass.si() / (mass.si() - ascent.propellant_kg));
  ascent.downrange_m = ascent.arc.points.back().downrange_rad * ground;
  return ascent;
}

std::string_view to_text(AscentStatus status) {
  switch (status) {
    case AscentStatus::in_orbit:
      return "in_orbit";
    case AscentStatus::too_weak:
      return "too_weak";
    case AscentStatus::not_converged:
      return "not_converged";
  }
  return "?";
}

}  // namespace perilune
