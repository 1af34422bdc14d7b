#pragma once

#include <perilune/design/families/named_families.hpp>

/// The near-rectilinear orbit that goes round nine times in two synodic months (of 29.530589 d), southern,
/// about L2; in units of the mean sidereal month.
inline perilune::PeriodicOrbit nine_to_two_orbit() {
  using namespace perilune;
  const Cr3bp model = earth_moon_cr3bp();
  const OrbitFamily family = find_family(model, FamilyName::near_rectilinear, {.find_bifurcations = false});
  const double period_nd = 29.530589 * 2.0 / 9.0 * 6.283185307179586 / 27.321661;
  return members_with(
             model, family, [](const PeriodicOrbit& orbit) { return orbit.period_nd; }, period_nd)
      .at(0);
}
