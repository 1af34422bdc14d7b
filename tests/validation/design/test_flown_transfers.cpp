// Transfers that were flown, found again from lift-off second, site, and the arrival of the tracked orbit;
// nothing of the injection goes in.
//
// Lift-off: Xinhua, CNSA. Orbits after injection: Bill Gray's collection of orbits fitted to optical
// observations (GitHub Bill-Gray/tles, files 24051a and 20087a/b): mean equator of J2000, dates in TT.
#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/dynamics/elements.hpp>
#include <perilune/frames/moon_axes.hpp>
#include <perilune/propagation/propagator.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

constexpr double deg = 3.14159265358979323846 / 180.0;

struct Flown {
  const char *name, *lift_off, *epoch;
  double a_km, e, inclination_deg, node_deg, argument_deg, mean_anomaly_deg;
  double inclination_tolerance_deg;
};

}  // namespace

TEST_CASE("translunar: Queqiao-2 and Chang'e-5 leave as they did", "[design][validation]") {
  // The inclination of a plane through the site at lift-off and the Moon. Queqiao-2 is met within 0.1 deg.
  // Chang'e-5 is 0.51 deg off, for a reason that is not known: a rocket may steer out of that plane, which no
  // model of ours does.
  const Flown flown =
      GENERATE(Flown{"Queqiao-2", "2024-03-20T00:31:28 UTC", "2024-03-22T00:00:00 TT", 208452.2176,
                     0.96888026, 23.0998, 176.647854, 186.033193, 64.417218484, 0.2},
               Flown{"Chang'e-5", "2020-11-23T20:30:12 UTC", "2020-11-25T00:00:00 TT", 203486.4145, 0.9681122,
                     21.29848854, 2.20020643, 227.66196617, 38.2048999, 0.55});
  const ClassicalElements elements{flown.a_km * 1e3,
                                   flown.e,
                                   flown.inclination_deg * deg,
                                   flown.node_deg * deg,
                                   flown.argument_deg * deg,
                                   true_anomaly_rad(flown.mean_anomaly_deg * deg, flown.e)};
  const PositionVelocity tracked = state_from_elements(elements, mu_earth_m3_s2);
  Propagator<StandardForces> propagator(translunar_forces());
  propagator.stop_at(perilune_passage());
  const State arrival = propagator
                            .propagate(State{Epoch::parse(flown.epoch), earth_centred_eme2000,
                                             tracked.position_m, tracked.velocity_m_s, 1.0},
                                       Duration::days(6.0))
                            .end_state()
                            .in(moon_centred_icrf);
  const auto plane = b_plane({arrival.position_m, arrival.velocity_m_s}, mu_moon_m3_s2,
                             moon_me_from_icrf(arrival.epoch).R.row(2).transpose());
  REQUIRE(plane);

  TimedTranslunarRequest request;
  request.site = wenchang().place;
  request.lift_off = Epoch::parse(flown.lift_off);
  request.perilune = arrival.epoch;
  request.perilune_altitude = Length::from_si(plane->periapsis_m - moon_radius_m);
  request.inclination = Angle::from_si(plane->inclination_rad);
  request.branch = plane->b_r_m < 0.0 ? ArrivalBranch::north : ArrivalBranch::south;
  const TranslunarTransfer transfer = design_translunar(request);
  INFO(flown.name << ": " << transfer.report());
  REQUIRE(transfer.status == TranslunarStatus::converged);
  const State there = Propagator<StandardForces>(translunar_forces())
                          .propagate(transfer.injection, Epoch::parse(flown.epoch))
                          .end_state()
                          .in(earth_centred_eme2000);
  const ClassicalElements found = elements_from_state({there.position_m, there.velocity_m_s}, mu_earth_m3_s2);
  const double c3_km2_s2 = -mu_earth_m3_s2 / found.semi_major_axis_m * 1e-6;
  const double c3_flown_km2_s2 = -mu_earth_m3_s2 / elements.semi_major_axis_m * 1e-6;
  CAPTURE(found.inclination_rad / deg, c3_km2_s2, c3_flown_km2_s2, transfer.arrival.v_infinity_m_s);
  CHECK(std::abs(found.inclination_rad / deg - flown.inclination_deg) < flown.inclination_tolerance_deg);
  CHECK(std::abs(c3_km2_s2 - c3_flown_km2_s2) < 0.05);
  CHECK(std::abs(transfer.arrival.v_infinity_m_s - plane->v_infinity_m_s) < 30.0);
}
