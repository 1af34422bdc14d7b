#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <perilune/core/thread_pool.hpp>
#include <perilune/design/families/orbit_family.hpp>

namespace perilune {

/// The families of periodic orbits that missions to the Moon use.
enum class FamilyName {
  lyapunov,            ///< in the plane, about a collinear point
  halo,                ///< branches from `lyapunov` out of the plane
  near_rectilinear,    ///< the end of `halo` that passes close to the Moon, at its poles
  distant_retrograde,  ///< in the plane, about the Moon, backward
  vertical,            ///< about a collinear point, a figure of eight up and down
  axial,               ///< from `lyapunov` at its next branching: symmetric about the x axis
  butterfly,           ///< from `near_rectilinear` at twice the period
  short_period,        ///< in the plane, about a triangular point, once a month
  long_period,         ///< likewise, three months
};

/// All nine, in this order.
inline constexpr std::array<FamilyName, 9> all_families{
    FamilyName::lyapunov,           FamilyName::halo,         FamilyName::near_rectilinear,
    FamilyName::distant_retrograde, FamilyName::vertical,     FamilyName::axial,
    FamilyName::butterfly,          FamilyName::short_period, FamilyName::long_period};

enum class LibrationPoint { l1 = 1, l2 = 2, l3 = 3, l4 = 4, l5 = 5 };

/// Of a family that comes in two, mirrored in the plane of the bodies: where most of an orbit is.
enum class OrbitHalf { northern, southern };

struct NamedFamilyOptions {
  /// L1 or L2 (Lyapunov and vertical: L3, too) of the families about a collinear point, L4 or L5 of short and
  /// long period; not looked at for `distant_retrograde`. Default: L2, and L4.
  std::optional<LibrationPoint> point = {};
  OrbitHalf half = OrbitHalf::southern;
  std::size_t members = 100;  ///< at least; a family that ends sooner is followed again in shorter steps
  double largest_step_nd = 0.02;
  /// Of the Moon's centre; the family ends below. Default: the Moon's surface.
  double least_periapsis_nd = 0.0044582;
  bool find_bifurcations = true;
  PeriodicOrbitOptions orbit = {};
};

/// Finds and follows a family from its beginning: an oscillation of small size about a libration point, a
/// circle about the Moon, or the branch point of another family, which is followed as far as needed.
///
/// `near_rectilinear` is what of `halo` lies beyond the point where its in-plane instability ends, down to
/// the least periapsis.
///
/// @throws InvalidArgument for a point that the family does not go about, or options out of range
/// @throws Error if the family is not found where it should begin (a model far from the Earth and the Moon's)
///
/// Checked in: tests/unit/design/families/test_named_families.cpp,
/// tests/validation/design/test_periodic_families.cpp (JPL's catalogue)
OrbitFamily find_family(const Cr3bp& model, FamilyName name, const NamedFamilyOptions& options = {});

/// Several families, side by side on the threads of a pool; in the order asked for.
std::vector<OrbitFamily> find_families(const Cr3bp& model, std::span<const FamilyName> names,
                                       const NamedFamilyOptions& options, ThreadPool& pool);

std::string_view to_text(FamilyName name);

}  // namespace perilune
