#include <perilune/roadmap/resource.hpp>

#include <algorithm>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/roadmap/lookup.hpp>
#include <perilune/roadmap/validate.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

Epoch utc(const char* text) {
  return Epoch::parse(std::string(text) + " UTC");
}

template <class Data>
Resource resource(const char* id, Data data) {
  Resource made;
  made.id = id;
  made.data = std::move(data);
  return made;
}

Activity leg(const char* id) {
  Activity made;
  made.id = id;
  return made;
}

/// A lost flight, a flown one that still works, and a planned one; each asks for the resource on each leg.
Roadmap shared(Resource resource) {
  Roadmap roadmap;
  roadmap.horizon = {utc("2030-01-01"), utc("2040-01-01")};
  ResourceUse use;
  use.resource = resource.id.c_str();
  use.at_end = ResourceAmount::count(1.0);
  for (const char* id : {"lost", "flown", "planned"}) {
    Mission mission;
    mission.id = id;
    for (const char* name : {"launch", "work", "after"}) {
      mission.activities.push_back(leg(name));
      mission.activities.back().uses.push_back(use);
    }
    roadmap.missions.push_back(mission);
  }
  roadmap.missions[0].status = MissionStatus::lost;
  roadmap.missions[0].activities[0].actual_start = utc("2030-02-01");
  roadmap.missions[1].status = MissionStatus::flown;
  roadmap.missions[1].activities[0].actual_start = utc("2030-03-01");
  roadmap.missions[1].activities[1].actual_start = utc("2030-03-02");
  roadmap.resources.push_back(std::move(resource));
  return roadmap;
}

std::vector<std::string> users(const Roadmap& roadmap) {
  std::vector<std::string> names;
  for (const PlacedUse& use : uses_of(roadmap, 0)) {
    names.push_back(activity_name(roadmap.missions[use.mission], use.first));
  }
  return names;
}

}  // namespace

TEST_CASE("resources: amounts are counts or quantities, and read in the unit of another", "[roadmap]") {
  CHECK(ResourceAmount::parse("3").si == 3.0);
  CHECK(ResourceAmount::parse("3").dimension == Dimension::dimensionless);
  const ResourceAmount power = ResourceAmount::parse("20 kW");
  CHECK(power.si == 20e3);
  CHECK(power.dimension == Dimension::power);
  CHECK(in_unit_of(ResourceAmount::parse("500 W"), power) == 0.5);
  CHECK(to_text(power) == "20 kW");
  CHECK(to_text(ResourceAmount::count(4.0)) == "4");
  CHECK_THROWS_AS(ResourceAmount::parse("20 kWatt"), InvalidArgument);
}

TEST_CASE("resources: of what is over a pad keeps the last, a crew nothing, a stock everything",
          "[roadmap]") {
  using Names = std::vector<std::string>;
  CHECK(users(shared(resource("pad", DisjunctiveResource{}))) == Names{"flown.launch", "flown.work",
                                                                       "flown.after", "planned.launch",
                                                                       "planned.work", "planned.after"});
  CHECK(users(shared(resource("crew", CumulativeResource{}))) ==
        Names{"flown.work", "flown.after", "planned.launch", "planned.work", "planned.after"});
  CHECK(users(shared(resource("days", CalendarResource{}))).size() == 5);
  CHECK(users(shared(resource("stock", ReservoirResource{}))) ==
        Names{"lost.launch", "flown.launch", "flown.work", "flown.after", "planned.launch", "planned.work",
              "planned.after"});
}

TEST_CASE("resources: a use of a mission spans its legs", "[roadmap]") {
  Roadmap roadmap = shared(resource("room", DisjunctiveResource{}));
  for (Mission& mission : roadmap.missions) {
    for (Activity& activity : mission.activities) activity.uses.clear();
  }
  ResourceUse use;
  use.resource = "room";
  use.from = "work";
  roadmap.missions[2].uses = {use};
  const std::vector<PlacedUse> uses = uses_of(roadmap, 0);
  REQUIRE(uses.size() == 1);
  CHECK(uses[0].mission == 2);
  CHECK(uses[0].first == 1);
  CHECK(uses[0].last == 2);
}

TEST_CASE("resources: what is asked of them is checked where the roadmap is made in code", "[roadmap]") {
  Roadmap roadmap = shared(resource("pad", DisjunctiveResource{Duration::days(-1), {}}));
  std::vector<std::string> codes;
  for (const Diagnostic& found : validate(roadmap, roadmap.time_step)) codes.push_back(found.code);
  // A negative turnaround, and 'at_end' on each of nine legs.
  CHECK(codes.size() == 10);
  CHECK(std::count(codes.begin(), codes.end(), "negative-duration") == 1);
  CHECK(std::count(codes.begin(), codes.end(), "key-without-effect") == 9);
}
