#include <perilune/dynamics/atmosphere.hpp>

#include "option_faults.hpp"

namespace perilune {

namespace {

/// Slope of the cubic at an inner row, from the slopes of the straight lines on either side: their weighted
/// harmonic mean, or 0 at a turning point.
double inner_slope(double width_below, double slope_below, double width_above, double slope_above) {
  if (slope_below * slope_above <= 0.0) return 0.0;
  const double below = width_below + 2.0 * width_above;
  const double above = 2.0 * width_below + width_above;
  return (below + above) / (below / slope_above + above / slope_below);
}

constexpr AltitudeDensity standard_1976[] = {
    {86e3, 6.958e-6},   {90e3, 3.416e-6},   {100e3, 5.604e-7},  {110e3, 9.708e-8},  {120e3, 2.222e-8},
    {130e3, 8.152e-9},  {140e3, 3.831e-9},  {150e3, 2.076e-9},  {180e3, 5.194e-10}, {200e3, 2.541e-10},
    {250e3, 6.073e-11}, {300e3, 1.916e-11}, {350e3, 7.014e-12}, {400e3, 2.803e-12}, {450e3, 1.184e-12},
    {500e3, 5.215e-13}, {600e3, 1.137e-13}, {700e3, 3.070e-14}, {800e3, 1.136e-14}, {900e3, 5.759e-15},
    {1000e3, 3.561e-15}};

}  // namespace

Atmosphere Atmosphere::exponential(Density base_density, Length base_altitude, Length scale_height) {
  detail::OptionFaults faults("Atmosphere::exponential");
  faults.want_positive("base_density", base_density.si(), "kg/m^3", "It is the density at the base altitude");
  if (!std::isfinite(base_altitude.si())) {
    faults.add(detail::concat("base_altitude is ", base_altitude.si(), " m. Give a finite one"));
  }
  faults.want_positive("scale_height", scale_height.si(), "m", "The density falls by e over it");
  faults.refuse();
  Atmosphere made;
  made.pieces_.push_back({base_altitude.si(), {std::log(base_density.si()), -1.0 / scale_height.si()}});
  return made;
}

Atmosphere Atmosphere::table(std::span<const AltitudeDensity> rows) {
  detail::OptionFaults faults("Atmosphere::table");
  if (rows.size() < 2) {
    faults.add(detail::concat("there are ", rows.size(), " rows. Give two at least, by rising altitude"));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string row = detail::concat("row ", i + 1, ": ");
    faults.want_positive(row + "the density", rows[i].density_kg_m3, "kg/m^3", "Leave vacuum out");
    if (!std::isfinite(rows[i].altitude_m)) {
      faults.add(detail::concat(row, "the altitude is ", rows[i].altitude_m, " m. Give a finite one"));
    } else if (i > 0 && !(rows[i].altitude_m > rows[i - 1].altitude_m)) {
      faults.add(detail::concat(row, "the altitude is ", rows[i].altitude_m, " m after ",
                                rows[i - 1].altitude_m, " m. Rows go by rising altitude, each once"));
    }
  }
  faults.refuse();

  const std::size_t last = rows.size() - 1;
  std::vector<double> width(last), line(last), slope(rows.size());
  for (std::size_t i = 0; i < last; ++i) {
    width[i] = rows[i + 1].altitude_m - rows[i].altitude_m;
    line[i] = std::log(rows[i + 1].density_kg_m3 / rows[i].density_kg_m3) / width[i];
  }
  slope[0] = line[0];
  slope[last] = line[last - 1];
  for (std::size_t i = 1; i < last; ++i) slope[i] = inner_slope(width[i - 1], line[i - 1], width[i], line[i]);

  Atmosphere made;
  made.pieces_.push_back({rows[0].altitude_m, {std::log(rows[0].density_kg_m3), slope[0]}});  // below
  for (std::size_t i = 0; i < last; ++i) {
    made.pieces_.push_back({rows[i].altitude_m,
                            {std::log(rows[i].density_kg_m3), slope[i],
                             (3.0 * line[i] - 2.0 * slope[i] - slope[i + 1]) / width[i],
                             (slope[i] + slope[i + 1] - 2.0 * line[i]) / (width[i] * width[i])}});
  }
  made.pieces_.push_back({rows[last].altitude_m, {std::log(rows[last].density_kg_m3), slope[last]}});
  return made;
}

const Atmosphere& Atmosphere::us_standard_1976() {
  static const Atmosphere made = table(standard_1976);
  return made;
}

}  // namespace perilune
