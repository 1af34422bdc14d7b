#include <algorithm>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "ccsds.hpp"

namespace perilune::detail {
namespace {

constexpr std::size_t longest_name = 80;
constexpr std::size_t longest_comment = 240;  // a line has at most 254 characters (7.3.2)

}  // namespace

std::string ccsds_name(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, longest_name)) {
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view(" .-_/()+'").find(c) != std::string_view::npos;
    out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : plain ? c : '_';
  }
  out = std::string(trimmed(out));
  return out.empty() ? "UNKNOWN" : out;
}

std::string ccsds_comment(std::string_view text) {
  std::string line(text.substr(0, longest_comment));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return line;
}

std::string ccsds_center(BodyId body) {
  if (body == earth_moon_barycentre) return "EARTH BARYCENTER";
  if (body == solar_system_barycentre) return "SOLAR SYSTEM BARYCENTER";
  return ccsds_name(body_name(body));
}

std::string_view ccsds_axes(const Frame& frame) {
  switch (frame.axes) {
    case Axes::icrf:
      return "ICRF";
    case Axes::eme2000:
      return "EME2000";
    default:
      break;
  }
  throw InvalidArgument(concat("the standard (CCSDS 502.0-B) has no name for the frame '", to_text(frame),
                               "'. Give the trajectory in the axes icrf or eme2000."));
}

std::string_view ccsds_scale(TimeScale scale) {
  if (scale == TimeScale::ut1) {
    throw InvalidArgument(
        "trajectory files are not written in UT1, which depends on measured Earth rotation. Use UTC, TAI, TT "
        "or TDB.");
  }
  return to_text(scale);
}

}  // namespace perilune::detail
