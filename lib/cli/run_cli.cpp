#include <perilune/cli/run_cli.hpp>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <ostream>
#include <vector>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "command.hpp"

namespace perilune {
namespace {

using cli::Command;
using cli::UsageError;

/// "Did you mean 'run'?" with a blank in front, or nothing.
std::string did_you_mean(std::string_view typed, const std::vector<std::string>& names) {
  const auto near = nearest_name(typed, names);
  return near ? detail::concat(" Did you mean '", *near, "'?") : "";
}

std::vector<std::string> names_of(const std::vector<Command>& commands) {
  std::vector<std::string> names;
  for (const Command& command : commands) names.push_back(command.name);
  return names;
}

std::vector<std::string> option_names(const CLI::App& parser) {
  std::vector<std::string> names;
  for (const CLI::Option* option : parser.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

/// What the parser said, with the nearest option for one that it does not know.
std::string parse_problem(const CLI::ParseError& error, const CLI::App& parser,
                          const std::vector<std::string>& arguments) {
  std::string problem = printable(error.what());
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError)) {
    const auto names = option_names(parser);
    for (const std::string& argument : arguments) {
      const std::string typed = argument.substr(0, argument.find('='));
      if (typed.starts_with("--") && std::find(names.begin(), names.end(), typed) == names.end())
        return detail::concat("there is no option '", printable(typed), "'.", did_you_mean(typed, names));
    }
  }
  return problem;
}

CliContext with_common_options(CliContext context, const cli::CommonOptions& options) {
  const bool always = options.color == "always";
  const bool may = options.color == "auto" && !context.no_color;
  context.color_out = always || (may && context.out_is_terminal);
  context.color_err = always || (may && context.err_is_terminal);
  context.verbose = options.verbose;
  return context;
}

ExitCode run_command(const Command& command, std::vector<std::string> arguments, const CliContext& context) {
  CLI::App parser(command.about, command.name);
  parser.set_help_flag("-h,--help", "Show this page");
  const auto action = command.set_up(parser);
  cli::CommonOptions common;
  cli::add_common_options(parser, common);
  const auto complain = [&](const std::string& problem) {
    context.err << "perilune " << command.name << ": " << problem << "\nUsage: perilune " << command.name
                << ' ' << command.usage << "\n'perilune " << command.name << " --help' tells more.\n";
    return ExitCode::usage;
  };
  const std::vector<std::string> typed = arguments;
  std::reverse(arguments.begin(), arguments.end());  // the parser takes them from the back
  try {
    parser.parse(std::move(arguments));
    return action(with_common_options(context, common));
  } catch (const CLI::CallForHelp&) {
    context.out << help_page(command, parser);
    return ExitCode::ok;
  } catch (const CLI::ParseError& error) {
    return complain(parse_problem(error, parser, typed));
  } catch (const UsageError& error) {
    return complain(error.what());
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
  if (found != commands.end()) return run_command(*found, std::move(arguments), context);
  const std::vector<std::string> names = names_of(commands);
  context.err << "perilune: there is no command '" << printable(name) << "'." << did_you_mean(name, names)
              << "\nCommands: " << join(names, ", ") << ".\n'perilune --help' tells more.\n";
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
