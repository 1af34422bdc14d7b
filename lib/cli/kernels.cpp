#include <memory>
#include <ostream>

#include <nlohmann/json.hpp>

#include <perilune/bodies/daf.hpp>
#include <perilune/bodies/ephemeris.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/sha256.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "scenario_file.hpp"

namespace perilune::cli {
namespace {

using Json = nlohmann::ordered_json;

struct KernelsOptions {
  std::vector<std::string> files;
  bool json = false;
};

std::string tdb_day(double tdb_s) {
  return Epoch::from_tdb_seconds(tdb_s).iso8601(TimeScale::tdb, 0);
}

Json segment_json(const DafFile& file, const DafSegment& segment) {
  const auto& n = segment.integers;
  Json item = {{"name", segment.name}};
  if (file.kind() == KernelKind::spk) {
    item.update({{"target", n[0]}, {"center", n[1]}, {"axes", n[2]}, {"type", n[3]}});
  } else {
    item.update({{"axes", n[0]}, {"relative_to", n[1]}, {"type", n[2]}});
  }
  item.update({{"from_tdb", tdb_day(segment.start_s)}, {"to_tdb", tdb_day(segment.end_s)}});
  return item;
}

/// The bodies that the embedded ephemeris knows, with the stretch of time relative to the Earth.
Json embedded_json() {
  const Ephemeris& ephemeris = Ephemeris::embedded();
  Json bodies = Json::array();
  for (const BodyId body : {sun, moon, venus, mars, jupiter, saturn}) {
    const TdbSpan span = ephemeris.span(body, earth);
    bodies.push_back(
        {{"body", body_name(body)}, {"from_tdb", tdb_day(span.from_s)}, {"to_tdb", tdb_day(span.until_s)}});
  }
  Json files = Json::array();
  for (const KernelFile& file : ephemeris.files()) {
    files.push_back(
        {{"file", file.name}, {"embedded", true}, {"bytes", file.size_bytes}, {"sha256", file.sha256}});
  }
  return {{"files", std::move(files)}, {"relative_to_earth", std::move(bodies)}};
}

Json file_json(const std::string& path) {
  const DafFile file = DafFile::read(path);
  Json segments = Json::array();
  for (const DafSegment& segment : file.segments()) segments.push_back(segment_json(file, segment));
  return {{"file", path},
          {"embedded", false},
          {"kind", file.kind() == KernelKind::spk ? "spk" : "pck"},
          {"bytes", file.size_bytes()},
          {"sha256", sha256_hex_of_file(path)},
          {"segments", std::move(segments)}};
}

std::string embedded_text(const Json& document) {
  std::string out = "embedded in the program (JPL DE440, an excerpt):\n";
  for (const auto& file : document["files"])
    out += detail::concat("  ", file["file"].get<std::string>(), ", ", file["bytes"].get<long long>(),
                          " bytes\n    sha256 ", file["sha256"].get<std::string>(), "\n");
  out += "relative to the Earth, TDB:\n";
  for (const auto& body : document["relative_to_earth"])
    out += detail::concat("  ", body["body"].get<std::string>(), ": ", body["from_tdb"].get<std::string>(),
                          " to ", body["to_tdb"].get<std::string>(), "\n");
  return out;
}

std::string file_text(const Json& document) {
  std::string out = detail::concat(
      printable(document["file"].get<std::string>()), ": ", document["kind"].get<std::string>(), ", ",
      document["bytes"].get<long long>(), " bytes\n  sha256 ", document["sha256"].get<std::string>(), "\n");
  for (const auto& segment : document["segments"]) {
    out += segment.contains("target") ? detail::concat("  ", segment["target"].get<int>(), " relative to ",
                                                       segment["center"].get<int>())
                                      : detail::concat("  axes ", segment["axes"].get<int>());
    out += detail::concat(", type ", segment["type"].get<int>(), ", ", segment["from_tdb"].get<std::string>(),
                          " to ", segment["to_tdb"].get<std::string>(), " TDB\n");
  }
  return out;
}

ExitCode print_kernels(const KernelsOptions& options, const CliContext& context) {
  std::vector<Json> documents;
  if (options.files.empty()) documents.push_back(embedded_json());
  for (const std::string& file : options.files) documents.push_back(file_json(file));
  if (options.json) {
    const Json document = options.files.empty() ? documents.front() : Json{{"files", documents}};
    context.out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    return ExitCode::ok;
  }
  for (const Json& document : documents)
    context.out << (options.files.empty() ? embedded_text(document) : file_text(document));
  return ExitCode::ok;
}

}  // namespace

Command kernels_command() {
  return {.name = "kernels",
          .usage = "[FILE ...] [OPTION ...]",
          .about = "Say what ephemeris files hold: bodies, spans, check sums",
          .more =
              "Without a file, the ephemeris that is built in. With files (SPK or binary PCK, either byte "
              "order), "
              "each of their segments: target, centre, type and the span it covers. Numbers are NAIF's.",
          .examples = {{"perilune kernels", "Which bodies are known, from when to when?"}},
          .set_up = [](CommandLine& line) {
            auto options = std::make_shared<KernelsOptions>();
            line.add_option("FILE", options->files, "SPK or binary PCK files");
            line.add_flag("--json", options->json, "Print one JSON document");
            return [options](const CliContext& context) { return print_kernels(*options, context); };
          }};
}

}  // namespace perilune::cli
