#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "loop_state.hpp"

namespace perilune::detail {

/// Craft of the loop that come into each other's orbit about the Moon: who waits for whom, what it takes, and
/// which launches go because nobody comes in time.
class Meetings {
 public:
  explicit Meetings(LoopState& state) : state_(state) {}

  /// Of a flight, as much later or earlier than scheduled as its lift-off is.
  std::vector<OrbitMeeting> of(std::size_t d, std::size_t window);

  /// Of the one in whose orbit the craft is in the end: right after its capture.
  std::optional<State> orbit_met(std::size_t d) const;
  bool meets(std::size_t d, std::size_t other) const;

  /// Who has no launch left, and had some for other launches of those whom it meets, waits for one of these.
  /// @param stuck  ids of missions
  /// @return whether there was any
  bool give_up_whom_they_meet(const std::vector<std::string>& stuck, LoopTurn& turn);

  /// A launch that a schedule has moved up from, since nobody comes into its orbit in time, goes: otherwise
  /// the loop would be back at it as soon as it has forgotten who could not meet it.
  void give_up(std::size_t d, std::size_t window, LoopTurn& turn);

 private:
  std::optional<std::size_t> met_in(std::size_t d, std::size_t docking) const;

  LoopState& state_;
};

}  // namespace perilune::detail
