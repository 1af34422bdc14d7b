#include "refly.hpp"

#include <algorithm>
#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "finite_burns.hpp"
#include "flyby_flights.hpp"
#include "mass_budget.hpp"

namespace perilune::detail {
namespace {

constexpr double pi = 3.14159265358979323846;

bool is_yet_to_fly(const Mission& mission) {
  return mission.status == MissionStatus::planned || mission.status == MissionStatus::unconfirmed;
}

/// Flown missions keep the dates that they have: what is designed is a flight of which only the lift-off is
/// stated.
bool is_to_be_found_again(const Mission& mission, const DesignedLegs& legs) {
  return mission.status == MissionStatus::flown && mission.activities[legs.launch].actual_start &&
         !mission.activities[legs.transfer].actual_end;
}

std::optional<DesignedLegs> legs_of(const Mission& mission, const MissionPlan& plan) {
  for (std::size_t i = 1; i < plan.legs.size(); ++i) {
    if (!plan.legs[i].is_designed) continue;
    DesignedLegs legs;
    legs.launch = i - 1;
    legs.transfer = i;
    if (mission.activities[i - 1].kind != ActivityKind::launch) return std::nullopt;
    if (i + 1 < mission.activities.size() && mission.activities[i + 1].kind == ActivityKind::capture)
      legs.capture = i + 1;
    for (std::size_t a = i + 2; legs.capture && a < plan.legs.size(); ++a) {
      if (plan.legs[a].passage) legs.later_burns.push_back(a);
    }
    for (std::size_t a = i + 1; a < plan.legs.size(); ++a) {
      if (plan.legs[a].is_designed && mission.activities[a].kind == ActivityKind::return_to_earth)
        legs.home = a;
      if (plan.legs[a].low_orbit) legs.low_orbits.push_back(a);
      if (!plan.legs[a].meets.empty()) legs.meetings.push_back(a);
      if (plan.legs[a].off_plane && legs.capture) legs.passing.push_back(a);
    }
    return legs;
  }
  return std::nullopt;
}

/// When the mission may lift off, as far as its scenario says by itself.
Interval launch_horizon(const Roadmap& roadmap, const Mission& mission, const Activity& launch) {
  Interval horizon = roadmap.horizon;
  if (roadmap.as_of) horizon.from = std::max(horizon.from, *roadmap.as_of);
  if (const auto phase = find_phase(roadmap, mission.phase.id)) {
    if (const auto from = phase_dates(roadmap, *phase).from) horizon.from = std::max(horizon.from, *from);
  }
  if (!launch.windows.empty()) {
    Epoch first = launch.windows.front().span.from, last = launch.windows.front().span.to;
    for (const Window& window : launch.windows) {
      first = std::min(first, window.span.from);
      last = std::max(last, window.span.to);
    }
    horizon = {std::max(horizon.from, first), std::min(horizon.to, last)};
  }
  horizon.to = std::max(horizon.from, horizon.to);
  return horizon;
}

/// From the lift-off of the window, with its time of flight: the perilune is moved until that holds.
TranslunarTransfer timed_transfer(const WindowProfile& profile, LaunchWindow window,
                                  const Ephemeris& ephemeris, std::optional<double> azimuth_guess_rad = {}) {
  constexpr int most_rounds = 4;
  TranslunarTransfer flight;
  for (int round = 0; round < most_rounds; ++round) {
    flight = design_translunar(timed_request(profile, window, azimuth_guess_rad), {}, ephemeris);
    const Duration late = flight.time_of_flight() - window.time_of_flight;
    if (flight.status != TranslunarStatus::converged || abs(late) < Duration::seconds(1.0)) break;
    window.perilune = window.perilune - late;
  }
  return flight;
}

/// The perilune is passed on the way to the orbit: what is asked for of an arrival is asked for of that.
void take_flyby(const Scenario& scenario, const Mission& mission, const LegPlan& transfer,
                const DurationRange& time, DesignedMission& made) {
  made.orbit = scenario.catalog.libration_orbit(transfer.orbit.id);
  if (!made.orbit) {
    throw InvalidArgument(concat("plan: the mission '", mission.id, "' goes to '", transfer.orbit.id,
                                 "', which is no orbit. Describe it under 'libration_orbits'."));
  }
  made.time_of_flight = time;
  WindowProfile& profile = made.profile;
  if (transfer.flyby_after) {
    profile.time_of_flight_min = transfer.flyby_after->min;
    profile.time_of_flight_max = transfer.flyby_after->max.value_or(Duration::days(7.0));
  } else {
    profile.time_of_flight_min = WindowProfile{}.time_of_flight_min;
    profile.time_of_flight_max = WindowProfile{}.time_of_flight_max;
  }
  profile.inclination = Angle::from_si(0.5 * pi);
  profile.branch = ArrivalBranch::north;
}

bool allows(const LaunchSite& site, double azimuth_rad) {
  return azimuth_rad >= site.azimuth_min.si() && azimuth_rad <= site.azimuth_max.si();
}

std::string per_second(double m_s) {
  return concat(fixed(m_s, 1), " m/s");
}

std::string meeting_words(const OrbitMeeting& meeting) {
  const std::string day = meeting.epoch.iso8601(TimeScale::utc, 0).substr(0, 10);
  if (!meeting.failure.empty())
    return concat("there is no meeting '", meeting.with, "' on ", day, ": ", meeting.failure);
  const auto km = [](double metres) { return fixed(metres * 1e-3, 0); };
  return concat("meeting '", meeting.with, "' on ", day, " costs ", per_second(meeting.delta_v_m_s),
                ": the planes are ", fixed(Angle::from_si(meeting.plane_angle_rad).in(unit::degree), 1),
                " deg apart, the orbits ", km(meeting.perilune_altitude_m), " x ",
                km(meeting.apolune_altitude_m), " km and ", km(meeting.target_perilune_altitude_m), " x ",
                km(meeting.target_apolune_altitude_m), " km");
}

Cut cut_of(CutKind kind, const Mission& mission, const DesignedMission& designed, const LaunchWindow& window,
           double missing, std::string unit, std::string reason, const SourceLocation& where) {
  const Activity& launch = mission.activities[designed.legs.launch];
  return {.turn = 0,
          .kind = kind,
          .mission = mission.id,
          .activity = activity_id(launch),
          .forbidden = that_launch_alone(window.lift_off),
          .after = {},
          .missing = missing,
          .unit = std::move(unit),
          .reason = std::move(reason),
          .where = where};
}

}  // namespace

Interval that_launch_alone(Epoch lift_off) {
  return {lift_off - Duration::seconds(30.0), lift_off + Duration::seconds(30.0)};
}

TimedTranslunarRequest timed_request(const WindowProfile& profile, const LaunchWindow& window,
                                     std::optional<double> azimuth_guess_rad) {
  TimedTranslunarRequest request;
  if (azimuth_guess_rad) request.azimuth_guess_rad = *azimuth_guess_rad;
  request.site = profile.site.place;
  request.ascent = profile.ascent;
  request.lift_off = window.lift_off;
  request.perilune = window.perilune;
  request.perilune_altitude = profile.perilune_altitude;
  request.inclination = profile.inclination;
  request.branch = profile.branch;
  return request;
}

TranslunarRequest departure_request(const WindowProfile& profile, const LaunchWindow& window) {
  TranslunarRequest request;
  request.site = profile.site;
  request.azimuth = Angle::from_si(window.azimuth_rad);
  request.ascent = profile.ascent;
  request.earliest = window.lift_off - Duration::hours(6.0);
  request.opportunity = window.opportunity;
  request.time_of_flight = window.time_of_flight;
  request.perilune_altitude = profile.perilune_altitude;
  request.inclination = profile.inclination;
  request.branch = profile.branch;
  return request;
}

bool take_launched_flight(const WindowProfile& profile, Duration time, LaunchWindow& window,
                          const Ephemeris& ephemeris) {
  window.time_of_flight = time;
  window.perilune = window.lift_off + profile.ascent.duration + Duration::minutes(25.0) + time;
  const TranslunarTransfer flight = timed_transfer(profile, window, ephemeris);
  if (flight.status != TranslunarStatus::converged) return false;
  window.azimuth_rad = flight.azimuth_rad;
  window.perilune = flight.perilune.epoch;
  window.injection_delta_v_m_s = flight.injection_delta_v_m_s;
  window.insertion_delta_v_m_s = flight.insertion_delta_v_m_s(profile.apolune_altitude);
  window.v_infinity_m_s = flight.arrival.v_infinity_m_s;
  window.c3_m2_s2 = flight.c3_m2_s2;
  return true;
}

std::vector<DesignedMission> designed_missions(const Scenario& scenario) {
  std::vector<DesignedMission> designed;
  for (const MissionPlan& plan : scenario.plans) {
    const auto position = find_mission(scenario.roadmap, plan.mission);
    if (!position) continue;
    const Mission& mission = scenario.roadmap.missions[*position];
    const auto legs = legs_of(mission, plan);
    if (!legs || !(is_yet_to_fly(mission) || is_to_be_found_again(mission, *legs))) continue;
    const Activity& launch = mission.activities[legs->launch];
    const std::optional<LaunchSite> site = scenario.catalog.launch_site(launch.site);
    if (!site) {
      throw InvalidArgument(concat("plan: the mission '", mission.id, "' is launched from '", launch.site,
                                   "', which is no launch site. Describe it under 'launch_sites'."));
    }
    if (legs->home && !scenario.catalog.landing_site(mission.activities[*legs->home].site)) {
      throw InvalidArgument(concat("plan: the mission '", mission.id, "' lands at '",
                                   mission.activities[*legs->home].site,
                                   "', which is no landing site. Describe it under 'landing_sites'."));
    }
    for (const std::size_t a : legs->passing) {
      if (scenario.catalog.site(mission.activities[a].site) != nullptr) continue;
      throw InvalidArgument(concat("plan: the mission '", mission.id, "' lands at '",
                                   mission.activities[a].site,
                                   "', which is no site of the scenario. Describe it under 'sites'."));
    }
    const LegPlan& transfer = plan.legs[legs->transfer];
    const DurationRange& time = mission.activities[legs->transfer].duration;
    DesignedMission made;
    made.mission = *position;
    made.plan = &plan;
    made.legs = *legs;
    made.lift_off = launch.actual_start;
    made.profile.site = *site;
    made.profile.ascent.altitude = transfer.parking_altitude;
    made.profile.horizon = launch_horizon(scenario.roadmap, mission, launch);
    if (time.min > Duration{}) made.profile.time_of_flight_min = time.min;
    if (time.max) made.profile.time_of_flight_max = *time.max;
    made.profile.perilune_altitude = transfer.perilune;
    made.profile.inclination = transfer.inclination;
    made.profile.branch = transfer.branch;
    made.profile.most_injection_delta_v = transfer.most_injection_delta_v;
    if (!transfer.orbit.empty()) {
      take_flyby(scenario, mission, transfer, time, made);
    } else if (legs->capture) {
      made.profile.apolune_altitude = plan.legs[*legs->capture].apolune;
      made.profile.most_insertion_delta_v = plan.legs[*legs->capture].most_delta_v;
    }
    designed.push_back(std::move(made));
  }
  std::sort(designed.begin(), designed.end(),
            [](const DesignedMission& a, const DesignedMission& b) { return a.mission < b.mission; });
  return designed;
}

LaunchWindow window_of_launched(const DesignedMission& designed, const Ephemeris& ephemeris) {
  const WindowProfile& profile = designed.profile;
  std::optional<LaunchWindow> cheapest;
  LaunchWindow window;
  window.lift_off = window.opens.lift_off = window.closes.lift_off = *designed.lift_off;
  for (Duration time = profile.time_of_flight_min; time <= profile.time_of_flight_max;
       time = time + Duration::hours(1.0)) {
    if (!take_launched_flight(profile, time, window, ephemeris)) continue;
    const auto cost_m_s = [](const LaunchWindow& one) {
      return one.injection_delta_v_m_s + one.insertion_delta_v_m_s;
    };
    if (!cheapest || cost_m_s(window) < cost_m_s(*cheapest)) cheapest = window;
  }
  return cheapest.value_or(window);
}

FlownTransfer fly_window(const Scenario& scenario, const DesignedMission& designed,
                         const LaunchWindow& window, ReferenceOrbits& orbits, const Ephemeris& ephemeris) {
  const WindowProfile& profile = designed.profile;
  if (designed.orbit) return fly_flyby(designed, window, orbits, ephemeris);
  if (designed.lift_off) {
    const TimedTranslunarRequest request = timed_request(profile, window);
    FlownTransfer flown{design_translunar(request, {}, ephemeris), {}, {}};
    fly_burns(scenario, designed, request, flown, ephemeris);
    return flown;
  }
  const TranslunarRequest request = departure_request(profile, window);
  FlownTransfer flown{design_translunar(request, {}, ephemeris), {}, {}};
  if (flown.status != TranslunarStatus::converged) {
    // Where the plane hardly holds the Moon, the azimuth follows from the lift-off better than the lift-off
    // from the azimuth. It may be one that the site does not allow.
    TranslunarTransfer timed = timed_transfer(profile, window, ephemeris, window.azimuth_rad);
    if (timed.status == TranslunarStatus::converged && allows(profile.site, timed.azimuth_rad)) {
      LaunchWindow same = window;
      same.perilune = timed.perilune.epoch;
      static_cast<TranslunarTransfer&>(flown) = std::move(timed);
      fly_burns(scenario, designed, timed_request(profile, same, window.azimuth_rad), flown, ephemeris);
      return flown;
    }
  }
  fly_burns(scenario, designed, request, flown, ephemeris);
  return flown;
}

FlownMission account(const Scenario& scenario, const DesignedMission& designed, const LaunchWindow& window,
                     const FlownTransfer& transfer, const OnwardFlights& onward, std::vector<Cut>& cuts) {
  const Mission& mission = scenario.roadmap.missions[designed.mission];
  const MissionPlan& plan = *designed.plan;
  const auto refuse = [&](CutKind kind, double missing, std::string unit, std::string reason,
                          const SourceLocation& where) {
    cuts.push_back(
        cut_of(kind, mission, designed, window, missing, std::move(unit), std::move(reason), where));
  };
  FlownMission flown;
  flown.mission = mission.id;
  flown.window = window;
  flown.transfer = transfer;
  flown.targets_met = transfer.status == TranslunarStatus::converged;
  const std::string day = window.lift_off.iso8601(TimeScale::utc, 0).substr(0, 10);
  if (!flown.targets_met) {
    refuse(CutKind::trajectory, Angle::from_si(transfer.unreachable_by_rad).in(unit::degree), "deg",
           concat("lifting off on ", day, ", the full model finds no flight: ",
                  transfer.flyby ? to_text(transfer.flyby->status) : to_text(transfer.status)),
           plan.legs[designed.legs.transfer].where);
    return flown;
  }
  if (onward.home) flown.home = *onward.home;
  flown.low_orbits = onward.low_orbits;
  flown.meetings = onward.meetings;
  flown.legs = flown_legs(mission, designed, transfer, onward);
  const MassBudget masses = fill_masses(plan, scenario.catalog, flown.legs);
  flown.launch_mass_kg = masses.launch_mass_kg;
  for (std::size_t a = 0; a < flown.legs.size(); ++a) {
    const FlownLeg& leg = flown.legs[a];
    if (leg.failure.empty()) continue;
    flown.targets_met = false;
    refuse(CutKind::trajectory, 0.0, "",
           concat("lifting off on ", day, ", no '", leg.activity,
                  "' is found with the thrust that there is: ", leg.failure),
           plan.legs[a].where);
    return flown;
  }

  const auto check_speed = [&](const std::optional<Speed>& most, double spent_m_s, std::string_view what,
                               const SourceLocation& where) {
    if (!most || spent_m_s <= most->si()) return;
    refuse(CutKind::delta_v, spent_m_s - most->si(), "m/s",
           concat("lifting off on ", day, ", the ", what, " costs ", per_second(spent_m_s),
                  " in the full model, and ", per_second(most->si()), " are allowed"),
           where);
  };
  check_speed(designed.profile.most_injection_delta_v, transfer.injection_delta_v_m_s, "injection",
              plan.legs[designed.legs.transfer].where);
  if (designed.legs.capture) {
    const LegPlan& capture = plan.legs[*designed.legs.capture];
    check_speed(capture.most_delta_v, flown.legs[*designed.legs.capture].delta_v_m_s, "capture",
                capture.where);
  }
  if (transfer.flyby) {
    const LegPlan& leg = plan.legs[designed.legs.transfer];
    check_speed(leg.most_delta_v, transfer.flyby->total_m_s(), "flyby with its insertion", leg.where);
  }
  for (const OrbitMeeting& meeting : flown.meetings) {
    const LegPlan& leg = plan.legs[meeting.leg];
    const std::string words = concat("lifting off on ", day, ", ", meeting_words(meeting));
    const std::size_t before = cuts.size();
    if (!meeting.failure.empty()) {
      flown.targets_met = false;
      refuse(CutKind::trajectory, 0.0, "", words, leg.where);
    } else if (leg.most_delta_v && meeting.delta_v_m_s > leg.most_delta_v->si()) {
      refuse(CutKind::delta_v, meeting.delta_v_m_s - leg.most_delta_v->si(), "m/s",
             concat(words, ", and ", per_second(leg.most_delta_v->si()), " are allowed"), leg.where);
    }
    if (cuts.size() == before) continue;
    cuts.back().of_launch = meeting.with;
    cuts.back().of_lift_off = meeting.its_lift_off;
    return flown;  // what it would weigh is of no interest
  }
  for (const auto& [id, kg] : masses.propellant_kg) {
    const Craft* craft = scenario.catalog.find_craft(id);
    if (!craft || !craft->most_propellant || kg <= craft->most_propellant->si()) continue;
    refuse(CutKind::mass, kg - craft->most_propellant->si(), "kg",
           concat("lifting off on ", day, ", '", id, "' needs ", fixed(kg, 0),
                  " kg of propellant, and its tanks hold ", fixed(craft->most_propellant->si(), 0), " kg"),
           craft->where);
  }
  if (const Launcher* launcher = scenario.catalog.launcher(mission.launcher)) {
    flown.capability_kg = throw_mass_kg(*launcher, transfer.c3_m2_s2) * (1.0 - plan.launch_margin);
    if (!plan.craft.empty() && flown.launch_mass_kg > flown.capability_kg) {
      refuse(CutKind::mass, flown.launch_mass_kg - flown.capability_kg, "kg",
             concat("lifting off on ", day, " with C3 ", fixed(transfer.c3_m2_s2 * 1e-6, 3), " km^2/s^2, ",
                    fixed(flown.launch_mass_kg, 0), " kg have to leave the Earth, and '", launcher->id,
                    "' throws ", fixed(flown.capability_kg, 0), " kg there with its margin"),
             launcher->where);
    }
  }
  return flown;
}

}  // namespace perilune::detail
