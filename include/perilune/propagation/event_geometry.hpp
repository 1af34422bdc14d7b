#pragma once

#include <Eigen/Core>

#include <perilune/frames/earth_orientation.hpp>
#include <perilune/frames/site.hpp>
#include <perilune/propagation/event.hpp>

namespace perilune {

// Events of geometry. All are smooth functions of the state, found as all events are: on the dense output, by
// bounds, not by sampling. Directions are those of time running forward. Positions of bodies are geometric:
// no light time. (Visibility with light time and aberration: layer access.)
//
// Checked in: tests/unit/propagation/test_event_geometry.cpp,
// tests/convergence/propagation/test_no_event_missed.cpp (1,000 orbits against sampling every second)

/// Crossing of a distance from a body. Rising: outward.
/// @throws InvalidArgument if the distance is not positive and finite
Event distance_crossing(BodyId body, Length distance,
                        CrossingDirection direction = CrossingDirection::either);

/// Radius of the sphere of influence, a (m / M)^(2/5): of the Moon 66,183 km in the Earth's field, of the
/// Earth 924,600 km in the Sun's, from mean distances. @throws InvalidArgument for another body
double sphere_of_influence_m(BodyId body);
/// Crossing of the sphere of influence. Falling: into it.
Event sphere_of_influence_crossing(BodyId body, CrossingDirection direction = CrossingDirection::either);

/// Crossing of a plane through the centre of a body. Rising: towards the side of the normal.
/// @param normal_icrf  any length but zero
/// @throws InvalidArgument if the normal is zero or not finite
Event plane_crossing(BodyId body, const Eigen::Vector3d& normal_icrf,
                     CrossingDirection direction = CrossingDirection::either);

/// Crossing of the equator of a body: of the Earth (ITRF) or the Moon (moon_me), of date. Ascending node:
/// from south to north.
/// @throws InvalidArgument for another body
Event ascending_node(BodyId body);
Event descending_node(BodyId body);
/// Crossing of the plane in which the Moon moves about the Earth, through their barycentre; rising: to the
/// north.
Event moon_orbit_plane_crossing(CrossingDirection direction = CrossingDirection::either);

/// Which part of a shadow.
enum class ShadowPart {
  penumbra,  ///< any of the Sun's disc is hidden
  umbra,     ///< all of it is
  antumbra,  ///< the body is inside the Sun's disc: an annular eclipse
};
/// Entry into and exit from the shadow of the sphere of the Earth or the Moon: cones tangent to both spheres,
/// without an atmosphere.
/// @throws InvalidArgument for another body
Event shadow_entry(BodyId body, ShadowPart part = ShadowPart::umbra);
Event shadow_exit(BodyId body, ShadowPart part = ShadowPart::umbra);

/// The spacecraft passes an elevation in the sky of a place on the Earth or the Moon. Rising: it comes up.
/// @throws InvalidArgument for another body, an elevation beyond 90 deg, or a latitude beyond a pole
Event elevation_crossing(BodyId body, SurfacePoint site, Angle elevation,
                         CrossingDirection direction = CrossingDirection::either,
                         const EarthOrientation& orientation = {});

/// The line of sight from the spacecraft to the centre of a body is cut by the sphere of another one (loss),
/// or comes free.
/// @param occulting  the Earth, the Moon or the Sun
/// @throws InvalidArgument for a body without a radius, or if both are one
Event line_of_sight_loss(BodyId target, BodyId occulting);
Event line_of_sight_return(BodyId target, BodyId occulting);

/// The spacecraft passes a longitude about the barycentre of the Earth and the Moon, in axes that turn with
/// the Moon: 0 deg towards it, counted as it moves. Rising: in that sense.
/// @throws InvalidArgument if the longitude is not finite
Event rotating_longitude_crossing(Angle longitude, CrossingDirection direction = CrossingDirection::either);

}  // namespace perilune
