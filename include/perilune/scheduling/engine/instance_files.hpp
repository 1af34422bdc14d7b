#pragma once

#include <filesystem>
#include <string_view>

#include <perilune/scheduling/engine/model.hpp>

namespace perilune::engine {

/// Reads benchmark instances of project scheduling. Each activity becomes an interval in the order of the
/// file, dummies included; the only objective is the end of the last one, the makespan.
///
/// @param text  the whole file
/// @param name  of the file, for messages
/// @throws DataError with name, line and column of the first fault: what was expected there and what was
/// found
///
/// Checked in: tests/unit/scheduling/engine/test_instance_files.cpp

/// PSPLIB, single mode (`.sm`): precedence and renewable resources.
/// Source: Kolisch, Sprecher, PSPLIB, European Journal of Operational Research 96 (1996).
Model read_psplib(std::string_view text, std::string_view name);

/// RCPSP/max (`.sch`): lags of both signs from start to start, and renewable resources.
/// Source: Schwindt, ProGen/max, University of Karlsruhe (1996).
Model read_rcpsp_max(std::string_view text, std::string_view name);

/// RCPSP with consumption and production of resources (`.rcp`): precedence, renewable resources, and stocks
/// from which an activity takes at its start and to which it gives at its end. What the first and the last
/// activity take and give does not count, as in all published results. Source: Kone, Artigues, Lopez,
/// Mongeau, Computers & Operations Research 40 (2013).
Model read_rcpsp_stocks(std::string_view text, std::string_view name);

/// Reads the file by its extension: .sm, .sch or .rcp.
/// @throws DataError also where the file cannot be read or has another extension
Model read_instance(const std::filesystem::path& path);

}  // namespace perilune::engine
