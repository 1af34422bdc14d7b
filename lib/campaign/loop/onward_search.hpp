#pragma once

#include "loop_state.hpp"
#include "meetings.hpp"

namespace perilune::detail {

/// Looks for the flights after the arrivals that the schedule has and nobody has found yet: home, and down
/// from an orbit and up again, each at the first moment from the scheduled one on.
void fly_onward(LoopState& state, const Meetings& meetings, LoopTurn& turn);

}  // namespace perilune::detail
