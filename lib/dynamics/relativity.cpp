#include <perilune/dynamics/relativity.hpp>

#include "option_faults.hpp"

namespace perilune {

Relativity::Relativity(const RelativityOptions& options) : given_mu_m3_s2_(options.mu_m3_s2) {
  if (!given_mu_m3_s2_) return;
  detail::OptionFaults faults("relativity");
  faults.want_positive("mu_m3_s2", *given_mu_m3_s2_, "m^3/s^2", "Leave it out for DE440's");
  faults.refuse();
}

void Relativity::bind(EnvironmentLayout& layout) {
  const std::optional<double> mu_m3_s2 = given_mu_m3_s2_ ? given_mu_m3_s2_ : find_mu_m3_s2(layout.center());
  if (!mu_m3_s2) {
    throw InvalidArgument(detail::concat("relativity: the centre of integration, ",
                                         body_name(layout.center()),
                                         ", has no gravitational parameter of ours. Give mu_m3_s2, or "
                                         "propagate about the Earth, the Moon, the Sun or a planet"));
  }
  mu_m3_s2_ = *mu_m3_s2;
}

Relativity relativity(const RelativityOptions& options) {
  return Relativity(options);
}

}  // namespace perilune
