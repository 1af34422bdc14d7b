#include <perilune/report/oem.hpp>

#include <algorithm>
#include <string_view>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

constexpr int decimals_of_dates = 6;
constexpr std::size_t longest_name = 80;
constexpr std::size_t longest_comment = 240;  // a line has at most 254 characters (7.3.2)

/// A name as the standard writes it: capitals, and of ASCII what needs no quoting.
std::string kvn_name(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, longest_name)) {
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view(" .-_/()+'").find(c) != std::string_view::npos;
    out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : plain ? c : '_';
  }
  out = std::string(trimmed(out));
  return out.empty() ? "UNKNOWN" : out;
}

void add_comment(std::string& out, std::string_view text) {
  std::string line(text.substr(0, longest_comment));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  out += detail::concat("COMMENT ", line, "\n");
}

std::string center_name(BodyId body) {
  if (body == earth_moon_barycentre) return "EARTH BARYCENTER";
  if (body == solar_system_barycentre) return "SOLAR SYSTEM BARYCENTER";
  return kvn_name(body_name(body));
}

std::string_view frame_name(const Frame& frame) {
  switch (frame.axes) {
    case Axes::icrf:
      return "ICRF";
    case Axes::eme2000:
      return "EME2000";
    default:
      break;
  }
  throw InvalidArgument(detail::concat("oem_text: the standard has no name for the frame '", to_text(frame),
                                       "'. Give the trajectory in the axes icrf or eme2000."));
}

std::string_view scale_name(TimeScale scale) {
  if (scale == TimeScale::ut1) {
    throw InvalidArgument(
        "oem_text: trajectory files are not written in UT1, which depends on measured Earth rotation. Use "
        "UTC, TAI, TT "
        "or TDB.");
  }
  return to_text(scale);
}

void add_point(std::string& out, const EphemerisPoint& point, TimeScale scale) {
  out += point.epoch.iso8601(scale, decimals_of_dates);
  for (int i = 0; i < 3; ++i) out += detail::concat(" ", fixed(point.position_m[i] * 1e-3, 9));
  for (int i = 0; i < 3; ++i) out += detail::concat(" ", fixed(point.velocity_m_s[i] * 1e-3, 12));
  out += '\n';
}

}  // namespace

std::string oem_text(const OemHeader& header, const EphemerisTable& table) {
  if (table.points.size() < 2) throw InvalidArgument("oem_text: an ephemeris needs at least two points.");
  const std::string_view scale = scale_name(header.scale);
  const auto date = [&](Epoch epoch) { return epoch.iso8601(header.scale, decimals_of_dates); };

  std::string out = "CCSDS_OEM_VERS = 2.0\n";
  for (const std::string& comment : header.comments) add_comment(out, comment);
  out += detail::concat("CREATION_DATE = ", header.created.iso8601(TimeScale::utc, 0), "\n",
                        "ORIGINATOR = PERILUNE\n\nMETA_START\n");
  out += detail::concat(
      "OBJECT_NAME = ", kvn_name(header.object_name), "\n", "OBJECT_ID = ", kvn_name(header.object_id), "\n",
      "CENTER_NAME = ", center_name(header.frame.center), "\n", "REF_FRAME = ", frame_name(header.frame),
      "\n", "TIME_SYSTEM = ", scale, "\n", "START_TIME = ", date(table.points.front().epoch), "\n",
      "STOP_TIME = ", date(table.points.back().epoch), "\n", "INTERPOLATION = HERMITE\n",
      "INTERPOLATION_DEGREE = ", table.hermite_degree, "\nMETA_STOP\n\n");
  for (const EphemerisPoint& point : table.points) add_point(out, point, header.scale);
  return out;
}

}  // namespace perilune
