#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/formats/oem.hpp>

#include "ccsds.hpp"

namespace perilune {
namespace {

constexpr int decimals_of_dates = 6;

void add_segment(detail::CcsdsWriter& writer, const EphemerisSegment& segment) {
  const EphemerisTable& table = segment.table;
  if (table.points.size() < 2) throw InvalidArgument("oem_text: an ephemeris needs at least two points.");
  const auto date = [&](Epoch epoch) { return epoch.iso8601(segment.scale, decimals_of_dates); };
  writer.blank_line();
  writer.open("", "segment");
  writer.open("META_START", "metadata");
  writer.comments(segment.comments);
  writer.field("OBJECT_NAME", detail::ccsds_name(segment.object_name));
  writer.field("OBJECT_ID", detail::ccsds_name(segment.object_id));
  writer.field("CENTER_NAME", detail::ccsds_center(segment.frame.center));
  writer.field("REF_FRAME", detail::ccsds_axes(segment.frame));
  writer.field("TIME_SYSTEM", detail::ccsds_scale(segment.scale));
  writer.field("START_TIME", date(table.points.front().epoch));
  writer.field("STOP_TIME", date(table.points.back().epoch));
  writer.field("INTERPOLATION", to_text(table.interpolation));
  writer.field("INTERPOLATION_DEGREE", std::to_string(table.degree));
  writer.close("META_STOP", "metadata");
  writer.blank_line();
  writer.open("", "data");
  for (const EphemerisPoint& point : table.points) {
    std::vector<std::string> words{date(point.epoch)};
    for (int i = 0; i < 3; ++i) words.push_back(fixed(point.position_m[i] * 1e-3, 9));
    for (int i = 0; i < 3; ++i) words.push_back(fixed(point.velocity_m_s[i] * 1e-3, 12));
    writer.state_line(words);
  }
  writer.close("", "data");
  writer.close("", "segment");
}

}  // namespace

std::string oem_text(const EphemerisFile& file, const OemOptions& options) {
  if (file.segments.empty()) throw InvalidArgument("oem_text: there is no segment to write.");
  detail::CcsdsWriter writer("OEM", options);
  writer.header(file.created, file.originator, file.comments);
  for (const EphemerisSegment& segment : file.segments) add_segment(writer, segment);
  return writer.text();
}

}  // namespace perilune
