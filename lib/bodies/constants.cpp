#include <perilune/bodies/constants.hpp>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {

double mu_m3_s2(BodyId body) {
  if (const auto mu = find_mu_m3_s2(body)) return *mu;
  throw InvalidArgument(detail::concat(
      "mu_m3_s2: no gravitational parameter is known for ", body_name(body),
      ". Known: sun, earth, moon, earth_moon_barycentre, venus, mars, jupiter, saturn (DE440)."));
}

double radius_m(BodyId body) {
  if (body == earth) return earth_radius_m;
  if (body == moon) return moon_radius_m;
  if (body == sun) return sun_radius_m;
  throw InvalidArgument(detail::concat("radius_m: no radius is known for ", body_name(body),
                                       ". Known: earth (equatorial), moon (mean), sun."));
}

}  // namespace perilune
