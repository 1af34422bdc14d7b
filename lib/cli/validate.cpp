#include <algorithm>
#include <memory>
#include <ostream>

#include <nlohmann/json.hpp>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/core/version.hpp>
#include <perilune/scenario/keys.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "scenario_file.hpp"

namespace perilune::cli {
namespace {

struct ValidateOptions {
  std::vector<std::string> files;
  bool json = false;
  bool sarif = false;
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

/// A path as a URI reference: everything but letters, digits and - . _ ~ / is escaped.
std::string uri_of(std::string_view path) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else {
      out += detail::concat('%', digits[byte >> 4U], digits[byte & 15U]);
    }
  }
  return out;
}

/// Columns are counted in bytes, as everywhere in diagnostics.
Json sarif_result(const Diagnostic& item) {
  std::string text = item.message;
  for (const std::string& note : item.notes) text += "; " + note;
  if (!item.help.empty()) text += "; " + item.help;
  Json location = {{"artifactLocation", {{"uri", uri_of(item.where.file)}}}};
  if (item.where.line > 0) {
    const int column = std::max(item.where.column, 1);
    location["region"] = {{"startLine", item.where.line},
                          {"startColumn", column},
                          {"endColumn", column + std::max(item.length, 1)}};
  }
  return {{"ruleId", item.code},
          {"level", item.severity == Severity::error ? "error" : "warning"},
          {"message", {{"text", std::move(text)}}},
          {"locations", Json::array({{{"physicalLocation", std::move(location)}}})}};
}

/// SARIF 2.1.0 (OASIS), with every code as a rule.
Json sarif_log(Json results) {
  Json rules = Json::array();
  for (const DiagnosticCode& code : diagnostic_codes()) {
    rules.push_back(
        {{"id", code.code}, {"shortDescription", {{"text", code.meaning}}}, {"help", {{"text", code.mend}}}});
  }
  Json run = {
      {"tool", {{"driver", {{"name", "perilune"}, {"version", version()}, {"rules", std::move(rules)}}}}},
      {"results", std::move(results)}};
  return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
          {"version", "2.1.0"},
          {"runs", Json::array({std::move(run)})}};
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
    if (options.sarif) {
      for (const Diagnostic& item : check.diagnostics) documents.push_back(sarif_result(item));
      continue;
    }
    if (options.json) {
      documents.push_back(json_of(file, check));
      continue;
    }
    context.out << colored(check.rendered, context.color_out);
    if (check.scenario && !options.quiet) context.out << praise(file, *check.scenario);
  }
  if (options.sarif) {
    context.out << sarif_log(std::move(documents)).dump(2, ' ', false, Json::error_handler_t::replace)
                << '\n';
  } else if (options.json) {
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
      .set_up = [](CommandLine& line) {
        auto options = std::make_shared<ValidateOptions>();
        line.add_option("FILE", options->files, "Scenarios (YAML)").required();
        line.add_flag("--json", options->json, "Print one JSON document with all diagnostics");
        line.add_flag("--sarif", options->sarif, "Print one SARIF 2.1.0 log, for code hosts and editors")
            .excludes("--json");
        line.add_flag("--quiet", options->quiet, "Say nothing of files that are valid");
        return [options](const CliContext& context) { return validate_files(*options, context); };
      }};
}

}  // namespace perilune::cli
