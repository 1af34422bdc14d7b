// Artemis I as flown, by NASA's tracking: README.md beside this file.
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <perilune/core/text.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

using Arc = std::vector<State>;

/// The arcs of the excerpt, by number.
std::map<int, Arc> arcs() {
  std::ifstream file(std::string(PERILUNE_SOURCE_DIR) +
                     "/tests/validation/propagation/data/artemis1_arcs.csv");
  REQUIRE(file);
  std::map<int, Arc> read;
  std::string line;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream fields(line);
    std::string number, epoch, word;
    std::getline(fields, number, ',');
    std::getline(fields, epoch, ',');
    State state;
    state.epoch = Epoch::parse(epoch + " UTC");
    state.frame = earth_centred_icrf;  // see below
    for (int n = 0; n < 6 && std::getline(fields, word, ','); ++n) {
      (n < 3 ? state.position_m[n] : state.velocity_m_s[n - 3]) = std::stod(word) * 1e3;
    }
    read[std::stoi(number)].push_back(state);
  }
  return read;
}

auto gravity() {
  StandardForces model;
  // The shape of the Moon and the tide of Jupiter are worth half a metre each in a day out there.
  model.add(point_mass(earth)).add(j2(earth)).add(spherical_harmonics(moon, {.degree = 8}));
  model.add(point_mass(sun)).add(point_mass(venus)).add(point_mass(jupiter)).add(relativity());
  return model;
}

double farthest_m(const Trajectory& flight, const Arc& arc) {
  double worst = 0.0;
  for (const State& flown : arc) {
    worst = std::max(worst, (flight.at(flown.epoch).position_m - flown.position_m).norm());
  }
  return worst;
}

}  // namespace

TEST_CASE("artemis: four arcs as flown, with one number for sunlight each, to 0.5 m",
          "[validation][propagation]") {
  // What is fitted is C_R A / m alone, by least squares along the arc; the start is NASA's first row. Orion
  // is some 10 m^2/t of panels and hull: a hundredth of a square metre a kilogram, more as propellant goes.
  const PropagatorOptions tight{.relative_tolerance = 1e-13};
  for (auto& [number, arc] : arcs()) {
    REQUIRE(arc.size() > 30);
    const State start = arc.front();
    const Epoch end = arc.back().epoch;
    StandardForces model = gravity();
    const double in_the_dark_m = farthest_m(Propagator(model, tight).propagate(start, end), arc);
    // One kilogram and a square metre: the coefficient is the number that is looked for.
    model.add(solar_radiation_pressure({.area = 1_m2, .reflectivity_coefficient = 0.01}));
    const StateTransition first =
        Propagator(model, tight).propagate_with_stm(start, end, {"reflectivity coefficient"});
    double product = 0.0, square = 0.0;
    for (std::size_t i = 1; i < arc.size(); ++i) {
      const Eigen::Vector3d slope = first.sensitivity("reflectivity coefficient", arc[i].epoch).head<3>();
      product += slope.dot(arc[i].position_m - first.trajectory().at(arc[i].epoch).position_m);
      square += slope.squaredNorm();
    }
    const double fitted_m2_kg = 0.01 + product / square;
    StandardForces lit = gravity();
    lit.add(solar_radiation_pressure({.area = 1_m2, .reflectivity_coefficient = fitted_m2_kg}));
    const double miss_m = farthest_m(Propagator(lit, tight).propagate(start, end), arc);
    WARN(detail::concat("arc ", number, ", ", fixed((end - start.epoch).seconds() / 3600.0, 1),
                        " h: C_R A / m = ", fixed(fitted_m2_kg, 5), " m^2/kg, miss ", fixed(miss_m, 3),
                        " m; without sunlight ", fixed(in_the_dark_m, 1), " m"));
    CHECK(miss_m < 0.5);
    CHECK(in_the_dark_m > 30.0);
    CHECK(fitted_m2_kg > 0.0038);
    CHECK(fitted_m2_kg < 0.0053);
  }
}
