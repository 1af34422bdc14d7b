#pragma once

#include <string>

#include <perilune/scheduling/engine/model.hpp>

namespace perilune::engine {

/// The model as JSON in the shape of CP-SAT's `CpModelProto` (OR-Tools 9, field names as in cp_model.proto),
/// to have an answer looked at by another solver.
///
/// Conditions on numbers become Boolean variables, rows of tables and pairs with setup times too, capacity
/// that varies becomes fixed intervals. The variables of the model come first, then start (and end, where
/// durations vary) of each interval, in order.
///
/// @param model  that `validate` finds sound
/// @throws InvalidArgument naming everything that CP-SAT cannot say: rates, supply and loss of reservoirs,
/// reservoirs whose
///         limits do not hold at all times, a second objective
///
/// Checked in: tests/unit/scheduling/engine/test_cp_sat_json.cpp
std::string cp_sat_json(const Model& model);

}  // namespace perilune::engine
