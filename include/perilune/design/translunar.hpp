#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/design/b_plane.hpp>
#include <perilune/design/correction.hpp>
#include <perilune/design/launch.hpp>
#include <perilune/dynamics/standard_forces.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/propagation/manoeuvre.hpp>
#include <perilune/propagation/trajectory.hpp>
#include <perilune/time/duration.hpp>

namespace perilune {

/// A launch plane of given inclination holds the Moon twice a day. On one of the two flights the craft passes
/// the Moon's place going north, on the other going south.
enum class DailyOpportunity { northbound, southbound };

/// The stage that injects, with a burn of finite length.
struct InjectionStage {
  Engine engine;
  Mass mass;  ///< in the parking orbit: stage, its propellant and all that it carries, > 0
  Steering steering = steered_in_vnc({1.0, 0.0, 0.0}, earth);  ///< default: along the velocity
};

/// A flight that is wanted from a launch site to the Moon.
struct TranslunarRequest {
  LaunchSite site;
  /// Inertial, within the site's limits. Default: nearest to due east such that the launch plane holds the
  /// Moon with 2.5 deg to spare (less where the limits leave less).
  std::optional<Angle> azimuth = {};
  Ascent ascent = {};
  /// Lift-off is the first one of its kind at or after this epoch, within a sidereal day.
  Epoch earliest = {};
  DailyOpportunity opportunity = DailyOpportunity::northbound;
  int parking_revolutions = 0;                    ///< whole ones, before the injection, 0 to 10
  Duration time_of_flight = Duration::days(4.5);  ///< injection to perilune, 2 to 7 d
  Length perilune_altitude = Length::from_si(200e3);
  /// Of the arrival hyperbola to the Moon's equator (Mean-Earth axes), 0 to 180 deg.
  Angle inclination = Angle::from_si(1.5707963267948966);
  ArrivalBranch branch = ArrivalBranch::north;
  /// Default: the injection is an impulse. With a stage it is a burn, and perilune is met at the instant of
  /// the impulsive solution.
  std::optional<InjectionStage> stage = {};
};

/// The same with the moments of lift-off and perilune given, as for a flown mission: the azimuth follows.
struct TimedTranslunarRequest {
  SurfacePoint site;
  Ascent ascent = {};
  Epoch lift_off;
  Epoch perilune;
  double azimuth_guess_rad = 1.6580627893946132;  ///< 95 deg: picks one of several planes
  int parking_revolutions = 0;
  Length perilune_altitude = Length::from_si(200e3);
  Angle inclination = Angle::from_si(1.5707963267948966);
  ArrivalBranch branch = ArrivalBranch::north;
  std::optional<InjectionStage> stage = {};
};

enum class TranslunarStatus {
  converged,
  unreachable_inclination,  ///< the approach is too far from the Moon's equator; the nearest was flown
                            ///< instead
  unreachable_moon,         ///< the launch plane does not hold the Moon on that day
  not_converged,
};

/// What a request came to.
struct TranslunarTransfer {
  TranslunarStatus status = TranslunarStatus::not_converged;
  Epoch lift_off;
  double azimuth_rad = 0.0;
  double parking_inclination_rad = 0.0;           ///< to the Earth's equator of date
  Duration coast;                                 ///< insertion to the impulse, or to ignition
  State insertion;                                ///< into the parking orbit, earth-centred icrf
  State injection;                                ///< right after the impulse or the burn, earth-centred icrf
  double injection_delta_v_m_s = 0.0;             ///< of a burn: Isp g0 ln(m_before / m_after)
  std::optional<FiniteBurn> injection_burn = {};  ///< if there was a stage
  /// What the burn costs beyond the impulse of the same lift-off day and perilune: gravity and steering.
  double injection_loss_m_s = 0.0;
  double c3_m2_s2 = 0.0;                   ///< of the injection: v^2 - 2 mu / r
  double departure_declination_rad = 0.0;  ///< of the apogee direction (of the asymptote, if C3 > 0), icrf
  State perilune;                          ///< moon-centred icrf
  BPlane arrival;  ///< at the perilune, to the Moon's axis; has v_infinity and inclination
  double perilune_altitude_m = 0.0;
  double inclination_rad = 0.0;
  /// How far the wanted inclination is from the nearest one that can be reached, or how far the Moon's
  /// declination is beyond the launch plane's inclination [rad].
  double unreachable_by_rad = 0.0;
  double nearest_inclination_rad = 0.0;  ///< the wanted one if it can be reached
  CorrectionResult correction;           ///< of the last stage: residuals, log, nearest solution
  int flights = 0;                       ///< full-model flights that it took

  Epoch injection_epoch() const { return injection.epoch; }
  Duration time_of_flight() const { return perilune.epoch - injection.epoch; }
  /// Impulse at the perilune, against the velocity, into an orbit with that apolune; default: circular.
  double insertion_delta_v_m_s(std::optional<Length> apolune_altitude = {}) const;
  /// A few lines for people.
  std::string report() const;
};

/// The forces with which transfers are confirmed: the fields of the Earth and the Moon to degree 8, the Sun,
/// Venus and Jupiter.
const StandardForces& translunar_forces();

struct TranslunarOptions {
  std::optional<StandardForces> forces = {};  ///< default: `translunar_forces()`
  /// While correcting, leave out of the default forces what cannot be felt: the Moon's field in the first 12
  /// h after injection, the Earth's beyond degree 2 after that. Saves a third of the time and moves the
  /// perilune by at most 10.3 m, 2e-4 deg and 10 ms (40 random flights); `fly` always takes all of `forces`.
  /// Not looked at for forces of one's own.
  bool economical = true;
  double relative_tolerance = 1e-12;  ///< of the confirming flights
  double position_tolerance_m = 1.0;  ///< in the B-plane
  double time_tolerance_s = 1e-3;
};

/// A flight from a launch site to a perilune, in the full force model: lift-off time, coast in the parking
/// orbit and injection impulse are found so that altitude, inclination and epoch of the perilune are met.
///
/// 1. Two conics: the launch plane that holds the Moon at arrival, the ellipse that comes to its distance in
///    time, less what the Moon's pull saves. 2. Point masses, corrected in the B-plane half a day out.
/// 3. The full model, corrected in the B-plane at the perilune.
/// 4. With a stage: the same two corrections again, with a burn around the impulse; ignition and duration
///    take the place of coast and impulse.
///
/// @throws InvalidArgument naming everything that cannot be: an azimuth outside the site's limits, an
/// impossible time of flight, a perilune inside the Moon, an inclination out of range, a stage too weak
/// @throws DataError outside the span of the ephemeris
///
/// Checked in: tests/unit/design/test_translunar.cpp, tests/validation/design/test_flown_transfers.cpp
TranslunarTransfer design_translunar(const TranslunarRequest& request, const TranslunarOptions& options = {},
                                     const Ephemeris& ephemeris = Ephemeris::embedded());

/// The same for given moments of lift-off and perilune.
TranslunarTransfer design_translunar(const TimedTranslunarRequest& request,
                                     const TranslunarOptions& options = {},
                                     const Ephemeris& ephemeris = Ephemeris::embedded());

/// Flies a transfer again, from insertion to injection and on to `until` (default: the perilune), with dense
/// output. The two legs of it: a burn belongs to the second.
struct TranslunarFlight {
  Trajectory coast;
  Trajectory transfer;
};
TranslunarFlight fly(const TranslunarTransfer& transfer, const TranslunarOptions& options = {},
                     const Ephemeris& ephemeris = Ephemeris::embedded());

std::string_view to_text(TranslunarStatus status);

}  // namespace perilune
