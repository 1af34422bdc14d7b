#pragma once

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/dynamics/elements.hpp>
#include <perilune/dynamics/state.hpp>

namespace perilune {

/// Axes that stand still where the Moon's Mean-Earth axes are at an instant: what lunar orbits are told in.
/// z is the Moon's axis, x the prime meridian of that instant.
/// @return R_selenographic_icrf
Eigen::Matrix3d selenographic_from_icrf(Epoch epoch, const Ephemeris& ephemeris = Ephemeris::embedded());

/// Elements of an orbit about the Moon, to its equator and prime meridian of the state's epoch: the node is
/// the selenographic longitude at which the plane crosses the equator northward at that instant.
///
/// @throws InvalidArgument as `elements_from_state`, DataError outside the ephemeris
/// Checked in: tests/unit/design/test_selenographic.cpp
ClassicalElements selenographic_elements(const State& state,
                                         const Ephemeris& ephemeris = Ephemeris::embedded());

/// The state, moon-centred icrf, of an orbit given so. @throws InvalidArgument as `state_from_elements`
State state_from_selenographic(const ClassicalElements& elements, Epoch epoch,
                               const Ephemeris& ephemeris = Ephemeris::embedded());

}  // namespace perilune
