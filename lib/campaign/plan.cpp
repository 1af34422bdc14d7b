#include <perilune/campaign/plan.hpp>

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include <perilune/campaign/generated_flights.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/core/thread_pool.hpp>

#include "loop/content_cache.hpp"
#include "loop/light.hpp"
#include "loop/loop.hpp"

namespace perilune {

namespace {

/// Cargo is counted anew with the dates that came out, at most so often.
constexpr int most_counts = 3;

/// A scenario made whole, and what its loop came to.
struct Whole {
  Scenario scenario;
  detail::LoopResult looped;
};

/// From today on, as far as anything is planned.
Interval planned_span(const Roadmap& roadmap) {
  const Interval& horizon = roadmap.horizon;
  return {std::clamp(roadmap.as_of.value_or(horizon.from), horizon.from, horizon.to), horizon.to};
}

/// When the station's site sees the Earth, if data go there.
void see_the_earth(Scenario& scenario, const detail::ContentCache& cache, const Ephemeris& ephemeris) {
  StationPlan& station = *scenario.station;
  if (!station.data || station.earth_in_view) return;
  const auto& links = station.data->links;
  const bool any =
      std::any_of(links.begin(), links.end(), [](const PlannedLink& link) { return link.relay.empty(); });
  const LunarSite* site = scenario.catalog.site(station.site.id);
  if (!any || !site) return;
  station.earth_in_view = detail::earth_in_view(*site, planned_span(scenario.roadmap), cache, ephemeris);
}

/// The scenario with crews in turns and the light at the station's site.
Scenario with_crews(Scenario scenario, const detail::ContentCache& cache, const Ephemeris& ephemeris) {
  if (scenario.station && !scenario.station->site.empty() && !scenario.station->lit) {
    const LunarSite* site = scenario.catalog.site(scenario.station->site.id);
    if (site == nullptr) {
      throw InvalidArgument(
          detail::concat("plan: the station '", scenario.station->id, "' is at '", scenario.station->site.id,
                         "', which is no site of the scenario. Describe it under 'sites'."));
    }
    // Before today nothing is planned, and an ephemeris need not reach that far back.
    const Interval span = planned_span(scenario.roadmap);
    scenario.station->lit = IntervalSet{{scenario.roadmap.horizon.from, span.from}}.unite(
        detail::lit(*site, span, cache, ephemeris));
  }
  if (scenario.station) {
    see_the_earth(scenario, cache, ephemeris);
    scenario.station = with_sorties(std::move(*scenario.station), scenario.catalog);
  }
  return with_rotations(std::move(scenario));
}

/// Who comes when has to be known before cargo is counted: the crews fly first, without a station, then
/// everything does. Where a stock still comes out below its reserve, cargo is counted again with those dates.
Whole fly_with_cargo(const Scenario& crewed, const PlanOptions& options, const detail::ContentCache& cache,
                     const Ephemeris& ephemeris) {
  if (!crewed.station || !crewed.station->resupply)
    return {crewed, detail::run_loop(crewed, options, cache, ephemeris)};
  Scenario crews_alone = crewed;
  crews_alone.station.reset();
  // Fewer turns are those of the last loop, with the cargo that all turns lead to.
  PlanOptions to_the_end = options;
  to_the_end.most_turns = std::max(options.most_turns, PlanOptions{}.most_turns);
  Whole made;
  made.looped = detail::run_loop(crews_alone, to_the_end, cache, ephemeris);
  std::size_t windows = made.looped.log.windows_computed, flights = made.looped.log.flights_computed;
  for (int count = 1; count <= most_counts; ++count) {
    made.scenario = with_resupply(crewed, made.looped.schedule);
    made.looped = detail::run_loop(made.scenario, to_the_end, cache, ephemeris);
    windows += made.looped.log.windows_computed;
    flights += made.looped.log.flights_computed;
    if (!made.looped.station || made.looped.station->gaps.empty()) break;
  }
  if (options.most_turns < to_the_end.most_turns)
    made.looped = detail::run_loop(made.scenario, options, cache, ephemeris);
  made.looped.log.windows_computed = windows;
  made.looped.log.flights_computed = flights;
  return made;
}

}  // namespace

Campaign plan(const Scenario& asked, const PlanOptions& options) {
  const Ephemeris& ephemeris = options.ephemeris != nullptr ? *options.ephemeris : Ephemeris::embedded();
  const detail::ContentCache cache(options.cache);
  Whole whole = fly_with_cargo(with_crews(asked, cache, ephemeris), options, cache, ephemeris);

  std::vector<FlownFlight> flights(whole.scenario.flights.size());
  std::mutex mutex;
  std::size_t done = 0;
  const int wanted = options.threads > 0 ? options.threads : usable_processors();
  ThreadPool pool({std::clamp(static_cast<int>(flights.size()), 1, wanted), false});
  pool.for_each(flights.size(), [&](std::size_t i, int) {
    flights[i] = fly(whole.scenario.flights[i], ephemeris);
    const std::lock_guard lock(mutex);
    ++done;
    if (options.progress) options.progress({"flights", done, flights.size()});
  });
  detail::LoopResult& looped = whole.looped;
  add_relaxations(looped.schedule);
  const auto kernels = ephemeris.files();
  for (FlownFlight& flight : looped.flights) flights.push_back(std::move(flight));
  return {std::move(whole.scenario),        std::move(looped.schedule), std::move(flights),
          {kernels.begin(), kernels.end()}, std::move(looped.station),  std::move(looped.log)};
}

}  // namespace perilune
