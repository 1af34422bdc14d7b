#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <perilune/scheduling/engine/model.hpp>

namespace perilune::engine::test {

/// A model of two to four intervals on a dozen ticks, with every kind of constraint now and then: about a
/// third of them have no answer. The same on every machine for one seed.
Model random_model(std::uint64_t seed);

/// Calls `look` with every assignment that passes `check`, trying them all.
void for_each_answer(const Model& model, const std::function<void(const Assignment&)>& look);

/// The objectives of the best answer, lexicographically; none: there is no answer.
std::optional<std::vector<Value>> brute_force(const Model& model);

}  // namespace perilune::engine::test
