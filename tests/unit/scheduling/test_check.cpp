#include <perilune/scheduling/check.hpp>

#include <algorithm>
#include <functional>

#include <perilune/scheduling/builder.hpp>

#include "random_problem.hpp"
#include "support/catch.hpp"

using namespace perilune;

namespace {

const Epoch first_day = Epoch::parse("2030-01-01 UTC");

Duration days(int count) {
  return count * Duration::days(1);
}

Epoch day(int number) {
  return first_day + days(number);
}

constexpr std::size_t survey = 0;
constexpr std::size_t build = 1;
constexpr std::size_t launch = 2;
constexpr std::size_t train = 3;

/// A survey that flew on day 4, a build after it, a launch that misses its first window, and a training with
/// slack.
ScheduleBuilder campaign() {
  ScheduleBuilder builder({first_day, day(200)}, Duration::days(1));
  builder.add_activity("survey", DurationRange::exactly(days(6)));
  builder.add_activity("build", DurationRange::between(days(30), days(50)));
  builder.add_activity("launch", DurationRange::exactly(days(2)));
  builder.add_activity("train", DurationRange::exactly(days(9)));
  builder.happened({survey, EventSide::start}, day(4));
  builder.precede({survey, EventSide::end}, {build, EventSide::start}, DurationRange::at_least(days(1)));
  builder.precede({build, EventSide::end}, {launch, EventSide::start}, DurationRange::at_most(days(40)));
  builder.precede({train, EventSide::end}, {launch, EventSide::end}, DurationRange::at_least(days(3)));
  builder.start_in({launch}, {{{day(30), day(35)}, {}}, {{day(60), day(70)}, {}}});
  return builder;
}

/// The launch has no window that the build leaves it.
ScheduleProblem refused_campaign() {
  return campaign().not_after({launch, EventSide::end}, day(50)).build();
}

/// The build may last at most 50 days, and is asked to last 60.
ScheduleProblem circular_campaign() {
  return campaign()
      .precede({build, EventSide::start}, {build, EventSide::end}, DurationRange::at_least(days(60)))
      .build();
}

struct Mutation {
  const char* name;
  std::function<void(Schedule&)> apply;
};

/// Position of the step that leads to the final bound of the event.
std::size_t last_step(const std::vector<ProofStep>& steps, ScheduleEvent event) {
  std::size_t found = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].event == event) found = i;
  }
  return found;
}

void expect_caught(const ScheduleProblem& problem, const std::vector<Mutation>& mutations) {
  const Schedule sound = solve(problem);
  REQUIRE(check(problem, sound).empty());
  for (const Mutation& mutation : mutations) {
    CAPTURE(mutation.name);
    Schedule wrong = sound;
    mutation.apply(wrong);
    CHECK_FALSE(check(problem, wrong).empty());
  }
}

}  // namespace

TEST_CASE("check: wrong schedules are caught, one by one", "[scheduling]") {
  const ScheduleProblem problem = campaign().build();
  const Schedule sound = solve(problem);
  REQUIRE(sound.activities[launch].start == 60);  // what the mutations below count on
  REQUIRE(sound.activities[build].start == 11);
  expect_caught(
      problem,
      {
          {"an activity is missing", [](Schedule& s) { s.activities.pop_back(); }},
          {"two activities are exchanged", [](Schedule& s) { std::swap(s.activities[0], s.activities[3]); }},
          {"a fact is moved",
           [](Schedule& s) {
             ScheduledActivity& a = s.activities[survey];
             a.start = a.latest_start = 5;
             a.end = a.latest_end = 11;
             a.start_date = day(5);
             a.end_date = day(11);
           }},
          {"a shortest lag is broken",
           [](Schedule& s) {
             s.activities[build].start = 10;
             s.activities[build].start_date = day(10);
             s.activities[build].slack = days(s.activities[build].latest_start == 11 ? 1 : 0);
           }},
          {"a longest lag is broken",
           [](Schedule& s) {
             s.activities[launch].start = 69;
             s.activities[launch].end = 71;
             s.activities[launch].start_date = day(69);
             s.activities[launch].end_date = day(71);
             s.makespan = 71;
           }},
          {"a start is outside its windows",
           [](Schedule& s) {
             s.activities[launch].start = 50;
             s.activities[launch].end = 52;
             s.activities[launch].start_date = day(50);
             s.activities[launch].end_date = day(52);
             s.makespan = 62;
           }},
          {"an activity is shorter than it may be",
           [](Schedule& s) {
             s.activities[train].end = 8;
             s.activities[train].end_date = day(8);
           }},
          {"an activity is later than it could be, and still called optimal",
           [](Schedule& s) {
             ScheduledActivity& a = s.activities[train];
             ++a.start;
             ++a.end;
             a.start_date = day(1);
             a.end_date = day(10);
             a.slack -= days(1);
           }},
          {"an end is before its start", [](Schedule& s) { s.activities[build].end = 10; }},
          {"a date is not that of its tick", [](Schedule& s) { s.activities[train].start_date = day(1); }},
          {"an end date is not that of its tick", [](Schedule& s) { s.activities[train].end_date = day(1); }},
          {"a name belongs to another", [](Schedule& s) { s.activities[train].name = "launch"; }},
          {"the makespan is too small", [](Schedule& s) { --s.makespan; }},
          {"the makespan and its bound are too small", [](Schedule& s) { --s.makespan, --s.makespan_bound; }},
          {"the makespan is too large", [](Schedule& s) { ++s.makespan, ++s.makespan_bound; }},
          {"the bound is too small for an optimum", [](Schedule& s) { --s.makespan_bound; }},
          {"the bound is above the makespan", [](Schedule& s) { ++s.makespan_bound; }},
          {"the slack is too large", [](Schedule& s) { s.activities[train].slack += days(1); }},
          {"a latest start is too late, with slack to match",
           [](Schedule& s) {
             ++s.activities[train].latest_start;
             ++s.activities[train].latest_end;
             s.activities[train].slack += days(1);
           }},
          {"a latest start is too early, with slack to match",
           [](Schedule& s) {
             --s.activities[train].latest_start;
             --s.activities[train].latest_end;
             s.activities[train].slack -= days(1);
           }},
          {"a critical activity is not marked", [](Schedule& s) { s.activities[launch].critical = false; }},
          {"an activity with slack is marked", [](Schedule& s) { s.activities[train].critical = true; }},
          {"what has happened is said to be yet to come",
           [](Schedule& s) { s.activities[survey].happened = false; }},
          {"what is yet to come is said to have happened",
           [](Schedule& s) {
             s.activities[launch].happened = true;
             s.activities[launch].critical = false;
           }},
          {"a fact has slack", [](Schedule& s) { s.activities[survey].slack = days(1); }},
          {"a fact is marked", [](Schedule& s) { s.activities[survey].critical = true; }},
          {"a feasible schedule is called infeasible",
           [](Schedule& s) { s.status = ScheduleStatus::infeasible; }},
          {"a schedule is called unknown", [](Schedule& s) { s.status = ScheduleStatus::unknown; }},
          {"a conflict stands beside a schedule", [](Schedule& s) { s.conflict = Conflict{}; }},
      });
}

TEST_CASE("check: wrong reasons are caught, one by one", "[scheduling]") {
  const ScheduleProblem problem = campaign().build();
  const ScheduleEvent launch_start{launch, EventSide::start};
  const ScheduleEvent build_start{build, EventSide::start};
  const ScheduleEvent train_end{train, EventSide::end};
  const auto mutated_step = [](std::vector<ProofStep> Schedule::*proof, ScheduleEvent event, auto change) {
    return [=](Schedule& s) { change((s.*proof)[last_step(s.*proof, event)]); };
  };
  expect_caught(
      problem,
      {
          {"the earliest proof is missing", [](Schedule& s) { s.earliest_proof.clear(); }},
          {"the latest proof is missing", [](Schedule& s) { s.latest_proof.clear(); }},
          {"a step claims more than follows",
           mutated_step(&Schedule::earliest_proof, build_start, [](ProofStep& step) { ++step.bound; })},
          {"a step claims less than is needed",
           mutated_step(&Schedule::earliest_proof, launch_start, [](ProofStep& step) { --step.bound; })},
          {"a step names another requirement",
           mutated_step(&Schedule::earliest_proof, build_start, [](ProofStep& step) { ++step.requirement; })},
          {"a step names no requirement", mutated_step(&Schedule::earliest_proof, build_start,
                                                       [](ProofStep& step) { step.requirement = 999; })},
          {"a step has lost its premise", mutated_step(&Schedule::earliest_proof, build_start,
                                                       [](ProofStep& step) { step.premise.reset(); })},
          {"a step is its own premise",
           [=](Schedule& s) {
             const std::size_t i = last_step(s.earliest_proof, build_start);
             s.earliest_proof[i].premise = i;
           }},
          {"a step passes over an open window", mutated_step(&Schedule::earliest_proof, launch_start,
                                                             [](ProofStep& step) { step.premise.reset(); })},
          {"a step is about an unknown activity",
           mutated_step(&Schedule::earliest_proof, build_start,
                        [](ProofStep& step) { step.event.activity = 99; })},
          {"the makespan bounds what is no goal",
           mutated_step(&Schedule::latest_proof, build_start,
                        [](ProofStep& step) { step.requirement = ProofStep::the_makespan; })},
          {"the makespan is used to prove an earliest date",
           mutated_step(&Schedule::earliest_proof, build_start,
                        [](ProofStep& step) { step.requirement = ProofStep::the_makespan; })},
          {"a latest step claims more than follows",
           mutated_step(&Schedule::latest_proof, train_end, [](ProofStep& step) { --step.bound; })},
          {"the steps of a proof are turned round",
           [](Schedule& s) { std::reverse(s.earliest_proof.begin(), s.earliest_proof.end()); }},
          {"a binding names another requirement",
           [](Schedule& s) { ++s.activities[build].start_binding.requirement; }},
          {"a binding names no requirement",
           [](Schedule& s) { s.activities[build].start_binding.requirement = 999; }},
          {"a binding hangs on another event",
           [=](Schedule& s) { s.activities[build].start_binding.after = train_end; }},
          {"a binding blames a missed window on a bystander",
           [=](Schedule& s) { s.activities[launch].start_binding.after = train_end; }},
          {"a binding says that no window was missed, and yet by whom",
           [](Schedule& s) { s.activities[launch].start_binding.ready.reset(); }},
          {"a binding says that it was ready while a window was open",
           [](Schedule& s) { s.activities[launch].start_binding.ready = 32; }},
          {"a binding of a duration speaks of windows",
           [](Schedule& s) { s.activities[build].end_binding.ready = 32; }},
          {"the critical path is missing", [](Schedule& s) { s.critical_path.clear(); }},
          {"the critical path has lost its end", [](Schedule& s) { s.critical_path.pop_back(); }},
          {"the critical path has lost its beginning",
           [](Schedule& s) { s.critical_path.erase(s.critical_path.begin()); }},
          {"the critical path leads by another event",
           [=](Schedule& s) { s.critical_path[0].event = build_start; }},
          {"the critical path gives another tick", [](Schedule& s) { ++s.critical_path[0].tick; }},
          {"the critical path gives another reason",
           [](Schedule& s) { ++s.critical_path[0].binding.requirement; }},
          {"the critical path names an unknown activity",
           [](Schedule& s) { s.critical_path[0].event.activity = 99; }},
      });
}

TEST_CASE("check: wrong conflicts are caught, one by one", "[scheduling]") {
  const std::vector<Mutation> any = {
      {"the conflict is missing", [](Schedule& s) { s.conflict.reset(); }},
      {"a member is missing", [](Schedule& s) { s.conflict->requirements.pop_back(); }},
      {"a member is named twice",
       [](Schedule& s) { s.conflict->requirements.back() = s.conflict->requirements.front(); }},
      {"a member is unknown", [](Schedule& s) { s.conflict->requirements.back() = 999; }},
      {"there are no members", [](Schedule& s) { s.conflict->requirements.clear(); }},
      {"a bystander is among the members, and has a witness",
       [](Schedule& s) {
         for (std::size_t r = 0;; ++r) {
           auto& members = s.conflict->requirements;
           if (std::find(members.begin(), members.end(), r) != members.end()) continue;
           members.push_back(r);
           s.conflict->witnesses.push_back(s.conflict->witnesses.back());
           return;
         }
       }},
      {"a witness is missing", [](Schedule& s) { s.conflict->witnesses.pop_back(); }},
      {"two witnesses are exchanged",
       [](Schedule& s) { std::swap(s.conflict->witnesses.front(), s.conflict->witnesses.back()); }},
      {"a witness leaves out an event", [](Schedule& s) { s.conflict->witnesses.front().ticks.pop_back(); }},
      {"a witness says nothing", [](Schedule& s) { s.conflict->witnesses.front().ticks.clear(); }},
      {"a schedule stands beside the conflict", [](Schedule& s) { s.activities.emplace_back(); }},
      {"an infeasible problem is called unknown", [](Schedule& s) { s.status = ScheduleStatus::unknown; }},
      {"an infeasible problem is called optimal", [](Schedule& s) { s.status = ScheduleStatus::optimal; }},
      {"an infeasible problem is called feasible", [](Schedule& s) { s.status = ScheduleStatus::feasible; }},
  };
  expect_caught(refused_campaign(), any);
  expect_caught(circular_campaign(), any);

  REQUIRE_FALSE(solve(refused_campaign()).conflict->steps.empty());
  expect_caught(
      refused_campaign(),
      {
          {"the steps are missing", [](Schedule& s) { s.conflict->steps.clear(); }},
          {"the last step is missing", [](Schedule& s) { s.conflict->steps.pop_back(); }},
          {"a step claims more than follows", [](Schedule& s) { ++s.conflict->steps.front().bound; }},
          {"the last step does not reach what is refused",
           [](Schedule& s) { s.conflict->steps.back().bound = 0; }},
          {"another requirement refuses", [](Schedule& s) { s.conflict->refused_by = 2; }},
          {"an unknown requirement refuses", [](Schedule& s) { s.conflict->refused_by = 999; }},
      });
  // The launch follows the build of its flight: that is understood, used by the proof, and kept by every
  // witness.
  ScheduleBuilder builder = campaign();
  builder.follow({build}, {launch}).not_before({build, EventSide::start}, day(60));
  const ScheduleProblem flight = builder.build();
  REQUIRE(conflict_text(flight, *solve(flight).conflict) ==
          std::vector<std::string>{"build starts on or after 2030-03-02T00:00:00 UTC",
                                   "build lasts at least 30 d", "launch starts in one of its 2 windows"});
  expect_caught(flight, {
                            {"what is understood is named",
                             [](Schedule& s) {
                               s.conflict->requirements.push_back(s.conflict->steps.back().requirement);
                               s.conflict->witnesses.push_back(s.conflict->witnesses.back());
                             }},
                            {"a witness launches before the build has ended",
                             [](Schedule& s) {
                               std::vector<Tick>& ticks =
                                   s.conflict->witnesses.back().ticks;  // without the windows
                               ticks[2 * launch] = ticks[2 * build + 1] - 1;
                             }},
                        });
  REQUIRE(solve(circular_campaign()).conflict->circle.size() == 2);
  expect_caught(
      circular_campaign(),
      {
          {"the circle is open", [](Schedule& s) { s.conflict->circle.pop_back(); }},
          {"the circle has a link that is none", [](Schedule& s) { s.conflict->circle.back() = 0; }},
          {"the circle is not longer than zero",
           [](Schedule& s) { s.conflict->circle.front() = s.conflict->circle.back(); }},
      });
}

TEST_CASE("check: a merely feasible schedule needs no proof, but has to respect everything", "[scheduling]") {
  const ScheduleProblem problem = campaign().build();
  Schedule schedule = solve(problem);
  schedule.status = ScheduleStatus::feasible;
  schedule.makespan_bound = 20;
  schedule.earliest_proof.clear();
  schedule.latest_proof.clear();
  schedule.critical_path.clear();
  CHECK(check(problem, schedule).empty());
  schedule.activities[launch].start = 61;
  CHECK_FALSE(check(problem, schedule).empty());
  CHECK(check(problem, Schedule{}).empty());  // unknown claims nothing
}

TEST_CASE("check: no tick of a random schedule can be moved by one unnoticed", "[scheduling][property]") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const ScheduleProblem problem = test::random_problem(seed);
    const Schedule sound = solve(problem);
    for (std::size_t i = 0; i < sound.activities.size(); ++i) {
      for (Tick ScheduledActivity::*tick :
           {&ScheduledActivity::start, &ScheduledActivity::end, &ScheduledActivity::latest_start,
            &ScheduledActivity::latest_end}) {
        for (const Tick by : {-1, 1}) {
          CAPTURE(seed, i, by);
          Schedule wrong = sound;
          ScheduledActivity& activity = wrong.activities[i];
          activity.*tick += by;
          // What follows from the tick is moved with it, so that only the claim itself is wrong.
          activity.start_date = event_date(problem, {i, EventSide::start}, activity.start);
          activity.end_date = event_date(problem, {i, EventSide::end}, activity.end);
          if (!activity.happened) {
            activity.slack = problem.grid.duration(activity.latest_start - activity.start);
            activity.critical = activity.latest_start == activity.start;
          }
          REQUIRE_FALSE(check(problem, wrong).empty());
        }
      }
    }
  }
}
