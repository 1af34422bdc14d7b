#include <algorithm>
#include <array>
#include <sstream>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/formats/oem.hpp>

#include "ccsds_fields.hpp"

namespace perilune {
namespace {

using detail::CcsdsField;
using detail::CcsdsFields;
using detail::CcsdsItem;
using detail::CcsdsReader;
using detail::concat;

constexpr std::array<std::string_view, 3> header_keywords = {"CCSDS_OEM_VERS", "CREATION_DATE", "ORIGINATOR"};
constexpr std::array<std::string_view, 2> span_keywords = {"START_TIME", "STOP_TIME"};
constexpr std::array<std::string_view, 5> other_metadata = {
    "USEABLE_START_TIME", "USEABLE_STOP_TIME", "INTERPOLATION", "INTERPOLATION_DEGREE", "REF_FRAME_EPOCH"};
constexpr int largest_degree = 15;

enum class Part { header, metadata, data, covariance };

class OemParser {
 public:
  explicit OemParser(CcsdsReader& reader) : reader_(reader) {}

  EphemerisFile parse() {
    for (const CcsdsItem& item : reader_.items()) take(item);
    end_header(reader_.last_line());
    if (part_ == Part::metadata)
      reader_.problem(meta_line_, "no-meta-stop", "META_START has no META_STOP",
                      "the metadata end with META_STOP");
    if (part_ == Part::covariance)
      reader_.problem(reader_.last_line(), "no-covariance-stop", "COVARIANCE_START has no COVARIANCE_STOP");
    end_segment(reader_.last_line());
    if (file_.segments.empty() && !reader_.failed())
      reader_.problem(reader_.last_line(), "no-segment", "the message has no segment",
                      "META_START begins one, with the metadata");
    return std::move(file_);
  }

 private:
  void take(const CcsdsItem& item) {
    if (item.keyword == "META_START") return begin_metadata(item);
    if (item.keyword == "META_STOP") return end_metadata(item);
    if (item.keyword == "COVARIANCE_START" || item.keyword == "COVARIANCE_STOP") return covariance(item);
    if (item.keyword == "COMMENT") return comment(item);
    if (item.keyword.empty()) return data_line(item);
    field(item);
  }

  void comment(const CcsdsItem& item) {
    if (part_ == Part::header) file_.comments.push_back(item.value);
    if (part_ == Part::metadata || part_ == Part::data) segment_.comments.push_back(item.value);
  }

  void field(const CcsdsItem& item) {
    if (part_ == Part::covariance) return;
    if (part_ == Part::data) {
      reader_.problem(item.line, "misplaced-keyword", concat(item.keyword, " stands among the data"),
                      "after META_STOP there are lines of data alone, until META_START begins a new segment");
      return;
    }
    const bool in_header = part_ == Part::header;
    if (!(in_header ? header_ : metadata_).add(reader_, item)) return;
    if (!is_known(item.keyword, in_header)) unknown(item, in_header ? "the header" : "the metadata");
    if (in_header && header_.size() == 1 && item.keyword != "CCSDS_OEM_VERS")
      reader_.problem(item.line, "no-version", "the message does not begin with CCSDS_OEM_VERS",
                      "is it an Orbit Ephemeris Message?");
  }

  static bool is_known(std::string_view keyword, bool in_header) {
    const auto in = [&](const auto& list) {
      return std::find(list.begin(), list.end(), keyword) != list.end();
    };
    if (in_header) return in(header_keywords) || keyword == "MESSAGE_ID" || keyword == "CLASSIFICATION";
    return in(detail::needed_of_object) || in(span_keywords) || in(other_metadata);
  }

  void unknown(const CcsdsItem& item, std::string_view place) {
    static const std::vector<std::string> known = {
        "CCSDS_OEM_VERS", "CREATION_DATE",       "ORIGINATOR",  "MESSAGE_ID",         "CLASSIFICATION",
        "OBJECT_NAME",    "OBJECT_ID",           "CENTER_NAME", "REF_FRAME",          "REF_FRAME_EPOCH",
        "TIME_SYSTEM",    "START_TIME",          "STOP_TIME",   "USEABLE_START_TIME", "USEABLE_STOP_TIME",
        "INTERPOLATION",  "INTERPOLATION_DEGREE"};
    const auto near = nearest_name(item.keyword, known);
    reader_.problem(item.line, "unknown-keyword", concat(item.keyword, " is no keyword of ", place),
                    near ? concat("did you mean '", *near, "'?") : "");
  }

  void end_header(int line) {
    if (header_done_) return;
    header_done_ = true;
    const auto [created, originator] = detail::read_header(reader_, header_, "OEM");
    file_.created = created;
    file_.originator = originator;
    if (!reader_.items().empty()) detail::require(reader_, header_, header_keywords, "the header has", line);
  }

  void begin_metadata(const CcsdsItem& item) {
    end_header(item.line);
    if (part_ == Part::metadata) {
      reader_.problem(meta_line_, "no-meta-stop", "META_START has no META_STOP",
                      "the metadata end with META_STOP");
    }
    end_segment(item.line);
    part_ = Part::metadata;
    meta_line_ = item.line;
    metadata_ = {};
    segment_ = {};
    started_ = true;
  }

  void end_metadata(const CcsdsItem& item) {
    if (part_ != Part::metadata) {
      reader_.problem(item.line, "no-meta-start", "META_STOP without META_START");
      return;
    }
    part_ = Part::data;
    detail::require(reader_, metadata_, detail::needed_of_object, "the metadata have", item.line);
    detail::require(reader_, metadata_, span_keywords, "the metadata have", item.line);
    const detail::CcsdsObject object = detail::read_object(reader_, metadata_);
    segment_.object_name = object.name;
    segment_.object_id = object.id;
    segment_.frame = object.frame;
    segment_.scale = object.scale;
    read_span();
    read_interpolation();
  }

  void read_span() {
    start_ = date_of("START_TIME");
    stop_ = date_of("STOP_TIME");
    if (start_ && stop_ && *stop_ < *start_)
      reader_.problem(metadata_.find("STOP_TIME")->line, "bad-span", "STOP_TIME is before START_TIME");
    const auto useable_start = date_of("USEABLE_START_TIME");
    const auto useable_stop = date_of("USEABLE_STOP_TIME");
    if (useable_start && start_ && *useable_start < *start_)
      reader_.problem(metadata_.find("USEABLE_START_TIME")->line, "bad-span",
                      "USEABLE_START_TIME is before START_TIME");
    if (useable_stop && stop_ && *useable_stop > *stop_)
      reader_.problem(metadata_.find("USEABLE_STOP_TIME")->line, "bad-span",
                      "USEABLE_STOP_TIME is after STOP_TIME");
  }

  void read_interpolation() {
    const CcsdsField* kind = metadata_.find("INTERPOLATION");
    const CcsdsField* degree = metadata_.find("INTERPOLATION_DEGREE");
    if (!kind) return;
    std::string word = kind->value;
    std::transform(word.begin(), word.end(), word.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    EphemerisTable& table = segment_.table;
    if (word == "HERMITE") {
      table.interpolation = Interpolation::hermite;
    } else if (word == "LAGRANGE" || word == "LINEAR") {
      table.interpolation = Interpolation::lagrange;
    } else {
      reader_.problem(kind->line, "unknown-interpolation",
                      concat("there is no interpolation '", printable(word), "' here"),
                      "one of: HERMITE, LAGRANGE, LINEAR");
      return;
    }
    if (!degree) {
      if (word == "LINEAR") {
        table.degree = 1;
      } else {
        reader_.problem(kind->line, "missing-keyword", "INTERPOLATION needs INTERPOLATION_DEGREE");
      }
      return;
    }
    const auto value = parse_integer(degree->value);
    if (!value || *value < 1 || *value > largest_degree) {
      reader_.problem(degree->line, "bad-number",
                      concat("INTERPOLATION_DEGREE is '", printable(degree->value), "'"),
                      concat("a whole number from 1 to ", largest_degree));
      return;
    }
    table.degree = static_cast<int>(*value);
  }

  void covariance(const CcsdsItem& item) {
    const bool start = item.keyword == "COVARIANCE_START";
    if (start != (part_ == Part::data)) {
      reader_.problem(item.line, start ? "misplaced-keyword" : "no-covariance-start",
                      start ? "COVARIANCE_START stands before the data of its segment"
                            : "COVARIANCE_STOP without COVARIANCE_START");
      if (part_ == Part::header) return;
    }
    part_ = start ? Part::covariance : Part::data;
  }

  void data_line(const CcsdsItem& item) {
    if (part_ == Part::covariance) return covariance_line(item);
    if (part_ != Part::data) {
      reader_.problem(item.line, "misplaced-data",
                      concat("'", printable(item.value.substr(0, 40)), "' stands in the ",
                             part_ == Part::header ? "header" : "metadata"),
                      part_ == Part::header ? "a line there is KEYWORD = value; META_START begins a segment"
                                            : "a line there is KEYWORD = value; META_STOP ends them");
      return;
    }
    std::istringstream stream(item.value);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    if (words.size() != 7 && words.size() != 10) {
      reader_.problem(item.line, "bad-data-line", concat("the line has ", words.size(), " values"),
                      "a date, three positions and three velocities; three accelerations may follow");
      return;
    }
    const auto epoch = reader_.epoch(words[0], item.line);
    std::array<double, 9> values{};
    bool good = true;
    constexpr std::array<std::string_view, 9> names = {"X",     "Y",      "Z",      "X_DOT", "Y_DOT",
                                                       "Z_DOT", "X_DDOT", "Y_DDOT", "Z_DDOT"};
    for (std::size_t i = 1; i < words.size(); ++i) {
      const auto value = reader_.number(words[i], item.line, names[i - 1]);
      good = good && value;
      if (value) values[i - 1] = *value;
    }
    if (!epoch) return;
    check_order(*epoch, words[0], item.line);
    if (!good) return;
    EphemerisPoint point{*epoch, {values[0], values[1], values[2]}, {values[3], values[4], values[5]}};
    point.position_m *= 1e3;
    point.velocity_m_s *= 1e3;
    segment_.table.points.push_back(point);
  }

  void check_order(Epoch epoch, const std::string& text, int line) {
    if (last_ && epoch == *last_)
      reader_.problem(line, "repeated-date", concat(printable(text), " stands on the line before as well"));
    if (last_ && epoch < *last_)
      reader_.problem(line, "out-of-order",
                      concat(printable(text), " is before the date of the line before"));
    if ((start_ && epoch < *start_) || (stop_ && epoch > *stop_))
      reader_.problem(line, "outside-span", concat(printable(text), " is outside START_TIME to STOP_TIME"));
    last_ = epoch;
  }

  void covariance_line(const CcsdsItem& item) {
    std::istringstream stream(item.value);
    for (std::string word; stream >> word;) reader_.number(word, item.line, "a covariance");
  }

  void end_segment(int line) {
    if (!started_) return;
    if (part_ != Part::metadata && segment_.table.points.size() < 2 && !reader_.failed()) {
      reader_.problem(line, "no-data",
                      concat("the segment has ", segment_.table.points.size(), " lines of data"),
                      "it needs at least two");
    }
    file_.segments.push_back(std::move(segment_));
    segment_ = {};
    last_.reset();
    start_.reset();
    stop_.reset();
    started_ = false;
    part_ = Part::data;
  }

  std::optional<Epoch> date_of(std::string_view keyword) {
    const CcsdsField* field = metadata_.find(keyword);
    return field ? reader_.epoch(field->value, field->line) : std::nullopt;
  }

  CcsdsReader& reader_;
  EphemerisFile file_;
  Part part_ = Part::header;
  CcsdsFields header_, metadata_;
  bool header_done_ = false;
  bool started_ = false;
  int meta_line_ = 0;
  EphemerisSegment segment_;
  std::optional<Epoch> start_, stop_, last_;
};

}  // namespace

OemCheck check_oem(std::string_view text, std::string_view name) {
  CcsdsReader reader(text, name, "OEM");
  OemCheck check;
  EphemerisFile file = OemParser(reader).parse();
  if (!reader.failed()) check.file = std::move(file);
  check.diagnostics = reader.diagnostics();
  check.rendered = reader.rendered();
  return check;
}

EphemerisFile read_oem(std::string_view text, std::string_view name) {
  OemCheck check = check_oem(text, name);
  if (!check.file) throw DataError("the message cannot be read:\n" + check.rendered);
  return *std::move(check.file);
}

}  // namespace perilune
