#include "roster.hpp"

#include <cmath>
#include <set>
#include <utility>

#include <perilune/station/standard_processes.hpp>

namespace perilune::detail {
namespace {

constexpr double year_s = 365.25 * 86400.0;

/// Mean of exp(-loss * age) over a stretch of time, from the age at its beginning and its length.
double mean_fading(double loss_per_year, double age_s, double length_s) {
  const double loss_s = loss_per_year / year_s;
  const double exponent = loss_s * length_s;
  const double mean = exponent == 0.0 ? 1.0 : -std::expm1(-exponent) / exponent;
  return std::exp(-loss_s * age_s) * mean;
}

}  // namespace

bool is_there(const StationElement& element, Epoch epoch) {
  return element.from <= epoch && (!element.until || epoch < *element.until);
}

std::vector<double> source_powers_w(const Station& station, Interval step, double length_s, bool lit) {
  std::vector<double> all_w;
  for (const StationElement& element : station.elements) {
    double& sum_w = all_w.emplace_back(0.0);
    if (!is_there(element, step.from)) continue;
    const double age_s = (step.from - element.from).seconds();
    for (const PowerSource& source : element.power) {
      if (source.solar && !lit) continue;
      sum_w += source.power_w * source.share.mean(step) * mean_fading(source.loss_per_year, age_s, length_s);
    }
  }
  return all_w;
}

double working_hours_s(const Station& station, Epoch at) {
  double sum_h_d = 0.0;
  for (const CrewStay& stay : station.crew) {
    if (stay.span.contains(at)) sum_h_d += stay.people * stay.rates.working_hours_d;
  }
  return per_day(sum_h_d);
}

StationResources::StationResources(const Station& station) {
  std::set<std::string> names;
  for (const StationElement& element : station.elements) {
    for (const Store& store : element.stores) names.insert(store.commodity);
    for (const Process& process : element.processes) {
      for (const Flow& flow : process.flows) names.insert(flow.commodity);
    }
  }
  for (const Delivery& delivery : station.deliveries) names.insert(delivery.commodity);
  if (!station.crew.empty()) {
    for (const Flow& flow : crew_metabolism().flows) names.insert(flow.commodity);
  }
  names.erase(std::string(commodity::environment));
  commodities_.assign(names.begin(), names.end());
  for (const std::string& name : commodities_) index_[name] = index_.size();
  index_[std::string(commodity::environment)] = environment();
}

std::string StationResources::name(std::size_t resource) const {
  if (resource < environment()) return commodities_[resource];
  if (resource == power()) return "electric power";
  return resource == hours() ? "working hours" : "environment";
}

Roster::Roster(const Station& station, const StationResources& resources)
    : station_(station), resources_(resources) {
  for (const CrewStay& stay : station.crew) {
    metabolisms_.push_back(crew_metabolism(stay.rates));
    metabolisms_.back().id = stay.id;
  }
  std::size_t uses = 0;
  for (const StationElement& element : station.elements) {
    first_use_.push_back(uses);
    uses += element.processes.size();
  }
}

void Roster::set_up(Interval step, double length_s, bool lit) {
  runners_.clear();
  activities_.clear();
  for (std::size_t e = 0; e < station_.elements.size(); ++e) {
    const StationElement& element = station_.elements[e];
    if (!is_there(element, step.from)) continue;
    for (std::size_t p = 0; p < element.processes.size(); ++p) {
      const Process& process = element.processes[p];
      if (process.when && !process.when->contains(step.from)) continue;
      const double age_s = (step.from - element.from).seconds();
      const double scale = process.scale * mean_fading(process.loss_per_year, age_s, length_s);
      add({&process, &element, nullptr, scale, first_use_[e] + p}, lit);
    }
  }
  for (std::size_t c = 0; c < station_.crew.size(); ++c) {
    const CrewStay& stay = station_.crew[c];
    if (!stay.span.contains(step.from)) continue;
    add({&metabolisms_[c], nullptr, &stay, static_cast<double>(stay.people), 0}, lit);
  }
}

void Roster::add(const Runner& runner, bool lit) {
  const Process& process = *runner.process;
  AllocatedActivity activity;
  activity.priority = static_cast<int>(process.priority);
  for (const Flow& flow : process.flows) {
    if (flow.kg_s == 0.0 || runner.scale == 0.0) continue;
    activity.terms.push_back({resources_.of(flow.commodity), flow.kg_s * runner.scale});
  }
  // A fading plant still wants all of its power: only what it makes becomes less.
  const double power_w = (lit ? process.power_w : process.dark_power_w.value_or(process.power_w)) *
                         (runner.stay ? runner.scale : process.scale);
  if (power_w > 0.0) activity.terms.push_back({resources_.power(), -power_w});
  const double hours_s = process.crew_hours_s * runner.scale;
  if (hours_s > 0.0) activity.terms.push_back({resources_.hours(), -hours_s});
  runners_.push_back(runner);
  activities_.push_back(std::move(activity));
}

void Roster::sum_rates(const Allocation& allocation, std::vector<double>& made,
                       std::vector<double>& used) const {
  made.assign(resources_.count(), 0.0);
  used.assign(resources_.count(), 0.0);
  for (std::size_t a = 0; a < activities_.size(); ++a) {
    for (const ResourceTerm& term : activities_[a].terms) {
      (term.rate > 0.0 ? made : used)[term.resource] += std::abs(term.rate) * allocation.rates[a];
    }
  }
}

double Roster::data_bit_s(const Allocation& allocation) const {
  double sum_bit_s = 0.0;
  for (std::size_t a = 0; a < runners_.size(); ++a)
    sum_bit_s += runners_[a].process->data_bit_s * runners_[a].scale * allocation.rates[a];
  return sum_bit_s;
}

double Roster::heat_beside_power_w(const Allocation& allocation) const {
  double sum_w = 0.0;
  for (std::size_t a = 0; a < runners_.size(); ++a)
    sum_w += runners_[a].process->heat_w * runners_[a].scale * allocation.rates[a];
  return sum_w;
}

void Roster::sum_loads(const Allocation& allocation, double length_s, std::vector<double>& load_j) const {
  for (std::size_t a = 0; a < activities_.size(); ++a) {
    const StationElement* element = runners_[a].element;
    const std::size_t user =
        element ? static_cast<std::size_t>(element - station_.elements.data()) : station_.elements.size();
    for (const ResourceTerm& term : activities_[a].terms) {
      if (term.resource == resources_.power())
        load_j[user] += std::abs(term.rate) * allocation.rates[a] * length_s;
    }
  }
}

}  // namespace perilune::detail
