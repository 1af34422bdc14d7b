#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include <perilune/dynamics/force_model.hpp>
#include <perilune/dynamics/standard_forces.hpp>
#include <perilune/propagation/equations_of_motion.hpp>

namespace perilune {

namespace detail {

/// Whether all forces of a model serve packs: the built-in ones do, and one of a user's that says so with
/// `static constexpr bool takes_packs = true`.
template <class Model>
inline constexpr bool model_takes_packs = StandardModel<Model>::value;
template <class... Forces>
inline constexpr bool model_takes_packs<ForceModel<Forces...>> = (... && [] {
  if constexpr (requires { Forces::takes_packs; }) {
    return static_cast<bool>(Forces::takes_packs);
  } else {
    return is_standard_force<Forces>;
  }
}());

}  // namespace detail

/// `EquationsOfMotion` that several instants of a step can be asked at once, an instant in each lane of
/// `Pack`: what `GlCollocation` runs on.
template <class Model, class Pack>
class PackedEquations : public EquationsOfMotion<Model, Pack> {
  using Base = EquationsOfMotion<Model, Pack>;
  static constexpr std::size_t lanes = Pack::size;

 public:
  static constexpr bool takes_packs = true;
  static constexpr std::size_t most_packs = 16 / lanes;

  PackedEquations(const Model& model, const EnvironmentLayout& layout, EnvironmentSource& source,
                  double mass_kg)
      : Base(model, layout, source, mass_kg), model_(model), has_environment_(!layout.empty()) {}

  /// Works out the world at the instants of a step, `lanes` in a pack.
  void prepare_packs(std::span<const double> times) {
    if (!has_environment_) return;
    for (std::size_t p = 0; p * lanes < times.size(); ++p) {
      std::array<double, lanes> here;
      for (std::size_t lane = 0; lane < lanes; ++lane) here[lane] = times[p * lanes + lane];
      this->source().template fill<static_cast<int>(lanes)>(here, packs_[p]);
      model_.accelerate_center(packs_[p]);
    }
  }

  using Base::derivative;
  [[gnu::always_inline, gnu::flatten]] void derivative(int pack, const Pack& t, const Pack (&y)[6],
                                                       Pack (&dydt)[6]) {
    const BasicState<Pack> state{{y[0], y[1], y[2]}, {y[3], y[4], y[5]}, Pack(this->mass_kg()), t};
    const Vector3<Pack> acceleration =
        model_.acceleration_m_s2(state, packs_[static_cast<std::size_t>(pack)]);
    for (int n = 0; n < 3; ++n) {
      dydt[n] = y[n + 3];
      dydt[n + 3] = acceleration[n];
    }
  }

  /// Whether the parts below are worth having: with a field of many more terms than they take.
  bool has_coarse_part() const { return model_.field_degree() > least_degree; }

  /// The derivative by what changes fastest with place: the central terms of fields and the other bodies.
  [[gnu::always_inline, gnu::flatten]] void coarse_derivative(int pack, const Pack& t, const Pack (&y)[6],
                                                              Pack (&dydt)[6]) {
    reduced_derivative(0, pack, t, y, dydt);
  }
  /// And with the terms of fields that matter most.
  [[gnu::always_inline, gnu::flatten]] void middle_derivative(int pack, const Pack& t, const Pack (&y)[6],
                                                              Pack (&dydt)[6]) {
    reduced_derivative(std::max(least_degree, model_.field_degree() / 4), pack, t, y, dydt);
  }

 private:
  static constexpr int least_degree = 8;

  [[gnu::always_inline, gnu::flatten]] void reduced_derivative(int most_degree, int pack, const Pack& t,
                                                               const Pack (&y)[6], Pack (&dydt)[6]) {
    const BasicState<Pack> state{{y[0], y[1], y[2]}, {y[3], y[4], y[5]}, Pack(this->mass_kg()), t};
    const Vector3<Pack> acceleration =
        model_.reduced_acceleration_m_s2(state, packs_[static_cast<std::size_t>(pack)], most_degree);
    for (int n = 0; n < 3; ++n) {
      dydt[n] = y[n + 3];
      dydt[n + 3] = acceleration[n];
    }
  }

  const Model& model_;
  bool has_environment_;
  std::array<Environment<Pack>, most_packs> packs_{};
};

namespace detail {

/// The equations that a method runs on: of packs, where the method and all forces take them.
template <class Method, class Model>
struct EquationsFor {
  using type = EquationsOfMotion<Model>;
};
template <class Method, class Model>
requires(model_takes_packs<Model>&& requires {
  typename Method::pack_type;
}) struct EquationsFor<Method, Model> {
  using type = PackedEquations<Model, typename Method::pack_type>;
};

}  // namespace detail
}  // namespace perilune
