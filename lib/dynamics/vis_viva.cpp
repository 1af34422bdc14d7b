#include <perilune/dynamics/vis_viva.hpp>

#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {

double vis_viva_speed_m_s(double mu_m3_s2, double r_m, double a_m) {
  if (!(mu_m3_s2 > 0.0) || !std::isfinite(mu_m3_s2)) {
    throw InvalidArgument(detail::concat("vis_viva_speed_m_s: mu_m3_s2 is ", mu_m3_s2,
                                         ", and has to be positive and finite [m^3/s^2]"));
  }
  if (!(r_m > 0.0) || !std::isfinite(r_m)) {
    throw InvalidArgument(
        detail::concat("vis_viva_speed_m_s: r_m is ", r_m, ", and has to be positive and finite [m]"));
  }
  if (a_m == 0.0 || std::isnan(a_m)) {
    throw InvalidArgument(
        detail::concat("vis_viva_speed_m_s: a_m is ", a_m,
                       ". It is positive on an ellipse, negative on a hyperbola, infinite on a "
                       "parabola [m]"));
  }
  const double square = mu_m3_s2 * (2.0 / r_m - 1.0 / a_m);
  if (square < 0.0) {
    throw InvalidArgument(detail::concat("vis_viva_speed_m_s: the orbit never reaches r_m = ", r_m,
                                         " m: its apoapsis is at most ", 2 * a_m,
                                         " m from the centre. Pass a distance in metres on the orbit; was "
                                         "one of the two given in kilometres?"));
  }
  return std::sqrt(square);
}

}  // namespace perilune
