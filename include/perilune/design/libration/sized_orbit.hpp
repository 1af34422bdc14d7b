#pragma once

#include <optional>
#include <string_view>

#include <perilune/design/families/named_families.hpp>
#include <perilune/dynamics/cr3bp.hpp>

namespace perilune {

/// What the size of an orbit about a libration point, or of a distant one about the Moon, is told by.
enum class OrbitMeasure {
  period,     ///< [s]
  perilune,   ///< altitude above the Moon's sphere, where it comes closest [m]
  amplitude,  ///< farthest from the plane of the Moon's motion; of a distant retrograde orbit, which lies in
              ///< it, where it crosses the line from the Earth, from the Moon's centre [m]
};

/// The size of an orbit. Lengths are those of a Moon at its mean distance of 384,400 km, times those of mean
/// sidereal months: the orbit itself breathes with the Moon's distance.
double measure_of(const Cr3bp& model, FamilyName family, const PeriodicOrbit& orbit, OrbitMeasure measure);

/// The sizes for which `sized_orbit` finds an orbit about the Earth's Moon, rounded inward.
struct MeasureRange {
  double least = 0.0;
  double most = 0.0;
};
/// @throws InvalidArgument for families other than those of `sized_orbit`
MeasureRange measure_range(FamilyName family, OrbitMeasure measure);

/// The orbit of a family with a size: of several the first one from the beginning of the family on.
///
/// @param family  halo or near-rectilinear (about L2), or distant retrograde
/// @param half    not looked at for distant retrograde orbits
/// @return        nothing if the family has none
/// @throws InvalidArgument for another family
///
/// Checked in: tests/unit/design/libration/test_sized_orbit.cpp
std::optional<PeriodicOrbit> sized_orbit(const Cr3bp& model, FamilyName family, OrbitHalf half,
                                         OrbitMeasure measure, double size);

/// The mean period of a three-body orbit among real bodies: its period in units of the mean sidereal month
/// [s].
double mean_period_s(const PeriodicOrbit& orbit);

std::string_view to_text(OrbitMeasure measure);

}  // namespace perilune
