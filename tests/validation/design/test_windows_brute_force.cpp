// Fifty windows of twenty years against a brute force that knows nothing of windows
// (tests/support/flights_by_odeint.hpp): for lift-offs two minutes apart, whether any arrival leads to a
// flight within all limits. In five cases, so that what was interrupted goes on with the next.
#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <perilune/core/philox.hpp>
#include <perilune/design/windows.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"
#include "support/flights_by_odeint.hpp"

using namespace perilune;
using namespace perilune::literals;
using perilune::test::Controls;
using perilune::test::OdeintFlight;
using perilune::test::OdeintFlyer;

namespace {

constexpr double deg = 3.14159265358979323846 / 180.0;
constexpr double day_s = 86400.0;
constexpr double most_insertion_m_s = 830.0;

WindowProfile polar(Interval horizon) {
  WindowProfile profile;
  profile.site = wenchang();
  profile.site.azimuth_min = 90_deg;
  profile.site.azimuth_max = 120_deg;
  profile.horizon = horizon;
  profile.most_insertion_delta_v = Speed::from_si(most_insertion_m_s);
  return profile;
}

/// How far a flight is within each limit: all at least 0 if it is allowed.
Eigen::Matrix<double, 5, 1> margins(const OdeintFlight& flight) {
  Eigen::Matrix<double, 5, 1> m;
  m << flight.azimuth_rad / deg - 90.0, 120.0 - flight.azimuth_rad / deg,
      flight.time_of_flight_s / day_s - 3.5, 5.5 - flight.time_of_flight_s / day_s,
      most_insertion_m_s - flight.insertion_m_s;
  return m;
}

/// Lift-offs from a site one after another, each with arrivals a tenth of a day apart.
class BruteForce {
 public:
  BruteForce(Epoch around, const Controls& guess, double flight_s)
      : sky_(around - Duration::hours(12.0), 7.0), guess_(guess), arrivals_(rows) {
    first_arrival_ = around + Duration::seconds(3.45 * day_s);
    middle_ = std::clamp(static_cast<int>(std::round((flight_s / day_s - 3.4) / step_d)), 0, rows - 1);
  }

  /// Whether any arrival is allowed.
  bool goes(Epoch lift_off) {
    fly_all(lift_off);
    for (int i = 0; i + 1 < rows; ++i) {
      const auto &one = arrivals_[index(i)], &next = arrivals_[index(i + 1)];
      if (one && next && goes_between(lift_off, *one, *next, arrival(i), arrival(i + 1), 6)) return true;
    }
    return false;
  }

  std::optional<OdeintFlight> fly(Epoch lift_off, Epoch perilune, const Controls& guess,
                                  bool near = false) const {
    const OdeintFlyer flyer(sky_, wenchang().place, lift_off, perilune, 200e3);
    auto flight = flyer.solve(guess, near);
    if (!flight && near) flight = flyer.solve(guess, false);
    // Where the coast comes to nothing, the injection waits for another revolution.
    constexpr double revolution_s = 5301.0;
    for (const double more_s : {revolution_s, -revolution_s}) {
      const Controls other = guess + Controls(0.0, more_s, 0.0);
      if (!flight && other[1] > -600.0 && other[1] < 1.2 * revolution_s) {
        flight = flyer.solve({other[0], std::max(60.0, other[1]), other[2]}, false);
      }
    }
    return flight;
  }

 private:
  static constexpr int rows = 24;
  static constexpr double step_d = 0.1;
  static std::size_t index(int i) { return static_cast<std::size_t>(i); }

  Epoch arrival(int i) const { return first_arrival_ + Duration::seconds(step_d * day_s * i); }

  /// Between two arrivals each margin is taken for linear: the insertion's curve leaves the chord by 0.1 m/s.
  /// Where the Moon comes over the site's antipode, the azimuth turns fast: arrivals in between are flown.
  bool goes_between(Epoch lift_off, const OdeintFlight& one, const OdeintFlight& next, Epoch arrives,
                    Epoch arrives_next, int deeper) const {
    constexpr double smooth_deg = 4.0;
    if (std::abs(one.azimuth_rad - next.azimuth_rad) > smooth_deg * deg) {
      if (deeper == 0) return false;
      const Epoch middle = arrives + 0.5 * (arrives_next - arrives);
      auto flight = fly(lift_off, middle, one.controls, true);
      if (!flight) flight = fly(lift_off, middle, next.controls, true);
      return flight && (goes_between(lift_off, one, *flight, arrives, middle, deeper - 1) ||
                        goes_between(lift_off, *flight, next, middle, arrives_next, deeper - 1));
    }
    const Eigen::Matrix<double, 5, 1> a = margins(one), b = margins(next);
    double from = 0.0, to = 1.0;  // of the way from one to the next
    for (int k = 0; k < 5; ++k) {
      if (a[k] < 0.0 && b[k] < 0.0) from = 2.0;
      if (a[k] < 0.0 && b[k] >= 0.0) from = std::max(from, a[k] / (a[k] - b[k]));
      if (a[k] >= 0.0 && b[k] < 0.0) to = std::min(to, a[k] / (a[k] - b[k]));
    }
    return from <= to;
  }

  /// From the middle to both sides; each starts from its own flight of the lift-off before, or from its
  /// neighbours'.
  void fly_all(Epoch lift_off) {
    const auto fly_row = [&](int i, int inner) {
      auto& mine = arrivals_[index(i)];
      Controls from = guess_;
      const bool near = mine.has_value();
      if (mine) {
        from = mine->controls;
      } else if (inner >= 0 && inner < rows && arrivals_[index(inner)]) {
        from = arrivals_[index(inner)]->controls;
        const int beyond = 2 * inner - i;
        if (beyond >= 0 && beyond < rows && arrivals_[index(beyond)]) {
          from += from - arrivals_[index(beyond)]->controls;
        }
      }
      mine = fly(lift_off, arrival(i), from, near);
    };
    fly_row(middle_, -1);
    for (int i = middle_ + 1; i < rows; ++i) fly_row(i, i - 1);
    for (int i = middle_ - 1; i >= 0; --i) fly_row(i, i + 1);
  }

  test::Sky sky_;
  Controls guess_;
  std::vector<std::optional<OdeintFlight>> arrivals_;
  Epoch first_arrival_;
  int middle_ = 0;
};

Controls controls_of(const LaunchWindow& window) {
  const Duration coast = window.perilune - window.time_of_flight - window.lift_off - Duration::seconds(600.0);
  return {window.azimuth_rad, coast.seconds(), window.injection_delta_v_m_s};
}

/// How far inside a claimed edge the brute force has it, in minutes. From the window's best flight a quarter
/// of an hour at a time to twenty minutes inside, and two minutes at a time from there to twenty minutes
/// beyond; the edge is before the first two in a row that do not go. Nothing: the first did not; infinitely
/// far outside: it never ends.
/// @param holes    counts what did not go on the way: where the Moon of the arrival comes over the site's
/// antipode, the azimuth runs through all values within minutes of arrival, which the brute force may miss
/// @param outward  -1 for an opening, 1 for a closing
std::optional<double> edge_error_min(BruteForce& brute, Epoch best, Epoch edge, double outward, int& holes) {
  constexpr double step_min = 2.0, reach_min = 20.0;
  double left_min = outward * (edge - best).minutes();
  for (; left_min > reach_min; left_min -= 15.0) {
    if (!brute.goes(edge - Duration::minutes(outward * left_min))) ++holes;
  }
  if (!brute.goes(edge - Duration::minutes(outward * left_min))) return {};
  std::optional<double> before_min;
  for (; left_min > -reach_min; left_min -= step_min) {
    const bool goes = brute.goes(edge - Duration::minutes(outward * left_min));
    if (!goes && before_min) return *before_min + 0.5 * step_min;
    before_min = goes ? std::nullopt : std::optional(left_min);
  }
  return -INFINITY;
}

/// A brute force that starts beside the edge itself, where the walk from the best flight did not arrive: with
/// the first flight that coasts an eighth of a revolution apart lead to, at the edge's azimuth and time of
/// flight. Nothing: there is none.
std::optional<BruteForce> started_at(const LaunchWindow& window, const WindowEdge& edge, Epoch lift_off) {
  constexpr double revolution_s = 5301.0;
  for (int eighth = 0; eighth < 8; ++eighth) {
    const Controls guess(edge.azimuth_rad, 60.0 + eighth * revolution_s / 8.0, window.injection_delta_v_m_s);
    const BruteForce brute(edge.lift_off, guess, edge.time_of_flight.seconds());
    const Epoch perilune = lift_off + Duration::seconds(600.0 + guess[1]) + edge.time_of_flight;
    const auto flight = brute.fly(lift_off, perilune, guess);
    if (flight) return BruteForce(edge.lift_off, flight->controls, edge.time_of_flight.seconds());
  }
  return {};
}

/// A window of a random day between 2026 and 2045, with edges that the full model confirmed.
std::optional<std::pair<LaunchWindow, IntervalSet>> random_window(std::uint64_t number) {
  RandomStream random(20262045, number, 0);
  const Epoch from = Epoch::parse("2026-01-01 UTC") + Duration::days(random.uniform(0.0, 7303.0));
  const WindowSearch search = search_windows(polar({from, from + Duration::days(1.5)}), {.threads = 1});
  std::vector<LaunchWindow> inner;
  for (const LaunchWindow& window : search.windows) {
    const bool whole =
        window.opens.plane_bound != WindowBound::horizon && window.closes.plane_bound != WindowBound::horizon;
    if (whole && window.status == WindowStatus::confirmed) inner.push_back(window);
  }
  if (inner.empty()) return {};
  const auto chosen = static_cast<std::size_t>(random.uniform() * static_cast<double>(inner.size()));
  return std::pair(inner[chosen], search.lift_off());
}

}  // namespace

TEST_CASE("windows: fifty of twenty years open, close and cost what a brute force finds",
          "[design][validation]") {
  const int part = GENERATE(0, 1, 2, 3, 4);
  CAPTURE(part);
  int edges = 0, begun_anew = 0, unconfirmed = 0, holes = 0;
  double worst_min = 0.0, worst_m_s = 0.0;
  for (int i = 10 * part; i < 10 * part + 10; ++i) {
    const auto found = random_window(static_cast<std::uint64_t>(i));
    REQUIRE(found);
    const auto& [window, all] = *found;
    INFO("window " << i << " of " << window.lift_off.to_text(TimeScale::utc));
    const BruteForce at_best(window.lift_off, controls_of(window), window.time_of_flight.seconds());
    const auto flight = at_best.fly(window.lift_off, window.perilune, controls_of(window));
    REQUIRE(flight);
    worst_m_s = std::max({worst_m_s, std::abs(flight->injection_m_s - window.injection_delta_v_m_s),
                          std::abs(flight->insertion_m_s - window.insertion_delta_v_m_s)});
    CHECK(worst_m_s < 5.0);
    for (const WindowEdge* edge : {&window.opens, &window.closes}) {
      const bool opens = edge == &window.opens;
      // Where another window goes on, nothing ends; where one begins within ten minutes, nothing needs to.
      const double outward = opens ? -1.0 : 1.0;
      if (all.contains(edge->lift_off + Duration::seconds(outward))) continue;
      const bool neighbour = all.contains(edge->lift_off + Duration::seconds(outward * 600.0));
      BruteForce brute(edge->lift_off, controls_of(window), window.time_of_flight.seconds());
      auto error_min = edge_error_min(brute, window.lift_off, edge->lift_off, outward, holes);
      ++edges;
      if (!edge->confirmed) ++unconfirmed;
      if (neighbour && error_min && std::isinf(*error_min)) continue;
      if (!error_min || std::abs(*error_min) > 10.0) {
        const double inside_min = std::min(outward * (edge->lift_off - window.lift_off).minutes(), 19.0);
        const Epoch inside = edge->lift_off - Duration::minutes(outward * inside_min);
        if (auto beside = started_at(window, *edge, inside)) {
          error_min = edge_error_min(*beside, inside, edge->lift_off, outward, holes);
          ++begun_anew;
        }
      }
      const double off_min = error_min ? std::abs(*error_min) : INFINITY;
      INFO((opens ? "opens " : "closes ") << edge->lift_off.to_text(TimeScale::utc));
      CHECK(off_min < 10.0);
      worst_min = std::max(worst_min, off_min);
    }
  }
  WARN("edges " << edges << ", of which the fast model's " << unconfirmed << ", begun anew " << begun_anew
                << ", holes on the way " << holes << "; worst " << worst_min << " min, " << worst_m_s
                << " m/s");
}
