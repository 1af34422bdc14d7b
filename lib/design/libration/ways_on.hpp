#pragma once

#include <cmath>
#include <functional>
#include <vector>

#include <Eigen/Core>

#include <perilune/bodies/position_velocity.hpp>
#include <perilune/design/b_plane.hpp>
#include <perilune/design/correction.hpp>
#include <perilune/dynamics/standard_forces.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune::detail {

/// A way between a hyperbola's perilune and an orbit: an aim, the time that it takes, and the velocity that
/// it has at the perilune.
struct WayOn {
  double angle_rad = 0.0;  ///< of the B-plane's point, from T
  double time_s = 0.0;
  Eigen::Vector3d velocity_m_s = Eigen::Vector3d::Zero();
  double perilune_cost_m_s = INFINITY, orbit_cost_m_s = INFINITY;

  double cost_m_s() const { return perilune_cost_m_s + orbit_cost_m_s; }
};

/// What is looked at before anything is flown.
struct WaySearch {
  double least_s = 0.0, most_s = 0.0;
  int aims = 48;
  int times = 33;
  int most_flown = 12;
};

/// Whether the orbit lies behind the perilune or before it.
enum class WayDirection { to_orbit, from_orbit };

/// All ways between one hyperbola's perilunes and an orbit. The hyperbola arrives, or, with `from_orbit`,
/// leaves.
class WaysOn {
 public:
  /// @param orbit     where it is at an epoch, moon-centred icrf
  /// @param approach  the asymptote; of a hyperbola that leaves, that of the motion reversed
  WaysOn(std::function<State(Epoch)> orbit, const BPlane& approach, double perilune_m, Epoch perilune,
         WayDirection direction, const Ephemeris& ephemeris);

  /// The cheapest by conics about the Moon, of which no two are neighbours.
  std::vector<WayOn> candidates(const WaySearch& search) const;

  /// The cheapest of them, with aim and time changed as long as its conic becomes cheaper.
  WayOn best_conic(const WaySearch& search) const;

  /// Flown with point masses, from the velocity that it has.
  bool fly(WayOn& way) const;

  /// Changes aim and time as long as that makes it cheaper.
  void improve(WayOn& way, double least_s, double most_s) const;

  /// The cheapest ways, flown and improved, the best first; up to three.
  std::vector<WayOn> best(const WaySearch& search) const;

  /// Of the hyperbola with that aim, to the Moon's equator.
  Angle inclination(const WayOn& way) const;

  /// Where the orbit is at the other end of a way from a perilune of that epoch.
  State there(const WayOn& way, Epoch perilune) const;

  const Propagator<StandardForces>& propagator() const { return propagator_; }

 private:
  /// The hyperbola's state at its perilune, as it is flown.
  PositionVelocity hyperbola(double angle_rad) const;
  /// Steps in aim and time, ever smaller ones, as long as they are cheaper; `taken` fills in what one costs.
  template <class Step>
  void descend(WayOn& way, double least_s, double most_s, const Step& taken) const;
  /// With the cheaper of the two conics to where the orbit then is.
  WayOn with_conic(WayOn way, const State& orbit) const;

  std::function<State(Epoch)> orbit_;
  BPlane approach_;
  double perilune_m_;
  Epoch perilune_;
  double sign_;  ///< of time from the perilune to the orbit
  Propagator<StandardForces> propagator_;
};

PropagatorOptions without_record(double tolerance);

/// Changes the velocity of `start` until the flight comes to the place of `there` at its epoch, which may be
/// before.
/// @param end  the state in which it comes there
CorrectionResult correct_way(const Propagator<StandardForces>& propagator, State& start, const State& there,
                             double tolerance_m, State& end);

}  // namespace perilune::detail
