#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/design/b_plane.hpp>
#include <perilune/design/burns/lunar_flight.hpp>
#include <perilune/design/correction.hpp>
#include <perilune/design/launch.hpp>
#include <perilune/design/phasing/phasing_ladder.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/propagation/manoeuvre.hpp>
#include <perilune/time/duration.hpp>

namespace perilune {

/// What an altitude of an apogee means. On an ellipse that is high at one end the two are hundreds of
/// kilometres apart, since the Earth's flattening is felt at the perigee alone.
enum class ApogeeAltitude {
  reached,     ///< where the craft comes to, as `far_apsis_m` has it
  osculating,  ///< of the ellipse that touches the flight at the burn's end, as operators announce it
};

/// A flight to the Moon by way of ellipses about the Earth, each higher than the one before: the rocket
/// leaves the craft in the first, its own engine does the rest at the perigees.
struct PhasingRequest {
  LaunchSite site;
  /// Inertial. Default: nearest to due east such that the plane holds the Moon with 2.5 deg to spare.
  std::optional<Angle> azimuth = {};
  Ascent ascent = {};  ///< its altitude is that of the parking orbit and of the first perigee
  Length first_apogee_altitude = Length::from_si(50000e3);  ///< of the orbit that the rocket leaves it in
  ApogeeAltitude apogees = ApogeeAltitude::reached;  ///< of the first orbit and after burns at the perigee
  std::vector<PhasingBurn> burns;  ///< before the translunar injection; none: it is injected from the first
  int injection_passage = 1;       ///< of the perigee, from the last of them on, 1 to 50
  Engine engine;                   ///< of the craft: for all burns and the injection
  Mass mass;                       ///< of the craft as the rocket leaves it
  // The lift-off is the first one of its kind at or after this epoch, within a sidereal day, and the perilune
  // a time of flight after the injection, wherever that falls; or both moments are given, as for a flown
  // mission, and the azimuth follows.
  Epoch earliest = {};
  DailyOpportunity opportunity = DailyOpportunity::northbound;
  Duration time_of_flight = Duration::days(4.5);  ///< injection to perilune, 2 to 7 d
  std::optional<Epoch> lift_off = {};             ///< with `perilune`
  std::optional<Epoch> perilune = {};
  /// With `lift_off`: picks one of several planes.
  double azimuth_guess_rad = 1.6580627893946132;
  Length perilune_altitude = Length::from_si(200e3);
  Angle inclination = Angle::from_si(1.5707963267948966);  ///< to the Moon's equator (Mean-Earth axes)
  ArrivalBranch branch = ArrivalBranch::north;
};

/// A burn of the ladder as it is flown.
struct PhasingLeg {
  FiniteBurn burn;  ///< centred on the apsis (half of its delta-v before it), along the velocity
  State passage;    ///< of the apsis, if there were no burn; earth-centred icrf
  State ignition, cutoff;
  double delta_v_m_s = 0.0;            ///< Isp g0 ln(m_before / m_after)
  double impulsive_delta_v_m_s = 0.0;  ///< of an impulse at the apsis, to the same energy
  double perigee_altitude_m = 0.0;     ///< afterwards
  double apogee_altitude_m = 0.0;      ///< that is reached; infinite if it is open

  double loss_m_s() const { return delta_v_m_s - impulsive_delta_v_m_s; }
  double propellant_kg() const { return ignition.mass_kg - cutoff.mass_kg; }
};

enum class PhasingStatus {
  converged,
  unreachable_inclination,  ///< at the Moon; the nearest was flown instead
  unreachable_moon,         ///< the plane does not hold the Moon at that arrival
  no_ladder,                ///< a burn could not be flown: `stopped_at` names it
  not_converged,
};

/// What a request came to.
struct PhasingTransfer {
  PhasingStatus status = PhasingStatus::not_converged;
  Epoch lift_off;
  double azimuth_rad = 0.0;
  double parking_inclination_rad = 0.0;  ///< to the Earth's equator of date
  Duration coast;                        ///< from the insertion to the first perigee
  State insertion;                       ///< into the parking orbit, earth-centred icrf
  State first_orbit;                     ///< right after the rocket's impulse
  double rocket_delta_v_m_s = 0.0;       ///< from the parking orbit into the first ellipse, an impulse
  std::vector<PhasingLeg> legs;          ///< the burns in their order; the injection is the last
  double c3_m2_s2 = 0.0;  ///< twice the energy after the injection, the flattening's potential included
  State perilune;         ///< moon-centred icrf
  BPlane arrival;
  double perilune_altitude_m = 0.0;
  double inclination_rad = 0.0;
  double unreachable_by_rad = 0.0;
  double nearest_inclination_rad = 0.0;
  FlightPlan plan;         ///< from the insertion to the perilune, for any propagator
  std::string stopped_at;  ///< with `no_ladder`: the burn, and what went wrong
  CorrectionResult correction;
  int flights = 0;

  double craft_delta_v_m_s() const;  ///< of all burns of the craft
  double loss_m_s() const;           ///< of them, against impulses at the same apsides
  double propellant_kg() const;
  /// One impulse from the parking orbit to the same energy: what direct injection takes of the rocket.
  double direct_delta_v_m_s() const;
  Epoch injection_epoch() const { return legs.back().passage.epoch; }
  Duration time_of_flight() const { return perilune.epoch - injection_epoch(); }
  std::string report() const;  ///< a line for each burn
};

/// Finds the flight in the full force model: lift-off (or azimuth), the coast to the first perigee and the
/// delta-v of the injection are changed until the perilune has its altitude, inclination and epoch. On every
/// trial the whole ladder is flown with finite burns, each as long as its orbit asks for.
///
/// 1. The ladder flown with point masses and J2 tells how plane and perigee turn meanwhile; by conics the
///    launch plane that then holds the Moon, and the perigee opposite to it. 2. Corrected in the B-plane half
///    a day out, then at the perilune. 3. The full model.
///
/// @throws InvalidArgument naming everything that cannot be, DataError outside the ephemeris
///
/// Checked in: tests/unit/design/phasing/test_phasing_transfer.cpp,
/// tests/validation/design/test_flown_phasing.cpp (Chandrayaan-2, Chandrayaan-3)
PhasingTransfer design_phasing_transfer(const PhasingRequest& request, const TranslunarOptions& options = {},
                                        const Ephemeris& ephemeris = Ephemeris::embedded());

/// Distance of the apsis that is far from a state near the other one, about an Earth with J2: the energy
/// counts its potential. Of an eccentric orbit the osculating ellipse at the perigee has an apogee that is
/// hundreds of kilometres off.
///
///     E = v^2/2 - mu/r + mu J2 R^2 (3 sin^2(latitude) - 1) / (2 r^3),   r_far = -mu/E - r_near
///
/// @param state  earth-centred icrf, close to an apsis  @return infinite if the orbit is open [m]
double far_apsis_m(const State& state);

std::string_view to_text(PhasingStatus status);

}  // namespace perilune
