#include <perilune/campaign/vehicle_stack.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/propagation/manoeuvre.hpp>

namespace perilune {

using detail::concat;

VehicleStack::VehicleStack(std::vector<StackElement> elements) {
  for (StackElement& element : elements) add(std::move(element));
}

void VehicleStack::add(StackElement element) {
  for (const StackElement& other : elements_) {
    if (other.id == element.id)
      throw InvalidArgument(concat("VehicleStack: '", element.id, "' is on the stack already"));
  }
  if (!(element.dry_mass_kg >= 0.0) || !(element.propellant_kg >= 0.0)) {
    throw InvalidArgument(concat("VehicleStack: '", element.id, "' has a mass of ", element.dry_mass_kg,
                                 " kg and ", element.propellant_kg, " kg of propellant: both are 0 or more"));
  }
  if (element.propellant_kg > 0.0 && !(element.specific_impulse_s > 0.0)) {
    throw InvalidArgument(concat("VehicleStack: '", element.id, "' has ", element.propellant_kg,
                                 " kg of propellant and no engine: give it a specific impulse above 0 s"));
  }
  elements_.push_back(std::move(element));
}

StackElement VehicleStack::remove(std::string_view id) {
  const auto at = elements_.begin() + static_cast<std::ptrdiff_t>(position(id, "remove"));
  StackElement taken = std::move(*at);
  elements_.erase(at);
  return taken;
}

double VehicleStack::burn(std::string_view id, double delta_v_m_s) {
  StackElement& engine = elements_[position(id, "burn")];
  if (!(engine.specific_impulse_s > 0.0))
    throw InvalidArgument(concat("VehicleStack::burn: '", id, "' has no engine"));
  if (!(delta_v_m_s >= 0.0))
    throw InvalidArgument(concat("VehicleStack::burn: delta_v_m_s is ", delta_v_m_s, ", not 0 or more"));
  const double exhaust_m_s = engine.specific_impulse_s * standard_gravity_m_s2;
  const double before_kg = mass_kg();
  const double needed_kg = -before_kg * std::expm1(-delta_v_m_s / exhaust_m_s);
  if (needed_kg <= engine.propellant_kg) {
    engine.propellant_kg -= needed_kg;
    return 0.0;
  }
  const double reached_m_s = -exhaust_m_s * std::log1p(-engine.propellant_kg / before_kg);
  engine.propellant_kg = 0.0;
  return std::max(0.0, delta_v_m_s - reached_m_s);
}

double VehicleStack::mass_kg() const {
  double sum_kg = 0.0;
  for (const StackElement& element : elements_) sum_kg += element.dry_mass_kg + element.propellant_kg;
  return sum_kg;
}

const StackElement& VehicleStack::element(std::string_view id) const {
  return elements_[position(id, "element")];
}

std::size_t VehicleStack::position(std::string_view id, std::string_view who) const {
  for (std::size_t i = 0; i < elements_.size(); ++i) {
    if (elements_[i].id == id) return i;
  }
  std::vector<std::string> ids;
  for (const StackElement& element : elements_) ids.push_back(element.id);
  throw InvalidArgument(
      concat("VehicleStack::", who, ": there is no '", id, "' on the stack, but: ", join(ids, ", ")));
}

}  // namespace perilune
