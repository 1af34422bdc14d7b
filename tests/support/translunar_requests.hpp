// Seeded requests for flights to the Moon: four sites, 2024 to 2045, 3 to 6 d, perilune 60 to 1000 km, any
// inclination, both daily opportunities and both branches; stages of 3 to 12 m/s^2 and craft of 0.4 to 3
// m/s^2, captures into circles and ellipses of up to 20,000 km.
#pragma once

#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include <perilune/bodies/constants.hpp>
#include <perilune/design/burns/lunar_flight.hpp>
#include <perilune/design/selenographic.hpp>
#include <perilune/propagation/propagator.hpp>

#include "support/catch.hpp"

namespace perilune::test {

struct WantedFlight {
  TranslunarRequest request;  ///< without a stage
  InjectionStage stage;
  LunarArrival arrival;
};

inline std::vector<WantedFlight> wanted_flights(std::size_t count) {
  constexpr double deg = 3.14159265358979323846 / 180.0;
  const LaunchSite sites[] = {wenchang(), xichang(), vostochny(), kennedy()};
  std::mt19937_64 generator(20260301), burns(20260302);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  std::vector<WantedFlight> wanted(count);
  for (std::size_t i = 0; i < count; ++i) {
    TranslunarRequest& request = wanted[i].request;
    request.site = sites[i % 4];
    request.earliest = Epoch::parse("2024-01-01T00:00:00 TDB") + Duration::days(7990.0 * unit(generator));
    request.time_of_flight = Duration::days(3.0 + 3.0 * unit(generator));
    request.perilune_altitude = Length::from_si(60e3 + 940e3 * unit(generator));
    request.inclination = Angle::from_si(180.0 * deg * unit(generator));
    request.branch = unit(generator) < 0.5 ? ArrivalBranch::north : ArrivalBranch::south;
    request.opportunity = unit(generator) < 0.5 ? DailyOpportunity::northbound : DailyOpportunity::southbound;

    const double stage_kg = 27000.0, craft_kg = 8000.0;
    wanted[i].stage = {{Force::from_si(stage_kg * (3.0 + 9.0 * unit(burns))),
                        Duration::seconds(320.0 + 140.0 * unit(burns))},
                       Mass::from_si(stage_kg)};
    LunarArrival& arrival = wanted[i].arrival;
    arrival.mass = Mass::from_si(craft_kg);
    arrival.engine = {Force::from_si(craft_kg * (0.4 + 2.6 * unit(burns))), Duration::seconds(315.0)};
    const double higher_m = unit(burns) < 0.5 ? 0.0 : 20000e3 * unit(burns);
    arrival.burns = {{.periapsis_altitude = request.perilune_altitude,
                      .apoapsis_altitude = request.perilune_altitude + Length::from_si(higher_m),
                      .inclination = request.inclination}};
  }
  return wanted;
}

/// Whether a launch and an approach leave the inclination in reach with two degrees to spare.
inline bool in_reach(const WantedFlight& wanted, const TranslunarTransfer& transfer) {
  constexpr double deg = 3.14159265358979323846 / 180.0;
  const double least_rad = std::abs(transfer.arrival.declination_rad) + 2.0 * deg;
  const double wanted_rad = wanted.request.inclination.in(radian);
  return wanted_rad >= least_rad && wanted_rad <= 180.0 * deg - least_rad;
}

/// What one propagator makes of a plan, from the parking orbit on, in all forces: misses of the approach's
/// perilune (without the capture) and of the orbit after it.
struct Misses {
  double perilune_m = 0.0, inclination_deg = 0.0, epoch_s = 0.0;
  double captured_perilune_m = 0.0, captured_apolune_m = 0.0, captured_inclination_deg = 0.0;
};

inline Misses flown_misses(const WantedFlight& wanted, const LunarFlight& flight) {
  constexpr double deg = 3.14159265358979323846 / 180.0;
  const auto fly_until = [&](std::size_t manoeuvres, Epoch end) {
    PropagatorOptions options;
    options.dense_output = false;
    Propagator<StandardForces> propagator(translunar_forces(), options);
    for (std::size_t i = 0; i < manoeuvres; ++i) propagator.add_manoeuvre(flight.plan.manoeuvres[i]);
    return propagator.propagate(flight.plan.start, end).end_state().in(moon_centred_icrf);
  };
  Misses misses;
  const State arrived =
      fly_until(flight.plan.manoeuvres.size() - flight.burns.size(), flight.transfer.perilune.epoch);
  const ClassicalElements approach = selenographic_elements(arrived);
  const double wanted_m = moon_radius_m + wanted.request.perilune_altitude.in(metre);
  const double wanted_rad = wanted.request.inclination.in(radian);
  misses.perilune_m = std::abs(approach.semi_major_axis_m * (1.0 - approach.eccentricity) - wanted_m);
  misses.inclination_deg = std::abs(approach.inclination_rad - wanted_rad) / deg;
  misses.epoch_s = std::abs(std::remainder(approach.true_anomaly_rad, 360.0 * deg)) *
                   arrived.position_m.norm() / arrived.velocity_m_s.norm();
  const ClassicalElements orbit =
      selenographic_elements(fly_until(flight.plan.manoeuvres.size(), flight.plan.end));
  const double apolune_m = moon_radius_m + wanted.arrival.burns[0].apoapsis_altitude->in(metre);
  misses.captured_perilune_m = std::abs(orbit.semi_major_axis_m * (1.0 - orbit.eccentricity) - wanted_m);
  misses.captured_apolune_m = std::abs(orbit.semi_major_axis_m * (1.0 + orbit.eccentricity) - apolune_m);
  misses.captured_inclination_deg = std::abs(orbit.inclination_rad - wanted_rad) / deg;
  return misses;
}

inline void check_targets(const Misses& misses) {
  CHECK(misses.perilune_m < 100.0);
  CHECK(misses.inclination_deg < 0.01);
  CHECK(misses.epoch_s < 1.0);
  CHECK(misses.captured_perilune_m < 100.0);
  CHECK(misses.captured_apolune_m < 500.0);
  CHECK(misses.captured_inclination_deg < 0.01);
}

}  // namespace perilune::test
