#include "loop_state.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include <perilune/core/thread_pool.hpp>

namespace perilune::detail {

LoopState::LoopState(const Scenario& scenario_asked, const PlanOptions& options_asked,
                     const ContentCache& cache_used, const Ephemeris& ephemeris_used)
    : scenario(scenario_asked),
      options(options_asked),
      ephemeris(ephemeris_used),
      cache(cache_used),
      orbits(cache, ephemeris),
      catalog(cache, orbits, ephemeris),
      coasts(cache, ephemeris),
      designed(designed_missions(scenario)),
      offers(designed.size()),
      flights(designed.size()) {}

std::optional<Interval> LoopState::scheduled(std::size_t mission, std::size_t a) const {
  const auto& number = result.schedule.model.activities[mission][a];
  if (!number) return std::nullopt;
  const ScheduledActivity& found = result.schedule.schedule.activities[number->number];
  return Interval{found.start_date, found.end_date};
}

std::optional<State> LoopState::orbit_of(std::size_t d, std::size_t window) const {
  const auto flown = flights[d].find(window);
  if (flown == flights[d].end() || flown->second.status != TranslunarStatus::converged) return std::nullopt;
  return state_in_orbit(flown->second, leg(d, *designed[d].legs.capture), {});
}

std::vector<Cut> LoopState::cuts_that_hold(const LoopTurn& turn) const {
  std::vector<Cut> all = cuts;
  all.insert(all.end(), turn.cuts.begin(), turn.cuts.end());
  std::erase_if(all, [&](const Cut& cut) {
    if (cut.of_launch.empty()) return false;
    for (std::size_t d = 0; d < designed.size(); ++d) {
      if (mission(d).id != cut.of_launch) continue;
      return !chosen(d) || lift_off(d, *chosen(d)) != cut.of_lift_off;
    }
    return true;
  });
  return all;
}

Cut LoopState::against_launch(std::size_t d, std::size_t window) const {
  Cut cut;
  cut.mission = mission(d).id;
  cut.activity = activity_id(mission(d).activities[designed[d].legs.launch]);
  cut.forbidden = that_launch_alone(lift_off(d, window));
  return cut;
}

bool LoopState::keep(std::size_t d, std::size_t window, FlightCatalog::Found found, LoopTurn& turn) {
  ++turn.flown;
  result.log.flights_computed += found.is_computed ? 1 : 0;
  const FlownTransfer& transfer = flights[d][window] = std::move(found.transfer);
  if (transfer.status != TranslunarStatus::converged) return false;
  const FlightDates before =
      std::exchange(offers[d].dates[window], dates_of(scenario, designed[d], transfer));
  return differ(offers[d].dates[window], before);
}

void LoopState::fly_ahead(std::size_t d, std::size_t window, LoopTurn& turn) {
  if (flights[d].contains(window)) return;
  keep(d, window, catalog.fly(scenario, designed[d], offers[d].windows[window]), turn);
}

void LoopState::tell(std::string_view what, std::size_t done, std::size_t total) const {
  if (options.progress) options.progress({what, done, total});
}

void LoopState::do_all(std::string_view what, std::size_t count,
                       const std::function<void(std::size_t)>& task) const {
  const int processors = options.threads > 0 ? options.threads : usable_processors();
  ThreadPool pool({std::clamp(static_cast<int>(count), 1, processors), false});
  std::mutex mutex;
  std::size_t done = 0;
  pool.for_each(count, [&](std::size_t i, int) {
    task(i);
    const std::lock_guard lock(mutex);
    tell(what, ++done, count);
  });
}

}  // namespace perilune::detail
