#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include <perilune/campaign/generated_flights.hpp>
#include <perilune/campaign/station_plan.hpp>
#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>
#include <perilune/scheduling/roadmap_schedule.hpp>

#include "instance.hpp"

namespace perilune {
namespace {

using detail::concat;

constexpr int most_flights = 1000;

/// Below this a cargo is not worth a line in the manifest [kg].
constexpr double least_cargo_kg = 0.01;

/// Cargoes are weighed out to this, upward [kg].
constexpr double weighed_to_kg = 0.1;

/// One commodity at the station, over the samples of its demand.
struct Shelf {
  std::string commodity;
  std::vector<double> demand_kg;    ///< in all, up to each sample
  std::vector<double> came_kg;      ///< in all, without what is still to be planned
  std::vector<double> capacity_kg;  ///< of all stores
  double planned_kg = 0.0;          ///< by the flights planned so far, all of which come before the next one

  double stock_kg(std::size_t i) const { return came_kg[i] + planned_kg - demand_kg[i]; }
};

class Planning {
 public:
  Planning(Scenario& scenario, const RoadmapSchedule& answer)
      : scenario_(scenario),
        resupply_(*scenario.station->resupply),
        station_(settle_station(*scenario.station, scenario.roadmap, answer)),
        kept_(scenario.station->reserve.value_or(Duration{})),
        reserve_(kept_ + Duration::days(resupply_margin_days)),
        way_(detail::way_to_station(resupply_.mission.mission)) {
    // Whoever is there last may leave later than in this schedule, and keeps the reserve to the last day.
    const auto last =
        std::max_element(station_.crew.begin(), station_.crew.end(),
                         [](const CrewStay& a, const CrewStay& b) { return a.span.to < b.span.to; });
    if (last != station_.crew.end()) last->span.to = last->span.to + reserve_;
    // What lies beyond the horizon is not known to be dark.
    const Epoch end = scenario.roadmap.horizon.to;
    if (station_.lit) station_.lit = station_.lit->unite(IntervalSet{{end, end + reserve_}});
    fill_shelves();
    for (const LoadedCraft& loaded : resupply_.mission.plan.craft) payload_kg_ += loaded.payload.si();
    payload_kg_ *= 1.0 - resupply_.packing;
    payload_kg_ -= weighed_to_kg * static_cast<double>(shelves_.size());
  }

  void add() {
    if (payload_kg_ <= 0.0) return;
    std::size_t from = 0;
    for (int number = 1; number <= most_flights;) {
      const auto due = next_need(from);
      if (!due) return;
      // Where there is no room for more, no flight helps: on to the next day.
      const bool helps = add_flight(number, *due);
      number += helps ? 1 : 0;
      from = helps ? *due : *due + 1;
    }
  }

 private:
  void fill_shelves() {
    std::set<std::string> stored;
    for (const StationElement& element : station_.elements)
      for (const Store& store : element.stores) stored.insert(store.commodity);
    std::vector<std::string> wanted;
    if (resupply_.commodities.empty()) wanted = {"oxygen", "nitrogen", "water", "food", "spares"};
    for (const Reference& commodity : resupply_.commodities) wanted.push_back(commodity.id);
    std::erase_if(wanted, [&](const std::string& commodity) { return !stored.contains(commodity); });
    const Interval& horizon = scenario_.roadmap.horizon;
    DemandCurve curve = demand_of(station_, wanted, {horizon.from, horizon.to + reserve_});
    epochs_ = std::move(curve.epochs);
    for (Demand& demand : curve.demands) {
      Shelf shelf{demand.commodity, std::move(demand.total_kg), {}, {}, 0.0};
      for (const Epoch epoch : epochs_) {
        double came_kg = 0.0, capacity_kg = 0.0;
        for (const StationElement& element : station_.elements) {
          for (const Store& store : element.stores) {
            if (store.commodity != shelf.commodity || element.from > epoch) continue;
            came_kg += store.initial_kg;
            if (!element.until || *element.until > epoch) capacity_kg += store.capacity_kg;
          }
        }
        for (const Delivery& delivery : station_.deliveries) {
          if (delivery.commodity == shelf.commodity && delivery.epoch <= epoch) came_kg += delivery.kg;
        }
        shelf.came_kg.push_back(came_kg);
        shelf.capacity_kg.push_back(capacity_kg);
      }
      shelves_.push_back(std::move(shelf));
    }
  }

  /// The last sample that is not later.
  std::size_t at(Epoch epoch) const {
    const auto after = std::upper_bound(epochs_.begin(), epochs_.end(), epoch);
    return after == epochs_.begin() ? 0 : static_cast<std::size_t>(after - epochs_.begin()) - 1;
  }

  /// What has to be there at a sample so that nothing else need come until the reserve is over: at the rate
  /// of the days to come, of those before, or of this day, whichever is more.
  double needed_kg(const Shelf& shelf, std::size_t i) const {
    const double now_kg = shelf.demand_kg[i];
    const std::size_t next = std::min(i + 1, epochs_.size() - 1);
    const double today_days = std::max(1e-6, (epochs_[next] - epochs_[i]).days());
    const double rate_kg_d = (shelf.demand_kg[next] - now_kg) / today_days;
    return std::max({shelf.demand_kg[at(epochs_[i] + reserve_)] - now_kg,
                     now_kg - shelf.demand_kg[at(epochs_[i] - kept_)], rate_kg_d * kept_.days()});
  }

  /// The first sample from which a day more would leave some shelf with less than its reserve.
  std::optional<std::size_t> next_need(std::size_t from) const {
    for (std::size_t i = from; i + 1 < epochs_.size() && epochs_[i + 1] <= scenario_.roadmap.horizon.to;
         ++i) {
      for (const Shelf& shelf : shelves_) {
        if (shelf.capacity_kg[i] <= 0.0) continue;
        if (shelf.stock_kg(i + 1) < needed_kg(shelf, i + 1) - least_cargo_kg) return i;
      }
    }
    return std::nullopt;
  }

  /// What lasts until a sample, of each commodity, as far as there is room at another one [kg].
  std::vector<double> cargo_until(std::size_t last, std::size_t room_at) const {
    std::vector<double> cargo;
    for (const Shelf& shelf : shelves_) {
      const double wanted_kg = needed_kg(shelf, last) - shelf.stock_kg(last);
      // Stores that run over lose what does not fit: there must be room even for a flight that is early.
      const double room_kg = shelf.capacity_kg[room_at] - std::max(0.0, shelf.stock_kg(room_at));
      cargo.push_back(std::clamp(wanted_kg, 0.0, std::max(0.0, room_kg)));
    }
    return cargo;
  }

  bool add_flight(int number, std::size_t due) {
    const Epoch earliest = epochs_[due] - resupply_.slack;
    const std::size_t early = std::min(due, std::max(at(earliest), first_room()));
    const auto total = [&](std::size_t last) {
      double kg = 0.0;
      for (const double one : cargo_until(last, early)) kg += one;
      return kg;
    };
    std::size_t lasts = due, too_much = epochs_.size();
    while (too_much - lasts > 1) {
      const std::size_t middle = lasts + (too_much - lasts) / 2;
      (total(middle) <= payload_kg_ ? lasts : too_much) = middle;
    }
    // If even today's lack is more than one flight takes, it flies full, in proportion, and the next follows.
    std::vector<double> cargo = cargo_until(std::max(lasts, due + 1), early);
    double kg = 0.0;
    for (const double one : cargo) kg += one;
    const double share = kg > payload_kg_ ? payload_kg_ / kg : 1.0;
    if (kg * share < least_cargo_kg) return false;
    load(number, due, early, cargo, share);
    return true;
  }

  std::size_t first_room() const {
    for (std::size_t i = 0; i < epochs_.size(); ++i) {
      for (const Shelf& shelf : shelves_)
        if (shelf.capacity_kg[i] > 0.0) return i;
    }
    return 0;
  }

  void load(int number, std::size_t due, std::size_t early, const std::vector<double>& cargo, double share) {
    MissionTemplate made = detail::instance_of(resupply_.mission, number, {});
    Epoch from = std::max(epochs_[early] - way_, scenario_.roadmap.horizon.from);
    if (scenario_.roadmap.as_of) from = std::max(from, *scenario_.roadmap.as_of);
    const Epoch to = std::max(epochs_[due] - way_, from + Duration::days(1.0));
    detail::set_lift_off(made.mission, {from, to}, resupply_.where);
    double all_kg = 0.0;
    for (std::size_t s = 0; s < shelves_.size(); ++s) {
      if (cargo[s] * share < least_cargo_kg) continue;
      const double kg = std::ceil(cargo[s] * share / weighed_to_kg) * weighed_to_kg;
      all_kg += kg;
      shelves_[s].planned_kg += kg;
      PlannedDelivery planned;
      planned.delivery.id = concat(made.mission.id, "-", shelves_[s].commodity);
      planned.delivery.commodity = shelves_[s].commodity;
      planned.delivery.kg = kg;
      planned.delivery.where = resupply_.where;
      planned.comes.mission = Reference(made.mission.id, resupply_.where);
      scenario_.station->deliveries.push_back(std::move(planned));
    }
    // The whole payload is on the craft that can carry most; packing flies along.
    auto& craft = made.plan.craft;
    const auto carrier = std::max_element(craft.begin(), craft.end(), [](const auto& a, const auto& b) {
      return a.payload.si() < b.payload.si();
    });
    for (LoadedCraft& loaded : craft) loaded.payload = {};
    carrier->payload = Mass::from_si(all_kg / (1.0 - resupply_.packing));
    scenario_.roadmap.missions.push_back(std::move(made.mission));
    scenario_.plans.push_back(std::move(made.plan));
  }

  Scenario& scenario_;
  const Resupply resupply_;
  Station station_;
  Duration kept_;     ///< the plan's reserve
  Duration reserve_;  ///< with the margin that it is planned with
  Duration way_;
  std::vector<Epoch> epochs_;
  std::vector<Shelf> shelves_;
  double payload_kg_ = 0.0;
};

}  // namespace

Scenario with_resupply(Scenario scenario, const RoadmapSchedule& answer) {
  if (!scenario.station || !scenario.station->resupply) return scenario;
  if (!answer.schedule.activities.empty()) Planning(scenario, answer).add();
  scenario.station->resupply.reset();
  return scenario;
}

}  // namespace perilune
