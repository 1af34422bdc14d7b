#pragma once

#include <memory>
#include <optional>

#include <perilune/bodies/body.hpp>
#include <perilune/bodies/gravity_field.hpp>
#include <perilune/dynamics/basic_state.hpp>
#include <perilune/dynamics/environment.hpp>
#include <perilune/dynamics/harmonic_series.hpp>
#include <perilune/frames/earth_orientation.hpp>

namespace perilune {

struct SphericalHarmonicsOptions {
  /// Terms up to this degree, 2 to the field's (embedded: Moon 150, Earth 90). Default: all of the field. The
  /// cost grows with its square: a low lunar orbit wants 50 to 100, one above 1000 km 10 to 20.
  std::optional<int> degree = {};
  /// Terms up to this order, 0 (zonal terms alone) to the degree. Default: the degree.
  std::optional<int> order = {};
  /// How the Earth is turned; not looked at for the Moon. The default is for dates of which nothing is known.
  EarthOrientation earth_orientation = {};
};

/// All of the gravity of the Earth or the Moon: the point mass and its field of spherical harmonics, with the
/// gravitational parameter and the radius that belong to the field. It takes the place of point_mass (and j2)
/// of that body: both together would attract twice, and are refused when the propagation starts.
///
///     forces(spherical_harmonics(moon, {.degree = 50}), point_mass(earth), point_mass(sun))
///
///     U = mu/r (1 + sum over n = 2..degree, m = 0..min(n, order) of
///                   (R/r)^n P(n,m)(sin lat) (C(n,m) cos m lon + S(n,m) sin m lon))
///
/// The acceleration is the gradient of U in the axes fixed to the body (Moon: principal axes, from the
/// librations of the ephemeris; Earth: ITRF), turned back to ICRF; stable at the poles. What the body does to
/// a centre of integration other than itself is subtracted, as for point masses. No tides.
///
/// Its parameter for derivatives: "mu moon" or "mu earth" [m^3/s^2], which scales all terms.
///
/// Source: Pines, AIAA Journal 11, 1973; equations in docs/gravity.md.
/// Checked in: tests/validation/dynamics/test_harmonics_golden.cpp,
/// tests/unit/dynamics/test_spherical_harmonics.cpp
class SphericalHarmonics {
 public:
  /// @throws InvalidArgument if the body is neither the Earth nor the Moon: the axes of others are not known
  SphericalHarmonics(BodyId body, std::shared_ptr<const detail::HarmonicSeries> series,
                     const EarthOrientation& earth_orientation = {});

  BodyId body() const { return body_; }
  int degree() const { return series_->degree(); }
  int order() const { return series_->order(); }
  /// Of the field, which is not the ephemeris' to the last digits.
  double mu_m3_s2() const { return series_->mu_m3_s2(); }

  /// @throws InvalidArgument if another force of the model has the body's point mass or flattening in it
  void bind(EnvironmentLayout& layout);

  template <class T>
  [[gnu::always_inline]] Vector3<T> acceleration_m_s2(const BasicState<T>& state,
                                                      const Environment<T>& environment) const {
    return pull(state.position_m - environment.position_m(place_), environment);
  }

  /// Without the terms above a degree, below 2 the central term alone: what integrators take for most of
  /// their iterations.
  template <int N>
  [[gnu::always_inline]] Vector3<simd::pack<double, N>> reduced_acceleration_m_s2(
      const BasicState<simd::pack<double, N>>& state, const Environment<simd::pack<double, N>>& environment,
      int most_degree) const {
    const Vector3<simd::pack<double, N>> r = state.position_m - environment.position_m(place_);
    return most_degree < 2 ? central_pull(r, environment) : pull(r, environment, most_degree);
  }

  template <class T>
  [[gnu::always_inline]] void accelerate_center(Environment<T>& environment) const {
    if (!central_) environment.center_acceleration_m_s2 += pull(-environment.position_m(place_), environment);
  }

 private:
  template <class T>
  [[gnu::always_inline]] Vector3<T> central_pull(const Vector3<T>& r,
                                                 const Environment<T>& environment) const {
    return -simd::over_cube(environment.parameter(mu_place_, mu_m3_s2()), r.squaredNorm()) * r;
  }
  template <class T, class... MostDegree>
  [[gnu::always_inline]] Vector3<T> pull(const Vector3<T>& r, const Environment<T>& environment,
                                         MostDegree... most_degree) const {
    const BodyAxes<T>& axes = body_ == moon ? environment.moon_axes : environment.earth_axes;
    const Vector3<T> there = axes.to_icrf(series_->acceleration_m_s2(axes.from_icrf(r), most_degree...));
    if (environment.parameters == nullptr) return there;
    return (environment.parameter(mu_place_, mu_m3_s2()) / T(mu_m3_s2())) * there;
  }

  BodyId body_;
  std::shared_ptr<const detail::HarmonicSeries> series_;
  EarthOrientation earth_orientation_;
  int place_ = 0;
  int mu_place_ = 0;
  bool central_ = false;
};

/// The embedded field of the Earth or the Moon, for `forces`.
/// @throws InvalidArgument for another body, or if degree or order is out of range
SphericalHarmonics spherical_harmonics(BodyId body, const SphericalHarmonicsOptions& options = {});

/// The same with a field of one's own. It is copied, as far as it is used.
SphericalHarmonics spherical_harmonics(BodyId body, const SphericalHarmonicsOptions& options,
                                       const GravityField& field);

}  // namespace perilune
