#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <perilune/core/source_location.hpp>
#include <perilune/design/burns/orbit_burn.hpp>
#include <perilune/design/libration/flyby_transfer.hpp>
#include <perilune/design/libration/low_orbit_transfer.hpp>
#include <perilune/design/return/moon_to_earth.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/design/windows.hpp>
#include <perilune/roadmap/activity.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune {

/// Why a schedule was refuted.
enum class CutKind {
  trajectory,  ///< the full model finds no flight in the window
  delta_v,     ///< it finds one that costs more than is allowed
  mass,        ///< the launcher cannot throw what the flight needs, or its tanks do not hold the propellant
  lighting,    ///< the landing site is dark
  stocks,      ///< people at the station run out of something that a later flight brings
  power,       ///< something freezes before what powers it is there
  seats,       ///< people without a seat home
};
std::string to_text(CutKind kind);

/// Something that the schedule may not do again, with its reason.
struct Cut {
  int turn = 0;  ///< in which it was found
  CutKind kind = CutKind::trajectory;
  std::string mission;
  std::string activity;  ///< that is held: "launch", "descend"
  Interval forbidden;    ///< it may not start in this stretch; empty if `after` says what it waits for
  std::string after;     ///< a mission that has to be in place first
  double missing = 0.0;  ///< by how much it did not hold
  std::string unit;      ///< "m/s", "kg", "d"
  std::string reason;    ///< in words
  SourceLocation where;  ///< the line that set the limit

  /// A mission of whose orbit it speaks: of the one that is to be met there, or of the own one. It holds for
  /// the launch at `of_lift_off` alone. Empty: it holds always.
  std::string of_launch = {};
  Epoch of_lift_off = {};

  // Of a dark landing.
  std::string hidden_by = {};  ///< the site, if level ground there would be lit: its mask hides the Sun
  std::optional<double> too_long =
      {};  ///< the light comes so many days after the last moment it may wait for
  SourceLocation longest_wait_where = {};  ///< the line that says how long it may

  friend bool operator==(const Cut&, const Cut&) = default;
};

/// One leg as flown.
struct FlownLeg {
  std::string activity;
  ActivityKind kind = ActivityKind::other;
  std::string by;
  Interval span;
  double delta_v_m_s = 0.0;           ///< without the reserve; with the losses of a burn of finite length
  double loss_m_s = 0.0;              ///< of it: gravity and steering
  bool is_computed = false;           ///< by a model; else as stated in the scenario
  std::optional<Interval> burn = {};  ///< ignition to cutoff, of a burn that is flown in the full model
  Duration length = {};               ///< of a descent or an ascent that is computed, else zero
  std::string failure = {};           ///< why it cannot be done; empty if it can
  double propellant_kg = 0.0;
  double mass_before_kg = 0.0;
  double mass_after_kg = 0.0;
  /// Of each craft that is refuelled when the leg ends, after which it weighs so much more [kg].
  std::map<std::string, double> taken_on_kg = {};
};

/// A craft that comes into the orbit of another one about the Moon.
struct OrbitMeeting {
  std::size_t leg = 0;  ///< of the mission
  std::string with;     ///< the other's mission
  Epoch epoch;          ///< when the docking begins: both have coasted until then in the full model
  Epoch its_lift_off;   ///< of the window that the other's flight comes from
  double plane_angle_rad = 0.0;
  double perilune_altitude_m = 0.0;  ///< of the own orbit
  double apolune_altitude_m = 0.0;
  double target_perilune_altitude_m = 0.0;
  double target_apolune_altitude_m = 0.0;
  double delta_v_m_s = 0.0;  ///< with impulses
  std::string failure = {};  ///< why there is nothing to meet; empty if there is
};

/// A burn about the Moon after the capture.
struct LaterBurn {
  std::size_t leg = 0;  ///< of the mission
  OrbitBurn burn;
};

/// The way on from a perilune into an orbit about a libration point, or a distant one about the Moon.
struct FlownFlyby {
  FlybyTransferStatus status = FlybyTransferStatus::no_departure;
  State flyby;      ///< at the perilune, right after the burn; moon-centred icrf
  State insertion;  ///< where the orbit is met, right before the burn; moon-centred icrf
  Eigen::Vector3d flyby_delta_v_m_s = Eigen::Vector3d::Zero();      ///< impulse, icrf
  Eigen::Vector3d insertion_delta_v_m_s = Eigen::Vector3d::Zero();  ///< impulse, icrf
  Epoch apolune_at;  ///< the orbit's phase: given, or the one that was found

  double total_m_s() const { return flyby_delta_v_m_s.norm() + insertion_delta_v_m_s.norm(); }
};

/// A flight to the Moon in the full model: with burns of finite length where the thrust of the launcher's
/// stage or of the craft is stated, else with impulses.
struct FlownTransfer : TranslunarTransfer {
  std::optional<OrbitBurn> capture;
  std::vector<LaterBurn>
      later_burns;  ///< each from where the one before it ended; up to the first that failed
  std::optional<FlownFlyby> flyby = {};  ///< if it goes on from the perilune; impulses all

  /// At the perilune, or in the orbit that it goes on to.
  Epoch arrival_epoch() const { return flyby ? flyby->insertion.epoch : perilune.epoch; }
};

/// The way from an orbit about a libration point down to the perilune that a flight home leaves from.
struct FlownWayDown {
  State departure;  ///< on the orbit, right after the burn; moon-centred icrf
  State perilune;   ///< right before the burn there; moon-centred icrf
  Eigen::Vector3d departure_delta_v_m_s = Eigen::Vector3d::Zero();  ///< impulse, icrf
};

/// A flight home, from an orbit about the Moon or by way of a flyby; `delta_v_m_s` is then the burn at the
/// perilune, from which on the flight home goes.
struct FlownReturn : ReturnFlight {
  std::optional<FlownWayDown> way_down = {};

  /// Of the first burn.
  Epoch departure_epoch() const { return way_down ? way_down->departure.epoch : departure.epoch; }
  /// Of all burns.
  double total_m_s() const { return burn_m_s() + (way_down ? way_down->departure_delta_v_m_s.norm() : 0.0); }
};

/// A flight between the orbit that a mission has gone to and a low one about the Moon.
struct FlownLowOrbit {
  std::size_t leg = 0;  ///< of the mission
  LowOrbitDirection direction = LowOrbitDirection::down;
  LowOrbitTransfer flight;

  Epoch departure() const {
    return direction == LowOrbitDirection::down ? flight.transfer.epoch : flight.perilune.epoch;
  }
  Epoch arrival() const {
    return direction == LowOrbitDirection::down ? flight.perilune.epoch : flight.transfer.epoch;
  }
};

/// A mission's flight to the Moon, and home if that is designed, as flown again in the full model, with its
/// masses.
struct FlownMission {
  std::string mission;
  LaunchWindow window;  ///< of the fast model
  FlownTransfer transfer;
  /// From the orbit that the transfer's capture leads to, or from one that the craft climbs to.
  std::optional<FlownReturn> home;
  std::vector<FlownLowOrbit> low_orbits;  ///< in the order of their legs
  std::vector<OrbitMeeting> meetings;     ///< with craft that wait in orbit
  std::vector<FlownLeg> legs;
  double launch_mass_kg = 0.0;
  double capability_kg =
      0.0;  ///< of the launcher at the flown energy, less the margin; 0 if no launcher is known
  bool targets_met = false;
};

/// What the fast model offers to a mission whose transfer is designed.
struct OfferedWindows {
  std::string mission;
  WindowProfile profile;              ///< its horizon is that of the lift-off
  std::vector<LaunchWindow> windows;  ///< in order of opening
  std::optional<std::size_t> chosen;  ///< of the last schedule
  /// That flights go on to by way of a flyby; the insertion of a window then holds both burns after the
  /// injection. Empty: they end at their perilune.
  std::string orbit = {};
};

/// One turn of the loop.
struct LoopTurn {
  int number = 0;
  /// Lift-off and moment in place of each mission as the turn's schedule has them, in the order of the
  /// roadmap; a mission that does not take place has none.
  std::vector<std::optional<Interval>> dates;
  std::size_t flown = 0;   ///< flights computed in this turn
  std::size_t reused = 0;  ///< flights known from an earlier one
  std::size_t moved = 0;   ///< dates that the full model moved by more than a minute
  std::vector<Cut> cuts;   ///< found in it
};

enum class LoopStatus {
  converged,   ///< the last schedule was flown and nothing spoke against it
  turn_limit,  ///< something still did
  infeasible,  ///< nothing is left that fits
};
std::string to_text(LoopStatus status);

/// How the plan came about.
struct LoopLog {
  LoopStatus status = LoopStatus::converged;
  std::vector<LoopTurn> turns;
  std::vector<FlownMission> missions;  ///< of the last turn, in the order of the roadmap
  std::vector<OfferedWindows> offers;  ///< in the order of the roadmap
  /// If the plan does not hold: missions that have no date left, or were refuted in the last turn; and of
  /// those that are too heavy, the flight that is so by least.
  std::vector<std::string> stuck;
  std::vector<FlownMission> refused;
  std::size_t windows = 0;           ///< that the fast model offered in all
  std::size_t windows_computed = 0;  ///< the others came from the cache
  std::size_t flights_computed = 0;  ///< likewise, of those that the turns flew

  /// All cuts, in the order in which they were found.
  std::vector<Cut> cuts() const;
  /// A line for each turn and cut.
  std::string report() const;
};

}  // namespace perilune
