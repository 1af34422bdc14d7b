#include <filesystem>
#include <memory>
#include <ostream>
#include <string_view>

#include <perilune/core/atomic_file.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "interrupt.hpp"

namespace perilune::cli {
namespace {

struct NewOptions {
  std::string file;
  bool force = false;
};

/// A scenario that runs as it stands and shows each part of the language once.
constexpr std::string_view starter = R"yaml(# A lunar campaign to begin with. Run it:    perilune run FILE
# Every key has a page:                       perilune explain missions.profile.transfer
# Editors complete and check it with:         perilune schema > perilune.schema.json
# yaml-language-server: $schema=perilune.schema.json
perilune: 1                       # version of the scenario language
name: My campaign
description: A relay, a lander that waits for it, and a small station
time_scale: UTC                   # of the dates below that name none
horizon: {from: 2030-01-01, to: 2034-01-01}

phases:                           # targets: a mission that comes later gets a warning
  - {id: precursors, title: Precursors, to: 2031-12-31}
  - {id: station, title: First station, from: 2032-01-01, to: 2033-12-31}

missions:
  - id: relay
    title: Relay satellite
    phase: precursors
    profile:                      # its legs, one after the other
      - launch: {window: {from: 2030-03-01, to: 2030-09-01}}
      - transfer: {time_of_flight: [4 d, 6 d]}
      - capture: {for: 1 h}
      - commission: {for: 30 d, milestone: operational}
      - operate: {for: 3 yr}

  - id: lander
    title: Lander with a power unit
    phase: precursors
    profile:
      - launch: {window: [{from: 2030-06-01, to: 2030-06-10}, {from: 2031-02-01, to: 2031-02-10}]}
      - transfer: {time_of_flight: 5 d}
      - descend: {for: 2 d}
      - surface: {for: 2 yr}
    after: [{mission: relay, milestone: operational, lag: {min: 10 d}}]

  - id: habitat
    title: Habitat
    phase: station
    profile:
      - launch: {window: {from: 2032-03-01, to: 2032-06-01}}
      - transfer: {time_of_flight: 5 d}
      - descend: {for: 2 d}
      - surface: {for: 1 yr}
    after: [{mission: lander}]

station:                          # what the missions build: power, stocks and people over the years
  id: outpost
  elements:
    - {id: power-unit, brought_by: lander, fission_reactor: {power: 10 kW}}
    - id: habitat
      brought_by: habitat
      stores:
        - {commodity: oxygen, capacity: 300 kg, initial: 200 kg}
        - {commodity: water, capacity: 600 kg, initial: 500 kg}
        - {commodity: food, capacity: 400 kg, initial: 300 kg}
      water_processor: {capacity: 20 kg/d, power: 300 W}
      loads: [{id: heat-and-air, power: 2 kW, dark_power: 3 kW, priority: survival}]
  crew:
    - {id: first-crew, on: 2032-07-01, people: 2, for: 60 d, return_seats: 2}
)yaml";

ExitCode write_starter(const NewOptions& options, const CliContext& context) {
  const std::filesystem::path path = options.file;
  std::error_code error;
  if (std::filesystem::exists(path, error) && !options.force) {
    throw DataError(
        detail::concat("'", printable(options.file), "' is there already. Give another name, or --force"));
  }
  const WritingFiles writing;
  write_file_atomically(path, starter);
  context.out << printable(options.file) << ": written. Now: perilune run " << printable(options.file)
              << '\n';
  return ExitCode::ok;
}

}  // namespace

Command new_command() {
  return {.name = "new",
          .usage = "FILE [OPTION ...]",
          .about = "Write a scenario to begin with",
          .more =
              "The file runs as it stands: three missions, two phases, a small station, each line explained. "
              "Change it "
              "and run it again. A file that is there already is left alone.",
          .examples = {{"perilune new out/my.yaml --force", "A scenario to play with:"}},
          .set_up = [](CommandLine& line) {
            auto options = std::make_shared<NewOptions>();
            line.add_option("FILE", options->file, "The scenario to write (YAML)").required();
            line.add_flag("--force", options->force, "Write over a file that is there");
            return [options](const CliContext& context) { return write_starter(*options, context); };
          }};
}

}  // namespace perilune::cli
