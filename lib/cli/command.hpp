#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/cli/run_cli.hpp>

namespace perilune::cli {

class CommandLine;

/// A command line that says something impossible: exit code 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A line of a help page that can be typed as it stands, from the top of the source tree.
struct Example {
  std::string line;  ///< may go over several lines, each but the last ended by a backslash
  std::string says;
};

/// One of the program's commands: what its help page says, its options, and what it does.
struct Command {
  std::string name;
  std::string usage;  ///< after "perilune NAME"
  std::string about;  ///< one line
  std::string more;   ///< paragraphs of the help page, separated by an empty line
  std::vector<Example> examples;
  /// Adds the options to the line and gives back what to do once they are read.
  std::function<std::function<ExitCode(const CliContext&)>(CommandLine&)> set_up;
};

Command bench_command();
Command completion_command();
Command convert_command();
Command diff_command();
Command explain_command();
Command horizon_command();
Command kernels_command();
Command mc_command();
Command new_command();
Command plot_command();
Command propagate_command();
Command replan_command();
Command report_command();
Command resume_command();
Command run_command();
Command schedule_command();
Command schema_command();
Command validate_command();
Command version_command();
Command windows_command();

/// All of them, in the order in which the program's help page lists them.
std::vector<Command> all_commands();

/// The options that every command has besides its own.
struct CommonOptions {
  std::string color = "auto";
  bool verbose = false;
};
void add_common_options(CommandLine& line, CommonOptions& options);

/// With -v, a line on the error stream that says what is done.
void tell(const CliContext& context, std::string_view what);

/// "Did you mean 'run'?" with a blank in front, or nothing.
std::string did_you_mean(std::string_view typed, const std::vector<std::string>& names);

/// Diagnostics in the form of a compiler, with colours for a terminal if `color`.
std::string colored(std::string_view diagnostics, bool color);

/// The help page of one command, at most 80 columns wide.
std::string help_page(const Command& command, const CommandLine& line);

/// The help page of the program.
std::string help_page(const std::vector<Command>& commands);

}  // namespace perilune::cli
