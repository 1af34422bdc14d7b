#include <perilune/design/window_conditions.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <Eigen/Geometry>

#include <perilune/access/apparent.hpp>
#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/core/thread_pool.hpp>
#include <perilune/propagation/propagator.hpp>

#include "window_teller.hpp"

namespace perilune {
namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double degree = pi / 180.0;

/// The perilune, and the states `around` before and after it, moon-centred icrf.
std::vector<State> beside_perilune(const TranslunarTransfer& transfer, Duration around) {
  std::vector<State> states{transfer.perilune};
  if (around == Duration{}) return states;
  PropagatorOptions options;
  options.dense_output = false;
  options.stop_at_impact = false;
  const Propagator<StandardForces> propagator(translunar_forces(), options);
  for (const Duration off : {-around, around}) {
    states.push_back(propagator.propagate(transfer.perilune, transfer.perilune.epoch + off).end_state());
  }
  return states;
}

/// A craft as it stands and moves at an instant.
AccessPoint craft_of(const State& state) {
  return AccessPoint::spacecraft("craft", state.frame.center, [state](Epoch epoch) {
    const double later_s = (epoch - state.epoch).seconds();
    return PositionVelocity{state.position_m + later_s * state.velocity_m_s, state.velocity_m_s};
  });
}

/// How far a craft stands from the Moon's limb, as somebody sees it: below 0 behind the Moon, 180 deg in
/// front.
double from_limb_rad(const AccessPoint& who, const State& craft, const Ephemeris& ephemeris) {
  const ApparentDirection seen = apparent_direction(who, craft_of(craft), craft.epoch, ephemeris);
  const ApparentDirection of_moon = apparent_direction(who, AccessPoint::body(moon), craft.epoch, ephemeris);
  const double tangent_m = std::sqrt(of_moon.range_m * of_moon.range_m - moon_radius_m * moon_radius_m);
  if (seen.range_m < tangent_m) return pi;
  const double angle = std::atan2(seen.icrf.cross(of_moon.icrf).norm(), seen.icrf.dot(of_moon.icrf));
  return angle - std::asin(moon_radius_m / of_moon.range_m);
}

/// The least margin of an antenna over all states.
double heard_rad(const GroundAntenna& antenna, std::span<const State> states, const Ephemeris& ephemeris) {
  double least = pi;
  for (const State& craft : states) {
    const double elevation_rad =
        apparent_azimuth_elevation(antenna.place, craft_of(craft), craft.epoch, ephemeris).elevation_rad;
    least = std::min({least, elevation_rad - antenna.least_elevation.si(),
                      from_limb_rad(antenna.place, craft, ephemeris)});
  }
  return least;
}

/// A lift-off of a window, flown, and how it keeps the conditions.
struct Tried {
  Epoch lift_off;
  TranslunarTransfer transfer;
  std::vector<double> margins = {};  ///< of the conditions, each in its unit
  bool flies = false;

  bool keeps(std::size_t condition) const { return flies && margins[condition] >= 0.0; }
  bool holds() const {
    return flies && std::all_of(margins.begin(), margins.end(), [](double margin) { return margin >= 0.0; });
  }
};

/// The lift-off that breaks the conditions by least, of those that fly. A minute is no degree: what one is
/// broken by counts as a part of the most that any of them breaks it by, and the squares of these are summed.
const Tried* nearest_to_holding(const std::vector<Tried>& tried) {
  const Tried* nearest = nullptr;
  double least = INFINITY;
  for (const Tried& one : tried) {
    if (!one.flies) continue;
    double broken = 0.0;
    for (std::size_t c = 0; c < one.margins.size(); ++c) {
      double most = 0.0;
      for (const Tried& other : tried)
        if (other.flies) most = std::max(most, -other.margins[c]);
      const double part = one.keeps(c) || most == 0.0 ? 0.0 : one.margins[c] / most;
      broken += part * part;
    }
    if (!nearest || broken < least) nearest = &one, least = broken;
  }
  return nearest;
}

class Holder {
 public:
  Holder(const WindowProfile& profile, std::span<const WindowCondition> conditions,
         const Ephemeris& ephemeris)
      : profile_(profile), conditions_(conditions), ephemeris_(ephemeris) {}

  void hold(LaunchWindow& window) const {
    const Epoch opens = window.opens.lift_off, best = window.lift_off, closes = window.closes.lift_off;
    std::vector<Tried> tried;
    for (const Epoch lift_off :
         {opens, opens + 0.5 * (best - opens), best, best + 0.5 * (closes - best), closes}) {
      if (!tried.empty() && lift_off <= tried.back().lift_off) continue;
      tried.push_back(tried_at(window, lift_off));
    }
    const std::optional<std::size_t> kept = cheapest(tried, best);
    if (!kept) {
      refuse(window, tried);
      return;
    }
    const LaunchWindow whole = window;
    std::size_t first = *kept, last = *kept;
    while (first > 0 && tried[first - 1].holds()) --first;
    while (last + 1 < tried.size() && tried[last + 1].holds()) ++last;
    if (first > 0) cut(window.opens, whole, tried[first], tried[first - 1]);
    if (last + 1 < tried.size()) cut(window.closes, whole, tried[last], tried[last + 1]);
    if (tried[*kept].lift_off != best) describe(window, tried[*kept].transfer);
  }

 private:
  static constexpr Duration edge_tolerance = Duration::seconds(30);

  /// Flown as the window's flights nearest to it are: their way to the perilune, their azimuth.
  Tried tried_at(const LaunchWindow& window, Epoch lift_off) const {
    const WindowEdge& edge = lift_off < window.lift_off ? window.opens : window.closes;
    const Duration span = edge.lift_off - window.lift_off;
    const double part = span == Duration{} ? 0.0 : (lift_off - window.lift_off).seconds() / span.seconds();
    TimedTranslunarRequest request;
    request.site = profile_.site.place;
    request.ascent = profile_.ascent;
    request.lift_off = lift_off;
    request.perilune =
        lift_off + (window.perilune - window.lift_off) + part * (edge.time_of_flight - window.time_of_flight);
    request.azimuth_guess_rad = window.azimuth_rad + part * (edge.azimuth_rad - window.azimuth_rad);
    request.perilune_altitude = profile_.perilune_altitude;
    request.inclination = profile_.inclination;
    request.branch = profile_.branch;

    Tried made{.lift_off = lift_off, .transfer = design_translunar(request, {}, ephemeris_)};
    made.flies = made.transfer.status == TranslunarStatus::converged;
    if (!made.flies) return made;
    const TranslunarFlight flown = fly(made.transfer, {}, ephemeris_);
    for (const WindowCondition& condition : conditions_)
      made.margins.push_back(condition.margin(made.transfer, flown, ephemeris_));
    return made;
  }

  double cost_m_s(const TranslunarTransfer& transfer) const {
    return transfer.injection_delta_v_m_s + transfer.insertion_delta_v_m_s(profile_.apolune_altitude);
  }

  /// Whether a flight may stand for the window: near its edges those with the time of flight that is taken
  /// between may pass a limit by a little.
  bool keeps_limits(const TranslunarTransfer& transfer) const {
    const auto within = [](double value, const std::optional<Speed>& most) {
      return !most || value <= most->si();
    };
    return transfer.azimuth_rad >= profile_.site.azimuth_min.si() &&
           transfer.azimuth_rad <= profile_.site.azimuth_max.si() &&
           within(transfer.injection_delta_v_m_s, profile_.most_injection_delta_v) &&
           within(transfer.insertion_delta_v_m_s(profile_.apolune_altitude),
                  profile_.most_insertion_delta_v) &&
           (!profile_.arrival_within || profile_.arrival_within->contains(transfer.perilune.epoch));
  }

  /// The best flight of the window if it holds, else the cheapest that does and keeps to the profile.
  std::optional<std::size_t> cheapest(const std::vector<Tried>& tried, Epoch best) const {
    std::optional<std::size_t> kept;
    for (std::size_t i = 0; i < tried.size(); ++i) {
      if (!tried[i].holds()) continue;
      if (tried[i].lift_off == best) return i;
      if (!keeps_limits(tried[i].transfer)) continue;
      if (!kept || cost_m_s(tried[i].transfer) < cost_m_s(tried[*kept].transfer)) kept = i;
    }
    return kept;
  }

  /// Moves an edge to where the conditions begin to hold, from one that does towards one that does not.
  void cut(WindowEdge& edge, const LaunchWindow& window, Tried inside, const Tried& outside) const {
    Epoch beyond = outside.lift_off;
    while (abs(beyond - inside.lift_off) > edge_tolerance) {
      Tried middle = tried_at(window, inside.lift_off + 0.5 * (beyond - inside.lift_off));
      if (middle.holds()) {
        inside = std::move(middle);
      } else {
        beyond = middle.lift_off;
      }
    }
    edge.lift_off = inside.lift_off;
    edge.azimuth_rad = inside.transfer.azimuth_rad;
    edge.time_of_flight = inside.transfer.time_of_flight();
    edge.plane_bound = edge.flight_bound = WindowBound::condition;
    edge.confirmed = true;
  }

  void describe(LaunchWindow& window, const TranslunarTransfer& transfer) const {
    window.status = WindowStatus::confirmed;
    window.lift_off = transfer.lift_off;
    window.azimuth_rad = transfer.azimuth_rad;
    window.time_of_flight = transfer.time_of_flight();
    window.perilune = transfer.perilune.epoch;
    window.injection_delta_v_m_s = transfer.injection_delta_v_m_s;
    window.insertion_delta_v_m_s = transfer.insertion_delta_v_m_s(profile_.apolune_altitude);
    window.v_infinity_m_s = transfer.arrival.v_infinity_m_s;
    window.c3_m2_s2 = transfer.c3_m2_s2;
    window.arrival = transfer.perilune;
  }

  void refuse(LaunchWindow& window, const std::vector<Tried>& tried) const {
    window.status = WindowStatus::refused;
    const Tried* nearest = nearest_to_holding(tried);
    if (nearest == nullptr) {
      window.reason = "no flight of it converged";
    } else if (nearest->holds()) {
      window.reason = "conditions: they hold only where its flights pass a limit of azimuth, cost or arrival";
    } else {
      window.reason = broken_words(*nearest, tried);
    }
  }

  /// All that the nearest lift-off breaks, and by how much.
  std::string broken_words(const Tried& nearest, const std::vector<Tried>& tried) const {
    std::vector<std::size_t> broken;
    for (std::size_t c = 0; c < conditions_.size(); ++c)
      if (!nearest.keeps(c)) broken.push_back(c);
    const auto amount = [&](std::size_t c) {
      return detail::concat(fixed(-nearest.margins[c], 2), " ", conditions_[c].unit);
    };
    const std::string at =
        detail::concat("nearest at lift-off ", nearest.lift_off.iso8601(TimeScale::utc, 0), " UTC, ");
    const std::size_t first = broken.front();
    const bool is_kept_elsewhere =
        std::any_of(tried.begin(), tried.end(), [first](const Tried& one) { return one.keeps(first); });
    if (broken.size() == 1 && !is_kept_elsewhere)
      return detail::concat(conditions_[first].name, ": nowhere within its limit; ", at, "beyond it by ",
                            amount(first));
    std::string words = detail::concat("conditions: nowhere within all their limits; ", at);
    for (const std::size_t c : broken) {
      words += detail::concat(c == first ? "" : " and ", "'", conditions_[c].name, "' beyond its own by ",
                              amount(c));
    }
    return words;
  }

  const WindowProfile& profile_;
  std::span<const WindowCondition> conditions_;
  const Ephemeris& ephemeris_;
};

}  // namespace

WindowCondition eclipse_at_most(Duration longest, ShadowKind kind) {
  return {"eclipse", "min",
          [longest, kind](const TranslunarTransfer& transfer, const TranslunarFlight& flown,
                          const Ephemeris& ephemeris) {
            const AccessPoint craft = AccessPoint::spacecraft("craft", flown.transfer);
            const Interval way{transfer.injection.epoch, transfer.perilune.epoch};
            const IntervalSet dark = shadow(craft, earth, kind, way, {}, ephemeris)
                                         .unite(shadow(craft, moon, kind, way, {}, ephemeris));
            Duration worst;
            for (const Interval& each : dark) worst = std::max(worst, each.length());
            return (longest - worst).minutes();
          }};
}

WindowCondition insertion_in_view(Duration around) {
  return {"insertion behind the Moon", "deg",
          [around](const TranslunarTransfer& transfer, const TranslunarFlight&, const Ephemeris& ephemeris) {
            double least = pi;
            for (const State& craft : beside_perilune(transfer, around))
              least = std::min(least, from_limb_rad(AccessPoint::body(earth), craft, ephemeris));
            return least / degree;
          }};
}

WindowCondition insertion_heard_by(std::vector<GroundAntenna> antennas, Duration around) {
  if (antennas.empty()) throw InvalidArgument("insertion_heard_by: there is no antenna");
  for (const GroundAntenna& antenna : antennas) {
    if (antenna.place.kind() == AccessPoint::Kind::site && antenna.place.center() == earth) continue;
    throw InvalidArgument(
        detail::concat("insertion_heard_by: ", antenna.place.name(), " is no place on the Earth"));
  }
  return {"insertion that no antenna hears", "deg",
          [antennas = std::move(antennas), around](const TranslunarTransfer& transfer,
                                                   const TranslunarFlight&, const Ephemeris& ephemeris) {
            const std::vector<State> states = beside_perilune(transfer, around);
            double best = -pi;
            for (const GroundAntenna& antenna : antennas)
              best = std::max(best, heard_rad(antenna, states, ephemeris));
            return best / degree;
          }};
}

WindowSearch hold_conditions(const WindowSearch& search, const WindowProfile& profile,
                             std::span<const WindowCondition> conditions, const WindowOptions& options,
                             const Ephemeris& ephemeris) {
  for (const WindowCondition& condition : conditions) {
    if (!condition.margin)
      throw InvalidArgument(detail::concat("hold_conditions: '", condition.name, "' has no margin"));
  }
  WindowSearch held = search;
  if (conditions.empty()) return held;
  const Holder holder(profile, conditions, ephemeris);
  ThreadPool pool({.threads = options.threads});
  detail::WindowTeller teller(options, "conditions", held.windows.size());
  pool.for_each(held.windows.size(), [&](std::size_t i, int) {
    if (held.windows[i].status != WindowStatus::refused) holder.hold(held.windows[i]);
    teller.one_done();
  });
  std::stable_sort(
      held.windows.begin(), held.windows.end(),
      [](const LaunchWindow& a, const LaunchWindow& b) { return a.opens.lift_off < b.opens.lift_off; });
  return held;
}

}  // namespace perilune
