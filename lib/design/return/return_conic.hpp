#pragma once

#include <optional>
#include <span>

#include <Eigen/Core>

#include <perilune/bodies/position_velocity.hpp>
#include <perilune/design/return/moon_to_earth.hpp>

namespace perilune::detail {

/// The flight home by two conics.
struct ReturnConic {
  Epoch landing;
  double azimuth_rad = 0.0;
  double entry_speed_m_s = 0.0;
  Eigen::Vector3d v_infinity_m_s = Eigen::Vector3d::Zero();  ///< relative to the Moon, outgoing, icrf
  /// How far the cone about the Moon's direction is from ever holding the site, and the downrange at which
  /// it would: 0 if it does.
  double unreachable_by_rad = 0.0;
  double nearest_downrange_m = 0.0;
};

/// @param of_moon           geocentric, icrf, at the burn
/// @param time_of_flight_s  burn to entry
/// @param perilune_m        of the departing hyperbola, roughly
/// @param near              landing wanted: the nearest one of its direction is taken
/// @param R_itrf_icrf       at `near`
ReturnConic return_conic(const PositionVelocity& of_moon, double time_of_flight_s, double perilune_m,
                         const SurfacePoint& site, const Entry& entry, ReturnDirection direction, Epoch near,
                         const Eigen::Matrix3d& R_itrf_icrf);

/// Velocity at a place relative to the Moon, from which a hyperbola leaves along an asymptote:
///
///     v = (D + v_inf/2) s + (D - v_inf/2) r/|r|,   D^2 = mu / (r (1 + cos nu)) + v_inf^2 / 4
///
/// with nu between r and s. Nothing straight below, or if the way leads through the ground.
std::optional<Eigen::Vector3d> velocity_to_asymptote_m_s(const Eigen::Vector3d& position_m,
                                                         const Eigen::Vector3d& v_infinity_m_s);

/// A craft in its orbit about the Moon.
struct OrbitPoint {
  double time_s = 0.0;
  PositionVelocity state;
};

/// The cheapest impulse on a revolution into an asymptote.
struct BestBurn {
  double time_s = 0.0;
  double delta_v_m_s = 0.0;
};
/// @param points  at even times, in their order; between them the cost is a parabola
std::optional<BestBurn> best_burn(std::span<const OrbitPoint> points, const Eigen::Vector3d& v_infinity_m_s);

}  // namespace perilune::detail
