#include <memory>
#include <ostream>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/core/version.hpp>
#include <perilune/time/leap_seconds.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "documents.hpp"

namespace perilune::cli {
namespace {

std::string day(Epoch epoch, TimeScale scale) {
  return epoch.iso8601(scale, 0).substr(0, 10);
}

ExitCode print_version(const CliContext& context) {
  const Ephemeris& ephemeris = Ephemeris::embedded();
  const TdbSpan span = ephemeris.span(moon, earth);
  context.out << "perilune " << version() << "\n\nembedded ephemeris, JPL DE440, "
              << day(Epoch::from_tdb_seconds(span.from_s), TimeScale::tdb) << " to "
              << day(Epoch::from_tdb_seconds(span.until_s), TimeScale::tdb) << ":\n";
  for (const KernelFile& file : ephemeris.files())
    context.out << "  " << file.name << "\n    sha256 " << file.sha256 << '\n';
  context.out << "leap seconds: complete up to " << day(leap_second_table_expiry(), TimeScale::utc) << '\n';
  return ExitCode::ok;
}

}  // namespace

Command version_command() {
  return {.name = "version",
          .usage = "[OPTION ...]",
          .about = "Print the version and what is built in",
          .more =
              "The first line is \"perilune\" and the version. The next ones name the ephemeris that the "
              "program carries with the span of time it covers, and the day up to which its table of leap "
              "seconds is complete.",
          .examples = {{"perilune version", "Which version is this?"}},
          .set_up = [](CommandLine& line) {
            auto json = std::make_shared<bool>(false);
            line.add_flag("--json", *json, "Print one JSON document");
            return [json](const CliContext& context) {
              if (!*json) return print_version(context);
              context.out << version_document();
              return ExitCode::ok;
            };
          }};
}

}  // namespace perilune::cli
