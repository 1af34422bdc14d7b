#include "scenario_file.hpp"

#include <chrono>
#include <system_error>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "command.hpp"

namespace perilune::cli {
namespace {

/// Scenario files in a folder, as one would type them.
std::vector<std::string> scenario_files_in(const std::filesystem::path& folder) {
  constexpr std::size_t most = 1000;
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder.empty() ? "." : folder, error), end; !error && it != end;
       it.increment(error)) {
    const std::string extension = it->path().extension().string();
    if (extension == ".yaml" || extension == ".yml")
      names.push_back((folder / it->path().filename()).string());
    if (names.size() == most) break;
  }
  return names;
}

/// " Did you mean 'scenarios/arrivals.yaml'?" for a file that is not there, or nothing.
std::string file_meant_by(const std::filesystem::path& path) {
  for (const std::filesystem::path& folder : {path.parent_path(), std::filesystem::path("scenarios")}) {
    const std::vector<std::string> names = scenario_files_in(folder);
    for (const std::string& typed :
         {path.string(), path.string() + ".yaml", (folder / path.filename()).string(),
          (folder / path.filename()).string() + ".yaml"}) {
      if (const auto near = nearest_name(typed, names))
        return detail::concat(" Did you mean '", printable(*near), "'?");
    }
  }
  return "";
}

}  // namespace

ScenarioCheck check_scenario_file(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status))
    throw DataError(detail::concat("there is no file '", printable(path), "'.", file_meant_by(path)));
  return check_scenario(path);
}

Scenario load_scenario_file(const std::string& path) {
  ScenarioCheck check = check_scenario_file(path);
  if (!check.scenario) throw ScenarioError(check.rendered, std::move(check.diagnostics));
  return *std::move(check.scenario);
}

Ephemeris ephemeris_with(const std::vector<std::string>& kernels) {
  const std::vector<std::filesystem::path> paths(kernels.begin(), kernels.end());
  return paths.empty() ? Ephemeris::embedded() : Ephemeris::embedded().with_files(paths);
}

Epoch time_of_writing(const CliContext& context) {
  constexpr long long unix_begin_s =
      63'072'000;  // 1972-01-01 in seconds since 1970-01-01, leap seconds left out
  constexpr long long latest_s = 9'000'000'000;  // 2255
  long long now_s =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  if (context.source_date_epoch) {
    const auto given = parse_integer(*context.source_date_epoch);
    if (!given || *given < unix_begin_s || *given > latest_s) {
      throw UsageError(detail::concat("SOURCE_DATE_EPOCH is '", printable(*context.source_date_epoch),
                                      "'. It takes whole seconds since 1970-01-01 UTC, from ", unix_begin_s,
                                      " on."));
    }
    now_s = *given;
  }
  // Civil days have 86400 s on this count: the date comes from the day, the time from the rest.
  const std::chrono::sys_days day{std::chrono::floor<std::chrono::days>(std::chrono::seconds(now_s))};
  const std::chrono::year_month_day date{day};
  const auto two = [](unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  const auto seconds = static_cast<unsigned>(now_s - std::chrono::seconds(day.time_since_epoch()).count());
  return Epoch::parse(detail::concat(static_cast<int>(date.year()), "-",
                                     two(static_cast<unsigned>(date.month())), "-",
                                     two(static_cast<unsigned>(date.day())), "T", two(seconds / 3600), ":",
                                     two(seconds / 60 % 60), ":", two(seconds % 60), " UTC"));
}

}  // namespace perilune::cli
