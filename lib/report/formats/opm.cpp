#include <perilune/report/formats/opm.hpp>

#include <algorithm>
#include <array>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "ccsds_fields.hpp"

namespace perilune {
namespace {

using detail::CcsdsField;
using detail::CcsdsFields;
using detail::CcsdsItem;
using detail::CcsdsReader;
using detail::concat;

constexpr int decimals_of_dates = 9;
constexpr std::array<std::string_view, 3> header_keywords = {"CCSDS_OPM_VERS", "CREATION_DATE", "ORIGINATOR"};
constexpr std::array<std::string_view, 6> state_keywords = {"X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT"};
constexpr std::array<std::string_view, 3> delta_v_keywords = {"MAN_DV_1", "MAN_DV_2", "MAN_DV_3"};

// Fields that other programs may write and that say nothing of what we take: checked to be there once, no
// more.
constexpr std::array<std::string_view, 17> left_out = {
    "SEMI_MAJOR_AXIS",   "ECCENTRICITY",    "INCLINATION",  "RA_OF_ASC_NODE",
    "ARG_OF_PERICENTER", "TRUE_ANOMALY",    "MEAN_ANOMALY", "GM",
    "SOLAR_RAD_AREA",    "SOLAR_RAD_COEFF", "DRAG_AREA",    "DRAG_COEFF",
    "COV_REF_FRAME",     "REF_FRAME_EPOCH", "MESSAGE_ID",   "CLASSIFICATION",
    "MAN_REF_FRAME"};

class OpmParser {
 public:
  explicit OpmParser(CcsdsReader& reader) : reader_(reader) {}

  OrbitMessage parse() {
    for (const CcsdsItem& item : reader_.items()) take(item);
    if (reader_.items().empty()) return {};
    header();
    metadata();
    state();
    for (const CcsdsFields& fields : manoeuvres_) manoeuvre(fields);
    return std::move(message_);
  }

 private:
  void take(const CcsdsItem& item) {
    if (item.keyword == "COMMENT") {
      message_.comments.push_back(item.value);
      return;
    }
    if (item.keyword == "META_START" || item.keyword == "META_STOP" ||
        item.keyword.starts_with("COVARIANCE_"))
      return;
    if (item.keyword.empty()) {
      reader_.problem(item.line, "bad-line",
                      concat("'", printable(item.value.substr(0, 40)), "' is no line of an OPM"),
                      "a line is KEYWORD = value");
      return;
    }
    if (item.keyword == "MAN_EPOCH_IGNITION") manoeuvres_.emplace_back();
    const bool of_manoeuvre = item.keyword.starts_with("MAN_");
    if (of_manoeuvre && manoeuvres_.empty()) {
      reader_.problem(item.line, "misplaced-keyword",
                      concat(item.keyword, " stands before MAN_EPOCH_IGNITION"));
      return;
    }
    (of_manoeuvre ? manoeuvres_.back() : fields_).add(reader_, item);
    if (!is_known(item.keyword))
      reader_.problem(item.line, "unknown-keyword", concat(item.keyword, " is no keyword of an OPM"));
  }

  static bool is_known(const std::string& keyword) {
    static const std::vector<std::string_view> others = {"EPOCH", "MASS", "MAN_EPOCH_IGNITION",
                                                         "MAN_DURATION", "MAN_DELTA_MASS"};
    const auto in = [&](const auto& list) {
      return std::find(list.begin(), list.end(), keyword) != list.end();
    };
    return in(others) || in(header_keywords) || in(detail::needed_of_object) || in(state_keywords) ||
           in(delta_v_keywords) || in(left_out) || keyword.starts_with("USER_DEFINED_") ||
           (keyword.starts_with("C") && keyword.find('_') != std::string::npos && keyword != "CENTER_NAME");
  }

  void header() {
    const auto [created, originator] = detail::read_header(reader_, fields_, "OPM");
    detail::require(reader_, fields_, header_keywords, "the message has", 1);
    message_.created = created;
    message_.originator = originator;
  }

  void metadata() {
    const detail::CcsdsObject object = detail::read_object(reader_, fields_);
    detail::require(reader_, fields_, detail::needed_of_object, "the message has", reader_.last_line());
    message_.object_name = object.name;
    message_.object_id = object.id;
    message_.state.frame = object.frame;
    message_.scale = object.scale;
  }

  /// A number that has to be there; 0 and a problem if it is not.
  double number(const CcsdsFields& fields, std::string_view keyword, int line) {
    const CcsdsField* field = fields.find(keyword);
    if (!field) detail::require(reader_, fields, std::array{keyword}, "the message has", line);
    return field ? reader_.number(field->value, field->line, keyword).value_or(0.0) : 0.0;
  }

  Epoch epoch(const CcsdsFields& fields, std::string_view keyword, int line) {
    const CcsdsField* field = fields.find(keyword);
    if (!field) detail::require(reader_, fields, std::array{keyword}, "the message has", line);
    return field ? reader_.epoch(field->value, field->line).value_or(Epoch{}) : Epoch{};
  }

  void state() {
    const int end = reader_.last_line();
    message_.state.epoch = epoch(fields_, "EPOCH", end);
    std::array<double, 6> values{};
    for (std::size_t i = 0; i < 6; ++i) values[i] = number(fields_, state_keywords[i], end);
    message_.state.position_m = 1e3 * Eigen::Vector3d(values[0], values[1], values[2]);
    message_.state.velocity_m_s = 1e3 * Eigen::Vector3d(values[3], values[4], values[5]);
    const CcsdsField* mass = fields_.find("MASS");
    if (!mass) return;
    const auto value = reader_.number(mass->value, mass->line, "MASS");
    if (value && !(*value > 0.0)) reader_.problem(mass->line, "bad-number", "MASS is not above zero");
    message_.state.mass_kg = value.value_or(1.0);
    message_.has_mass = value.has_value();
  }

  void manoeuvre(const CcsdsFields& fields) {
    const CcsdsField* ignition = fields.find("MAN_EPOCH_IGNITION");
    const int line = ignition ? ignition->line : reader_.last_line();
    OpmManoeuvre made;
    made.ignition = epoch(fields, "MAN_EPOCH_IGNITION", line);
    made.duration = Duration::seconds(number(fields, "MAN_DURATION", line));
    made.mass_change_kg = number(fields, "MAN_DELTA_MASS", line);
    for (int i = 0; i < 3; ++i)
      made.delta_v_m_s[i] = 1e3 * number(fields, delta_v_keywords[static_cast<std::size_t>(i)], line);
    message_.manoeuvres.push_back(made);
  }

  CcsdsReader& reader_;
  OrbitMessage message_;
  CcsdsFields fields_;
  std::vector<CcsdsFields> manoeuvres_;
};

void add_manoeuvre(detail::CcsdsWriter& writer, const OrbitMessage& message, const OpmManoeuvre& manoeuvre) {
  writer.blank_line();
  writer.open("", "maneuverParameters");
  writer.field("MAN_EPOCH_IGNITION", manoeuvre.ignition.iso8601(message.scale, decimals_of_dates));
  writer.field("MAN_DURATION", to_text(manoeuvre.duration.seconds()), "s");
  writer.field("MAN_DELTA_MASS", to_text(manoeuvre.mass_change_kg), "kg");
  writer.field("MAN_REF_FRAME", detail::ccsds_axes(message.state.frame));
  for (int i = 0; i < 3; ++i) {
    writer.field(delta_v_keywords[static_cast<std::size_t>(i)], to_text(manoeuvre.delta_v_m_s[i] * 1e-3),
                 "km/s");
  }
  writer.close("", "maneuverParameters");
}

}  // namespace

std::string opm_text(const OrbitMessage& message, const OemOptions& options) {
  detail::CcsdsWriter writer("OPM", options);
  writer.header(message.created, message.originator, message.comments);
  writer.blank_line();
  writer.open("", "segment");
  writer.open("", "metadata");
  writer.field("OBJECT_NAME", detail::ccsds_name(message.object_name));
  writer.field("OBJECT_ID", detail::ccsds_name(message.object_id));
  writer.field("CENTER_NAME", detail::ccsds_center(message.state.frame.center));
  writer.field("REF_FRAME", detail::ccsds_axes(message.state.frame));
  writer.field("TIME_SYSTEM", detail::ccsds_scale(message.scale));
  writer.close("", "metadata");
  writer.blank_line();
  writer.open("", "data");
  writer.open("", "stateVector");
  writer.field("EPOCH", message.state.epoch.iso8601(message.scale, decimals_of_dates));
  for (int i = 0; i < 6; ++i) {
    const double si = i < 3 ? message.state.position_m[i] : message.state.velocity_m_s[i - 3];
    writer.field(state_keywords[static_cast<std::size_t>(i)], to_text(si * 1e-3), i < 3 ? "km" : "km/s");
  }
  writer.close("", "stateVector");
  if (message.has_mass) {
    writer.blank_line();
    writer.open("", "spacecraftParameters");
    writer.field("MASS", to_text(message.state.mass_kg), "kg");
    writer.close("", "spacecraftParameters");
  }
  for (const OpmManoeuvre& manoeuvre : message.manoeuvres) add_manoeuvre(writer, message, manoeuvre);
  return writer.text();
}

OpmCheck check_opm(std::string_view text, std::string_view name) {
  CcsdsReader reader(text, name, "OPM");
  OpmCheck check;
  OrbitMessage message = OpmParser(reader).parse();
  if (!reader.failed()) check.message = std::move(message);
  check.diagnostics = reader.diagnostics();
  check.rendered = reader.rendered();
  return check;
}

OrbitMessage read_opm(std::string_view text, std::string_view name) {
  OpmCheck check = check_opm(text, name);
  if (!check.message) throw DataError("the message cannot be read:\n" + check.rendered);
  return *std::move(check.message);
}

}  // namespace perilune
