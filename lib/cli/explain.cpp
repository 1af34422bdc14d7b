#include <memory>
#include <ostream>

#include <perilune/core/error.hpp>
#include <perilune/scenario/keys.hpp>

#include "command.hpp"
#include "command_line.hpp"

namespace perilune::cli {

Command explain_command() {
  return {.name = "explain",
          .usage = "[KEY | CODE]",
          .about = "Explain a key of the scenario language or a diagnostic",
          .more =
              "KEY is a path of keys joined by dots, as they stand in a scenario. CODE is what stands in "
              "brackets "
              "behind 'error' in a diagnostic. Without either, the keys of the top level are listed.",
          .examples = {{"perilune explain missions.after",
                        "What does a mission wait for, and how is it written?"},
                       {"perilune explain unknown-key", "What does error[unknown-key] mean?"}},
          .set_up = [](CommandLine& line) {
            auto topic = std::make_shared<std::string>();
            line.add_option("topic", *topic, "A key (missions.after) or a code (unknown-key)");
            return [topic](const CliContext& context) {
              try {
                context.out << explain(*topic);
              } catch (const InvalidArgument& error) {
                throw UsageError(error.what());
              }
              return ExitCode::ok;
            };
          }};
}

Command schema_command() {
  return {
      .name = "schema",
      .usage = "",
      .about = "Print the JSON Schema of scenario files, for editors",
      .more =
          "Editors that read the schema (through the YAML language server, for one) complete keys and mark "
          "mistakes while you type. Put this line at the top of a scenario:\n\n"
          "# yaml-language-server: $schema=perilune.schema.json",
      .examples = {{"perilune schema", "Print it; redirect it to a file beside your scenarios:"}},
      .set_up = [](CommandLine&) {
        return [](const CliContext& context) {
          context.out << scenario_json_schema();
          return ExitCode::ok;
        };
      }};
}

}  // namespace perilune::cli
