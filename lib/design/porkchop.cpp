#include <perilune/design/porkchop.hpp>

#include <algorithm>
#include <utility>

#include <perilune/core/error.hpp>

#include "window_scan.hpp"

namespace perilune {
namespace {

/// The Moon meets a launch plane again after a turn of the Earth and what the Moon has moved meanwhile.
const Duration between_departures = Duration::hours(24.84);

void check(const WindowProfile& profile, const std::vector<Duration>& times_of_flight) {
  if (profile.horizon.empty()) throw InvalidArgument("porkchop: the horizon is empty.");
  const bool rising =
      std::adjacent_find(times_of_flight.begin(), times_of_flight.end(),
                         [](Duration a, Duration b) { return a >= b; }) == times_of_flight.end();
  if (times_of_flight.empty() || !rising || times_of_flight.front() < Duration::days(2.0) ||
      times_of_flight.back() > Duration::days(7.0))
    throw InvalidArgument("porkchop: the times of flight do not rise within 2 to 7 d.");
}

}  // namespace

Porkchop porkchop(const WindowProfile& profile, DailyOpportunity opportunity,
                  std::vector<Duration> times_of_flight, const Ephemeris& ephemeris) {
  check(profile, times_of_flight);
  WindowProfile widened = profile;  // the scan's table reaches as far as the longest flight
  widened.time_of_flight_max = times_of_flight.back();
  const detail::WindowScan scan(widened, ephemeris);
  Porkchop chart{opportunity, {}, std::move(times_of_flight), {}};
  const std::size_t rows = chart.times_of_flight.size();

  const double first_s = (profile.horizon.from - scan.epoch(0.0)).seconds();
  const double last_s = (profile.horizon.to - scan.epoch(0.0)).seconds();
  double near_s = first_s + 0.5 * between_departures.seconds();
  while (true) {
    std::vector<std::optional<PorkchopPoint>> column;
    // From the middle outwards each lift-off is looked for near the one before: a column stays one departure.
    column.resize(rows);
    double middle_s = near_s;
    const auto fill = [&](std::size_t row, double around_s) {
      const auto found = scan.middle(around_s, opportunity, chart.times_of_flight[row].seconds());
      if (!found) return around_s;
      const Epoch lift_off = scan.epoch(found->lift_off_s);
      column[row] =
          PorkchopPoint{.lift_off = lift_off,
                        .azimuth_rad = found->azimuth_rad,
                        .perilune = lift_off + profile.ascent.duration +
                                    Duration::seconds(found->way.coast_s) + chart.times_of_flight[row],
                        .c3_m2_s2 = scan.c3_m2_s2(found->cost),
                        .injection_delta_v_m_s = found->cost.injection_m_s,
                        .v_infinity_m_s = found->cost.v_infinity_m_s,
                        .insertion_delta_v_m_s = found->cost.insertion_m_s};
      return found->lift_off_s;
    };
    middle_s = fill(rows / 2, near_s);
    if (middle_s > last_s) return chart;
    double around_s = middle_s;
    for (std::size_t row = rows / 2 + 1; row < rows; ++row) around_s = fill(row, around_s);
    around_s = middle_s;
    for (std::size_t row = rows / 2; row-- > 0;) around_s = fill(row, around_s);
    if (middle_s >= first_s) {
      chart.departures.push_back(scan.epoch(middle_s));
      chart.points.insert(chart.points.end(), column.begin(), column.end());
    }
    near_s = middle_s + between_departures.seconds();
  }
}

}  // namespace perilune
