#include <perilune/station/autonomy.hpp>

#include <algorithm>
#include <utility>

#include <perilune/core/error.hpp>

namespace perilune {
namespace {

/// The station with what is there at an instant, alone from then on.
Station left_alone(Station station, Epoch epoch, Epoch end) {
  std::erase_if(station.deliveries, [&](const Delivery& delivery) { return delivery.epoch > epoch; });
  std::erase_if(station.elements, [&](const StationElement& element) { return element.from > epoch; });
  std::erase_if(station.crew, [&](const CrewStay& stay) { return stay.span.from > epoch; });
  for (CrewStay& stay : station.crew) {
    if (stay.span.contains(epoch)) stay.span.to = end;
  }
  return station;
}

/// The first failure after an instant that nobody survives.
const StationProblem* first_fatal(const StationHistory& history, Epoch epoch) {
  for (const StationProblem& problem : history.problems) {
    const bool is_fatal =
        problem.failure == StationFailure::crew_short || problem.failure == StationFailure::freezes;
    if (is_fatal && problem.span.to > epoch) return &problem;
  }
  return nullptr;
}

/// Stores and batteries filled as in a sample, each tank by its share of the room.
void fill(Station& station, const StationHistory& history, const StationSample& sample) {
  for (StationElement& element : station.elements) {
    for (Store& store : element.stores) {
      const std::size_t i = history.index_of(store.commodity);
      const double room_kg = sample.capacity_kg[i];
      store.initial_kg =
          room_kg > 0.0 ? std::min(1.0, sample.stock_kg[i] / room_kg) * store.capacity_kg : 0.0;
    }
    for (Battery& battery : element.batteries) {
      battery.initial_charge =
          sample.battery_capacity_j > 0.0 ? std::min(1.0, sample.battery_j / sample.battery_capacity_j) : 0.0;
    }
  }
}

}  // namespace

std::optional<Duration> resupply_free_time(const Station& station, Epoch from, Epoch epoch, Duration horizon,
                                           const StationOptions& options) {
  if (horizon <= Duration{} || epoch < from) {
    throw InvalidArgument(
        "resupply_free_time: the horizon must be positive, and the epoch not before the beginning");
  }
  const Epoch end = epoch + horizon;
  const StationHistory history = simulate(left_alone(station, epoch, end), {from, end}, options);
  const StationProblem* problem = first_fatal(history, epoch);
  if (!problem) return std::nullopt;
  return std::max(problem->span.from, epoch) - epoch;
}

std::vector<Autonomy> yearly_autonomy(const Station& station, const StationHistory& history, Duration horizon,
                                      const StationOptions& options) {
  if (horizon <= Duration{}) throw InvalidArgument("yearly_autonomy: the horizon must be positive");
  std::vector<Autonomy> all;
  for (const EnergyBalance& year : history.yearly_energy) {
    const Epoch epoch = year.span.from;
    const auto is_there = [&](const StationElement& element) {
      return element.from < epoch && (!element.until || epoch < *element.until);
    };
    if (std::none_of(station.elements.begin(), station.elements.end(), is_there)) continue;
    const auto sample = std::find_if(history.samples.begin(), history.samples.end(),
                                     [&](const StationSample& one) { return one.epoch == epoch; });
    if (sample == history.samples.end()) continue;
    const Epoch end = std::min(epoch + horizon, history.span.to);
    Station alone = left_alone(station, epoch, end);
    std::erase_if(alone.elements, [&](const StationElement& element) { return !is_there(element); });
    fill(alone, history, *sample);
    const StationHistory lived = simulate(alone, {epoch, end}, options);
    Autonomy& made = all.emplace_back();
    made.epoch = epoch;
    for (const CrewStay& stay : alone.crew)
      if (stay.span.contains(epoch)) made.people += stay.people;
    const StationProblem* problem = first_fatal(lived, epoch);
    made.is_longer = problem == nullptr;
    made.lasts = (problem ? std::max(problem->span.from, epoch) : end) - epoch;
    if (problem) made.lacks = problem->resource;
  }
  return all;
}

}  // namespace perilune
