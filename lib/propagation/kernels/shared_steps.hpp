// Members of an ensemble side by side over a shared sequence of steps, compiled once for each instruction
// set. Nothing here may be shared with other files but plain data. Equations: docs/ensembles.md.
#pragma once

#include <perilune/core/isa.hpp>

namespace perilune::detail {

/// One step of RKN12(10), with all that depends on time alone: lengths and times enter as h^2 times an
/// acceleration, so that no stage multiplies by the step.
struct SharedStep {
  double h = 0.0;
  /// A row of SharedPath::row_size numbers for each of the 17 stages; see SharedPath.
  const double* rows = nullptr;
  /// mu h^2 of each body [m^3], in the order of the rows.
  const double* pulls = nullptr;
  /// Where the nominal is at the start and the end [m].
  double from[3] = {}, to[3] = {};
  /// Square of the offset from the nominal up to which the distant bodies may be taken by their series of
  /// order 1 and 2 [m^2].
  double first_reach_square = 0.0, second_reach_square = 0.0;
  /// Square of the offset up to which no watched body can be hit in this step [m^2].
  double clear_square = 0.0;
  /// Six numbers for each watched body: position and velocity at the start, then the same at the end.
  const double* watched = nullptr;
};

/// A sequence of steps that all members fly.
///
/// A row tells of one instant. Where the series serve (SharedStep::first_reach_square), body 0 is the centre
/// of integration, body 1 the other one that is near, and the pull of all further, distant bodies with its
/// gradient and second gradient is taken at the nominal's place and serves all members. Times
/// h^2, if nothing else is said:
///
///     0   a_0       acceleration of the distant bodies and of the centre at the nominal [3]
///     3   G         its gradient: xx, xy, xz, yy, yz, zz [6]
///     9   H / 2     half its second gradient: xxx xxy xxz xyy xyz xzz yyy yyz yzz zzz [10]
///     19  -a_c      what the centre's own acceleration takes away [3]
///     22  r_0       where the nominal is [3], not times h^2
///     25  q         where the bodies are [3 each], not times h^2
struct SharedPath {
  static constexpr int stages = 17;
  static constexpr int at_gradient = 3, at_second = 9, at_center = 19, at_place = 22, at_bodies = 25;

  int steps = 0;
  int row_size = 0;
  int bodies = 0;
  int watched = 0;  ///< bodies whose surface may be met
  const double* watched_radii_m = nullptr;
  const double* watched_mu_m3_s2 = nullptr;

  double relative_square = 0.0;           ///< of the tolerance
  double absolute_position_square = 0.0;  ///< [m^2]
  double absolute_velocity_square = 0.0;  ///< [m^2/s^2]
  int most_halvings = 0;

  const SharedStep* whole = nullptr;  ///< `steps` of them
  /// The 2^halvings equal parts of a step, halvings >= 1. May be called by several threads.
  const SharedStep* (*parts)(void* context, int step, int halvings) = nullptr;
  void* context = nullptr;
};

/// What the flight of a member over a shared path came to.
struct SharedFlight {
  double y[6] = {};    ///< position [m] and velocity [m/s], at the start of the path, then at its end
  double worst = 0.0;  ///< largest estimated error over allowed error of a step that was kept
  int halved = 0;      ///< steps that were flown in parts
  int evaluations = 0;
  /// Whether it has to be flown alone: the steps were too long for it, it may meet the surface of a body, or
  /// it has left the numbers.
  bool left = false;
};

/// Where distant bodies are as seen from the nominal at the stages of a step.
struct DistantBodies {
  static constexpr int padded = 24;  ///< stages; those after the last repeat it, for the lanes' sake

  int count = 0;
  const double* pulls = nullptr;    ///< mu h^2 of each [m^3]
  const double* offsets = nullptr;  ///< [m], by body, then x, y, z, then padded stage
};

/// The same for every instruction set.
struct SharedKernels {
  int lanes;
  /// Flies 1 to `lanes` members.
  void (*fly)(const SharedPath& path, SharedFlight* members, int count);
  /// Adds pull, gradient and half the second gradient of distant bodies to the rows of a step.
  void (*add_series)(const DistantBodies& bodies, double* rows, int row_size);
};

namespace baseline {
extern const SharedKernels shared_kernels;
}
namespace avx2 {
extern const SharedKernels shared_kernels;
}
namespace avx512 {
extern const SharedKernels shared_kernels;
}

}  // namespace perilune::detail
