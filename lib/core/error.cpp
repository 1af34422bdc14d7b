#include <perilune/core/error.hpp>

#include <utility>

namespace perilune {

ScenarioError::ScenarioError(const std::string& rendered, std::vector<Diagnostic> diagnostics)
    : Error(rendered), diagnostics_(std::move(diagnostics)) {}

}  // namespace perilune
