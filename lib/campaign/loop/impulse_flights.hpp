#pragma once

#include <string>

#include <Eigen/Core>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/vehicle.hpp>
#include <perilune/dynamics/standard_forces.hpp>
#include <perilune/propagation/propagator.hpp>

namespace perilune::detail {

/// The full model, as flights by impulses are flown again for their trajectories.
Propagator<StandardForces> full_model(const Ephemeris& ephemeris);

/// Nothing if it is no push. @param craft  whose engine it is, if that is known
void add_impulse(Propagator<StandardForces>& propagator, const std::string& name, Epoch epoch,
                 const Eigen::Vector3d& delta_v_icrf_m_s, const Craft* craft);

}  // namespace perilune::detail
