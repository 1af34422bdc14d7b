#include <perilune/report/formats/schedule_files.hpp>

#include <cmath>

#include <perilune/core/text.hpp>
#include <perilune/core/version.hpp>
#include <perilune/report/sha256.hpp>
#include <perilune/report/svg.hpp>
#include <perilune/roadmap/lookup.hpp>

namespace perilune {
namespace {

using detail::concat;

constexpr std::size_t longest_line = 75;  // bytes of a line of iCalendar, without its end

const ScheduledActivity* scheduled(const Campaign& campaign, std::size_t mission, std::size_t activity) {
  const RoadmapSchedule& answer = campaign.schedule();
  const auto& number = answer.model.activities[mission][activity];
  return number && !answer.schedule.activities.empty() ? &answer.schedule.activities[number->number]
                                                       : nullptr;
}

std::string title_of(const Mission& mission) {
  return mission.title.empty() ? mission.id : mission.title;
}

/// A text of iCalendar: one line, with what means something there escaped.
std::string calendar_text(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '\\' || c == ';' || c == ',') out += '\\';
    out += c;
  }
  return out;
}

/// A line with its end, folded between characters.
std::string folded(std::string_view line) {
  std::string out;
  std::size_t room = longest_line;
  while (line.size() > room) {
    std::size_t cut = room;
    while (cut > 1 && (static_cast<unsigned char>(line[cut]) & 0xC0) == 0x80) --cut;
    out += concat(line.substr(0, cut), "\r\n ");
    line.remove_prefix(cut);
    room = longest_line - 1;  // the blank counts
  }
  return out + concat(line, "\r\n");
}

/// "20240324T165536Z".
std::string compact(Epoch epoch) {
  std::string out;
  for (const char c : epoch.iso8601(TimeScale::utc, 0)) {
    if (c != '-' && c != ':') out += c;
  }
  return out + "Z";
}

std::string provenance(const Scenario& scenario) {
  std::string out = concat("perilune ", version(), "; scenario ", scenario.name, "; dates in UTC");
  for (const ScenarioFile& file : scenario.files)
    out += concat("; ", file.path, " sha256 ", sha256_hex(file.text));
  return out;
}

std::string state_of(const ScheduledActivity& activity) {
  if (activity.happened) return "happened";
  return activity.critical ? "critical" : "slack " + to_text(activity.slack);
}

std::string project_duration(Duration duration) {
  const auto seconds = static_cast<long long>(std::llround(duration.seconds()));
  return concat("PT", seconds / 3600, "H", seconds / 60 % 60, "M", seconds % 60, "S");
}

/// One task of the project.
struct Task {
  long long uid = 0;
  int level = 1;
  std::string name;
  Epoch from = {}, to = {};
  bool summary = false;
  long long after = 0;  ///< the task that it follows; 0: none
  std::string notes = {};
};

std::string task_xml(const Task& task) {
  const auto date = [](Epoch epoch) { return epoch.iso8601(TimeScale::utc, 0); };
  const std::string duration = project_duration(task.to - task.from);
  std::string out =
      concat("    <Task><UID>", task.uid, "</UID><ID>", task.uid, "</ID><Name>", markup_text(task.name),
             "</Name><Manual>", task.summary ? 0 : 1, "</Manual><Type>1</Type><OutlineLevel>", task.level,
             "</OutlineLevel><Start>", date(task.from), "</Start><Finish>", date(task.to),
             "</Finish><Duration>", duration, "</Duration>");
  if (!task.summary) {
    out += concat("<ManualStart>", date(task.from), "</ManualStart><ManualFinish>", date(task.to),
                  "</ManualFinish><ManualDuration>", duration, "</ManualDuration>");
  }
  out += concat("<DurationFormat>7</DurationFormat><Milestone>", task.from == task.to ? 1 : 0,
                "</Milestone><Summary>", task.summary ? 1 : 0, "</Summary>");
  if (!task.notes.empty()) out += concat("<Notes>", markup_text(task.notes), "</Notes>");
  if (task.after > 0) {
    out += concat("<PredecessorLink><PredecessorUID>", task.after,
                  "</PredecessorUID><Type>1</Type></PredecessorLink>");
  }
  return out + "</Task>\n";
}

}  // namespace

std::string schedule_icalendar(const Campaign& campaign, Epoch created) {
  const Scenario& scenario = campaign.scenario();
  std::string out = concat("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
                           folded(concat("PRODID:-//Perilune//perilune ", version(), "//EN")),
                           "CALSCALE:GREGORIAN\r\n", folded("X-WR-CALNAME:" + calendar_text(scenario.name)),
                           folded("X-WR-CALDESC:" + calendar_text(provenance(scenario))));
  const auto& missions = scenario.roadmap.missions;
  for (std::size_t m = 0; m < missions.size(); ++m) {
    for (std::size_t a = 0; a < missions[m].activities.size(); ++a) {
      const ScheduledActivity* activity = scheduled(campaign, m, a);
      if (!activity) continue;
      const std::string id =
          sha256_hex(concat(scenario.name, "\n", m, "\n", a, "\n", missions[m].id)).substr(0, 32);
      out += concat("BEGIN:VEVENT\r\nUID:", id, "@perilune\r\nDTSTAMP:", compact(created),
                    "\r\nDTSTART:", compact(activity->start_date), "\r\nDTEND:", compact(activity->end_date),
                    "\r\n",
                    folded(concat("SUMMARY:", calendar_text(title_of(missions[m])), ": ",
                                  calendar_text(activity_id(missions[m].activities[a])))),
                    folded("CATEGORIES:" + calendar_text(missions[m].id)),
                    folded("DESCRIPTION:" + calendar_text(state_of(*activity))), "END:VEVENT\r\n");
    }
  }
  return out + "END:VCALENDAR\r\n";
}

std::string schedule_project_xml(const Campaign& campaign, Epoch created) {
  const Scenario& scenario = campaign.scenario();
  std::string tasks;
  long long uid = 0;
  const auto& missions = scenario.roadmap.missions;
  for (std::size_t m = 0; m < missions.size(); ++m) {
    std::vector<Task> parts;
    Task whole{.uid = ++uid, .name = title_of(missions[m]), .summary = true};
    for (std::size_t a = 0; a < missions[m].activities.size(); ++a) {
      const ScheduledActivity* activity = scheduled(campaign, m, a);
      if (!activity) continue;
      parts.push_back({.uid = ++uid,
                       .level = 2,
                       .name = activity_id(missions[m].activities[a]),
                       .from = activity->start_date,
                       .to = activity->end_date,
                       .after = parts.empty() ? 0 : uid - 1,
                       .notes = state_of(*activity)});
    }
    if (parts.empty()) {
      --uid;
      continue;
    }
    whole.from = parts.front().from;
    whole.to = parts.front().to;
    for (const Task& part : parts) whole.to = std::max(whole.to, part.to);
    tasks += task_xml(whole);
    for (const Task& part : parts) tasks += task_xml(part);
  }
  return concat(
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
      "<Project xmlns=\"http://schemas.microsoft.com/project\">\n  <Name>",
      markup_text(scenario.name), "</Name>\n  <Title>", markup_text(scenario.name), "</Title>\n  <Comments>",
      markup_text(provenance(scenario)), "</Comments>\n  <CreationDate>", created.iso8601(TimeScale::utc, 0),
      "</CreationDate>\n  <MinutesPerDay>1440</MinutesPerDay>\n  <MinutesPerWeek>10080</MinutesPerWeek>\n  "
      "<Tasks>\n",
      tasks, "  </Tasks>\n</Project>\n");
}

}  // namespace perilune
