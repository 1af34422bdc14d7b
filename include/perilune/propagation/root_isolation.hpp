#pragma once

#include <vector>

#include <perilune/propagation/function_ref.hpp>

namespace perilune::detail {

/// Where a function of the fraction s of a step passes zero.
struct Crossing {
  double s = 0.0;
  bool rising = false;  ///< from negative to positive with growing s
};

/// All crossings of zero of g in 0 < s <= 1, in order of s.
///
/// g is interpolated at 17 Chebyshev points; where the series has not died out, the interval is halved and g
/// asked again. The interpolant's crossings are then isolated by bounds on its coefficients: a stretch is
/// left only when the bounds show that it has no root, or that the interpolant is monotonic and has at most
/// one. So a pair of crossings is found however close together it is, down to `resolution`, as long as g is
/// resolved: on a step of a propagation, where g is smooth, it is to some 1e-13 of its size. A function that
/// never resolves (a kink) is followed down to 1/256 of the step and there taken at its interpolant.
///
/// A touch without crossing is none. g(0) = 0 is none, g(1) = 0 with a change of sign before it is one.
///
/// @param g           called for s in [0, 1]
/// @param resolution  crossings closer together than this may be taken for none or one [of s]
std::vector<Crossing> find_crossings(FunctionRef<double(double)> g, double resolution);

}  // namespace perilune::detail
