#pragma once

#include <cstdint>

#include <perilune/scheduling/problem.hpp>

namespace perilune::test {

/// A problem of two to four activities on a horizon of four to six minutes with every feature mixed: lags of
/// all four kinds with and without a longest, some in one mode alone; modes, opportunities with their own
/// durations, costs and delta-v; optional activities, alternatives, needs; pads with times to change,
/// capacities and calendars that vary, stocks with steps, flows and supplies, with and without spilling,
/// budgets; objectives of every kind, weighted and in order. About a third of them are infeasible.
ScheduleProblem random_campaign(std::uint64_t seed);

}  // namespace perilune::test
