#include <perilune/design/low_energy/low_thrust_spiral.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {

LowThrustSpiral estimate_spiral(double mu_m3_s2, double from_m, double to_m, double plane_change_rad,
                                Mass mass, Force thrust, Duration specific_impulse) {
  const double mass_kg = mass.in(unit::kilogram), thrust_n = thrust.in(unit::newton);
  std::vector<std::string> wrong;
  const auto ask = [&wrong](double value, const char* name, bool good, const char* allowed) {
    if (!good) wrong.push_back(detail::concat(name, " is ", value, ", ", allowed));
  };
  ask(mu_m3_s2, "mu_m3_s2", mu_m3_s2 > 0.0, "and has to be above 0");
  ask(from_m, "from_m", from_m > 0.0 && std::isfinite(from_m), "and has to be above 0");
  ask(to_m, "to_m", to_m > 0.0 && std::isfinite(to_m), "and has to be above 0");
  ask(plane_change_rad, "plane_change_rad", plane_change_rad >= 0.0 && plane_change_rad <= 2.0,
      "allowed are 0 to 2 rad");
  ask(mass_kg, "mass", mass_kg > 0.0, "kg, and has to be above 0");
  ask(thrust_n, "thrust", thrust_n > 0.0, "N, and has to be above 0");
  ask(specific_impulse.seconds(), "specific_impulse", specific_impulse > Duration(),
      "s, and has to be above 0");
  if (!wrong.empty()) throw InvalidArgument("estimate_spiral: " + join(wrong, "; "));

  constexpr double half_pi = 1.5707963267948966;
  constexpr double standard_gravity_m_s2 = 9.80665;
  const double v0 = std::sqrt(mu_m3_s2 / from_m), v1 = std::sqrt(mu_m3_s2 / to_m);
  LowThrustSpiral made;
  made.delta_v_m_s =
      std::sqrt(std::max(0.0, v0 * v0 + v1 * v1 - 2.0 * v0 * v1 * std::cos(half_pi * plane_change_rad)));
  const double exhaust_m_s = standard_gravity_m_s2 * specific_impulse.seconds();
  made.propellant_kg = -mass_kg * std::expm1(-made.delta_v_m_s / exhaust_m_s);
  made.duration = Duration::seconds(made.propellant_kg * exhaust_m_s / thrust_n);
  const double high_m = std::max(from_m, to_m);
  made.thrust_over_pull = thrust_n / (mass_kg - made.propellant_kg) * high_m * high_m / mu_m3_s2;
  return made;
}

}  // namespace perilune
