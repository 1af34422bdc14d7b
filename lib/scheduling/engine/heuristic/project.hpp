#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <perilune/scheduling/engine/model.hpp>

namespace perilune::engine::detail {

/// A model that is a project: activities of fixed duration that always take place, precedence without cycles
/// and without negative distances from start to start, windows of starts, renewable resources, and the end of
/// one activity to be early. Schedule generation works on these.
struct Project {
  struct Edge {
    std::int32_t other = 0;
    std::int32_t distance = 0;  ///< start to start
  };

  std::int32_t horizon = 0;
  std::int32_t sink = 0;  ///< its start is to be early
  Value offset = 0;       ///< objective = start of the sink + offset
  std::vector<std::int32_t> durations{};
  std::vector<std::vector<Edge>> predecessors{};
  std::vector<std::vector<Edge>> successors{};
  std::vector<std::int32_t> order{};          ///< one that respects precedence
  std::vector<std::vector<Range>> windows{};  ///< of starts; from 0
  std::size_t words = 0;                      ///< of 64 bits: four resources each
  std::vector<std::uint64_t> demands{};       ///< [activity * words + word]
  std::vector<std::uint64_t> free{};          ///< [tick * words + word], with nothing placed
  Value origin = 0;                           ///< tick 0 of the project, in the model

  std::size_t size() const noexcept { return durations.size(); }
};

/// None: the model has something that is not of this kind, or is too long for a profile by ticks.
std::optional<Project> as_project(const Model& model);

}  // namespace perilune::engine::detail
