#pragma once

#include <perilune/campaign/loop_log.hpp>
#include <perilune/campaign/mission_plan.hpp>
#include <perilune/campaign/vehicle.hpp>

namespace perilune::detail {

/// Computes a descent or an ascent that is to end with a mass: what it costs and how long it takes, or why it
/// cannot be done. A descent is a guided one onto the sphere of the Moon, an ascent the one of least
/// propellant (design/landing).
///
/// @param leg  has its kind; gets delta-v, length and failure
void compute_powered_leg(const LegPlan& plan, const Craft& engine, double after_kg, FlownLeg& leg);

}  // namespace perilune::detail
