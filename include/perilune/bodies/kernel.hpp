#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <perilune/bodies/daf.hpp>

namespace perilune {

/// A stretch of time in TDB seconds past J2000 (2000-01-01T12:00:00 TDB), both ends inside.
struct TdbSpan {
  double from_s = 0.0;
  double until_s = 0.0;

  bool contains(double tdb_s) const noexcept { return from_s <= tdb_s && tdb_s <= until_s; }
  friend bool operator==(const TdbSpan&, const TdbSpan&) = default;
};

/// A segment of Chebyshev series on granules of equal length: three components of what one body does relative
/// to another (SPK: km, axes ICRF) or the three Euler angles of one set of axes relative to another (PCK:
/// rad). NAIF's type 2 has the values alone; type 3 has series of their rates too.
struct ChebyshevSegment {
  std::string name;
  int target = 0;  ///< SPK: NAIF's number of the body. PCK: of the axes (31008: DE440's lunar principal axes)
  int center = 0;  ///< SPK: of the body it is relative to. PCK: of the axes it is relative to
  int type = 0;    ///< 2 or 3
  TdbSpan span;    ///< what the segment may be asked for

  double first_granule_s = 0.0;   ///< where the first granule starts, TDB seconds past J2000
  double granule_length_s = 0.0;  ///< all granules have this length
  int granules = 0;
  int coefficients = 0;  ///< of each series
  int record_words = 0;  ///< doubles of a granule's record: middle, half length, coefficients
  /// All records, in this machine's byte order. Owned by the file that the segment came from.
  const double* records = nullptr;

  bool has_rates() const noexcept { return type == 3; }
  /// The record of granule `i`, counted from 0: middle [s past J2000], half length [s], the coefficients of
  /// the first component and so on; in type 3 those of the rates [per second] after them.
  const double* record(int i) const noexcept {
    return records + static_cast<std::ptrdiff_t>(i) * record_words;
  }
  /// The granule that answers for an instant in `span`, by the rule of CSPICE.
  int granule_at(double tdb_s, double tdb_fraction_s = 0.0) const noexcept {
    const double i = ((tdb_s - first_granule_s) + tdb_fraction_s) / granule_length_s;
    if (!(i > 0.0)) return 0;
    return i < granules ? static_cast<int>(i) : granules - 1;
  }
};

/// A kernel whose segments have been interpreted and checked down to the last coefficient: no evaluation can
/// fail or leave the file. Immutable; copies share the bytes.
///
/// Source: NAIF, SPK Required Reading and PCK Required Reading (N0067).
/// Checked in: tests/unit/bodies/test_kernel.cpp, tests/unit/bodies/test_kernel_faults.cpp
class Kernel {
 public:
  /// @throws DataError if a segment has a type, axes or content that we do not read, naming file, record and
  ///         offset
  explicit Kernel(DafFile file);

  const DafFile& file() const noexcept { return file_; }
  /// In the file's order. Where two cover the same body and instant, the later one counts.
  std::span<const ChebyshevSegment> segments() const noexcept { return segments_; }

 private:
  DafFile file_;
  std::vector<ChebyshevSegment> segments_;
};

}  // namespace perilune
