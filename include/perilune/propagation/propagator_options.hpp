#pragma once

#include <cstdint>
#include <optional>

#include <perilune/propagation/integrator.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// How a propagator works; the defaults are for accuracy.
struct PropagatorOptions {
  Integrator integrator = Integrator::automatic;

  /// Error that a step may make, relative to the distance from the centre and to the speed; `StateErrorScale`
  /// has the norm. 1e-12 keeps a flight to the Moon within millimetres of the exact solution of the
  /// equations. Between 1e-15 and 1e-3.
  double relative_tolerance = 1e-12;
  /// Added to the above: floors for a path through the centre itself, or at rest, far below what matters. >=
  /// 0
  Length absolute_tolerance_position = Length::from_si(1e-9);
  Speed absolute_tolerance_velocity = Speed::from_si(1e-12);

  std::int64_t max_steps = 1'000'000;         ///< attempts; then the propagation stops with `step_limit`
  std::optional<Duration> max_step = {};      ///< default: as long as the tolerance allows
  std::optional<Duration> initial_step = {};  ///< default: found from the forces

  /// Keep the polynomial of every step, so that `Trajectory::at` answers everywhere: three evaluations and
  /// 400 bytes more a step with dop853.
  bool dense_output = true;

  /// Stop where the trajectory meets the sphere of the Earth, the Moon or the Sun, if the forces or the
  /// centre name that body: what comes after would be nonsense that looks like numbers.
  bool stop_at_impact = true;
};

}  // namespace perilune
