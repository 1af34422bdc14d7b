// Two flown missions by way of ellipses about the Earth, found again from the second of lift-off, the apogees
// that their operator announced after each burn, thrust and mass, and the middle of the braking at the Moon.
// What comes out: when each burn was, how long it took, the perigees, and when and how the injection was.
//
// Chandrayaan-2: begin (IST) and length of burns as ISRO announced them (Business Today/PTI 2019-07-26, News
// Bharati 2019-07-29, Mid-Day 2019-08-02, ANI 2019-08-06, DNA 2019-08-14), the first orbit 170 x 45,475 km
// (UNI 2019-07-24); 3850 kg. Braking 2019-08-20 from 09:02 IST on for 1738 s into 114 x 18,072 km.
// Chandrayaan-3: orbits (Tribune 2023-08-24, ABP 2023-07-17, BQ Prime and Devdiscourse 2023-07-25, Deccan
// Herald 2023-08-01); 3900 kg; braking from about 13:30 UTC on for 1835 s, 164 km.
// Both have an engine of 440 N. Its specific impulse is not published: 315 s, as such engines have.
// Sriharikota's second pad: 13.72 N, 80.23 E; the rocket's 974 s (Chandrayaan-2: "about 16 minutes").
#include <cmath>
#include <vector>

#include <perilune/design/phasing/phasing_transfer.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

constexpr double deg = 3.14159265358979323846 / 180.0;

struct FlownBurn {
  BurnPlace place;
  int passage;
  double opposite_km;
  const char* begin;  ///< UTC
  double length_s;    ///< 0: not published
  double perigee_km;  ///< announced after it; 0: steered otherwise, or not announced
};

struct Flown {
  const char *name, *lift_off, *perilune;
  double mass_kg, perigee_km, apogee_km, perilune_km;
  std::vector<FlownBurn> burns;  ///< the injection last
  double first_tolerance_h;      ///< of the first two epochs
};

PhasingRequest request_of(const Flown& flown) {
  PhasingRequest request;
  request.site = {"sriharikota", surface_point(13.72_deg, 80.23_deg), 60_deg, 140_deg};
  request.lift_off = Epoch::parse(flown.lift_off);
  request.perilune = Epoch::parse(flown.perilune);
  request.ascent.duration = Duration::seconds(974.0);
  request.ascent.altitude = Length::from_si(flown.perigee_km * 1e3);
  request.apogees = ApogeeAltitude::osculating;
  request.first_apogee_altitude = Length::from_si(flown.apogee_km * 1e3);
  for (const FlownBurn& burn : flown.burns) {
    request.burns.push_back({.name = burn.begin,
                             .place = burn.place,
                             .passage = burn.passage,
                             .opposite_altitude = Length::from_si(burn.opposite_km * 1e3)});
  }
  request.injection_passage = request.burns.back().passage;
  request.burns.pop_back();
  request.engine = {.thrust = 440_N, .specific_impulse = Duration::seconds(315.0)};
  request.mass = Mass::from_si(flown.mass_kg);
  request.perilune_altitude = Length::from_si(flown.perilune_km * 1e3);
  request.inclination = 88_deg;
  return request;
}

}  // namespace

TEST_CASE("phasing: Chandrayaan-2 and Chandrayaan-3 burn when and as long as they did",
          "[design][validation]") {
  constexpr BurnPlace low = BurnPlace::periapsis, high = BurnPlace::apoapsis;
  const Flown flown = GENERATE_COPY(Flown{"Chandrayaan-2",
                                          "2019-07-22T09:13:12 UTC",
                                          "2019-08-20T03:46:00 UTC",
                                          3850.0,
                                          170.0,
                                          45475.0,
                                          114.0,
                                          {{high, 4, 230.0, "2019-07-24T09:22:00 UTC", 57.0, 230.0},
                                           {low, 3, 54829.0, "2019-07-25T19:38:00 UTC", 883.0, 0.0},
                                           {low, 5, 71792.0, "2019-07-29T09:42:00 UTC", 989.0, 0.0},
                                           {low, 4, 89472.0, "2019-08-02T09:57:00 UTC", 646.0, 0.0},
                                           {low, 3, 142975.0, "2019-08-06T09:34:00 UTC", 1041.0, 0.0},
                                           {low, 3, 0.0, "2019-08-13T20:51:00 UTC", 1203.0, 0.0}},
                                          1.0},
                                    // The day alone was announced for the first two, an hour (14 to 15 h, 0
                                    // to 1 h IST) for the others: middle.
                                    Flown{"Chandrayaan-3",
                                          "2023-07-14T09:05:17 UTC",
                                          "2023-08-05T13:45:00 UTC",
                                          3900.0,
                                          170.0,
                                          36500.0,
                                          164.0,
                                          {{low, 2, 41762.0, "2023-07-15T12:00:00 UTC", 0.0, 173.0},
                                           {high, 4, 226.0, "2023-07-17T12:00:00 UTC", 0.0, 226.0},
                                           {low, 3, 51400.0, "2023-07-18T09:00:00 UTC", 0.0, 228.0},
                                           {low, 3, 71351.0, "2023-07-20T09:00:00 UTC", 0.0, 233.0},
                                           {low, 5, 127603.0, "2023-07-25T09:00:00 UTC", 0.0, 236.0},
                                           {low, 3, 0.0, "2023-07-31T19:00:00 UTC", 0.0, 288.0}},
                                          12.0});
  const PhasingTransfer found = design_phasing_transfer(request_of(flown));
  INFO(flown.name << ": " << found.report());
  REQUIRE(found.status == PhasingStatus::converged);
  REQUIRE(found.legs.size() == flown.burns.size());
  for (std::size_t i = 0; i < flown.burns.size(); ++i) {
    const FlownBurn& burn = flown.burns[i];
    const PhasingLeg& leg = found.legs[i];
    CAPTURE(burn.begin);
    // An orbit announced to a kilometre has its period to a part in ten thousand; over twenty-two days that
    // adds up to what is seen: 52 min at most for Chandrayaan-2, 63 min for Chandrayaan-3 after the first two
    // burns.
    const double tolerance_h = i < 2 ? flown.first_tolerance_h : 1.1;
    CHECK(std::abs((leg.ignition.epoch - Epoch::parse(burn.begin)).hours()) < tolerance_h);
    // The flown burns took 3 to 5 % longer (an engine of 425 N would), the first one 10 %: it raised the
    // perigee, too, so that it was not along the velocity. The 57 s are of a burn at the apogee of which 10 s
    // are ignition.
    if (burn.length_s > 100.0) CHECK(leg.burn.duration->seconds() == Approx(burn.length_s).epsilon(0.11));
    // Not given: raised by the pulls of Moon and Sun and by the length of the burns.
    if (burn.perigee_km > 0.0) CHECK(std::abs(leg.perigee_altitude_m * 1e-3 - burn.perigee_km) < 2.0);
  }
  // One propagator with all forces and the plan alone comes to the same perilune.
  const State end = fly(found.plan).end_state().in(moon_centred_icrf);
  CHECK((end.position_m - found.perilune.position_m).norm() < 20.0);
  // All of it costs more than one injection by what the burns lose and by the higher perigees.
  const double all_m_s = found.rocket_delta_v_m_s + found.craft_delta_v_m_s();
  CHECK(all_m_s > found.direct_delta_v_m_s());
  CHECK(all_m_s < found.direct_delta_v_m_s() + 35.0);
}
