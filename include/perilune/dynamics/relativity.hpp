#pragma once

#include <optional>

#include <perilune/bodies/constants.hpp>
#include <perilune/dynamics/basic_state.hpp>
#include <perilune/dynamics/environment.hpp>

namespace perilune {

struct RelativityOptions {
  /// Of the centre of integration, > 0 [m^3/s^2]. Default: DE440's.
  std::optional<double> mu_m3_s2 = {};
};

/// What general relativity adds to the gravity of the centre of integration: the Schwarzschild term, with r
/// and v from the centre.
///
///     a = mu / (c^2 r^3) ((4 mu / r - v^2) r + 4 (r . v) v)
///
/// In a low Earth orbit 2e-9 of the central term. The Lense-Thirring and de Sitter terms, 1e-2 of it and
/// less, are left out.
///
/// Source: IERS Conventions 2010, eq. 10.12 with beta = gamma = 1.
/// Checked in: tests/unit/dynamics/test_relativity.cpp (the perihelion of Mercury)
class Relativity {
 public:
  /// @throws InvalidArgument if mu is given and is not positive and finite
  explicit Relativity(const RelativityOptions& options = {});

  /// @throws InvalidArgument if the centre has no gravitational parameter of ours and none was given
  void bind(EnvironmentLayout& layout);

  template <class T>
  Vector3<T> acceleration_m_s2(const BasicState<T>& state) const {
    using std::sqrt;
    const Vector3<T>& r = state.position_m;
    const Vector3<T>& v = state.velocity_m_s;
    const T square = r.squaredNorm();
    const T distance = sqrt(square);
    constexpr double c_square = speed_of_light_m_s * speed_of_light_m_s;
    const T factor = T(mu_m3_s2_ / c_square) / (square * distance);
    return factor * ((T(4.0 * mu_m3_s2_) / distance - v.squaredNorm()) * r + (T(4.0) * r.dot(v)) * v);
  }

 private:
  std::optional<double> given_mu_m3_s2_;
  double mu_m3_s2_ = 0.0;
};

/// Relativity about the centre, for `forces`. @throws InvalidArgument as the class
Relativity relativity(const RelativityOptions& options = {});

}  // namespace perilune
