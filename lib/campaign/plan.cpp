#include <perilune/campaign/plan.hpp>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace perilune {
namespace {

/// Calls work(i) for i = 0 ... count - 1 on several threads. @throws what the call of the smallest i threw
template <class Work>
void for_each_index(std::size_t count, std::size_t threads, const Work& work) {
  std::vector<std::exception_ptr> failures(count);
  std::atomic<std::size_t> next{0};
  const auto run = [&] {
    for (std::size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) {
      try {
        work(i);
      } catch (...) {
        failures[i] = std::current_exception();
      }
    }
  };
  std::vector<std::jthread> others;
  for (std::size_t k = 1; k < std::min(threads, count); ++k) others.emplace_back(run);
  run();
  others.clear();  // waits for them
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

std::size_t thread_count(int asked_for) {
  if (asked_for > 0) return static_cast<std::size_t>(asked_for);
  return std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace

Campaign plan(const Scenario& scenario, const PlanOptions& options) {
  RoadmapSchedule schedule = schedule_roadmap(scenario.roadmap);

  const Ephemeris& ephemeris = options.ephemeris != nullptr ? *options.ephemeris : Ephemeris::embedded();
  std::vector<FlownFlight> flights(scenario.flights.size());
  std::mutex mutex;
  std::size_t done = 0;
  for_each_index(flights.size(), thread_count(options.threads), [&](std::size_t i) {
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
