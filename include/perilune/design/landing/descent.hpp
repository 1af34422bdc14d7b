#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <perilune/bodies/constants.hpp>
#include <perilune/design/landing/thrust_arc.hpp>
#include <perilune/propagation/manoeuvre.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/units/literals.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// What lands: one engine that throttles.
struct DescentVehicle {
  Mass mass = {};               ///< at ignition, > 0
  Engine engine = {};           ///< at full thrust
  double least_throttle = 0.2;  ///< share of the full thrust, 0 to 1
  /// Propellant that may be used, all phases together; none: no limit is checked.
  std::optional<Mass> propellant = {};
};

/// From where to where.
struct DescentPlan {
  Length perilune_altitude = 15.0 * unit::kilometre;  ///< ignition is here, above `ground_radius`
  Length apolune_altitude = 200.0 * unit::kilometre;
  Length ground_radius = moon_radius_m * unit::metre;  ///< of the landing site, from the Moon's centre
  /// Speed of the ground along the flight, inertial: 4.6 m/s at the equator eastward, 0 at a pole.
  Speed ground_speed = {};
};

/// How a lander that has to see where it lands comes down: braking near the optimum at a thrust with a
/// reserve, turning up, an approach that keeps the site in view, a stop above it, a slow descent.
///
/// The defaults are those that Chang'e-5's flight makes known (turning up at 2.5 km, a stop at 100 m,
/// touchdown at about 2 m/s); the others are assumed: speeds at the gate, throttle, slew rate and times.
struct GuidedDescent {
  double braking_throttle = 0.95;  ///< the rest is the reserve against a weak engine
  Length gate_altitude = 2.5 * unit::kilometre;
  Speed gate_sink_rate = 60.0 * unit::metre_per_second;
  Speed gate_forward_speed = 60.0 * unit::metre_per_second;
  AngularRate pitch_up_rate = 5.0 * (unit::degree / unit::second);
  Length hover_altitude = 100.0 * unit::metre;
  Duration hover = Duration::seconds(10.0);
  Length final_altitude = 30.0 * unit::metre;  ///< from here on at the touchdown speed
  Speed touchdown_speed = 2.0 * unit::metre_per_second;
  /// Greatest angle of the thrust from the vertical in the approach.
  Angle most_tilt = 60.0 * unit::degree;
  bool finds_divert = true;  ///< how far the approach may divert: four fifths of the computing
};

enum class DescentPhase { braking, pitch_up, approach, hover, final_descent };

struct DescentPoint {
  double time_s = 0.0;              ///< since ignition
  double altitude_m = 0.0;          ///< above the landing site
  double downrange_m = 0.0;         ///< along the ground, from below the ignition
  double vertical_speed_m_s = 0.0;  ///< upward
  /// In the direction of the flight: inertial in `braking` and `pitch_up` and in the optimum, over the
  /// ground afterwards.
  double horizontal_speed_m_s = 0.0;
  double pitch_rad = 0.0;  ///< of the thrust above the horizontal in the direction of the flight
  double throttle = 0.0;   ///< share of the full thrust
  double mass_kg = 0.0;
  DescentPhase phase = DescentPhase::braking;
};

enum class DescentStatus {
  landed,
  braking_not_possible,   ///< thrust or propellant do not bring it to the gate (or down)
  approach_not_possible,  ///< no duration of the approach keeps throttle and tilt within their limits
  hover_not_possible,     ///< the thrust that holds or lands it is outside the throttle's range
  out_of_propellant       ///< it would land, with more than there is
};

struct Descent {
  DescentStatus status = DescentStatus::braking_not_possible;
  double duration_s = 0.0;  ///< ignition to touchdown
  double propellant_kg = 0.0;
  double downrange_m = 0.0;  ///< along the ground, from below the ignition to the site
  /// Of a guided descent: how far from the site, along the flight and across it, the approach may be told to
  /// land instead when it begins, with the same limits and the propellant that is left.
  double divert_forward_m = 0.0, divert_back_m = 0.0, divert_across_m = 0.0;
  double switching_margin = 0.0;  ///< of the braking or the optimum: see `ThrustArc`
  std::vector<DescentPoint> points;
};

/// The descent of least propellant: full thrust from the perilune to rest on the ground, steered as
/// `optimal_thrust_arc` finds. A bound that no guidance can beat from that ignition.
///
/// @throws InvalidArgument as `guided_descent`
/// Checked in: tests/validation/design/test_flown_landings.cpp
Descent optimal_descent(const DescentVehicle& vehicle, const DescentPlan& plan);

/// A descent as it is flown, from the perilune to the ground:
///
/// 1. braking: the optimal arc at `braking_throttle` to the gate;
/// 2. pitch up: the thrust turns at `pitch_up_rate` to where the approach begins;
/// 3. approach: the path that is a polynomial of fourth degree in time, to rest over the site with the
///    thrust upright, of the duration that needs the least propellant within the limits of throttle and tilt;
/// 4. hover; 5. down to `final_altitude` and on at `touchdown_speed`.
///
/// From 3 on: flat ground, gravity of the height less what the speed over the curved ground takes off.
///
/// @throws InvalidArgument if a mass, thrust, specific impulse or altitude is not positive and finite, the
/// altitudes do not fall (apolune >= perilune > gate > hover > final > 0), a throttle is not in 0 to 1 or
/// below the least, or a rate, a speed or the hover's duration is negative
///
/// Source of the approach: Klumpp, Apollo lunar descent guidance, Automatica 10 (1974) 133-146.
/// Checked in: tests/validation/design/test_flown_landings.cpp, tests/unit/design/test_landing.cpp
Descent guided_descent(const DescentVehicle& vehicle, const DescentPlan& plan,
                       const GuidedDescent& guidance = {});

std::string_view to_text(DescentStatus status);
std::string_view to_text(DescentPhase phase);

}  // namespace perilune
