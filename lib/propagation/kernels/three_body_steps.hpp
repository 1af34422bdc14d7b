// Flights in the circular restricted three-body problem side by side, each with its own steps, compiled once
// for each instruction set. Nothing here may be shared with other files but plain data. Equations:
// docs/ensembles.md.
#pragma once

#include <cstddef>
#include <cstdint>

#include <perilune/core/isa.hpp>

namespace perilune::detail {

/// What all flights have in common; no units.
struct ThreeBodyTask {
  double mu = 0.0;
  double span = 0.0;  ///< time to fly, negative backward
  double relative_square = 0.0;
  double absolute_position_square = 0.0;
  double absolute_velocity_square = 0.0;
  std::int64_t most_steps = 0;  ///< of one flight
};

enum class ThreeBodyStop { end, step_limit, step_too_small, non_finite };

struct ThreeBodyFlight {
  double y[6] = {};      ///< position and velocity in the turning axes, at the start, then where it stopped
  double elapsed = 0.0;  ///< time flown
  double worst = 0.0;    ///< largest estimated error over allowed error of a step that was kept
  std::int64_t steps = 0, rejected = 0;
  ThreeBodyStop stop = ThreeBodyStop::end;
};

struct ThreeBodyKernels {
  int lanes;
  /// Flies any number; a lane that is done takes the next. What becomes of a flight depends on itself alone.
  void (*fly)(const ThreeBodyTask& task, ThreeBodyFlight* flights, std::size_t count);
};

namespace baseline {
extern const ThreeBodyKernels three_body_kernels;
}
namespace avx2 {
extern const ThreeBodyKernels three_body_kernels;
}
namespace avx512 {
extern const ThreeBodyKernels three_body_kernels;
}

}  // namespace perilune::detail
