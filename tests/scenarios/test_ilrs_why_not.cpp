// Edits of the shipped roadmap that cannot hold: each answer names the right cause, with its line, and
// nothing that could be spared.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <perilune/campaign/generated_flights.hpp>
#include <perilune/campaign/plan.hpp>
#include <perilune/scenario/load.hpp>
#include <perilune/scheduling/roadmap_schedule.hpp>

#include "expected.hpp"
#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::test;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

/// A copy of the shipped roadmap with one edit, and the window scans that the copies share.
class Edited {
 public:
  explicit Edited(std::string name) : file_(folder() / (name + ".yaml")) {
    enter_checkout();
    text_ = file_text("scenarios/ilrs-roadmap.yaml");
    REQUIRE_FALSE(text_.empty());
  }

  /// Replaces the first `from` after `start`.
  void replace(const std::string& start, const std::string& from, const std::string& to) {
    const std::size_t at = text_.find(from, find(start));
    REQUIRE(at != std::string::npos);
    text_.replace(at, from.size(), to);
  }

  void remove_mission(const std::string& id) {
    const std::size_t from = find("  - id: " + id + "\n");
    text_.erase(from, text_.find("\n  - id: ", from) + 1 - from);
  }

  /// "ilrs.yaml:309:", where the first `what` after `start` stands.
  std::string place(const std::string& start, const std::string& what) const {
    const std::size_t at = text_.find(what, find(start));
    REQUIRE(at != std::string::npos);
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    return file_.generic_string() + ":" + std::to_string(line) + ":";
  }

  const fs::path& write() const {
    std::ofstream(file_, std::ios::binary) << text_;
    return file_;
  }

  Campaign planned() const { return plan(load_scenario(write()), {.cache = folder() / "cache"}); }

 private:
  static fs::path folder() {
    static const struct Folder {
      fs::path path = fs::temp_directory_path() / ("perilune-ilrs-why-not-" + std::to_string(::getpid()));
      Folder() { fs::create_directories(path); }
      ~Folder() { fs::remove_all(path); }
    } made;
    return made.path;
  }

  std::size_t find(const std::string& start) const {
    const std::size_t at = text_.find(start);
    REQUIRE(at != std::string::npos);
    return at;
  }

  fs::path file_;
  std::string text_;
};

bool is_horizon(const Requirement& requirement) {
  return requirement.kind == RequirementKind::horizon_start ||
         requirement.kind == RequirementKind::horizon_end;
}

/// What the problem comes to if one of its requirements is given up.
ScheduleStatus without(ScheduleProblem problem, std::size_t given_up) {
  problem.requirements[given_up].rule = AllowedTicks{std::nullopt, {{earliest_tick, latest_tick}}};
  return solve(problem, campaign_search()).status;
}

/// What those requirements come to by themselves, with the horizon and what is understood.
ScheduleStatus alone(ScheduleProblem problem, const std::vector<std::size_t>& kept) {
  for (std::size_t r = 0; r < problem.requirements.size(); ++r) {
    Requirement& requirement = problem.requirements[r];
    const bool stays = requirement.is_understood || is_horizon(requirement) ||
                       std::find(kept.begin(), kept.end(), r) != kept.end();
    if (!stays) requirement.rule = AllowedTicks{std::nullopt, {{earliest_tick, latest_tick}}};
  }
  return solve(problem, campaign_search()).status;
}

/// Together they cannot hold; without any one of them the others can. Found out by solving, not by asking the
/// conflict.
void check_irreducible(const ScheduleProblem& problem, const Conflict& conflict) {
  CHECK(conflict.irreducible);
  CHECK(alone(problem, conflict.requirements) == ScheduleStatus::infeasible);
  for (const std::size_t r : conflict.requirements) {
    CAPTURE(problem.requirements[r].text);
    std::vector<std::size_t> others = conflict.requirements;
    others.erase(std::find(others.begin(), others.end(), r));
    CHECK(alone(problem, others) == ScheduleStatus::optimal);
  }
}

}  // namespace

TEST_CASE("ilrs-roadmap: without its relay, Queqiao-2, nothing lands on the far side, and that is said",
          "[campaign]") {
  Edited roadmap("no-relay");
  roadmap.replace("- id: queqiao-2\n", "status: flown", "status: superseded");
  const Campaign campaign = roadmap.planned();
  CHECK(campaign.status() == ScheduleStatus::infeasible);
  CHECK_FALSE(campaign.holds());
  const std::string report = campaign.report();
  CAPTURE(report);
  const std::string relay = roadmap.place("- id: queqiao-2\n", "id: queqiao-2");
  CHECK_THAT(report, Contains("queqiao-2 is superseded and never flies (" + relay) &&
                         Contains("change-6.descend waits for queqiao-2 to reach 'operational' (" +
                                  roadmap.place("- id: change-6\n", "mission: queqiao-2")) &&
                         Contains("would hold without: queqiao-2 is superseded and never flies (" + relay));
  // Chang'e-7 and -8 wait for it too: each is told.
  for (const char* id : {"change-6", "change-7", "change-8"}) {
    CHECK(std::any_of(campaign.warnings().begin(), campaign.warnings().end(), [&](const Diagnostic& warning) {
      return warning.code == "superseded-predecessor" &&
             warning.message.starts_with("'" + std::string(id) + "' waits for");
    }));
  }
  const auto& answer = campaign.schedule();
  REQUIRE(answer.schedule.conflict);
  CHECK(answer.schedule.conflict->requirements.size() == 2);
  check_irreducible(answer.model.problem, *answer.schedule.conflict);
  // The nearest change is the only one of the two: with it, all of the roadmap can be scheduled.
  CHECK(answer.relaxations.size() == 1);
  for (const std::size_t r : answer.schedule.conflict->requirements) {
    const bool is_relay = answer.model.problem.requirements[r].text.starts_with("queqiao-2");
    CHECK((without(answer.model.problem, r) == ScheduleStatus::infeasible) != is_relay);
  }
}

TEST_CASE("ilrs-roadmap: a relay whose lines are deleted is named wherever somebody waits for it",
          "[campaign]") {
  Edited roadmap("deleted-relay");
  roadmap.remove_mission("queqiao-2");
  const ScenarioCheck check = check_scenario(roadmap.write());
  CHECK_FALSE(check.scenario.has_value());
  REQUIRE(check.diagnostics.size() == 3);
  const std::vector<std::string> waiting = {"change-6", "change-7", "change-8"};
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    CHECK(check.diagnostics[i].code == "unknown-mission");
    CHECK_THAT(check.rendered, Contains(roadmap.place("- id: " + waiting[i] + "\n", "mission: queqiao-2")));
  }
}

TEST_CASE("ilrs-roadmap: without the basic constellation nothing stands on the far side of the Moon",
          "[campaign]") {
  Edited roadmap("no-basic");
  roadmap.replace("- id: queqiao-basic\n", "status: planned", "status: superseded");
  const RoadmapSchedule answer =
      schedule_roadmap(with_rotations(load_scenario(roadmap.write())).roadmap, campaign_search());
  REQUIRE(answer.schedule.conflict);
  const auto lines = conflict_text(answer.model.problem, *answer.schedule.conflict);
  REQUIRE(lines.size() == 2);
  CHECK_THAT(lines[0] + lines[1], Contains("queqiao-basic is superseded and never flies (" +
                                           roadmap.place("- id: queqiao-basic\n", "id: queqiao-basic")) &&
                                      Contains("waits for queqiao-basic to reach 'operational'"));
  check_irreducible(answer.model.problem, *answer.schedule.conflict);
}

TEST_CASE("ilrs-roadmap: with half the cadence of Long March 10 the lander waits too long for its crew",
          "[campaign]") {
  Edited roadmap("half-cadence");
  roadmap.replace("id: lc-301", "turnaround: 40 d", "turnaround: 80 d");
  const Campaign campaign = roadmap.planned();
  CHECK(campaign.status() == ScheduleStatus::infeasible);
  const std::string report = campaign.report();
  CAPTURE(report);
  CHECK_THAT(
      report,
      Contains("lc-301 serves one activity at a time, 80 d apart (" +
               roadmap.place("id: lc-301", "id: lc-301")) &&
          Contains("mengzhou-lunar-1.launch starts no earlier than lanyue-1 reaches 'in-orbit' (" +
                   roadmap.place("- id: mengzhou-lunar-1\n", "mission: lanyue-1, milestone: in-orbit")) &&
          Contains("lanyue-1.braking starts at most 70 d after lanyue-1.capture ends (" +
                   roadmap.place("- id: lanyue-1\n", "max_gap: 70 d")) &&
          Contains("lanyue-1.braking starts no earlier than mengzhou-lunar-1 reaches 'docked' (" +
                   roadmap.place("- id: lanyue-1\n", "mission: mengzhou-lunar-1, milestone: docked")));
  CHECK_THAT(report, Contains("would hold if the time between two were"));
  const auto& answer = campaign.schedule();
  REQUIRE(answer.schedule.conflict);
  check_irreducible(answer.model.problem, *answer.schedule.conflict);
  // More than that: whichever of them is given up, the whole roadmap can be scheduled.
  for (const std::size_t r : answer.schedule.conflict->requirements) {
    CAPTURE(answer.model.problem.requirements[r].text);
    CHECK(without(answer.model.problem, r) == ScheduleStatus::optimal);
  }
  CHECK_FALSE(answer.relaxations.empty());
}

TEST_CASE("ilrs-roadmap: people in 2030 would come before the phase that has them begins", "[campaign]") {
  Edited roadmap("crew-2030");
  roadmap.replace("  rotation:\n", "from: 2036-06-01", "from: 2030-06-01");
  const Campaign campaign = roadmap.planned();
  CHECK(campaign.status() == ScheduleStatus::infeasible);
  const std::string report = campaign.report();
  CAPTURE(report);
  std::string phase = roadmap.place("phases:\n", "id: utilisation");
  phase.back() = ')';
  CHECK_THAT(report, Contains("why not[before-its-phase]: 'rotation-1' has to lift off by 2030-") &&
                         Contains("its phase 'utilisation' begins on 2036-01-01 (" + phase) &&
                         Contains("nearest change: let it lift off from 2036-01-01 on"));
}
