#include <memory>

#include <nlohmann/json.hpp>

#include <perilune/core/atomic_file.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/sha256.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "run_scenario.hpp"
#include "scenario_file.hpp"

namespace perilune::cli {
namespace {

constexpr std::size_t longest_request = std::size_t{1} << 20;

std::filesystem::path request_in(const std::filesystem::path& folder) {
  return folder / "cache" / "request.json";
}

[[noreturn]] void refuse(const std::filesystem::path& file, std::string_view why) {
  throw DataError(detail::concat("'", printable(file.string()), "' ", why,
                                 " Run the scenario again: 'perilune run FILE --out DIR'."));
}

}  // namespace

void keep_request(const std::filesystem::path& folder, const Scenario& scenario,
                  const std::vector<std::string>& kernels) {
  nlohmann::ordered_json request = {{"scenario", scenario.path}, {"kernels", kernels}};
  request["files"] = nlohmann::ordered_json::array();
  for (const ScenarioFile& file : scenario.files)
    request["files"].push_back({{"path", file.path}, {"sha256", sha256_hex(file.text)}});
  write_file_atomically(request_in(folder),
                        request.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
}

RunOptions kept_request(const std::string& folder) {
  const std::filesystem::path file = request_in(folder);
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error))
    refuse(file, "is not there: no run with flights to design was begun in that folder.");
  const auto request = nlohmann::json::parse(read_file(file, longest_request), nullptr, false);
  RunOptions options;
  options.out = folder;
  try {
    options.planning.scenario = request.at("scenario").get<std::string>();
    options.planning.kernels = request.at("kernels").get<std::vector<std::string>>();
    for (const auto& source : request.at("files")) {
      const std::string path = source.at("path").get<std::string>();
      if (sha256_hex_of_file(path) == source.at("sha256").get<std::string>()) continue;
      throw DataError(detail::concat("'", printable(path), "' has changed since the run was begun in '",
                                     printable(folder), "'. Run it again: 'perilune run ",
                                     printable(options.planning.scenario), " --out ", printable(folder),
                                     "'; what has not changed is not computed again."));
    }
  } catch (const nlohmann::json::exception&) {
    refuse(file, "is damaged.");
  }
  return options;
}

Command resume_command() {
  return {
      .name = "resume",
      .usage = "DIR [OPTION ...]",
      .about = "End a run that was interrupted",
      .more =
          "Ends the run that was begun with 'perilune run FILE --out DIR', wherever it was interrupted: by "
          "Ctrl-C, by the system, by a power cut. Launch windows and flights that it had computed are "
          "taken from the folder 'cache' of its results; the results are the same, byte for byte, as those "
          "of "
          "a run that was never interrupted. A run that had ended is written again.\n\n"
          "If a file of the scenario has changed since, it is named, and the exit code is 6.",
      .examples = {{"perilune run scenarios/polar-landings.yaml --out out/a", "Begin a run:"},
                   {"perilune resume out/a", "End it, if it was interrupted:"}},
      .set_up = [](CommandLine& line) {
        struct Options {
          std::string folder;
          int threads = 0;
          bool quiet = false;
        };
        auto options = std::make_shared<Options>();
        line.add_option("DIR", options->folder, "The folder of the results").required();
        line.add_option("--threads", options->threads,
                        "Flights flown side by side; by default one for each core")
            .takes("N")
            .range(0, 1024);
        line.add_flag("--quiet", options->quiet, "Print errors alone");
        return [options](const CliContext& context) {
          RunOptions run = kept_request(options->folder);
          run.planning.threads = options->threads;
          run.planning.quiet = options->quiet;
          return run_scenario(run, context);
        };
      }};
}

}  // namespace perilune::cli
