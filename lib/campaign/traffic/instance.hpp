#pragma once

#include <set>
#include <string>

#include <perilune/campaign/station_traffic.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune::detail {

/// The number-th mission of a template. Names in `after` that are siblings' get the same number.
MissionTemplate instance_of(const MissionTemplate& of, int number, const std::set<std::string>& siblings);

/// Gives the first launch of a mission this one window.
void set_lift_off(Mission& mission, Interval when, const SourceLocation& where);

/// From lift-off to the station: transfers as long as they may be, everything else as short as it can be.
Duration way_to_station(const Mission& mission);

}  // namespace perilune::detail
