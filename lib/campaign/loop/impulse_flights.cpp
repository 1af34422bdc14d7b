#include "impulse_flights.hpp"

#include <perilune/design/translunar.hpp>

namespace perilune::detail {

Propagator<StandardForces> full_model(const Ephemeris& ephemeris) {
  PropagatorOptions how;
  how.relative_tolerance = TranslunarOptions{}.relative_tolerance;
  return Propagator<StandardForces>(translunar_forces(), how, ephemeris);
}

void add_impulse(Propagator<StandardForces>& propagator, const std::string& name, Epoch epoch,
                 const Eigen::Vector3d& delta_v_icrf_m_s, const Craft* craft) {
  if (!(delta_v_icrf_m_s.norm() > 0.0)) return;
  propagator.add_manoeuvre(Impulse{.name = name,
                                   .start = epoch,
                                   .delta_v = Speed::from_si(delta_v_icrf_m_s.norm()),
                                   .steering = steered_inertially(delta_v_icrf_m_s.normalized()),
                                   .specific_impulse = craft ? craft->specific_impulse : std::nullopt});
}

}  // namespace perilune::detail
