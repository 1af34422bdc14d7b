#include <perilune/campaign/plan.hpp>

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include <perilune/campaign/generated_flights.hpp>
#include <perilune/core/thread_pool.hpp>

#include "loop/loop.hpp"

namespace perilune {

Campaign plan(const Scenario& asked, const PlanOptions& options) {
  const Scenario scenario = with_resupply(with_rotations(asked));
  const Ephemeris& ephemeris = options.ephemeris != nullptr ? *options.ephemeris : Ephemeris::embedded();
  detail::LoopResult looped = detail::run_loop(scenario, options, ephemeris);

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
  add_relaxations(looped.schedule);
  const auto kernels = ephemeris.files();
  for (FlownFlight& flight : looped.flights) flights.push_back(std::move(flight));
  return {scenario,
          std::move(looped.schedule),
          std::move(flights),
          {kernels.begin(), kernels.end()},
          std::move(looped.station),
          std::move(looped.log)};
}

}  // namespace perilune
