#pragma once

#include <string_view>

namespace perilune {

/// The integrators that a propagator can use. docs/propagation.md has measured figures for the choice.
enum class Integrator {
  automatic,          ///< the default: what suits the forces, see below
  dop853,             ///< order 8, ours: for any forces
  rkn1210,            ///< order 12, ours: for forces that depend on position and time alone
  gl_collocation_8,   ///< order 16, ours: Gauss-Legendre collocation with its nodes side by side
  gl_collocation_16,  ///< order 32, the same: for large gravity fields and near-circular orbits
  fehlberg78,         ///< order 8 (advancing Fehlberg's higher-order solution), Boost.Odeint's
  dopri5,             ///< order 5, Boost.Odeint's: for loose tolerances
};

// `automatic` is rkn1210 for built-in forces that are functions of position and time (gravity of point
// masses, fields, J2, tides; sunlight, at the edges of whose shadows steps end) at a relative tolerance of
// 1e-6 or tighter; among these gl_collocation_16 where the centre has a field of degree 40 or more, from 1e-7
// to 1e-12; and dop853 for everything else: drag, relativity, forces of your own.

/// "automatic", "dop853", "rkn1210", "gl_collocation_8", "gl_collocation_16", "fehlberg78", "dopri5".
std::string_view to_text(Integrator integrator);

}  // namespace perilune
