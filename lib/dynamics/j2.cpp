#include <perilune/dynamics/j2.hpp>

#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {

EarthJ2::EarthJ2(double mu_m3_s2, double j2, double reference_radius_m)
    : factor_(-1.5 * mu_m3_s2 * reference_radius_m * reference_radius_m), j2_(j2) {
  if (!(mu_m3_s2 > 0.0) || !(reference_radius_m > 0.0) || !std::isfinite(factor_) || !std::isfinite(j2)) {
    throw InvalidArgument(detail::concat(
        "j2(earth): mu_m3_s2 = ", mu_m3_s2, ", j2 = ", j2, ", reference_radius_m = ", reference_radius_m,
        ". The first and the last have to be positive, all finite; they are in m^3/s^2 and m"));
  }
}

EarthJ2 j2(BodyId body, const J2Options& options) {
  if (body != earth) {
    throw InvalidArgument(detail::concat(
        "j2(", body_name(body), "): only the Earth's J2 is built in. Use j2(earth), or a force of your own"));
  }
  return EarthJ2(options.mu_m3_s2.value_or(mu_earth_m3_s2), options.j2, options.reference_radius_m);
}

}  // namespace perilune
