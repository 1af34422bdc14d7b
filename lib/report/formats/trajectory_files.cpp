#include <perilune/report/formats/trajectory_files.hpp>

#include <algorithm>
#include <array>

#include <perilune/core/atomic_file.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/frames/transform.hpp>
#include <perilune/report/formats/oem.hpp>

#include "text_lines.hpp"

namespace perilune {
namespace {

constexpr std::size_t largest_file = std::size_t{1} << 30;

constexpr std::array<TrajectoryFormatInfo, 10> formats = {{
    {TrajectoryFormat::oem, "oem", ".oem", "CCSDS OEM 2.0, keyword = value"},
    {TrajectoryFormat::oem_xml, "oem-xml", ".xml", "CCSDS OEM 2.0, XML"},
    {TrajectoryFormat::oem_3, "oem-3", ".v3.oem", "CCSDS OEM 3.0, keyword = value"},
    {TrajectoryFormat::oem_3_xml, "oem-3-xml", ".v3.xml", "CCSDS OEM 3.0, XML"},
    {TrajectoryFormat::spk, "spk", ".bsp", "SPICE SPK, type 13 (Hermite)"},
    {TrajectoryFormat::spk_lagrange, "spk-9", ".spk9.bsp", "SPICE SPK, type 9 (Lagrange)"},
    {TrajectoryFormat::stk, "stk", ".e", "STK ephemeris"},
    {TrajectoryFormat::czml, "czml", ".czml", "CZML for Cesium, about the Earth"},
    {TrajectoryFormat::csv, "csv", ".csv", "a table, km and km/s"},
    {TrajectoryFormat::json, "json", ".json", "one JSON document, SI"},
}};

/// The file with points for another polynomial, or in another frame.
EphemerisFile resampled(const EphemerisFile& file, Interpolation interpolation, std::optional<Frame> frame,
                        const Ephemeris& ephemeris) {
  EphemerisFile made = file;
  for (EphemerisSegment& segment : made.segments) {
    const EphemerisTable table = segment.table;
    const Frame from = segment.frame;
    const Frame to = frame.value_or(from);
    segment.frame = to;
    segment.table = sample_ephemeris(
        [&](Epoch epoch) {
          const EphemerisPoint point = interpolated(table, epoch);
          const PositionVelocity state =
              from == to ? PositionVelocity{point.position_m, point.velocity_m_s}
                         : transformed({point.position_m, point.velocity_m_s}, from, to, epoch, ephemeris);
          return EphemerisPoint{epoch, state.position_m, state.velocity_m_s};
        },
        table.points.front().epoch, table.points.back().epoch,
        {.scale = segment.scale,
         .longest_step = Duration::minutes(30.0),
         .interpolation = interpolation,
         .degree = 7});
  }
  return made;
}

bool has_interpolation(const EphemerisFile& file, Interpolation interpolation) {
  return std::all_of(file.segments.begin(), file.segments.end(), [&](const EphemerisSegment& segment) {
    return segment.table.interpolation == interpolation && segment.table.degree % 2 == 1;
  });
}

}  // namespace

std::span<const TrajectoryFormatInfo> trajectory_formats() {
  return formats;
}

std::optional<TrajectoryFormat> trajectory_format_of(std::string_view name) {
  for (const TrajectoryFormatInfo& info : formats) {
    if (info.name == name) return info.format;
  }
  return std::nullopt;
}

std::optional<TrajectoryFormat> trajectory_format_of_file(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  if (name.ends_with(".asc")) return TrajectoryFormat::oem;
  const TrajectoryFormatInfo* longest = nullptr;  // ".spk9.bsp" says more than ".bsp"
  for (const TrajectoryFormatInfo& info : formats) {
    const bool fits = name.ends_with(info.extension) && name.size() > info.extension.size();
    if (fits && (!longest || info.extension.size() > longest->extension.size())) longest = &info;
  }
  if (!longest) return std::nullopt;
  return longest->format;
}

std::string written_as(const EphemerisFile& file, TrajectoryFormat format, const SpkOptions& spk,
                       const Ephemeris& ephemeris) {
  switch (format) {
    case TrajectoryFormat::oem:
      return oem_text(file);
    case TrajectoryFormat::oem_xml:
      return oem_text(file, {.notation = CcsdsNotation::xml});
    case TrajectoryFormat::oem_3:
      return oem_text(file, {.version_3 = true});
    case TrajectoryFormat::oem_3_xml:
      return oem_text(file, {.notation = CcsdsNotation::xml, .version_3 = true});
    case TrajectoryFormat::spk:
      return spk_bytes(has_interpolation(file, Interpolation::hermite)
                           ? file
                           : resampled(file, Interpolation::hermite, {}, ephemeris),
                       spk);
    case TrajectoryFormat::spk_lagrange:
      return spk_bytes(has_interpolation(file, Interpolation::lagrange)
                           ? file
                           : resampled(file, Interpolation::lagrange, {}, ephemeris),
                       spk);
    case TrajectoryFormat::stk:
      return stk_text(file);
    case TrajectoryFormat::czml:
      return czml_text(resampled(file, Interpolation::lagrange, earth_centred_icrf, ephemeris));
    case TrajectoryFormat::csv:
      return trajectory_csv(file);
    case TrajectoryFormat::json:
      return trajectory_json(file);
  }
  throw InvalidArgument("written_as: there is no such format.");
}

EphemerisFile read_trajectory_file(const std::filesystem::path& path) {
  const std::string text = read_file(path, largest_file);
  const std::string name = path.string();
  const std::string_view body = trimmed(text);
  if (body.starts_with("DAF/") || body.starts_with("NAIF/DAF")) return read_spk(path);
  if (body.starts_with("stk.v.")) return detail::read_stk(text, name);
  if (body.starts_with('[')) return detail::read_czml(text, name);
  if (body.starts_with('{')) return detail::read_trajectory_json(text, name);
  if (body.starts_with("# perilune trajectory")) return detail::read_trajectory_csv(text, name);
  return read_oem(text, name);
}

}  // namespace perilune
