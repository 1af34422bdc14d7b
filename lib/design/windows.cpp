#include <perilune/design/windows.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/core/thread_pool.hpp>

#include "window_scan.hpp"
#include "window_teller.hpp"

namespace perilune {

namespace {

constexpr double pi = 3.14159265358979323846;

void check(const WindowProfile& profile) {
  std::vector<std::string> wrong;
  if (profile.horizon.empty()) wrong.push_back("the horizon is empty");
  if (!(profile.site.azimuth_min <= profile.site.azimuth_max)) {
    wrong.push_back(profile.site.name + "'s azimuth_min is above its azimuth_max");
  }
  if (profile.time_of_flight_min < Duration::days(2.0) || profile.time_of_flight_max > Duration::days(7.0) ||
      profile.time_of_flight_max < profile.time_of_flight_min) {
    wrong.push_back("times of flight " + to_text(profile.time_of_flight_min) + " to " +
                    to_text(profile.time_of_flight_max) + " are no range within 2 to 7 d");
  }
  if (!(profile.perilune_altitude.in(metre) > 0.0)) {
    wrong.push_back(
        detail::concat("the perilune is ", -profile.perilune_altitude.in(metre)*1e-3, " km inside the Moon"));
  }
  if (profile.apolune_altitude && *profile.apolune_altitude < profile.perilune_altitude) {
    wrong.push_back("the apolune is below the perilune");
  }
  for (const auto& most : {profile.most_insertion_delta_v, profile.most_injection_delta_v}) {
    if (most && !(most->in(unit::metre_per_second) > 0.0)) {
      wrong.push_back(detail::concat("a delta-v capability of ", most->in(unit::metre_per_second),
                                     " m/s is not above 0"));
    }
  }
  if (!wrong.empty()) throw InvalidArgument("search_windows: " + join(wrong, "; "));
}

/// What of a window lies within the horizon and arrives when it may.
std::optional<LaunchWindow> clipped(LaunchWindow window, const WindowProfile& profile) {
  // Lift-off and perilune move together: the arrivals of a window are its lift-offs, later by the flight.
  const Duration later = window.perilune - window.lift_off;
  if (window.opens.lift_off < profile.horizon.from) {
    window.opens.lift_off = profile.horizon.from;
    window.opens.plane_bound = WindowBound::horizon;
  }
  if (window.closes.lift_off > profile.horizon.to) {
    window.closes.lift_off = profile.horizon.to;
    window.closes.plane_bound = WindowBound::horizon;
  }
  if (window.closes.lift_off <= window.opens.lift_off) return {};
  if (profile.arrival_within) {
    const Interval arrivals{window.opens.lift_off + later, window.closes.lift_off + later};
    const IntervalSet allowed = profile.arrival_within->intersect(IntervalSet({arrivals}));
    if (allowed.empty()) return {};
    const Interval longest = *std::max_element(
        allowed.begin(), allowed.end(), [](Interval a, Interval b) { return a.length() < b.length(); });
    if (longest.from > arrivals.from) {
      window.opens.lift_off = longest.from - later;
      window.opens.flight_bound = WindowBound::arrival_within;
    }
    if (longest.to < arrivals.to) {
      window.closes.lift_off = longest.to - later;
      window.closes.flight_bound = WindowBound::arrival_within;
    }
  }
  window.lift_off = std::clamp(window.lift_off, window.opens.lift_off, window.closes.lift_off);
  window.perilune = window.lift_off + later;
  return window;
}

/// Whether the horizon or the arrivals that are allowed end a window there, not what can be flown.
bool is_cut(const WindowEdge& edge) {
  return edge.plane_bound == WindowBound::horizon || edge.flight_bound == WindowBound::arrival_within;
}

class Confirmer {
 public:
  Confirmer(const WindowProfile& profile, const detail::WindowScan& scan, const Ephemeris& ephemeris)
      : profile_(profile), scan_(scan), ephemeris_(ephemeris) {}

  /// Flies the best of a window; what that shows of the fast model's error goes into another look at its day.
  /// A window that is too dear there is looked through further: the error changes with the time of flight.
  void confirm(LaunchWindow& window, std::size_t day, bool edges) const {
    constexpr int most_looks = 4;
    constexpr double room_m_s = 3.0;  // the error also changes with the azimuth
    const LaunchWindow first = window;
    detail::WindowScan::Allowance shown;
    for (int looks = 1;; ++looks) {
      const LaunchWindow fast = window;
      double passed_by_m_s = INFINITY;
      if (const auto slack = confirm_centre(window)) {
        passed_by_m_s = -*slack;
        shown.injection_m_s = fast.injection_delta_v_m_s - window.injection_delta_v_m_s;
        shown.insertion_m_s = fast.insertion_delta_v_m_s - window.insertion_delta_v_m_s;
        if (looks > 1) shown.learn(fast.time_of_flight.seconds(), shown.insertion_m_s);
      }
      if (window.status == WindowStatus::confirmed) break;
      if (looks == 1) {
        shown.learn(fast.time_of_flight.seconds(), shown.insertion_m_s);
        const Duration apart = 0.5 * (profile_.time_of_flight_max - profile_.time_of_flight_min);
        probe(fast, {fast.lift_off, fast.azimuth_rad, fast.time_of_flight}, apart, shown);
      }
      auto hopeful = shown;
      for (auto& [time_s, error_m_s] : hopeful.insertion_by_time) error_m_s += room_m_s;
      if (const auto again = looks < most_looks ? another_look(first, hopeful, day, INFINITY)
                                                : std::optional<LaunchWindow>()) {
        window = *again;  // too dear there, but not elsewhere
        continue;
      }
      if (!confirm_neighbour(window, passed_by_m_s)) return;
      break;
    }
    if (const auto again = another_look(first, shown, day, 0.0)) {
      window.opens = again->opens, window.closes = again->closes;
    }
    hold(window);
    if (!edges) return;
    for (WindowEdge* edge : {&window.opens, &window.closes}) {
      if (!is_cut(*edge)) confirm_edge(window, *edge, edge == &window.opens, shown);
    }
  }

 private:
  std::optional<LaunchWindow> another_look(const LaunchWindow& fast,
                                           const detail::WindowScan::Allowance& allowance, std::size_t day,
                                           double sure_m_s) const {
    std::optional<LaunchWindow> best;
    for (const LaunchWindow& window : scan_.day(day, allowance, sure_m_s, fast.opportunity)) {
      const bool meets = window.opens.lift_off <= fast.closes.lift_off &&
                         fast.opens.lift_off <= window.closes.lift_off &&
                         (window.azimuth_rad < pi / 2.0) == (fast.azimuth_rad < pi / 2.0);
      if (!meets) continue;
      const std::optional<LaunchWindow> kept = clipped(window, profile_);
      if (kept && (!best || best->interval().length() < kept->interval().length())) best = kept;
    }
    return best;
  }

  /// The edges, which are the fast model's, may lie minutes inside the flight that was confirmed.
  static void hold(LaunchWindow& window) {
    for (WindowEdge* edge : {&window.opens, &window.closes}) {
      const bool within =
          edge == &window.opens ? edge->lift_off <= window.lift_off : window.lift_off <= edge->lift_off;
      if (within || is_cut(*edge)) continue;
      edge->lift_off = window.lift_off;
      edge->azimuth_rad = window.azimuth_rad;
      edge->time_of_flight = window.time_of_flight;
    }
  }

  /// @return what it leaves of the tightest limit [m/s]; nothing if there is no flight
  std::optional<double> confirm_centre(LaunchWindow& window) const {
    const TranslunarTransfer free =
        flight(window, window.lift_off, window.azimuth_rad, window.time_of_flight);
    const bool converged = free.status == TranslunarStatus::converged;
    if (converged && is_in_time(free)) return take(window, free);
    // Where the plane hardly holds the Moon, the azimuth follows from the lift-off better than the lift-off
    // from the azimuth; and of a window that is cut a part may be left in which other azimuths are flown.
    const Interval left = window.interval();
    const Epoch lift_off = converged ? left.from + 0.5 * left.length() : window.lift_off;
    const TranslunarTransfer timed =
        timely_flight(window, {lift_off, window.azimuth_rad, window.time_of_flight});
    if (goes(timed) && keeps_time(timed)) return take(window, timed);
    window.status = WindowStatus::refused;
    window.reason = std::string(to_text(
        timed.status == TranslunarStatus::converged ? TranslunarStatus::unreachable_moon : timed.status));
    return {};
  }

  /// About the best flight of a window, which is a little too dear: one that is not.
  bool confirm_neighbour(LaunchWindow& window, double passed_by_m_s) const {
    constexpr double little_m_s = 1.5;
    if (!(passed_by_m_s < little_m_s)) return false;
    for (const double later_min : {0.0, -40.0, 40.0}) {
      for (const double longer_d : {0.0, -0.2, 0.2}) {
        const Epoch lift_off = window.lift_off + Duration::minutes(later_min);
        const Duration time = window.time_of_flight + Duration::days(longer_d);
        if (time < profile_.time_of_flight_min || time > profile_.time_of_flight_max) continue;
        const TranslunarTransfer transfer = timely_flight(window, {lift_off, window.azimuth_rad, time});
        if (!goes(transfer) || !keeps_time(transfer) || slack_m_s(transfer) < 0.0) continue;
        take(window, transfer);
        return true;
      }
    }
    return false;
  }

  double take(LaunchWindow& window, const TranslunarTransfer& transfer) const {
    window.lift_off = transfer.lift_off;
    window.azimuth_rad = transfer.azimuth_rad;
    window.time_of_flight = transfer.time_of_flight();
    window.perilune = transfer.perilune.epoch;
    window.arrival = transfer.perilune;
    window.injection_delta_v_m_s = transfer.injection_delta_v_m_s;
    window.insertion_delta_v_m_s = transfer.insertion_delta_v_m_s(profile_.apolune_altitude);
    window.v_infinity_m_s = transfer.arrival.v_infinity_m_s;
    window.c3_m2_s2 = transfer.c3_m2_s2;
    const double slack = slack_m_s(transfer);
    window.status = slack >= 0.0 ? WindowStatus::confirmed : WindowStatus::refused;
    window.reason = slack >= 0.0 ? std::string()
                                 : detail::concat("a delta-v limit is passed by ", fixed(-slack, 2), " m/s");
    return slack;
  }

  static bool is_cost(WindowBound bound) {
    return bound == WindowBound::insertion_delta_v || bound == WindowBound::injection_delta_v;
  }

  /// @param shown  what the flown centre has shown of the fast model's costs
  void confirm_edge(const LaunchWindow& window, WindowEdge& edge, bool opens,
                    const detail::WindowScan::Allowance& shown) const {
    if (is_cost(edge.flight_bound) || is_cost(edge.plane_bound)) {
      confirm_cost_edge(window, edge, opens, shown);
      return;
    }
    if (edge.plane_bound == WindowBound::moon_declination) {
      confirm_joint(window, edge);
      return;
    }
    const TranslunarTransfer transfer =
        flight(window, edge.lift_off, edge.azimuth_rad, edge.time_of_flight, edge_flights);
    if (transfer.status != TranslunarStatus::converged) return;
    if (slack_m_s(transfer) < 0.0) {  // the scan took it for allowed
      confirm_cost_edge(window, edge, opens, shown);
      return;
    }
    edge.lift_off = transfer.lift_off;
    edge.azimuth_rad = transfer.azimuth_rad;
    edge.confirmed = true;
  }

  /// An edge at which the plane just holds the Moon, so that the flights going north and those going south
  /// meet. There a hundredth of a degree of azimuth is minutes of lift-off, and no correction finds it; but
  /// for a given lift-off the azimuth follows, and is well known. Flights of other times may have it within
  /// limits if this one has not.
  void confirm_joint(const LaunchWindow& window, WindowEdge& edge) const {
    for (const double later_d : {0.0, 0.1, -0.1, 0.2, -0.2}) {
      const Duration time = edge.time_of_flight + Duration::days(later_d);
      if (time < profile_.time_of_flight_min || time > profile_.time_of_flight_max) continue;
      const TranslunarTransfer transfer =
          timed_flight(window, {edge.lift_off, edge.azimuth_rad, time}, edge_flights);
      if (!goes(transfer) || slack_m_s(transfer) < 0.0) continue;
      edge.azimuth_rad = transfer.azimuth_rad;
      edge.time_of_flight = time;
      edge.confirmed = true;
      return;
    }
  }

  /// An edge where a delta-v limit binds: found over azimuth and time of flight in the fast model, whose
  /// costs are shifted by what the full model shows at the edge itself.
  void confirm_cost_edge(const LaunchWindow& window, WindowEdge& edge, bool opens,
                         detail::WindowScan::Allowance allowance) const {
    constexpr double near_enough_m_s = 0.3;
    allowance.learn(window.time_of_flight.seconds(), allowance.insertion_m_s);
    constexpr Duration settled = Duration::seconds(90.0);
    // Where 1 m/s is more than eight minutes, other times of flight are looked at before an edge is believed.
    constexpr double flat_m_s_per_min = 0.12;
    struct Tried {
      Epoch lift_off;
      double slack_m_s = 0.0;
    };
    std::optional<Tried> last;
    for (int i = 0; i < 6; ++i) {
      const auto found = scan_.cost_edge(window, opens, allowance);
      if (!found) return;
      if (found->flight_bound == WindowBound::moon_declination) {
        edge.lift_off = scan_.epoch(found->point.lift_off_s);
        edge.azimuth_rad = found->point.azimuth_rad;
        edge.time_of_flight = Duration::seconds(found->point.time_of_flight_s);
        edge.plane_bound = found->plane_bound;
        edge.flight_bound = found->flight_bound;
        confirm_joint(window, edge);
        return;
      }
      const TranslunarTransfer transfer =
          flight(window, scan_.epoch(found->point.lift_off_s), found->point.azimuth_rad,
                 Duration::seconds(found->point.time_of_flight_s), edge_flights);
      if (transfer.status != TranslunarStatus::converged) return;
      const double slack = slack_m_s(transfer);
      const bool stays = i > 0 && abs(transfer.lift_off - edge.lift_off) < settled && slack > 0.0;
      edge.lift_off = transfer.lift_off;
      edge.azimuth_rad = transfer.azimuth_rad;
      edge.time_of_flight = Duration::seconds(found->point.time_of_flight_s);
      edge.plane_bound = found->plane_bound;
      edge.flight_bound = found->flight_bound;
      const bool by_cost = is_cost(found->plane_bound) || is_cost(found->flight_bound);
      const bool inside = !by_cost && slack > 0.0;
      edge.confirmed = inside || stays || (i > 0 && std::abs(slack) <= near_enough_m_s);
      const bool flat = last && std::abs(slack - last->slack_m_s) <
                                    flat_m_s_per_min * std::abs((edge.lift_off - last->lift_off).minutes());
      last = {edge.lift_off, slack};
      if (edge.confirmed && !(flat && by_cost && learn_beside(window, edge, slack, allowance))) return;
      edge.confirmed = false;
      allowance.injection_m_s = found->point.cost.injection_m_s - transfer.injection_delta_v_m_s;
      const double flown_m_s = transfer.insertion_delta_v_m_s(profile_.apolune_altitude);
      allowance.learn(found->point.time_of_flight_s, found->point.cost.insertion_m_s - flown_m_s);
      if (i == 0) {
        probe(window, {edge.lift_off, edge.azimuth_rad, edge.time_of_flight}, Duration::hours(8.0),
              allowance);
      }
    }
  }

  /// Flights with the lift-off of an edge and other times of flight: what they show of the fast model's
  /// error.
  /// @return whether one of them is cheaper
  bool learn_beside(const LaunchWindow& window, const WindowEdge& edge, double slack,
                    detail::WindowScan::Allowance& allowance) const {
    constexpr double clearly_m_s = 0.3;
    bool cheaper = false;
    for (const double longer_d : {-0.2, 0.2}) {
      const Duration time = edge.time_of_flight + Duration::days(longer_d);
      if (time < profile_.time_of_flight_min || time > profile_.time_of_flight_max) continue;
      const TranslunarTransfer transfer =
          timed_flight(window, {edge.lift_off, edge.azimuth_rad, time}, edge_flights);
      if (!goes(transfer)) continue;
      const double fast_m_s = scan_.cost_of(edge.lift_off, transfer.azimuth_rad, time).insertion_m_s;
      allowance.learn(time.seconds(), fast_m_s - transfer.insertion_delta_v_m_s(profile_.apolune_altitude));
      cheaper = cheaper || slack_m_s(transfer) > slack + clearly_m_s;
    }
    return cheaper;
  }

  /// An azimuth further from due east, whose plane holds more of the sky.
  double steeper(double azimuth_rad, double by_rad) const {
    const bool north = azimuth_rad < pi / 2.0 - 1e-9 || profile_.site.azimuth_max.in(radian) <= pi / 2.0;
    return std::clamp(azimuth_rad + (north ? -by_rad : by_rad), profile_.site.azimuth_min.in(radian),
                      profile_.site.azimuth_max.in(radian));
  }

  struct Place {
    Epoch lift_off;
    double azimuth_rad = 0.0;
    Duration time_of_flight;
  };

  /// One more flight, of another time of flight: how the fast model's error changes with it.
  void probe(const LaunchWindow& window, const Place& place, Duration apart,
             detail::WindowScan::Allowance& allowance) const {
    const bool shorter = place.time_of_flight - apart >= profile_.time_of_flight_min;
    const Duration time = shorter ? place.time_of_flight - apart : place.time_of_flight + apart;
    for (const double steeper_deg : {0.0, 8.0, 16.0}) {  // the Moon is elsewhere at that time
      const double azimuth_rad = steeper(place.azimuth_rad, steeper_deg * pi / 180.0);
      const TranslunarTransfer transfer = flight(window, place.lift_off, azimuth_rad, time, edge_flights);
      if (transfer.status != TranslunarStatus::converged) continue;
      const double fast_m_s = scan_.cost_of(transfer.lift_off, azimuth_rad, time).insertion_m_s;
      allowance.learn(time.seconds(), fast_m_s - transfer.insertion_delta_v_m_s(profile_.apolune_altitude));
      return;
    }
  }

  double slack_m_s(const TranslunarTransfer& transfer) const {
    double slack = INFINITY;
    if (profile_.most_insertion_delta_v) {
      slack = profile_.most_insertion_delta_v->in(unit::metre_per_second)-transfer.insertion_delta_v_m_s(
          profile_.apolune_altitude);
    }
    if (profile_.most_injection_delta_v) {
      slack = std::min(
          slack, profile_.most_injection_delta_v->in(unit::metre_per_second)-transfer.injection_delta_v_m_s);
    }
    return slack;
  }

  bool is_in_time(const TranslunarTransfer& transfer) const {
    const bool arrives =
        !profile_.arrival_within || profile_.arrival_within->contains(transfer.perilune.epoch);
    return arrives && profile_.horizon.from <= transfer.lift_off && transfer.lift_off <= profile_.horizon.to;
  }

  /// Whether a flight of given lift-off is one, in a plane that is allowed; what it costs is not looked at.
  bool goes(const TranslunarTransfer& transfer) const {
    return transfer.status == TranslunarStatus::converged && is_in_time(transfer) &&
           transfer.azimuth_rad >= profile_.site.azimuth_min.in(radian) &&
           transfer.azimuth_rad <= profile_.site.azimuth_max.in(radian);
  }

  bool keeps_time(const TranslunarTransfer& transfer) const {
    constexpr Duration exactly = Duration::seconds(1.0);
    return transfer.time_of_flight() >= profile_.time_of_flight_min - exactly &&
           transfer.time_of_flight() <= profile_.time_of_flight_max + exactly;
  }

  /// The flight with just that lift-off, near that azimuth.
  TranslunarTransfer timed_flight(const LaunchWindow& window, const Place& place,
                                  const TranslunarOptions& options) const {
    const Duration coast =
        window.perilune - window.lift_off - window.time_of_flight - profile_.ascent.duration;
    TimedTranslunarRequest request;
    request.site = profile_.site.place;
    request.ascent = profile_.ascent;
    request.lift_off = place.lift_off;
    request.perilune = place.lift_off + profile_.ascent.duration + coast + place.time_of_flight;
    request.azimuth_guess_rad = place.azimuth_rad;
    request.perilune_altitude = profile_.perilune_altitude;
    request.inclination = profile_.inclination;
    request.branch = profile_.branch;
    return design_translunar(request, options, ephemeris_);
  }

  /// The same within the limits of the time of flight. The perilune is given, so that the time follows from
  /// the coast, which comes out by itself: again with the perilune moved by what it was off, if it was.
  TranslunarTransfer timely_flight(const LaunchWindow& window, Place place) const {
    const TranslunarTransfer transfer = timed_flight(window, place, {});
    if (transfer.status != TranslunarStatus::converged || keeps_time(transfer)) return transfer;
    place.time_of_flight = place.time_of_flight + (place.time_of_flight - transfer.time_of_flight());
    return timed_flight(window, place, {});
  }

  TranslunarTransfer flight(const LaunchWindow& window, Epoch near, double azimuth_rad, Duration time,
                            const TranslunarOptions& options = {}) const {
    TranslunarRequest request;
    request.site = profile_.site;
    request.azimuth = Angle::from_si(azimuth_rad);
    request.ascent = profile_.ascent;
    request.earliest = near - Duration::hours(6.0);
    request.opportunity = window.opportunity;
    request.time_of_flight = time;
    request.perilune_altitude = profile_.perilune_altitude;
    request.inclination = profile_.inclination;
    request.branch = profile_.branch;
    return design_translunar(request, options, ephemeris_);
  }

  /// Half a second of lift-off and a tenth of a m/s need no metres at the perilune.
  const TranslunarOptions edge_flights{.position_tolerance_m = 300.0, .time_tolerance_s = 0.5};

  const WindowProfile& profile_;
  const detail::WindowScan& scan_;
  const Ephemeris& ephemeris_;
};

}  // namespace

WindowSearch search_windows(const WindowProfile& profile, const WindowOptions& options,
                            const Ephemeris& ephemeris) {
  check(profile);
  ThreadPool pool({.threads = options.threads});
  const detail::WindowScan scan(profile, ephemeris);
  // Room for the error of the fast model, if the full one is going to decide.
  const bool alone = options.confirm == WindowConfirmation::none;
  const detail::WindowScan::Allowance room =
      alone ? detail::WindowScan::Allowance{} : detail::WindowScan::Allowance{15.0, 15.0};
  constexpr double sure_m_s = 20.0;  // the room, and 5 m/s within the limits themselves
  std::vector<std::vector<LaunchWindow>> days(scan.days());
  detail::WindowTeller scan_teller(options, "scan", days.size());
  pool.for_each(days.size(), [&](std::size_t i, int) {
    days[i] = scan.day(i, room, alone ? 0.0 : sure_m_s);
    scan_teller.one_done();
  });
  struct Found {
    LaunchWindow window;
    std::size_t day;
  };
  std::vector<Found> found;
  for (std::size_t i = 0; i < days.size(); ++i) {
    for (const LaunchWindow& window : days[i]) {
      if (auto kept = clipped(window, profile)) found.push_back({*kept, i});
    }
  }
  const auto sooner = [](const Found& a, const Found& b) {
    return std::tie(a.window.opens.lift_off, a.window.opportunity, a.window.lift_off) <
           std::tie(b.window.opens.lift_off, b.window.opportunity, b.window.lift_off);
  };
  std::sort(found.begin(), found.end(), sooner);
  // A day's search may come upon its neighbour's window.
  const auto same = [](const Found& one, const Found& other) {
    const LaunchWindow &a = one.window, &b = other.window;
    return a.opportunity == b.opportunity &&
           abs(a.opens.lift_off - b.opens.lift_off) < Duration::seconds(60.0) &&
           abs(a.closes.lift_off - b.closes.lift_off) < Duration::seconds(60.0);
  };
  found.erase(std::unique(found.begin(), found.end(), same), found.end());
  if (!alone) {
    const Confirmer confirmer(profile, scan, ephemeris);
    detail::WindowTeller teller(options, "confirm", found.size());
    pool.for_each(found.size(), [&](std::size_t i, int) {
      confirmer.confirm(found[i].window, found[i].day, options.confirm == WindowConfirmation::edges);
      teller.one_done();
    });
    std::sort(found.begin(), found.end(), sooner);
  }
  WindowSearch search;
  for (Found& each : found) search.windows.push_back(std::move(each.window));
  return search;
}

IntervalSet WindowSearch::lift_off() const {
  std::vector<Interval> all;
  for (const LaunchWindow& window : windows) {
    if (window.status != WindowStatus::refused && window.opens.lift_off < window.closes.lift_off) {
      all.push_back(window.interval());
    }
  }
  return IntervalSet(std::move(all));
}

std::size_t WindowSearch::count(WindowStatus status) const {
  return static_cast<std::size_t>(std::count_if(
      windows.begin(), windows.end(), [status](const LaunchWindow& w) { return w.status == status; }));
}

std::string WindowSearch::csv() const {
  std::string text =
      "opens_utc,closes_utc,opportunity,status,lift_off_utc,azimuth_deg,time_of_flight_d,perilune_utc,"
      "injection_m_s,insertion_m_s,v_infinity_m_s,opens_by,closes_by\n";
  for (const LaunchWindow& w : windows) {
    const auto date = [](Epoch epoch) { return epoch.iso8601(TimeScale::utc, 0); };
    const auto bounds = [](const WindowEdge& edge) {
      return detail::concat(to_text(edge.plane_bound), " ", to_text(edge.flight_bound));
    };
    text +=
        detail::concat(date(w.opens.lift_off), ",", date(w.closes.lift_off), ",",
                       w.opportunity == DailyOpportunity::northbound ? "northbound" : "southbound", ",",
                       to_text(w.status), ",", date(w.lift_off), ",", fixed(w.azimuth_rad * 180.0 / pi, 3),
                       ",", fixed(w.time_of_flight.days(), 4), ",", date(w.perilune), ",",
                       fixed(w.injection_delta_v_m_s, 1), ",", fixed(w.insertion_delta_v_m_s, 1), ",",
                       fixed(w.v_infinity_m_s, 1), ",", bounds(w.opens), ",", bounds(w.closes), "\n");
  }
  return text;
}

std::string_view to_text(WindowBound bound) {
  switch (bound) {
    case WindowBound::azimuth_min:
      return "azimuth_min";
    case WindowBound::azimuth_max:
      return "azimuth_max";
    case WindowBound::moon_declination:
      return "moon_declination";
    case WindowBound::time_of_flight_min:
      return "time_of_flight_min";
    case WindowBound::time_of_flight_max:
      return "time_of_flight_max";
    case WindowBound::insertion_delta_v:
      return "insertion_delta_v";
    case WindowBound::injection_delta_v:
      return "injection_delta_v";
    case WindowBound::arrival_within:
      return "arrival_within";
    case WindowBound::condition:
      return "condition";
    default:
      return "horizon";
  }
}

std::string_view to_text(WindowStatus status) {
  switch (status) {
    case WindowStatus::scanned:
      return "scanned";
    case WindowStatus::confirmed:
      return "confirmed";
    default:
      return "refused";
  }
}

}  // namespace perilune
