#include <perilune/station/process.hpp>

namespace perilune {

std::string_view to_text(ProcessPriority priority) {
  switch (priority) {
    case ProcessPriority::crew:
      return "crew";
    case ProcessPriority::survival:
      return "survival";
    case ProcessPriority::life_support:
      return "life-support";
    case ProcessPriority::operations:
      return "operations";
    case ProcessPriority::production:
      return "production";
  }
  return "unknown";
}

double net_flow_kg_s(const Process& process) {
  double sum_kg_s = 0.0;
  for (const Flow& flow : process.flows) sum_kg_s += flow.kg_s;
  return sum_kg_s;
}

}  // namespace perilune
