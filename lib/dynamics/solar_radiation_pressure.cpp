#include <perilune/dynamics/solar_radiation_pressure.hpp>

#include <algorithm>

#include "option_faults.hpp"

namespace perilune {

SolarRadiationPressure::SolarRadiationPressure(const SolarRadiationPressureOptions& options)
    : reflectivity_(options.reflectivity_coefficient),
      absorbed_at_1au_n_(options.irradiance_w_m2 / speed_of_light_m_s * options.area.si()) {
  detail::OptionFaults faults("solar_radiation_pressure");
  faults.want_positive("area", options.area.si(), "m^2", "It is what the Sun sees of the spacecraft");
  faults.want_positive("reflectivity_coefficient", options.reflectivity_coefficient, "",
                       "1 takes all light up, 2 throws all of it back");
  faults.want_positive("irradiance_w_m2", options.irradiance_w_m2, "W/m^2", "Leave it out for 1361");
  for (const BodyId body : options.shadows) {
    const auto known = shadows_.begin() + shadow_count_;
    const bool twice =
        std::any_of(shadows_.begin(), known, [body](const Shadow& s) { return s.body == body; });
    if (twice) {
      faults.add(detail::concat("shadows names ", body_name(body), " twice. Name each body once"));
    } else if (body != earth && body != moon) {
      faults.add(detail::concat("shadows names ", body_name(body), ". Only earth and moon cast one"));
    } else {
      shadow(shadow_count_++) = {body, radius_m(body), 0};
    }
  }
  faults.refuse();
}

SolarRadiationPressure solar_radiation_pressure(const SolarRadiationPressureOptions& options) {
  return SolarRadiationPressure(options);
}

}  // namespace perilune
