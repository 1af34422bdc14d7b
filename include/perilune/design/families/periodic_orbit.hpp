#pragma once

#include <optional>
#include <string_view>

#include <perilune/dynamics/cr3bp.hpp>
#include <perilune/dynamics/state_nd.hpp>
#include <perilune/propagation/state_transition.hpp>

namespace perilune {

/// What a periodic orbit of the circular restricted three-body problem is symmetric in. The symmetry says
/// where its state is given, and that half of the orbit tells all of it.
enum class OrbitSymmetry {
  planar_mirror,  ///< in the plane of the bodies, y to -y: starts across the x axis at a right angle
  mirror,         ///< y to -y: starts across the x-z plane at a right angle
  axis,           ///< y and z to -y and -z: starts from the x axis, at a right angle to it
  planar,         ///< in the plane of the bodies, without symmetry
};

/// How neighbours of a periodic orbit move, from its monodromy matrix (that of one period). Besides a double
/// eigenvalue 1 the matrix has two pairs l, 1/l; their indices are
///
///     nu = (l + 1/l) / 2
///
/// An orbit is stable if both are real and between -1 and 1. A family may branch where an index passes 1
/// (into orbits of the same period, or the family folds back) or -1 (twice the period), or where two indices
/// meet and become complex.
///
/// Source: Broucke, AIAA Journal 7, 1969; Howell, Celestial Mechanics 32, 1984.
struct StabilityIndices {
  double first = 0.0;  ///< the larger one in absolute value; of a planar orbit, the in-plane one
  double second = 0.0;
  /// Not 0 if the two indices are a complex pair `first` +- i `imaginary`; then `second` = `first`.
  double imaginary = 0.0;

  /// (|l| + 1/|l|) / 2 of the largest eigenvalue, at least 1: the index of JPL's catalogue.
  double largest() const;
  /// The characteristic polynomial of the two pairs: (nu - first) (nu - second). Passes zero with an index.
  double at(double nu) const;
};

/// A periodic orbit. A value.
struct PeriodicOrbit {
  StateNd state;  ///< where its symmetry lets it start, at time 0
  double period_nd = 0.0;
  OrbitSymmetry symmetry = OrbitSymmetry::mirror;
  double jacobi_nd = 0.0;
  StabilityIndices stability;
  /// Where a flight of one whole period misses its start: the larger of the two distances, of positions and
  /// of velocities. That flight has nothing to do with the ones that found the orbit.
  double closure_nd = 0.0;
  StateNd half;  ///< half a period on; of `planar` orbits likewise
  /// Least distance from the centre of the small body, over the orbit.
  double periapsis_nd = 0.0;
  double apoapsis_nd = 0.0;  ///< largest one
};

struct PeriodicOrbitOptions {
  /// Of the flights that find an orbit. Its closure follows, times the stretching of the orbit.
  double relative_tolerance = 3e-14;
  /// The residuals at the end of half an orbit (of a whole one without symmetry) are at most this large.
  double tolerance_nd = 2e-13;
  int most_iterations = 12;
};

/// Finds the periodic orbit near a guess: what the symmetry leaves free of the state changes, and the period,
/// by the smallest change that closes the orbit (Newton's method with the state-transition matrix).
///
/// @param guess   near the place that the symmetry lets the orbit start from; what has to be zero is set to
/// zero
/// @param period_nd  guess, > 0
/// @return nothing if it does not converge
/// @throws InvalidArgument for a guess that is not finite, a period not positive, a model out of range
///
/// Source: Howell, Celestial Mechanics 32, 1984.
/// Checked in: tests/unit/design/families/test_periodic_orbit.cpp
std::optional<PeriodicOrbit> correct_periodic_orbit(const Cr3bp& model, const StateNd& guess,
                                                    double period_nd, OrbitSymmetry symmetry,
                                                    const PeriodicOrbitOptions& options = {});

/// The state-transition matrix over a whole period. Of a symmetric orbit from that of half of it, which keeps
/// twice as many digits: M = G A^-1 G A with the reflection G of the symmetry.
Matrix6 monodromy_matrix(const Cr3bp& model, const PeriodicOrbit& orbit,
                         const PeriodicOrbitOptions& options = {});

std::string_view to_text(OrbitSymmetry symmetry);

}  // namespace perilune
