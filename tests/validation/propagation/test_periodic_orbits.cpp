// Periodic orbits of the Earth and the Moon as others published them.
#include <algorithm>
#include <cmath>
#include <string>

#include <Eigen/Eigenvalues>

#include <perilune/propagation/propagator_nd.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

/// Source: JPL, Three-Body Periodic Orbits, https://ssd.jpl.nasa.gov/tools/periodic_orbits.html: mu
/// 1.215058560962404e-2, length 389703.264829278 km, time 382981.289129055 s.
struct Published {
  const char* name;
  StateNd state;
  double period_nd;
  double jacobi_nd;
  double stability;   // (|l| + 1/|l|) / 2 of the largest eigenvalue of the monodromy matrix
  double closure_nd;  // what the printed digits leave: 1e-13 of the start, times the stretching of the orbit
};
const Published orbits[] = {
    {"L2 southern halo",
     {0.0, {1.0809931218390707, 0.0, -0.20235953267405354}, {0.0, -0.19895001215078018, 0.0}},
     2.3538670417546639,
     3.01521427092201,
     1.0,
     1e-12},
    {"L1 Lyapunov",
     {0.0, {0.81596252146384562, 0.0, 0.0}, {0.0, 0.20722124749217649, 0.0}},
     2.8447547942812985,
     3.15001683280912,
     939.039375,
     2e-11},
    {"L2 Lyapunov",
     {0.0, {1.1182825695532028, 0.0, 0.0}, {0.0, 0.18601928389638619, 0.0}},
     3.4205694071950448,
     3.15000013081292,
     594.252389,
     2e-11},
};

}  // namespace

TEST_CASE("periodic orbits: JPL's close, with their Jacobi constants and stability", "[validation]") {
  const Propagator propagator(earth_moon_cr3bp(), {.relative_tolerance = 1e-14});
  for (const Published& orbit : orbits) {
    CAPTURE(orbit.name);
    const StateTransitionNd flown = propagator.propagate_with_stm(orbit.state, orbit.period_nd);
    const double closure = std::max((flown.end_state().position_nd - orbit.state.position_nd).norm(),
                                    (flown.end_state().velocity_nd - orbit.state.velocity_nd).norm());
    CAPTURE(std::log10(closure));
    CHECK(closure < orbit.closure_nd);
    const double jacobi = jacobi_constant_nd(propagator.model(), orbit.state);
    CHECK(std::abs(jacobi - orbit.jacobi_nd) < 1e-12);
    CHECK(std::abs(jacobi_constant_nd(propagator.model(), flown.end_state()) - jacobi) < 1e-12);
    const double largest = flown.matrix.eigenvalues().cwiseAbs().maxCoeff();
    const double stability = 0.5 * (largest + 1.0 / largest);
    // Six decimals are printed. On a stable orbit all eigenvalues are on the unit circle, a double one at 1
    // that rounding splits by the root of its error.
    CHECK(std::abs(stability - orbit.stability) < std::max(1e-8 * orbit.stability, 6e-7));
  }
}

TEST_CASE("periodic orbits: the 9:2 near-rectilinear halo orbit as published, and to all digits",
          "[validation]") {
  // Published with seven digits for the mass ratio 0.012150585609624: it closes to 4e-8.
  Cr3bp model = earth_moon_cr3bp();
  model.mass_ratio_nd = 0.012150585609624;
  const StateNd published{0.0, {1.021881345465263, 0.0, -0.182}, {0.0, -0.102950816739606, 0.0}};
  constexpr double period_nd = 1.509263667286943;
  const Propagator propagator(model, {.relative_tolerance = 1e-14});
  const TrajectoryNd flown = propagator.propagate(published, period_nd);
  CHECK((flown.end_state().position_nd - published.position_nd).norm() < 1e-7);
  CHECK(std::abs(jacobi_constant_nd(model, published) - 3.0466400) < 1e-7);
  const Eigen::Vector3d at_moon(1.0 - model.mass_ratio_nd, 0.0, 0.0);
  const double length_km = model.length_m * 1e-3;
  const StateNd perilune = flown.at(0.5 * period_nd);
  // Radii as published, to the kilometre, for that length.
  CHECK(std::abs((perilune.position_nd - at_moon).norm() * length_km - 3271.0) < 1.0);
  CHECK(std::abs((published.position_nd - at_moon).norm() * length_km - 72155.0) < 1.0);

  // One of our own, corrected in long double: a hundred periods, each from the start, drift by nothing.
  const StateNd exact{0.0, {1.02202617986537242, 0.0, -0.1821}, {0.0, -0.10326652171474489, 0.0}};
  const Propagator ours(earth_moon_cr3bp(), {.relative_tolerance = 1e-14, .dense_output = false});
  double worst = 0.0, worst_jacobi = 0.0;
  for (int i = 0; i < 100; ++i) {
    const StateNd end = ours.propagate(exact, 1.51117263248151234).end_state();
    worst = std::max(worst, (end.position_nd - exact.position_nd).norm());
    worst_jacobi = std::max(worst_jacobi, std::abs(jacobi_constant_nd(ours.model(), end) -
                                                   jacobi_constant_nd(ours.model(), exact)));
  }
  CHECK(worst <= 3e-12);
  CHECK(worst_jacobi <= 1e-13);
}
