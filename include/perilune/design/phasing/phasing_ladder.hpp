#pragma once

#include <string>
#include <vector>

#include <perilune/design/burns/orbit_burn.hpp>
#include <perilune/propagation/manoeuvre.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// One step of a ladder of ellipses about the Earth: a burn at an apsis that moves the opposite one.
struct PhasingBurn {
  std::string name = "perigee burn";
  BurnPlace place = BurnPlace::periapsis;  ///< periapsis, or apoapsis to move the perigee
  int passage = 1;                         ///< which one of the place from the burn before on, 1 to 50
  Length opposite_altitude = {};           ///< of the other apsis, after it
};

/// What a ladder has to do.
struct PhasingLadderRequest {
  Length perigee_altitude = Length::from_si(200e3);         ///< where all burns are, above `earth_radius_m`
  Length first_apogee_altitude = Length::from_si(50000e3);  ///< where the rocket leaves the craft
  double c3_m2_s2 = -2e6;  ///< that the last burn, the translunar injection, leaves: -10 to 2 km^2/s^2
  int burns = 3;           ///< at the perigee, with the injection: 1 to 10
  Engine engine;
  Mass mass;  ///< of the craft, before them
  /// From the first perigee to the injection.
  Duration at_least = Duration::days(4.0);
  Duration at_most = Duration::days(12.0);
  int most_revolutions = 6;  ///< in one orbit, 1 to 20
};

/// A ladder: the burns before the translunar injection, and when that is.
struct PhasingLadder {
  std::vector<PhasingBurn> burns;
  int injection_passage = 1;        ///< of the perigee, from the last of them on
  std::vector<double> delta_v_m_s;  ///< of each burn, the injection the last: impulses
  std::vector<double> burn_s;       ///< length of each
  std::vector<double> period_s;     ///< of each orbit, the first one before the first burn
  std::vector<int> revolutions;     ///< in each of them
  Duration duration;                ///< first perigee to injection
  double estimated_loss_m_s = 0.0;  ///< of all burns

  double total_m_s() const;
};

/// The ladder that loses least to gravity: about the perigee the speed falls with the square of the time from
/// it, so that a push along the velocity of length t gives less energy than an impulse by what costs
///
///     loss = delta_v (w t)^2 / 24  e / (1 + e)^2,    w: angular rate at the perigee, e: eccentricity
///
/// For a given sum of impulses the losses are least if all burns are equally long (w and e hardly change).
/// That sets the apogees; the numbers of revolutions in the orbits between are those whose duration is
/// nearest to the middle of what was asked for.
///
/// @return no `burns` and no `revolutions`, and the nearest `duration`, if no numbers of revolutions fit
/// @throws InvalidArgument naming everything out of range
///
/// Source: the equation of energy, to second order in t; cf. Robbins, AIAA Journal 4, 1966.
/// Checked in: tests/unit/design/phasing/test_phasing_ladder.cpp
PhasingLadder phasing_ladder(const PhasingLadderRequest& request);

}  // namespace perilune
