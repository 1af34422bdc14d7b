#include <perilune/dynamics/spherical_harmonics.hpp>

#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

void check_body(BodyId body) {
  if (body != earth && body != moon) {
    throw InvalidArgument(detail::concat(
        "spherical_harmonics(", body_name(body),
        "): fields of the earth and the moon alone can be used. Take point_mass(", body_name(body), ")"));
  }
}

}  // namespace

SphericalHarmonics::SphericalHarmonics(BodyId body, std::shared_ptr<const detail::HarmonicSeries> series,
                                       const EarthOrientation& earth_orientation)
    : body_(body), series_(std::move(series)), earth_orientation_(earth_orientation) {
  check_body(body);
}

void SphericalHarmonics::bind(EnvironmentLayout& layout) {
  place_ = layout.add(body_);
  layout.claim(place_, GravityTerm::point_mass);
  layout.claim(place_, GravityTerm::flattening);
  mu_place_ = layout.add_parameter("mu " + body_name(body_), mu_m3_s2());
  central_ = !layout.moves_center(body_);
  if (body_ == moon) {
    layout.add_moon_axes();
  } else {
    layout.add_earth_axes(earth_orientation_);
  }
}

SphericalHarmonics spherical_harmonics(BodyId body, const SphericalHarmonicsOptions& options,
                                       const GravityField& field) {
  check_body(body);
  const int degree = options.degree.value_or(field.degree);
  const int order = options.order.value_or(degree);
  return SphericalHarmonics(body, std::make_shared<const detail::HarmonicSeries>(field, degree, order),
                            options.earth_orientation);
}

SphericalHarmonics spherical_harmonics(BodyId body, const SphericalHarmonicsOptions& options) {
  check_body(body);
  return spherical_harmonics(body, options,
                             body == moon ? embedded_moon_gravity() : embedded_earth_gravity());
}

}  // namespace perilune
