#pragma once

#include <optional>
#include <string>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/campaign.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune::detail {

/// What a site sees.
struct SiteLight {
  IntervalSet sun;      ///< the middle of its disc is above the horizon
  IntervalSet earth;    ///< its centre is above the horizon
  IntervalSet eclipse;  ///< the Earth hides some of the Sun
};

SiteLight site_light(const LunarSite& site, Interval within, const Ephemeris& ephemeris);

/// What takes place at a site and when.
struct Stay {
  std::string name;
  Interval span;
};
std::vector<Stay> stays_at(const Campaign& campaign, const LunarSite& site);

/// The stretch over which the sky of a site is shown: from the first stay there to the last and a month more,
/// or the whole horizon where nothing has a date; as far as the ephemeris goes.
/// @return nothing if the ephemeris knows no part of it
std::optional<Interval> shown_span(const Campaign& campaign, const LunarSite& site,
                                   const Ephemeris& ephemeris);

/// The sites of the catalogue at which any activity takes place and whose sky can be shown, in its order.
std::vector<const LunarSite*> used_sites(const Campaign& campaign, const Ephemeris& ephemeris);

}  // namespace perilune::detail
