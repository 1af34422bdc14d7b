#pragma once

#include <perilune/bodies/vector3.hpp>

namespace perilune {

/// A spacecraft inside the step loop, over any scalar: relative to the centre of integration, axes ICRF.
template <class T>
struct BasicState {
  Vector3<T> position_m;
  Vector3<T> velocity_m_s;
  T mass_kg = T(1.0);
  T elapsed_s = T(0.0);  ///< seconds of TT since the start of the propagation
};

}  // namespace perilune
