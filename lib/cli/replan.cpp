#include <memory>
#include <ostream>

#include <perilune/campaign/setback.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/results.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "documents.hpp"
#include "planning.hpp"
#include "progress.hpp"
#include "typed_values.hpp"

namespace perilune::cli {
namespace {

struct ReplanOptions {
  PlanningOptions planning;
  std::string fails;
  std::string again_after, grounded;
  bool json = false;
};

/// "ilrs-2" or "ilrs-2.descend".
Setback setback_of(const ReplanOptions& options) {
  Setback setback;
  const std::size_t dot = options.fails.find('.');
  setback.mission = options.fails.substr(0, dot);
  if (dot != std::string::npos) setback.leg = options.fails.substr(dot + 1);
  if (!options.again_after.empty()) setback.again_after = duration_of("--again-after", options.again_after);
  if (!options.grounded.empty()) setback.grounded = duration_of("--grounded", options.grounded);
  for (const auto& span : {setback.again_after, setback.grounded})
    if (span && *span < Duration{}) complain("replan", "a time span is negative");
  return setback;
}

ExitCode run_replan(const ReplanOptions& options, const CliContext& context) {
  const Setback setback = setback_of(options);
  PlanningOptions planning = options.planning;
  planning.keep = true;
  const auto [ephemeris, campaign] = plan_scenario(planning, context);
  if (campaign.schedule().schedule.activities.empty()) return exit_code_of(campaign, false, context.err);
  const CampaignRiskOptions how{.threads = planning.threads,
                                .ephemeris = &ephemeris,
                                .cache = default_output_folder(campaign.scenario()) / "cache"};
  const double begun_s = ProgressLine::steady_seconds();
  const SetbackAnswer answer = [&] {
    try {
      return replan_after(campaign, setback, how);
    } catch (const InvalidArgument& error) {
      throw UsageError(detail::concat("replan: ", error.what()));
    }
  }();
  const double seconds = ProgressLine::steady_seconds() - begun_s;
  if (options.json) {
    context.out << replan_document(campaign, setback, answer, seconds);
  } else {
    context.out << report(campaign, setback, answer);
  }
  tell(context, detail::concat("made anew in ", fixed(seconds, 3), " s"));
  return answer.replan.schedule.activities.empty() ? ExitCode::infeasible : ExitCode::ok;
}

}  // namespace

Command replan_command() {
  return {
      .name = "replan",
      .usage = "FILE --fail MISSION[.LEG] [OPTION ...]",
      .about = "What moves if a launch fails: the least change of the plan",
      .more =
          "Plans the scenario, lets a leg fail at its end, and makes the plan anew: what has begun by then "
          "is a fact, the mission is flown again from its launch on, and of all other legs as few as "
          "possible move, by as little as possible. Prints what moves and which phases end later.\n\n"
          "When it is tried again, and for how long its rocket stands still, is what 'risk' and 'risks' of "
          "the scenario say (of a range the likeliest), or what the options say. A launch that is too late "
          "for its windows needs 'later_windows_until'; without a window the exit code is 4.",
      .examples = {{"perilune replan scenarios/ilrs-risk.yaml --fail luna-26 \\\n"
                    "        --again-after \"2 yr\"",
                    "What if the launch of Luna-26 fails?"},
                   {"perilune replan scenarios/ilrs-risk.yaml --fail change-7.descend --json",
                    "And the landing of Chang'e-7, for a program:"}},
      .set_up = [](CommandLine& line) {
        auto options = std::make_shared<ReplanOptions>();
        add_planning_options(line, options->planning);
        line.add_option("--fail", options->fails, "What fails: a mission (its launch), or one of its legs")
            .takes("MISSION[.LEG]")
            .required();
        line.add_option("--again-after", options->again_after, "Until it is tried again: \"24 mo\"")
            .takes("TIME");
        line.add_option("--grounded", options->grounded, "Until its rocket flies again: \"9 mo\"")
            .takes("TIME");
        line.add_flag("--json", options->json, "Print one JSON document instead of lines");
        return [options](const CliContext& context) { return run_replan(*options, context); };
      }};
}

}  // namespace perilune::cli
