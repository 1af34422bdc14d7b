#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include <perilune/cli/run_cli.hpp>

#include "interrupt.hpp"

int main(int argc, char* argv[]) {
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  perilune::cli::end_cleanly_on_signals();
  perilune::CliContext context{std::cout, std::cerr, isatty(STDERR_FILENO) == 1, {}};
  context.out_is_terminal = isatty(STDOUT_FILENO) == 1;
  const char* no_color = std::getenv("NO_COLOR");
  context.no_color = no_color != nullptr && *no_color != '\0';
  if (const char* date = std::getenv("SOURCE_DATE_EPOCH")) context.source_date_epoch = date;
  return static_cast<int>(perilune::run_cli(arguments, context));
}
