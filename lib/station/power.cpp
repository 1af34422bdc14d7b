#include <perilune/station/power.hpp>

#include <cmath>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

/// Half-life of Pu-238 [yr]. Source: ENSDF, as in the nuclide tables.
constexpr double plutonium_238_half_life_yr = 87.7;

void require(bool holds, const char* call, const char* what, double found, const char* allowed) {
  if (holds) return;
  throw InvalidArgument(detail::concat(call, ": ", what, " is ", found, ". It must be ", allowed));
}

}  // namespace

PowerSource solar_panels(double area_m2, double efficiency, Profile sunlight, double loss_per_year) {
  require(std::isfinite(area_m2) && area_m2 > 0.0, "solar_panels", "area_m2", area_m2, "positive");
  require(efficiency > 0.0 && efficiency <= 1.0, "solar_panels", "efficiency", efficiency,
          "above 0 and at most 1");
  require(std::isfinite(loss_per_year) && loss_per_year >= 0.0, "solar_panels", "loss_per_year",
          loss_per_year, "zero or more");
  PowerSource source;
  source.id = "solar-panels";
  source.power_w = solar_irradiance_1au_w_m2 * area_m2 * efficiency;
  source.loss_per_year = loss_per_year;
  source.share = std::move(sunlight);
  return source;
}

PowerSource radioisotope_generator(double power_w, double loss_per_year) {
  require(std::isfinite(power_w) && power_w > 0.0, "radioisotope_generator", "power_w", power_w, "positive");
  require(std::isfinite(loss_per_year) && loss_per_year >= 0.0, "radioisotope_generator", "loss_per_year",
          loss_per_year, "zero or more");
  PowerSource source;
  source.id = "radioisotope-generator";
  source.power_w = power_w;
  source.loss_per_year = std::log(2.0) / plutonium_238_half_life_yr + loss_per_year;
  return source;
}

PowerSource fission_reactor(double power_w) {
  require(std::isfinite(power_w) && power_w > 0.0, "fission_reactor", "power_w", power_w, "positive");
  PowerSource source;
  source.id = "fission-reactor";
  source.power_w = power_w;
  return source;
}

double battery_capacity_for_night_j(double load_w, double night_s, const Battery& battery) {
  require(std::isfinite(load_w) && load_w > 0.0, "battery_capacity_for_night_j", "load_w", load_w,
          "positive");
  require(std::isfinite(night_s) && night_s > 0.0, "battery_capacity_for_night_j", "night_s", night_s,
          "positive");
  const double given = battery.discharge_efficiency * battery.depth_of_discharge;
  require(given > 0.0 && given <= 1.0, "battery_capacity_for_night_j",
          "discharge_efficiency * depth_of_discharge", given, "above 0 and at most 1");
  return load_w * night_s / given;
}

}  // namespace perilune
