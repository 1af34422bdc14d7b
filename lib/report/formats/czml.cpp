#include <nlohmann/json.hpp>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/formats/trajectory_files.hpp>

#include "text_lines.hpp"

namespace perilune {
namespace {

using Json = nlohmann::ordered_json;

std::string zulu(Epoch epoch) {
  return epoch.iso8601(TimeScale::utc, 9) + "Z";
}

Json packet_of(const EphemerisSegment& segment, std::size_t number) {
  if (segment.frame != earth_centred_icrf)
    throw InvalidArgument(
        "czml_text: Cesium's inertial axes are those of the ICRF about the Earth's centre.");
  const EphemerisTable& table = segment.table;
  const Epoch zero = table.points.front().epoch;
  Json samples = Json::array();
  for (const EphemerisPoint& point : table.points) {
    samples.push_back((point.epoch - zero).seconds());
    for (const double x : point.position_m) samples.push_back(x);
  }
  const std::string span = zulu(zero) + "/" + zulu(table.points.back().epoch);
  Json description = segment.comments;
  return {{"id", detail::concat("flight-", number)},
          {"name", segment.object_name},
          {"availability", span},
          {"properties",
           {{"object", segment.object_name}, {"axes", "icrf"}, {"center", "earth"}, {"timeSystem", "UTC"}}},
          {"position",
           {{"interpolationAlgorithm", "LAGRANGE"},
            {"interpolationDegree", table.degree},
            {"referenceFrame", "INERTIAL"},
            {"epoch", zulu(zero)},
            {"cartesian", std::move(samples)}}},
          {"point", {{"pixelSize", 6}, {"color", {{"rgba", {213, 94, 0, 255}}}}}},
          {"path",
           {{"material", {{"solidColor", {{"color", {{"rgba", {213, 94, 0, 255}}}}}}}},
            {"width", 1.5},
            {"resolution", 600}}},
          {"label", {{"text", segment.object_name}, {"show", true}}}};
}

}  // namespace

std::string czml_text(const EphemerisFile& file) {
  if (file.segments.empty()) throw InvalidArgument("czml_text: there is no segment to write.");
  Epoch from = file.segments.front().table.points.front().epoch;
  Epoch to = from;
  Json packets = Json::array();
  std::string description;
  for (const std::string& line : file.comments) description += (description.empty() ? "" : "\n") + line;
  for (const EphemerisSegment& segment : file.segments) {
    from = std::min(from, segment.table.points.front().epoch);
    to = std::max(to, segment.table.points.back().epoch);
    for (const std::string& line : segment.comments) description += "\n" + line;
  }
  packets.push_back(
      {{"id", "document"},
       {"name", file.segments.front().object_name},
       {"version", "1.0"},
       {"clock",
        {{"interval", zulu(from) + "/" + zulu(to)}, {"currentTime", zulu(from)}, {"multiplier", 3600}}}});
  std::size_t number = 0;
  for (const EphemerisSegment& segment : file.segments) packets.push_back(packet_of(segment, ++number));
  packets[1]["description"] = description;
  return packets.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

namespace detail {

/// What `czml_text` writes; other documents may hold more than is looked at.
EphemerisFile read_czml(std::string_view text, std::string_view name) {
  const std::string where = printable(name);
  try {
    EphemerisFile file;
    file.originator = "UNKNOWN";
    for (const Json& packet : Json::parse(text)) {
      if (!packet.contains("position") || !packet["position"].contains("cartesian")) continue;
      const Json& position = packet["position"];
      if (position.value("referenceFrame", "FIXED") != "INERTIAL")
        throw DataError(where + ": the position is not in the frame INERTIAL.");
      EphemerisSegment segment;
      segment.object_name = packet.value("name", packet.value("id", "UNKNOWN"));
      segment.object_id = segment.object_name;
      segment.frame = earth_centred_icrf;
      segment.table.interpolation = Interpolation::lagrange;
      segment.table.degree = position.value("interpolationDegree", 1);
      if (segment.table.degree < 1 || segment.table.degree > 15)
        throw DataError(where + ": the degree is not from 1 to 15.");
      const Epoch zero = Epoch::parse(position.at("epoch").get<std::string>());
      const auto numbers = position["cartesian"].get<std::vector<double>>();
      if (numbers.size() < 8 || numbers.size() % 4 != 0)
        throw DataError(where + ": 'cartesian' is not a list of time, x, y, z.");
      auto& points = segment.table.points;
      for (std::size_t i = 0; i < numbers.size(); i += 4)
        points.push_back({zero + Duration::seconds(numbers[i]),
                          {numbers[i + 1], numbers[i + 2], numbers[i + 3]},
                          Eigen::Vector3d::Zero()});
      // CZML has positions alone: velocities are the slopes between neighbours, good for a look.
      for (std::size_t i = 0; i < points.size(); ++i) {
        const EphemerisPoint& a = points[i > 0 ? i - 1 : 0];
        const EphemerisPoint& b = points[std::min(i + 1, points.size() - 1)];
        points[i].velocity_m_s = (b.position_m - a.position_m) / (b.epoch - a.epoch).seconds();
      }
      file.segments.push_back(std::move(segment));
    }
    if (file.segments.empty()) throw DataError(where + ": there is no sampled position.");
    return file;
  } catch (const Json::exception& error) {
    throw DataError(concat(where, ": ", error.what(), "."));
  } catch (const InvalidArgument& error) {
    throw DataError(concat(where, ": ", error.what()));
  }
}

}  // namespace detail
}  // namespace perilune
