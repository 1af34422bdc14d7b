#include <perilune/propagation/event.hpp>

#include <cmath>
#include <utility>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {

namespace {

std::string apsis_name(BodyId body, bool near) {
  if (body == moon) return near ? "perilune" : "apolune";
  if (body == earth) return near ? "perigee" : "apogee";
  return (near ? "periapsis " : "apoapsis ") + body_name(body);
}

}  // namespace

Event periapsis_passage(BodyId body) {
  return {.kind = Event::Kind::periapsis, .name = apsis_name(body, true), .body = body};
}
Event apoapsis_passage(BodyId body) {
  return {.kind = Event::Kind::apoapsis, .name = apsis_name(body, false), .body = body};
}
Event perilune_passage() {
  return periapsis_passage(moon);
}
Event apolune_passage() {
  return apoapsis_passage(moon);
}
Event perigee_passage() {
  return periapsis_passage(earth);
}
Event apogee_passage() {
  return apoapsis_passage(earth);
}

Event altitude_crossing(BodyId body, Length altitude, CrossingDirection direction) {
  const double altitude_m = altitude.si();
  if (!std::isfinite(altitude_m) || !(altitude_m > -radius_m(body))) {
    throw InvalidArgument(
        detail::concat("altitude_crossing(", body_name(body), "): the altitude is ", altitude_m,
                       " m. It counts from the surface, and has to be finite and above the centre, ",
                       -radius_m(body), " m"));
  }
  return {.kind = Event::Kind::altitude,
          .name = detail::concat("altitude ", altitude_m * 1e-3, " km of ", body_name(body)),
          .body = body,
          .altitude = altitude,
          .direction = direction};
}

Event at_epoch(Epoch epoch, std::string name) {
  return {.kind = Event::Kind::epoch, .name = std::move(name), .epoch = epoch};
}

Event mass_crossing(Mass mass, CrossingDirection direction) {
  const double mass_kg = mass.si();
  if (!(mass_kg > 0.0) || !std::isfinite(mass_kg)) {
    throw InvalidArgument(
        detail::concat("mass_crossing: the mass is ", mass_kg, " kg, and has to be positive and finite"));
  }
  return function_event(
      detail::concat("mass ", mass_kg, " kg"),
      [mass_kg](const EventSample& sample) { return sample.mass_kg - mass_kg; }, direction);
}

Event function_event(std::string name, EventFunction function, CrossingDirection direction,
                     std::vector<BodyId> bodies) {
  if (!function) throw InvalidArgument("function_event: there is no function. Pass one that can be called");
  if (name.empty()) throw InvalidArgument("function_event: the name is empty. Records and tables need one");
  return {.kind = Event::Kind::function,
          .name = std::move(name),
          .direction = direction,
          .function = std::move(function),
          .bodies = std::move(bodies)};
}

Event nth(int n, Event event) {
  if (n < 1) throw InvalidArgument(detail::concat("nth: n is ", n, ". The first occurrence is number 1"));
  event.count = n;
  return event;
}

}  // namespace perilune
