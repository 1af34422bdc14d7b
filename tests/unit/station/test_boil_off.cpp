// Stores that lose a share of what is in them, and flights that come for more than there is.
#include <cmath>

#include <perilune/station/simulate.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

const Epoch first_day = Epoch::parse("2031-01-01 UTC");
constexpr double books_tolerance = 1e-9;
constexpr double share_per_day = 2e-3;

StationElement tank(std::string id, double capacity_kg, double initial_kg, double boil_off_per_day) {
  StationElement made;
  made.id = std::move(id);
  made.from = first_day;
  Store store;
  store.commodity = "liquid-oxygen";
  store.capacity_kg = capacity_kg;
  store.initial_kg = initial_kg;
  store.boil_off_per_day = boil_off_per_day;
  made.stores = {store};
  return made;
}

Process flow(std::string id, double kg_d) {
  Process made;
  made.id = std::move(id);
  made.flows = {{"liquid-oxygen", per_day(kg_d)}, {std::string(commodity::environment), per_day(-kg_d)}};
  return made;
}

Station depot(std::vector<StationElement> elements) {
  Station station;
  station.id = "depot";
  station.elements = std::move(elements);
  return station;
}

CommodityBalance books_of(const Station& station, Duration span) {
  const StationHistory history = simulate(station, {first_day, first_day + span});
  for (const CommodityBalance& books : history.yearly) CHECK(books.defect() < books_tolerance);
  const CommodityBalance books = history.balance("liquid-oxygen");
  CHECK(books.defect() < books_tolerance);
  return books;
}

}  // namespace

TEST_CASE("boil-off: what nobody touches falls by its share each day", "[station][property]") {
  const double days = GENERATE(0.3, 1.0, 100.0, 700.0);
  const CommodityBalance books =
      books_of(depot({tank("tank", 20e3, 15e3, share_per_day)}), Duration::days(days));
  CAPTURE(days);
  const double left_kg = 15e3 * std::pow(1.0 - share_per_day, days);
  CHECK(books.closing_kg == Approx(left_kg).epsilon(1e-12));
  CHECK(books.boiled_off_kg == Approx(15e3 - left_kg).epsilon(1e-9));
  CHECK(books.vented_kg == 0.0);
  CHECK(books.lost_kg == 0.0);
}

TEST_CASE("boil-off: what lies in several tanks is lost by each one's share of the room", "[station]") {
  const CommodityBalance books =
      books_of(depot({tank("poor", 3e3, 2e3, 4e-3), tank("good", 9e3, 7e3, 0.0)}), 50_d);
  // A rate of a quarter of the poor one's.
  CHECK(books.closing_kg == Approx(9e3 * std::pow(1.0 - 4e-3, 50.0 / 4.0)).epsilon(1e-12));
}

TEST_CASE("boil-off: with a constant flow the level follows the closed form within a day's share",
          "[station]") {
  const double flow_kg_d = GENERATE(-20.0, 15.0);
  StationElement one = tank("tank", 50e3, 6e3, share_per_day);
  one.processes = {flow("pump", flow_kg_d)};
  const double days = 200.0, rate = -std::log1p(-share_per_day);
  const double left_kg = (6e3 - flow_kg_d / rate) * std::exp(-rate * days) + flow_kg_d / rate;
  const CommodityBalance books = books_of(depot({one}), Duration::days(days));
  CAPTURE(flow_kg_d);
  // What flows within a step of a day counts as there for half of it.
  CHECK(std::abs(books.closing_kg - left_kg) < 0.5 * rate * std::abs(flow_kg_d) * days);
  CHECK(books.boiled_off_kg > 0.0);
}

TEST_CASE("boil-off: a plant keeps a full tank full, and makes no more than that", "[station]") {
  StationElement one = tank("tank", 10e3, 10e3, share_per_day);
  one.processes = {flow("plant", 500.0)};
  const CommodityBalance books = books_of(depot({one}), 100_d);
  CHECK(books.closing_kg == Approx(10e3).epsilon(1e-9));
  CHECK(books.made_kg == Approx(100.0 * 10e3 * share_per_day).epsilon(1e-9));
  CHECK(books.boiled_off_kg == Approx(books.made_kg).epsilon(1e-9));
}

TEST_CASE("boil-off: a craft that comes for more than there is left takes what there is, and that is told",
          "[station]") {
  Station station = depot({tank("tank", 20e3, 1e3, share_per_day)});
  const SourceLocation where{"depot.yaml", 12, 9};
  station.deliveries = {{"lander", first_day + 10_d, "liquid-oxygen", -5e3, where},
                        {"tanker", first_day + 10_d, "liquid-oxygen", 3e3, {}}};
  const StationHistory history = simulate(station, {first_day, first_day + 30_d});
  const double left_kg = 1e3 * std::pow(1.0 - share_per_day, 10.0);
  REQUIRE(history.problems.size() == 1);
  const StationProblem& problem = history.problems.front();
  CHECK(problem.failure == StationFailure::store_short);
  CHECK(to_text(problem.failure) == "store-short");
  CHECK(problem.what == "lander");
  CHECK(problem.resource == "liquid-oxygen");
  CHECK(problem.span.from == first_day + 10_d);
  CHECK(problem.where == where);
  // What comes at the same moment is there first.
  CHECK(problem.missing == Approx(5e3 - 3e3 - left_kg).epsilon(1e-9));
  const CommodityBalance& books = history.balance("liquid-oxygen");
  CHECK(books.taken_kg == Approx(3e3 + left_kg).epsilon(1e-9));
  CHECK(books.closing_kg == 0.0);
  CHECK(books.defect() < books_tolerance);

  // Whoever finds all of it is not short of anything.
  station.deliveries[0].kg = -(3e3 + left_kg);
  CHECK(simulate(station, {first_day, first_day + 30_d}).problems.empty());
}
