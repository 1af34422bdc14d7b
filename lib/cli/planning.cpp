#include "planning.hpp"

#include <algorithm>
#include <filesystem>
#include <ostream>

#include <perilune/campaign/plan.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/results.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "progress.hpp"
#include "run_scenario.hpp"
#include "scenario_file.hpp"

namespace perilune::cli {
namespace {

/// Whether there is more to a run than a few seconds: something that an interrupted one leaves behind.
bool designs_flights(const Scenario& scenario) {
  if (scenario.station && (scenario.station->rotation || scenario.station->resupply)) return true;
  return std::any_of(scenario.plans.begin(), scenario.plans.end(), [](const MissionPlan& plan) {
    return std::any_of(plan.legs.begin(), plan.legs.end(),
                       [](const LegPlan& leg) { return leg.is_designed; });
  });
}

}  // namespace

void add_planning_options(CommandLine& line, PlanningOptions& options) {
  line.add_option("FILE", options.scenario, "The scenario (YAML)").required();
  line.add_option("--kernel", options.kernels,
                  "Ephemeris to use before the built-in one (SPK or binary PCK); may be given several times")
      .takes("FILE");
  line.add_option("--threads", options.threads, "Flights flown side by side; by default one for each core")
      .takes("N")
      .range(0, 1024);
  line.add_flag("--quiet", options.quiet, "Print errors alone");
}

Planned plan_scenario(const PlanningOptions& options, const CliContext& context) {
  const double begun_s = ProgressLine::steady_seconds();
  const auto since = [&] { return fixed((ProgressLine::steady_seconds() - begun_s) * 1e3, 1) + " ms"; };
  const Scenario scenario = load_scenario_file(options.scenario);
  tell(context, detail::concat("read ", scenario.files.size(), " scenario file(s), ",
                               scenario.roadmap.missions.size(), " missions: ", since()));
  Ephemeris ephemeris = ephemeris_with(options.kernels);
  for (const KernelFile& file : ephemeris.files()) tell(context, "ephemeris " + file.name);
  ProgressLine progress(context.err, progress_style(context, options.quiet));
  const std::filesystem::path folder =
      options.out.empty() ? default_output_folder(scenario) : std::filesystem::path(options.out);
  const bool is_replay = options.turns > 0;  // which is not what an interrupted run goes on with
  if (options.keep && !is_replay && designs_flights(scenario))
    keep_request(folder, scenario, options.kernels);
  Campaign campaign = plan(
      scenario, {.threads = options.threads,
                 .ephemeris = &ephemeris,
                 .progress = [&](const PlanProgress& at) { progress.update(at.what, at.done, at.total); },
                 .cache = options.keep ? folder / "cache" : std::filesystem::path(),
                 .most_turns = is_replay ? options.turns : PlanOptions{}.most_turns});
  progress.finish();
  tell(context, detail::concat("planned, schedule ", to_text(campaign.status()), ", ",
                               campaign.flights().size(), " flights: ", since()));
  return {std::move(ephemeris), std::move(campaign)};
}

ExitCode exit_code_of(const Campaign& campaign, bool summary, std::ostream& err) {
  for (const FlownFlight& flight : campaign.flights()) {
    if (flight.status == FlightStatus::failed)
      err << "perilune: the flight of '" << printable(flight.mission)
          << "' failed: " << printable(flight.reason) << ".\n";
  }
  if (campaign.status() == ScheduleStatus::infeasible) {
    err << "perilune: the schedule is infeasible.\n";
    const auto& answer = campaign.schedule();
    if (!summary && answer.schedule.conflict) {
      for (const std::string& line : conflict_text(answer.model.problem, *answer.schedule.conflict))
        err << "  " << printable(line) << '\n';
      if (!answer.relaxations.empty()) err << "any one of these would do:\n";
      for (const std::string& line : answer.relaxations) err << "  " << printable(line) << '\n';
    }
    return ExitCode::infeasible;
  }
  if (campaign.status() == ScheduleStatus::unknown) {
    err << "perilune: no schedule was found within the limits of the search, and none was ruled out.\n";
    return ExitCode::infeasible;
  }
  if (campaign.loop().status != LoopStatus::converged) {
    err << "perilune: the plan does not hold: " << to_text(campaign.loop().status) << " after "
        << campaign.loop().turns.size() << " turns.\n";
    return ExitCode::infeasible;
  }
  if (!campaign.all_arrived()) return ExitCode::numerical_failure;
  if (!campaign.station_holds()) {
    err << "perilune: the station does not hold: " << campaign.station()->history.problems.size()
        << " failures and " << campaign.station()->gaps.size()
        << " stretches below the reserve, listed in the report.\n";
    return ExitCode::infeasible;
  }
  if (!campaign.why_not().empty()) {
    err << "perilune: the plan does not hold: " << campaign.why_not().size()
        << (campaign.why_not().size() == 1 ? " mission cannot" : " missions cannot")
        << " be flown as stated.\n";
    if (!summary) {
      for (const Diagnostic& cause : campaign.why_not()) err << "  " << printable(cause.message) << '\n';
    }
    return ExitCode::infeasible;
  }
  return ExitCode::ok;
}

}  // namespace perilune::cli
