#include <algorithm>
#include <string_view>
#include <utility>

#include <perilune/campaign/generated_flights.hpp>
#include <perilune/station/simulate.hpp>

namespace perilune {
namespace {

/// More than any station takes in a century, and little enough for a milligram to count.
constexpr double endless_kg = 1e7;
constexpr std::string_view endless_id = "endless-stores";

/// What was in the stores of the elements that have come before.
double came_with_elements_kg(const Station& station, const std::string& commodity, Epoch epoch) {
  double kg = 0.0;
  for (const StationElement& element : station.elements) {
    if (element.id == endless_id || element.from >= epoch) continue;
    for (const Store& store : element.stores)
      if (store.commodity == commodity) kg += store.initial_kg;
  }
  return kg;
}

}  // namespace

DemandCurve demand_of(Station station, const std::vector<std::string>& commodities, Interval span) {
  std::erase_if(station.deliveries, [&](const Delivery& delivery) {
    return std::find(commodities.begin(), commodities.end(), delivery.commodity) != commodities.end();
  });
  StationElement endless;
  endless.id = endless_id;
  endless.from = span.from;
  for (const std::string& commodity : commodities)
    endless.stores.push_back({commodity, endless_kg, endless_kg, false});
  station.elements.push_back(std::move(endless));

  const StationHistory history = simulate(station, span);
  DemandCurve curve;
  for (const std::string& commodity : commodities) curve.demands.push_back({commodity, {}});
  for (const StationSample& sample : history.samples) {
    curve.epochs.push_back(sample.epoch);
    for (Demand& demand : curve.demands) {
      const double taken_kg = endless_kg + came_with_elements_kg(station, demand.commodity, sample.epoch) -
                              sample.stock_kg[history.index_of(demand.commodity)];
      // What a plant gives back when there is room counts as taken before: demand never falls.
      const double before_kg = demand.total_kg.empty() ? 0.0 : demand.total_kg.back();
      demand.total_kg.push_back(std::max(before_kg, taken_kg));
    }
  }
  return curve;
}

std::vector<ReserveGap> reserve_gaps(const StationHistory& history, const Station& station,
                                     Duration reserve) {
  std::vector<ReserveGap> gaps;
  for (const char* commodity : {"oxygen", "water", "food"}) {
    const auto known = std::find(history.commodities.begin(), history.commodities.end(), commodity);
    if (known == history.commodities.end()) continue;
    const auto index = static_cast<std::size_t>(known - history.commodities.begin());
    // What was taken from the stock up to each sample: its falls, without what flights brought. A sample is
    // taken before what comes at that instant.
    std::vector<double> taken_kg(history.samples.size(), 0.0);
    for (std::size_t i = 1; i < history.samples.size(); ++i) {
      const Interval step{history.samples[i - 1].epoch, history.samples[i].epoch};
      double came_kg = 0.0;
      for (const Delivery& delivery : station.deliveries) {
        if (delivery.commodity == commodity && step.from <= delivery.epoch && delivery.epoch < step.to)
          came_kg += delivery.kg;
      }
      for (const StationElement& element : station.elements) {
        if (!(step.from <= element.from && element.from < step.to)) continue;
        for (const Store& store : element.stores)
          if (store.commodity == commodity) came_kg += store.initial_kg;
      }
      const double fall_kg =
          history.samples[i - 1].stock_kg[index] + came_kg - history.samples[i].stock_kg[index];
      taken_kg[i] = taken_kg[i - 1] + std::max(0.0, fall_kg);
    }
    const auto taken_by = [&](Epoch epoch) {
      const auto later =
          std::lower_bound(history.samples.begin(), history.samples.end(), epoch,
                           [](const StationSample& sample, Epoch date) { return sample.epoch < date; });
      const auto i = static_cast<std::size_t>(later - history.samples.begin());
      return taken_kg[std::min(i, taken_kg.size() - 1)];
    };
    for (std::size_t i = 0; i < history.samples.size(); ++i) {
      const StationSample& sample = history.samples[i];
      const std::size_t next = std::min(i + 1, history.samples.size() - 1);
      const double today_days = std::max(1e-6, (history.samples[next].epoch - sample.epoch).days());
      const double reserve_kg = std::max({taken_by(sample.epoch + reserve) - taken_kg[i],
                                          taken_kg[i] - taken_by(sample.epoch - reserve),
                                          (taken_kg[next] - taken_kg[i]) / today_days * reserve.days()});
      const double missing_kg = reserve_kg - sample.stock_kg[index];
      if (sample.people == 0 || missing_kg <= 1e-6) continue;
      const bool goes_on = !gaps.empty() && gaps.back().commodity == commodity && i > 0 &&
                           gaps.back().span.to == history.samples[i - 1].epoch;
      if (!goes_on) gaps.push_back({commodity, {sample.epoch, sample.epoch}, 0.0});
      gaps.back().span.to = sample.epoch;
      gaps.back().missing_kg = std::max(gaps.back().missing_kg, missing_kg);
    }
  }
  return gaps;
}

}  // namespace perilune
