#pragma once

#include <array>
#include <cstddef>

#include <perilune/time/epoch.hpp>
#include <perilune/time/julian_date.hpp>

namespace perilune {

/// The celestial intermediate pole, and the origin on its equator: precession and nutation.
struct CelestialPole {
  double x = 0.0;      ///< X of the unit vector, axes icrf
  double y = 0.0;      ///< Y
  double s_rad = 0.0;  ///< locator of the celestial intermediate origin
};

/// By the whole series, of 1,365 terms: about 30 us.
///
/// Source: IAU 2006/2000A, IERS Conventions 2010, ch. 5, by ERFA's eraXys06a.
/// Checked in: tests/unit/frames/test_earth_orientation.cpp, by the matrix that is made of it
CelestialPole celestial_pole(JulianDate tt);

namespace detail {

/// The same along a propagation: cubics through noons (TT) around, which a thread works out once and keeps.
/// They are good to 2e-9 rad (1.3 cm on the equator), what they leave of the fortnightly nutation: h^4 3/128
/// w^4 0.23 arcsec.
///
/// Checked in: tests/unit/dynamics/test_body_axes_source.cpp
class CelestialPoleTable {
 public:
  static constexpr double spacing_s = 86400.0;
  static constexpr std::size_t nodes = 4;
  /// X, Y [1], s [rad].
  using Node = std::array<double, 3>;

  CelestialPoleTable() = default;
  explicit CelestialPoleTable(Epoch start)
      : start_s_(static_cast<double>(start.nanoseconds_since_j2000()) * 1e-9) {}

  /// Makes the nodes around this instant the current ones; it lies between the second and the third.
  /// @param elapsed_s  of TT since the start
  void move_to(double elapsed_s);
  const std::array<Node, nodes>& current_nodes() const { return nodes_; }
  double first_node_s() const { return static_cast<double>(first_day_) * spacing_s - start_s_; }
  CelestialPole pole(double elapsed_s);

 private:
  double start_s_ = 0.0;  // since J2000
  long first_day_ = 0;
  bool filled_ = false;
  std::array<Node, nodes> nodes_{};
};

}  // namespace detail
}  // namespace perilune
