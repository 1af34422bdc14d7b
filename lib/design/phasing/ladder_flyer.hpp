#pragma once

#include <optional>
#include <string>
#include <vector>

#include <perilune/design/phasing/phasing_transfer.hpp>

#include "translunar_flyer.hpp"

namespace perilune::detail {

/// Potential of the Earth's flattening, at a distance and the sine of a latitude.
double flattening_m2_s2(double r_m, double sine);
/// Energy of a geocentric state, the flattening's potential included.
double energy_with_j2(const State& state);

/// What a trial changes.
struct LadderControls {
  Epoch lift_off;
  double azimuth_rad = 0.0;
  double coast_s = 0.0;
  double injection_m_s = 0.0;
};

/// A ladder as it was flown, up to the injection and on to the Moon.
struct LadderTrial {
  State insertion, first_orbit;
  std::vector<PhasingLeg> legs;  ///< the injection last, if it was asked for
  State injection_passage;       ///< the perigee of the injection, if nothing burnt there
  std::optional<State> arrival;  ///< relative to the Moon, icrf
  std::optional<BPlane> plane;
  std::string stopped_at;  ///< empty if all was flown
};

/// Flies ladders.
class LadderFlyer {
 public:
  LadderFlyer(const PhasingRequest& request, const Arrival& arrival, const Ephemeris& ephemeris);

  int flights = 0;

  const Arrival& arrival() const { return arrival_; }
  double parking_radius_m() const;
  double parking_rate_rad_s() const;
  double rocket_delta_v_m_s() const;

  /// Up to the perigee of the injection, without it.
  LadderTrial climb(const LadderControls& controls, const Fidelity& fidelity);
  /// With the injection, and on to `before_s` before the perilune. Nothing in `arrival`: it came to grief.
  LadderTrial fly(const LadderControls& controls, const Fidelity& fidelity, double before_s);

  /// Of a climbed ladder: given, or a time of flight after the injection.
  Epoch perilune_of(const LadderTrial& climbed) const;
  Eigen::Vector3d pole(Epoch epoch);
  void settle_pole(Epoch epoch);
  BPlaneAim aim(const BPlane& plane) const;

 private:
  std::optional<PhasingLeg> burn(const State& from, const PhasingBurn& wanted, const StandardForces& forces,
                                 double tolerance, std::string& stopped_at) const;
  PhasingLeg burnt(const State& passage, const std::string& name, double delta_v_m_s,
                   const StandardForces& forces, double tolerance) const;
  PropagatorOptions how(double tolerance) const;
  double burn_time_s(double mass_kg, double delta_v_m_s) const;

  const PhasingRequest& request_;
  Arrival arrival_;
  const Ephemeris& ephemeris_;
  std::optional<Epoch> pole_epoch_;
  Eigen::Vector3d pole_ = Eigen::Vector3d::UnitZ();
};

}  // namespace perilune::detail
