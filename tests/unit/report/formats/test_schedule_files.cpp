#include <algorithm>
#include <string>

#include <perilune/core/text.hpp>
#include <perilune/report/formats/schedule_files.hpp>
#include <perilune/roadmap/roadmap.hpp>
#include <perilune/scheduling/roadmap_schedule.hpp>

#include "../hostile_names.hpp"
#include "../markup.hpp"
#include "support/catch.hpp"

using namespace perilune;
using Catch::Matchers::Contains;

namespace {

const Epoch created = Epoch::parse("2026-11-22T04:00:00 UTC");

Campaign one_mission(const std::string& name) {
  Scenario scenario;
  scenario.name = name;
  scenario.roadmap.horizon = {Epoch::parse("2030-01-01 UTC"), Epoch::parse("2031-01-01 UTC")};
  Mission mission;
  mission.id = name;
  mission.title = name;
  for (const std::string id : {"launch", "transfer"}) {
    mission.activities.emplace_back();
    mission.activities.back().id = id;
  }
  scenario.roadmap.missions.push_back(mission);
  RoadmapSchedule answer = schedule_roadmap(scenario.roadmap);
  return Campaign(std::move(scenario), std::move(answer), {}, {});
}

/// Lines of a calendar, unfolded.
std::vector<std::string> unfolded(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find("\r\n", at);
    REQUIRE(end != std::string::npos);
    const std::string line = text.substr(at, end - at);
    CHECK(line.size() <= 75);
    CHECK(is_valid_utf8(line));
    if (line.starts_with(' ')) {
      lines.back() += line.substr(1);
    } else {
      lines.push_back(line);
    }
    at = end + 2;
  }
  return lines;
}

}  // namespace

TEST_CASE("calendar: an event for each activity, in UTC", "[report][formats]") {
  const auto lines = unfolded(schedule_icalendar(one_mission("relay"), created));
  CHECK(std::count(lines.begin(), lines.end(), "BEGIN:VEVENT") == 2);
  CHECK(std::count(lines.begin(), lines.end(), "DTSTART:20300101T000000Z") == 2);
  CHECK(std::count(lines.begin(), lines.end(), "DTSTAMP:20261122T040000Z") == 2);
  CHECK(std::count(lines.begin(), lines.end(), "SUMMARY:relay: launch") == 1);
  CHECK(lines.back() == "END:VCALENDAR");
}

TEST_CASE("calendar and project: fifty hostile names stay one text in one line, and nothing else",
          "[report][hostile]") {
  const std::vector<std::string> names = test::fifty_hostile_names();
  CHECK(names.size() >= 50);
  for (const std::string& name : names) {
    CAPTURE(name);
    const Campaign campaign = one_mission(name);
    const auto lines = unfolded(schedule_icalendar(campaign, created));
    CHECK(std::count(lines.begin(), lines.end(), "BEGIN:VEVENT") == 2);
    CHECK(std::count(lines.begin(), lines.end(), "END:VCALENDAR") == 1);
    CHECK(lines.size() == 6 + 2 * 9 + 1);
    const std::string xml = schedule_project_xml(campaign, created);
    CHECK(test::markup_problem(xml).empty());
    std::size_t tasks = 0;
    for (std::size_t at = xml.find("<Task>"); at != std::string::npos; at = xml.find("<Task>", at + 1))
      ++tasks;
    CHECK(tasks == 3);
    CHECK(is_valid_utf8(xml));
    CHECK(std::none_of(xml.begin(), xml.end(), [](char c) { return c >= 0 && c < ' ' && c != '\n'; }));
  }
}

TEST_CASE("project: dates, durations and order of the tasks", "[report][formats]") {
  const std::string xml = schedule_project_xml(one_mission("relay"), created);
  CHECK_THAT(xml, Contains("<Start>2030-01-01T00:00:00</Start>") &&
                      Contains("<OutlineLevel>2</OutlineLevel>") &&
                      Contains("<PredecessorUID>2</PredecessorUID>") && Contains("<Summary>1</Summary>") &&
                      Contains("dates in UTC"));
}
