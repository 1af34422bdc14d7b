#pragma once

#include <string>

#include <perilune/core/source_location.hpp>
#include <perilune/station/profile.hpp>

namespace perilune {

/// Sunlight at one astronomical unit, total over all wavelengths [W/m^2]. Source: IAU 2015 resolution B3.
inline constexpr double solar_irradiance_1au_w_m2 = 1361.0;

/// What makes electric power. What nobody draws and no battery takes is curtailed.
struct PowerSource {
  std::string id;
  double power_w = 0.0;        ///< when new and, for a panel, in full sunlight, >= 0 [W]
  double loss_per_year = 0.0;  ///< how fast it fades: exp(-loss * age), [1/yr] of 365.25 d
  Profile share;               ///< of `power_w` that it gives over time, [0, 1]; by default all of it
  bool solar = false;          ///< gives nothing while the station is not lit (`Station::lit`)

  friend bool operator==(const PowerSource&, const PowerSource&) = default;
};

/// Solar panels: irradiance times area times efficiency, times the share of sunlight that reaches them.
/// @param area_m2        > 0; @param efficiency in (0, 1]: 0.3 is a good triple-junction cell
/// @param sunlight       cosine of incidence times the visible part of the Sun's disc, [0, 1]; whatever it
///                       says, panels give nothing while the station is not lit
/// @param loss_per_year  fading by radiation and dust, >= 0
/// @throws InvalidArgument if out of range; so the next ones
PowerSource solar_panels(double area_m2, double efficiency, Profile sunlight, double loss_per_year = 0.0);

/// A radioisotope generator: fades with the half-life of plutonium-238, 87.7 yr, and with `loss_per_year` of
/// its thermocouples beside.
PowerSource radioisotope_generator(double power_w, double loss_per_year = 0.0);

/// A fission unit at constant power. The unit in NASA's plans gives 40 kW for ten years.
PowerSource fission_reactor(double power_w = 40e3);

/// Electric energy kept for later.
struct Battery {
  double capacity_j = 0.0;             ///< of the cells, >= 0 [J]
  double depth_of_discharge = 0.8;     ///< share of it that may be used, (0, 1]: a choice of design
  double charge_efficiency = 0.95;     ///< stored energy over energy taken in, (0, 1]
  double discharge_efficiency = 0.95;  ///< energy given over stored energy, (0, 1]
  double initial_charge = 1.0;         ///< share of the usable energy when it arrives, [0, 1]

  double usable_j() const { return capacity_j * depth_of_discharge; }

  friend bool operator==(const Battery&, const Battery&) = default;
};

/// Capacity that carries a constant load through a night, by the conservation of energy:
///
///     capacity = load * night / (discharge_efficiency * depth_of_discharge)
///
/// @param load_w   > 0 [W]; @param night_s > 0 [s]
/// @param battery  its efficiencies and depth of discharge are used, not its capacity
/// @return         the capacity of the cells [J]
double battery_capacity_for_night_j(double load_w, double night_s, const Battery& battery = {});

}  // namespace perilune
