#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include <perilune/cli/run_cli.hpp>

int main(int argc, char* argv[]) {
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  perilune::CliContext context{std::cout, std::cerr, isatty(STDERR_FILENO) == 1, {}};
  if (const char* date = std::getenv("SOURCE_DATE_EPOCH")) context.source_date_epoch = date;
  return static_cast<int>(perilune::run_cli(arguments, context));
}
