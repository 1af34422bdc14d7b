#pragma once

#include <string>

#include <perilune/campaign/station_plan.hpp>

namespace perilune::detail {

/// What stands under "Station" on the page: what goes wrong, curves, books, autonomy, what runs, data.
/// @param figure  markup of the curves
std::string station_section(const GrownStation& grown, const std::string& figure);

}  // namespace perilune::detail
