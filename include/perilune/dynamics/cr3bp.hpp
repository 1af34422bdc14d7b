#pragma once

#include <array>
#include <concepts>

#include <Eigen/Core>

#include <perilune/bodies/vector3.hpp>
#include <perilune/core/simd.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/dynamics/state_nd.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

/// A model of motion without units, for `Propagator`: it says how a spacecraft is accelerated, for any
/// scalar.
template <class Model, class T>
concept NondimensionalModelFor = requires(const Model& model, const Vector3<T>& r, const Vector3<T>& v,
                                          const T& t) {
  { model.acceleration_nd(r, v, t) } -> std::convertible_to<Vector3<T>>;
};
template <class Model>
concept NondimensionalModel = NondimensionalModelFor<Model, double>;

/// The circular restricted three-body problem: two bodies on circles about their common centre of mass, seen
/// in axes that turn with them. Unit of length is their distance, of time the one in which they turn by one
/// radian. With mu the share of the small body in the mass, r1 and r2 the distances from the large and the
/// small one:
///
///     x'' - 2 y' = x - (1 - mu)(x + mu)/r1^3 - mu (x - 1 + mu)/r2^3
///     y'' + 2 x' = y - (1 - mu) y/r1^3 - mu y/r2^3
///     z''        =   - (1 - mu) z/r1^3 - mu z/r2^3
///
///     Propagator propagator(earth_moon_cr3bp());
///     propagator.propagate(state_nd, 3.4).end_state();
///
/// Source: Szebehely, Theory of Orbits, ch. 1. Checked in: tests/unit/dynamics/test_cr3bp.cpp,
/// tests/validation/propagation/test_periodic_orbits.cpp (JPL's catalogue)
struct Cr3bp {
  double mass_ratio_nd = 0.0;  ///< mu, 0 to 1/2
  double length_m = 0.0;       ///< unit of length: only to and from dimensions
  double time_s = 0.0;         ///< unit of time: likewise

  template <class T>
  [[gnu::always_inline]] Vector3<T> acceleration_nd(const Vector3<T>& r, const Vector3<T>& v,
                                                    const T&) const {
    const T mu(mass_ratio_nd);
    const Vector3<T> from_large(r.x() + mu, r.y(), r.z());
    const Vector3<T> from_small(r.x() - T(1.0 - mass_ratio_nd), r.y(), r.z());
    const T large = simd::over_cube(T(1.0 - mass_ratio_nd), from_large.squaredNorm());
    const T small = simd::over_cube(mu, from_small.squaredNorm());
    const T both = large + small;
    return {r.x() + T(2.0) * v.y() - large * from_large.x() - small * from_small.x(),
            r.y() - T(2.0) * v.x() - both * r.y(), -both * r.z()};
  }
};

/// The Earth and the Moon with the constants of JPL's catalogue of periodic orbits: mu 0.01215058560962404,
/// 389,703.265 km, 382,981.289 s (4.43 days). Others take 384,400 km: whoever compares periods in days
/// compares the units first. Source: https://ssd.jpl.nasa.gov/tools/periodic_orbits.html
constexpr Cr3bp earth_moon_cr3bp() {
  return {1.215058560962404e-2, 389703.264829278e3, 382981.289129055};
}

/// Refuses a mass ratio that is none. @throws InvalidArgument
void check_model(const Cr3bp& model);

/// Jacobi's constant, which the motion conserves: x^2 + y^2 + 2 (1 - mu)/r1 + 2 mu/r2 - v^2.
double jacobi_constant_nd(const Cr3bp& model, const StateNd& state);

/// The equilibria L1 to L5, in this order: L1 between the bodies, L2 beyond the small one, L3 beyond the
/// large one, L4 60 degrees ahead of the small one, L5 behind.
std::array<Eigen::Vector3d, 5> lagrange_points_nd(const Cr3bp& model);

/// What a state of a model of the Earth and the Moon stands for at an epoch, and back: in the
/// rotating-pulsating system of the ephemeris at that instant (`EarthMoonUnits`), where both bodies are in
/// their places of the model. The time of the state is not looked at.
/// @param frame  in which to give it; centre and axes
/// @throws DataError outside the span of the ephemeris
State dimensional(const StateNd& state, Epoch epoch, const Frame& frame,
                  const Ephemeris& ephemeris = Ephemeris::embedded());
StateNd nondimensional(const State& state, const Ephemeris& ephemeris = Ephemeris::embedded());

}  // namespace perilune
