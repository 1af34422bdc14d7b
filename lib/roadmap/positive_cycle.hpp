#pragma once

#include <string>
#include <vector>

#include <perilune/roadmap/roadmap.hpp>

namespace perilune::detail {

/// One step of a circle of activities that wait for each other.
struct WaitingLink {
  std::string from;  ///< the activity that has to come first: "queqiao-2.capture"
  std::string text;  ///< what ties the next one to it, in words, with its place
};

struct WaitingCycle {
  std::vector<WaitingLink> links;  ///< closed: the last one leads back to the first
  SourceLocation where;            ///< of the first precedence in it, by file order
};

/// Circles of shortest durations, of the order inside missions and of least lags that are longer than zero in
/// all: no dates could ever satisfy them. After one is found, the precedence at `where` is left out and the
/// search goes on, so that several independent circles are all found. Items with unknown names or negative
/// durations are passed over.
std::vector<WaitingCycle> positive_cycles(const Roadmap& roadmap);

}  // namespace perilune::detail
