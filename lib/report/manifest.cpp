#include <sys/utsname.h>

#include <fstream>
#include <thread>

#include <nlohmann/json.hpp>

#include <perilune/core/text.hpp>
#include <perilune/core/version.hpp>
#include <perilune/report/results.hpp>
#include <perilune/report/sha256.hpp>
#include <perilune/time/leap_seconds.hpp>

namespace perilune {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view compiler() {
#if defined(__clang__)
  return "Clang " __clang_version__;
#elif defined(__GNUC__)
  return "GCC " __VERSION__;
#else
  return "unknown";
#endif
}

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return std::string(trimmed(line.substr(line.find(':') + 1)));
  }
  return "unknown";
}

Json machine() {
  utsname names{};
  const bool known = uname(&names) == 0;
  return {{"system", known ? detail::concat(names.sysname, " ", names.release) : "unknown"},
          {"architecture", known ? names.machine : "unknown"},
          {"processor", processor()},
          {"cores", std::thread::hardware_concurrency()}};
}

Json scenario_part(const Scenario& scenario) {
  Json files = Json::array();
  for (const ScenarioFile& file : scenario.files)
    files.push_back({{"path", file.path}, {"sha256", sha256_hex(file.text)}});
  return {{"name", scenario.name}, {"files", std::move(files)}};
}

Json kernels_part(const Campaign& campaign) {
  Json kernels = Json::array();
  for (const KernelFile& file : campaign.kernels()) {
    const bool embedded = file.path.empty();
    kernels.push_back(
        {{"name", file.name},
         {"embedded", embedded},
         {"bytes", file.size_bytes},
         {"sha256", file.sha256.empty() && !embedded ? sha256_hex_of_file(file.path) : file.sha256}});
  }
  return kernels;
}

Json outcome_part(const Campaign& campaign) {
  Json flights = Json::array();
  for (const FlownFlight& flight : campaign.flights()) {
    Json item = {{"mission", flight.mission}, {"status", to_text(flight.status)}};
    if (!flight.reason.empty()) item["reason"] = flight.reason;
    flights.push_back(std::move(item));
  }
  Json warnings = Json::array();
  for (const Diagnostic& warning : campaign.warnings())
    warnings.push_back({{"code", warning.code}, {"message", warning.message}});
  Json outcome = {{"partial", !campaign.holds()},
                  {"schedule", to_text(campaign.status())},
                  {"flights", std::move(flights)}};
  if (const auto& conflict = campaign.schedule().schedule.conflict) {
    outcome["conflict"] = conflict_text(campaign.schedule().model.problem, *conflict);
    outcome["relaxations"] = campaign.schedule().relaxations;
  }
  if (campaign.station()) {
    outcome["station"] = {{"holds", campaign.station_holds()},
                          {"failures", campaign.station()->history.problems.size()},
                          {"below_reserve", campaign.station()->gaps.size()}};
  }
  if (!campaign.loop().turns.empty()) outcome["loop"] = to_text(campaign.loop().status);
  if (!campaign.why_not().empty()) {
    Json causes = Json::array();
    for (const Diagnostic& cause : campaign.why_not()) {
      causes.push_back({{"code", cause.code},
                        {"where", detail::concat(cause.where.file, ":", cause.where.line)},
                        {"message", cause.message},
                        {"nearest_change", cause.help}});
    }
    outcome["why_not"] = std::move(causes);
  }
  outcome["warnings"] = std::move(warnings);
  return outcome;
}

}  // namespace

std::string manifest_json(const Campaign& campaign, const std::vector<std::string>& files,
                          const RunInfo& run) {
  const Json manifest = {
      {"format", 1},
      {"program", {{"name", "perilune"}, {"version", version()}, {"compiler", compiler()}}},
      {"scenario", scenario_part(campaign.scenario())},
      {"kernels", kernels_part(campaign)},
      {"leap_seconds_complete_up_to", leap_second_table_expiry().iso8601(TimeScale::utc, 0)},
      {"seed", campaign.scenario().seed},
      {"outcome", outcome_part(campaign)},
      {"files", files},
      {"run",
       {{"created_utc", run.created.iso8601(TimeScale::utc, 0)},
        {"wall_time_s", run.wall_time_s},
        {"threads", run.threads},
        {"machine", machine()}}},
  };
  return manifest.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace perilune
