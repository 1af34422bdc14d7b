#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <perilune/bodies/gravity_field.hpp>

namespace perilune {

struct GravityTextOptions {
  /// Terms up to this degree, >= 2; those above it are not kept. Default: all of the file.
  std::optional<int> degree = {};
};

/// Reads a gravity field of one's own from text, in one of three forms, told by the content:
///
/// - SHADR (Planetary Data System, `_sha.tab`): a line of radius [km], GM [km^3/s^2], its uncertainty,
/// degree,
///   order, 1 for fully normalised, reference longitude and latitude, then lines n, m, C, S, ...
/// - ICGEM (`.gfc`): a header with earth_gravity_constant [m^3/s^2], radius [m], max_degree up to
/// end_of_head,
///   then lines `gfc n m C S ...`. Exponents may be written with D.
/// - GMAT and STK (`.cof`): comments, a record POTFIELD with degree, order, 1 for fully normalised, GM
///   [m^3/s^2] and radius [m], records RECOEF with n, m, C, S in columns 7, 12, 15 and 39, then END.
///
/// Every term of degree 2 and up has to be there once: a field with holes would be flown without a word.
/// Terms of degree 0 have to be 1, those of degree 1 zero (the origin is the centre of mass). The tide system
/// is not looked at, and nothing is converted.
///
/// @param name  what messages call it
/// @throws DataError naming the line: a term is missing, repeated, out of range or not a number; the field is
/// not
///         fully normalised or changes with time (gfct, trnd, acos, asin); the text is in none of the forms
/// @throws InvalidArgument if options.degree is below 2
///
/// Source: Barthelmes and Foerste, The ICGEM-format, 2011; Planetary Data System, SHADR of the GRAIL
/// products; the files that GMAT R2026a comes with. Checked in: tests/unit/bodies/test_gravity_text.cpp
GravityField parse_gravity_text(std::string_view content, std::string name,
                                const GravityTextOptions& options = {});

/// As above, from a file. @throws DataError if it cannot be read, or as above
GravityField read_gravity_text(const std::filesystem::path& path, const GravityTextOptions& options = {});

}  // namespace perilune
