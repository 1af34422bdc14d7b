#include <perilune/campaign/loop_log.hpp>

#include <perilune/core/text.hpp>

namespace perilune {

std::string to_text(CutKind kind) {
  switch (kind) {
    case CutKind::trajectory:
      return "trajectory";
    case CutKind::delta_v:
      return "delta-v";
    case CutKind::mass:
      return "mass";
    case CutKind::lighting:
      return "lighting";
    case CutKind::stocks:
      return "stocks";
    case CutKind::power:
      return "power";
    case CutKind::seats:
      return "seats";
  }
  return "";
}

std::string to_text(LoopStatus status) {
  switch (status) {
    case LoopStatus::converged:
      return "converged";
    case LoopStatus::turn_limit:
      return "turn limit";
    case LoopStatus::infeasible:
      return "infeasible";
  }
  return "";
}

std::vector<Cut> LoopLog::cuts() const {
  std::vector<Cut> all;
  for (const LoopTurn& turn : turns) all.insert(all.end(), turn.cuts.begin(), turn.cuts.end());
  return all;
}

std::string LoopLog::report() const {
  std::string out;
  for (const LoopTurn& turn : turns) {
    out += detail::concat("turn ", turn.number, ": ", turn.flown, " flights flown, ", turn.reused, " known, ",
                          turn.moved, " dates moved, ", turn.cuts.size(), " cuts\n");
    for (const Cut& cut : turn.cuts) {
      out +=
          detail::concat("  cut[", to_text(cut.kind), "] ", cut.mission, ".", cut.activity, ": ", cut.reason);
      if (cut.missing > 0.0) out += detail::concat(" (", fixed(cut.missing, 1), " ", cut.unit, ")");
      out += "\n";
    }
  }
  return out + detail::concat("loop: ", to_text(status), "\n");
}

}  // namespace perilune
