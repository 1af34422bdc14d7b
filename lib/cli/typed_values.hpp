#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <perilune/time/duration.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/units/parse.hpp>

namespace perilune::cli {

// What a person typed behind an option. Each throws UsageError that names the option.

[[noreturn]] void complain(std::string_view option, std::string_view problem, std::string_view help = {});

/// The pieces between commas, without blanks at their ends.
std::vector<std::string> pieces(std::string_view text);

/// "200 km" in SI units.
double quantity(std::string_view option, std::string_view text, Dimension dimension);

/// "2024-03-22 TT"; the time scale is wanted.
Epoch epoch_of(std::string_view option, std::string_view text);

/// "4.5 d".
Duration duration_of(std::string_view option, std::string_view text);

}  // namespace perilune::cli
