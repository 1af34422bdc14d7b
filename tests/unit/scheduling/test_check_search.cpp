#include <functional>

#include <perilune/scheduling/builder.hpp>
#include <perilune/scheduling/check.hpp>
#include <perilune/scheduling/solve.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

const Epoch from = Epoch::parse("2030-01-01 UTC");
const Duration day = Duration::days(1);

/// Two launches from one pad, by a launcher each, one of two rovers, water for one crew, and a date to be
/// met.
ScheduleProblem campaign(Duration horizon) {
  ScheduleBuilder builder({from, from + horizon}, Duration::hours(1));
  const auto cargo = builder.add_activity("cargo");
  const auto crew = builder.add_activity("crew", DurationRange::exactly(4 * day));
  const auto small_rover = builder.add_activity("small rover", DurationRange::exactly(2 * day));
  const auto large_rover = builder.add_activity("large rover", DurationRange::exactly(6 * day));
  builder.add_mode(cargo, {"fast", DurationRange::exactly(2 * day), 0.0, 9.0, {}});
  builder.add_mode(cargo, {"slow", DurationRange::exactly(7 * day), 0.0, 4.0, {}});
  const auto pad = builder.add_disjunctive("pad", {day, {}});
  builder.use(pad, cargo).use(pad, crew);
  builder.choose_one({small_rover, large_rover});
  const auto water = builder.add_reservoir("water", {1.0, 0.0, 9.0, false, "t", {}});
  builder.change(water, cargo.end(), 3.0).change(water, crew.start(), -3.0);
  builder.precede(crew.end(), small_rover.start()).precede(crew.end(), large_rover.start());
  builder.minimise({Aim::lateness(crew.end(), from + 9 * day)}, "crew on time");
  builder.minimise({Aim::total_cost()}, "cost");
  return builder.build();
}

struct Lie {
  const char* what;
  std::function<void(Schedule&)> tell;
};

void expect_caught(const ScheduleProblem& problem, const std::vector<Lie>& lies) {
  const Schedule truth = solve(problem, {.threads = 1});
  REQUIRE(check(problem, truth).empty());
  for (const Lie& lie : lies) {
    CAPTURE(lie.what);
    Schedule schedule = truth;
    lie.tell(schedule);
    CHECK_FALSE(check(problem, schedule).empty());
  }
}

Decision& decision_about(Schedule& schedule, RequirementKind kind) {
  for (Decision& decision : schedule.decisions) {
    if (decision.requirement.kind == kind) return decision;
  }
  FAIL("no such decision");
  return schedule.decisions.front();
}

}  // namespace

TEST_CASE("check: wrong bounds, values and explanations of a searched answer are all caught",
          "[scheduling]") {
  constexpr std::size_t cargo = 0;
  constexpr std::size_t crew = 1;
  expect_caught(
      campaign(40 * day),
      {
          {"a bound above its value", [](Schedule& s) { *s.objective[1].bound += 1; }},
          {"called optimal with a bound below the value", [](Schedule& s) { *s.objective[1].bound -= 1; }},
          {"called optimal without a bound", [](Schedule& s) { s.objective[0].bound.reset(); }},
          {"a value that is not that of the dates",
           [](Schedule& s) { s.objective[1].value = *(s.objective[1].bound = 1); }},
          {"a level is missing", [](Schedule& s) { s.objective.pop_back(); }},
          {"a makespan that no goal has", [](Schedule& s) { s.makespan += 1; }},
          {"a bound of the makespan above it", [](Schedule& s) { s.makespan_bound = s.makespan + 1; }},
          {"another mode than the duration shows", [](Schedule& s) { s.activities[cargo].way ^= 1; }},
          {"a mode that there is not", [](Schedule& s) { s.activities[cargo].way = 7; }},
          {"both rovers are left out",
           [](Schedule& s) {
             for (std::size_t i : {2, 3}) {
               s.activities[i] = {};
               s.activities[i].name = i == 2 ? "small rover" : "large rover";
               s.activities[i].takes_place = false;
             }
           }},
          {"what is left out has a date",
           [](Schedule& s) { (s.activities[2].takes_place ? s.activities[3] : s.activities[2]).end = 5; }},
          {"the crew a tick earlier", [](Schedule& s) { s.activities[crew].start -= 1; }},
          {"the latest start beyond what the pad allows",
           [](Schedule& s) { s.activities[crew].latest_start += 1; }},
          {"slack that is not there", [](Schedule& s) { s.activities[crew].slack = day; }},
          {"critical is called uncritical", [](Schedule& s) { s.activities[crew].critical ^= true; }},
          {"bound by a requirement that does not hold it",
           [](Schedule& s) { s.activities[crew].start_binding.requirement = 0; }},
          {"bound by a decision that there is not",
           [](Schedule& s) { s.activities[crew].start_binding.requirement = 10'000; }},
          {"hangs on another event",
           [](Schedule& s) {
             s.activities[crew].start_binding.after = ScheduleEvent{3, EventSide::end};
           }},
          {"an order that the dates break",
           [](Schedule& s) {
             auto& lag =
                 std::get<Difference>(decision_about(s, RequirementKind::disjunctive).requirement.rule);
             std::swap(lag.from, lag.to);
           }},
          {"an order about an activity that does not use the pad",
           [](Schedule& s) {
             auto& lag =
                 std::get<Difference>(decision_about(s, RequirementKind::disjunctive).requirement.rule);
             lag.to.activity = s.activities[2].takes_place ? 2 : 3;
           }},
          {"a decision that serves nothing", [](Schedule& s) { s.decisions.front().because = 10'000; }},
          {"a decision that nobody may question",
           [](Schedule& s) { s.decisions.front().requirement.is_understood = true; }},
          {"a decision that is no plain requirement",
           [](Schedule& s) { s.decisions.front().requirement.rule = WayDuration{cargo}; }},
          {"the proof of a date is cut", [](Schedule& s) { s.earliest_proof.pop_back(); }},
          {"a step of a proof claims a tick more", [](Schedule& s) { s.earliest_proof.back().bound += 1; }},
          {"the proof of latest dates is gone", [](Schedule& s) { s.latest_proof.clear(); }},
          {"the critical path loses its end", [](Schedule& s) { s.critical_path.pop_back(); }},
          {"a conflict beside a schedule", [](Schedule& s) { s.conflict.emplace(); }},
          {"called infeasible", [](Schedule& s) { s.status = ScheduleStatus::infeasible; }},
          {"called unknown", [](Schedule& s) { s.status = ScheduleStatus::unknown; }},
      });
}

TEST_CASE("check: wrong conflicts of a searched answer are caught", "[scheduling]") {
  const ScheduleProblem problem = campaign(7 * day);
  REQUIRE(solve(problem, {.threads = 1}).status == ScheduleStatus::infeasible);
  expect_caught(problem,
                {
                    {"a member is missing", [](Schedule& s) { s.conflict->requirements.pop_back(); }},
                    {"a member is named twice",
                     [](Schedule& s) {
                       s.conflict->requirements.push_back(s.conflict->requirements.front());
                       s.conflict->witnesses.push_back(s.conflict->witnesses.front());
                     }},
                    {"a member that does not exist", [](Schedule& s) { s.conflict->requirements[0] = 999; }},
                    {"a witness is missing", [](Schedule& s) { s.conflict->witnesses.pop_back(); }},
                    {"a witness of nothing", [](Schedule& s) { s.conflict->witnesses[0] = {}; }},
                    {"a witness that breaks another member",
                     [](Schedule& s) { s.conflict->witnesses[0] = s.conflict->witnesses[1]; }},
                    {"no conflict at all", [](Schedule& s) { s.conflict.reset(); }},
                    {"no search, and no proof", [](Schedule& s) { s.conflict->by_search = false; }},
                });
}
