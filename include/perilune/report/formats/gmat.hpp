#pragma once

#include <string>
#include <vector>

#include <perilune/campaign/flown.hpp>

namespace perilune {

/// A flight as a script for GMAT (R2020a or newer), so that somebody else's program can fly it again: the
/// same start, centre, forces and end, and a report of the last state beside which ours stands in a comment.
///
/// Point masses, the flattening of the Earth, gravity fields, the Earth's tides, relativity and sunlight are
/// told; the potentials and the ephemeris are GMAT's own (EGM96, LP165P, DE421), which a comment says. The
/// end is that of the flight as flown: GMAT stops at the same event, or at the same instant.
///
/// @param flight  as it was asked for
/// @param flown   as it came out
/// @param origin  lines of comment that say what made it: `origin_comments`
/// @throws InvalidArgument naming everything that the script cannot tell: manoeuvres, drag; or if the flight
/// has no trajectory
///
/// Source: GMAT User Guide R2022a, reference on Spacecraft, ForceModel, Propagator and Propagate.
/// Checked in: tests/unit/report/formats/test_gmat.cpp (form and numbers; GMAT itself has not run it)
std::string gmat_script(const Flight& flight, const FlownFlight& flown,
                        const std::vector<std::string>& origin = {});

}  // namespace perilune
