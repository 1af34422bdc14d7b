#include <perilune/access/apparent.hpp>

#include <perilune/core/error.hpp>

#include "sky.hpp"

namespace perilune {

ApparentDirection apparent_direction(const AccessPoint& observer, const AccessPoint& target, Epoch epoch,
                                     const Ephemeris& ephemeris) {
  detail::Sky sky(ephemeris, epoch, observer.orientation());
  return sky.see(observer, target, 0.0);
}

AzimuthElevation apparent_azimuth_elevation(const AccessPoint& site, const AccessPoint& target, Epoch epoch,
                                            const Ephemeris& ephemeris) {
  if (site.kind() != AccessPoint::Kind::site) {
    throw InvalidArgument("apparent_azimuth_elevation: '" + site.name() +
                          "' is no site: it has no horizon. Use apparent_direction");
  }
  detail::Sky sky(ephemeris, epoch, site.orientation());
  return sky.see_from_site(site, target, 0.0).at;
}

}  // namespace perilune
