#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace perilune {

/// One piece of a stack: a stage with its engine and propellant, or what is carried.
struct StackElement {
  std::string id;
  double dry_mass_kg = 0.0;         ///< >= 0
  double propellant_kg = 0.0;       ///< in its tanks, >= 0
  double specific_impulse_s = 0.0;  ///< > 0 if it has propellant; 0: no engine
};

/// What flies together: stages burn, one after another if need be, and are dropped.
///
/// The propellant of a burn is that of the rocket equation for the mass of the whole stack:
///
///     propellant = m (1 - exp(-delta_v / (g0 Isp)))
///
/// This is the other way round from a mission's mass budget: the tanks are full at the start, and what is
/// left in the end is the answer.
///
/// Source of the procedure: SpaceNet 2.5 User Guide, burns and stage sequences.
/// Checked in: tests/unit/campaign/test_vehicle_stack.cpp against SpaceNet's quick starts 1 and 3
class VehicleStack {
 public:
  VehicleStack() = default;
  /// @throws InvalidArgument as `add`
  explicit VehicleStack(std::vector<StackElement> elements);

  /// @throws InvalidArgument for a second element of an id, a mass below 0, or propellant without an engine
  void add(StackElement element);
  /// Takes an element off, with what is left in its tanks. @throws InvalidArgument if there is none of the id
  StackElement remove(std::string_view id);
  /// Burns one element's engine until the change of velocity is reached or its tanks are empty.
  /// @param delta_v_m_s  >= 0
  /// @return the part that is still missing [m/s]
  /// @throws InvalidArgument if there is no such element, it has no engine, or delta_v_m_s is negative
  double burn(std::string_view id, double delta_v_m_s);

  /// Everything that is on it, with propellant [kg].
  double mass_kg() const;
  /// @throws InvalidArgument if there is none of the id
  const StackElement& element(std::string_view id) const;
  const std::vector<StackElement>& elements() const { return elements_; }

 private:
  std::size_t position(std::string_view id, std::string_view who) const;

  std::vector<StackElement> elements_;
};

}  // namespace perilune
