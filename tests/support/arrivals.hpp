// Two flights to the Moon that were flown, from where trackers saw the craft.
//
// Source of the orbits: Bill Gray's collection of orbits fitted to optical observations (GitHub
// Bill-Gray/tles, files 24051a and 20087a/b): mean equator and equinox of J2000, dates in TT. Nothing but
// epoch and elements goes in.
#pragma once

#include <string>

#include <perilune/campaign/flight.hpp>

namespace perilune::test {

inline Flight tracked_flight(std::string mission, const char* epoch, double a_km, double e, double i_deg,
                             double node_deg, double argument_deg, double mean_deg) {
  Flight flight;
  flight.mission = std::move(mission);
  flight.from.epoch = Epoch::parse(epoch);
  flight.from.frame = earth_centred_eme2000;
  TrackedElements elements;
  elements.semi_major_axis = a_km * unit::kilometre;
  elements.eccentricity = e;
  elements.inclination = i_deg * unit::degree;
  elements.node = node_deg * unit::degree;
  elements.argument_of_periapsis = argument_deg * unit::degree;
  elements.mean_anomaly = mean_deg * unit::degree;
  flight.from.orbit = elements;
  flight.forces = {{ForceKind::point_mass, sun, {}},
                   {ForceKind::point_mass, earth, {}},
                   {ForceKind::point_mass, moon, {}},
                   {ForceKind::j2, earth, {}}};
  flight.until = FlightEvent{};  // perilune
  flight.longest = Duration::days(6.0);
  return flight;
}

inline Flight queqiao_2() {
  return tracked_flight("queqiao-2", "2024-03-22T00:00:00 TT", 208452.2176, 0.96888026, 23.0998, 176.647854,
                        186.033193, 64.417218484);
}

inline Flight change_5() {
  return tracked_flight("change-5", "2020-11-25T00:00:00 TT", 203486.4145, 0.9681122, 21.29848854, 2.20020643,
                        227.66196617, 38.2048999);
}

}  // namespace perilune::test
