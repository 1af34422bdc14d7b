#pragma once

#include <functional>
#include <string>
#include <vector>

#include <perilune/scheduling/engine/model.hpp>

#include "engine/compile.hpp"

namespace perilune::engine::test {

struct ClaimAudit {
  long claims = 0;
  std::vector<std::string> false_claims{};  ///< the first three
};

/// Goes through the answers of a small model, without any objective, and tries each claim that is made on the
/// way (reasons of propagators, learnt clauses) on all answers, which brute force finds.
/// @param add  adds something to the compiled model before the search begins; may be empty
ClaimAudit audit_claims(const Model& model, const std::function<void(detail::Compiled&)>& add = {});

}  // namespace perilune::engine::test
