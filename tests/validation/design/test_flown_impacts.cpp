// Things that met the Moon.
//
// Longjiang-2 (DSLWP-B), 2019-07-31. Elements of 2019-07-25 02:30 UTC, moon-centred ICRF, of the last orbit
// that its operators gave out, to a metre and a thousandth of a degree, and GMAT's flight from them into the
// ground (degree 10 of LP165P, DE421, principal axes): D. Estevez, github.com/daniestevez/jupyter_notebooks,
// dslwp/crash.script and dslwp_luna_pos_25jul.txt. The crater: 16.6956 N, 159.5170 E within 10 m, M.
// Robinson, lroc.sese.asu.edu/posts/1132; the ground there: 1561 m below the sphere of 1737.4 km
// (dslwp/demtrack.py).
//
// Apollo 17's S-IVB, 1972-12-10 20:32:42 UTC at 4.21 S, 12.31 W with 2.55 km/s, 55 deg from the horizontal:
// NSSDC (earthlyissues.com/apollo17.htm). The ephemeris begins in 2018: three Saros periods later Moon, Earth
// and Sun stand nearly as they did.
#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/design/disposal/impact.hpp>
#include <perilune/design/disposal/stage_disposal.hpp>
#include <perilune/dynamics/elements.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

constexpr double deg = 3.14159265358979323846 / 180.0;

State longjiang_2() {
  const ClassicalElements elements{8708.404e3,   0.747921,     44.157 * deg,
                                   52.405 * deg, 86.261 * deg, 165.00062091131025 * deg};
  const PositionVelocity at = state_from_elements(elements, mu_moon_m3_s2);
  return {Epoch::parse("2019-07-25T02:30:00 UTC"), moon_centred_icrf, at.position_m, at.velocity_m_s, 45.0};
}

StandardForces fields_of_degree(int degree) {
  StandardForces made;
  made.add(spherical_harmonics(moon, {.degree = degree})).add(point_mass(earth)).add(point_mass(sun));
  made.add(point_mass(venus)).add(point_mass(jupiter));
  made.add(
      solar_radiation_pressure({.area = 0.25_m2, .reflectivity_coefficient = 1.8}));  // as in crash.script
  return made;
}

}  // namespace

TEST_CASE("impact: Longjiang-2 comes down where its crater is", "[design][validation]") {
  ImpactOptions options;
  options.forces = fields_of_degree(30);
  options.ground_height = Length::from_si(-1561.0);
  const auto impact = predict_impact(longjiang_2(), Duration::days(8.0), options);
  REQUIRE(impact);
  INFO(impact->report());
  // Eight revolutions on, a thousandth of a degree of the elements is 0.6 km at the apolune, and a metre of
  // the axis 0.3 s; the fall is 10 deg steep, so that 0.3 km of height are 1.7 km along the ground.
  const SurfacePoint crater = surface_point(16.6956_deg, 159.5170_deg, Length::from_si(-1561.0));
  CHECK(arc_between_rad(impact->place, crater) * moon_radius_m < 1.8e3);
  // The last sign of it was lost on time: "14:20 UTC".
  CHECK(std::abs((impact->state.epoch - Epoch::parse("2019-07-31T14:20:00 UTC")).seconds()) < 60.0);
}

TEST_CASE("impact: Longjiang-2 falls along GMAT's track", "[design][validation]") {
  const Propagator<StandardForces> propagator(fields_of_degree(10),
                                              {.dense_output = false, .stop_at_impact = false});
  struct Row {
    const char* epoch;
    Eigen::Vector3d pa_km;
  };
  for (const Row& row :
       {Row{"JD 2458696.09691216356 UTC", {-1556.652083724844, 642.2154103705921, 469.6774394314787}},
        Row{"JD 2458696.09740984875 UTC", {-1557.694370054584, 555.3853300660841, 511.3815054171538}}}) {
    CAPTURE(row.epoch);
    const State here =
        propagator.propagate(longjiang_2(), Epoch::parse(row.epoch)).end_state().in(moon_fixed_pa);
    const Eigen::Vector3d off_m = here.position_m - 1e3 * row.pa_km;
    CAPTURE(off_m.transpose());
    CHECK(off_m.norm() < 400.0);
  }
}

TEST_CASE("disposal: Apollo 17's third stage meets the Moon as fast and as steep as it did",
          "[design][validation]") {
  const Duration saros = Duration::days(3.0 * 6585.3211);
  TimedTranslunarRequest departure;
  departure.site = kennedy().place;
  departure.lift_off = Epoch::parse("1972-12-07T05:33:00 UTC") + saros;
  departure.perilune =
      Epoch::parse("1972-12-10T19:53:00 UTC") + saros;  // of the craft: its braking began 19:47
  departure.parking_revolutions = 1;
  departure.ascent.altitude = 170_km;
  departure.perilune_altitude = 97_km;
  departure.inclination = 160_deg;
  departure.branch = ArrivalBranch::south;
  const TranslunarTransfer craft = design_translunar(departure);
  INFO(craft.report());
  REQUIRE(craft.status == TranslunarStatus::converged);
  StageDisposalRequest request;
  request.stage = craft.injection;
  request.burns_after = {Duration::hours(2.0)};
  request.goal = StageFate::lunar_impact;
  request.site = surface_point(-4.21_deg, -12.31_deg);
  const StageDisposal found = design_stage_disposal(request);
  INFO(found.report());
  REQUIRE(found.status == StageDisposalStatus::converged);
  CHECK(arc_between_rad(found.outcome.impact->place, request.site) * moon_radius_m < 100.0);
  CHECK(found.outcome.impact->speed_m_s == Approx(2550.0).epsilon(0.01));
  CHECK(std::abs(found.outcome.impact->angle_rad / deg - 55.0) < 1.5);
  // Not asked for: the stage was pushed at other times and by other means.
  CHECK(std::abs(
            (found.outcome.impact->state.epoch - (Epoch::parse("1972-12-10T20:32:42 UTC") + saros)).hours()) <
        1.0);
}
