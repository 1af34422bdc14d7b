#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <perilune/core/source_location.hpp>
#include <perilune/roadmap/reference.hpp>

namespace perilune {

/// Missions among which the scheduler chooses: between `at_least` and `at_most` of them fly. All of them are
/// optional.
struct MissionChoice {
  std::string id;  ///< "first-crew-lander"
  std::vector<Reference> missions;
  std::size_t at_least = 1;
  std::size_t at_most = 1;
  SourceLocation where;

  friend bool operator==(const MissionChoice&, const MissionChoice&) = default;
};

}  // namespace perilune
