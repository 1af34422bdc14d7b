#include <perilune/campaign/campaign.hpp>

#include <algorithm>
#include <utility>

#include <perilune/campaign/why_not.hpp>
#include <perilune/core/text.hpp>
#include <perilune/time/leap_seconds.hpp>

namespace perilune {
namespace {

/// The latest instant that the results name.
std::optional<Epoch> last_date(const RoadmapSchedule& schedule, const std::vector<FlownFlight>& flights) {
  std::optional<Epoch> last;
  const auto see = [&](Epoch epoch) { last = last ? std::max(*last, epoch) : epoch; };
  for (const ScheduledActivity& activity : schedule.schedule.activities) see(activity.end_date);
  for (const FlownFlight& flight : flights) {
    for (const FlownEvent& event : flight.events) see(event.epoch);
  }
  return last;
}

Diagnostic leap_seconds_assumed(const Scenario& scenario) {
  Diagnostic warning;
  warning.severity = Severity::warning;
  warning.code = "leap-seconds-assumed";
  warning.where = scenario.roadmap.horizon_where;
  warning.message = detail::concat(
      "dates in UTC after ", leap_second_table_expiry().iso8601(TimeScale::utc, 0).substr(0, 10),
      " assume that no further leap second comes: each one would move them by a second");
  return warning;
}

}  // namespace

Campaign::Campaign(Scenario scenario, RoadmapSchedule schedule, std::vector<FlownFlight> flights,
                   std::vector<KernelFile> kernels, std::optional<GrownStation> station, LoopLog loop)
    : scenario_(std::move(scenario)),
      schedule_(std::move(schedule)),
      flights_(std::move(flights)),
      kernels_(std::move(kernels)),
      station_(std::move(station)),
      loop_(std::move(loop)) {
  why_not_ = perilune::why_not(scenario_, loop_, station_);
  warnings_ = schedule_.warnings;
  if (station_) warnings_.insert(warnings_.end(), station_->warnings.begin(), station_->warnings.end());
  const auto last = last_date(schedule_, flights_);
  if (last && *last > leap_second_table_expiry()) warnings_.push_back(leap_seconds_assumed(scenario_));
}

bool Campaign::station_holds() const {
  return !station_ || (station_->history.problems.empty() && station_->gaps.empty());
}

bool Campaign::holds() const {
  const bool is_scheduled = status() != ScheduleStatus::infeasible && status() != ScheduleStatus::unknown;
  return is_scheduled && loop_.status == LoopStatus::converged && all_arrived() && station_holds() &&
         why_not_.empty();
}

bool Campaign::all_arrived() const {
  return std::all_of(flights_.begin(), flights_.end(),
                     [](const FlownFlight& flight) { return flight.status == FlightStatus::arrived; });
}

std::string to_text(FlightStatus status) {
  return status == FlightStatus::arrived ? "arrived" : "failed";
}

}  // namespace perilune
