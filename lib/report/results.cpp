#include <perilune/report/results.hpp>

#include <algorithm>
#include <set>
#include <system_error>

#include <nlohmann/json.hpp>

#include <perilune/core/atomic_file.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/core/version.hpp>
#include <perilune/report/csv.hpp>
#include <perilune/report/file_name.hpp>
#include <perilune/report/formats/oem.hpp>
#include <perilune/report/page.hpp>
#include <perilune/report/sha256.hpp>

#include "figures/site_light.hpp"

namespace perilune {
namespace {

constexpr std::string_view trajectory_folder = "trajectories/";
constexpr std::string_view trajectory_end = ".oem";
constexpr std::size_t longest_manifest = std::size_t{1} << 24;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

/// A name for the mission's file that no other one has, on file systems without capitals too.
std::string trajectory_name(const std::string& mission, std::set<std::string>& taken) {
  std::string stem = safe_file_name(mission);
  for (int i = 2; !taken.insert(lower(stem)).second; ++i)
    stem = detail::concat(safe_file_name(mission), "-", sha256_hex(mission).substr(0, 12), "-", i);
  return detail::concat(trajectory_folder, stem, trajectory_end);
}

/// The trajectories that the manifest of an earlier run names; only what can be ours.
std::vector<std::string> earlier_trajectories(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  if (!std::filesystem::is_regular_file(folder / "manifest.json", error)) return names;
  const auto manifest =
      nlohmann::json::parse(read_file(folder / "manifest.json", longest_manifest), nullptr, false);
  if (!manifest.is_object() || !manifest.contains("files") || !manifest["files"].is_array()) return names;
  for (const auto& item : manifest["files"]) {
    if (!item.is_string()) continue;
    const std::string name = item.get<std::string>();
    if (!name.starts_with(trajectory_folder) || !name.ends_with(trajectory_end) ||
        name.size() <= trajectory_folder.size() + trajectory_end.size())
      continue;
    const std::string stem =
        name.substr(trajectory_folder.size(), name.size() - trajectory_folder.size() - trajectory_end.size());
    if (safe_file_name(stem) == stem) names.push_back(name);
  }
  return names;
}

}  // namespace

std::vector<std::string> origin_comments(const Scenario& scenario) {
  std::vector<std::string> comments{detail::concat("perilune ", version(), ", scenario: ", scenario.name)};
  for (const ScenarioFile& source : scenario.files)
    comments.push_back(detail::concat("scenario file ", source.path, " sha256 ", sha256_hex(source.text)));
  return comments;
}

EphemerisFile trajectory_file(const Scenario& scenario, const FlownFlight& flight, Epoch created) {
  if (!flight.trajectory) {
    throw InvalidArgument(detail::concat("trajectory_file: the flight of '", printable(flight.mission),
                                         "' has no trajectory."));
  }
  const Trajectory& trajectory = *flight.trajectory;
  const Epoch from = std::min(trajectory.begin_state().epoch, trajectory.end_state().epoch);
  const Epoch to = std::max(trajectory.begin_state().epoch, trajectory.end_state().epoch);
  EphemerisFile file;
  file.created = created;
  EphemerisSegment& segment = file.segments.emplace_back();
  segment.object_name = segment.object_id = flight.mission;
  segment.frame = trajectory.begin_state().frame;
  segment.scale = scenario.time_scale;
  segment.table = sample_ephemeris(
      [&](Epoch epoch) {
        const State state = trajectory.at(epoch);
        return EphemerisPoint{epoch, state.position_m, state.velocity_m_s};
      },
      from, to, {.scale = scenario.time_scale});
  file.comments = origin_comments(scenario);
  file.comments.push_back(
      detail::concat("flight ", to_text(flight.status), flight.reason.empty() ? "" : ": ", flight.reason));
  file.comments.push_back(detail::concat(
      "Hermite interpolation of degree 7 meets the propagated trajectory within ",
      fixed(segment.table.position_error_m * 1e3, 3), " mm and ",
      fixed(segment.table.velocity_error_m_s * 1e6, 3), " um/s at three instants between any two points"));
  return file;
}

std::string trajectory_oem(const Scenario& scenario, const FlownFlight& flight, Epoch created) {
  return oem_text(trajectory_file(scenario, flight, created));
}

std::filesystem::path default_output_folder(const Scenario& scenario) {
  const std::string stem = std::filesystem::path(scenario.path).stem().string();
  return std::filesystem::path("out") / safe_file_name(stem.empty() ? scenario.name : stem);
}

std::vector<std::string> write_results(const Campaign& campaign, const std::filesystem::path& folder,
                                       const RunInfo& run, const Ephemeris& ephemeris) {
  const std::vector<std::string> earlier = earlier_trajectories(folder);

  AtomicFiles files;
  std::vector<std::string> names;
  const auto add = [&](const std::string& name, const std::string& content) {
    const bool is_marked = !campaign.holds() && name.ends_with(".csv");
    files.add(folder / name, is_marked ? csv_with_column(content, "partial", "true") : content);
    names.push_back(name);
  };
  add("schedule.csv", schedule_csv(campaign));
  add("events.csv", events_csv(campaign));
  if (!campaign.flights().empty()) add("burns.csv", burns_csv(campaign));
  if (!campaign.loop().missions.empty()) {
    add("loop.csv", loop_csv(campaign));
    add("masses.csv", masses_csv(campaign));
    add("returns.csv", returns_csv(campaign));
  }
  if (!campaign.loop().offers.empty()) {
    add("windows.csv", windows_csv(campaign));
    add("porkchop.csv", porkchop_csv(campaign, ephemeris));
  }
  if (!detail::used_sites(campaign, ephemeris).empty()) {
    add("light.csv", light_csv(campaign, ephemeris));
    add("links.csv", links_csv(campaign, ephemeris));
  }
  if (!campaign.flights().empty()) add("shadows.csv", shadows_csv(campaign, ephemeris));
  if (campaign.station()) {
    add("station.csv", station_csv(campaign.station()->history, campaign.scenario().station->where));
    add("power.csv", power_csv(*campaign.station()));
    const StationPlan& station = *campaign.scenario().station;
    add("processes.csv", processes_csv(*campaign.station()));
    add("autonomy.csv", autonomy_csv(*campaign.station(), station.where));
    if (station.data) add("data.csv", data_csv(*campaign.station(), station.data->where));
    if (!campaign.station()->station.crew.empty()) add("doses.csv", doses_csv(*campaign.station()));
  }
  std::set<std::string> taken;
  for (const FlownFlight& flight : campaign.flights()) {
    const bool moved =
        flight.trajectory && flight.trajectory->begin_state().epoch != flight.trajectory->end_state().epoch;
    if (moved)
      add(trajectory_name(flight.mission, taken), trajectory_oem(campaign.scenario(), flight, run.created));
  }
  add("report.html", report_html(campaign, run, ephemeris));
  files.add(folder / "manifest.json", manifest_json(campaign, names, run));
  files.commit();

  for (const std::string& name : earlier) {
    std::error_code error;  // one that is gone already is as good
    if (std::find(names.begin(), names.end(), name) == names.end())
      std::filesystem::remove(folder / name, error);
  }
  names.push_back("manifest.json");
  return names;
}

}  // namespace perilune
