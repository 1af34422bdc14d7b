#include <perilune/design/libration/ephemeris_orbit.hpp>

#include <algorithm>
#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/design/families/named_families.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/propagation/propagator.hpp>

#include "support/nrho.hpp"

#include "support/catch.hpp"

using namespace perilune;

TEST_CASE("ephemeris orbit: a near-rectilinear orbit closes in the full model and stays one", "[design]") {
  const Cr3bp model = earth_moon_cr3bp();
  const EphemerisOrbit orbit =
      ephemeris_orbit(model, nine_to_two_orbit(), Epoch::parse("2026-01-05 UTC"), 10);
  REQUIRE(orbit.status == EphemerisOrbitStatus::converged);
  CHECK(orbit.nodes.size() == 51);
  CHECK(orbit.worst_gap_m < 1.0);
  CHECK(orbit.worst_gap_m_s < 1e-5);
  // Ten revolutions of 6.562 d; the radii vary about those of the three-body orbit, 3,200 and 71,000 km.
  CHECK(std::abs((orbit.end() - orbit.begin()).days() - 65.6) < 0.1);
  int periapses = 0;
  Propagator<StandardForces> propagator(translunar_forces(), {.integrator = Integrator::rkn1210});
  propagator.add_event(perilune_passage()).add_event(apolune_passage());
  for (std::size_t i = 0; i + 1 < orbit.nodes.size(); ++i) {  // another integrator comes to the same nodes
    const Trajectory flown = propagator.propagate(orbit.nodes[i], orbit.nodes[i + 1].epoch);
    CHECK((flown.end_state().position_m - orbit.nodes[i + 1].position_m).norm() < 2.0);
    for (const EventRecord& event : flown.events()) {
      if (event.kind == Event::Kind::periapsis) {
        ++periapses;
        CHECK(event.distance_m > 2.6e6);
        CHECK(event.distance_m < 4.2e6);
      } else {
        CHECK(event.distance_m > 6.8e7);
        CHECK(event.distance_m < 7.4e7);
      }
    }
  }
  CHECK(periapses == 10);
  const Epoch middle = orbit.begin() + Duration::days(30.0);
  CHECK(orbit.at(middle).epoch == middle);
  CHECK_THROWS_AS(orbit.at(orbit.end() + Duration::days(1.0)), InvalidArgument);
}

TEST_CASE("ephemeris orbit: a distant retrograde orbit, too", "[design]") {
  const Cr3bp model = earth_moon_cr3bp();
  const OrbitFamily family = find_family(model, FamilyName::distant_retrograde, {.find_bifurcations = false});
  // Artemis I's: 70,000 km across.
  const auto found = members_with(
      model, family, [](const PeriodicOrbit& each) { return each.periapsis_nd; }, 70e6 / 389703e3);
  REQUIRE(!found.empty());
  const EphemerisOrbit orbit = ephemeris_orbit(model, found.front(), Epoch::parse("2026-05-01 UTC"), 4);
  REQUIRE(orbit.status == EphemerisOrbitStatus::converged);
  for (double day = 0.0; day < (orbit.end() - orbit.begin()).days(); day += 0.5) {
    const double r_m = orbit.at(orbit.begin() + Duration::days(day)).position_m.norm();
    CHECK(r_m > 5.5e7);
    CHECK(r_m < 1.1e8);
  }
}

TEST_CASE("ephemeris orbit: everything that cannot be is named at once", "[design]") {
  PeriodicOrbit none;
  try {
    ephemeris_orbit(earth_moon_cr3bp(), none, Epoch::parse("2026-05-01 UTC"), 0,
                    {.nodes_per_revolution = 99});
    FAIL("accepted");
  } catch (const InvalidArgument& error) {
    const std::string text = error.what();
    CHECK(text.find("revolutions is 0") != std::string::npos);
    CHECK(text.find("nodes_per_revolution is 99") != std::string::npos);
    CHECK(text.find("no period") != std::string::npos);
  }
}
