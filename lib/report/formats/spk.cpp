#include <perilune/report/formats/spk.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

#include <perilune/bodies/daf.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/core/version.hpp>

namespace perilune {
namespace {

constexpr std::size_t record_bytes = 1024;
constexpr std::size_t record_words = 128;
constexpr std::size_t comment_bytes = 1000;  // of a record in the comment area
constexpr std::size_t summary_words = 5;     // two doubles, six integers
constexpr std::size_t name_bytes = 40;
constexpr std::size_t most_segments = 25;  // of one summary record
constexpr std::size_t directory_step = 100;
constexpr int icrf_axes = 1;  // NAIF's J2000
constexpr int type_lagrange = 9;
constexpr int type_hermite = 13;

void put(std::string& out, std::size_t at, std::string_view bytes) {
  out.replace(at, bytes.size(), bytes);
}

template <class Number>
void put_number(std::string& out, std::size_t at, Number value) {
  using Bits = std::conditional_t<sizeof(Number) == 8, std::uint64_t, std::uint32_t>;
  const auto bits = std::bit_cast<Bits>(value);
  for (std::size_t i = 0; i < sizeof(Number); ++i)
    out[at + i] = static_cast<char>(static_cast<unsigned char>(bits >> (8 * i)));
}

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text.substr(0, width));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  out.resize(width, ' ');
  return out;
}

/// The records of the comment area: lines ended by a zero, the last by EOT.
std::string comment_area(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += padded(line, std::min<std::size_t>(line.size(), 1000)) + '\0';
  text += '\4';
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += comment_bytes) {
    std::string record = text.substr(at, comment_bytes);
    record.resize(record_bytes, '\0');
    out += record;
  }
  return out;
}

/// A segment's words, and what its summary says.
struct Segment {
  std::string name;
  double from_s = 0.0;
  double until_s = 0.0;
  std::array<std::int32_t, 4> integers{};
  std::vector<double> words;
};

Segment segment_of(const EphemerisSegment& given, int body) {
  const EphemerisSegment stretch = in_icrf(given);
  const EphemerisTable& table = stretch.table;
  const bool hermite = table.interpolation == Interpolation::hermite;
  if (table.points.size() < 2) throw InvalidArgument("spk_bytes: a segment needs at least two points.");
  if (table.degree < 1 || table.degree > 27 || table.degree % 2 == 0) {
    throw InvalidArgument(
        detail::concat("spk_bytes: the degree is ", table.degree, ". SPK takes odd degrees from 1 to 27."));
  }
  Segment segment;
  segment.name = padded(stretch.object_name, name_bytes);
  segment.integers = {body, stretch.frame.center.naif, icrf_axes, hermite ? type_hermite : type_lagrange};
  std::vector<double> epochs;
  for (const EphemerisPoint& point : table.points) {
    const TwoPartSeconds tdb = point.epoch.tdb();
    const double written_s = tdb.sum();
    const double moved_s = (written_s - tdb.whole) - tdb.fraction;
    const Eigen::Vector3d r_km = (point.position_m + moved_s * point.velocity_m_s) * 1e-3;
    for (const double x : r_km) segment.words.push_back(x);
    for (const double v : point.velocity_m_s) segment.words.push_back(v * 1e-3);
    epochs.push_back(written_s);
  }
  segment.from_s = epochs.front();
  segment.until_s = epochs.back();
  segment.words.insert(segment.words.end(), epochs.begin(), epochs.end());
  for (std::size_t i = directory_step; i < epochs.size(); i += directory_step)
    segment.words.push_back(epochs[i - 1]);
  const int nodes = (table.degree + 1) / 2;
  segment.words.push_back(hermite ? nodes - 1 : table.degree);
  segment.words.push_back(static_cast<double>(epochs.size()));
  return segment;
}

/// How one segment of a file reads.
EphemerisSegment read_segment(const DafFile& file, const DafSegment& segment, const std::string& where) {
  const auto fail = [&](const std::string& what) -> DataError {
    return DataError(detail::concat(where, ": ", what));
  };
  if (segment.integers[2] != icrf_axes)
    throw fail(detail::concat("the axes ", segment.integers[2], " are not read; 1 is (ICRF)."));
  const std::span<const double> words = file.words(segment);
  if (words.size() < 14) throw fail("the segment is too short for two states.");
  const double count_word = words[words.size() - 1];
  const double window_word = words[words.size() - 2];
  const bool hermite = segment.integers[3] == type_hermite;
  if (!(count_word >= 2.0 && count_word <= static_cast<double>(words.size())) ||
      count_word != std::floor(count_word))
    throw fail("the number of states is damaged.");
  const auto count = static_cast<std::size_t>(count_word);
  if (words.size() != 7 * count + (count - 1) / directory_step + 2)
    throw fail(
        detail::concat("the segment has ", words.size(), " numbers, which do not fit ", count, " states."));
  if (!(window_word >= 0.0 && window_word <= 27.0) || window_word != std::floor(window_word))
    throw fail("the degree is damaged.");
  EphemerisSegment stretch;
  stretch.object_name = segment.name.empty() ? std::to_string(segment.integers[0]) : segment.name;
  stretch.object_id = std::to_string(segment.integers[0]);
  stretch.frame = {BodyId{segment.integers[1]}, Axes::icrf};
  stretch.scale = TimeScale::tdb;
  stretch.table.interpolation = hermite ? Interpolation::hermite : Interpolation::lagrange;
  stretch.table.degree = static_cast<int>(window_word) * (hermite ? 2 : 1) + (hermite ? 1 : 0);
  const int most = hermite ? 31 : 15;
  if (stretch.table.degree < 1 || stretch.table.degree > most)
    throw fail(detail::concat("the degree ", stretch.table.degree, " is not read; at most ", most, "."));
  for (std::size_t i = 0; i < count; ++i) {
    const std::span<const double> state = words.subspan(6 * i, 6);
    const double tdb_s = words[6 * count + i];
    for (const double x : state) {
      if (!std::isfinite(x)) throw fail(detail::concat("state ", i + 1, " is not finite."));
    }
    if (!std::isfinite(tdb_s) || (i > 0 && tdb_s <= words[6 * count + i - 1]))
      throw fail(detail::concat("the date of state ", i + 1, " is not after the one before."));
    stretch.table.points.push_back({Epoch::from_tdb_seconds(tdb_s),
                                    1e3 * Eigen::Vector3d(state[0], state[1], state[2]),
                                    1e3 * Eigen::Vector3d(state[3], state[4], state[5])});
  }
  return stretch;
}

}  // namespace

std::string spk_bytes(const EphemerisFile& file, const SpkOptions& options) {
  if (file.segments.empty() || file.segments.size() > most_segments)
    throw InvalidArgument(detail::concat("spk_bytes: there are ", file.segments.size(), " segments; 1 to ",
                                         most_segments, " can be written."));
  std::vector<Segment> segments;
  std::vector<std::string> lines = file.comments;
  std::vector<std::string> objects;
  for (const EphemerisSegment& stretch : file.segments) {
    auto object = std::find(objects.begin(), objects.end(), stretch.object_name);
    if (object == objects.end()) object = objects.insert(objects.end(), stretch.object_name);
    const int body = options.body - static_cast<int>(object - objects.begin());
    segments.push_back(segment_of(stretch, body));
    lines.push_back(detail::concat("body ", body, ": ", stretch.object_name, ", km and km/s, ICRF, TDB"));
    lines.insert(lines.end(), stretch.comments.begin(), stretch.comments.end());
  }
  const std::string comments = comment_area(lines);
  const std::size_t first_record = 2 + comments.size() / record_bytes;  // of the summaries, counted from 1
  std::size_t address = (first_record + 1) * record_words + 1;          // of the first word of data

  std::string summaries(record_bytes, '\0');
  std::string names(record_bytes, ' ');
  std::string data;
  put_number(summaries, 16, static_cast<double>(segments.size()));
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const Segment& segment = segments[i];
    const std::size_t at = 24 + i * summary_words * 8;
    put_number(summaries, at, segment.from_s);
    put_number(summaries, at + 8, segment.until_s);
    for (std::size_t k = 0; k < 4; ++k) put_number(summaries, at + 16 + 4 * k, segment.integers[k]);
    put_number(summaries, at + 32, static_cast<std::int32_t>(address));
    address += segment.words.size();
    put_number(summaries, at + 36, static_cast<std::int32_t>(address - 1));
    put(names, i * name_bytes, segment.name);
    for (const double word : segment.words) {
      data.resize(data.size() + 8);
      put_number(data, data.size() - 8, word);
    }
  }
  data.resize((data.size() + record_bytes - 1) / record_bytes * record_bytes, '\0');

  std::string head(record_bytes, '\0');
  put(head, 0, "DAF/SPK ");
  put_number(head, 8, std::int32_t{2});
  put_number(head, 12, std::int32_t{6});
  put(head, 16, padded(detail::concat("perilune ", version()), 60));
  put_number(head, 76, static_cast<std::int32_t>(first_record));
  put_number(head, 80, static_cast<std::int32_t>(first_record));
  put_number(head, 84, static_cast<std::int32_t>(address));
  put(head, 88, "LTL-IEEE");
  constexpr std::string_view transfer_check("FTPSTR:\r:\n:\r\n:\r\0:\x81:\x10\xCE:ENDFTP", 28);
  put(head, 699, transfer_check);
  return head + comments + summaries + names + data;
}

EphemerisFile read_spk(const std::filesystem::path& path) {
  const DafFile daf = DafFile::read(path);
  EphemerisFile file;
  file.originator = "UNKNOWN";
  for (const DafSegment& segment : daf.segments()) {
    if (daf.kind() != KernelKind::spk) break;
    if (segment.integers[3] != type_lagrange && segment.integers[3] != type_hermite) continue;
    const std::string where =
        detail::concat(printable(path.string()), ", segment '", printable(segment.name), "'");
    file.segments.push_back(read_segment(daf, segment, where));
  }
  if (file.segments.empty())
    throw DataError(detail::concat(printable(path.string()), " holds no segment of type 9 or 13."));
  return file;
}

}  // namespace perilune
