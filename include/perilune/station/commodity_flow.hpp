#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/time/duration.hpp>

namespace perilune {

/// Something that flows through a network of places: people, food, propellant, cargo.
struct FlowCommodity {
  std::string id;
  double unit_mass_kg = 1.0;   ///< of one unit, > 0; amounts are counted in units
  bool is_whole = false;       ///< people, machines: whole numbers alone
  bool is_propellant = false;  ///< it is burnt, and fills tanks; all else fills the payload
};

/// One design of vehicle; all vehicles of a network are of it.
struct FlowVehicle {
  double payload_kg = 0.0;
  double propellant_kg = 0.0;  ///< that its tanks hold
  double dry_kg = 0.0;
  double exhaust_m_s = 0.0;
  int most_new = 0;  ///< that may leave the source at each step
  /// Commodity that each vehicle uses up on each arc to another place, and how much of its dry mass.
  std::size_t upkeep = 0;
  double upkeep_share = 0.0;
};

/// A way that may be taken at some steps: to another place within the step, or staying at a place from that
/// step to the next (`from` and `to` are the same).
struct FlowArc {
  std::size_t from = 0, to = 0;    ///< places
  std::vector<std::size_t> steps;  ///< at which it may be taken, rising
  Duration time;                   ///< how long it is lived through on the way
  double delta_v_m_s = 0.0;        ///< of the vehicles' own engines, >= 0
  bool is_launch = false;          ///< a rocket carries everything: neither payload nor tanks limit it
};

/// Supply (positive) or demand (negative) of a commodity at a place and step.
struct FlowSupply {
  std::size_t place = 0, commodity = 0, step = 0;
  double amount = 0.0;  ///< in units; infinite: as much as is wanted
};

/// What living takes: so much of `of` for each unit of `by` and each day on an arc.
struct FlowUse {
  std::size_t by = 0, of = 0;  ///< commodities
  double kg_d = 0.0;
};

/// A generalised network of places over time, through which commodities flow in vehicles.
struct CommodityFlow {
  std::vector<std::string> places;
  std::size_t source = 0;  ///< the place at which vehicles begin
  std::size_t steps = 0;
  std::vector<FlowCommodity> commodities;
  FlowVehicle vehicle;
  std::vector<FlowArc> arcs;
  std::vector<FlowSupply> supplies;
  std::vector<FlowUse> uses;
};

/// What goes along one arc at one step.
struct FlowOnArc {
  std::size_t arc = 0, step = 0;
  int vehicles = 0;
  std::vector<double> amounts;  ///< of each commodity, in units, at the beginning of the arc
};

enum class FlowStatus { optimal, infeasible, stopped };
std::string_view to_text(FlowStatus status);

/// The cheapest flow.
struct FlowPlan {
  FlowStatus status = FlowStatus::infeasible;
  double launched_kg = 0.0;        ///< all that goes along arcs that are launches
  double bound_kg = 0.0;           ///< no flow launches less
  std::vector<FlowOnArc> on_arcs;  ///< those along which anything goes
};

/// Whether CBC is installed here (2.10 or newer): it is opened when first asked for, so that neither building
/// nor running anything else needs it.
bool can_solve_flow();

/// The flow that launches the least mass, as a mixed-integer linear program that CBC solves.
///
/// For each place, step and commodity:  out - in <= supply. Of what leaves along an arc arrives
///
///     of what people use     x - kg_d days x_people
///     of upkeep              x - share dry n
///     of a propellant        x - part (1 - exp(-delta_v / exhaust)) (m_x + dry n)
///
/// with n vehicles and m_x all that they carry; the parts of several propellants are those of `parts`.
/// Payload and propellant each fit into n vehicles. Vehicles come from the source, and may be left anywhere.
///
/// @param parts           of each propellant in the burnt mass, in the order of the commodities; adds up to 1
/// @param longest         of the search: then the best flow so far comes back as `stopped`
/// @throws InvalidArgument naming everything that cannot be: indices out of range, masses not positive, parts
/// that do not add up to 1
/// @throws DataError if CBC is not installed (it names the package)
///
/// Source: generalised multi-commodity network flow: Ishimatsu, de Weck, Hoffman, Ohkami, Shishko, J.
/// Spacecraft and Rockets 53 (2016) 25-38.
/// Checked in: tests/unit/station/test_commodity_flow.cpp
FlowPlan solve_flow(const CommodityFlow& flow, const std::vector<double>& parts = {1.0},
                    Duration longest = Duration::minutes(5.0));

}  // namespace perilune
