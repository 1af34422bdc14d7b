#pragma once

#include <string>
#include <vector>

#include <perilune/scheduling/engine/model.hpp>

namespace perilune::engine {

/// A constraint that an assignment breaks.
struct Violation {
  std::string text;    ///< "lag 3: end of interval 2 (7) to start of interval 5 (6) is -1, at least 0"
  Tag tag = untagged;  ///< of the constraint
};

/// Every constraint of the model that the assignment breaks, found by evaluating the words of model.hpp one
/// after the other: no code is shared with the solver. None: the assignment is an answer.
///
/// @param model       a model that `validate` finds sound
/// @param assignment  with a value for every interval and variable of it
/// @throws InvalidArgument if the assignment has other numbers of them
///
/// Checked in: tests/unit/scheduling/engine/test_check.cpp
std::vector<Violation> check(const Model& model, const Assignment& assignment);

}  // namespace perilune::engine
