#pragma once

#include <iosfwd>
#include <optional>
#include <span>
#include <string>

namespace perilune {

/// How the program ends: what a script can rely on.
enum class ExitCode : int {
  ok = 0,
  internal_error = 1,     ///< a bug of ours
  usage = 2,              ///< the command line
  scenario_invalid = 3,   ///< problems in the scenario, all reported
  infeasible = 4,         ///< nothing fits all requirements; partial results are written
  numerical_failure = 5,  ///< a flight did not reach its stop; partial results are written
  file_error = 6,         ///< a file or a kernel cannot be read or written
  interrupted = 130,      ///< Ctrl-C; files are whole, old or new
  terminated = 143,       ///< asked to end by the system; likewise
};

/// What the program has around it: streams, and what it may know of them.
struct CliContext {
  std::ostream& out;             ///< results
  std::ostream& err;             ///< everything else
  bool err_is_terminal = false;  ///< progress is shown on a terminal only
  /// Seconds since 1970-01-01T00:00:00 UTC to put into files as the time of writing, in decimals: the
  /// environment's SOURCE_DATE_EPOCH. Without it, the clock is asked.
  std::optional<std::string> source_date_epoch;
  bool out_is_terminal = false;  ///< colours are used on terminals only, unless --color asks for them
  bool no_color = false;         ///< the environment's NO_COLOR is there and not empty
  bool color_out = false;        ///< decided by --color, NO_COLOR and the terminals: set by `run_cli`
  bool color_err = false;        ///< likewise
  bool verbose = false;          ///< -v: what is done goes to the error stream; set by `run_cli`
};

/// The program `perilune` as a function: reads the arguments, does the work, writes to the streams of the
/// context. Never throws: every failure is a message on `context.err` and an exit code.
///
/// @param arguments  as typed, without the program's name: {"run", "scenarios/arrivals.yaml"}
ExitCode run_cli(std::span<const std::string> arguments, const CliContext& context);

}  // namespace perilune
