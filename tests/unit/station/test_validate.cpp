#include <algorithm>
#include <cmath>
#include <functional>

#include <perilune/station/station.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

const Epoch first_day = Epoch::parse("2036-01-01 UTC");

/// A habitat with a crew, and nothing wrong.
Station sound_station() {
  StationElement habitat;
  habitat.id = "habitat";
  habitat.from = first_day;
  habitat.where = {"station.yaml", 3, 1};
  habitat.power = {fission_reactor()};
  habitat.batteries = {Battery{1e9}};
  habitat.stores = {{"oxygen", 100.0, 50.0}, {"water", 100.0, 50.0}, {"food", 100.0, 50.0}};
  habitat.processes = {water_processor(20.0)};
  Station station;
  station.id = "outpost";
  station.elements = {habitat};
  station.crew = {{"crew-1", 3, {first_day, first_day + Duration::days(30)}, {}, 3, {"station.yaml", 9, 1}}};
  station.deliveries = {{"cargo-1", first_day, "oxygen", 10.0, {"station.yaml", 12, 1}}};
  return station;
}

}  // namespace

TEST_CASE("station validation: a sound station has no problems", "[station]") {
  CHECK(validate(sound_station()).empty());
}

TEST_CASE("station validation: each wrong thing is found, with its code and place", "[station]") {
  struct Wrong {
    const char* code;
    int line;
    std::function<void(Station&)> make;
  };
  const double nan = std::nan("");
  const std::vector<Wrong> all = {
      {"missing-id", 3, [](Station& s) { s.elements[0].id.clear(); }},
      {"duplicate-id", 3, [](Station& s) { s.elements.push_back(s.elements[0]); }},
      {"duplicate-id", 9, [](Station& s) { s.crew.push_back(s.crew[0]); }},
      {"empty-span", 3, [](Station& s) { s.elements[0].until = first_day; }},
      {"empty-span", 9, [](Station& s) { s.crew[0].span.to = first_day; }},
      {"out-of-range", 3, [](Station& s) { s.elements[0].dry_mass_kg = -1.0; }},
      {"out-of-range", 3, [nan](Station& s) { s.elements[0].power[0].power_w = nan; }},
      {"out-of-range", 3, [](Station& s) { s.elements[0].power[0].share = Profile::constant(1.5); }},
      {"out-of-range", 3, [](Station& s) { s.elements[0].batteries[0].depth_of_discharge = 0.0; }},
      {"out-of-range", 3, [](Station& s) { s.elements[0].batteries[0].charge_efficiency = 1.01; }},
      {"out-of-range", 3, [](Station& s) { s.elements[0].dose_factor = -0.1; }},
      {"overfull-store", 3, [](Station& s) { s.elements[0].stores[0].initial_kg = 101.0; }},
      {"bad-commodity", 3, [](Station& s) { s.elements[0].stores[0].commodity = "environment"; }},
      {"mass-not-conserved", 3, [](Station& s) { s.elements[0].processes[0].flows[0].kg_s *= 1.0 + 1e-6; }},
      {"mass-not-conserved", 9, [](Station& s) { s.crew[0].rates.oxygen_kg_d = 0.9; }},
      {"out-of-range", 3, [nan](Station& s) { s.elements[0].processes[0].flows[0].kg_s = nan; }},
      {"out-of-range", 3, [](Station& s) { s.elements[0].processes[0].scale = -1.0; }},
      {"out-of-range", 9, [](Station& s) { s.crew[0].people = 0; }},
      {"out-of-range", 9, [](Station& s) { s.crew[0].return_seats = -1; }},
      {"no-store", 12, [](Station& s) { s.deliveries[0].commodity = "oxygn"; }},
      {"out-of-range", 12, [nan](Station& s) { s.deliveries[0].kg = nan; }},
  };
  for (const Wrong& wrong : all) {
    Station station = sound_station();
    wrong.make(station);
    const std::vector<Diagnostic> found = validate(station);
    CAPTURE(wrong.code, wrong.line, found.size());
    CHECK(std::any_of(found.begin(), found.end(), [&](const Diagnostic& diagnostic) {
      return diagnostic.code == wrong.code && diagnostic.where.line == wrong.line;
    }));
  }
}

TEST_CASE("station validation: a misspelt commodity gets the nearest one that has a store", "[station]") {
  Station station = sound_station();
  station.deliveries[0].commodity = "oxygn";
  REQUIRE(validate(station).size() == 1);
  CHECK(validate(station)[0].help == "did you mean 'oxygen'?");
}
