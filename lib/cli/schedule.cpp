#include <algorithm>
#include <memory>
#include <optional>
#include <ostream>

#include <nlohmann/json.hpp>

#include <perilune/campaign/flight_limits.hpp>
#include <perilune/campaign/generated_flights.hpp>
#include <perilune/core/atomic_file.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/formats/schedule_files.hpp>
#include <perilune/report/results.hpp>
#include <perilune/roadmap/lookup.hpp>
#include <perilune/scheduling/roadmap_schedule.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "interrupt.hpp"
#include "planning.hpp"
#include "scenario_file.hpp"

namespace perilune::cli {
namespace {

using Json = nlohmann::ordered_json;

struct ScheduleOptions {
  std::string scenario;
  bool json = false;
  bool csv = false;
  std::string calendar, project;
  std::optional<double> seconds;
  bool quiet = false;
};

/// Calls `visit` with each activity of the schedule: its mission, its position there, its dates.
template <class Visit>
void for_each_activity(const Campaign& campaign, const Visit& visit) {
  const RoadmapSchedule& answer = campaign.schedule();
  if (answer.schedule.activities.empty()) return;
  const auto& missions = campaign.scenario().roadmap.missions;
  for (std::size_t m = 0; m < missions.size(); ++m) {
    for (std::size_t a = 0; a < missions[m].activities.size(); ++a) {
      const auto number = answer.model.activities[m][a];
      if (number) visit(missions[m], a, answer.schedule.activities[number->number]);
    }
  }
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

std::string minute(Epoch epoch) {
  std::string text = epoch.iso8601(TimeScale::utc, 0).substr(0, 16);
  text[10] = ' ';
  return text;
}

/// What the objectives came to, what is left out, and the critical path with what holds each of its events.
std::string explanation_of(const Campaign& campaign) {
  const RoadmapSchedule& answer = campaign.schedule();
  std::string out = detail::concat("\nschedule: ", to_text(campaign.status()), "\n");
  for (const std::string& line : objective_text(answer.model.problem, answer.schedule))
    out += "  " + printable(line) + "\n";
  for (const std::size_t m : answer.left_out)
    out += "  left out: " + printable(campaign.scenario().roadmap.missions[m].id) + "\n";
  const std::vector<std::string> path = critical_path_text(answer.model.problem, answer.schedule);
  if (!path.empty()) out += "critical path:\n";
  for (const std::string& line : path) out += "  " + printable(line) + "\n";
  return out;
}

std::string table_of(const Campaign& campaign) {
  const ScheduleProblem& problem = campaign.schedule().model.problem;
  std::size_t width = 8;
  for_each_activity(campaign, [&](const Mission& mission, std::size_t a, const ScheduledActivity&) {
    width = std::max(width, printable(activity_name(mission, a)).size());
  });
  width = std::min<std::size_t>(width, 44);
  std::string out = padded("activity", width) + "  start, UTC        end, UTC          slack       held by\n";
  for_each_activity(campaign, [&](const Mission& mission, std::size_t a, const ScheduledActivity& activity) {
    const std::string slack = activity.happened   ? "happened"
                              : activity.critical ? "critical"
                                                  : fixed(activity.slack.days(), 1) + " d";
    out += detail::concat(
        padded(printable(activity_name(mission, a)), width), "  ", minute(activity.start_date), "  ",
        minute(activity.end_date), "  ", padded(slack, 10), "  ",
        printable(binding_text(problem, campaign.schedule().schedule, activity.start_binding)), "\n");
  });
  return out + explanation_of(campaign);
}

std::string json_of(const Campaign& campaign) {
  const RoadmapSchedule& answer = campaign.schedule();
  Json activities = Json::array();
  for_each_activity(campaign, [&](const Mission& mission, std::size_t a, const ScheduledActivity& activity) {
    activities.push_back(
        {{"mission", mission.id},
         {"activity", activity_id(mission.activities[a])},
         {"start_utc", activity.start_date.iso8601(TimeScale::utc, 0)},
         {"end_utc", activity.end_date.iso8601(TimeScale::utc, 0)},
         {"happened", activity.happened},
         {"critical", activity.critical},
         {"slack_h", activity.slack.hours()},
         {"held_by", binding_text(answer.model.problem, answer.schedule, activity.start_binding)}});
  });
  Json document = {{"scenario", campaign.scenario().name},
                   {"status", to_text(campaign.status())},
                   {"activities", std::move(activities)}};
  document["objectives"] = objective_text(answer.model.problem, answer.schedule);
  Json left_out = Json::array();
  for (const std::size_t m : answer.left_out) left_out.push_back(campaign.scenario().roadmap.missions[m].id);
  document["left_out"] = std::move(left_out);
  document["critical_path"] = critical_path_text(answer.model.problem, answer.schedule);
  if (const auto& conflict = answer.schedule.conflict) {
    document["conflict"] = conflict_text(answer.model.problem, *conflict);
    document["relaxations"] = answer.relaxations;
  }
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void write_files(const ScheduleOptions& options, const Campaign& campaign, Epoch created) {
  AtomicFiles files;
  if (!options.calendar.empty()) files.add(options.calendar, schedule_icalendar(campaign, created));
  if (!options.project.empty()) files.add(options.project, schedule_project_xml(campaign, created));
  const WritingFiles writing;
  files.commit();
}

ExitCode print_schedule(const ScheduleOptions& options, const CliContext& context) {
  const Epoch created = time_of_writing(context);
  Scenario scenario = with_rotations(load_scenario_file(options.scenario));
  scenario.roadmap = with_flight_limits(scenario);
  scenario.flights.clear();
  scenario.station.reset();
  SolveOptions search = campaign_search();
  if (options.seconds) search.seconds = *options.seconds;
  RoadmapSchedule answer = schedule_roadmap(scenario.roadmap, search);
  add_relaxations(answer, search);
  const Campaign campaign(std::move(scenario), std::move(answer), {}, {});
  write_files(options, campaign, created);
  if (options.json) {
    context.out << json_of(campaign);
  } else if (options.csv) {
    context.out << schedule_csv(campaign);
  } else if (!options.quiet) {
    if (!campaign.schedule().schedule.activities.empty()) context.out << table_of(campaign);
  }
  for (const PhaseSlip& slip : campaign.schedule().slips) {
    tell(context, detail::concat(campaign.scenario().roadmap.missions[slip.mission].id, " is ",
                                 to_text(slip.slip), " late for its phase"));
  }
  return exit_code_of(campaign, false, context.err);
}

}  // namespace

Command schedule_command() {
  return {
      .name = "schedule",
      .usage = "FILE [OPTION ...]",
      .about = "Put the missions of a scenario in order, without flying them",
      .more =
          "Prints every activity with its dates and its slack: by how much later it may start without "
          "delaying the last mission, and what holds it where it is. 'critical' has no slack. Then: what the "
          "objectives came to, which optional missions are left out, and the critical path. If the missions "
          "cannot all hold together, a set of requirements in conflict is named of which none can be spared, "
          "with what would help, and the exit code is 4.",
      .examples = {{"perilune schedule scenarios/ilrs-precursors.yaml", "When does what happen?"},
                   {"perilune schedule scenarios/ilrs-precursors.yaml --csv", "The same for a spreadsheet:"},
                   {"perilune schedule scenarios/ilrs-precursors.yaml \\\n"
                    "        --calendar out/ilrs.ics --project out/ilrs.xml",
                    "And for a calendar and a project planner:"}},
      .set_up = [](CommandLine& line) {
        auto options = std::make_shared<ScheduleOptions>();
        line.add_option("FILE", options->scenario, "The scenario (YAML)").required();
        line.add_flag("--csv", options->csv, "Print it as schedule.csv");
        line.add_flag("--json", options->json, "Print one JSON document, with what holds each activity")
            .excludes("--csv");
        line.add_option("--calendar", options->calendar, "Write it as iCalendar too").takes("FILE");
        line.add_option("--project", options->project, "Write it as XML of Microsoft Project too")
            .takes("FILE");
        line.add_option(
                "--seconds", options->seconds,
                "Stop the search after so long, with the best schedule and the bound known by then; by "
                "default it stops after a fixed amount of work")
            .takes("S")
            .positive();
        line.add_flag("--quiet", options->quiet, "Print errors alone");
        return [options](const CliContext& context) { return print_schedule(*options, context); };
      }};
}

}  // namespace perilune::cli
