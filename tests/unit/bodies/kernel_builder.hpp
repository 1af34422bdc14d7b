// Writes small kernels, in either byte order, and damages them.
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/bodies/daf.hpp>

namespace kernel_builder {

struct Segment {
  int target = 301;
  int center = 399;
  int type = 2;
  double start_s = 0.0;
  double granule_length_s = 1000.0;
  int granules = 4;
  int coefficients = 5;
  double scale = 1.0;
  std::string name = "SEGMENT";
  int axes = 1;
};

/// The coefficient that the builder writes: term k of component d in granule i. Any smooth-looking numbers
/// do.
inline double coefficient(const Segment& segment, int i, int d, int k) {
  return segment.scale * (d + 1) * (1 + 0.25 * i) * std::pow(-0.3, k);
}

/// A kernel in memory, its byte order, and where its parts are.
struct Image {
  std::vector<std::uint64_t> words;  // aligned as a reader of doubles wants it
  std::endian order = std::endian::native;
  std::vector<std::int64_t> summaries;    // offset of each segment's summary
  std::vector<std::int64_t> data;         // offset of its first word
  std::vector<std::int64_t> directories;  // offset of its directory

  char* bytes() { return reinterpret_cast<char*>(words.data()); }
  std::span<const std::byte> span() const { return std::as_bytes(std::span(words)); }
  std::size_t size() const { return words.size() * 8; }

  void text(std::int64_t position, std::string_view value) {
    std::memcpy(bytes() + position, value.data(), value.size());
  }
  void integer(std::int64_t position, std::int32_t value) {
    put(position, std::bit_cast<std::uint32_t>(value));
  }
  void real(std::int64_t position, double value) { put(position, std::bit_cast<std::uint64_t>(value)); }

 private:
  template <class Bits>
  void put(std::int64_t position, Bits value) {
    for (std::size_t i = 0; i < sizeof value; ++i) {
      const std::size_t shift = 8 * (order == std::endian::little ? i : sizeof value - 1 - i);
      bytes()[static_cast<std::size_t>(position) + i] = static_cast<char>(value >> shift & 0xFF);
    }
  }
};

/// @param summaries_in_record  fewer than 25 make a chain of summary records
inline Image build(perilune::KernelKind kind, const std::vector<Segment>& segments,
                   std::endian order = std::endian::native, std::size_t summaries_in_record = 25) {
  constexpr std::int64_t record_bytes = 1024;
  const bool spk = kind == perilune::KernelKind::spk;
  Image image;
  image.order = order;
  image.words.assign(128, 0);
  image.text(0, spk ? "DAF/SPK " : "DAF/PCK ");
  image.integer(8, 2);
  image.integer(12, spk ? 6 : 5);
  image.text(16, "SMALL KERNEL FOR TESTS                                      ");
  image.text(88, order == std::endian::little ? "LTL-IEEE" : "BIG-IEEE");
  image.text(699, std::string_view("FTPSTR:\r:\n:\r\n:\r\0:\x81:\x10\xCE:ENDFTP", 28));

  std::int64_t previous = 0;
  for (std::size_t first = 0; first < segments.size(); first += summaries_in_record) {
    const std::int64_t start = static_cast<std::int64_t>(image.size());
    const std::int64_t record = start / record_bytes + 1;
    if (previous == 0) {
      image.integer(76, static_cast<std::int32_t>(record));
    } else {
      image.real(previous, static_cast<double>(record));
    }
    image.words.resize(image.words.size() + 256, 0);  // summaries and names
    const std::size_t count = std::min(summaries_in_record, segments.size() - first);
    image.real(start + 8, static_cast<double>(previous == 0 ? 0 : previous / record_bytes + 1));
    image.real(start + 16, static_cast<double>(count));
    previous = start;

    for (std::size_t i = 0; i < count; ++i) {
      const Segment& segment = segments[first + i];
      const std::int64_t summary = start + 24 + 40 * static_cast<std::int64_t>(i);
      const std::int64_t data = static_cast<std::int64_t>(image.size());
      const int series = segment.type == 3 ? 6 : 3;
      const int record_words = 2 + series * segment.coefficients;
      const std::int64_t words = std::int64_t{segment.granules} * record_words + 4;
      image.words.resize(image.words.size() + static_cast<std::size_t>((words + 127) / 128 * 128), 0);

      image.real(summary, segment.start_s);
      image.real(summary + 8, segment.start_s + segment.granules * segment.granule_length_s);
      std::vector<int> integers{segment.target, segment.center};
      if (spk) integers.push_back(segment.axes);
      integers.push_back(segment.type);
      integers.push_back(static_cast<int>(data / 8 + 1));
      integers.push_back(static_cast<int>(data / 8 + words));
      for (std::size_t k = 0; k < integers.size(); ++k)
        image.integer(summary + 16 + 4 * static_cast<std::int64_t>(k), integers[k]);
      std::string name = segment.name;
      name.resize(40, ' ');
      image.text(start + record_bytes + 40 * static_cast<std::int64_t>(i), name);

      std::int64_t at = data;
      const auto next = [&](double value) {
        image.real(at, value);
        at += 8;
      };
      for (int granule = 0; granule < segment.granules; ++granule) {
        next(segment.start_s + (granule + 0.5) * segment.granule_length_s);
        next(segment.granule_length_s / 2);
        for (int d = 0; d < series; ++d) {
          for (int k = 0; k < segment.coefficients; ++k) next(coefficient(segment, granule, d, k));
        }
      }
      image.summaries.push_back(summary);
      image.data.push_back(data);
      image.directories.push_back(at);
      next(segment.start_s);
      next(segment.granule_length_s);
      next(record_words);
      next(segment.granules);
    }
  }
  return image;
}

/// What a series of the builder's is worth: by cosines, not by the recurrence that the library uses.
inline double value(const Segment& segment, int d, double tdb_s) {
  const double offset_s = tdb_s - segment.start_s;
  const int i = std::min(segment.granules - 1, static_cast<int>(offset_s / segment.granule_length_s));
  const double s = 2 * (offset_s / segment.granule_length_s - i) - 1;
  double sum = 0.0;
  for (int k = 0; k < segment.coefficients; ++k)
    sum += coefficient(segment, i, d, k) * std::cos(k * std::acos(s));
  return sum;
}

}  // namespace kernel_builder
