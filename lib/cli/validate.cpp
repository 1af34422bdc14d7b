#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include <nlohmann/json.hpp>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "command.hpp"
#include "scenario_file.hpp"

namespace perilune::cli {
namespace {

struct ValidateOptions {
  std::vector<std::string> files;
  bool json = false;
  bool quiet = false;
};

using Json = nlohmann::ordered_json;

Json json_of(const std::string& file, const ScenarioCheck& check) {
  Json problems = Json::array();
  for (const Diagnostic& item : check.diagnostics) {
    problems.push_back({{"severity", item.severity == Severity::error ? "error" : "warning"},
                        {"code", item.code},
                        {"file", item.where.file},
                        {"line", item.where.line},
                        {"column", item.where.column},
                        {"length", item.length},
                        {"message", item.message},
                        {"notes", item.notes},
                        {"help", item.help}});
  }
  return {{"file", file}, {"valid", check.scenario.has_value()}, {"diagnostics", std::move(problems)}};
}

std::string praise(const std::string& file, const Scenario& scenario) {
  const auto count = [](std::size_t number, std::string_view what) {
    return detail::concat(number, " ", what, number == 1 ? "" : "s");
  };
  return detail::concat(printable(file), ": valid: ", count(scenario.roadmap.missions.size(), "mission"),
                        ", ", count(scenario.flights.size(), "flight"), "\n");
}

ExitCode validate_files(const ValidateOptions& options, const CliContext& context) {
  bool valid = true;
  Json documents = Json::array();
  for (const std::string& file : options.files) {
    const ScenarioCheck check = check_scenario_file(file);
    valid = valid && check.scenario.has_value();
    if (options.json) {
      documents.push_back(json_of(file, check));
      continue;
    }
    context.out << check.rendered;
    if (check.scenario && !options.quiet) context.out << praise(file, *check.scenario);
  }
  if (options.json) {
    const Json document = {{"valid", valid}, {"files", std::move(documents)}};
    context.out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  }
  return valid ? ExitCode::ok : ExitCode::scenario_invalid;
}

}  // namespace

Command validate_command() {
  return {
      .name = "validate",
      .usage = "FILE ... [OPTION ...]",
      .about = "Check scenarios without running them",
      .more =
          "Reads each file to its end and prints every problem at once, in the form of a compiler: file, "
          "line, "
          "column, a code, what was expected, and the nearest name. The exit code is 3 if any file has an "
          "error. 'perilune explain CODE' tells more about a code.",
      .examples = {{"perilune validate scenarios/arrivals.yaml", "Is it a scenario?"},
                   {"perilune validate --json scenarios/arrivals.yaml",
                    "The same for an editor or a script:"}},
      .set_up = [](CLI::App& parser) {
        auto options = std::make_shared<ValidateOptions>();
        parser.add_option("FILE", options->files, "Scenarios (YAML)")->required();
        parser.add_flag("--json", options->json, "Print one JSON document with all diagnostics");
        parser.add_flag("--quiet", options->quiet, "Say nothing of files that are valid");
        return [options](const CliContext& context) { return validate_files(*options, context); };
      }};
}

}  // namespace perilune::cli
