// A trajectory as CSV and as JSON.
#include <nlohmann/json.hpp>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/csv.hpp>
#include <perilune/report/formats/trajectory_files.hpp>

#include "ccsds.hpp"
#include "text_lines.hpp"

namespace perilune {
namespace {

using Json = nlohmann::ordered_json;

constexpr int decimals_of_dates = 9;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

TimeScale scale_of(std::string_view name, const std::string& where) {
  std::string upper(name);
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  const auto scale = time_scale_of(upper);
  if (!scale || *scale == TimeScale::ut1)
    throw DataError(detail::concat(where, ": there is no time scale '", printable(name), "' here."));
  return *scale;
}

}  // namespace

std::string trajectory_csv(const EphemerisFile& file) {
  if (file.segments.empty()) throw InvalidArgument("trajectory_csv: there is no segment to write.");
  const TimeScale scale = file.segments.front().scale;
  std::string out = "# perilune trajectory 1\n";
  for (const std::string& line : file.comments) out += "# " + detail::ccsds_comment(line) + "\n";
  for (const EphemerisSegment& segment : file.segments) {
    for (const std::string& line : segment.comments) out += "# " + detail::ccsds_comment(line) + "\n";
  }
  out += detail::concat("# written ", file.created.iso8601(TimeScale::utc, 0), " UTC; dates in ",
                        to_text(scale), "\n");
  const std::string date_column = "epoch_" + lower(to_text(scale));
  CsvTable table({"object", "segment", "center", "axes", "interpolation", "degree", date_column, "x_km",
                  "y_km", "z_km", "vx_km_s", "vy_km_s", "vz_km_s"});
  int number = 0;
  for (const EphemerisSegment& segment : file.segments) {
    ++number;
    for (const EphemerisPoint& point : segment.table.points) {
      table.row()
          .user(segment.object_name)
          .own(std::to_string(number))
          .own(body_name(segment.frame.center))
          .own(to_text(segment.frame.axes))
          .own(to_text(segment.table.interpolation))
          .own(std::to_string(segment.table.degree))
          .own(point.epoch.iso8601(scale, decimals_of_dates));
      for (const double x : point.position_m) table.number(x * 1e-3, 9);
      for (const double v : point.velocity_m_s) table.number(v * 1e-3, 12);
    }
  }
  return out + table.text();
}

std::string trajectory_json(const EphemerisFile& file) {
  Json segments = Json::array();
  for (const EphemerisSegment& segment : file.segments) {
    Json epochs = Json::array();
    Json positions = Json::array();
    Json velocities = Json::array();
    for (const EphemerisPoint& point : segment.table.points) {
      epochs.push_back(point.epoch.iso8601(segment.scale, decimals_of_dates));
      positions.push_back({point.position_m.x(), point.position_m.y(), point.position_m.z()});
      velocities.push_back({point.velocity_m_s.x(), point.velocity_m_s.y(), point.velocity_m_s.z()});
    }
    segments.push_back({{"object", segment.object_name},
                        {"object_id", segment.object_id},
                        {"center", body_name(segment.frame.center)},
                        {"axes", to_text(segment.frame.axes)},
                        {"time_scale", to_text(segment.scale)},
                        {"interpolation", to_text(segment.table.interpolation)},
                        {"degree", segment.table.degree},
                        {"comments", segment.comments},
                        {"epochs", std::move(epochs)},
                        {"position_m", std::move(positions)},
                        {"velocity_m_s", std::move(velocities)}});
  }
  const Json document = {{"format", "perilune-trajectory"},
                         {"version", 1},
                         {"created_utc", file.created.iso8601(TimeScale::utc, 0)},
                         {"originator", file.originator},
                         {"comments", file.comments},
                         {"segments", std::move(segments)}};
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

namespace detail {

EphemerisFile read_trajectory_csv(std::string_view text, std::string_view name) {
  TextLines lines(text, name);
  EphemerisFile file;
  TimeScale scale = TimeScale::utc;
  bool head = false;
  std::string number;
  while (lines.next()) {
    if (lines.line().starts_with('#')) {
      file.comments.emplace_back(trimmed(lines.line().substr(1)));
      continue;
    }
    std::vector<std::string> cells = lines.words(',');
    // An object's name may be quoted and hold commas: the other cells never do.
    while (cells.size() > 13) {
      cells[0] += "," + cells[1];
      cells.erase(cells.begin() + 1);
    }
    if (cells.size() != 13) throw lines.error(concat("the line has ", cells.size(), " cells; expected 13"));
    if (!head) {
      if (cells[0] != "object" || !cells[6].starts_with("epoch_"))
        throw lines.error("the line of column names is missing");
      scale = scale_of(cells[6].substr(6), std::string(name));
      head = true;
      continue;
    }
    if (cells[1] != number) {
      number = cells[1];
      EphemerisSegment segment;
      segment.object_name = segment.object_id = cells[0];
      segment.frame.center = lines.body(cells[2]);
      const auto axes = find_axes(cells[3]);
      if (!axes) throw lines.error(concat("there are no axes '", printable(cells[3]), "'"));
      segment.frame.axes = axes->axes;
      segment.scale = scale;
      segment.table.interpolation = cells[4] == "LAGRANGE" ? Interpolation::lagrange : Interpolation::hermite;
      segment.table.degree = lines.degree(cells[5]);
      file.segments.push_back(std::move(segment));
    }
    const EpochParse epoch = Epoch::try_parse(cells[6], scale);
    if (!epoch) throw lines.error(epoch.problem);
    std::vector<double> v;
    for (std::size_t i = 7; i < 13; ++i) v.push_back(1e3 * lines.number(cells[i]));
    auto& points = file.segments.back().table.points;
    points.push_back({*epoch.epoch, {v[0], v[1], v[2]}, {v[3], v[4], v[5]}});
    lines.check_order(points);
  }
  if (file.segments.empty() || file.segments.back().table.points.size() < 2)
    throw lines.error("the file has fewer than two points");
  return file;
}

EphemerisFile read_trajectory_json(std::string_view text, std::string_view name) {
  const std::string where = printable(name);
  try {
    const Json document = Json::parse(text);
    EphemerisFile file;
    file.created = Epoch::parse(document.at("created_utc").get<std::string>(), TimeScale::utc);
    file.originator = document.at("originator").get<std::string>();
    file.comments = document.at("comments").get<std::vector<std::string>>();
    for (const Json& item : document.at("segments")) {
      EphemerisSegment segment;
      segment.object_name = item.at("object").get<std::string>();
      segment.object_id = item.at("object_id").get<std::string>();
      segment.frame = {body_from_name(item.at("center").get<std::string>()),
                       axes_from_name(item.at("axes").get<std::string>()).axes};
      segment.scale = scale_of(item.at("time_scale").get<std::string>(), where);
      segment.comments = item.at("comments").get<std::vector<std::string>>();
      segment.table.interpolation =
          item.at("interpolation") == "LAGRANGE" ? Interpolation::lagrange : Interpolation::hermite;
      segment.table.degree = item.at("degree").get<int>();
      if (segment.table.degree < 1 || segment.table.degree > 15)
        throw DataError(where + ": the degree is not from 1 to 15.");
      const auto& epochs = item.at("epochs");
      for (std::size_t i = 0; i < epochs.size(); ++i) {
        const auto r = item.at("position_m").at(i).get<std::array<double, 3>>();
        const auto v = item.at("velocity_m_s").at(i).get<std::array<double, 3>>();
        segment.table.points.push_back({Epoch::parse(epochs[i].get<std::string>(), segment.scale),
                                        {r[0], r[1], r[2]},
                                        {v[0], v[1], v[2]}});
      }
      if (segment.table.points.size() < 2) throw DataError(where + ": a segment has fewer than two points.");
      file.segments.push_back(std::move(segment));
    }
    if (file.segments.empty()) throw DataError(where + ": there is no segment.");
    return file;
  } catch (const Json::exception& error) {
    throw DataError(concat(where, ": ", error.what(), "."));
  } catch (const InvalidArgument& error) {
    throw DataError(concat(where, ": ", error.what()));
  }
}

}  // namespace detail
}  // namespace perilune
