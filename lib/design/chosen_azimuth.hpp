#pragma once

#include <algorithm>
#include <cmath>

#include <perilune/design/launch.hpp>

namespace perilune::detail {

/// The azimuth [rad] nearest to due east whose plane reaches a declination with 2.5 deg to spare; failing
/// that, the one of the steepest plane.
inline double chosen_azimuth_rad(const LaunchSite& site, double declination_rad) {
  constexpr double pi = 3.14159265358979323846;
  constexpr double degree = pi / 180.0;
  const double wanted = std::abs(declination_rad) + 2.5 * degree;
  const double low = site.azimuth_min.si(), high = site.azimuth_max.si();
  const double due_east = std::clamp(0.5 * pi, low, high);
  double best = due_east, furthest = -1.0;
  for (int i = 0; i <= 1800; ++i) {
    const double off = 0.1 * degree * i;
    for (const double azimuth : {due_east + off, due_east - off}) {
      if (azimuth < low || azimuth > high) continue;
      const double inclination = launch_inclination_rad(site.place, azimuth);
      const double reach = std::min(inclination, pi - inclination);
      if (reach >= wanted) return azimuth;
      if (reach > furthest) {
        furthest = reach;
        best = azimuth;
      }
    }
  }
  return best;
}

}  // namespace perilune::detail
