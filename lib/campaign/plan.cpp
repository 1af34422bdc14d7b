#include <perilune/campaign/plan.hpp>

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include <perilune/core/thread_pool.hpp>

namespace perilune {

Campaign plan(const Scenario& scenario, const PlanOptions& options) {
  RoadmapSchedule schedule = schedule_roadmap(scenario.roadmap);

  const Ephemeris& ephemeris = options.ephemeris != nullptr ? *options.ephemeris : Ephemeris::embedded();
  std::vector<FlownFlight> flights(scenario.flights.size());
  std::mutex mutex;
  std::size_t done = 0;
  const int wanted = options.threads > 0 ? options.threads : usable_processors();
  ThreadPool pool({std::clamp(static_cast<int>(flights.size()), 1, wanted), false});
  pool.for_each(flights.size(), [&](std::size_t i, int) {
    flights[i] = fly(scenario.flights[i], ephemeris);
    const std::lock_guard lock(mutex);
    ++done;
    if (options.progress) options.progress({"flights", done, flights.size()});
  });
  const auto kernels = ephemeris.files();
  std::optional<GrownStation> station;
  if (scenario.station && !schedule.schedule.activities.empty()) {
    station = grow_station(*scenario.station, scenario.roadmap, schedule);
  }
  return {scenario,
          std::move(schedule),
          std::move(flights),
          {kernels.begin(), kernels.end()},
          std::move(station)};
}

}  // namespace perilune
