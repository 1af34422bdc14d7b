#pragma once

#include <iosfwd>
#include <string>

#include <Eigen/Core>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/bodies/position_velocity.hpp>
#include <perilune/frames/earth_orientation.hpp>
#include <perilune/frames/frame.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

/// A spacecraft at an instant: where it is and how it moves, in a frame that it names.
struct State {
  Epoch epoch;
  Frame frame;  ///< centre and axes of what follows
  Eigen::Vector3d position_m = Eigen::Vector3d::Zero();
  Eigen::Vector3d velocity_m_s = Eigen::Vector3d::Zero();
  double mass_kg = 1.0;  ///< matters to forces that push rather than attract

  /// The same in another frame.
  /// @throws as `transformed`
  State in(const Frame& other, const Ephemeris& ephemeris = Ephemeris::embedded(),
           const EarthOrientation& orientation = {}) const;
};

/// Position and velocity of `a` relative to `b`, in their frame.
/// @throws InvalidArgument if the two differ in frame or epoch: nothing is converted silently; use
/// `State::in`
PositionVelocity operator-(const State& a, const State& b);

/// How far apart two spacecraft are [m]. @throws InvalidArgument as their difference
double distance_m(const State& a, const State& b);

/// Height above the sphere of a body [m]; its radius is `radius_m(body)`.
/// @throws InvalidArgument for a body without one, DataError outside the ephemeris
double altitude_m(const State& state, BodyId body, const Ephemeris& ephemeris = Ephemeris::embedded());

/// Refuses what no spacecraft can be in: a position, velocity or mass that is not finite, a mass not
/// positive.
/// @param who  the function that asks, for the message
/// @throws InvalidArgument
void check_state(const State& state, std::string_view who);

/// In four lines, for people: epoch in TDB and frame, position [km], velocity [km/s], mass.
std::string to_text(const State& state);
std::ostream& operator<<(std::ostream& out, const State& state);

}  // namespace perilune
