#include <ostream>

#include <perilune/core/text.hpp>

#include "command.hpp"
#include "command_line.hpp"

namespace perilune::cli {

std::vector<Command> all_commands() {
  return {new_command(),       run_command(),     resume_command(),  diff_command(),       validate_command(),
          schedule_command(),  windows_command(), horizon_command(), mc_command(),         replan_command(),
          propagate_command(), report_command(),  plot_command(),    convert_command(),    kernels_command(),
          explain_command(),   schema_command(),  bench_command(),   completion_command(), version_command()};
}

void add_common_options(CommandLine& line, CommonOptions& options) {
  line.add_option("--color", options.color, "auto, always or never; default: auto, on a terminal")
      .takes("WHEN")
      .one_of({"auto", "always", "never"});
  line.add_flag("-v,--verbose", options.verbose, "Say on the error stream what is done");
}

void tell(const CliContext& context, std::string_view what) {
  if (context.verbose) context.err << "perilune: " << printable(what) << '\n';
}

std::string did_you_mean(std::string_view typed, const std::vector<std::string>& names) {
  const auto near = nearest_name(typed, names);
  return near ? detail::concat(" Did you mean '", *near, "'?") : "";
}

}  // namespace perilune::cli
