#include "three_body_arcs.hpp"

#include <perilune/core/simd.hpp>

namespace perilune::detail::PERILUNE_KERNEL_ISA {
namespace {

/// A model as collocation calls it: all nodes of a pack at once.
template <class Model>
struct PackedNd {
  static constexpr bool takes_packs = true;
  const Model& model;

  template <class T, class Time>
  [[gnu::always_inline]] void derivative(int, const Time& t, const T (&y)[6], T (&dydt)[6]) const {
    const Vector3<T> r(y[0], y[1], y[2]), v(y[3], y[4], y[5]);
    const Vector3<T> a = model.acceleration_nd(r, v, T(t));
    for (int n = 0; n < 3; ++n) {
      dydt[n] = y[n + 3];
      dydt[n + 3] = a[n];
    }
  }
};

template <class Model>
IntegrationOutcome<double> fly(const Model& model, const PropagatorOptions& options, RecorderNd& recorder,
                               double start_nd, double until_nd, double (&y)[6]) {
  PackedNd<Model> system{model};
  const double relative = options.relative_tolerance;
  const StateErrorScale scale{relative, relative * 1e-3, relative * 1e-3};
  return options.integrator == Integrator::gl_collocation_8
             ? integrate_nd<GlCollocation<6, 8>>(system, scale, options, recorder, start_nd, until_nd, y)
             : integrate_nd<GlCollocation<6, 16>>(system, scale, options, recorder, start_nd, until_nd, y);
}

}  // namespace

const ThreeBodyArcs three_body_arcs{fly<Cr3bp>, fly<Bcr4bp>};

}  // namespace perilune::detail::PERILUNE_KERNEL_ISA
