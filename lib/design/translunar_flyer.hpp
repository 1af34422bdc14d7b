#pragma once

#include <functional>
#include <optional>

#include <Eigen/Core>

#include <perilune/design/translunar.hpp>
#include <perilune/propagation/propagator.hpp>

#include "lunar_approach.hpp"

namespace perilune::detail {

/// What a flight is made of. With a stage, the injection is a burn that has given half of its delta-v when
/// the coast ends.
struct Controls {
  Epoch lift_off;
  double azimuth_rad = 0.0;
  double coast_s = 0.0;
  double delta_v_m_s = 0.0;
  Epoch perilune;
};

/// A flight that was tried.
struct Trial {
  State insertion, injection, arrival;  // the arrival relative to the Moon, icrf
  std::optional<FiniteBurn> burn;
  std::optional<BPlane> plane;
};

/// The forces and the tolerance of a flight.
struct Fidelity {
  const StandardForces& early;  // until 12 h after injection
  const StandardForces& late;
  double relative_tolerance;
};

/// Earth with J2, Moon and Sun: for the first rounds of a correction.
const StandardForces& fast_forces();
/// Those, at 1e-9.
Fidelity fast_fidelity();
/// As the options say.
Fidelity full_fidelity(const TranslunarOptions& options);
/// The options' forces, or the default ones.
const StandardForces& forces_of(const TranslunarOptions& options);

/// How long a stage burns for a delta-v, by the rocket equation [s].
double burn_time_s(const InjectionStage& stage, double delta_v_m_s);

/// Flies from the insertion into the parking orbit to the Moon.
class Flyer {
 public:
  Flyer(const SurfacePoint& site, const Ascent& ascent, const Arrival& arrival, const Ephemeris& ephemeris)
      : site_(site), ascent_(ascent), arrival_(arrival), ephemeris_(ephemeris) {}

  int flights = 0;
  /// None: the injection is an impulse.
  std::optional<InjectionStage> stage;

  const Arrival& arrival() const { return arrival_; }
  double parking_radius_m() const;
  double parking_rate_rad_s() const;
  double parking_speed_m_s() const { return parking_rate_rad_s() * parking_radius_m(); }

  State insertion(const Controls& controls) const;

  /// Flies to `before_s` before the wanted perilune. Nothing: it came to grief.
  std::optional<Trial> fly(const Controls& controls, const Fidelity& fidelity, double before_s);

  BPlaneAim aim(const BPlane& plane) const;

  /// The Moon's axis of spin, of half a day around the epoch.
  Eigen::Vector3d pole(Epoch epoch);
  /// Of that very instant, for the result.
  void settle_pole(Epoch epoch);

 private:
  State injected(Trial& trial, const Controls& controls, const Propagator<StandardForces>& early) const;

  SurfacePoint site_;
  Ascent ascent_;
  Arrival arrival_;
  const Ephemeris& ephemeris_;
  std::optional<Epoch> pole_epoch_;
  Eigen::Vector3d pole_;
};

/// The three numbers that a stage of the correction changes, and how they make controls.
struct Unknowns {
  CorrectionVariable plane;  // lift-off time [s] or azimuth [rad], relative to the guess
  CorrectionVariable coast;
  CorrectionVariable delta_v;
  std::function<Controls(double plane, double coast_s, double delta_v_m_s)> controls;

  Controls now() const { return controls(plane.value, coast.value, delta_v.value); }
};

/// One round of the correction.
struct Stage {
  Fidelity fidelity;
  double before_s;
  double position_tolerance_m;
  double time_tolerance_s;
  int most_iterations;
};

/// @param nearest  receives the flight with the smallest residuals, in full
CorrectionResult correct_stage(Flyer& flyer, Unknowns& unknowns, const Stage& stage,
                               const Eigen::MatrixXd& jacobian = {}, std::optional<Trial>* nearest = nullptr);

}  // namespace perilune::detail
