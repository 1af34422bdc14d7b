#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace perilune {

/// What a kernel holds: positions of bodies (SPK, .bsp) or orientations (binary PCK, .bpc).
enum class KernelKind { spk, pck };

/// One segment as a DAF file lists it, not yet interpreted.
struct DafSegment {
  std::string name;      ///< UTF-8, without the blanks at its end
  double start_s = 0.0;  ///< what the summary says it covers, TDB seconds past J2000
  double end_s = 0.0;
  /// SPK: target, centre, axes, type. PCK: axes described, axes they are relative to, type, 0.
  std::array<int, 4> integers{};
  std::int64_t first_word = 0;        ///< number of its first double in the file, from 1 (NAIF's "address")
  std::int64_t last_word = 0;         ///< of its last one
  std::int64_t summary_position = 0;  ///< offset of the summary in the file, from 0 [byte]
};

/// A binary kernel of NAIF's: a "double precision array file". Reads either byte order. All that steers a
/// reader (counts, pointers, addresses) is checked when the file is read; every fault is refused with the
/// file's name, the record and the offset. Immutable; copies share the bytes; any number of threads may read.
///
/// Source: NAIF, DAF Required Reading (N0067).
/// Checked in: tests/unit/bodies/test_daf.cpp
class DafFile {
 public:
  /// Reads the whole file into memory, so that what happens to it later changes nothing.
  /// @throws DataError if it cannot be read or is damaged
  static DafFile read(const std::filesystem::path& path);

  /// Reads a file that lies in memory. Not copied if its doubles can be used as they are (this machine's byte
  /// order, aligned to 8 bytes): then `bytes` has to outlive the file and all its copies.
  /// @param name  what messages call it
  /// @throws DataError if it is damaged
  static DafFile view(std::span<const std::byte> bytes, std::string name);

  const std::string& name() const noexcept;
  KernelKind kind() const noexcept;
  std::size_t size_bytes() const noexcept;
  /// What the file says of itself (60 characters at most).
  const std::string& internal_name() const noexcept;
  /// In the file's order, at least one.
  std::span<const DafSegment> segments() const noexcept;
  /// All doubles of a segment, in this machine's byte order, aligned. Valid while this file or a copy lives.
  std::span<const double> words(const DafSegment& segment) const noexcept;

 private:
  struct Contents;
  explicit DafFile(std::shared_ptr<const Contents> contents) : contents_(std::move(contents)) {}
  static void parse(Contents& contents);

  std::shared_ptr<const Contents> contents_;
};

}  // namespace perilune
