#pragma once

#include <perilune/bodies/vector3.hpp>

namespace perilune {

/// Axes that are fixed to a body, as unit vectors in ICRF: the rows of R_body_icrf.
template <class T>
struct BodyAxes {
  Vector3<T> x;
  Vector3<T> y;
  Vector3<T> z;

  /// Components along these axes of a vector given in ICRF.
  [[gnu::always_inline]] Vector3<T> from_icrf(const Vector3<T>& v) const {
    return {x.dot(v), y.dot(v), z.dot(v)};
  }
  /// The way back.
  [[gnu::always_inline]] Vector3<T> to_icrf(const Vector3<T>& v) const {
    return v.x() * x + v.y() * y + v.z() * z;
  }
};

}  // namespace perilune
