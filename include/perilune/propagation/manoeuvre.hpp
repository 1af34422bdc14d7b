#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <Eigen/Core>

#include <perilune/dynamics/state.hpp>
#include <perilune/dynamics/steering.hpp>
#include <perilune/propagation/event.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// Standard gravity, exact: what turns a specific impulse in seconds into a speed of exhaust. Source: CGPM
/// 1901.
inline constexpr double standard_gravity_m_s2 = 9.80665;

/// After another manoeuvre, by its name: a while after its end, or where an event is met from its end on.
struct AfterManoeuvre {
  std::string name;
  Duration delay = {};              ///< >= 0; with an event none
  std::optional<Event> event = {};  ///< looked for once the other has ended
};

/// When a manoeuvre begins: at an epoch, where an event is met (the n-th time, with `nth`), or after another
/// manoeuvre that stands before it in the list.
using Trigger = std::variant<Epoch, Event, AfterManoeuvre>;

/// An engine at full thrust.
struct Engine {
  Force thrust = {};               ///< > 0
  Duration specific_impulse = {};  ///< in vacuum, > 0; times g0 it is the speed of the exhaust
};

/// How far an engine is opened from some time of a burn on.
struct ThrottleStep {
  Duration after_ignition = {};
  double throttle = 1.0;  ///< share of the full thrust, 0 to 1
};

/// A burn of finite length: thrust and flow of mass.
///
///     d v / dt = ... + throttle thrust / m  direction,      d m / dt = -throttle thrust / (Isp g0)
///
/// It ends with the first of what is given: a duration, a mass of propellant, an event, the dry mass.
struct FiniteBurn {
  std::string name = "burn";  ///< what records and tables call it
  Trigger start = Epoch();
  Engine engine = {};
  Steering steering = {};
  std::vector<ThrottleStep> throttle = {};  ///< by rising time, from 0 on; none: full thrust
  std::optional<Duration> duration = {};
  std::optional<Mass> propellant = {};  ///< to use up
  std::optional<Event> cutoff = {};     ///< looked for from ignition on
  std::optional<Mass> dry_mass = {};    ///< of the spacecraft: there the tanks are empty
};

/// A change of velocity in no time.
struct Impulse {
  std::string name = "impulse";
  Trigger start = Epoch();
  Speed delta_v = {};      ///< >= 0
  Steering steering = {};  ///< inertial or vnc
  /// The mass falls by the rocket equation with it; without it the mass stays.
  std::optional<Duration> specific_impulse = {};
};

/// A drop of mass: a stage, a lander, a fairing.
struct MassDrop {
  std::string name = "separation";
  Trigger start = Epoch();
  Mass mass = {};  ///< > 0
};

using Manoeuvre = std::variant<FiniteBurn, Impulse, MassDrop>;

/// A manoeuvre that was flown.
struct ManoeuvreRecord {
  std::string name;
  State begin;                ///< just before it, in the frame of the trajectory
  State end;                  ///< just after it, or where the flight ended in it
  double delta_v_m_s = 0.0;   ///< of an ideal rocket in free space: Isp g0 ln(m_begin / m_end)
  bool complete = true;       ///< false if the flight ended in it
  std::string ended_by = {};  ///< of a burn: "duration", "propellant", "dry mass", or the event's name
};

namespace detail {

std::string_view name_of(const Manoeuvre& manoeuvre);
const Trigger& trigger_of(const Manoeuvre& manoeuvre);
/// Nothing for a drop of mass.
const Steering* steering_of(const Manoeuvre& manoeuvre);
/// The event that starts it, or nothing.
const Event* starting_event(const Manoeuvre& manoeuvre);

/// @throws InvalidArgument naming everything that is wrong with the manoeuvres
void check_manoeuvres(const std::vector<Manoeuvre>& manoeuvres);

}  // namespace detail
}  // namespace perilune
