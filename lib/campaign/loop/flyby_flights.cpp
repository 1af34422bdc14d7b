#include "flyby_flights.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <sstream>
#include <utility>

#include <perilune/core/text.hpp>
#include <perilune/design/libration/flyby_estimate.hpp>
#include <perilune/design/libration/flyby_transfer.hpp>
#include <perilune/frames/transform.hpp>
#include <perilune/propagation/propagator.hpp>

#include "impulse_flights.hpp"

namespace perilune::detail {
namespace {

/// Times to the perilune that are looked at lie so far apart at most.
const Duration time_step = Duration::days(0.5);
/// Each of them is searched as a range of this width.
const Duration time_width = Duration::days(0.02);
/// Lift-offs of one opportunity move by less than an hour from one time of flight to the next.
const Duration same_day = Duration::hours(8.0);
const Duration shortest_way_on = Duration::days(0.5);
const Duration longest_way_on = Duration::days(60.0);
const Duration usual_way_on = Duration::days(10.0);
/// Phases of an orbit that are tried where none is given, and those of them that are flown.
constexpr int phases = 24;
constexpr std::size_t most_flown_phases = 4;
/// What the fast model may have wrong of what both burns cost: a share of it, and so much.
constexpr double estimate_share = 1.3;
constexpr double estimate_room_m_s = 50.0;

std::vector<Duration> times_to_perilune(const WindowProfile& profile) {
  const Duration first = profile.time_of_flight_min, last = profile.time_of_flight_max;
  const int steps = std::max(1, static_cast<int>(std::ceil((last - first).seconds() / time_step.seconds())));
  std::vector<Duration> times{first};
  if (last - first < time_width) return times;
  for (int i = 1; i <= steps; ++i)
    times.push_back(first + Duration::seconds((last - first).seconds() * i / steps));
  return times;
}

/// What the fast model makes of a window, with the best phase if that is free.
std::optional<FlybyEstimate> estimate(const DesignedMission& designed, const LaunchWindow& window,
                                      const std::vector<std::function<State(Epoch)>>& models,
                                      const Ephemeris& ephemeris) {
  FlybyEstimateRequest request;
  request.site = designed.profile.site.place;
  request.ascent = designed.profile.ascent;
  request.lift_off = window.lift_off;
  request.azimuth_rad = window.azimuth_rad;
  request.time_of_flight = window.time_of_flight;
  request.perilune = window.perilune;
  request.perilune_altitude = designed.profile.perilune_altitude;
  const InsertionTimes times = insertion_times(designed, window.time_of_flight);
  request.to_insertion_min = times.least;
  request.to_insertion_max = times.most;
  std::optional<FlybyEstimate> best;
  for (const auto& model : models) {
    const auto made = estimate_flyby(request, model, ephemeris);
    if (made && (!best || made->total_m_s() < best->total_m_s())) best = made;
  }
  return best;
}

std::vector<Epoch> phases_of(const LibrationOrbit& orbit, Epoch around, Duration period) {
  if (orbit.apolune_at) return {*orbit.apolune_at};
  std::vector<Epoch> all;
  for (int i = 0; i < phases; ++i) all.push_back(around - Duration::seconds(period.seconds() * i / phases));
  return all;
}

std::vector<std::function<State(Epoch)>> models_of(const LibrationOrbit& orbit, Epoch around,
                                                   ReferenceOrbits& orbits) {
  std::vector<std::function<State(Epoch)>> models;
  for (const Epoch apolune_at : phases_of(orbit, around, orbits.period(orbit)))
    models.push_back(orbits.model(orbit, apolune_at));
  return models;
}

/// The window with what the fast model makes of it; nothing if no conic leads on from it.
std::optional<FlybyWindow> estimated(const DesignedMission& designed, LaunchWindow window,
                                     ReferenceOrbits& orbits, const Ephemeris& ephemeris) {
  const auto made =
      estimate(designed, window, models_of(*designed.orbit, window.perilune, orbits), ephemeris);
  if (!made) return std::nullopt;
  window.insertion_delta_v_m_s = made->total_m_s();
  return FlybyWindow{std::move(window), made->to_insertion};
}

/// Whether the fast model can tell that a window costs more than it may.
bool is_too_dear(const DesignedMission& designed, const FlybyWindow& one) {
  const std::optional<Speed>& most = designed.plan->legs[designed.legs.transfer].most_delta_v;
  return most && one.window.insertion_delta_v_m_s > estimate_share * most->si() + estimate_room_m_s;
}

double cost_m_s(const FlybyWindow& one) {
  return one.window.injection_delta_v_m_s + one.window.insertion_delta_v_m_s;
}

std::vector<FlybyWindow> search(const DesignedMission& designed, WindowCatalog& catalog,
                                ReferenceOrbits& orbits, const Ephemeris& ephemeris) {
  std::vector<FlybyWindow> best;
  for (const Duration time : times_to_perilune(designed.profile)) {
    WindowProfile profile = designed.profile;
    profile.time_of_flight_min = std::max(Duration::days(2.0), time - time_width / 2);
    profile.time_of_flight_max = std::min(Duration::days(7.0), time + time_width / 2);
    for (LaunchWindow& window : catalog.windows(profile)) {
      auto made = estimated(designed, std::move(window), orbits, ephemeris);
      if (!made || is_too_dear(designed, *made)) continue;
      const auto same = std::find_if(best.begin(), best.end(), [&](const FlybyWindow& other) {
        return other.window.opportunity == made->window.opportunity &&
               abs(other.window.lift_off - made->window.lift_off) < same_day;
      });
      if (same == best.end()) {
        best.push_back(std::move(*made));
      } else if (cost_m_s(*made) < cost_m_s(*same)) {
        *same = std::move(*made);
      }
    }
  }
  std::stable_sort(best.begin(), best.end(), [](const FlybyWindow& a, const FlybyWindow& b) {
    return a.window.lift_off < b.window.lift_off;
  });
  return best;
}

std::string text_of(const std::vector<FlybyWindow>& windows) {
  std::string text;
  for (const FlybyWindow& one : windows)
    text += concat(one.to_insertion.nanoseconds(), " ", line_of(one.window));
  return text;
}

std::optional<std::vector<FlybyWindow>> flyby_windows_of(const std::string& text) {
  std::vector<FlybyWindow> windows;
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line)) {
    const std::size_t blank = line.find(' ');
    if (blank == std::string::npos) return std::nullopt;
    const std::optional<std::int64_t> time = parse_integer(std::string_view(line).substr(0, blank));
    const auto window = windows_of(line.substr(blank + 1) + "\n");
    if (!time || !window || window->size() != 1) return std::nullopt;
    windows.push_back({window->front(), Duration::nanoseconds(*time)});
  }
  return windows;
}

FlybyTransferRequest request_of(const DesignedMission& designed, const LaunchWindow& window) {
  FlybyTransferRequest request;
  const InsertionTimes times = insertion_times(designed, window.time_of_flight);
  request.to_insertion_min = times.least;
  request.to_insertion_max = times.most;
  if (designed.lift_off) {
    request.timed = timed_request(designed.profile, window);
  } else {
    request.departure = departure_request(designed.profile, window);
  }
  return request;
}

FlownTransfer flown_of(FlybyTransfer made, Epoch apolune_at) {
  FlownFlyby flyby{
      made.status, made.flyby, made.insertion, made.flyby_delta_v_m_s, made.insertion_delta_v_m_s,
      apolune_at};
  FlownTransfer flown{std::move(made.departure), {}, {}, std::move(flyby)};
  if (flown.flyby->status != FlybyTransferStatus::converged && flown.status == TranslunarStatus::converged)
    flown.status = TranslunarStatus::not_converged;
  return flown;
}

/// Of the phases that an orbit may have, the cheapest by the fast model.
std::vector<Epoch> likely_phases(const DesignedMission& designed, const LaunchWindow& window,
                                 ReferenceOrbits& orbits, const Ephemeris& ephemeris) {
  const LibrationOrbit& orbit = *designed.orbit;
  if (orbit.apolune_at) return {*orbit.apolune_at};
  struct Likely {
    Epoch apolune_at;
    double cost_m_s = 0.0;
  };
  std::vector<Likely> all;
  for (const Epoch apolune_at : phases_of(orbit, window.perilune, orbits.period(orbit))) {
    const auto made = estimate(designed, window, {orbits.model(orbit, apolune_at)}, ephemeris);
    if (made) all.push_back({apolune_at, made->total_m_s()});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Likely& a, const Likely& b) { return a.cost_m_s < b.cost_m_s; });
  if (all.size() > most_flown_phases) all.resize(most_flown_phases);
  std::vector<Epoch> likely;
  for (const Likely& one : all) likely.push_back(one.apolune_at);
  return likely;
}

}  // namespace

InsertionTimes insertion_times(const DesignedMission& designed, Duration to_perilune) {
  const DurationRange& whole = designed.time_of_flight;
  InsertionTimes times{std::max(shortest_way_on, whole.min - to_perilune), to_perilune};
  times.most = whole.max ? std::min(longest_way_on, *whole.max - to_perilune) : usual_way_on;
  // A time to the perilune that leaves none for the way on is tried with the shortest there is.
  const Duration least_width = Duration::hours(1.0);
  times.most = std::max(times.most, times.least + least_width);
  return times;
}

std::vector<FlybyWindow> flyby_windows(const DesignedMission& designed, WindowCatalog& catalog,
                                       ReferenceOrbits& orbits, const ContentCache& cache,
                                       const Ephemeris& ephemeris) {
  const DurationRange& whole = designed.time_of_flight;
  const auto& horizon = designed.profile.horizon;
  const std::optional<Speed>& most = designed.plan->legs[designed.legs.transfer].most_delta_v;
  const std::string key = concat(
      profile_key(designed.profile, ephemeris), " ", orbit_key(*designed.orbit), " apolune ",
      designed.orbit->apolune_at ? std::to_string(designed.orbit->apolune_at->nanoseconds_since_j2000())
                                 : "any",
      " in all ", whole.min.nanoseconds(), " ", whole.max ? std::to_string(whole.max->nanoseconds()) : "any",
      " most ", most ? exact(most->si()) : "none", " from ", horizon.from.nanoseconds_since_j2000(), " to ",
      horizon.to.nanoseconds_since_j2000());
  if (const auto kept = cache.find("flybys", key)) {
    if (auto windows = flyby_windows_of(*kept)) return std::move(*windows);
  }
  const std::string text = text_of(search(designed, catalog, orbits, ephemeris));
  cache.keep("flybys", key, text);
  return flyby_windows_of(text).value();
}

FlybyWindow flyby_window_of_launched(const DesignedMission& designed, ReferenceOrbits& orbits,
                                     const Ephemeris& ephemeris) {
  const WindowProfile& profile = designed.profile;
  std::optional<FlybyWindow> cheapest;
  LaunchWindow window;
  window.lift_off = window.opens.lift_off = window.closes.lift_off = *designed.lift_off;
  for (Duration time = profile.time_of_flight_min; time <= profile.time_of_flight_max;
       time = time + Duration::hours(1.0)) {
    if (!take_launched_flight(profile, time, window, ephemeris)) continue;
    const auto made = estimated(designed, window, orbits, ephemeris);
    if (made && (!cheapest || cost_m_s(*made) < cost_m_s(*cheapest))) cheapest = made;
  }
  return cheapest.value_or(FlybyWindow{window, usual_way_on});
}

FlownTransfer fly_flyby(const DesignedMission& designed, const LaunchWindow& window, ReferenceOrbits& orbits,
                        const Ephemeris& ephemeris) {
  const FlybyTransferRequest request = request_of(designed, window);
  // The lift-off is found within half a day about the window's.
  const Duration room = Duration::days(1.5);
  const Interval needed{window.perilune - room, window.perilune + request.to_insertion_max + room};
  std::optional<FlownTransfer> best;
  for (const Epoch apolune_at : likely_phases(designed, window, orbits, ephemeris)) {
    // A phase that was found has its apolune before all that is needed of it.
    const Epoch begins =
        designed.orbit->apolune_at ? apolune_at : apolune_at - orbits.period(*designed.orbit);
    const auto orbit = orbits.stretch(*designed.orbit, begins, needed);
    if (orbit->status != EphemerisOrbitStatus::converged) continue;
    FlownTransfer flown = flown_of(design_flyby_transfer(*orbit, request, {}, ephemeris), begins);
    const bool is_cheaper =
        best && flown.status == TranslunarStatus::converged &&
        (best->status != TranslunarStatus::converged || flown.flyby->total_m_s() < best->flyby->total_m_s());
    if (!best || is_cheaper) best = std::move(flown);
  }
  if (best) return std::move(*best);
  FlownTransfer none{TranslunarTransfer{}, {}, {}, FlownFlyby{}};
  none.flyby->status = FlybyTransferStatus::no_way_on;
  return none;
}

Trajectory fly_on(const FlownTransfer& transfer, Duration period, double mass_kg, const Craft* craft,
                  const Ephemeris& ephemeris) {
  Propagator<StandardForces> propagator = full_model(ephemeris);
  const FlownFlyby& flyby = *transfer.flyby;
  add_impulse(propagator, "flyby", flyby.flyby.epoch, flyby.flyby_delta_v_m_s, craft);
  add_impulse(propagator, "insertion", flyby.insertion.epoch, flyby.insertion_delta_v_m_s, craft);
  State start = transfer.injection;
  if (mass_kg > 0.0) start.mass_kg = mass_kg;
  return propagator.propagate(start, flyby.insertion.epoch + period);
}

}  // namespace perilune::detail
