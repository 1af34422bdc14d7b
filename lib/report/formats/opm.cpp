#include <perilune/report/formats/opm.hpp>

#include <array>
#include <map>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "ccsds.hpp"

namespace perilune {
namespace {

using detail::CcsdsItem;
using detail::CcsdsReader;
using detail::concat;

constexpr int decimals_of_dates = 9;
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

struct Field {
  std::string value;
  int line = 0;
};
using Fields = std::map<std::string, Field>;

class OpmParser {
 public:
  explicit OpmParser(CcsdsReader& reader) : reader_(reader) {}

  OrbitMessage parse() {
    for (const CcsdsItem& item : reader_.items()) take(item);
    if (reader_.items().empty()) return {};
    header();
    metadata();
    state();
    for (const Fields& fields : manoeuvres_) manoeuvre(fields);
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
    Fields& fields = of_manoeuvre ? manoeuvres_.back() : fields_;
    if (!fields.emplace(item.keyword, Field{item.value, item.line}).second)
      reader_.problem(item.line, "repeated-keyword",
                      concat(item.keyword, " is given twice; first on line ", fields.at(item.keyword).line));
    if (!is_known(item.keyword))
      reader_.problem(item.line, "unknown-keyword", concat(item.keyword, " is no keyword of an OPM"));
  }

  static bool is_known(const std::string& keyword) {
    static const std::vector<std::string_view> others = {
        "CCSDS_OPM_VERS",     "CREATION_DATE", "ORIGINATOR",    "OBJECT_NAME", "OBJECT_ID",
        "CENTER_NAME",        "REF_FRAME",     "TIME_SYSTEM",   "EPOCH",       "MASS",
        "MAN_EPOCH_IGNITION", "MAN_DURATION",  "MAN_DELTA_MASS"};
    const auto in = [&](const auto& list) {
      return std::find(list.begin(), list.end(), keyword) != list.end();
    };
    return in(others) || in(state_keywords) || in(delta_v_keywords) || in(left_out) ||
           keyword.starts_with("USER_DEFINED_") ||
           (keyword.starts_with("C") && keyword.find('_') != std::string::npos && keyword != "CENTER_NAME");
  }

  const Field* find(const Fields& fields, std::string_view keyword, int line = 0) {
    const auto found = fields.find(std::string(keyword));
    if (found != fields.end()) return &found->second;
    reader_.problem(line > 0 ? line : reader_.last_line(), "missing-keyword",
                    concat("the message has no ", keyword));
    return nullptr;
  }

  void header() {
    if (const Field* f = find(fields_, "CCSDS_OPM_VERS", 1)) {
      if (f->value != "1.0" && f->value != "2.0" && f->value != "3.0")
        reader_.problem(f->line, "unknown-version", concat("version '", printable(f->value), "' is not read"),
                        "one of: 1.0, 2.0, 3.0");
    }
    if (const Field* f = find(fields_, "CREATION_DATE", 1)) {
      if (const auto epoch = reader_.epoch(f->value, f->line)) message_.created = *epoch;
    }
    if (const Field* f = find(fields_, "ORIGINATOR", 1)) message_.originator = f->value;
  }

  void metadata() {
    if (const Field* f = find(fields_, "OBJECT_NAME")) message_.object_name = f->value;
    if (const Field* f = find(fields_, "OBJECT_ID")) message_.object_id = f->value;
    if (const Field* f = find(fields_, "CENTER_NAME")) {
      if (const auto body = reader_.center(f->value, f->line)) message_.state.frame.center = *body;
    }
    if (const Field* f = find(fields_, "REF_FRAME")) {
      if (const auto axes = reader_.axes(f->value, f->line)) message_.state.frame.axes = *axes;
    }
    if (const Field* f = find(fields_, "TIME_SYSTEM")) reader_.set_time_system(f->value, f->line);
    message_.scale = reader_.scale();
  }

  void state() {
    if (const Field* f = find(fields_, "EPOCH")) {
      if (const auto epoch = reader_.epoch(f->value, f->line)) message_.state.epoch = *epoch;
    }
    std::array<double, 6> values{};
    for (std::size_t i = 0; i < 6; ++i) {
      if (const Field* f = find(fields_, state_keywords[i]))
        values[i] = reader_.number(f->value, f->line, state_keywords[i]).value_or(0.0);
    }
    message_.state.position_m = 1e3 * Eigen::Vector3d(values[0], values[1], values[2]);
    message_.state.velocity_m_s = 1e3 * Eigen::Vector3d(values[3], values[4], values[5]);
    if (!fields_.contains("MASS")) return;
    const Field& mass = fields_.at("MASS");
    const auto value = reader_.number(mass.value, mass.line, "MASS");
    if (value && !(*value > 0.0)) reader_.problem(mass.line, "bad-number", "MASS is not above zero");
    message_.state.mass_kg = value.value_or(1.0);
    message_.has_mass = value.has_value();
  }

  void manoeuvre(const Fields& fields) {
    OpmManoeuvre made;
    const Field* ignition = find(fields, "MAN_EPOCH_IGNITION");
    const int line = ignition ? ignition->line : 0;
    if (ignition) made.ignition = reader_.epoch(ignition->value, line).value_or(Epoch{});
    if (const Field* f = find(fields, "MAN_DURATION", line)) {
      const auto value = reader_.number(f->value, f->line, "MAN_DURATION");
      if (value) made.duration = Duration::seconds(*value);
    }
    if (const Field* f = find(fields, "MAN_DELTA_MASS", line))
      made.mass_change_kg = reader_.number(f->value, f->line, "MAN_DELTA_MASS").value_or(0.0);
    for (int i = 0; i < 3; ++i) {
      const std::string_view keyword = delta_v_keywords[static_cast<std::size_t>(i)];
      if (const Field* f = find(fields, keyword, line))
        made.delta_v_m_s[i] = 1e3 * reader_.number(f->value, f->line, keyword).value_or(0.0);
    }
    message_.manoeuvres.push_back(made);
  }

  CcsdsReader& reader_;
  OrbitMessage message_;
  Fields fields_;
  std::vector<Fields> manoeuvres_;
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
