#include <perilune/dynamics/point_mass.hpp>

#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {

PointMass::PointMass(BodyId body, double mu_m3_s2) : body_(body), mu_m3_s2_(mu_m3_s2) {
  if (!(mu_m3_s2 > 0.0) || !std::isfinite(mu_m3_s2)) {
    throw InvalidArgument(detail::concat("point_mass(", body_name(body), "): mu_m3_s2 is ", mu_m3_s2,
                                         ", and has to be positive and finite [m^3/s^2]. The Earth's is ",
                                         mu_earth_m3_s2, "; was yours in km^3/s^2? Then multiply by 1e9"));
  }
}

PointMass point_mass(BodyId body, const PointMassOptions& options) {
  return PointMass(body, options.mu_m3_s2 ? *options.mu_m3_s2 : mu_m3_s2(body));
}

}  // namespace perilune
