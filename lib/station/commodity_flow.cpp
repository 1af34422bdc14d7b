#include <perilune/station/commodity_flow.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "cbc.hpp"

namespace perilune {
namespace {

using detail::concat;
using detail::LinearProgram;
using Terms = std::vector<LinearProgram::Term>;

constexpr double infinite = std::numeric_limits<double>::infinity();

/// Everything that cannot be, in a sentence each.
std::vector<std::string> wrong_with(const CommodityFlow& flow, const std::vector<double>& parts) {
  std::vector<std::string> wrong;
  const std::size_t places = flow.places.size(), commodities = flow.commodities.size();
  const auto in_range = [&](std::string_view what, std::size_t number, std::size_t count) {
    if (number >= count) wrong.push_back(concat(what, " is ", number, ", and there are ", count));
  };
  in_range("source", flow.source, places);
  in_range("upkeep", flow.vehicle.upkeep, commodities);
  const FlowVehicle& vehicle = flow.vehicle;
  for (const auto& [name, value] :
       {std::pair("payload_kg", vehicle.payload_kg), std::pair("propellant_kg", vehicle.propellant_kg),
        std::pair("dry_kg", vehicle.dry_kg), std::pair("exhaust_m_s", vehicle.exhaust_m_s)})
    if (!(value > 0.0 && value < infinite)) wrong.push_back(concat("vehicle: ", name, " is ", value));
  if (!(vehicle.upkeep_share >= 0.0)) wrong.push_back(concat("upkeep_share is ", vehicle.upkeep_share));
  std::size_t propellants = 0;
  for (const FlowCommodity& commodity : flow.commodities) {
    if (commodity.is_propellant) ++propellants;
    if (!(commodity.unit_mass_kg > 0.0 && commodity.unit_mass_kg < infinite))
      wrong.push_back(concat("'", commodity.id, "': unit_mass_kg is ", commodity.unit_mass_kg));
  }
  double sum = 0.0;
  for (const double part : parts) sum += part;
  if (parts.size() != propellants || std::abs(sum - 1.0) > 1e-9)
    wrong.push_back(concat("there are ", propellants, " propellants and ", parts.size(),
                           " parts that add up to ", sum, "; 1 is wanted"));
  for (const FlowArc& arc : flow.arcs) {
    in_range("an arc's from", arc.from, places);
    in_range("an arc's to", arc.to, places);
    for (const std::size_t step : arc.steps) in_range("an arc's step", step, flow.steps);
    if (!(arc.delta_v_m_s >= 0.0)) wrong.push_back(concat("an arc's delta_v_m_s is ", arc.delta_v_m_s));
  }
  for (const FlowSupply& supply : flow.supplies) {
    in_range("a supply's place", supply.place, places);
    in_range("a supply's commodity", supply.commodity, commodities);
    in_range("a supply's step", supply.step, flow.steps);
  }
  for (const FlowUse& use : flow.uses) {
    in_range("a use's by", use.by, commodities);
    in_range("a use's of", use.of, commodities);
  }
  return wrong;
}

/// The network as a linear program: columns of each arc and step are its vehicles, then the commodities.
class Network {
 public:
  Network(const CommodityFlow& flow, const std::vector<double>& parts) : flow_(flow), parts_(parts) {
    for (std::size_t a = 0; a < flow.arcs.size(); ++a)
      for (const std::size_t step : flow.arcs[a].steps) add_columns(a, step);
    for (const Taken& taken : taken_) {
      add_room(taken);
      for (std::size_t c = 0; c < flow.commodities.size(); ++c)
        program_.add_row(arriving(taken, c), 0.0, infinite);
    }
    for (std::size_t place = 0; place < flow.places.size(); ++place)
      for (std::size_t step = 0; step < flow.steps; ++step) add_balances(place, step);
  }

  FlowPlan solve(Duration longest) const {
    const LinearProgram::Solution solution = program_.solve(longest);
    FlowPlan plan;
    plan.status = solution.status == LinearProgram::Status::optimal      ? FlowStatus::optimal
                  : solution.status == LinearProgram::Status::infeasible ? FlowStatus::infeasible
                                                                         : FlowStatus::stopped;
    plan.launched_kg = solution.cost;
    plan.bound_kg = solution.bound;
    if (solution.values.empty()) return plan;
    for (const Taken& taken : taken_) {
      FlowOnArc on{taken.arc, taken.step, 0, {}};
      const auto value = [&](int column) { return solution.values[static_cast<std::size_t>(column)]; };
      on.vehicles = static_cast<int>(std::lround(value(taken.vehicles)));
      for (std::size_t c = 0; c < flow_.commodities.size(); ++c) on.amounts.push_back(value(taken.of(c)));
      const bool carries =
          std::any_of(on.amounts.begin(), on.amounts.end(), [](double amount) { return amount > 1e-6; });
      if (carries || on.vehicles > 0) plan.on_arcs.push_back(std::move(on));
    }
    return plan;
  }

 private:
  /// The columns of an arc at a step.
  struct Taken {
    std::size_t arc, step;
    int vehicles;
    int of(std::size_t commodity) const { return vehicles + 1 + static_cast<int>(commodity); }
  };

  void add_columns(std::size_t a, std::size_t step) {
    const bool is_launch = flow_.arcs[a].is_launch;
    const auto cost = [&](double mass_kg) { return is_launch ? mass_kg : 0.0; };
    const int vehicles = program_.add_column(cost(flow_.vehicle.dry_kg), infinite, true);
    taken_.push_back({a, step, vehicles});
    for (const FlowCommodity& commodity : flow_.commodities)
      program_.add_column(cost(commodity.unit_mass_kg), infinite, commodity.is_whole);
  }

  /// Payload and propellant fit into the vehicles.
  void add_room(const Taken& taken) {
    if (flow_.arcs[taken.arc].is_launch) return;
    Terms payload{{taken.vehicles, -flow_.vehicle.payload_kg}};
    std::size_t propellant = 0;
    for (std::size_t c = 0; c < flow_.commodities.size(); ++c) {
      const FlowCommodity& commodity = flow_.commodities[c];
      if (!commodity.is_propellant) {
        payload.push_back({taken.of(c), commodity.unit_mass_kg});
        continue;
      }
      const double tank_kg = parts_[propellant++] * flow_.vehicle.propellant_kg;
      program_.add_row({{taken.of(c), commodity.unit_mass_kg}, {taken.vehicles, -tank_kg}}, -infinite, 0.0);
    }
    program_.add_row(std::move(payload), -infinite, 0.0);
  }

  /// What of a commodity is left at the end of an arc.
  Terms arriving(const Taken& taken, std::size_t commodity) const {
    const FlowArc& arc = flow_.arcs[taken.arc];
    const FlowCommodity& its = flow_.commodities[commodity];
    Terms terms{{taken.of(commodity), 1.0}};
    for (const FlowUse& use : flow_.uses) {
      if (use.of == commodity)
        terms.push_back({taken.of(use.by), -use.kg_d * arc.time.days() / its.unit_mass_kg});
    }
    if (commodity == flow_.vehicle.upkeep && arc.from != arc.to)
      terms.push_back(
          {taken.vehicles, -flow_.vehicle.upkeep_share * flow_.vehicle.dry_kg / its.unit_mass_kg});
    if (!its.is_propellant || arc.is_launch || arc.delta_v_m_s == 0.0) return terms;
    const double share = -std::expm1(-arc.delta_v_m_s / flow_.vehicle.exhaust_m_s);
    const double burnt = part_of(commodity) * share / its.unit_mass_kg;
    terms.push_back({taken.vehicles, -burnt * flow_.vehicle.dry_kg});
    for (std::size_t c = 0; c < flow_.commodities.size(); ++c)
      terms.push_back({taken.of(c), -burnt * flow_.commodities[c].unit_mass_kg});
    return terms;
  }

  double part_of(std::size_t commodity) const {
    std::size_t propellant = 0;
    for (std::size_t c = 0; c < commodity; ++c) propellant += flow_.commodities[c].is_propellant ? 1 : 0;
    return parts_[propellant];
  }

  /// Whether what takes an arc at its step is at its end at another one: at once, or at the next step after
  /// having stayed.
  bool ends_at(const Taken& taken, std::size_t place, std::size_t step) const {
    const FlowArc& arc = flow_.arcs[taken.arc];
    return arc.to == place && taken.step + (arc.from == arc.to ? 1 : 0) == step;
  }

  /// No more leaves a place at a step than comes or is supplied: of each commodity, and of vehicles.
  void add_balances(std::size_t place, std::size_t step) {
    const auto leaves = [&](const Taken& taken) {
      return flow_.arcs[taken.arc].from == place && taken.step == step;
    };
    Terms vehicles;
    for (const Taken& taken : taken_) {
      if (leaves(taken)) vehicles.push_back({taken.vehicles, 1.0});
      if (ends_at(taken, place, step)) vehicles.push_back({taken.vehicles, -1.0});
    }
    program_.add_row(std::move(vehicles), -infinite, place == flow_.source ? flow_.vehicle.most_new : 0.0);
    for (std::size_t c = 0; c < flow_.commodities.size(); ++c) {
      Terms terms;
      for (const Taken& taken : taken_) {
        if (leaves(taken)) terms.push_back({taken.of(c), 1.0});
        if (!ends_at(taken, place, step)) continue;
        for (LinearProgram::Term term : arriving(taken, c)) terms.push_back({term.column, -term.factor});
      }
      const double supply = supply_of(place, c, step);
      if (supply < infinite) program_.add_row(std::move(terms), -infinite, supply);
    }
  }

  double supply_of(std::size_t place, std::size_t commodity, std::size_t step) const {
    double sum = 0.0;
    for (const FlowSupply& supply : flow_.supplies)
      if (supply.place == place && supply.commodity == commodity && supply.step == step) sum += supply.amount;
    return sum;
  }

  const CommodityFlow& flow_;
  const std::vector<double>& parts_;
  LinearProgram program_;
  std::vector<Taken> taken_;
};

}  // namespace

std::string_view to_text(FlowStatus status) {
  switch (status) {
    case FlowStatus::optimal:
      return "optimal";
    case FlowStatus::infeasible:
      return "infeasible";
    case FlowStatus::stopped:
      return "stopped";
  }
  return "";
}

bool can_solve_flow() {
  return detail::is_cbc_installed();
}

FlowPlan solve_flow(const CommodityFlow& flow, const std::vector<double>& parts, Duration longest) {
  const std::vector<std::string> wrong = wrong_with(flow, parts);
  if (!wrong.empty()) {
    std::string message = "solve_flow: ";
    for (std::size_t i = 0; i < wrong.size(); ++i) message += concat(i > 0 ? "; " : "", wrong[i]);
    throw InvalidArgument(message + ".");
  }
  return Network(flow, parts).solve(longest);
}

}  // namespace perilune
