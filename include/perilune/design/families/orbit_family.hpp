#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include <Eigen/Core>

#include <perilune/design/families/periodic_orbit.hpp>

namespace perilune {

/// What happens to a family between two of its members.
enum class BifurcationKind {
  tangent,          ///< an index passes 1: another family of the same period branches off
  fold,             ///< the same where the family turns back in Jacobi's constant: none branches off
  period_doubling,  ///< an index passes -1: a family of twice the period branches off
  collision,        ///< two indices meet and become a complex pair, or come back from one
};

struct Bifurcation {
  BifurcationKind kind = BifurcationKind::tangent;
  std::size_t after_member = 0;  ///< between this member and the next
  PeriodicOrbit orbit;           ///< at the bifurcation, as near as `index` says
  double index_defect = 0.0;     ///< how far the index is from where it should be, there
};

/// Why a continuation ended.
enum class FamilyEnd {
  complete,        ///< as many members as asked for
  limit,           ///< `keep` refused the next member
  step_too_small,  ///< no orbit was found along the tangent, however close
};

struct FamilyOptions {
  std::size_t members = 100;
  /// Along the family, in the space of the start's free components and the time to the next section.
  double first_step_nd = 1e-3;
  double largest_step_nd = 0.02;
  double smallest_step_nd = 1e-7;
  /// The longest turn of the tangent from one member to the next.
  double most_turn_rad = 0.35;
  bool find_bifurcations = true;
  /// Whether a member still belongs to it: a floor for the periapsis, a range of periods. Default: all whose
  /// periapsis is above `least_periapsis_nd`.
  std::function<bool(const PeriodicOrbit&)> keep = {};
  double least_periapsis_nd = 0.0;
  PeriodicOrbitOptions orbit = {};
};

/// A one-parameter family of periodic orbits, in the order in which it was followed.
struct OrbitFamily {
  std::vector<PeriodicOrbit> members;
  std::vector<double> arclength_nd;  ///< from the first member, along the family
  std::vector<Bifurcation> bifurcations;
  FamilyEnd end = FamilyEnd::complete;
  int flights = 0;  ///< with variational equations, that it took
};

/// Where a continuation starts: an orbit near the family, and the way to go.
struct FamilySeed {
  PeriodicOrbit orbit;
  /// Change of position and velocity at the start per unit of arclength, and of the period; only its sense
  /// and, at a branching, its direction matter.
  Vector6 state_direction = Vector6::Zero();
  double period_direction = 0.0;
};

/// Follows a family from an orbit by pseudo-arclength: predicts along the tangent, then corrects on the plane
/// across it. Passes folds. The first member is the orbit itself (from a branch point: its first neighbour).
/// The step follows how the tangent turns and how fast Newton's method converges.
///
/// Where a stability index passes 1 or -1 from one member to the next, or two meet, the orbit in between is
/// found by the secant method.
///
/// @throws InvalidArgument for options out of range (naming all of them)
///
/// Source: Keller, Numerical solution of bifurcation and nonlinear eigenvalue problems, 1977; Doedel et al.,
/// International Journal of Bifurcation and Chaos 17, 2007.
/// Checked in: tests/unit/design/families/test_named_families.cpp,
/// tests/validation/design/test_periodic_families.cpp
OrbitFamily continue_family(const Cr3bp& model, const FamilySeed& seed, const FamilyOptions& options = {});

/// Where another family leaves this orbit, at a bifurcation: the direction that its closing leaves besides
/// the family's own.
/// @param symmetry  of the family that branches off: `mirror` or `axis` from `planar_mirror`, else its own
/// @param periods   1, or 2 at a period doubling
/// @return one for each of the two places, half a period apart, where an orbit of the new family can start;
///         none if the symmetry does not fit or the orbit is no branch point (the second singular value of
///         its closing is above `tolerance` times the largest)
/// @throws InvalidArgument for other `periods`, or the symmetry `planar`
std::vector<FamilySeed> branches_at(const Cr3bp& model, const PeriodicOrbit& orbit, OrbitSymmetry symmetry,
                                    int periods = 1, double tolerance = 1e-5);

/// The member of a family for which a function has a value, such as Jacobi's constant or the period: between
/// two members on either side of it, along the family.
/// @return one for each pair of neighbours with the value between them, in the order of the family
std::vector<PeriodicOrbit> members_with(const Cr3bp& model, const OrbitFamily& family,
                                        const std::function<double(const PeriodicOrbit&)>& function,
                                        double value, double tolerance = 1e-12);

std::string_view to_text(BifurcationKind kind);
std::string_view to_text(FamilyEnd end);

}  // namespace perilune
