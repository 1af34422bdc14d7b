#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/design/families/periodic_orbit.hpp>
#include <perilune/dynamics/cr3bp.hpp>
#include <perilune/dynamics/standard_forces.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/propagation/trajectory.hpp>
#include <perilune/time/duration.hpp>

namespace perilune {

struct EphemerisOrbitOptions {
  std::optional<StandardForces> forces = {};  ///< default: `translunar_forces()`
  int nodes_per_revolution = 5;               ///< odd: none at the periapsis, where a guess is worst; 1 to 50
  double relative_tolerance = 1e-12;
  /// Of the gaps between arcs that are left.
  double position_tolerance_m = 1.0;
  double velocity_tolerance_m_s = 1e-5;
  int most_iterations = 60;
};

enum class EphemerisOrbitStatus { converged, not_converged };

/// A periodic orbit of the three-body problem as the real Moon, Earth and Sun let it be: nearly periodic.
struct EphemerisOrbit {
  EphemerisOrbitStatus status = EphemerisOrbitStatus::not_converged;
  std::vector<State> nodes;      ///< moon-centred icrf; arc k goes from node k to node k + 1
  std::vector<Trajectory> arcs;  ///< with dense output
  double worst_gap_m = 0.0;      ///< between the end of an arc and the next node
  double worst_gap_m_s = 0.0;
  int iterations = 0;
  std::vector<double> log;  ///< the worse gap of each iteration, over its tolerance

  Epoch begin() const { return nodes.front().epoch; }
  Epoch end() const { return nodes.back().epoch; }
  /// Moon-centred icrf. @throws InvalidArgument outside, or if it did not converge
  State at(Epoch epoch) const;
};

/// Takes an orbit of the three-body problem over to the ephemeris, for as many revolutions as asked for:
/// nodes on every revolution, put where the rotating-pulsating axes of each instant have them, are moved by
/// the smallest change (in their scales) that makes one flight of all arcs. The gaps c and their derivatives
/// by the nodes x are a chain: with arcs' transition matrices A,
///
///     dx = -W J^T (J W J^T)^-1 c,   J = [A_0 -1; A_1 -1; ...]
///
/// where J W J^T is block-tridiagonal, so that a year costs no more than its revolutions.
///
/// @param start  epoch of the orbit's own start (of a near-rectilinear one its apoapsis)
/// @param revolutions  1 to 1000. The mean period is that of the orbit in units of the mean sidereal month
/// @throws InvalidArgument for numbers out of range, DataError outside the ephemeris
///
/// Source: Howell and Pernicka, Celestial Mechanics 41, 1988; Davis et al., AAS 17-826 (near-rectilinear).
/// Checked in: tests/unit/design/libration/test_ephemeris_orbit.cpp,
/// tests/validation/design/test_year_of_nrho.cpp
EphemerisOrbit ephemeris_orbit(const Cr3bp& model, const PeriodicOrbit& orbit, Epoch start, int revolutions,
                               const EphemerisOrbitOptions& options = {},
                               const Ephemeris& ephemeris = Ephemeris::embedded());

std::string_view to_text(EphemerisOrbitStatus status);

}  // namespace perilune
