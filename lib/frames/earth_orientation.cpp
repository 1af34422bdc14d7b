#include <perilune/frames/earth_orientation.hpp>

#include <erfa.h>

#include <cmath>

#include <perilune/frames/celestial_pole.hpp>

namespace perilune {
namespace {

/// ERFA's matrices are rows of C arrays.
Eigen::Matrix3d from_erfa(const double (&m)[3][3]) {
  Eigen::Matrix3d matrix;
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) matrix(row, column) = m[row][column];
  }
  return matrix;
}

/// Rotation from the ICRF to the celestial intermediate system: precession and nutation.
Eigen::Matrix3d cirs_from_icrf(const CelestialPole& pole) {
  double matrix[3][3];
  eraC2ixys(pole.x, pole.y, pole.s_rad, matrix);
  return from_erfa(matrix);
}

/// The pole's matrix: from the terrestrial intermediate system to the ITRF.
Eigen::Matrix3d itrf_from_tirs(JulianDate tt, const EarthOrientation& orientation) {
  double matrix[3][3];
  eraPom00(orientation.xp_rad, orientation.yp_rad, eraSp00(tt.day, tt.fraction), matrix);
  return from_erfa(matrix);
}

}  // namespace

double earth_rotation_angle_rad(JulianDate ut1) {
  return eraEra00(ut1.day, ut1.fraction);
}

double earth_rotation_angle_rad(Epoch epoch, const EarthOrientation& orientation) {
  return earth_rotation_angle_rad(julian_date(epoch, TimeScale::ut1, orientation.ut1_minus_utc_s));
}

Eigen::Matrix3d itrf_from_icrf_matrix(JulianDate tt, JulianDate ut1, const EarthOrientation& orientation) {
  return itrf_from_tirs(tt, orientation) * R3(earth_rotation_angle_rad(ut1)) *
         cirs_from_icrf(celestial_pole(tt));
}

Eigen::Matrix3d itrf_from_icrf_matrix(Epoch epoch, const EarthOrientation& orientation) {
  return itrf_from_icrf_matrix(julian_date(epoch, TimeScale::tt),
                               julian_date(epoch, TimeScale::ut1, orientation.ut1_minus_utc_s), orientation);
}

Eigen::Matrix3d quick_itrf_from_icrf_matrix(Epoch epoch, const EarthOrientation& orientation) {
  return itrf_from_tirs(julian_date(epoch, TimeScale::tt), orientation) *
         R3(earth_rotation_angle_rad(epoch, orientation)) *
         cirs_from_icrf(detail::CelestialPoleTable(epoch).pole(0.0));
}

Rotation itrf_from_icrf(Epoch epoch, const EarthOrientation& orientation) {
  const JulianDate tt = julian_date(epoch, TimeScale::tt);
  // Precession and nutation are smooth over minutes: the difference is exact to 1e-17 per second.
  constexpr double step_s = 300.0;
  constexpr double step_d = step_s / 86400.0;
  const auto at = [&tt](double later_d) {
    return cirs_from_icrf(celestial_pole({tt.day, tt.fraction + later_d}));
  };
  const Rotation celestial{at(0.0), (at(step_d) - at(-step_d)) / (2.0 * step_s)};
  const Rotation spin = R3(earth_rotation_angle_rad(epoch, orientation), earth_rotation_rate_rad_s);
  const Rotation pole{itrf_from_tirs(tt, orientation), Eigen::Matrix3d::Zero()};
  return pole * spin * celestial;
}

Eigen::Matrix3d eme2000_from_icrf() {
  double bias[3][3];
  double precession[3][3];
  double both[3][3];
  eraBp06(2451545.0, 0.0, bias, precession, both);
  return from_erfa(bias);
}

}  // namespace perilune
