#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include <perilune/design/families/periodic_orbit.hpp>
#include <perilune/dynamics/cr3bp.hpp>
#include <perilune/propagation/ensemble_nd.hpp>
#include <perilune/propagation/matrix6.hpp>
#include <perilune/propagation/trajectory_nd.hpp>

namespace perilune {

/// Flights that come to a periodic orbit as time goes on (stable), or that come from it (unstable).
enum class ManifoldKind { stable, unstable };

/// The two halves of a manifold. Where the orbit's state is given, the interior one begins towards the large
/// body (smaller x), the exterior one away from it; along the orbit each goes on from there.
enum class ManifoldSide { interior, exterior };

/// Where a flight of a manifold leaves the periodic orbit.
struct ManifoldStart {
  double phase_nd = 0.0;                ///< time along the orbit from its own start, 0 to the period
  StateNd orbit;                        ///< there, at time 0
  Vector6 direction = Vector6::Zero();  ///< of the manifold; its position has length 1
  StateNd state;                        ///< stepped off, at time 0
};

struct ManifoldOptions {
  std::size_t starts = 200;  ///< evenly in time along the orbit, 1 to 100,000
  /// Length of the step off the orbit. Its square is what the straight step misses the manifold by: 1e-6 is
  /// 390 m, and 1e-12 is missed.
  double step_nd = 1e-6;
  double relative_tolerance = 1e-13;
};

/// One half of the stable or the unstable manifold of a periodic orbit, to first order about it. A value.
struct InvariantManifold {
  Cr3bp model;
  PeriodicOrbit orbit;
  ManifoldKind kind = ManifoldKind::unstable;
  ManifoldSide side = ManifoldSide::exterior;
  ManifoldOptions options;
  /// By which a step off the orbit grows in one period: of the unstable manifold forward, of the stable one
  /// backward in time. Negative: the two halves change places every period.
  double multiplier = 0.0;
  std::vector<ManifoldStart> starts;

  /// 1 for an unstable manifold, which is flown forward; -1 for a stable one.
  double time_direction() const { return kind == ManifoldKind::unstable ? 1.0 : -1.0; }
  /// The start at any phase. @throws InvalidArgument if it is not finite
  ManifoldStart at(double phase_nd) const;
};

/// Steps off a periodic orbit along the eigenvector of its monodromy matrix (that of a flight backward, for
/// the stable manifold: it too is then the one that grows, and no digits are lost), carried along the orbit
/// by the state-transition matrix.
///
/// @throws InvalidArgument if the orbit has no real multiplier beyond 1 in size (it is stable, or its
/// multipliers are complex), or options are out of range
///
/// Source: Parker and Chua, Practical Numerical Algorithms for Chaotic Systems, ch. 6; Koon, Lo, Marsden,
/// Ross, Chaos 10, 2000.
/// Checked in: tests/unit/design/manifolds/test_invariant_manifold.cpp
InvariantManifold invariant_manifold(const Cr3bp& model, const PeriodicOrbit& orbit, ManifoldKind kind,
                                     ManifoldSide side, const ManifoldOptions& options = {});

/// All flights of a manifold at a time since they left: states in the order of the starts, forward or
/// backward as the manifold goes, side by side in the processor's lanes (`propagate_ensemble`).
/// @param time_nd  >= 0
std::vector<MemberFlightNd> flown(const InvariantManifold& manifold, double time_nd,
                                  const EnsembleNdOptions& how = {});

/// A plane x, y or z = value (axis 0, 1, 2) that a manifold is cut with.
struct PoincareSection {
  int axis = 1;
  double value = 0.0;
  CrossingDirection direction = CrossingDirection::either;  ///< with time running forward
};

/// Where a flight of a manifold passes a section.
struct SectionCrossing {
  std::size_t start = 0;  ///< of the manifold
  int crossing = 1;       ///< the how-manieth of this flight, from the orbit on
  double phase_nd = 0.0;
  StateNd state;  ///< its time is that since the flight left, negative backward
};

struct SectionOptions {
  double longest_nd = 10.0;  ///< that a flight is followed, > 0
  int crossings = 1;         ///< of each flight, 1 to 1000
  /// Flights are looked at every so often; two crossings within are missed. > 0
  double look_nd = 0.05;
  /// Flights that come so near to a body's centre end there, at a look. Default: never.
  double least_large_nd = 0.0;
  double least_small_nd = 0.0;
  double relative_tolerance = 1e-13;
  EnsembleNdOptions how = {};
};

/// Cuts a manifold with a plane: all flights by the ensemble from look to look, and those that have changed
/// sides once more from the look before to the plane itself.
/// @return by start, then crossing
/// @throws InvalidArgument for options out of range
std::vector<SectionCrossing> poincare_section(const InvariantManifold& manifold,
                                              const PoincareSection& section,
                                              const SectionOptions& options = {});

std::string_view to_text(ManifoldKind kind);
std::string_view to_text(ManifoldSide side);

}  // namespace perilune
