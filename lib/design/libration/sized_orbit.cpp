#include <perilune/design/libration/sized_orbit.hpp>

#include <algorithm>
#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

constexpr double mean_distance_m = 384400e3;
/// One radian of the Moon's mean motion: a sidereal month of 27.321661 d over 2 pi.
constexpr double mean_time_unit_s = 27.321661 * 86400.0 / 6.283185307179586;

void check_family(FamilyName family, std::string_view who) {
  if (family == FamilyName::halo || family == FamilyName::near_rectilinear ||
      family == FamilyName::distant_retrograde)
    return;
  throw InvalidArgument(detail::concat(who, ": orbits of the family '", to_text(family),
                                       "' are not told by their size; halo, near_rectilinear and "
                                       "distant_retrograde are"));
}

}  // namespace

double mean_period_s(const PeriodicOrbit& orbit) {
  return orbit.period_nd * mean_time_unit_s;
}

double measure_of(const Cr3bp& model, FamilyName family, const PeriodicOrbit& orbit, OrbitMeasure measure) {
  switch (measure) {
    case OrbitMeasure::period:
      return mean_period_s(orbit);
    case OrbitMeasure::perilune:
      return orbit.periapsis_nd * mean_distance_m - moon_radius_m;
    case OrbitMeasure::amplitude:
      break;
  }
  if (family == FamilyName::distant_retrograde)
    return std::abs(orbit.state.position_nd.x() - (1.0 - model.mass_ratio_nd)) * mean_distance_m;
  return std::max(std::abs(orbit.state.position_nd.z()), std::abs(orbit.half.position_nd.z())) *
         mean_distance_m;
}

MeasureRange measure_range(FamilyName family, OrbitMeasure measure) {
  check_family(family, "measure_range");
  constexpr double day_s = 86400.0, km = 1e3;
  const bool is_period = measure == OrbitMeasure::period, is_perilune = measure == OrbitMeasure::perilune;
  switch (family) {
    case FamilyName::halo:
      return is_period     ? MeasureRange{5.95 * day_s, 14.85 * day_s}
             : is_perilune ? MeasureRange{20.0 * km, 49200.0 * km}
                           : MeasureRange{400.0 * km, 77700.0 * km};
    case FamilyName::near_rectilinear:
      return is_period     ? MeasureRange{5.96 * day_s, 10.34 * day_s}
             : is_perilune ? MeasureRange{50.0 * km, 15600.0 * km}
                           : MeasureRange{66800.0 * km, 77700.0 * km};
    default:
      return is_period     ? MeasureRange{0.74 * day_s, 16.1 * day_s}
             : is_perilune ? MeasureRange{6350.0 * km, 78600.0 * km}
                           : MeasureRange{8100.0 * km, 80400.0 * km};
  }
}

std::optional<PeriodicOrbit> sized_orbit(const Cr3bp& model, FamilyName family, OrbitHalf half,
                                         OrbitMeasure measure, double size) {
  check_family(family, "sized_orbit");
  NamedFamilyOptions options;
  options.half = half;
  options.find_bifurcations = false;
  const OrbitFamily members = find_family(model, family, options);
  const auto its = [&](const PeriodicOrbit& orbit) { return measure_of(model, family, orbit, measure); };
  const std::vector<PeriodicOrbit> found = members_with(model, members, its, size, 1e-3);
  if (found.empty()) return std::nullopt;
  return found.front();
}

std::string_view to_text(OrbitMeasure measure) {
  switch (measure) {
    case OrbitMeasure::period:
      return "period";
    case OrbitMeasure::perilune:
      return "perilune";
    default:
      return "amplitude";
  }
}

}  // namespace perilune
