#include <perilune/campaign/flight.hpp>

#include <perilune/core/text.hpp>

namespace perilune {
namespace {

std::string apsis_name(std::string_view near_or_far, BodyId body) {
  const bool near = near_or_far == "periapsis";
  if (body == moon) return near ? "perilune" : "apolune";
  if (body == earth) return near ? "perigee" : "apogee";
  return detail::concat(near_or_far, " of ", body_name(body));
}

}  // namespace

std::string flight_event_name(const FlightEvent& event) {
  switch (event.kind) {
    case FlightEventKind::periapsis:
      return apsis_name("periapsis", event.body);
    case FlightEventKind::apoapsis:
      return apsis_name("apoapsis", event.body);
    case FlightEventKind::altitude:
      break;
  }
  return detail::concat("altitude ", to_text(event.altitude.in(kilometre)), " km of ", body_name(event.body));
}

}  // namespace perilune
