#include <perilune/dynamics/solid_tides.hpp>

#include <cmath>

#include <perilune/bodies/constants.hpp>

#include "option_faults.hpp"

namespace perilune {

namespace {

constexpr double earth_k2 = 0.301;
constexpr double moon_k2 = 0.02416;
constexpr double moon_k2_radius_m = 1738.0e3;  // that belongs to it

}  // namespace

SolidTides::SolidTides(BodyId body, const SolidTidesOptions& options)
    : body_(body), k2_(options.k2.value_or(body == moon ? moon_k2 : earth_k2)) {
  detail::OptionFaults faults(detail::concat("solid_tides(", body_name(body), ")"));
  if (body != earth && body != moon) {
    faults.add("only the Earth and the Moon have them. Use solid_tides(earth) or solid_tides(moon)");
  }
  faults.want_not_negative("k2", k2_, "Leave it out for the body's own");
  faults.refuse();
  const double radius_m = body == earth ? earth_gravity_radius_m : moon_k2_radius_m;
  const BodyId near = body == earth ? moon : earth;
  const double factor = 1.5 * std::pow(radius_m, 5);
  raisers_ = {Raiser{near, factor * mu_m3_s2(near), 0}, Raiser{sun, factor * mu_sun_m3_s2, 0}};
}

void SolidTides::bind(EnvironmentLayout& layout) {
  place_ = layout.add(body_);
  k2_place_ = layout.add_parameter(detail::concat("k2 ", body_name(body_)), k2_);
  for (Raiser& raiser : raisers_) raiser.place = layout.add(raiser.body);
  central_ = !layout.moves_center(body_);
}

SolidTides solid_tides(BodyId body, const SolidTidesOptions& options) {
  return SolidTides(body, options);
}

}  // namespace perilune
