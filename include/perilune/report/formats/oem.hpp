#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/core/diagnostic.hpp>
#include <perilune/report/formats/ephemeris_table.hpp>

namespace perilune {

/// The two notations of CCSDS messages.
enum class CcsdsNotation { kvn, xml };

struct OemOptions {
  CcsdsNotation notation = CcsdsNotation::kvn;
  bool version_3 = false;  ///< 3.0 of 2023, else 2.0 of 2009
};

/// An Orbit Ephemeris Message: position [km] to 1 um, velocity [km/s] to 1 nm/s, dates to 1 us.
///
/// Names go in as capitals of ASCII, as the standard asks: every other character becomes '_' in names and '?'
/// in comments; lines stay below 254 characters.
///
/// @throws InvalidArgument if the standard has no name for the frame or the scale, or there are fewer than
/// two points
///
/// Source: CCSDS 502.0-B-2 and B-3, Orbit Data Messages, sections 5 (OEM), 7 (syntax) and 8 (XML).
/// Checked in: tests/unit/report/formats/test_oem.cpp; by other readers: tests/oracle/formats.py
std::string oem_text(const EphemerisFile& file, const OemOptions& options = {});

/// What came of reading a message.
struct OemCheck {
  std::optional<EphemerisFile> file;    ///< nothing if there are errors
  std::vector<Diagnostic> diagnostics;  ///< in the order of the file
  std::string rendered;                 ///< for people: each with its line
};

/// Reads an OEM 1.0, 2.0 or 3.0, in either notation, with all its segments; accelerations and covariances are
/// checked for their form and left out. Every problem is reported with its line, up to fifty.
///
/// Centres that we know, axes ICRF, GCRF, EME2000 (J2000) and ITRF, time systems UTC, TAI, TT, TDB and GPS;
/// anything else is an error that says so. A segment that names no interpolation is read by Hermite's of
/// degree 7.
///
/// @param name  what messages call the file
/// Checked in: tests/unit/report/formats/test_oem_read.cpp
OemCheck check_oem(std::string_view text, std::string_view name);

/// The same. @throws DataError with all problems
EphemerisFile read_oem(std::string_view text, std::string_view name);

}  // namespace perilune
