#include <perilune/design/low_energy/ballistic_transfer.hpp>

#include <cmath>
#include <string>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/design/selenographic.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {
constexpr double degree_rad = 0.017453292519943295;
}

TEST_CASE("ballistic transfer: from the injection alone it comes to the perilune, slowly", "[design]") {
  BallisticTransferRequest request;
  request.arrival = {Epoch::parse("2026-08-05 UTC"), Epoch::parse("2026-08-06 UTC")};
  request.capture_energy_m2_s2 = -0.03e6;
  request.most_corrected = 4;
  // Corrections move the arrival by hours: all that comes within the day counts.
  ThreadPool pool({.threads = 2, .pin = false});
  const BallisticTransferSearch search = search_ballistic_transfers(request, pool);
  CHECK(search.flown == 36 * 24);
  CHECK(search.candidates >= 2);
  REQUIRE(!search.transfers.empty());
  for (const BallisticTransfer& made : search.transfers) {
    CAPTURE(made.report());
    const Trajectory flight = fly(made);
    const State there = flight.end_state().in(moon_centred_icrf);
    CHECK((there.position_m - made.perilune.position_m).norm() < 100.0);
    CHECK(std::abs(there.position_m.dot(there.velocity_m_s)) <
          1e-4 * there.position_m.norm() * there.velocity_m_s.norm());
    CHECK(std::abs(there.position_m.norm() - moon_radius_m - 100e3) < 150.0);
    CHECK(std::abs(selenographic_elements(there).inclination_rad - 90.0 * degree_rad) < 0.01 * degree_rad);
    CHECK(std::abs(made.injection.position_m.norm() - earth_radius_m - 185e3) < 5e3);
    CHECK(made.departure_inclination_rad > 20.0 * degree_rad);
    CHECK(made.departure_inclination_rad < 60.0 * degree_rad);
    // Escape speed less circular speed at 100 km is 676.7 m/s: below, the Moon has caught it by itself.
    CHECK(made.insertion_delta_v_m_s < 676.7);
    CHECK(made.insertion_delta_v_m_s > 640.0);
    // From 185 km, escape takes 3,228 m/s; an apogee of 1.4 million km 15 m/s less, a lunar flyby on the way
    // out up to 80 m/s less.
    CHECK(made.injection_delta_v_m_s > 3130.0);
    CHECK(made.injection_delta_v_m_s < 3228.0);
    CHECK(made.farthest_m > 0.9e9);
    CHECK(made.farthest_m < 2.5e9);
  }
}

TEST_CASE("ballistic transfer: everything that cannot be is named at once", "[design]") {
  BallisticTransferRequest request;
  request.arrival = {Epoch::parse("2026-08-05 UTC"), Epoch::parse("2026-08-05 UTC")};
  request.nodes = 1;
  request.capture_energy_m2_s2 = 1e6;
  ThreadPool pool({.threads = 1, .pin = false});
  try {
    search_ballistic_transfers(request, pool);
    FAIL("accepted");
  } catch (const InvalidArgument& error) {
    const std::string text = error.what();
    CHECK(text.find("arrivals is empty") != std::string::npos);
    CHECK(text.find("a grid of 1 nodes") != std::string::npos);
    CHECK(text.find("capture_energy_m2_s2 1e+06") != std::string::npos);
  }
}
