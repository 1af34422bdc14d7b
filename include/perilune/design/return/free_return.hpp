#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/design/correction.hpp>
#include <perilune/dynamics/standard_forces.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/propagation/trajectory.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// A flight past the far side of the Moon that comes home by itself.
struct FreeReturnRequest {
  Epoch perilune;                                        ///< of the passage, kept exactly
  Length perilune_altitude = Length::from_si(100e3);     ///< kept exactly; 20 to 30,000 km
  Length departure_altitude = Length::from_si(185.2e3);  ///< perigee on the way out: where the injection is
  Length entry_altitude = Length::from_si(121.92e3);     ///< 400,000 feet: where entry begins
  Angle entry_angle = Angle::from_si(-0.10821041362364843);  ///< -6.2 deg: of the inertial velocity at entry
  /// How much the plane of the passage is turned about the line from the Moon's centre to the perilune, out
  /// of the plane of the Moon's orbit; it sets the inclinations of both legs. -30 to 30 deg.
  Angle tilt = Angle::from_si(0.0);
};

enum class FreeReturnStatus { converged, not_converged };

/// What a request came to.
struct FreeReturn {
  FreeReturnStatus status = FreeReturnStatus::not_converged;
  State injection;  ///< at the departure perigee, right after the impulse; earth-centred icrf
  State perilune;   ///< moon-centred icrf
  State entry;      ///< where the flight comes down to the entry altitude; earth-centred icrf
  double injection_delta_v_m_s =
      0.0;  ///< from the circular orbit of the departure altitude, along the velocity
  double departure_inclination_rad = 0.0;  ///< of the outbound leg to the Earth's equator of date
  double entry_angle_rad = 0.0;            ///< of the inertial velocity, below the horizontal negative
  double entry_speed_m_s = 0.0;            ///< inertial
  double entry_speed_itrf_m_s = 0.0;       ///< relative to the turning Earth
  double entry_latitude_rad = 0.0;         ///< geocentric
  double entry_longitude_rad = 0.0;        ///< east
  CorrectionResult correction;             ///< residuals, log, nearest solution
  int flights = 0;

  Duration outbound() const { return perilune.epoch - injection.epoch; }
  Duration homeward() const { return entry.epoch - perilune.epoch; }
  Duration round_trip() const { return entry.epoch - injection.epoch; }
  std::string report() const;  ///< a few lines for people
};

struct FreeReturnOptions {
  std::optional<StandardForces> forces = {};  ///< default: `translunar_forces()`
  double relative_tolerance = 1e-12;
};

/// Finds the circumlunar free return: prograde from the Earth, behind the Moon against its motion, and back.
/// Two unknowns at the perilune, its speed and its place in longitude, meet two targets: the perigee of the
/// way out, flown backward, and the angle of entry on the way home, flown forward.
///
/// 1. In the circular restricted three-body problem the flight is symmetric and leaves across the line of the
/// two bodies at a right angle: the speed follows from the perigee alone. 2. The full model from there.
///
/// @throws InvalidArgument naming everything out of range @throws DataError outside the ephemeris
///
/// Source: Schwaniger, Trajectories in the Earth-Moon Space with Symmetrical Free Return Properties, NASA
/// TN D-1833, 1963. Checked in: tests/unit/design/return/test_free_return.cpp
FreeReturn design_free_return(const FreeReturnRequest& request, const FreeReturnOptions& options = {},
                              const Ephemeris& ephemeris = Ephemeris::embedded());

/// Flies it again from injection to entry, without looking at the perilune.
Trajectory fly(const FreeReturn& flight, const FreeReturnOptions& options = {},
               const Ephemeris& ephemeris = Ephemeris::embedded());

std::string_view to_text(FreeReturnStatus status);

}  // namespace perilune
