#include "powered_legs.hpp"

#include <cmath>

#include <perilune/core/text.hpp>
#include <perilune/design/landing/ascent.hpp>
#include <perilune/design/landing/descent.hpp>
#include <perilune/propagation/manoeuvre.hpp>

namespace perilune::detail {
namespace {

/// What a descent or an ascent of some mass at ignition comes to.
struct Powered {
  bool is_done = false;
  double propellant_kg = 0.0;
  double duration_s = 0.0;
  std::string_view status;
};

Powered descent_of(const LegPlan& plan, const Engine& engine, double before_kg) {
  DescentPlan path;
  if (plan.orbit_perilune) path.perilune_altitude = *plan.orbit_perilune;
  if (plan.apolune) path.apolune_altitude = *plan.apolune;
  const Descent made =
      guided_descent({.mass = Mass::from_si(before_kg), .engine = engine}, path, {.finds_divert = false});
  return {made.status == DescentStatus::landed, made.propellant_kg, made.duration_s, to_text(made.status)};
}

Powered ascent_of(const LegPlan& plan, const Engine& engine, double before_kg) {
  AscentPlan path;
  if (plan.orbit_perilune) path.perilune_altitude = *plan.orbit_perilune;
  if (plan.apolune) path.apolune_altitude = *plan.apolune;
  const LunarAscent made = lunar_ascent(Mass::from_si(before_kg), engine, path);
  return {made.status == AscentStatus::in_orbit, made.propellant_kg, made.duration_s, to_text(made.status)};
}

}  // namespace

void compute_powered_leg(const LegPlan& plan, const Craft& craft, double after_kg, FlownLeg& leg) {
  constexpr int most_rounds = 8;
  constexpr double tolerance_kg = 1e-3;
  const Engine engine{*craft.thrust, *craft.specific_impulse};
  const bool lands = leg.kind == ActivityKind::descend;
  // The share of propellant hardly hangs on the mass: three or four rounds.
  double before_kg = lands ? 2.0 * after_kg : 1.9 * after_kg;
  Powered made;
  for (int round = 0; round < most_rounds; ++round) {
    made = lands ? descent_of(plan, engine, before_kg) : ascent_of(plan, engine, before_kg);
    if (!made.is_done) break;
    const double share = made.propellant_kg / before_kg;
    const double next_kg = after_kg / (1.0 - share);
    const bool settled = std::abs(next_kg - before_kg) < tolerance_kg;
    before_kg = next_kg;
    if (settled) break;
  }
  leg.is_computed = true;
  leg.failure = made.is_done ? std::string() : std::string(made.status);
  leg.length = Duration::seconds(made.duration_s);
  leg.delta_v_m_s = made.is_done ? craft.specific_impulse->seconds() * standard_gravity_m_s2 *
                                       std::log(before_kg / after_kg)
                                 : 0.0;
}

}  // namespace perilune::detail
