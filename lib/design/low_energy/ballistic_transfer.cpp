#include <perilune/design/low_energy/ballistic_transfer.hpp>

#include <algorithm>
#include <cmath>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/design/selenographic.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/propagation/event_geometry.hpp>
#include <perilune/propagation/propagator.hpp>

#include "guess_flight.hpp"

namespace perilune {

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double degree_rad = pi / 180.0;
constexpr double far_m = 900e6;      // where the Sun does its work
constexpr double close_by_m = 60e6;  // a perigee that can be corrected
constexpr double leaving_s = 70.0 * 86400.0;

void check(const BallisticTransferRequest& request) {
  std::vector<std::string> wrong;
  const auto ask = [&wrong](bool good, const std::string& text) {
    if (!good) wrong.push_back(text);
  };
  const double low_km = request.perilune_altitude.in(metre)*1e-3;
  const double departure_km = request.departure_altitude.in(metre)*1e-3;
  const double inclination_rad = request.inclination.in(radian);
  const double least_rad = request.departure_inclination_min.in(radian);
  const double most_rad = request.departure_inclination_max.in(radian);
  ask(request.arrival.from < request.arrival.to, "the stretch of arrivals is empty");
  ask(low_km >= 10.0 && low_km <= 20e3,
      detail::concat("perilune_altitude ", low_km, " km, allowed 10 to 20000 km"));
  ask(departure_km >= 100.0 && departure_km <= 2000.0,
      detail::concat("departure_altitude ", departure_km, " km, allowed 100 to 2000 km"));
  ask(inclination_rad >= 0.0 && inclination_rad <= pi,
      detail::concat("inclination ", inclination_rad / degree_rad, " deg, allowed 0 to 180 deg"));
  ask(least_rad >= 0.0 && most_rad <= pi && least_rad <= most_rad,
      detail::concat("departure inclinations from ", least_rad / degree_rad, " to ", most_rad / degree_rad,
                     " deg, allowed are 0 to 180 deg in this order"));
  ask(request.capture_energy_m2_s2 >= -0.15e6 && request.capture_energy_m2_s2 <= 0.3e6,
      detail::concat("capture_energy_m2_s2 ", request.capture_energy_m2_s2, ", allowed -0.15e6 to 0.3e6"));
  ask(request.time_of_flight_max >= Duration::days(60.0) &&
          request.time_of_flight_max <= Duration::days(250.0),
      "time_of_flight_max " + to_text(request.time_of_flight_max) + ", allowed 60 to 250 d");
  ask(request.arrival_step > Duration(), "arrival_step has to be above 0");
  ask(request.nodes >= 4 && request.nodes <= 360 && request.arguments >= 4 && request.arguments <= 360,
      detail::concat("a grid of ", request.nodes, " nodes and ", request.arguments,
                     " arguments, allowed are 4 to 360 of each"));
  ask(request.most_corrected >= 1,
      detail::concat("most_corrected ", request.most_corrected, ", and has to be at least 1"));
  if (!wrong.empty()) throw InvalidArgument("search_ballistic_transfers: " + join(wrong, "; "));
}

const StandardForces& fast_forces() {
  static const StandardForces all = [] {
    StandardForces made;
    made.add(point_mass(earth)).add(point_mass(moon)).add(point_mass(sun));
    return made;
  }();
  return all;
}

/// A perilune, as the search varies it.
struct Start {
  Epoch epoch;
  double node_rad = 0.0, argument_rad = 0.0, energy_m2_s2 = 0.0;
};

double departure_inclination_rad(const State& perigee) {
  const Eigen::Vector3d pole = quick_itrf_from_icrf_matrix(perigee.epoch).row(2).transpose();
  const Eigen::Vector3d normal = perigee.position_m.cross(perigee.velocity_m_s).normalized();
  return std::acos(std::clamp(normal.dot(pole), -1.0, 1.0));
}

class Searcher {
 public:
  Searcher(const BallisticTransferRequest& request, const BallisticTransferOptions& options,
           const Ephemeris& ephemeris)
      : request_(request), options_(options), ephemeris_(ephemeris) {}

  State perilune(const Start& start) const {
    const double r_m = moon_radius_m + request_.perilune_altitude.in(metre);
    const double speed_m_s = std::sqrt(2.0 * mu_moon_m3_s2 / r_m + start.energy_m2_s2);
    using Eigen::AngleAxisd, Eigen::Vector3d;
    const Eigen::Matrix3d turned = (AngleAxisd(start.node_rad, Vector3d::UnitZ()) *
                                    AngleAxisd(request_.inclination.in(radian), Vector3d::UnitX()) *
                                    AngleAxisd(start.argument_rad, Vector3d::UnitZ()))
                                       .toRotationMatrix();
    const Eigen::Matrix3d to_icrf = selenographic_from_icrf(start.epoch, ephemeris_).transpose() * turned;
    return {start.epoch, moon_centred_icrf, to_icrf * Vector3d(r_m, 0.0, 0.0),
            to_icrf * Vector3d(0.0, speed_m_s, 0.0), 1.0};
  }

  /// The perigee from which a perilune was left, by way of far away; nothing if there was none.
  std::optional<State> perigee(const State& perilune, bool full) const {
    const StandardForces& forces = full ? full_forces() : fast_forces();
    const PropagatorOptions how = this->how(full ? options_.relative_tolerance : 1e-9);
    Propagator<StandardForces> out(forces, how, ephemeris_);
    out.stop_at(distance_crossing(earth, Length::from_si(far_m)));
    const Trajectory left = out.propagate(perilune, Duration::seconds(-leaving_s));
    if (left.stop_reason() != StopReason::event) return {};
    const Duration rest = request_.time_of_flight_max - (perilune.epoch - left.end());
    if (!(rest > Duration())) return {};
    Propagator<StandardForces> in(forces, how, ephemeris_);
    in.stop_at(perigee_passage());
    const Trajectory back = in.propagate(left.end_state().in(earth_centred_icrf, ephemeris_), -rest);
    if (back.stop_reason() != StopReason::event) return {};
    return back.end_state();
  }

  BallisticTransfer refine(Start start) const {
    BallisticTransfer made;
    for (const bool full : {false, true}) {
      made.correction = correct_back(start, full);
      if (made.correction.status != CorrectionStatus::converged) return made;
    }
    made.perilune = perilune(start);
    const auto from = perigee(made.perilune, true);
    if (!from) return made;
    made.injection = *from;
    made.correction = correct_forward(made);
    if (made.correction.status != CorrectionStatus::converged) return made;
    describe(made);
    made.status = BallisticTransferStatus::converged;
    return made;
  }

 private:
  const StandardForces& full_forces() const {
    return options_.forces ? *options_.forces : translunar_forces();
  }

  PropagatorOptions how(double tolerance) const { return detail::guess_flight(tolerance, 20000); }

  double departure_m() const { return earth_radius_m + request_.departure_altitude.in(metre); }

  CorrectionResult correct_back(Start& start, bool full) const {
    const Start given = start;
    const auto moved = [&given](const Eigen::VectorXd& x) {
      return Start{given.epoch + Duration::seconds(x[0]), given.node_rad + x[1], given.argument_rad + x[2],
                   given.energy_m2_s2 + x[3]};
    };
    // A degree inside the limits, so that what is corrected later stays inside.
    const double least_rad = request_.departure_inclination_min.in(radian);
    const double most_rad = request_.departure_inclination_max.in(radian);
    const double room = std::min(degree_rad, 0.25 * (most_rad - least_rad));
    const CorrectionFunction function = [&](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
      const auto from = perigee(perilune(moved(x)), full);
      if (!from) return {};
      const double inclination = departure_inclination_rad(*from);
      CorrectionValues values;
      values.residuals =
          Eigen::Vector2d(from->position_m.norm() - departure_m(),
                          inclination - std::clamp(inclination, least_rad + room, most_rad - room));
      return values;
    };
    const double day_s = 86400.0;
    const std::vector<CorrectionVariable> variables{
        {.name = "arrival_s",
         .value = 0.0,
         .scale = 0.2 * day_s,
         .most_step = 0.3 * day_s,
         .difference_step = 5.0},
        {.name = "node_rad", .value = 0.0, .scale = 0.05, .most_step = 0.08, .difference_step = 1e-6},
        {.name = "argument_rad", .value = 0.0, .scale = 0.05, .most_step = 0.08, .difference_step = 1e-6},
        {.name = "energy_m2_s2", .value = 0.0, .scale = 1e3, .most_step = 2e3, .difference_step = 0.05}};
    CorrectionResult result = correct(
        variables, {{"perigee_m", full ? 100.0 : 5e3}, {"departure_inclination_rad", full ? 1e-5 : 1e-4}},
        function, {.most_iterations = full ? 25 : 40});
    start = moved(result.variables);
    return result;
  }

  /// From an injection to the perilune near a foreseen epoch.
  std::optional<State> arrive(const State& injection, Epoch foreseen) const {
    Propagator<StandardForces> on(full_forces(), how(options_.relative_tolerance), ephemeris_);
    const Trajectory most = on.propagate(injection, foreseen - Duration::days(1.0));
    if (most.stop_reason() != StopReason::end_time) return {};
    Propagator<StandardForces> last(full_forces(), how(options_.relative_tolerance), ephemeris_);
    last.stop_at(perilune_passage());
    const Trajectory flown =
        last.propagate(most.end_state().in(moon_centred_icrf, ephemeris_), Duration::days(3.0));
    if (flown.stop_reason() != StopReason::event) return {};
    return flown.end_state();
  }

  /// Speed at the perigee and epoch are the unknowns that keep the departure tangential; a turn of the
  /// velocity across the plane is the third.
  CorrectionResult correct_forward(BallisticTransfer& made) const {
    const State start = made.injection;
    const Eigen::Vector3d along = start.velocity_m_s.normalized();
    const Eigen::Vector3d across = start.position_m.cross(start.velocity_m_s).normalized();
    const Eigen::Vector3d up = start.position_m.normalized();
    const auto moved = [&](const Eigen::VectorXd& x) {
      State state = start;
      state.velocity_m_s += x[0] * along + x[1] * across + x[2] * up;
      return state;
    };
    const double r_m = moon_radius_m + request_.perilune_altitude.in(metre);
    const Epoch foreseen = made.perilune.epoch;
    const CorrectionFunction function = [&](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
      const auto there = arrive(moved(x), foreseen);
      if (!there) return {};
      const double inclination = selenographic_elements(*there, ephemeris_).inclination_rad;
      CorrectionValues values;
      values.residuals =
          Eigen::Vector2d(there->position_m.norm() - r_m, inclination - request_.inclination.in(radian));
      return values;
    };
    std::vector<CorrectionVariable> variables;
    for (const char* name : {"speed_m_s", "across_m_s", "up_m_s"}) {
      variables.push_back(
          {.name = name, .value = 0.0, .scale = 1e-3, .most_step = 0.02, .difference_step = 1e-7});
    }
    CorrectionResult result = correct(variables, {{"perilune_m", 50.0}, {"inclination_rad", 1e-4}}, function,
                                      {.most_iterations = 20});
    made.injection = moved(result.variables);
    if (const auto there = arrive(made.injection, foreseen)) made.perilune = *there;
    return result;
  }

  void describe(BallisticTransfer& made) const {
    const double from_m = made.injection.position_m.norm(), at_m = made.perilune.position_m.norm();
    made.injection_delta_v_m_s =
        (made.injection.velocity_m_s -
         std::sqrt(mu_earth_m3_s2 / from_m) * made.injection.position_m.cross(made.injection.velocity_m_s)
                                                  .cross(made.injection.position_m)
                                                  .normalized())
            .norm();
    made.insertion_delta_v_m_s = made.perilune.velocity_m_s.norm() - std::sqrt(mu_moon_m3_s2 / at_m);
    made.departure_inclination_rad = departure_inclination_rad(made.injection);
    made.inclination_rad = selenographic_elements(made.perilune, ephemeris_).inclination_rad;
    Propagator<StandardForces> propagator(full_forces(), how(options_.relative_tolerance), ephemeris_);
    propagator.add_event(apogee_passage());
    const Trajectory flown = propagator.propagate(made.injection, made.perilune.epoch);
    for (const EventRecord& event : flown.events()) {
      made.farthest_m = std::max(made.farthest_m, event.distance_m);
    }
  }

  const BallisticTransferRequest& request_;
  const BallisticTransferOptions& options_;
  const Ephemeris& ephemeris_;
};

}  // namespace

BallisticTransferSearch search_ballistic_transfers(const BallisticTransferRequest& request, ThreadPool& pool,
                                                   const BallisticTransferOptions& options,
                                                   const Ephemeris& ephemeris) {
  check(request);
  const Searcher searcher(request, options, ephemeris);
  std::vector<Start> starts;
  for (Epoch at = request.arrival.from; at < request.arrival.to; at = at + request.arrival_step) {
    for (int node = 0; node < request.nodes; ++node) {
      for (int argument = 0; argument < request.arguments; ++argument) {
        starts.push_back({at, 2.0 * pi * node / request.nodes, 2.0 * pi * argument / request.arguments,
                          request.capture_energy_m2_s2});
      }
    }
  }
  std::vector<double> perigee_m(starts.size(), INFINITY);
  pool.for_each(starts.size(), [&](std::size_t i, int) {
    const auto from = searcher.perigee(searcher.perilune(starts[i]), false);
    if (from) perigee_m[i] = from->position_m.norm();
  });
  std::vector<std::size_t> candidates;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    if (perigee_m[i] < close_by_m) candidates.push_back(i);
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [&](std::size_t a, std::size_t b) { return perigee_m[a] < perigee_m[b]; });
  const auto most = static_cast<std::size_t>(request.most_corrected);
  if (candidates.size() > most) candidates.resize(most);
  std::vector<BallisticTransfer> refined(candidates.size());
  pool.for_each(candidates.size(),
                [&](std::size_t i, int) { refined[i] = searcher.refine(starts[candidates[i]]); });
  BallisticTransferSearch search;
  search.flown = static_cast<int>(starts.size());
  search.candidates = static_cast<int>(candidates.size());
  for (BallisticTransfer& each : refined) {
    if (each.status != BallisticTransferStatus::converged) continue;
    if (!request.arrival.contains(each.perilune.epoch)) continue;
    search.transfers.push_back(std::move(each));
  }
  std::stable_sort(search.transfers.begin(), search.transfers.end(),
                   [](const auto& a, const auto& b) { return a.total_m_s() < b.total_m_s(); });
  return search;
}

Trajectory fly(const BallisticTransfer& transfer, const BallisticTransferOptions& options,
               const Ephemeris& ephemeris) {
  PropagatorOptions how;
  how.relative_tolerance = options.relative_tolerance;
  const Propagator<StandardForces> propagator(options.forces.value_or(translunar_forces()), how, ephemeris);
  return propagator.propagate(transfer.injection, transfer.perilune.epoch);
}

std::string BallisticTransfer::report() const {
  std::string text = detail::concat(to_text(status), "\n");
  if (status != BallisticTransferStatus::converged) return text + correction.report();
  const auto degrees = [](double rad) { return fixed(rad / degree_rad, 2); };
  return text + detail::concat("  injection ", injection.epoch.to_text(TimeScale::utc), ", ",
                               fixed(injection_delta_v_m_s, 1), " m/s, inclined ",
                               degrees(departure_inclination_rad), " deg\n  on the way ",
                               fixed(correction_delta_v_m_s, 1), " m/s, out to ", fixed(farthest_m * 1e-3, 0),
                               " km, ", fixed(time_of_flight().seconds() / 86400.0, 1), " d\n  perilune ",
                               perilune.epoch.to_text(TimeScale::utc), ", insertion ",
                               fixed(insertion_delta_v_m_s, 1), " m/s, inclined ", degrees(inclination_rad),
                               " deg\n  total ", fixed(total_m_s(), 1), " m/s\n");
}

std::string_view to_text(BallisticTransferStatus status) {
  return status == BallisticTransferStatus::converged ? "converged" : "not_converged";
}

}  // namespace perilune
