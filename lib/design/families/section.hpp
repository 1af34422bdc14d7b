#pragma once

#include <array>
#include <span>
#include <vector>

#include <Eigen/Core>

#include <perilune/design/families/periodic_orbit.hpp>

namespace perilune::detail {

/// Where an orbit of a symmetry starts and ends: which components of its state are free, and which have to be
/// zero after half a period. Without symmetry: all have to come back after a whole one.
struct Section {
  std::vector<int> free;
  std::vector<int> zero;
  bool whole = false;
  std::array<double, 6> reflection{};  ///< signs of the state under the symmetry, with time reversed
};
const Section& section_of(OrbitSymmetry symmetry);

/// Unknowns of an orbit: the free components of its state, then the time flown (half a period or a whole
/// one).
Eigen::VectorXd unknowns_of(const Section& section, const StateNd& state, double period_nd);
StateNd state_of(const Section& section, const Eigen::VectorXd& unknowns);
double period_of(const Section& section, const Eigen::VectorXd& unknowns);

/// What closing an orbit asks of its unknowns, at some unknowns.
struct Closing {
  Eigen::VectorXd residuals;
  Eigen::MatrixXd jacobian;
  Matrix6 transition;  ///< over the time flown
  StateNd end;
  Vector6 start_rate;
};
/// @param multiple  of the time that is flown
std::optional<Closing> closing(const Cr3bp& model, const Section& section, const Eigen::VectorXd& unknowns,
                               double relative_tolerance);

/// A converged orbit as the continuation keeps it.
struct FoundOrbit {
  Eigen::VectorXd unknowns;
  Closing closing;
  int iterations = 0;
};

/// Newton's method with one row more: tangent . (unknowns - predicted) = 0. No tangent: the smallest change.
std::optional<FoundOrbit> close_orbit(const Cr3bp& model, const Section& section, Eigen::VectorXd unknowns,
                                      const Eigen::VectorXd* tangent, const PeriodicOrbitOptions& options);

/// The direction in which the family goes on: unit vector in the unknowns that keeps the orbit closed.
/// @param like  it has a positive component along this one
Eigen::VectorXd family_tangent(const Section& section, const FoundOrbit& orbit, const Eigen::VectorXd& like);

/// Everything that is told of an orbit.
PeriodicOrbit described(const Cr3bp& model, OrbitSymmetry symmetry, const FoundOrbit& orbit);

/// Indices of a monodromy matrix.
StabilityIndices stability_of(const Matrix6& monodromy, bool planar);

/// Of a whole period, from what was flown.
Matrix6 monodromy_from(const Section& section, const Matrix6& transition);

}  // namespace perilune::detail
