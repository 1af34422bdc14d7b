#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <perilune/bodies/body.hpp>
#include <perilune/core/source_location.hpp>
#include <perilune/frames/frame.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// An orbit as trackers publish it: classical elements, about the centre of the frame they come with. The
/// gravitational parameter is that of DE440 for this centre (bodies/constants.hpp).
struct TrackedElements {
  Length semi_major_axis;  ///< negative on a hyperbola
  double eccentricity = 0.0;
  Angle inclination;
  Angle node;                   ///< longitude of the ascending node
  Angle argument_of_periapsis;  ///< from the node, in the direction of motion
  Angle mean_anomaly;           ///< at the epoch

  friend bool operator==(const TrackedElements&, const TrackedElements&) = default;
};

/// A position and a velocity, by components along the axes of the frame they come with.
struct TrackedState {
  Length x, y, z;
  Speed vx, vy, vz;

  friend bool operator==(const TrackedState&, const TrackedState&) = default;
};

/// Where a craft was at an instant, as somebody measured it.
struct TrackedOrbit {
  Epoch epoch;
  Frame frame;  ///< inertial axes: icrf or eme2000
  std::variant<TrackedElements, TrackedState> orbit;
  std::string source;  ///< who measured it and where it is published
  SourceLocation where;

  friend bool operator==(const TrackedOrbit&, const TrackedOrbit&) = default;
};

/// What acts on the craft.
enum class ForceKind {
  point_mass,  ///< gravity of the body as a point, from the ephemeris
  j2,          ///< flattening of the body: the second zonal harmonic (Earth only)
  field,       ///< all of the body's gravity: its point and its spherical harmonics (Earth, Moon)
  tides,       ///< solid tides of the body (Earth, Moon)
  relativity,  ///< Schwarzschild's term; the body is the centre
};

/// One force of a flight.
struct FlightForce {
  ForceKind kind = ForceKind::point_mass;
  BodyId body;
  SourceLocation where;
  std::optional<std::int64_t> degree = {};  ///< of a field; default: all of it
  std::optional<std::int64_t> order = {};   ///< of a field; default: the degree

  friend bool operator==(const FlightForce&, const FlightForce&) = default;
};

/// Sunlight on the craft.
struct FlightSunlight {
  Area area;
  double reflectivity_coefficient = 1.3;
  std::vector<BodyId> shadows = {earth, moon};
  SourceLocation where;

  friend bool operator==(const FlightSunlight&, const FlightSunlight&) = default;
};

/// Drag of the Earth's air: the U.S. Standard Atmosphere 1976, or an exponential one.
struct FlightDrag {
  Area area;
  double coefficient = 2.2;
  std::optional<Density> base_density;
  std::optional<Length> base_altitude;
  std::optional<Length> scale_height;
  SourceLocation where;

  friend bool operator==(const FlightDrag&, const FlightDrag&) = default;
};

/// What can happen on the way.
enum class FlightEventKind {
  periapsis,  ///< closest approach to the body: perilune, perigee
  apoapsis,   ///< farthest point from the body: apolune, apogee
  altitude,   ///< the craft crosses this altitude above the body's sphere
};

/// Which crossing of an altitude counts.
enum class AltitudeCrossing { either, rising, falling };

/// Something to find on the way, exactly.
struct FlightEvent {
  FlightEventKind kind = FlightEventKind::periapsis;
  BodyId body = moon;
  Length altitude;                                        ///< for `altitude` alone
  AltitudeCrossing crossing = AltitudeCrossing::falling;  ///< for `altitude` alone
  SourceLocation where;

  friend bool operator==(const FlightEvent&, const FlightEvent&) = default;
};

/// "perilune", "apogee", "altitude 100 km of moon": what tables call it.
std::string flight_event_name(const FlightEvent& event);

/// Which integrator flies it.
enum class FlightIntegratorKind {
  automatic,
  dop853,
  rkn1210,
  gl_collocation_8,
  gl_collocation_16,
  fehlberg78,
  dopri5
};

/// How exactly, and with how much patience.
struct FlightIntegrator {
  FlightIntegratorKind kind = FlightIntegratorKind::automatic;
  double relative_tolerance = 1e-12;    ///< of position and velocity in each step: centimetres at the Moon
  std::int64_t most_steps = 1'000'000;  ///< a flight that needs more is given up and says so
  SourceLocation where;

  friend bool operator==(const FlightIntegrator&, const FlightIntegrator&) = default;
};

enum class FlightManoeuvreKind { burn, impulse, drop };
enum class ThrustAxes { icrf, vnc, linear_tangent };

/// A burn, an impulse or a drop of mass. It starts at `at`, at `at_event` (after another one, if `after`
/// names it), or `delay` after the end of another.
struct FlightManoeuvre {
  std::string id;
  FlightManoeuvreKind kind = FlightManoeuvreKind::burn;
  std::optional<Epoch> at;
  std::optional<FlightEvent> at_event;
  std::string after;
  Duration delay;
  Force thrust;                              ///< of a burn
  std::optional<Duration> specific_impulse;  ///< of a burn, or of an impulse that costs mass
  double throttle = 1.0;                     ///< of a burn
  Speed delta_v;                             ///< of an impulse
  Mass mass;                                 ///< of a drop
  ThrustAxes axes = ThrustAxes::vnc;
  double direction[3] = {1.0, 0.0, 0.0};  ///< of the push
  std::optional<BodyId> about;            ///< whose orbit the axes belong to; default: the centre
  Angle pitch, pitch_at_end;              ///< of the linear tangent law
  std::optional<Duration> duration;
  std::optional<Mass> propellant;
  std::optional<Mass> dry_mass;
  SourceLocation where;

  friend bool operator==(const FlightManoeuvre&, const FlightManoeuvre&) = default;
};

/// A mission's trajectory to compute: from where, under which forces, until when.
struct Flight {
  std::string mission;  ///< id of the mission in the roadmap
  TrackedOrbit from;
  std::vector<FlightForce>
      forces;  ///< at least one; the integration is centred on the centre of `from.frame`
  std::optional<FlightSunlight> sunlight;
  std::optional<FlightDrag> drag;
  std::optional<Mass> mass;  ///< at the start; wanted by sunlight, drag and manoeuvres
  std::vector<FlightManoeuvre> manoeuvres;
  std::vector<FlightEvent> events;  ///< found on the way and listed; the flight goes on
  std::variant<FlightEvent, Epoch, Duration>
      until;  ///< where it ends: an event, an instant, or a time after the start
  Duration longest =
      Duration::days(30.0);  ///< an event that has not come by then is an outcome with a reason
  FlightIntegrator integrator;
  SourceLocation where;

  friend bool operator==(const Flight&, const Flight&) = default;
};

}  // namespace perilune
