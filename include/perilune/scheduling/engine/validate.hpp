#pragma once

#include <string>
#include <vector>

#include <perilune/scheduling/engine/model.hpp>

namespace perilune::engine {

/// Everything that makes a model unfit to be solved: indices that point nowhere, domains that are empty, not
/// sorted or too large, negative durations, ragged tables, a negative setup time, demand or capacity,
/// conditions where none may be. In the order of the model; none: the model is sound.
///
/// Whether a sound model has an answer is another question: `solve` tells.
///
/// Checked in: tests/unit/scheduling/engine/test_validate.cpp
std::vector<std::string> validate(const Model& model);

}  // namespace perilune::engine
