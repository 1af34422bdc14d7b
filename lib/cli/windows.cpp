#include <algorithm>
#include <memory>
#include <ostream>
#include <span>

#include <perilune/core/atomic_file.hpp>
#include <perilune/core/text.hpp>
#include <perilune/design/launch_periods.hpp>
#include <perilune/design/window_conditions.hpp>
#include <perilune/design/windows.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "documents.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "scenario_file.hpp"
#include "typed_values.hpp"

namespace perilune::cli {
namespace {

struct WindowsOptions {
  std::string site = "wenchang";
  std::string from, to;
  std::string time_of_flight = "3.5 d, 5.5 d";
  std::string perilune = "200 km";
  std::string inclination = "90 deg";
  std::string most_insertion, most_injection;
  std::string confirm = "centres";
  std::string most_eclipse;
  bool in_view = false;
  std::string turnaround = "24 h", recycle;
  double scrub = 0.3;
  std::vector<std::string> kernels;
  int threads = 0;
  bool periods = false, csv = false, json = false, quiet = false;
};

LaunchSite site_of(const std::string& name) {
  if (name == "wenchang") return wenchang();
  if (name == "xichang") return xichang();
  if (name == "vostochny") return vostochny();
  return kennedy();
}

WindowProfile profile_of(const WindowsOptions& options) {
  WindowProfile profile;
  profile.site = site_of(options.site);
  profile.horizon = {epoch_of("--from", options.from), epoch_of("--to", options.to)};
  if (profile.horizon.to <= profile.horizon.from) throw UsageError("--to is not after --from.");
  const std::vector<std::string> flight = pieces(options.time_of_flight);
  if (flight.size() > 2) complain("--time-of-flight", "takes one time span, or two separated by a comma");
  profile.time_of_flight_min = duration_of("--time-of-flight", flight.front());
  profile.time_of_flight_max = duration_of("--time-of-flight", flight.back());
  profile.perilune_altitude = Length::from_si(quantity("--perilune", options.perilune, Dimension::length));
  profile.inclination = Angle::from_si(quantity("--inclination", options.inclination, Dimension::angle));
  if (!options.most_insertion.empty()) {
    profile.most_insertion_delta_v =
        Speed::from_si(quantity("--most-insertion", options.most_insertion, Dimension::speed));
  }
  if (!options.most_injection.empty()) {
    profile.most_injection_delta_v =
        Speed::from_si(quantity("--most-injection", options.most_injection, Dimension::speed));
  }
  return profile;
}

std::string minute(Epoch epoch) {
  std::string text = epoch.iso8601(TimeScale::utc, 0).substr(0, 16);
  text[10] = ' ';
  return text;
}

std::string column(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

std::string table_of(const WindowSearch& search) {
  std::string out =
      "opens, UTC        closes, UTC       flight  injection  insertion  perilune, UTC     status\n"
      "                                    d       m/s        m/s\n";
  for (const LaunchWindow& window : search.windows) {
    out += detail::concat(minute(window.opens.lift_off), "  ", minute(window.closes.lift_off), "  ",
                          column(fixed(window.time_of_flight.days(), 2), 8),
                          column(fixed(window.injection_delta_v_m_s, 1), 11),
                          column(fixed(window.insertion_delta_v_m_s, 1), 11), minute(window.perilune), "  ",
                          to_text(window.status), "\n");
  }
  return out;
}

std::vector<WindowCondition> conditions_of(const WindowsOptions& options) {
  std::vector<WindowCondition> conditions;
  if (!options.most_eclipse.empty())
    conditions.push_back(eclipse_at_most(duration_of("--most-eclipse", options.most_eclipse)));
  if (options.in_view) conditions.push_back(insertion_in_view());
  return conditions;
}

LaunchPeriodOptions period_options_of(const WindowsOptions& options) {
  LaunchPeriodOptions made;
  made.turnaround = duration_of("--turnaround", options.turnaround);
  if (options.recycle.empty()) return made;
  made.recycle = duration_of("--recycle", options.recycle);
  made.at_opening = true;
  if (*made.recycle < Duration::minutes(1.0)) complain("--recycle", "is shorter than a minute");
  return made;
}

std::string percent(double probability) {
  return probability > 0.9999 && probability < 1.0 ? "> 99.99 %" : fixed(100.0 * probability, 2) + " %";
}

std::string period_table_of(std::span<const LaunchPeriod> periods, double scrub) {
  std::string out =
      "opens, UTC        closes, UTC       windows  tries  injection  insertion  chance\n"
      "                                                    m/s        m/s        to go\n";
  for (const LaunchPeriod& period : periods) {
    out += detail::concat(minute(period.interval.from), "  ", minute(period.interval.to), "  ",
                          column(detail::concat(period.windows.size()), 9),
                          column(detail::concat(period.attempts.size()), 7),
                          column(fixed(period.most_injection_delta_v_m_s, 1), 11),
                          column(fixed(period.most_insertion_delta_v_m_s, 1), 11),
                          percent(period.launch_probability(scrub)), "\n");
  }
  return out;
}

ExitCode print_windows(const WindowsOptions& options, const CliContext& context) {
  const WindowProfile profile = profile_of(options);
  const LaunchPeriodOptions period_options = period_options_of(options);
  const Ephemeris ephemeris = ephemeris_with(options.kernels);
  WindowOptions search_options;
  search_options.threads = options.threads;
  search_options.confirm = options.confirm == "none"      ? WindowConfirmation::none
                           : options.confirm == "centres" ? WindowConfirmation::centres
                                                          : WindowConfirmation::edges;
  ProgressLine progress(context.err, progress_style(context, options.quiet));
  search_options.progress = [&](const WindowProgress& at) { progress.update(at.stage, at.done, at.total); };
  const std::vector<WindowCondition> conditions = conditions_of(options);
  const WindowSearch found = search_windows(profile, search_options, ephemeris);
  const WindowSearch search = hold_conditions(found, profile, conditions, search_options, ephemeris);
  progress.finish();
  tell(context, detail::concat(search.windows.size(), " windows, ", search.count(WindowStatus::confirmed),
                               " confirmed, ", search.count(WindowStatus::refused), " refused"));
  const std::vector<LaunchPeriod> periods =
      options.periods ? launch_periods(search.windows, period_options) : std::vector<LaunchPeriod>{};
  if (options.json) {
    context.out << windows_document(search, periods, options.scrub);
  } else if (options.csv && options.periods) {
    context.out << launch_periods_csv(periods, options.scrub);
  } else if (options.csv) {
    context.out << search.csv();
  } else if (!options.quiet) {
    context.out << (options.periods ? period_table_of(periods, options.scrub) : table_of(search));
  }
  if (search.windows.size() > search.count(WindowStatus::refused)) return ExitCode::ok;
  context.err << "perilune: there is no window from " << minute(profile.horizon.from) << " to "
              << minute(profile.horizon.to) << " UTC within these limits.\n";
  return ExitCode::infeasible;
}

}  // namespace

Command windows_command() {
  return {
      .name = "windows",
      .usage = "--from DATE --to DATE [OPTION ...]",
      .about = "Find the launch windows to the Moon over a stretch of time",
      .more =
          "Every stretch of lift-off times from which a launch site reaches a perilune within the limits, "
          "with "
          "the cheapest flight of each: time of flight, delta-v of the injection and of the insertion. A "
          "fast "
          "model finds them; the full one confirms the best flight of each (--confirm centres) or its edges "
          "too "
          "(edges). Limits of azimuth are those of the site's range safety. With --periods windows are "
          "grouped "
          "into launch periods, and tried one after the other.",
      .examples = {{"perilune windows --from \"2030-03-01 UTC\" --to \"2030-03-11 UTC\"",
                    "From Wenchang to a polar orbit, ten days:"},
                   {"perilune windows --from \"2030-03-01 UTC\" --to \"2030-04-01 UTC\" \\\n"
                    "        --site kennedy --most-insertion \"850 m/s\" --confirm none --csv",
                    "A month from Kennedy by the fast model, for a spreadsheet:"},
                   {"perilune windows --from \"2030-03-01 UTC\" --to \"2030-05-01 UTC\" \\\n"
                    "        --most-insertion \"815 m/s\" --confirm none --periods --turnaround \"48 h\"",
                    "When a campaign of tries can begin, and how many it has with two days between them:"}},
      .set_up = [](CommandLine& line) {
        auto options = std::make_shared<WindowsOptions>();
        const auto typed = [&](const char* name, std::string& place, const char* help, const char* value) {
          return line.add_option(name, place, help).takes(value);
        };
        typed("--from", options->from, "First lift-off, with its time scale", "DATE").required();
        typed("--to", options->to, "Last lift-off", "DATE").required();
        typed("--site", options->site, "wenchang, xichang, vostochny or kennedy; default: wenchang", "NAME")
            .one_of({"wenchang", "xichang", "vostochny", "kennedy"});
        typed("--time-of-flight", options->time_of_flight, "Shortest and longest; default: 3.5 d, 5.5 d",
              "TIMES");
        typed("--perilune", options->perilune, "Altitude of the perilune; default: 200 km", "LENGTH");
        typed("--inclination", options->inclination, "To the Moon's equator; default: 90 deg", "ANGLE");
        typed("--most-insertion", options->most_insertion, "Most delta-v of the insertion; default: any",
              "SPEED");
        typed("--most-injection", options->most_injection, "Most delta-v of the injection; default: any",
              "SPEED");
        typed("--confirm", options->confirm,
              "What the full model flies: none, centres or edges; default: centres", "WHAT")
            .one_of({"none", "centres", "edges"});
        typed("--most-eclipse", options->most_eclipse,
              "Longest time in the shadow of the Earth or the Moon on the way; default: any", "TIME");
        line.add_flag("--insertion-in-view", options->in_view,
                      "The perilune may not be behind the Moon, seen from the Earth");
        line.add_flag("--periods", options->periods,
                      "Print launch periods: windows that follow each other, and how often a launch can be "
                      "tried in each");
        typed("--turnaround", options->turnaround,
              "From a scrub to the next try in another window; default: 24 h", "TIME");
        typed(
            "--recycle", options->recycle,
            "From a hold to the next try in the same window, aimed at its opening; default: one try a window",
            "TIME");
        line.add_option("--scrub", options->scrub,
                        "Probability that a try is called off, for the chance to go; default: 0.3")
            .takes("P")
            .range(0.0, 1.0);
        line.add_option("--kernel", options->kernels, "Ephemeris to use before the built-in one")
            .takes("FILE");
        line.add_option("--threads", options->threads, "By default one for each core")
            .takes("N")
            .range(0, 1024);
        line.add_flag("--csv", options->csv, "Print them as CSV");
        line.add_flag("--json", options->json, "Print one JSON document, SI units").excludes("--csv");
        line.add_flag("--quiet", options->quiet, "Print errors alone");
        return [options](const CliContext& context) { return print_windows(*options, context); };
      }};
}

}  // namespace perilune::cli
