#pragma once

#include <string_view>

namespace perilune {

/// Why a propagation ended.
enum class StopReason {
  end_time,           ///< it reached the instant that was asked for
  event,              ///< an event that was asked to stop it, or the surface of a body
  step_limit,         ///< it needed more steps than it was allowed
  step_too_small,     ///< the error could not be kept, however short the step: a singularity is near
  non_finite,         ///< a force gave infinity or NaN, however short the step
  outside_ephemeris,  ///< the ephemeris ends before the instant that was asked for
};

/// The reason as tables and messages spell it: "end_time".
std::string_view to_text(StopReason reason);

}  // namespace perilune
