#pragma once

#include <perilune/roadmap/roadmap.hpp>

namespace perilune::test {

/// A date in UTC.
Epoch utc(const char* text);

/// Line `line` of "moon.yaml", column 5.
SourceLocation at(int line);

/// A roadmap without faults: two phases, a flown relay, a planned lander that waits for it, and a lost
/// lander.
///
/// | line | item |
/// |---|---|
/// | 2 | horizon |
/// | 3, 4 | phases recon and landing, the second a part of the first |
/// | 10 to 14 | relay: launch (11), transfer (12), capture (13), operate (14) |
/// | 20 to 24 | lander: prepare (21), launch (22, windows 23), descend, surface; after the relay (24) |
/// | 30 to 33 | probe: launch, transfer, capture (33), descend |
Roadmap sample_roadmap();

}  // namespace perilune::test
