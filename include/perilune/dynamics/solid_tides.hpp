#pragma once

#include <array>
#include <optional>

#include <perilune/bodies/body.hpp>
#include <perilune/dynamics/basic_state.hpp>
#include <perilune/dynamics/environment.hpp>

namespace perilune {

struct SolidTidesOptions {
  /// Love number of degree 2, >= 0. Default: Earth 0.301 (the mean of the anelastic values of IERS
  /// Conventions 2010, table 6.3, which differ by 1 %), Moon 0.02416 (Williams and others, Journal of
  /// Geophysical Research: Planets 119, 2014).
  std::optional<double> k2 = {};
};

/// The bulge that other bodies raise on the Earth (Moon, Sun) or the Moon (Earth, Sun), by the Love number
/// k2 of the solid body. With r from the deformed body to the spacecraft, d to the body that raises the tide,
/// u and w their unit vectors and R the radius of the deformed body:
///
///     a = 3/2 k2 mu_d R^5 / (|d|^3 |r|^4) ((1 - 5 (u . w)^2) u + 2 (u . w) w)
///
/// Elastic: the bulge stands under the body that raises it. The permanent part is in it, so that the field
/// beside it is to be a tide-free one, as the embedded ones are. What it does to a centre of
/// integration other than the deformed body is subtracted, as for the body itself.
///
/// Its parameter for derivatives: "k2 earth" or "k2 moon" [1].
///
/// Source: IERS Conventions 2010, eq. 6.6, degree 2, in closed form. Checked in:
/// tests/unit/dynamics/test_solid_tides.cpp (against those coefficients in a field)
class SolidTides {
 public:
  /// @throws InvalidArgument if the body is neither the Earth nor the Moon, or k2 is negative or not finite
  explicit SolidTides(BodyId body, const SolidTidesOptions& options = {});

  BodyId body() const { return body_; }
  double k2() const { return k2_; }

  void bind(EnvironmentLayout& layout);

  template <class T>
  Vector3<T> acceleration_m_s2(const BasicState<T>& state, const Environment<T>& environment) const {
    return pull(state.position_m - environment.position_m(place_), environment);
  }

  template <class T>
  void accelerate_center(Environment<T>& environment) const {
    if (!central_) environment.center_acceleration_m_s2 += pull(-environment.position_m(place_), environment);
  }

 private:
  struct Raiser {
    BodyId body;
    double factor = 0.0;  // 3/2 mu R^5
    int place = 0;
  };

  template <class T>
  Vector3<T> pull(const Vector3<T>& r, const Environment<T>& environment) const {
    using std::sqrt;
    const T per_square = T(1.0) / r.squaredNorm();
    const Vector3<T> up = sqrt(per_square) * r;
    const T k2 = environment.parameter(k2_place_, k2_);
    Vector3<T> sum;
    for (const Raiser& raiser : raisers_) {
      const Vector3<T> d = environment.position_m(raiser.place) - environment.position_m(place_);
      const T d_square = d.squaredNorm();
      const T per_distance = T(1.0) / sqrt(d_square);
      const Vector3<T> towards = per_distance * d;
      const T cosine = up.dot(towards);
      const T factor =
          T(raiser.factor) * per_distance * per_distance * per_distance * per_square * per_square;
      sum += factor * ((T(1.0) - T(5.0) * cosine * cosine) * up + (T(2.0) * cosine) * towards);
    }
    return k2 * sum;
  }

  BodyId body_;
  double k2_;
  int k2_place_ = 0;
  int place_ = 0;
  bool central_ = false;
  std::array<Raiser, 2> raisers_{};
};

/// Solid tides of the Earth or the Moon, for `forces`. @throws InvalidArgument as the class
SolidTides solid_tides(BodyId body, const SolidTidesOptions& options = {});

}  // namespace perilune
