#include <perilune/bodies/daf.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "kernel_fault.hpp"

namespace perilune {
namespace {

using detail::daf_record_bytes;
using detail::refuse_kernel;

constexpr std::string_view mend = " The file is damaged or was cut short: fetch it again.";

std::uint64_t swapped(std::uint64_t value) {
  std::uint64_t out = 0;
  for (int i = 0; i < 8; ++i) {
    out = out << 8 | (value & 0xFF);
    value >>= 8;
  }
  return out;
}
std::uint32_t swapped(std::uint32_t value) {
  return static_cast<std::uint32_t>(swapped(std::uint64_t{value}) >> 32);
}

/// Where the fixed things of the first record are [byte].
enum FileRecord : std::int64_t {
  at_identification = 0,
  at_double_count = 8,
  at_integer_count = 12,
  at_internal_name = 16,
  at_first_summary = 76,
  at_byte_order = 88,
  at_transfer_check = 699,
};

/// Bytes that a transfer in text mode would change: a file that went through one is refused, not misread.
constexpr std::string_view transfer_check("FTPSTR:\r:\n:\r\n:\r\0:\x81:\x10\xCE:ENDFTP", 28);

std::string without_padding(std::string_view text) {
  text = text.substr(0, text.find('\0'));
  while (text.ends_with(' ')) text.remove_suffix(1);
  return std::string(text);
}

/// Reads numbers at byte offsets. Callers have checked that they lie inside.
class Bytes {
 public:
  Bytes(std::span<const std::byte> bytes, std::string_view file) : bytes_(bytes), file_(file) {}

  void set_foreign(bool foreign) { foreign_ = foreign; }
  std::int64_t size() const { return static_cast<std::int64_t>(bytes_.size()); }
  std::string_view file() const { return file_; }
  std::string_view text(std::int64_t position, std::size_t length) const {
    return {reinterpret_cast<const char*>(bytes_.data()) + position, length};
  }
  std::int32_t integer(std::int64_t position) const { return at<std::int32_t, std::uint32_t>(position); }
  double real(std::int64_t position) const { return at<double, std::uint64_t>(position); }

  template <class... Parts>
  [[noreturn]] void refuse(std::int64_t position, const Parts&... parts) const {
    refuse_kernel(file_, position, parts...);
  }

 private:
  template <class Value, class Bits>
  Value at(std::int64_t position) const {
    Bits bits;
    std::memcpy(&bits, bytes_.data() + position, sizeof bits);
    return std::bit_cast<Value>(foreign_ ? swapped(bits) : bits);
  }

  std::span<const std::byte> bytes_;
  std::string_view file_;
  bool foreign_ = false;
};

KernelKind kind_of(const Bytes& bytes) {
  if (bytes.size() < daf_record_bytes) {
    bytes.refuse(0, "the file has ", bytes.size(), " bytes, less than its first record of ", daf_record_bytes,
                 " bytes.", mend);
  }
  const std::string_view word = bytes.text(at_identification, 8);
  if (word == "DAF/SPK ") return KernelKind::spk;
  if (word == "DAF/PCK ") return KernelKind::pck;
  if (word.starts_with("DAFETF")) {
    bytes.refuse(0,
                 "this is a transfer file (text). Turn it into a binary kernel with NAIF's 'tobin' first.");
  }
  if (word.starts_with("KPL/"))
    bytes.refuse(0, "this is a text kernel; only binary kernels (.bsp, .bpc) are read here.");
  bytes.refuse(at_identification, "'", printable(word),
               "' does not identify a kernel that we read: expected 'DAF/SPK ' (.bsp) or 'DAF/PCK ' (.bpc).");
}

/// Whether the file has the other byte order than this machine.
bool is_foreign(const Bytes& bytes) {
  const std::string_view word = bytes.text(at_byte_order, 8);
  const bool little = word == "LTL-IEEE";
  if (!little && word != "BIG-IEEE") {
    bytes.refuse(at_byte_order, "the byte order '", printable(word),
                 "' is unknown: expected LTL-IEEE or BIG-IEEE. Older files are renewed by NAIF's 'bingo'.");
  }
  return little != (std::endian::native == std::endian::little);
}

void check_transfer(const Bytes& bytes) {
  if (bytes.text(at_transfer_check, transfer_check.size()) != transfer_check) {
    bytes.refuse(
        at_transfer_check,
        "the transfer check string is not as written: the file was changed on its way, as by a transfer "
        "in text mode. Fetch it again in binary mode.");
  }
}

/// Doubles and integers of a summary have to be what the kind of kernel says.
void check_counts(const Bytes& bytes, KernelKind kind) {
  const std::int32_t integers = kind == KernelKind::spk ? 6 : 5;
  const std::int32_t found_doubles = bytes.integer(at_double_count);
  const std::int32_t found_integers = bytes.integer(at_integer_count);
  const char* const other_order =
      swapped(static_cast<std::uint32_t>(found_doubles)) == 2 ? " (it would be in the other byte order)" : "";
  if (found_doubles != 2)
    bytes.refuse(at_double_count, "ND is ", found_doubles, ", expected 2", other_order, ".", mend);
  if (found_integers != integers)
    bytes.refuse(at_integer_count, "NI is ", found_integers, ", expected ", integers, ".", mend);
}

/// A double of a summary record that has to be a whole number in a range.
std::int64_t whole_number(const Bytes& bytes, std::int64_t position, const char* what, std::int64_t least,
                          std::int64_t most, std::string_view reason) {
  const double value = bytes.real(position);
  if (!(value >= static_cast<double>(least) && value <= static_cast<double>(most)) ||
      value != std::floor(value)) {
    bytes.refuse(position, what, " is ", value, ", expected a whole number from ", least, " to ", most, " (",
                 reason, ").", mend);
  }
  return static_cast<std::int64_t>(value);
}

DafSegment read_summary(const Bytes& bytes, KernelKind kind, std::int64_t position,
                        std::int64_t name_position, std::size_t name_length) {
  DafSegment segment;
  segment.summary_position = position;
  segment.start_s = bytes.real(position);
  segment.end_s = bytes.real(position + 8);
  const std::int64_t integers = position + 16;
  const std::size_t described = kind == KernelKind::spk ? 4 : 3;
  for (std::size_t i = 0; i < described; ++i)
    segment.integers[i] = bytes.integer(integers + 4 * static_cast<std::int64_t>(i));
  const std::int64_t first_position = integers + 4 * static_cast<std::int64_t>(described);
  segment.first_word = bytes.integer(first_position);
  segment.last_word = bytes.integer(first_position + 4);

  const std::string_view name = bytes.text(name_position, name_length);
  if (!is_valid_utf8(name))
    bytes.refuse(name_position, "the name of a segment, '", printable(name), "', is not UTF-8.", mend);
  segment.name = without_padding(name);

  if (!std::isfinite(segment.start_s) || !std::isfinite(segment.end_s) ||
      !(segment.start_s < segment.end_s)) {
    bytes.refuse(position, "segment '", printable(segment.name), "' covers ", segment.start_s, " to ",
                 segment.end_s, " s past J2000: expected two finite epochs, the first before the second.",
                 mend);
  }
  const std::int64_t words = bytes.size() / 8;
  if (segment.first_word <= detail::daf_record_words || segment.last_word < segment.first_word ||
      segment.last_word > words) {
    bytes.refuse(first_position, "segment '", printable(segment.name), "' has the words ", segment.first_word,
                 " to ", segment.last_word, "; expected first <= last within ", detail::daf_record_words + 1,
                 " to ", words, ", the last whole word of the file.", mend);
  }
  return segment;
}

std::vector<DafSegment> read_summaries(const Bytes& bytes, KernelKind kind) {
  constexpr std::int64_t summary_bytes = 40;  // 2 doubles, and 5 or 6 integers packed in 3 more
  const std::int64_t records = bytes.size() / daf_record_bytes;
  std::vector<DafSegment> segments;
  std::vector<bool> seen(static_cast<std::size_t>(records) + 1, false);

  std::int64_t record = bytes.integer(at_first_summary);
  std::int64_t pointer_position = at_first_summary;
  do {
    if (record < 2 || record >= records) {  // the record after it holds the names
      bytes.refuse(pointer_position, "the pointer to a summary record is ", record,
                   "; the file has summary and name records within 2 to ", records, ".", mend);
    }
    if (seen[static_cast<std::size_t>(record)])
      bytes.refuse(pointer_position, "the chain of summary records returns to record ", record, ".", mend);
    seen[static_cast<std::size_t>(record)] = true;

    const std::int64_t start = (record - 1) * daf_record_bytes;
    const auto count =
        whole_number(bytes, start + 16, "the count of summaries", 0, 25, "what one record can hold");
    for (std::int64_t i = 0; i < count; ++i) {
      segments.push_back(read_summary(bytes, kind, start + 24 + i * summary_bytes,
                                      start + daf_record_bytes + i * summary_bytes,
                                      static_cast<std::size_t>(summary_bytes)));
    }
    pointer_position = start;
    record = whole_number(bytes, start, "the pointer to the next summary record", 0, records,
                          "0 for none, or a record of the file");
  } while (record != 0);
  if (segments.empty())
    bytes.refuse(pointer_position, "the file lists no segment: there is nothing to read.", mend);
  return segments;
}

}  // namespace

struct DafFile::Contents {
  std::string name;
  std::vector<std::uint64_t> owned;  // aligned to doubles, which a string is not bound to be
  std::span<const std::byte> bytes;
  const double* words = nullptr;

  KernelKind kind = KernelKind::spk;
  std::string internal_name;
  std::vector<DafSegment> segments;

  void own(std::span<const std::byte> source) {
    owned.resize((source.size() + 7) / 8);
    std::memcpy(owned.data(), source.data(), source.size());
    bytes = {reinterpret_cast<const std::byte*>(owned.data()), source.size()};
  }
};

void DafFile::parse(Contents& contents) {
  Bytes bytes(contents.bytes, contents.name);
  contents.kind = kind_of(bytes);
  const bool foreign = is_foreign(bytes);
  bytes.set_foreign(foreign);
  check_transfer(bytes);
  check_counts(bytes, contents.kind);
  const std::string_view internal_name = bytes.text(at_internal_name, 60);
  if (!is_valid_utf8(internal_name))
    bytes.refuse(at_internal_name, "the internal name, '", printable(internal_name), "', is not UTF-8.",
                 mend);
  contents.internal_name = without_padding(internal_name);
  contents.segments = read_summaries(bytes, contents.kind);

  const bool aligned = reinterpret_cast<std::uintptr_t>(contents.bytes.data()) % alignof(double) == 0;
  if (contents.owned.empty() && (foreign || !aligned)) contents.own(contents.bytes);
  if (foreign) {
    for (std::uint64_t& word : contents.owned) word = swapped(word);
  }
  contents.words = reinterpret_cast<const double*>(contents.bytes.data());
}

DafFile DafFile::read(const std::filesystem::path& path) {
  auto contents = std::make_shared<Contents>();
  contents->name = path.string();
  std::error_code error;
  const bool regular = std::filesystem::is_regular_file(path, error);
  const std::uintmax_t size = regular ? std::filesystem::file_size(path, error) : 0;
  if (!regular || error) {
    throw DataError(detail::concat("kernel '", printable(contents->name), "' cannot be read: ",
                                   error ? error.message() : std::string("it is not a regular file"), "."));
  }
  constexpr std::uintmax_t most_bytes = std::uintmax_t{8} << 31;  // NAIF's addresses have 31 bits
  if (size > most_bytes) {
    throw DataError(detail::concat("kernel '", printable(contents->name), "' has ", size,
                                   " bytes, more than a kernel can address: ", most_bytes, "."));
  }
  std::ifstream file(path, std::ios::binary);
  contents->owned.resize(size / 8 + 1);  // never empty: `owned` tells parse that the bytes are ours
  file.read(reinterpret_cast<char*>(contents->owned.data()), static_cast<std::streamsize>(size));
  if (!file)
    throw DataError(detail::concat("kernel '", printable(contents->name), "' cannot be read to its end."));
  contents->bytes = {reinterpret_cast<const std::byte*>(contents->owned.data()), size};
  parse(*contents);
  return DafFile(std::move(contents));
}

DafFile DafFile::view(std::span<const std::byte> bytes, std::string name) {
  auto contents = std::make_shared<Contents>();
  contents->name = std::move(name);
  contents->bytes = bytes;
  parse(*contents);
  return DafFile(std::move(contents));
}

const std::string& DafFile::name() const noexcept {
  return contents_->name;
}
KernelKind DafFile::kind() const noexcept {
  return contents_->kind;
}
std::size_t DafFile::size_bytes() const noexcept {
  return contents_->bytes.size();
}
const std::string& DafFile::internal_name() const noexcept {
  return contents_->internal_name;
}
std::span<const DafSegment> DafFile::segments() const noexcept {
  return contents_->segments;
}
std::span<const double> DafFile::words(const DafSegment& segment) const noexcept {
  return {contents_->words + segment.first_word - 1,
          static_cast<std::size_t>(segment.last_word - segment.first_word + 1)};
}

}  // namespace perilune
