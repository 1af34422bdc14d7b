#include <perilune/frames/moon_axes.hpp>

#include "instant.hpp"

namespace perilune {
namespace {

constexpr double rad_per_arcsec = 3.14159265358979323846 / 648000.0;

}  // namespace

Rotation moon_pa_from_icrf(const MoonLibration& libration) {
  return R3(libration.psi_rad, libration.psi_rad_s) * R1(libration.theta_rad, libration.theta_rad_s) *
         R3(libration.phi_rad, libration.phi_rad_s);
}

Rotation detail::moon_pa_from_icrf(TwoPartSeconds tdb, const Ephemeris& ephemeris) {
  return perilune::moon_pa_from_icrf(ephemeris.moon_libration(tdb.whole, tdb.fraction));
}

Rotation detail::moon_me_from_icrf(TwoPartSeconds tdb, const Ephemeris& ephemeris) {
  return Rotation{moon_me_from_pa(), Eigen::Matrix3d::Zero()} * moon_pa_from_icrf(tdb, ephemeris);
}

Rotation moon_pa_from_icrf(Epoch epoch, const Ephemeris& ephemeris) {
  return detail::moon_pa_from_icrf(epoch.tdb(), ephemeris);
}

Eigen::Matrix3d moon_me_from_pa() {
  return R1(-0.2785 * rad_per_arcsec) * R2(-78.6944 * rad_per_arcsec) * R3(-67.8526 * rad_per_arcsec);
}

Rotation moon_me_from_icrf(Epoch epoch, const Ephemeris& ephemeris) {
  return detail::moon_me_from_icrf(epoch.tdb(), ephemeris);
}

}  // namespace perilune
