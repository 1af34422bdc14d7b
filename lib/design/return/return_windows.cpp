#include <perilune/design/return/return_windows.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/core/thread_pool.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/dynamics/elements.hpp>
#include <perilune/frames/moon_axes.hpp>
#include <perilune/propagation/propagator.hpp>

#include "return_conic.hpp"

namespace perilune {

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double turn = 2.0 * pi;
constexpr double day_s = 86400.0;
constexpr double flight_step_s = 0.1 * day_s;
constexpr double lunar_day_s = 24.8412 * 3600.0;
constexpr int points_a_revolution = 96;

void check(const ReturnProfile& profile) {
  std::vector<std::string> wrong;
  if (const std::string of_entry = wrong_with(profile.entry); !of_entry.empty()) wrong.push_back(of_entry);
  if (!(profile.horizon.from < profile.horizon.to)) wrong.push_back("the horizon is empty");
  if (profile.time_of_flight_min < Duration::days(2.0) || profile.time_of_flight_max > Duration::days(7.0) ||
      profile.time_of_flight_max < profile.time_of_flight_min) {
    wrong.push_back("times of flight from " + to_text(profile.time_of_flight_min) + " to " +
                    to_text(profile.time_of_flight_max) + "; a direct flight home takes 2 to 7 d");
  }
  if (profile.most_delta_v && !(profile.most_delta_v->in(unit::metre_per_second) > 0.0)) {
    wrong.push_back(detail::concat("most_delta_v is ", profile.most_delta_v->in(unit::metre_per_second),
                                   " m/s, and has to be above 0"));
  }
  if (!wrong.empty()) throw InvalidArgument("search_return_windows: " + join(wrong, "; "));
}

/// A flight of the fast model, and by how much it keeps each limit (below 0: not).
struct Candidate {
  Epoch departure, landing;
  double time_of_flight_s = 0.0, delta_v_m_s = 0.0, v_infinity_m_s = 0.0, entry_speed_m_s = 0.0;
  ReturnBound bound = ReturnBound::site;  ///< that is broken
  bool allowed = false;
};

class ReturnScan {
 public:
  ReturnScan(const ReturnProfile& profile, const ReturnOptions& options, const Ephemeris& ephemeris)
      : profile_(profile), options_(options), ephemeris_(ephemeris) {
    const AnyLunarOrbit& any = profile.any_orbit;
    perilune_m_ = moon_radius_m + any.perilune_altitude.in(metre);
    const double high_m = moon_radius_m + any.apolune_altitude.value_or(any.perilune_altitude).in(metre);
    orbit_speed_m_s_ = std::sqrt(mu_moon_m3_s2 * (2.0 / perilune_m_ - 2.0 / (perilune_m_ + high_m)));
    if (profile.orbit) follow_orbit();
    // The site is opposite to the Moon's meridian: about there prograde and retrograde landings lie.
    const Epoch end = profile.horizon.to + profile.time_of_flight_max + profile.entry.duration;
    Epoch at = profile.horizon.from + profile.time_of_flight_min + profile.entry.duration;
    for (at = opposite(at - Duration::days(1.0)); at < end + Duration::days(1.0);
         at = opposite(at + Duration::seconds(lunar_day_s))) {
      landings_.push_back(at);
    }
  }

  std::size_t landings() const { return landings_.size(); }

  /// Windows that lead to the landing with that number.
  std::vector<ReturnWindow> windows(std::size_t number) const {
    const Epoch near = landings_[number];
    const Eigen::Matrix3d R_itrf_icrf = quick_itrf_from_icrf_matrix(near);
    const Eigen::Vector3d pole = moon_me_from_icrf(near, ephemeris_).R.row(2).transpose();
    const auto fly = [&](double flight_s) { return candidate(near, R_itrf_icrf, pole, flight_s); };
    const double first_s = profile_.time_of_flight_min.seconds();
    const double last_s = profile_.time_of_flight_max.seconds();
    const int steps = std::max(1, static_cast<int>(std::ceil((last_s - first_s) / flight_step_s)));
    std::vector<ReturnWindow> found;
    std::optional<ReturnWindow> open;  // from the shortest flight (the latest departure) on
    const auto improve = [](ReturnWindow& window, const Candidate& by) {
      if (window.delta_v_m_s > 0.0 && by.delta_v_m_s >= window.delta_v_m_s) return;
      window.departure = by.departure;
      window.landing = by.landing;
      window.time_of_flight = Duration::seconds(by.time_of_flight_s);
      window.delta_v_m_s = by.delta_v_m_s;
      window.v_infinity_m_s = by.v_infinity_m_s;
      window.entry_speed_m_s = by.entry_speed_m_s;
    };
    Candidate before;
    for (int i = 0; i <= steps; ++i) {
      const Candidate now = fly(first_s + (last_s - first_s) * i / steps);
      if (now.allowed && !open) {
        Candidate edge = now;
        open.emplace();
        open->closes_by = ReturnBound::time_of_flight_min;
        if (i > 0) edge = between(now, before, fly), open->closes_by = before.bound;
        open->closes = edge.departure;
        improve(*open, edge);
      }
      if (now.allowed) improve(*open, now);
      if (open && (!now.allowed || i == steps)) {
        Candidate edge = now;
        open->opens_by = ReturnBound::time_of_flight_max;
        if (!now.allowed) edge = between(before, now, fly), open->opens_by = now.bound;
        open->opens = edge.departure;
        improve(*open, edge);
        if (open->opens < open->closes) found.push_back(*open);
        open.reset();
      }
      before = now;
    }
    return found;
  }

  /// The cheapest flight in the full model, and the edges that its cost sets.
  void confirm(ReturnWindow& window) const {
    const Epoch cheapest = window.departure;
    const double to_middle_s =
        0.5 * (window.closes - window.opens).seconds() - (cheapest - window.opens).seconds();
    window.status = ReturnWindowStatus::refused;
    // At the very edge of what reaches the site there is no correction; a little inside there is.
    for (const double part : {0.0, 0.15, 0.4, 1.0}) {
      const Epoch departure = cheapest + Duration::seconds(part * to_middle_s);
      const ReturnFlight flight = fly(window, departure);
      if (flight.status != ReturnStatus::converged) {
        window.reason = std::string(to_text(flight.status));
        continue;
      }
      if (abs(flight.landing - window.landing) > Duration::hours(6.0)) {
        window.reason = "the full model comes to another landing";
        continue;
      }
      if (slack_m_s(flight) < 0.0) {
        window.reason =
            detail::concat("the delta-v limit is passed by ", fixed(-slack_m_s(flight), 2), " m/s");
        continue;
      }
      window.status = ReturnWindowStatus::confirmed;
      window.reason.clear();
      describe(window, flight);
      break;
    }
    if (window.status == ReturnWindowStatus::refused) return;
    const ReturnWindow centre = window;
    if (centre.opens_by == ReturnBound::delta_v) window.opens = cost_edge(centre, centre.opens);
    if (centre.closes_by == ReturnBound::delta_v) window.closes = cost_edge(centre, centre.closes);
  }

 private:
  struct Day {
    State state;
    std::vector<detail::OrbitPoint> points;  // of the ellipse of that day
  };

  ReturnFlight fly(const ReturnWindow& window, Epoch departure) const {
    ReturnRequest request;
    if (profile_.orbit) request.orbit = day_at(departure).state;
    request.any_orbit = profile_.any_orbit;
    request.departure = departure;
    request.time_of_flight = std::clamp(window.landing - profile_.entry.duration - departure,
                                        Duration::days(2.0), Duration::days(7.0));
    request.site = profile_.site;
    request.entry = profile_.entry;
    request.direction = profile_.direction;
    return design_return(request, options_, ephemeris_);
  }

  double slack_m_s(const ReturnFlight& flight) const {
    return profile_.most_delta_v ? profile_.most_delta_v->in(unit::metre_per_second)-flight.burn_m_s()
                                 : INFINITY;
  }

  static void describe(ReturnWindow& window, const ReturnFlight& flight) {
    window.departure = flight.departure.epoch;
    window.landing = flight.landing;
    window.time_of_flight = flight.time_of_flight();
    window.delta_v_m_s = flight.burn_m_s();
    window.v_infinity_m_s = flight.v_infinity_m_s;
    window.entry_speed_m_s = flight.entry_speed_m_s;
    window.inclination_rad = flight.inclination_rad;
  }

  /// Where the full model's cost passes the limit, from the cheapest flight towards the scan's edge and at
  /// most half a day beyond, to ten minutes.
  Epoch cost_edge(const ReturnWindow& window, Epoch edge) const {
    const auto allowed = [&](Epoch departure) {
      const ReturnFlight flight = fly(window, departure);
      return flight.status == ReturnStatus::converged && slack_m_s(flight) >= 0.0 &&
             abs(flight.landing - window.landing) < Duration::hours(6.0) &&
             flight.time_of_flight() >= profile_.time_of_flight_min &&
             flight.time_of_flight() <= profile_.time_of_flight_max;
    };
    Epoch inside = window.departure, outside = edge;
    const Duration step = Duration::hours(edge < window.departure ? -3.0 : 3.0);
    for (int i = 0; i < 4 && allowed(outside); ++i) inside = outside, outside = outside + step;
    while (abs(outside - inside) > Duration::minutes(10.0)) {
      const Epoch middle = inside + Duration::seconds(0.5 * (outside - inside).seconds());
      (allowed(middle) ? inside : outside) = middle;
    }
    return inside;
  }

  void follow_orbit() {
    PropagatorOptions how;
    how.relative_tolerance = 1e-10;
    how.dense_output = false;
    how.max_steps = 100'000'000;
    const Propagator<StandardForces> coast(options_.forces.value_or(translunar_forces()), how, ephemeris_);
    State at = profile_.orbit->in(moon_centred_icrf, ephemeris_);
    const auto on = [&](Epoch until) {
      const Trajectory flown = coast.propagate(at, until);
      at = flown.end_state();
      if (flown.stop_reason() != StopReason::end_time) {
        throw InvalidArgument("search_return_windows: the craft's orbit ends on " +
                              at.epoch.to_text(TimeScale::utc) + " (it meets the Moon). Shorten the horizon");
      }
    };
    on(profile_.horizon.from - Duration::days(0.5));
    while (at.epoch < profile_.horizon.to + Duration::days(0.5)) {
      on(at.epoch + Duration::days(1.0));
      Day day{at, {}};
      const double energy = 0.5 * at.velocity_m_s.squaredNorm() - mu_moon_m3_s2 / at.position_m.norm();
      if (!(energy < 0.0)) {
        throw InvalidArgument("search_return_windows: the craft is in no closed orbit about the Moon on " +
                              at.epoch.to_text(TimeScale::utc));
      }
      ClassicalElements elements = elements_from_state({at.position_m, at.velocity_m_s}, mu_moon_m3_s2);
      for (int i = 0; i < points_a_revolution; ++i) {
        elements.true_anomaly_rad = turn * i / points_a_revolution;
        day.points.push_back({0.0, state_from_elements(elements, mu_moon_m3_s2)});
      }
      days_.push_back(std::move(day));
    }
  }

  const Day& day_at(Epoch epoch) const {
    const double number = (epoch - days_.front().state.epoch).seconds() / day_s;
    const auto last = static_cast<double>(days_.size() - 1);
    return days_[static_cast<std::size_t>(std::clamp(std::round(number), 0.0, last))];
  }

  /// The moment nearest to `near` at which the Moon is opposite to the site's meridian.
  Epoch opposite(Epoch near) const {
    const Eigen::Vector3d s = site_position_m(earth, profile_.site.place);
    for (int i = 0; i < 3; ++i) {
      const Eigen::Vector3d m =
          quick_itrf_from_icrf_matrix(near) * ephemeris_.state_m(moon, earth, near).position_m;
      const double hour = std::atan2(s.y(), s.x()) - std::atan2(m.y(), m.x()) - pi;
      // The Moon goes on by 1/27.3 of that.
      near = near - Duration::seconds(std::remainder(hour, turn) / turn * lunar_day_s);
    }
    return near;
  }

  Candidate candidate(Epoch near, const Eigen::Matrix3d& R_itrf_icrf, const Eigen::Vector3d& pole,
                      double flight_s) const {
    Candidate made;
    made.time_of_flight_s = flight_s;
    made.landing = near;
    detail::ReturnConic conic;
    for (int i = 0; i < 4; ++i) {
      made.departure = made.landing - profile_.entry.duration - Duration::seconds(flight_s);
      conic =
          detail::return_conic(ephemeris_.state_m(moon, earth, made.departure), flight_s, perilune_m_,
                               profile_.site.place, profile_.entry, profile_.direction, near, R_itrf_icrf);
      made.landing = conic.landing;
    }
    made.v_infinity_m_s = conic.v_infinity_m_s.norm();
    made.entry_speed_m_s = conic.entry_speed_m_s;
    made.delta_v_m_s = INFINITY;
    bool in_plane = true;
    if (profile_.orbit) {
      if (const auto burn = detail::best_burn(day_at(made.departure).points, conic.v_infinity_m_s)) {
        made.delta_v_m_s = burn->delta_v_m_s;
      }
    } else {
      made.delta_v_m_s =
          std::sqrt(made.v_infinity_m_s * made.v_infinity_m_s + 2.0 * mu_moon_m3_s2 / perilune_m_) -
          orbit_speed_m_s_;
      const double inclination_rad = profile_.any_orbit.inclination.in(radian);
      in_plane = std::abs(std::asin(conic.v_infinity_m_s.normalized().dot(pole))) <=
                 std::min(inclination_rad, pi - inclination_rad);
    }
    const auto broken = [&](bool holds, ReturnBound bound) {
      if (!holds) made.allowed = false, made.bound = bound;
    };
    made.allowed = true;
    broken(profile_.horizon.contains(made.departure), ReturnBound::horizon);
    broken(!profile_.landing_within || profile_.landing_within->contains(made.landing),
           ReturnBound::landing_within);
    broken(!profile_.most_delta_v || made.delta_v_m_s <= profile_.most_delta_v->in(unit::metre_per_second),
           ReturnBound::delta_v);
    broken(std::isfinite(made.delta_v_m_s), ReturnBound::delta_v);
    broken(in_plane, ReturnBound::inclination);
    broken(!(conic.unreachable_by_rad > 0.0), ReturnBound::site);
    return made;
  }

  /// The last flight that is allowed on the way to one that is not, to a second of flight time.
  template <class Fly>
  static Candidate between(Candidate allowed, const Candidate& not_allowed, const Fly& fly) {
    double low = allowed.time_of_flight_s, high = not_allowed.time_of_flight_s;
    while (std::abs(high - low) > 1.0) {
      const double middle = 0.5 * (low + high);
      const Candidate there = fly(middle);
      (there.allowed ? low : high) = middle;
      if (there.allowed) allowed = there;
    }
    return allowed;
  }

  const ReturnProfile& profile_;
  const ReturnOptions& options_;
  const Ephemeris& ephemeris_;
  double perilune_m_ = 0.0;
  double orbit_speed_m_s_ = 0.0;
  std::vector<Epoch> landings_;
  std::vector<Day> days_;
};

}  // namespace

ReturnWindowSearch search_return_windows(const ReturnProfile& profile, const ReturnWindowOptions& options,
                                         const Ephemeris& ephemeris) {
  check(profile);
  const ReturnScan scan(profile, options.flight, ephemeris);
  ThreadPool pool({.threads = options.threads});
  std::vector<std::vector<ReturnWindow>> found(scan.landings());
  pool.for_each(found.size(), [&](std::size_t i, int) {
    found[i] = scan.windows(i);
    if (!options.confirm) return;
    for (ReturnWindow& window : found[i]) scan.confirm(window);
  });
  ReturnWindowSearch search;
  for (const auto& of_landing : found) {
    search.windows.insert(search.windows.end(), of_landing.rbegin(), of_landing.rend());
  }
  return search;
}

IntervalSet ReturnWindowSearch::departure() const {
  std::vector<Interval> all;
  for (const ReturnWindow& window : windows) {
    if (window.status != ReturnWindowStatus::refused) all.push_back(window.interval());
  }
  return IntervalSet(std::move(all));
}

std::size_t ReturnWindowSearch::count(ReturnWindowStatus status) const {
  return static_cast<std::size_t>(std::count_if(
      windows.begin(), windows.end(), [status](const ReturnWindow& w) { return w.status == status; }));
}

std::string ReturnWindowSearch::csv() const {
  std::string text =
      "opens_utc,closes_utc,status,departure_utc,landing_utc,time_of_flight_d,delta_v_m_s,v_infinity_m_s,"
      "entry_speed_m_s,opens_by,closes_by,reason\n";
  for (const ReturnWindow& w : windows) {
    const auto date = [](Epoch epoch) { return epoch.iso8601(TimeScale::utc, 0); };
    text += detail::concat(date(w.opens), ",", date(w.closes), ",", to_text(w.status), ",", date(w.departure),
                           ",", date(w.landing), ",", fixed(w.time_of_flight.days(), 4), ",",
                           fixed(w.delta_v_m_s, 1), ",", fixed(w.v_infinity_m_s, 1), ",",
                           fixed(w.entry_speed_m_s, 1), ",", to_text(w.opens_by), ",", to_text(w.closes_by),
                           ",", w.reason, "\n");
  }
  return text;
}

std::string_view to_text(ReturnBound bound) {
  switch (bound) {
    case ReturnBound::time_of_flight_min:
      return "time_of_flight_min";
    case ReturnBound::time_of_flight_max:
      return "time_of_flight_max";
    case ReturnBound::delta_v:
      return "delta_v";
    case ReturnBound::site:
      return "site";
    case ReturnBound::inclination:
      return "inclination";
    case ReturnBound::landing_within:
      return "landing_within";
    default:
      return "horizon";
  }
}

std::string_view to_text(ReturnWindowStatus status) {
  switch (status) {
    case ReturnWindowStatus::scanned:
      return "scanned";
    case ReturnWindowStatus::confirmed:
      return "confirmed";
    default:
      return "refused";
  }
}

}  // namespace perilune
