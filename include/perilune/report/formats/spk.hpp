#pragma once

#include <filesystem>
#include <string>

#include <perilune/report/formats/ephemeris_table.hpp>

namespace perilune {

/// How a trajectory goes into an SPK file.
struct SpkOptions {
  int body = -999'000;  ///< NAIF's number of the craft: negative, and none that flies; segments of other
                        ///< objects count down
};

/// A binary SPK of NAIF's with one segment for each stretch, little-endian: type 13 (Hermite, unequal steps)
/// for tables that are read so, type 9 (Lagrange, unequal steps) for the others. Axes ICRF (NAIF's J2000),
/// km and km/s; the comment area says what made it.
///
/// A date of a file is one double of TDB, which steps by 1.2e-7 s in this century: each state is moved along
/// its velocity to the date as it is written.
///
/// @return  the bytes of the file
/// @throws InvalidArgument if a stretch's axes turn, or the degree is even or above 27
///
/// Source: NAIF, SPK Required Reading and DAF Required Reading (N0067).
/// Checked in: tests/unit/report/formats/test_spk.cpp; by CSPICE and ANISE: tests/oracle/formats.py
std::string spk_bytes(const EphemerisFile& file, const SpkOptions& options = {});

/// Reads the segments of types 9 and 13 of an SPK, either byte order; others are left to the ephemeris.
/// @throws DataError if the file is damaged, or holds no such segment, or one in other axes than ICRF
EphemerisFile read_spk(const std::filesystem::path& path);

}  // namespace perilune
