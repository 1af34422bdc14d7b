#pragma once

#include <optional>

#include <perilune/campaign/station_plan.hpp>
#include <perilune/campaign/vehicle.hpp>

namespace perilune::detail {

/// How far a sortie goes over the ground, from the station's site; nothing if a site is not in the catalogue.
std::optional<double> sortie_distance_m(const Sortie& sortie, const StationPlan& plan,
                                        const Catalog& catalog);

/// There, the stay, and back.
Duration sortie_length(const Sortie& sortie, const Rover& rover, double distance_m);

}  // namespace perilune::detail
