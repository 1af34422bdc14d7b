#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <ostream>

#include <perilune/core/atomic_file.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/figures.hpp>
#include <perilune/report/png.hpp>
#include <perilune/report/results.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "interrupt.hpp"
#include "planning.hpp"
#include "sampling.hpp"

namespace perilune::cli {
namespace {

struct PlotOptions {
  PlanningOptions planning;
  std::vector<std::string> figures;
  std::string out;
  double scale = 2.0;
  std::uint64_t samples = 0;  // 0: not lived through, unless a figure of the risks is asked for
  bool list = false, svg = false, png = false;
};

/// The figures that were asked for, or all. @throws UsageError naming the nearest one
std::vector<const Figure*> chosen(const std::vector<Figure>& all, const std::vector<std::string>& ids) {
  std::vector<std::string> names;
  std::vector<const Figure*> found;
  for (const Figure& figure : all) {
    names.push_back(figure.id);
    if (ids.empty()) found.push_back(&figure);
  }
  for (const std::string& id : ids) {
    const auto place = std::find(names.begin(), names.end(), id);
    if (place == names.end()) {
      throw UsageError(detail::concat("the scenario has no figure '", printable(id), "'.",
                                      did_you_mean(id, names), " It has: ", join(names, ", "), "."));
    }
    found.push_back(&all[static_cast<std::size_t>(place - names.begin())]);
  }
  return found;
}

bool asks_for_risks(const PlotOptions& options) {
  return options.samples > 0 || std::any_of(options.figures.begin(), options.figures.end(),
                                            [](const std::string& id) { return id.starts_with("risk-"); });
}

/// The figures of the campaign, and how sure its dates are if that is asked for.
std::vector<Figure> figures_of(const PlotOptions& options, const Campaign& campaign,
                               const Ephemeris& ephemeris, const CliContext& context) {
  if (!asks_for_risks(options)) return campaign_figures(campaign, ephemeris);
  const Sampled sampled =
      sample_campaign(campaign,
                      risks_of(campaign, ephemeris, options.planning.threads,
                               default_output_folder(campaign.scenario()) / "cache", "plot"),
                      {.samples = options.samples > 0 ? options.samples : default_samples,
                       .threads = options.planning.threads,
                       .quiet = options.planning.quiet,
                       .folder = default_sampling_folder(campaign.scenario())},
                      context);
  const RiskTables tables = sampled.tables();
  return campaign_figures(campaign, ephemeris, &tables);
}

ExitCode plot(const PlotOptions& options, const CliContext& context) {
  const auto [ephemeris, campaign] = plan_scenario(options.planning, context);
  const std::vector<Figure> figures = figures_of(options, campaign, ephemeris, context);
  if (options.list) {
    for (const Figure& figure : figures) context.out << figure.id << "  " << printable(figure.title) << '\n';
    return ExitCode::ok;
  }
  const std::filesystem::path folder = options.out.empty()
                                           ? default_output_folder(campaign.scenario()) / "figures"
                                           : std::filesystem::path(options.out);
  AtomicFiles files;
  const auto add = [&](const Figure& figure, const char* extension, const std::string& content) {
    const std::filesystem::path path = folder / (figure.id + extension);
    files.add(path, content);
    if (!options.planning.quiet) context.out << printable(path.generic_string()) << '\n';
  };
  for (const Figure* figure : chosen(figures, options.figures)) {
    if (options.svg || !options.png) add(*figure, ".svg", figure->picture.file());
    if (options.png) add(*figure, ".png", png_of(figure->picture, options.scale));
  }
  const WritingFiles writing;
  files.commit();
  return ExitCode::ok;
}

}  // namespace

Command plot_command() {
  return {.name = "plot",
          .usage = "FILE [OPTION ...]",
          .about = "Draw the figures of a scenario's report as files",
          .more =
              "Runs the scenario as 'run' does, but writes its figures alone, as SVG or PNG: the schedule "
              "('gantt'), the launch windows ('windows'), the departures of each mission "
              "('porkchop-MISSION'), the station, and each flight ('trajectory-MISSION'). It prints the "
              "names of the files.\n\n"
              "With --samples it also lives through the scenario as 'mc' does and draws how sure the dates "
              "are: their distributions ('risk-dates'), the probability over time ('risk-probability'), what "
              "moves them ('risk-drivers'), and P50 to P90 in the schedule. Samples that 'mc' has made are "
              "used again.\n\n"
              "PNG is drawn by librsvg, if it is installed (Debian and Ubuntu: librsvg2-2).",
          .examples = {{"perilune plot scenarios/ilrs-precursors.yaml", "All figures:"},
                       {"perilune plot scenarios/arrivals.yaml --figure gantt --out out/f",
                        "One of them, elsewhere:"},
                       {"perilune plot scenarios/arrivals.yaml --figure gantt --png --scale 3",
                        "Three pixels for each unit, for slides:"},
                       {"perilune plot scenarios/ilrs-risk.yaml --figure risk-dates --samples 200",
                        "How sure is each date?"},
                       {"perilune plot scenarios/arrivals.yaml --list", "Which ones are there?"}},
          .set_up = [](CommandLine& line) {
            auto options = std::make_shared<PlotOptions>();
            add_planning_options(line, options->planning);
            line.add_option("--figure", options->figures,
                            "Which figure; may be given several times; by default all")
                .takes("ID");
            line.add_option("--out", options->out,
                            "Folder for them; by default figures/ among the results of a run")
                .takes("DIR");
            line.add_flag("--svg", options->svg, "Draw them as SVG; so if nothing else is asked for");
            line.add_flag("--png", options->png, "Draw them as PNG, instead of SVG or besides it");
            line.add_option("--scale", options->scale, "Pixels of a PNG for each unit of the SVG; default: 2")
                .takes("N")
                .range(0.1, 16.0);
            line.add_option("--samples", options->samples,
                            "Live through the scenario so often, and draw how sure its dates are; 1000 if a "
                            "figure 'risk-...' is asked for")
                .takes("N")
                .range(std::uint64_t{1}, std::uint64_t{10'000'000});
            line.add_flag("--list", options->list, "Print the ids and titles of all figures, and draw none");
            return [options](const CliContext& context) { return plot(*options, context); };
          }};
}

}  // namespace perilune::cli
