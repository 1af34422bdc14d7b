#pragma once

#include <vector>

#include <perilune/design/correction.hpp>
#include <perilune/design/manifolds/invariant_manifold.hpp>

namespace perilune {

/// A flight from one periodic orbit to another along their manifolds.
struct ManifoldConnection {
  double from_phase_nd = 0.0;  ///< where it leaves the first orbit
  double to_phase_nd = 0.0;    ///< where it comes to the second
  StateNd before;              ///< at the section, coming from the first; its time counts from there
  StateNd after;               ///< at the same place, going to the second; its time is negative
  CorrectionResult correction;

  /// Impulse at the section; of a heteroclinic connection what the correction has left.
  double delta_v_nd() const { return (after.velocity_nd - before.velocity_nd).norm(); }
  double position_gap_nd() const { return (after.position_nd - before.position_nd).norm(); }
  double duration_nd() const { return before.time_nd - after.time_nd; }
};

struct ConnectionOptions {
  int from_crossing = 1;  ///< the how-manieth passage of the section, from the first orbit on
  int to_crossing = 1;    ///< likewise backward from the second
  SectionOptions section = {};
  double tolerance_nd = 1e-10;
  /// Between orbits out of the plane: pairs of crossings with at most this impulse are looked at.
  double most_delta_v_nd = 0.2;
  std::size_t most_found = 50;
};

/// Flights from one orbit to another without or with one impulse, at a section that both manifolds pass.
///
/// - Both in the plane of the bodies and of the same Jacobi constant: the two closed curves in which the
///   manifolds pass the section are met; each crossing of their polygons starts Newton's method in the two
///   phases, until place and velocity agree: heteroclinic connections (homoclinic, if the orbits are the
///   same), which cost nothing.
/// - Otherwise, of orbits out of the plane: pairs of passages that are near, the two phases changed until
///   both places agree, and an impulse there.
///
/// @param from  unstable   @param to  stable; of the same model
/// @return the cheapest first, no two of the same phases
/// @throws InvalidArgument for manifolds of the wrong kind or of two models, planar ones of two energies
///
/// Source: Koon, Lo, Marsden, Ross, Chaos 10, 2000.
/// Checked in: tests/unit/design/manifolds/test_invariant_manifold.cpp,
/// tests/validation/design/test_heteroclinic.cpp (Wilczak and Zgliczynski 2003)
std::vector<ManifoldConnection> find_connections(const InvariantManifold& from, const InvariantManifold& to,
                                                 const PoincareSection& section,
                                                 const ConnectionOptions& options = {});

/// Both legs of it, with dense output: from the first orbit to the section, from there to the second.
struct ConnectionFlight {
  TrajectoryNd from;
  TrajectoryNd to;
};
ConnectionFlight fly(const ManifoldConnection& connection, const InvariantManifold& from);

}  // namespace perilune
