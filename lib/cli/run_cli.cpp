#include <perilune/cli/run_cli.hpp>

#include <algorithm>
#include <exception>
#include <ostream>
#include <vector>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "command.hpp"
#include "command_line.hpp"

namespace perilune {
namespace {

using cli::Command;
using cli::UsageError;

std::vector<std::string> names_of(const std::vector<Command>& commands) {
  std::vector<std::string> names;
  for (const Command& command : commands) names.push_back(command.name);
  return names;
}

CliContext with_common_options(CliContext context, const cli::CommonOptions& options) {
  const bool always = options.color == "always";
  const bool may = options.color == "auto" && !context.no_color;
  context.color_out = always || (may && context.out_is_terminal);
  context.color_err = always || (may && context.err_is_terminal);
  context.verbose = options.verbose;
  return context;
}

ExitCode run_command(const Command& command, const std::vector<std::string>& arguments,
                     const CliContext& context) {
  cli::CommandLine line(command.name);
  const auto action = command.set_up(line);
  cli::CommonOptions common;
  cli::add_common_options(line, common);
  try {
    if (line.read(arguments)) return action(with_common_options(context, common));
    context.out << help_page(command, line);
    return ExitCode::ok;
  } catch (const UsageError& error) {
    context.err << "perilune " << command.name << ": " << error.what() << "\nUsage: perilune " << command.name
                << ' ' << command.usage << "\n'perilune " << command.name << " --help' tells more.\n";
    return ExitCode::usage;
  } catch (const ScenarioError& error) {
    context.err << cli::colored(error.what(), with_common_options(context, common).color_err);
    return ExitCode::scenario_invalid;
  }
}

ExitCode dispatch(std::vector<std::string> arguments, const CliContext& context) {
  const std::vector<Command> commands = cli::all_commands();
  if (arguments.empty()) {
    context.err << help_page(commands);
    return ExitCode::usage;
  }
  std::string name = arguments.front();
  arguments.erase(arguments.begin());
  if (name == "help" && !arguments.empty()) {
    name = arguments.front();
    arguments = {"--help"};
  }
  if (name == "--help" || name == "-h" || name == "help") {
    context.out << help_page(commands);
    return ExitCode::ok;
  }
  if (name == "--version") name = "version";
  const auto found =
      std::find_if(commands.begin(), commands.end(), [&](const Command& c) { return c.name == name; });
  if (found != commands.end()) return run_command(*found, arguments, context);
  const std::vector<std::string> names = names_of(commands);
  context.err << "perilune: there is no command '" << printable(name) << "'."
              << cli::did_you_mean(name, names) << "\nCommands: " << join(names, ", ")
              << ".\n'perilune --help' tells more.\n";
  return ExitCode::usage;
}

}  // namespace

ExitCode run_cli(std::span<const std::string> arguments, const CliContext& context) {
  try {
    const ExitCode code = dispatch({arguments.begin(), arguments.end()}, context);
    context.out.flush();
    if (!context.out)
      throw DataError("cannot write to the standard output: is the disk full or the reader gone?");
    return code;
  } catch (const DataError& error) {
    context.err << "perilune: " << error.what() << '\n';
    return ExitCode::file_error;
  } catch (const InvalidArgument& error) {
    context.err << "perilune: " << error.what() << '\n';
    return ExitCode::scenario_invalid;
  } catch (const std::exception& error) {
    context.err << "perilune: internal error: " << error.what()
                << "\nThis is a bug of Perilune. Please report it with the command line and the scenario.\n";
    return ExitCode::internal_error;
  }
}

}  // namespace perilune
