#pragma once

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <span>

#include <perilune/bodies/granule_cursor.hpp>
#include <perilune/propagation/equations_of_motion.hpp>
#include <perilune/propagation/error_scale.hpp>
#include <perilune/propagation/manoeuvre_sequence.hpp>

namespace perilune::detail {

/// Newton's equations for a spacecraft whose mass changes: y is position [m], velocity [m/s] and mass [kg].
/// An engine may run; forces that use up mass by themselves do so as well.
template <class Model>
class BurnEquations {
 public:
  /// @param engine   that runs, or nullptr; has to outlive this
  /// @param cursor   of the body whose orbit the steering's axes belong to; none: the centre
  BurnEquations(const Model& model, const EnvironmentLayout& layout, EnvironmentSource& source,
                const Thrusting* engine, std::optional<GranuleCursor> cursor)
      : forces_(model, layout, source, 0.0), engine_(engine), cursor_(std::move(cursor)) {}

  void prepare(int first_slot, std::span<const double> times) {
    forces_.prepare(first_slot, times);
    if (!cursor_) return;
    for (std::size_t i = 0; i < times.size(); ++i) {
      const std::size_t slot = static_cast<std::size_t>(first_slot) + i;
      cursor_->states(forces_.source().tdb_elapsed_s(times[i]), {&positions_m_[slot], 1},
                      {&velocities_m_s_[slot], 1});
    }
  }

  void derivative(int slot, double t, const double (&y)[7], double (&dydt)[7]) {
    // Without mass nothing can be said; the step is then tried shorter.
    const double mass_kg = y[6] > 0.0 ? y[6] : std::numeric_limits<double>::quiet_NaN();
    const BasicState<double> state{{y[0], y[1], y[2]}, {y[3], y[4], y[5]}, mass_kg, t};
    Vector3<double> acceleration = forces_.acceleration_m_s2(slot, state);
    double mass_rate_kg_s = forces_.mass_rate_kg_s(slot, state);
    if (engine_ != nullptr) {
      const auto i = static_cast<std::size_t>(slot);
      const Vector3<double> push =
          engine_->law.direction(state.position_m - positions_m_[i], state.velocity_m_s - velocities_m_s_[i],
                                 t - engine_->ignition_s);
      acceleration += (engine_->thrust_n / mass_kg) * push;
      mass_rate_kg_s -= engine_->mass_flow_kg_s;
    }
    for (int n = 0; n < 3; ++n) {
      dydt[n] = y[n + 3];
      dydt[n + 3] = acceleration[n];
    }
    dydt[6] = mass_rate_kg_s;
  }

 private:
  EquationsOfMotion<Model> forces_;
  const Thrusting* engine_;
  std::optional<GranuleCursor> cursor_;
  // Of the steering's body about the centre, by slot.
  std::array<Vector3<double>, EquationsOfMotion<Model>::most_slots> positions_m_{};
  std::array<Vector3<double>, EquationsOfMotion<Model>::most_slots> velocities_m_s_{};
};

/// `StateErrorScale`, and the mass relative to itself.
struct BurnErrorScale {
  StateErrorScale state;

  [[gnu::always_inline]] void operator()(const double (&y)[7], const double (&y_new)[7],
                                         double (&weight)[7]) const {
    double old6[6], new6[6], weight6[6];
    std::copy(y, y + 6, old6);
    std::copy(y_new, y_new + 6, new6);
    state(old6, new6, weight6);
    std::copy(weight6, weight6 + 6, weight);
    weight[6] = 1.0 / (state.relative * std::max(y[6], y_new[6]));
  }
};

}  // namespace perilune::detail
