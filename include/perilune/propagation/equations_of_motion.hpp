#pragma once

#include <array>
#include <span>

#include <perilune/dynamics/environment.hpp>
#include <perilune/dynamics/environment_source.hpp>
#include <perilune/dynamics/force.hpp>

namespace perilune {

/// Newton's equations for a spacecraft of constant mass under a force model, as the steppers call them: y is
/// position [m] and velocity [m/s] relative to the centre of integration, axes ICRF; t is elapsed
/// seconds of TT.
///
/// All instants of a step are prepared together: where the bodies are and what they do to the centre is
/// worked out before the first stage, and a stage reads it from its slot.
///
/// @tparam Tag  tells apart what is compiled for different instruction sets
template <class Model, class Tag = void>
class EquationsOfMotion {
 public:
  static constexpr int most_slots = 24;

  /// @param model   bound to `layout`; has to outlive this
  /// @param source  of the same layout; has to outlive this
  EquationsOfMotion(const Model& model, const EnvironmentLayout& layout, EnvironmentSource& source,
                    double mass_kg)
      : model_(model), source_(source), mass_kg_(mass_kg), has_environment_(!layout.empty()) {}

  void prepare(int first_slot, std::span<const double> times) {
    if (!has_environment_) return;
    const std::span<Environment<double>> slots(table_.data() + first_slot, times.size());
    source_.fill(times, slots);
    for (Environment<double>& environment : slots) model_.accelerate_center(environment);
  }

  [[gnu::always_inline, gnu::flatten]] void derivative(int slot, double t, const double (&y)[6],
                                                       double (&dydt)[6]) {
    const BasicState<double> state{{y[0], y[1], y[2]}, {y[3], y[4], y[5]}, mass_kg_, t};
    const Vector3<double> acceleration =
        model_.acceleration_m_s2(state, table_[static_cast<std::size_t>(slot)]);
    for (int n = 0; n < 3; ++n) {
      dydt[n] = y[n + 3];
      dydt[n + 3] = acceleration[n];
    }
  }

  /// What the forces make of any state at an instant that is prepared [m/s^2, kg/s].
  [[gnu::always_inline]] Vector3<double> acceleration_m_s2(int slot, const BasicState<double>& state) const {
    return model_.acceleration_m_s2(state, table_[static_cast<std::size_t>(slot)]);
  }
  [[gnu::always_inline]] double mass_rate_kg_s(int slot, const BasicState<double>& state) const {
    return detail::mass_rate_of(model_, state, table_[static_cast<std::size_t>(slot)]);
  }

  double mass_kg() const { return mass_kg_; }
  EnvironmentSource& source() { return source_; }

 private:
  const Model& model_;
  EnvironmentSource& source_;
  double mass_kg_;
  bool has_environment_;
  std::array<Environment<double>, most_slots> table_{};
};

}  // namespace perilune
