#include <algorithm>
#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/campaign/station_plan.hpp>

#include "sorties.hpp"

namespace perilune {
namespace {

constexpr double year_s = 365.25 * 86400.0;

/// Over a sphere of the Moon's mean radius.
double over_ground_m(const SurfacePoint& a, const SurfacePoint& b) {
  const double sine_lat = std::sin(0.5 * (b.latitude_rad - a.latitude_rad));
  const double sine_lon = std::sin(0.5 * (b.east_longitude_rad - a.east_longitude_rad));
  const double chord =
      sine_lat * sine_lat + std::cos(a.latitude_rad) * std::cos(b.latitude_rad) * sine_lon * sine_lon;
  return 2.0 * radius_m(moon) * std::asin(std::min(1.0, std::sqrt(chord)));
}

}  // namespace

std::optional<double> detail::sortie_distance_m(const Sortie& sortie, const StationPlan& plan,
                                                const Catalog& catalog) {
  if (sortie.distance_m) return sortie.distance_m;
  const LunarSite* from = catalog.site(plan.site.id);
  const LunarSite* to = catalog.site(sortie.site.id);
  if (!from || !to) return std::nullopt;
  return over_ground_m(from->place, to->place);
}

Duration detail::sortie_length(const Sortie& sortie, const Rover& rover, double distance_m) {
  return Duration::seconds(2.0 * distance_m / rover.speed_m_s) + sortie.stay;
}

Process sortie_process(const Sortie& sortie, const Rover& rover, double distance_m) {
  const double per_s = sortie.per_year / year_s;
  const double way_s = 2.0 * distance_m / rover.speed_m_s;
  Process made;
  made.id = sortie.id;
  made.where = sortie.where;
  double used_kg = 0.0;
  const auto use = [&](std::string_view commodity, double kg) {
    if (kg <= 0.0) return;
    made.flows.push_back({std::string(commodity), -kg * per_s});
    used_kg += kg;
  };
  const double suit_h = sortie.crew * sortie.outside.hours();
  use(commodity::oxygen, suit_oxygen_kg_h * suit_h);
  use(commodity::water, suit_water_kg_h * suit_h);
  for (const Flow& flow : sortie.uses) use(flow.commodity, flow.kg_s);
  if (sortie.samples_kg > 0.0) made.flows.push_back({"samples", sortie.samples_kg * per_s});
  // What suits and engines give off stays outside, samples come from there.
  const double net_kg = used_kg - sortie.samples_kg;
  if (net_kg != 0.0) made.flows.push_back({std::string(commodity::environment), net_kg * per_s});
  made.power_w = (rover.power_w * way_s + sortie.stay_power_w * sortie.stay.seconds()) * per_s;
  made.crew_hours_s = sortie.crew * detail::sortie_length(sortie, rover, distance_m).hours() * per_s;
  made.data_bit_s = sortie.data_bit * per_s;
  return made;
}

StationPlan with_sorties(StationPlan plan, const Catalog& catalog) {
  for (PlannedElement& planned : plan.elements) {
    if (!planned.rover) continue;
    for (const Sortie& sortie : planned.sorties) {
      const auto distance_m = detail::sortie_distance_m(sortie, plan, catalog);
      if (distance_m)
        planned.element.processes.push_back(sortie_process(sortie, *planned.rover, *distance_m));
    }
    planned.sorties.clear();
  }
  return plan;
}

}  // namespace perilune
