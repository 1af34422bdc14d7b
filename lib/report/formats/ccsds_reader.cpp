#include <algorithm>
#include <cstring>

#include <pugixml.hpp>

#include <perilune/core/text.hpp>

#include "ccsds.hpp"

namespace perilune::detail {
namespace {

constexpr std::size_t most_problems = 50;
constexpr std::size_t longest_line = 254;

bool is_block(std::string_view line) {
  return line == "META_START" || line == "META_STOP" || line == "COVARIANCE_START" ||
         line == "COVARIANCE_STOP";
}

bool is_keyword(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

/// "12.5 [km]" without its unit.
std::string_view without_unit(std::string_view value) {
  const std::size_t bracket = value.rfind('[');
  if (bracket == std::string_view::npos || !value.ends_with(']')) return value;
  return trimmed(value.substr(0, bracket));
}

/// Walks an NDM/XML tree and gives the items that the other notation would have.
class XmlWalk {
 public:
  /// @param rows  whether state vectors are rows of data (OEM) rather than named fields (OPM)
  XmlWalk(std::string_view text, std::vector<CcsdsItem>& items, bool rows) : items_(items), rows_(rows) {
    starts_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') starts_.push_back(i + 1);
    }
  }

  int line_at(std::ptrdiff_t offset) const {
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), static_cast<std::size_t>(offset));
    return static_cast<int>(after - starts_.begin());
  }
  int line_of(const pugi::xml_node& node) const { return line_at(node.offset_debug()); }

  void walk(const pugi::xml_node& node) {
    for (const pugi::xml_node& child : node.children()) {
      if (child.type() != pugi::node_element) continue;
      const std::string name = child.name();
      if (name == "stateVector" && rows_) {
        add_row(child);
      } else if (name == "metadata") {
        add("META_START", "", line_of(child));
        walk(child);
        add("META_STOP", "", line_of(child));
      } else if (name == "covarianceMatrix") {
        add("COVARIANCE_START", "", line_of(child));
        add("COVARIANCE_STOP", "", line_of(child));
      } else if (is_keyword(name)) {
        add(name, std::string(trimmed(child.text().get())), line_of(child));
      } else {
        walk(child);
      }
    }
  }

 private:
  void add_row(const pugi::xml_node& node) {
    std::string words;
    for (const char* name : {"EPOCH", "X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT"}) {
      const std::string_view value = trimmed(node.child(name).text().get());
      words +=
          concat(words.empty() ? "" : " ", value.empty() ? concat("<no-", name, ">") : std::string(value));
    }
    add("", words, line_of(node));
  }

  void add(std::string keyword, std::string value, int line) {
    items_.push_back({std::move(keyword), std::move(value), line});
  }

  std::vector<CcsdsItem>& items_;
  bool rows_;
  std::vector<std::size_t> starts_;
};

}  // namespace

CcsdsReader::CcsdsReader(std::string_view text, std::string_view name, std::string_view kind)
    : text_(text), name_(name), kind_(kind) {
  last_line_ =
      static_cast<int>(std::count(text_.begin(), text_.end(), '\n')) + (text_.ends_with('\n') ? 0 : 1);
  last_line_ = std::max(last_line_, 1);
  std::string_view body = trimmed(text_);
  if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
  if (body.empty()) {
    problem(1, "empty-file", "the file is empty",
            concat("a message begins with CCSDS_", kind_, "_VERS = 2.0"));
  } else if (body.front() == '<') {
    read_xml();
  } else {
    read_kvn();
  }
}

void CcsdsReader::read_kvn() {
  std::string_view rest = text_;
  for (int line = 1; !rest.empty(); ++line) {
    const std::size_t end = rest.find('\n');
    const std::string_view raw = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    const std::string_view content = trimmed(raw);
    if (content.empty()) continue;
    if (content.size() > longest_line)
      problem(line, "long-line",
              concat("the line has ", content.size(), " characters; the standard allows 254"));
    if (std::any_of(content.begin(), content.end(),
                    [](char c) { return (c < ' ' || c > '~') && c != '\t'; })) {
      problem(line, "not-ascii", "the line has characters that are not printable ASCII",
              "the standard allows ASCII 32 to 126 alone");
      continue;
    }
    if (content == "COMMENT" || content.starts_with("COMMENT ")) {
      items_.push_back({"COMMENT", std::string(trimmed(content.substr(7))), line});
      continue;
    }
    if (is_block(content)) {
      items_.push_back({std::string(content), "", line});
      continue;
    }
    const std::size_t equals = content.find('=');
    if (equals == std::string_view::npos) {
      items_.push_back({"", std::string(content), line});
      continue;
    }
    const std::string_view keyword = trimmed(content.substr(0, equals));
    const std::string_view value = without_unit(trimmed(content.substr(equals + 1)));
    if (!is_keyword(keyword)) {
      problem(line, "bad-keyword", concat("'", printable(keyword), "' is no keyword"),
              "keywords are capitals, digits and '_'");
      continue;
    }
    if (value.empty()) problem(line, "no-value", concat(keyword, " has no value"));
    items_.push_back({std::string(keyword), std::string(value), line});
  }
}

void CcsdsReader::read_xml() {
  pugi::xml_document document;
  const pugi::xml_parse_result result =
      document.load_buffer(text_.data(), text_.size(), pugi::parse_default, pugi::encoding_utf8);
  XmlWalk walk(text_, items_, kind_ == "OEM");
  if (!result) {
    problem(walk.line_at(result.offset), "bad-xml",
            concat("the XML is not well-formed: ", result.description()));
    return;
  }
  pugi::xml_node root = document.document_element();
  const std::string wanted = kind_ == "OEM" ? "oem" : "opm";
  if (std::string_view(root.name()) == "ndm" && root.child(wanted.c_str())) root = root.child(wanted.c_str());
  if (root.name() != wanted) {
    problem(walk.line_of(root), "wrong-kind",
            concat("the message is <", printable(root.name()), ">, not <", wanted, ">"));
    return;
  }
  items_.push_back({concat("CCSDS_", kind_, "_VERS"), root.attribute("version").value(), walk.line_of(root)});
  walk.walk(root);
}

void CcsdsReader::problem(int line, std::string_view code, std::string message, std::string help) {
  if (problems_.size() >= most_problems) return;
  Diagnostic item;
  item.code = code;
  item.where.file = name_;
  item.where.line = line;
  item.where.column = 1;
  item.message = std::move(message);
  item.help = std::move(help);
  problems_.push_back(std::move(item));
}

void CcsdsReader::set_time_system(std::string_view text, int line) {
  gps_ = {};
  scale_known_ = true;
  if (text == "GPS") {
    scale_ = TimeScale::tai;
    gps_ = Duration::seconds(19.0);  // TAI - GPS, fixed
    return;
  }
  const auto scale = time_scale_of(text);
  if (scale && *scale != TimeScale::ut1) {
    scale_ = *scale;
    return;
  }
  scale_known_ = false;
  problem(line, "unknown-time-system", concat("there is no time system '", printable(text), "' here"),
          "one of: UTC, TAI, TT, TDB, GPS");
}

std::optional<Epoch> CcsdsReader::epoch(std::string_view text, int line) {
  if (!scale_known_) return std::nullopt;
  std::string_view date = text;
  if (date.ends_with('Z') && scale_ == TimeScale::utc) date.remove_suffix(1);
  // More than nine decimals are finer than an epoch holds: they have to be zeros.
  const std::size_t point = date.find('.');
  if (point != std::string_view::npos && date.size() > point + 10 &&
      date.find_first_not_of('0', point + 10) == std::string_view::npos) {
    date = date.substr(0, point + 10);
  }
  const EpochParse parse = date.find('T') == std::string_view::npos
                               ? EpochParse{{}, "bad-date", concat("'", printable(text), "' is no date"), ""}
                               : Epoch::try_parse(date, scale_);
  if (!parse) {
    problem(line, "bad-date", parse.problem,
            parse.help.empty() ? "dates are written 2024-03-24T16:55:36.123 or 2024-084T16:55:36.123"
                               : parse.help);
    return std::nullopt;
  }
  return *parse.epoch + gps_;
}

std::optional<double> CcsdsReader::number(std::string_view text, int line, std::string_view what) {
  std::string_view digits = text;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  const auto value = parse_number(digits);
  if (!value)
    problem(line, "bad-number", concat("'", printable(text), "' is no number for ", what),
            "a finite decimal number");
  return value;
}

std::optional<BodyId> CcsdsReader::center(std::string_view text, int line) {
  if (text == "EARTH BARYCENTER" || text == "EARTH_BARYCENTER") return earth_moon_barycentre;
  if (text == "SOLAR SYSTEM BARYCENTER" || text == "SOLAR_SYSTEM_BARYCENTER") return solar_system_barycentre;
  std::string name(text);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const auto body = find_body(name);
  if (!body) {
    const auto near = nearest_name(name, body_names());
    problem(line, "unknown-center", concat("there is no centre '", printable(text), "' here"),
            near ? concat("did you mean '", ccsds_name(*near), "'?")
                 : concat("one of: ", join(body_names(), ", ")));
  }
  return body;
}

std::optional<Axes> CcsdsReader::axes(std::string_view text, int line) {
  if (text == "ICRF" || text == "GCRF" || text.starts_with("ICRF")) return Axes::icrf;
  if (text == "EME2000" || text == "J2000") return Axes::eme2000;
  if (text.starts_with("ITRF")) return Axes::itrf;
  problem(line, "unknown-frame", concat("the axes '", printable(text), "' are not read"),
          "one of: ICRF, GCRF, EME2000, ITRF");
  return std::nullopt;
}

std::vector<Diagnostic> CcsdsReader::diagnostics() const {
  std::vector<Diagnostic> sorted = problems_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.where.line < b.where.line; });
  return sorted;
}

std::string CcsdsReader::rendered() const {
  std::string out;
  for (const Diagnostic& item : diagnostics()) out += render(item, text_);
  return out;
}

}  // namespace perilune::detail
