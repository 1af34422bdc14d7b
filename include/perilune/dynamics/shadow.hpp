#pragma once

#include <cmath>
#include <numbers>

#include <perilune/bodies/vector3.hpp>
#include <perilune/core/simd.hpp>

namespace perilune {

namespace detail {

/// Area in which two discs of radii a and b overlap whose centres are c apart and whose edges cross.
template <class T>
T lens_area(const T& a, const T& b, const T& c) {
  using std::atan2;
  using std::sqrt;
  // Four times the triangle of the two centres and a crossing of the edges (Heron), and its angles.
  const T four_triangles = sqrt((a + b + c) * (a + b - c) * (c + a - b) * (c + b - a));
  const T difference = (a - b) * (a + b);
  const T half_angle_a = atan2(four_triangles, c * c + difference);
  const T half_angle_b = atan2(four_triangles, c * c - difference);
  return a * a * half_angle_a + b * b * half_angle_b - T(0.5) * four_triangles;
}

/// A disc on the sky: its angular radius, with sine and cosine.
template <class T>
struct SkyDisc {
  T sine;
  T cosine;

  SkyDisc(double radius_m, const T& distance_square) {
    using std::sqrt;
    const T square = T(radius_m * radius_m) / distance_square;
    // From the surface, or below it, a body fills half of the sky.
    const bool outside = simd::any(square < T(1.0));
    sine = outside ? T(sqrt(square)) : T(1.0);
    cosine = outside ? T(sqrt(T(1.0) - square)) : T(0.0);
  }
  T radius_rad() const {
    using std::atan2;
    return atan2(sine, cosine);
  }
};

/// Angle between two directions [rad].
template <class T>
T angle_between(const Vector3<T>& a, const Vector3<T>& b) {
  using std::atan2;
  return atan2(a.cross(b).norm(), a.dot(b));
}

/// Share of the smaller of two discs on the sky that lies in the other: 0 where they stand apart, 1 where one
/// is inside the other.
template <class T>
T overlap_of_discs(const Vector3<T>& to_a_m, double a_radius_m, const Vector3<T>& to_b_m, double b_radius_m) {
  const T a = SkyDisc<T>(a_radius_m, to_a_m.squaredNorm()).radius_rad();
  const T b = SkyDisc<T>(b_radius_m, to_b_m.squaredNorm()).radius_rad();
  const T c = angle_between(to_a_m, to_b_m);
  if (simd::any(c >= a + b)) return T(0.0);
  const bool a_smaller = simd::any(a < b);
  const T& smaller = a_smaller ? a : b;
  const T& larger = a_smaller ? b : a;
  if (simd::any(c <= larger - smaller)) return T(1.0);
  return lens_area(a, b, c) / (T(std::numbers::pi) * smaller * smaller);
}

/// `visible_sun_share` of a scalar that is one number.
template <class T>
T visible_sun_share_of_one(const Vector3<T>& to_sun_m, const Vector3<T>& to_body_m, double solar_radius_m,
                           double body_radius_m) {
  using std::sqrt;
  const T sun_square = to_sun_m.squaredNorm();
  const T body_square = to_body_m.squaredNorm();
  const T product = to_sun_m.dot(to_body_m);
  // Behind the spacecraft: nothing is hidden, unless the body fills nearly half of the sky.
  if (simd::any(product < T(0.0)) && simd::any(T(body_radius_m * body_radius_m) < T(0.99) * body_square))
    return T(1.0);
  const SkyDisc<T> sun_disc(solar_radius_m, sun_square);
  const SkyDisc<T> body_disc(body_radius_m, body_square);
  const T lengths = sqrt(sun_square * body_square);
  // The angle between the centres against the sum and the difference of the radii, by their cosines.
  if (simd::any(product <= lengths * (sun_disc.cosine * body_disc.cosine - sun_disc.sine * body_disc.sine)))
    return T(1.0);
  const T a = sun_disc.radius_rad();
  const T b = body_disc.radius_rad();
  const bool larger = simd::any(b >= a);  // than the Sun
  const T hidden_wholly = larger ? T(0.0) : T(T(1.0) - (b / a) * (b / a));
  if (simd::any(product >= lengths * (sun_disc.cosine * body_disc.cosine + sun_disc.sine * body_disc.sine)))
    return hidden_wholly;
  const T c = angle_between(to_sun_m, to_body_m);
  if (simd::any(c >= a + b)) return T(1.0);  // what rounding leaves of the two comparisons above
  if (simd::any(c <= (larger ? b - a : a - b))) return hidden_wholly;
  return T(1.0) - lens_area(a, b, c) / (T(std::numbers::pi) * a * a);
}

}  // namespace detail

/// How much of the Sun's disc a spherical body leaves visible, by area: 1 in full sunlight, 0 in the umbra,
/// in between in the penumbra and where the body passes in front of a larger Sun. Both discs are circles on
/// the sky, the Sun as bright at the edge as in the middle; the share and its first derivative are
/// continuous everywhere.
///
/// @param to_sun_m        from the spacecraft to the centre of the Sun, in any axes [m]
/// @param to_body_m       from the spacecraft to the centre of the body [m]
/// @param solar_radius_m  > 0 [m]
/// @param body_radius_m   > 0 [m]; from below the surface the body fills half of the sky
/// @tparam T              double, long double, dual numbers; packs, lane by lane where one is near a shadow
///
/// Source: Montenbruck, Gill, Satellite Orbits, 2000, section 3.4.2 (the areas as in any table of formulas).
/// Checked in: tests/unit/dynamics/test_shadow.cpp
template <class T>
T visible_sun_share(const Vector3<T>& to_sun_m, const Vector3<T>& to_body_m, double solar_radius_m,
                    double body_radius_m) {
  if constexpr (1 < simd::lanes_of<T>) {
    using One = simd::pack<double, 1>;
    if (simd::all(to_sun_m.dot(to_body_m) < T(0.0)) &&
        simd::all(T(body_radius_m * body_radius_m) < T(0.99) * to_body_m.squaredNorm())) {
      return T(1.0);
    }
    T made;
    for (int i = 0; i < simd::lanes_of<T>; ++i) {
      const Vector3<One> to_sun(One(to_sun_m.x()[i]), One(to_sun_m.y()[i]), One(to_sun_m.z()[i]));
      const Vector3<One> to_body(One(to_body_m.x()[i]), One(to_body_m.y()[i]), One(to_body_m.z()[i]));
      made.set(i, detail::visible_sun_share_of_one(to_sun, to_body, solar_radius_m, body_radius_m)[0]);
    }
    return made;
  } else {
    return detail::visible_sun_share_of_one(to_sun_m, to_body_m, solar_radius_m, body_radius_m);
  }
}

}  // namespace perilune
