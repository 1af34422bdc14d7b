#pragma once

#include <string>
#include <vector>

#include <perilune/campaign/campaign.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune::detail {

/// A burn or an impulse as it was flown.
struct FlownBurn {
  std::string name;
  Interval span;  ///< ignition to cutoff; an impulse has no length
  double delta_v_m_s = 0.0;
  double mass_before_kg = 0.0;
  double mass_after_kg = 0.0;
};

/// Those of the flight's own trajectory, in order of time.
std::vector<FlownBurn> burns_on(const Trajectory& trajectory);

/// Those, and of a flight that was designed also the burns about the Moon that follow: capture, lowering.
std::vector<FlownBurn> burns_of(const Campaign& campaign, const FlownFlight& flight);

}  // namespace perilune::detail
