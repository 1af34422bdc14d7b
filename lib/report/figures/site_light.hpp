#pragma once

#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/campaign.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune::detail {

/// What a site sees over the horizon of a campaign.
struct SiteLight {
  IntervalSet sun;      ///< the middle of its disc is above the horizon
  IntervalSet earth;    ///< its centre is above the horizon
  IntervalSet eclipse;  ///< the Earth hides some of the Sun
};

SiteLight site_light(const LunarSite& site, Interval within, const Ephemeris& ephemeris);

/// The sites of the catalogue at which any activity takes place, in its order.
std::vector<const LunarSite*> used_sites(const Campaign& campaign);

}  // namespace perilune::detail
