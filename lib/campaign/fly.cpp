#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <perilune/bodies/constants.hpp>
#include <perilune/campaign/flown.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/dynamics/elements.hpp>
#include <perilune/dynamics/standard_forces.hpp>
#include <perilune/propagation/propagator.hpp>

namespace perilune {
namespace {

void add_force(StandardForces& forces, const FlightForce& force) {
  const auto narrowed = [](const std::optional<std::int64_t>& number) {
    return number ? std::optional<int>(static_cast<int>(*number)) : std::nullopt;
  };
  switch (force.kind) {
    case ForceKind::point_mass:
      forces.add(point_mass(force.body));
      break;
    case ForceKind::j2:
      forces.add(j2(force.body));
      break;
    case ForceKind::field:
      forces.add(spherical_harmonics(force.body,
                                     {.degree = narrowed(force.degree), .order = narrowed(force.order)}));
      break;
    case ForceKind::tides:
      forces.add(solid_tides(force.body));
      break;
    case ForceKind::relativity:
      forces.add(relativity());
      break;
  }
}

StandardForces forces_of(const Flight& flight) {
  StandardForces forces;
  for (const FlightForce& force : flight.forces) add_force(forces, force);
  if (const auto& sunlight = flight.sunlight) {
    forces.add(solar_radiation_pressure({.area = sunlight->area,
                                         .reflectivity_coefficient = sunlight->reflectivity_coefficient,
                                         .shadows = sunlight->shadows}));
  }
  if (const auto& air = flight.drag) {
    DragOptions options{.area = air->area, .coefficient = air->coefficient};
    if (air->base_density) {
      options.atmosphere = Atmosphere::exponential(*air->base_density, air->base_altitude.value_or(Length{}),
                                                   air->scale_height.value_or(Length{}));
    }
    forces.add(drag(options));
  }
  return forces;
}

void check_flight(const Flight& flight) {
  const auto refuse = [](const std::string& problem) { throw InvalidArgument(problem); };
  const Frame& frame = flight.from.frame;
  if (frame.axes != Axes::icrf && frame.axes != Axes::eme2000)
    refuse(detail::concat("it starts in ", to_text(frame),
                          ", which turns. Give the orbit along icrf or eme2000."));
  const auto attracts = [&](const FlightForce& force) {
    return (force.kind == ForceKind::point_mass || force.kind == ForceKind::field) &&
           force.body == frame.center;
  };
  if (std::none_of(flight.forces.begin(), flight.forces.end(), attracts)) {
    refuse(detail::concat("it is about the ", body_name(frame.center),
                          ", which is not among the bodies that attract. "
                          "Add it to the point masses."));
  }
  if (!flight.mass && (flight.sunlight || flight.drag || !flight.manoeuvres.empty())) {
    refuse("sunlight, drag and manoeuvres need its mass. Give 'mass'.");
  }
}

PositionVelocity cartesian(const TrackedElements& e, BodyId center) {
  const double true_rad = true_anomaly_rad(e.mean_anomaly.si(), e.eccentricity);
  return state_from_elements({.semi_major_axis_m = e.semi_major_axis.si(),
                              .eccentricity = e.eccentricity,
                              .inclination_rad = e.inclination.si(),
                              .node_rad = e.node.si(),
                              .argument_of_periapsis_rad = e.argument_of_periapsis.si(),
                              .true_anomaly_rad = true_rad},
                             mu_m3_s2(center));
}

State initial_state(const Flight& flight) {
  const TrackedOrbit& tracked = flight.from;
  State state;
  state.epoch = tracked.epoch;
  state.frame = tracked.frame;
  state.mass_kg = flight.mass ? flight.mass->si() : 1.0;
  if (const auto* elements = std::get_if<TrackedElements>(&tracked.orbit)) {
    const PositionVelocity pv = cartesian(*elements, tracked.frame.center);
    state.position_m = pv.position_m;
    state.velocity_m_s = pv.velocity_m_s;
  } else {
    const auto& given = std::get<TrackedState>(tracked.orbit);
    state.position_m = {given.x.si(), given.y.si(), given.z.si()};
    state.velocity_m_s = {given.vx.si(), given.vy.si(), given.vz.si()};
  }
  return state;
}

Integrator integrator_of(FlightIntegratorKind kind) {
  switch (kind) {
    case FlightIntegratorKind::automatic:
      return Integrator::automatic;
    case FlightIntegratorKind::rkn1210:
      return Integrator::rkn1210;
    case FlightIntegratorKind::gl_collocation_8:
      return Integrator::gl_collocation_8;
    case FlightIntegratorKind::gl_collocation_16:
      return Integrator::gl_collocation_16;
    case FlightIntegratorKind::fehlberg78:
      return Integrator::fehlberg78;
    case FlightIntegratorKind::dopri5:
      return Integrator::dopri5;
    case FlightIntegratorKind::dop853:
      break;
  }
  return Integrator::dop853;
}

CrossingDirection direction_of(AltitudeCrossing crossing) {
  switch (crossing) {
    case AltitudeCrossing::rising:
      return CrossingDirection::rising;
    case AltitudeCrossing::falling:
      return CrossingDirection::falling;
    case AltitudeCrossing::either:
      break;
  }
  return CrossingDirection::either;
}

Event event_of(const FlightEvent& wanted) {
  Event event = wanted.kind == FlightEventKind::periapsis ? periapsis_passage(wanted.body)
                : wanted.kind == FlightEventKind::apoapsis
                    ? apoapsis_passage(wanted.body)
                    : altitude_crossing(wanted.body, wanted.altitude, direction_of(wanted.crossing));
  event.name = flight_event_name(wanted);
  return event;
}

Steering steering_of(const FlightManoeuvre& wanted) {
  const Eigen::Vector3d direction(wanted.direction[0], wanted.direction[1], wanted.direction[2]);
  switch (wanted.axes) {
    case ThrustAxes::icrf:
      return steered_inertially(direction);
    case ThrustAxes::vnc:
      return steered_in_vnc(direction, wanted.about);
    case ThrustAxes::linear_tangent:
      break;
  }
  const double length_s = wanted.duration ? wanted.duration->seconds() : 0.0;
  const double rate =
      length_s > 0.0 ? (std::tan(wanted.pitch_at_end.si()) - std::tan(wanted.pitch.si())) / length_s : 0.0;
  return steered_by_linear_tangent(wanted.pitch, rate, wanted.direction[0] < 0.0, wanted.about);
}

Trigger trigger_of(const FlightManoeuvre& wanted) {
  std::optional<Event> event;
  if (wanted.at_event) event = event_of(*wanted.at_event);
  if (!wanted.after.empty()) return AfterManoeuvre{wanted.after, wanted.delay, event};
  if (event) return *event;
  return wanted.at.value_or(Epoch());
}

Manoeuvre manoeuvre_of(const FlightManoeuvre& wanted) {
  switch (wanted.kind) {
    case FlightManoeuvreKind::burn:
      return FiniteBurn{.name = wanted.id,
                        .start = trigger_of(wanted),
                        .engine = {.thrust = wanted.thrust,
                                   .specific_impulse = wanted.specific_impulse.value_or(Duration())},
                        .steering = steering_of(wanted),
                        .throttle = {{Duration(), wanted.throttle}},
                        .duration = wanted.duration,
                        .propellant = wanted.propellant,
                        .dry_mass = wanted.dry_mass};
    case FlightManoeuvreKind::impulse:
      return Impulse{.name = wanted.id,
                     .start = trigger_of(wanted),
                     .delta_v = wanted.delta_v,
                     .steering = steering_of(wanted),
                     .specific_impulse = wanted.specific_impulse};
    case FlightManoeuvreKind::drop:
      break;
  }
  return MassDrop{.name = wanted.id, .start = trigger_of(wanted), .mass = wanted.mass};
}

/// The same event apart from where it was written.
bool same_event(const FlightEvent& a, const FlightEvent& b) {
  return a.kind == b.kind && a.body == b.body && a.altitude == b.altitude && a.crossing == b.crossing;
}

/// Where the craft is relative to the centre of its frame, as an event.
FlownEvent plain_event(std::string name, const State& state) {
  const bool has_sphere =
      state.frame.center == earth || state.frame.center == moon || state.frame.center == sun;
  const double radius = has_sphere ? radius_m(state.frame.center) : 0.0;
  return {std::move(name), state.epoch, state.frame.center, state.position_m.norm() - radius,
          state.velocity_m_s.norm()};
}

FlownEvent flown_event(const EventRecord& record) {
  const double altitude_m = std::isfinite(record.altitude_m) ? record.altitude_m : record.distance_m;
  return {record.name, record.epoch, record.body, altitude_m, record.speed_m_s};
}

std::string date(Epoch epoch) {
  return epoch.to_text(TimeScale::utc, 0);
}

/// Why a flight that was to end with an event, or at an instant, ended otherwise; empty if it did not.
std::string failure(const Flight& flight, const Trajectory& trajectory) {
  const auto* awaited = std::get_if<FlightEvent>(&flight.until);
  const std::string wanted = awaited != nullptr ? flight_event_name(*awaited) : "its end";
  const std::string when = date(trajectory.end());
  switch (trajectory.stop_reason()) {
    case StopReason::end_time:
      if (awaited == nullptr) return "";
      return detail::concat("no ", wanted, " came within ", to_text(flight.longest), ", until ", when,
                            ". Does the orbit reach the ", body_name(awaited->body),
                            "? If it takes longer, raise 'longest'");
    case StopReason::event: {
      const auto& events = trajectory.events();
      const bool asked_for = awaited != nullptr && !events.empty() && events.back().name == wanted;
      if (asked_for) return "";
      return detail::concat("it met the surface of the ",
                            body_name(events.empty() ? flight.from.frame.center : events.back().body), " on ",
                            when, ", before ", wanted);
    }
    case StopReason::step_limit:
      return detail::concat("it took ", flight.integrator.most_steps, " steps to come to ", when, ", and ",
                            wanted, " was not reached. Raise 'most_steps' or loosen 'relative_tolerance'");
    case StopReason::step_too_small:
      return detail::concat("on ", when, " no step is short enough for the tolerance ",
                            flight.integrator.relative_tolerance,
                            ": is the craft close to the centre of a body? Loosen 'relative_tolerance'");
    case StopReason::non_finite:
      return detail::concat("on ", when,
                            " a force is not finite: does the craft sit at the centre of a body?");
    case StopReason::outside_ephemeris:
      return detail::concat("the ephemeris ends on ", when, ", before ", wanted,
                            ". Give a kernel that goes further (--kernel)");
  }
  return "it ended for an unknown reason";
}

Trajectory propagated(const Flight& flight, const Ephemeris& ephemeris) {
  PropagatorOptions options;
  options.integrator = integrator_of(flight.integrator.kind);
  options.relative_tolerance = flight.integrator.relative_tolerance;
  options.max_steps = flight.integrator.most_steps;
  Propagator propagator(forces_of(flight), options, ephemeris);
  const auto* awaited = std::get_if<FlightEvent>(&flight.until);
  for (const FlightEvent& watched : flight.events) {
    if (awaited == nullptr || !same_event(watched, *awaited)) propagator.add_event(event_of(watched));
  }
  for (const FlightManoeuvre& wanted : flight.manoeuvres) propagator.add_manoeuvre(manoeuvre_of(wanted));
  const State start = initial_state(flight);
  if (awaited != nullptr) {
    propagator.stop_at(event_of(*awaited));
    return propagator.propagate(start, flight.longest);
  }
  if (const auto* span = std::get_if<Duration>(&flight.until)) return propagator.propagate(start, *span);
  return propagator.propagate(start, std::get<Epoch>(flight.until));
}

/// "scenarios/a.yaml:30: the flight of 'x': ".
std::string name_of(const Flight& flight) {
  const SourceLocation& where = flight.where;
  const std::string place =
      where.line > 0 ? detail::concat(printable(where.file), ":", where.line, ": ") : std::string();
  return detail::concat(place, "the flight of '", printable(flight.mission), "': ");
}

FlownFlight flown_flight(const Flight& flight, const Ephemeris& ephemeris) {
  check_flight(flight);
  FlownFlight flown;
  flown.mission = flight.mission;
  flown.trajectory = propagated(flight, ephemeris);
  const Trajectory& trajectory = *flown.trajectory;
  flown.reason = failure(flight, trajectory);
  flown.status = flown.reason.empty() ? FlightStatus::arrived : FlightStatus::failed;

  flown.events.push_back(plain_event("start", trajectory.begin_state()));
  for (const EventRecord& record : trajectory.events()) flown.events.push_back(flown_event(record));
  const bool ended_by_event = trajectory.stop_reason() == StopReason::event && !trajectory.events().empty();
  if (!ended_by_event) flown.events.push_back(plain_event("end", trajectory.end_state()));
  return flown;
}

}  // namespace

FlownFlight fly(const Flight& flight, const Ephemeris& ephemeris) {
  try {
    return flown_flight(flight, ephemeris);
  } catch (const InvalidArgument& error) {
    throw InvalidArgument(name_of(flight) + error.what());
  } catch (const DataError& error) {
    throw DataError(name_of(flight) + error.what());
  }
}

}  // namespace perilune
