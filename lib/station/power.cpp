#include <perilune/station/power.hpp>

#include <cmath>
#include <utility>

#include "require.hpp"

namespace perilune {

using detail::is_not_negative;
using detail::is_positive;
using detail::require;

namespace {

/// Half-life of Pu-238 [yr]. Source: ENSDF, as in the nuclide tables.
constexpr double plutonium_238_half_life_yr = 87.7;

}  // namespace

PowerSource solar_panels(double area_m2, double efficiency, Profile sunlight, double loss_per_year) {
  require(is_positive(area_m2), "solar_panels", "area_m2", area_m2, "positive");
  require(efficiency > 0.0 && efficiency <= 1.0, "solar_panels", "efficiency", efficiency,
          "above 0 and at most 1");
  require(is_not_negative(loss_per_year), "solar_panels", "loss_per_year", loss_per_year, "zero or more");
  PowerSource source;
  source.id = "solar-panels";
  source.power_w = solar_irradiance_1au_w_m2 * area_m2 * efficiency;
  source.loss_per_year = loss_per_year;
  source.share = std::move(sunlight);
  source.solar = true;
  return source;
}

PowerSource radioisotope_generator(double power_w, double loss_per_year) {
  require(is_positive(power_w), "radioisotope_generator", "power_w", power_w, "positive");
  require(is_not_negative(loss_per_year), "radioisotope_generator", "loss_per_year", loss_per_year,
          "zero or more");
  PowerSource source;
  source.id = "radioisotope-generator";
  source.power_w = power_w;
  source.loss_per_year = std::log(2.0) / plutonium_238_half_life_yr + loss_per_year;
  return source;
}

PowerSource fission_reactor(double power_w) {
  require(is_positive(power_w), "fission_reactor", "power_w", power_w, "positive");
  PowerSource source;
  source.id = "fission-reactor";
  source.power_w = power_w;
  return source;
}

double battery_capacity_for_night_j(double load_w, double night_s, const Battery& battery) {
  require(is_positive(load_w), "battery_capacity_for_night_j", "load_w", load_w, "positive");
  require(is_positive(night_s), "battery_capacity_for_night_j", "night_s", night_s, "positive");
  const double given = battery.discharge_efficiency * battery.depth_of_discharge;
  require(given > 0.0 && given <= 1.0, "battery_capacity_for_night_j",
          "discharge_efficiency * depth_of_discharge", given, "above 0 and at most 1");
  return load_w * night_s / given;
}

}  // namespace perilune
