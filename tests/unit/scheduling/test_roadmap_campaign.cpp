#include <algorithm>
#include <iterator>

#include <perilune/core/text.hpp>
#include <perilune/scheduling/roadmap_schedule.hpp>

#include "random_problem.hpp"
#include "support/catch.hpp"

using namespace perilune;

namespace {

Duration days(double count) {
  return Duration::days(count);
}

Activity& add_leg(Mission& mission, ActivityKind kind, double shortest_days, double longest_days) {
  Activity& leg = mission.activities.emplace_back();
  leg.kind = kind;
  leg.duration = DurationRange::between(days(shortest_days), days(longest_days));
  return leg;
}

ResourceUse use(const std::string& resource) {
  ResourceUse made;
  made.resource = Reference(resource);
  return made;
}

template <class Data>
void add_resource(Roadmap& roadmap, const char* id, Data data) {
  Resource& made = roadmap.resources.emplace_back();
  made.id = id;
  made.data = std::move(data);
}

/// So many missions over twenty years on three pads, with antennas, a crew that grows, stages that have to be
/// built, oxygen that is delivered and used up, budgets by year, windows, two rockets for some, and four
/// objectives.
/// @param turnaround_days  of the pads: the longer, the harder
Roadmap campaign(int missions, std::uint64_t seed, double turnaround_days, double years_of_due_dates) {
  test::Dice dice(seed);
  Roadmap roadmap;
  roadmap.horizon = {Epoch::parse("2028-01-01 UTC"), Epoch::parse("2048-01-01 UTC")};
  roadmap.time_step = Duration::hours(1);
  const auto year = [&](double years) { return roadmap.horizon.from + days(365.25 * years); };
  for (const char* pad : {"pad-0", "pad-1", "pad-2"}) {
    add_resource(roadmap, pad, DisjunctiveResource{days(turnaround_days), {}});
  }
  add_resource(roadmap, "antennas", CumulativeResource{ResourceAmount::count(3.0), {}});
  CumulativeResource crew{ResourceAmount::count(3.0), {}};
  crew.changes.push_back({year(8.0), ResourceAmount::count(6.0)});
  add_resource(roadmap, "crew", crew);
  ReservoirResource stages;
  stages.initial = ResourceAmount::count(2.0);
  add_resource(roadmap, "stages", stages);
  ReservoirResource oxygen;
  oxygen.initial = ResourceAmount::parse("0 kg");
  oxygen.highest = ResourceAmount::parse("12000 kg");
  add_resource(roadmap, "oxygen", oxygen);
  RoadmapBudget cost;
  cost.id = "exploration";
  cost.yearly = 420.0;
  RoadmapBudget launches;
  launches.id = "launches";
  launches.measure = BudgetMeasure::launches;
  launches.yearly = 6.0;
  roadmap.budgets = {cost, launches};
  roadmap.objectives.resize(4);
  roadmap.objectives[0].left_out = 1.0;
  roadmap.objectives[1].lateness = 1.0;
  roadmap.objectives[2].delivered_mass = 1.0;
  roadmap.objectives[2].delivered_by = year(10.0);
  roadmap.objectives[3].cost = 1.0;

  Mission factory;
  factory.id = "factory";
  for (int k = 0; k < missions / 5; ++k) {
    const double length = dice.roll(150, 300);
    Activity& stage = add_leg(factory, ActivityKind::other, length, length);
    stage.id = detail::concat("stage-", k);
    stage.uses = {use("stages")};
    stage.uses[0].at_end = ResourceAmount::count(2.0);
  }
  roadmap.missions.push_back(factory);
  for (int i = 0; i < missions; ++i) {
    Mission mission;
    mission.id = detail::concat("m", i);
    const int pad = dice.roll(0, 2);
    SoftDate due;
    due.date = year(1.0 + years_of_due_dates * i / missions + dice.roll(0, 12) / 12.0);
    due.weight = dice.roll(1, 5);
    mission.due = due;
    mission.optional = i % 7 == 3;
    if (i % 3 == 0) mission.delivers = Mass::from_si(dice.roll(5, 90) * 100.0);
    const bool has_crew = i > missions / 2 && i % 5 == 0;
    const double prepared = dice.roll(60, 200);
    add_leg(mission, ActivityKind::prepare, prepared, prepared);
    Activity& launch = add_leg(mission, ActivityKind::launch, 2.0 / 24.0, 2.0 / 24.0);
    launch.max_gap = days(400.0);
    launch.cost = dice.roll(40, 120);
    if (i % 3 == 0) {
      launch.uses.push_back(use("stages"));
      launch.uses.back().at_start = ResourceAmount::count(-1.0);
    }
    if (i % 4 == 1) {
      for (int m = 0; m < 2; ++m) {
        ActivityMode& mode = launch.modes.emplace_back();
        mode.id = m == 0 ? "own" : "other";
        mode.cost = 30.0 * m;
        mode.uses = {use(detail::concat("pad-", (pad + m) % 3))};
      }
    } else {
      launch.uses.push_back(use(detail::concat("pad-", pad)));
    }
    for (int w = 0; i % 2 == 0 && w < 30; ++w) {
      launch.windows.push_back({{year(w * 8 / 12.0), year(w * 8 / 12.0) + days(6.0)}, {}});
    }
    Activity& transfer = add_leg(mission, ActivityKind::transfer, 4.0, 6.0);
    transfer.max_gap = Duration{};
    transfer.uses = {use("antennas")};
    Activity& descend = add_leg(mission, ActivityKind::descend, 0.125, 0.125);
    descend.milestones = {Reference("landed")};
    if (i % 3 == 0 && !has_crew) {
      descend.uses = {use("oxygen")};
      descend.uses[0].at_end = ResourceAmount::parse("500 kg");
    }
    const double worked = dice.roll(20, 400);
    Activity& surface = has_crew ? add_leg(mission, ActivityKind::surface, 30.0, 90.0)
                                 : add_leg(mission, ActivityKind::surface, worked, worked);
    if (has_crew) {
      surface.uses = {use("crew"), use("oxygen")};
      surface.uses[0].amount = ResourceAmount::count(3.0);
      surface.uses[1].per_day = ResourceAmount::parse("-3 kg");
    }
    const int before = i > 0 ? dice.roll(std::max(0, i - 8), i - 1) : 0;
    if (i > 0 && dice.chance(60) && before % 7 != 3) {
      Precedence& waits = mission.after.emplace_back();
      waits.mission = Reference(detail::concat("m", before));
      waits.milestone = Reference("landed");
      waits.activity = Reference("descend");
    }
    roadmap.missions.push_back(std::move(mission));
  }
  return roadmap;
}

}  // namespace

TEST_CASE(
    "roadmap campaign: sixty missions with pads, stocks, budgets and four objectives are solved to the end",
    "[scheduling]") {
  const Roadmap roadmap = campaign(60, 1, 60.0, 16.0);
  const RoadmapSchedule answer = schedule_roadmap(roadmap);
  REQUIRE(answer.schedule.status == ScheduleStatus::optimal);
  CHECK(answer.schedule.activities.size() > 300);
  REQUIRE(answer.schedule.objective.size() == 4);
  for (const ObjectiveValue& level : answer.schedule.objective) CHECK(level.bound == level.value);
}

TEST_CASE("roadmap campaign: a hard objective leaves work to those that come after it", "[scheduling]") {
  // Pads that are busy for months and due dates in the first eight years: what is late cannot be proved in
  // time.
  const Roadmap roadmap = campaign(60, 2, 120.0, 8.0);
  SolveOptions few;
  few.conflicts = 2'000;
  few.threads = 1;
  const RoadmapSchedule answer = schedule_roadmap(roadmap, few);
  REQUIRE(answer.schedule.status == ScheduleStatus::feasible);
  REQUIRE(answer.schedule.objective.size() == 4);
  for (const ObjectiveValue& level : answer.schedule.objective) {
    if (level.bound) CHECK(*level.bound <= level.value);
  }
  // The same again on two threads, to the tick.
  few.threads = 2;
  const RoadmapSchedule again = schedule_roadmap(roadmap, few);
  CHECK(again.schedule.objective == answer.schedule.objective);
  CHECK(assignment_of(again.schedule).ticks == assignment_of(answer.schedule).ticks);
}
