#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/design/burns/orbit_burn.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/propagation/manoeuvre.hpp>
#include <perilune/propagation/trajectory.hpp>

namespace perilune {

/// A whole flight, as a propagator wants it: where it begins, all that is switched on the way, when it ends.
struct FlightPlan {
  State start;
  std::vector<Manoeuvre> manoeuvres;  ///< by time, with epochs
  Epoch end;
};

/// One burn about the Moon, after the one before it.
struct LunarBurn {
  std::string name = "lunar orbit insertion";
  BurnPlace place = BurnPlace::periapsis;
  int passage = 1;  ///< of the place, from the end of the burn before on
  std::optional<Length> periapsis_altitude = {};
  std::optional<Length> apoapsis_altitude = {};
  std::optional<Angle> inclination = {};  ///< to the Moon's equator
};

/// What arrives at the Moon, and what it does there.
struct LunarArrival {
  Mass mass = {};  ///< of the craft; what the stage weighs beyond it is left after the injection
  Engine engine;
  std::vector<LunarBurn> burns;
  Duration separation_after = Duration::minutes(10.0);  ///< the end of the injection
};

/// From the parking orbit into an orbit of the Moon.
struct LunarFlight {
  TranslunarTransfer transfer;
  std::vector<OrbitBurn> burns;  ///< up to the first that failed
  FlightPlan plan;               ///< as far as it converged; ends with the last burn

  /// Whether the transfer and all burns converged.
  bool converged() const;
  double loss_m_s() const;  ///< of all burns together
  std::string report() const;

  int wanted_burns = 0;
};

/// A transfer with its injection, the separation, and the burns about the Moon, each found in the full force
/// model from where the one before it ended. The plan is complete: the default forces and the plan's
/// manoeuvres alone lead a propagator through it.
///
/// @throws InvalidArgument as `design_translunar` and `design_orbit_burn`, and if the craft is heavier than
/// what the injection leaves
///
/// Checked in: tests/unit/design/burns/test_lunar_flight.cpp
LunarFlight design_lunar_flight(const TranslunarRequest& request, const LunarArrival& arrival,
                                const TranslunarOptions& options = {},
                                const Ephemeris& ephemeris = Ephemeris::embedded());
LunarFlight design_lunar_flight(const TimedTranslunarRequest& request, const LunarArrival& arrival,
                                const TranslunarOptions& options = {},
                                const Ephemeris& ephemeris = Ephemeris::embedded());

/// The plan of a transfer alone, from the insertion into the parking orbit to the perilune.
FlightPlan flight_plan(const TranslunarTransfer& transfer);

/// Flies a plan with one propagator.
Trajectory fly(const FlightPlan& plan, const TranslunarOptions& options = {},
               const Ephemeris& ephemeris = Ephemeris::embedded());

}  // namespace perilune
