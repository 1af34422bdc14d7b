#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/design/b_plane.hpp>
#include <perilune/design/correction.hpp>
#include <perilune/design/return/entry.hpp>
#include <perilune/dynamics/standard_forces.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/propagation/manoeuvre.hpp>
#include <perilune/propagation/trajectory.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// Which way a capsule comes in: with the turning Earth (to the east) or against it. Of the two flights a day
/// that a site and a time of flight leave, one is of each kind.
enum class ReturnDirection { prograde, retrograde };

/// A lunar orbit whose plane may be chosen for the way home: the burn is at its perilune, along the motion.
struct AnyLunarOrbit {
  Length perilune_altitude = Length::from_si(100e3);
  std::optional<Length> apolune_altitude = {};             ///< default: circular
  Angle inclination = Angle::from_si(1.5707963267948966);  ///< to the Moon's equator, 0 to 180 deg
  ArrivalBranch branch = ArrivalBranch::north;  ///< the hyperbola's perilune: north or south of its asymptote
};

/// A flight home that is wanted.
struct ReturnRequest {
  /// The craft in its orbit about the Moon, at any epoch: it coasts from there in the full model, and leaves
  /// where on the revolution about `departure` it is cheapest. Nothing: an orbit as `any_orbit` is chosen.
  std::optional<State> orbit = {};
  AnyLunarOrbit any_orbit = {};
  Epoch departure;                                ///< of the burn: within half a revolution, or exactly
  Duration time_of_flight = Duration::days(3.5);  ///< burn to entry, 2 to 7 d; the flight that comes to the
                                                  ///< site takes up to 12.5 h more or less
  LandingSite site;
  Entry entry = {};
  ReturnDirection direction = ReturnDirection::prograde;
  /// With an engine the departure is a burn about the impulse, in a direction that rests; the craft has the
  /// mass of `orbit`, or `mass`.
  std::optional<Engine> engine = {};
  Mass mass = {};  ///< where an orbit is chosen, > 0 with an engine
};

enum class ReturnStatus {
  converged,
  unreachable_site,         ///< too far north or south for the arc from entry to landing
  unreachable_inclination,  ///< of `any_orbit`: the asymptote is too far from the Moon's equator; the nearest
                            ///< was flown instead
  not_converged,
};

/// What a request came to.
struct ReturnFlight {
  ReturnStatus status = ReturnStatus::not_converged;
  State orbit;                   ///< right before the burn, moon-centred icrf
  State departure;               ///< right after it
  State entry;                   ///< at the entry altitude, earth-centred icrf
  Epoch landing;                 ///< entry and the entry's duration
  double azimuth_rad = 0.0;      ///< inertial, of the motion over the site, from north through east
  double inclination_rad = 0.0;  ///< of the way home, to the Earth's equator of date
  Eigen::Vector3d delta_v_m_s = Eigen::Vector3d::Zero();  ///< of the burn, an impulse, icrf
  double v_infinity_m_s = 0.0;                            ///< at the Moon
  double entry_speed_m_s = 0.0;                           ///< inertial
  double entry_speed_itrf_m_s = 0.0;                      ///< relative to the turning Earth
  double entry_latitude_rad = 0.0;                        ///< geocentric
  double entry_longitude_rad = 0.0;                       ///< east
  EntryMiss miss;  ///< of `entry`: how well the flight meets what was asked for
  /// How much longer or shorter the arc from entry to landing would have to be, or how far the wanted
  /// inclination is from the nearest that can be reached [rad].
  double unreachable_by_rad = 0.0;
  double nearest_downrange_m = 0.0;      ///< the wanted one, or with which the site can be reached
  double nearest_inclination_rad = 0.0;  ///< of an orbit that was chosen, to the Moon's equator
  CorrectionResult correction;           ///< of the last stage: residuals, log, nearest solution
  int flights = 0;
  // With an engine: what an impulse takes is `burn_m_s()`; `orbit` and `departure` are then right before the
  // ignition and right after the cutoff.
  std::optional<FiniteBurn> burn = {};
  double finite_delta_v_m_s = 0.0;  ///< Isp g0 ln(m_before / m_after)

  double loss_m_s() const { return burn ? finite_delta_v_m_s - burn_m_s() : 0.0; }
  double burn_m_s() const { return delta_v_m_s.norm(); }
  Duration time_of_flight() const { return entry.epoch - departure.epoch; }
  std::string report() const;  ///< a few lines for people
};

struct ReturnOptions {
  std::optional<StandardForces> forces = {};  ///< default: `translunar_forces()`
  double relative_tolerance = 1e-12;
};

/// A flight from an orbit about the Moon to a landing site on the Earth, in the full force model: landing
/// epoch, azimuth and speed at entry are found so that the flight, followed backward, meets the craft in its
/// orbit; the entry altitude, angle and the arc to the site hold by construction. Then the burn is corrected
/// once more forward.
///
///     ReturnRequest request{.orbit = craft, .departure = when, .site = siziwang(), .entry = skip_entry()};
///     const ReturnFlight home = design_return(request);
///     home.burn_m_s();  home.time_of_flight();  home.landing;  home.report();
///
/// 1. Two conics: the ellipse that comes from the Moon's distance to the entry in time; the hour at which
///    the site lies on its cone about the Moon's direction; the burn that turns the orbit into the hyperbola
///    with that asymptote, at its cheapest place. 2. Point masses, corrected in the B-plane of the reversed
///    flight. 3. The full model. 4. With an engine: delta-v and direction of a burn that has given half of
///    its delta-v at the epoch of the impulse, until the entry is met as before.
///
/// @throws InvalidArgument naming everything that cannot be: an orbit that is not closed, an entry or a time
/// of flight out of range, an orbit inside the Moon
/// @throws DataError outside the ephemeris
///
/// Source: Battin, An Introduction to the Mathematics and Methods of Astrodynamics, section 11.4 (departure
/// from an orbit to an asymptote).
/// Checked in: tests/unit/design/return/test_moon_to_earth.cpp,
/// tests/validation/design/test_flown_returns.cpp
ReturnFlight design_return(const ReturnRequest& request, const ReturnOptions& options = {},
                           const Ephemeris& ephemeris = Ephemeris::embedded());

/// Flies it again from the burn to the entry, with dense output.
Trajectory fly(const ReturnFlight& flight, const ReturnOptions& options = {},
               const Ephemeris& ephemeris = Ephemeris::embedded());

std::string_view to_text(ReturnStatus status);

}  // namespace perilune
