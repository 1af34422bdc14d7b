#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <perilune/bodies/granule_cursor.hpp>
#include <perilune/core/dual.hpp>
#include <perilune/dynamics/environment.hpp>
#include <perilune/dynamics/environment_source.hpp>
#include <perilune/dynamics/force.hpp>
#include <perilune/propagation/error_scale.hpp>
#include <perilune/propagation/manoeuvre_sequence.hpp>
#include <perilune/propagation/switch_dependence.hpp>

namespace perilune {

/// Newton's equations together with their variational equations, as the steppers call them: how the state
/// changes, and how that depends on the initial state and on parameters of the forces.
///
///     (dr, dv)' = (dv,  da/dr dr + da/dv dv + da/dp)
///
/// one such column for each of the six components of the initial state and for each parameter; da/dp is there
/// for the parameters alone. The partial derivatives of the acceleration come from the force code itself, on
/// dual numbers. y is position and velocity, then the columns; all relative to the centre of integration,
/// axes ICRF.
///
/// An engine may run, whose flow of mass is constant: then the mass is known by time, and the thrust depends
/// on the state by its direction alone.
///
/// @tparam parameters  number of columns for parameters
/// @tparam dependent   whether the mass and the steering depend on the initial state, too: where events start
///                     or end manoeuvres, and where the axes of ignition steer
///
/// Source: Montenbruck, Gill, Satellite Orbits, section 7.2.
/// Checked in: tests/unit/propagation/test_state_transition.cpp
template <class Model, int parameters, bool dependent = false>
class VariationalEquations {
 public:
  static constexpr int columns = 6 + parameters;
  static constexpr int size = 6 * (1 + columns);
  static constexpr int most_slots = 24;
  using Scalar = Dual<double, columns + (dependent ? 1 : 0)>;  // the mass last
  using Dependence = detail::ArcDependence<columns>;

  /// @param model    bound to `layout`; has to outlive this, as `source` has
  /// @param source   of the same layout
  /// @param by       places of the parameters to take derivatives by, at most `parameters`
  /// @param start_s  elapsed time at which the mass is `mass_kg`
  /// @param engine   that runs, or nullptr; has to outlive this
  /// @param cursor   of the body whose orbit the steering's axes belong to; none: the centre
  /// @param dependence  if `dependent`; has to outlive this
  VariationalEquations(const Model& model, const EnvironmentLayout& layout, EnvironmentSource& source,
                       double mass_kg, std::span<const int> by, double start_s = 0.0,
                       const detail::Thrusting* engine = nullptr, std::optional<GranuleCursor> cursor = {},
                       const Dependence* dependence = nullptr)
      : model_(model),
        source_(source),
        mass_kg_(mass_kg),
        start_s_(start_s),
        engine_(engine),
        cursor_(std::move(cursor)),
        dependence_(dependence),
        bodies_(static_cast<std::size_t>(layout.size())) {
    for (const ForceParameter& parameter : layout.parameters()) parameters_.emplace_back(parameter.value);
    for (std::size_t k = 0; k < by.size(); ++k) {
      Scalar& parameter = parameters_[static_cast<std::size_t>(by[k])];
      parameter = Scalar::variable(parameter.value, 6 + static_cast<int>(k));
    }
    for (Environment<Scalar>& slot : table_)
      slot.parameters = parameters_.empty() ? nullptr : parameters_.data();
  }
  VariationalEquations(const VariationalEquations&) = delete;
  VariationalEquations& operator=(const VariationalEquations&) = delete;

  void prepare(int first_slot, std::span<const double> times) {
    const std::span<Environment<double>> plain(plain_.data(), times.size());
    source_.fill(times, plain);
    for (std::size_t i = 0; i < times.size(); ++i) {
      const std::size_t slot = static_cast<std::size_t>(first_slot) + i;
      lift(plain[i], table_[slot]);
      if (cursor_) {
        cursor_->states(source_.tdb_elapsed_s(times[i]), {&steered_by_m_[slot], 1},
                        {&steered_by_m_s_[slot], 1});
      }
    }
  }

  double mass_at_kg(double t) const {
    return engine_ == nullptr ? mass_kg_ : mass_kg_ - engine_->mass_flow_kg_s * (t - start_s_);
  }

  [[gnu::noinline]] void derivative(int slot, double t, const double (&y)[size], double (&dydt)[size]) const {
    BasicState<Scalar> state;
    for (int n = 0; n < 3; ++n) {
      state.position_m[n] = Scalar::variable(y[n], n);
      state.velocity_m_s[n] = Scalar::variable(y[n + 3], n + 3);
    }
    const double mass_kg = mass_at_kg(t);
    state.mass_kg = Scalar(mass_kg);
    if constexpr (dependent) state.mass_kg = Scalar::variable(mass_kg, columns);
    state.elapsed_s = Scalar(t);
    Vector3<Scalar> a = model_.acceleration_m_s2(state, table_[static_cast<std::size_t>(slot)]);
    if (engine_ != nullptr) {
      const auto i = static_cast<std::size_t>(slot);
      const Vector3<Scalar> push = engine_->law.direction(state.position_m - lifted(steered_by_m_[i]),
                                                          state.velocity_m_s - lifted(steered_by_m_s_[i]),
                                                          Scalar(t - engine_->ignition_s));
      a += Scalar(engine_->thrust_n) / state.mass_kg * push;
    }
    for (int n = 0; n < 3; ++n) {
      dydt[n] = y[n + 3];
      dydt[n + 3] = a[n].value;
    }
    for (int j = 0; j < columns; ++j) {
      const double* column = y + 6 * (1 + j);
      double* rate = dydt + 6 * (1 + j);
      for (int n = 0; n < 3; ++n) {
        const auto& by = a[n].derivative;
        double sum = j >= 6 ? by[static_cast<std::size_t>(j)] : 0.0;
        for (std::size_t k = 0; k < 6; ++k) sum += by[k] * column[k];
        rate[n] = column[n + 3];
        rate[n + 3] = sum;
      }
    }
    if constexpr (dependent) add_dependence(t, mass_kg, a, dydt);
  }

 private:
  void add_dependence(double t, double mass_kg, const Vector3<Scalar>& a, double (&dydt)[size]) const {
    if (dependence_ == nullptr) return;
    Eigen::Matrix<double, 3, columns, Eigen::DontAlign> more;
    for (int n = 0; n < 3; ++n) more.row(n) = a[n].derivative[columns] * dependence_->mass_kg;
    if (engine_ != nullptr && engine_->law.steering.kind == Steering::Kind::linear_tangent) {
      more +=
          engine_->thrust_n / mass_kg * dependence_->turned(engine_->law.steering, t - engine_->ignition_s);
    }
    for (int j = 0; j < columns; ++j) {
      for (int n = 0; n < 3; ++n) dydt[6 * (1 + j) + n + 3] += more(n, j);
    }
  }

  static Vector3<Scalar> lifted(const Vector3<double>& v) {
    return {Scalar(v.x()), Scalar(v.y()), Scalar(v.z())};
  }
  static BodyAxes<Scalar> lifted(const BodyAxes<double>& axes) {
    return {lifted(axes.x), lifted(axes.y), lifted(axes.z)};
  }
  void lift(const Environment<double>& plain, Environment<Scalar>& out) const {
    for (std::size_t body = 0; body < bodies_; ++body)
      out.positions_m[body] = lifted(plain.positions_m[body]);
    out.earth_pole = lifted(plain.earth_pole);
    out.earth_axes = lifted(plain.earth_axes);
    out.moon_axes = lifted(plain.moon_axes);
    out.center_acceleration_m_s2 = Vector3<Scalar>();
    model_.accelerate_center(out);
  }

  const Model& model_;
  EnvironmentSource& source_;
  double mass_kg_;
  double start_s_;
  const detail::Thrusting* engine_;
  std::optional<GranuleCursor> cursor_;
  const Dependence* dependence_;
  std::array<Vector3<double>, most_slots> steered_by_m_{};  // about the centre, by slot
  std::array<Vector3<double>, most_slots> steered_by_m_s_{};
  std::size_t bodies_;
  std::vector<Scalar> parameters_;
  std::array<Environment<double>, most_slots> plain_{};
  std::vector<Environment<Scalar>> table_ = std::vector<Environment<Scalar>>(most_slots);
};

/// Error that a step may make in a state and its columns: of the state as `StateErrorScale` has it, of a
/// column relative to its own size, position and velocity made comparable by the time |r| / |v| in which the
/// state turns. The columns count as much as the state does, all together.
template <int columns>
struct VariationalErrorScale {
  StateErrorScale state;
  /// Changes of the parameters that move the state by about its own size: their values.
  std::array<double, static_cast<std::size_t>(columns)> parameter_size{};
  /// The time that makes a position and a velocity comparable; 0: |r| / |v|.
  double turn_s = 0.0;

  void operator()(const double (&y)[6 * (1 + columns)], const double (&y_new)[6 * (1 + columns)],
                  double (&weight)[6 * (1 + columns)]) const {
    double first[6], last[6], weight6[6];
    std::copy(y, y + 6, first);
    std::copy(y_new, y_new + 6, last);
    state(first, last, weight6);
    const double share = std::sqrt(1.0 + columns);  // the mean is over all components
    for (int n = 0; n < 6; ++n) weight[n] = share * weight6[n];
    const auto norm = [](const double* v) { return std::sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]); };
    const double r_m = std::max(norm(y), norm(y_new));
    const double v_m_s = std::max(norm(y + 3), norm(y_new + 3));
    const double turn = turn_s > 0.0 ? turn_s : v_m_s > 0.0 ? r_m / v_m_s : 1.0;
    for (int j = 0; j < columns; ++j) {
      const int first_of_column = 6 * (1 + j);
      const double* old = y + first_of_column;
      const double* grown = y_new + first_of_column;
      // What hardly moves the state need not be known better than what does.
      constexpr double least = 1e-7;
      const double size = parameter_size[static_cast<std::size_t>(j)];
      const double floor_m = j >= 6 && size > 0.0 ? least * r_m / size : 0.0;
      const double position =
          std::max({norm(old), norm(grown), turn * norm(old + 3), turn * norm(grown + 3), floor_m, 1e-200});
      const double per = share / std::sqrt(static_cast<double>(columns)) / (state.relative * position);
      for (int n = 0; n < 3; ++n) {
        weight[first_of_column + n] = per;
        weight[first_of_column + 3 + n] = per * turn;
      }
    }
  }
};

}  // namespace perilune
