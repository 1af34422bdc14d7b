#include <algorithm>
#include <memory>
#include <ostream>

#include <perilune/core/atomic_file.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/formats/oem.hpp>
#include <perilune/report/formats/opm.hpp>
#include <perilune/report/formats/trajectory_files.hpp>
#include <perilune/report/sha256.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "interrupt.hpp"
#include "scenario_file.hpp"
#include "typed_values.hpp"

namespace perilune::cli {
namespace {

struct ConvertOptions {
  std::string in, out, to, at;
  int body = SpkOptions{}.body;
  bool quiet = false;
};

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const TrajectoryFormatInfo& info : trajectory_formats()) names.emplace_back(info.name);
  names.emplace_back("opm");
  return names;
}

TrajectoryFormat format_of(const ConvertOptions& options) {
  const auto format =
      options.to.empty() ? trajectory_format_of_file(options.out) : trajectory_format_of(options.to);
  if (format) return *format;
  throw UsageError(detail::concat(options.to.empty() ? "the name of OUT does not tell its format. --to takes"
                                                     : "there is no such format.",
                                  did_you_mean(options.to, format_names()),
                                  " One of: ", join(format_names(), ", "), "."));
}

/// The state at an instant of the first stretch that covers it; at the beginning, if none is named.
OrbitMessage message_at(const EphemerisFile& file, const std::string& at) {
  for (const EphemerisSegment& segment : file.segments) {
    const Epoch from = segment.table.points.front().epoch;
    const Epoch epoch = at.empty() ? from : epoch_of("--at", at);
    if (epoch < from || epoch > segment.table.points.back().epoch) continue;
    const EphemerisPoint point = interpolated(segment.table, epoch);
    OrbitMessage message;
    message.created = file.created;
    message.originator = file.originator;
    message.comments = file.comments;
    message.object_name = segment.object_name;
    message.object_id = segment.object_id;
    message.scale = segment.scale;
    message.state = {epoch, segment.frame, point.position_m, point.velocity_m_s};
    return message;
  }
  throw UsageError("--at: the trajectory does not cover this instant.");
}

/// What was written is read again and compared with what it was made of.
std::string read_back(const EphemerisFile& file, const std::string& out, TrajectoryFormat format) {
  const EphemerisFile again = read_trajectory_file(out);
  TableDifference worst;
  for (std::size_t i = 0; i < file.segments.size() && i < again.segments.size(); ++i) {
    const EphemerisSegment& a = file.segments[i];
    const EphemerisSegment& b = again.segments[i];
    const bool turned = a.frame != b.frame;
    if (turned && (a.frame.center != b.frame.center || b.frame.axes != Axes::icrf)) continue;
    const TableDifference difference = largest_difference(turned ? in_icrf(a).table : a.table, b.table);
    worst.position_m = std::max(worst.position_m, difference.position_m);
    worst.velocity_m_s = std::max(worst.velocity_m_s, difference.velocity_m_s);
    worst.instants += difference.instants;
  }
  if (worst.instants == 0) return "read back; it is about another centre, so no difference is stated";
  return detail::concat("read back: largest difference ", fixed(worst.position_m * 1e3, 6), " mm",
                        format == TrajectoryFormat::czml
                            ? ""
                            : detail::concat(" and ", fixed(worst.velocity_m_s * 1e6, 6), " um/s"),
                        " at ", worst.instants, " instants");
}

ExitCode convert(const ConvertOptions& options, const CliContext& context) {
  if (!std::filesystem::exists(options.in))
    throw DataError(detail::concat("there is no file '", printable(options.in), "'."));
  const bool opm = options.to == "opm" || (options.to.empty() && options.out.ends_with(".opm"));
  const TrajectoryFormat format = opm ? TrajectoryFormat::oem : format_of(options);
  EphemerisFile file = read_trajectory_file(options.in);
  file.created = time_of_writing(context);
  file.comments.push_back(detail::concat("converted by perilune from ",
                                         std::filesystem::path(options.in).filename().string(), ", sha256 ",
                                         sha256_hex_of_file(options.in)));
  const std::string bytes =
      opm ? opm_text(message_at(file, options.at)) : written_as(file, format, {.body = options.body});
  if (options.out == "-") {
    context.out << bytes;
    return ExitCode::ok;
  }
  {
    const WritingFiles writing;
    write_file_atomically(options.out, bytes);
  }
  std::string said;
  if (opm) {
    const OrbitMessage wanted = message_at(file, options.at);
    const OrbitMessage again = read_opm(bytes, options.out);
    const double difference_m = (wanted.state.position_m - again.state.position_m).norm();
    said = detail::concat("read back: difference ", fixed(difference_m * 1e3, 6), " mm at its epoch");
  } else {
    said = read_back(file, options.out, format);
  }
  if (!options.quiet) context.out << printable(options.out) << ": " << said << '\n';
  return ExitCode::ok;
}

}  // namespace

Command convert_command() {
  std::string formats;
  for (const TrajectoryFormatInfo& info : trajectory_formats())
    formats += detail::concat(formats.empty() ? "" : "; ", info.name, " (", info.extension, "): ", info.what);
  return {.name = "convert",
          .usage = "IN OUT [OPTION ...]",
          .about = "Turn a trajectory file into another format",
          .more = detail::concat(
              "IN is read by what it holds, OUT is written as its name says, or --to. Formats: ", formats,
              "; opm (.opm): CCSDS OPM, the state at one instant. IN may be any of them but an OPM.\n\n"
              "What was written is read back, and the largest difference is stated."),
          .examples = {{"perilune propagate scenarios/arrivals.yaml \\\n"
                        "        --mission queqiao-2 --oem out/q.oem",
                        "A trajectory to convert:"},
                       {"perilune convert out/q.oem out/q.bsp", "For SPICE:"},
                       {"perilune convert out/q.oem out/q.czml", "For Cesium:"},
                       {"perilune convert out/q.oem out/q.opm --at \"2024-03-23 UTC\"",
                        "Its state at an instant:"}},
          .set_up = [](CommandLine& line) {
            auto options = std::make_shared<ConvertOptions>();
            line.add_option("IN", options->in, "A trajectory in any of the formats").required();
            line.add_option("OUT", options->out, "The file to write; - is the standard output, with --to")
                .required();
            line.add_option("--to", options->to, "The format, where the name of OUT does not tell")
                .takes("FORMAT")
                .one_of(format_names());
            line.add_option("--at", options->at, "Instant of an OPM; default: the first").takes("DATE");
            line.add_option("--naif-id", options->body, "Number of the craft in an SPK; default: -999000")
                .takes("N");
            line.add_flag("--quiet", options->quiet, "Print errors alone");
            return [options](const CliContext& context) { return convert(*options, context); };
          }};
}

}  // namespace perilune::cli
