#pragma once

#include <perilune/bodies/constants.hpp>
#include <perilune/frames/transform.hpp>

/// Where a body stands in a site's sky, from the frames alone: the light left the body earlier, and the
/// observer's velocity tilts it. Shares nothing with the access layer.
inline perilune::AzimuthElevation brute_force_sky(perilune::BodyId body, const perilune::Frame& site,
                                                  perilune::Epoch epoch) {
  using namespace perilune;
  const Ephemeris& ephemeris = Ephemeris::embedded();
  const PositionVelocity observer = transformed({}, site, barycentric_icrf, epoch);
  const TwoPartSeconds tdb = epoch.tdb();
  double light_time_s = 0.0;
  Eigen::Vector3d way_m;
  for (int i = 0; i < 4; ++i) {
    way_m = ephemeris.position_m(body, solar_system_barycentre, tdb.whole, tdb.fraction - light_time_s) -
            observer.position_m;
    light_time_s = way_m.norm() / speed_of_light_m_s;
  }
  const Eigen::Vector3d seen = way_m + light_time_s * observer.velocity_m_s;
  return azimuth_elevation(rotation(barycentric_icrf, site, epoch).R * seen);
}
