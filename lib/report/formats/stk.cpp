#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/formats/trajectory_files.hpp>

#include "ccsds.hpp"
#include "text_lines.hpp"

namespace perilune {
namespace {

/// STK's names of bodies: "Earth".
std::string stk_body(BodyId body) {
  std::string name = body_name(body);
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// "24 Mar 2024 16:55:36.123000", UTC.
std::string stk_date(Epoch epoch) {
  const std::string iso = epoch.iso8601(TimeScale::utc, 9);
  const auto month = static_cast<std::size_t>((iso[5] - '0') * 10 + (iso[6] - '0') - 1);
  return detail::concat(iso.substr(8, 2), " ", months[month], " ", iso.substr(0, 4), " ", iso.substr(11));
}

Epoch date_of(const std::vector<std::string>& words, const detail::TextLines& lines) {
  if (words.size() != 5) throw lines.error("ScenarioEpoch takes a date: 24 Mar 2024 16:55:36.123");
  const auto* month = std::find(std::begin(months), std::end(months), words[2]);
  const std::string number = std::to_string(month - std::begin(months) + 1);
  const std::string day = words[1].size() == 1 ? "0" + words[1] : words[1];
  const EpochParse parse = Epoch::try_parse(
      detail::concat(words[3], "-", number.size() == 1 ? "0" : "", number, "-", day, "T", words[4]),
      TimeScale::utc);
  if (!parse) throw lines.error(detail::concat("ScenarioEpoch: ", parse.problem));
  return *parse.epoch;
}

}  // namespace

std::string stk_text(const EphemerisFile& file) {
  if (file.segments.empty()) throw InvalidArgument("stk_text: there is no segment to write.");
  const EphemerisSegment& segment = file.segments.front();
  if (segment.frame.axes != Axes::icrf && segment.frame.axes != Axes::eme2000)
    throw InvalidArgument("stk_text: the axes have to be icrf or eme2000.");
  const auto& points = segment.table.points;
  std::string out = "stk.v.11.0\n";
  const auto comment = [&](const std::string& line) { out += "# " + detail::ccsds_comment(line) + "\n"; };
  for (const std::string& line : file.comments) comment(line);
  for (const std::string& line : segment.comments) comment(line);
  comment("object " + segment.object_name);
  comment("written " + file.created.iso8601(TimeScale::utc, 0) + " UTC by " + file.originator);
  comment("times are seconds of TAI since ScenarioEpoch, which is UTC; distances in metres");
  out += detail::concat("\nBEGIN Ephemeris\n\nNumberOfEphemerisPoints ", points.size(), "\nScenarioEpoch ",
                        stk_date(points.front().epoch), "\nInterpolationMethod ",
                        segment.table.interpolation == Interpolation::hermite ? "Hermite" : "Lagrange",
                        "\nInterpolationOrder ", segment.table.degree, "\nDistanceUnit Meters\nCentralBody ",
                        stk_body(segment.frame.center), "\nCoordinateSystem ",
                        segment.frame.axes == Axes::icrf ? "ICRF" : "J2000", "\n\nEphemerisTimePosVel\n\n");
  for (const EphemerisPoint& point : points) {
    out += fixed((point.epoch - points.front().epoch).seconds(), 9);
    for (const double x : point.position_m) out += detail::concat(" ", x);
    for (const double v : point.velocity_m_s) out += detail::concat(" ", v);
    out += '\n';
  }
  return out + "\nEND Ephemeris\n";
}

namespace detail {

EphemerisFile read_stk(std::string_view text, std::string_view name) {
  TextLines lines(text, name);
  EphemerisFile file;
  EphemerisSegment segment;
  Epoch zero;
  bool dated = false;
  bool data = false;
  double unit_m = 1.0;
  while (lines.next()) {
    if (lines.line().starts_with('#')) {
      const std::string comment(trimmed(lines.line().substr(1)));
      if (comment.starts_with("object ")) segment.object_name = comment.substr(7);
      file.comments.push_back(comment);
      continue;
    }
    const std::vector<std::string> words = lines.words();
    const std::string& key = words.front();
    if (key == "END") break;
    if (data) {
      const std::vector<double> values = lines.numbers(7);
      segment.table.points.push_back({zero + Duration::seconds(values[0]),
                                      unit_m * Eigen::Vector3d(values[1], values[2], values[3]),
                                      unit_m * Eigen::Vector3d(values[4], values[5], values[6])});
      lines.check_order(segment.table.points);
    } else if (key == "ScenarioEpoch") {
      zero = date_of(words, lines);
      dated = true;
    } else if (key == "InterpolationMethod" && words.size() == 2) {
      segment.table.interpolation = words[1] == "Lagrange" ? Interpolation::lagrange : Interpolation::hermite;
    } else if (key == "InterpolationOrder" && words.size() == 2) {
      segment.table.degree = lines.degree(words[1]);
    } else if (key == "DistanceUnit" && words.size() == 2) {
      unit_m = words[1] == "Kilometers" ? 1e3 : 1.0;
    } else if (key == "CentralBody" && words.size() == 2) {
      segment.frame.center = lines.body(words[1]);
    } else if (key == "CoordinateSystem" && words.size() == 2) {
      if (words[1] != "ICRF" && words[1] != "J2000")
        throw lines.error("CoordinateSystem is not ICRF or J2000");
      segment.frame.axes = words[1] == "ICRF" ? Axes::icrf : Axes::eme2000;
    } else if (key == "EphemerisTimePosVel") {
      if (!dated) throw lines.error("ScenarioEpoch is missing");
      data = true;
    }
  }
  if (segment.table.points.size() < 2)
    throw lines.error("the file has no EphemerisTimePosVel with two points");
  file.segments.push_back(std::move(segment));
  return file;
}

}  // namespace detail
}  // namespace perilune
