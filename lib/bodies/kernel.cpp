#include <perilune/bodies/kernel.hpp>

#include <cmath>
#include <cstddef>
#include <string_view>
#include <utility>

#include "kernel_fault.hpp"

namespace perilune {
namespace {

constexpr std::string_view mend = " The file is damaged: fetch it again.";
constexpr int icrf = 1;  // NAIF calls these axes J2000
// No series that describes the solar system has larger numbers; damaged bytes often do.
constexpr double largest_coefficient = 1e20;
// A double near a date of this century steps by 1e-7 s: shorter granules are damage.
constexpr double shortest_granule_s = 1e-3;
constexpr double longest_granule_s = 1e12;
constexpr int most_coefficients = 200;

/// One segment of a file: its words, and how to refuse them.
class SegmentReader {
 public:
  SegmentReader(const DafFile& file, const DafSegment& segment)
      : file_(file), segment_(segment), words_(file.words(segment)) {}

  std::int64_t size() const { return static_cast<std::int64_t>(words_.size()); }
  double word(std::int64_t i) const { return words_[static_cast<std::size_t>(i)]; }
  const double* data() const { return words_.data(); }

  template <class... Parts>
  [[noreturn]] void refuse_summary(const Parts&... parts) const {
    detail::refuse_kernel(file_.name(), segment_.summary_position, "segment '", printable(segment_.name),
                          "' ", detail::concat(parts...));
  }
  /// @param i  the word of the segment, from 0, that is wrong
  template <class... Parts>
  [[noreturn]] void refuse_word(std::int64_t i, const Parts&... parts) const {
    detail::refuse_kernel(file_.name(), detail::word_position(segment_.first_word + i), "segment '",
                          printable(segment_.name), "': ", detail::concat(parts...));
  }
  /// A count that the file keeps as a double.
  std::int64_t count(std::int64_t i, const char* what, std::int64_t least, std::int64_t most) const {
    const double value = word(i);
    if (!(value >= static_cast<double>(least) && value <= static_cast<double>(most)) ||
        value != std::floor(value)) {
      refuse_word(i, what, " is ", value, ", expected a whole number from ", least, " to ", most, ".", mend);
    }
    return static_cast<std::int64_t>(value);
  }

 private:
  const DafFile& file_;
  const DafSegment& segment_;
  std::span<const double> words_;
};

void check_records(const SegmentReader& reader, const ChebyshevSegment& segment) {
  const double half_s = segment.granule_length_s / 2;
  const double tolerance_s = 1e-3 + 1e-9 * segment.granule_length_s;
  for (int i = 0; i < segment.granules; ++i) {
    const double* record = segment.record(i);
    const std::int64_t first = static_cast<std::int64_t>(i) * segment.record_words;
    const double middle_s = segment.first_granule_s + (i + 0.5) * segment.granule_length_s;
    if (!(std::abs(record[0] - middle_s) <= tolerance_s)) {
      reader.refuse_word(first, "the middle of granule ", i + 1, " is ", record[0],
                         " s past J2000; by the directory it is ", middle_s, " s.", mend);
    }
    if (!(std::abs(record[1] - half_s) <= tolerance_s && record[1] > 0)) {
      reader.refuse_word(first + 1, "half the length of granule ", i + 1, " is ", record[1],
                         " s; by the directory it is ", half_s, " s.", mend);
    }
    bool sound = true;
    for (int k = 2; k < segment.record_words; ++k) sound &= std::abs(record[k]) < largest_coefficient;
    if (sound) continue;
    for (int k = 2; k < segment.record_words; ++k) {
      if (!(std::abs(record[k]) < largest_coefficient)) {
        reader.refuse_word(first + k, "a coefficient of granule ", i + 1, " is ", record[k],
                           ", expected a finite number below ", largest_coefficient, ".", mend);
      }
    }
  }
}

/// Types 2 and 3: records of equal length, then a directory of four words.
ChebyshevSegment read_chebyshev(const SegmentReader& reader, int type, const TdbSpan& span) {
  constexpr std::int64_t directory_words = 4;
  const int series = type == 2 ? 3 : 6;
  if (reader.size() < directory_words + 2 + series)
    reader.refuse_summary("has ", reader.size(), " words, less than one record and a directory.", mend);
  const std::int64_t directory = reader.size() - directory_words;

  ChebyshevSegment out;
  out.type = type;
  out.span = span;
  out.first_granule_s = reader.word(directory);
  if (!(std::abs(out.first_granule_s) < longest_granule_s)) {
    reader.refuse_word(directory, "the first granule starts at ", out.first_granule_s,
                       " s past J2000, expected a finite date.", mend);
  }
  out.granule_length_s = reader.word(directory + 1);
  if (!(out.granule_length_s >= shortest_granule_s && out.granule_length_s <= longest_granule_s)) {
    reader.refuse_word(directory + 1, "the granules are ", out.granule_length_s, " s long, expected ",
                       shortest_granule_s, " to ", longest_granule_s, " s.", mend);
  }
  const std::int64_t words = reader.count(directory + 2, "the length of a record", 2 + series, directory);
  if ((words - 2) % series != 0 || (words - 2) / series > most_coefficients) {
    reader.refuse_word(directory + 2, "the length of a record is ", words, " words; type ", type, " has 2 + ",
                       series, " n words for n coefficients, n from 1 to ", most_coefficients, ".", mend);
  }
  const std::int64_t granules = reader.count(directory + 3, "the count of granules", 1, directory);
  if (granules * words != directory) {
    reader.refuse_word(directory + 3, "the count of granules is ", granules, "; records of ", words,
                       " words for each do not fill the ", directory,
                       " words that the segment has before its directory.", mend);
  }
  out.record_words = static_cast<int>(words);
  out.coefficients = static_cast<int>((words - 2) / series);
  out.granules = static_cast<int>(granules);
  out.records = reader.data();

  const double end_s = out.first_granule_s + static_cast<double>(granules) * out.granule_length_s;
  const double tolerance_s = 1e-3 + 1e-9 * out.granule_length_s;
  if (span.from_s < out.first_granule_s - tolerance_s || span.until_s > end_s + tolerance_s) {
    reader.refuse_summary("says that it covers ", span.from_s, " to ", span.until_s,
                          " s past J2000; its granules cover ", out.first_granule_s, " to ", end_s, " s.",
                          mend);
  }
  check_records(reader, out);
  return out;
}

ChebyshevSegment read_segment(const DafFile& file, const DafSegment& listed) {
  const SegmentReader reader(file, listed);
  const bool spk = file.kind() == KernelKind::spk;
  const int target = listed.integers[0];
  const int center = listed.integers[1];
  const int axes = spk ? listed.integers[2] : listed.integers[1];
  const int type = spk ? listed.integers[3] : listed.integers[2];
  if (axes != icrf) {
    reader.refuse_summary("is given in NAIF's axes ", axes, ", which are not read; expected ", icrf,
                          " (ICRF, which NAIF calls J2000).");
  }
  if (spk && target == center) reader.refuse_summary("gives body ", target, " relative to itself.", mend);

  const TdbSpan span{listed.start_s, listed.end_s};
  ChebyshevSegment segment = [&] {
    switch (type) {  // a new type of segment gets its case here
      case 2:
      case 3:
        return read_chebyshev(reader, type, span);
      default:
        reader.refuse_summary("has type ", type,
                              ", which is not read yet; read are 2 and 3 (Chebyshev series).");
    }
  }();
  segment.name = listed.name;
  segment.target = target;
  segment.center = center;
  return segment;
}

}  // namespace

Kernel::Kernel(DafFile file) : file_(std::move(file)) {
  segments_.reserve(file_.segments().size());
  for (const DafSegment& listed : file_.segments()) segments_.push_back(read_segment(file_, listed));
}

}  // namespace perilune
