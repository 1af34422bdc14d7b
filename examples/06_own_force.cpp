// A force of one's own: an ion engine along the velocity that uses up mass, out of a high parking orbit.
// prints: after 30 d: 3598[0-9.]+ km high, [0-9.]+ kg of xenon used
#include <iostream>

#include <perilune/perilune.hpp>

struct IonEngine {  // no base class, no registration; it is inlined into the integrator
  double thrust_n = 0.25, exhaust_m_s = 30e3;

  template <class T>
  perilune::Vector3<T> acceleration_m_s2(const perilune::BasicState<T>& state) const {
    return (T(thrust_n) / state.mass_kg) * state.velocity_m_s.normalized();
  }
  template <class T>
  T mass_rate_kg_s(const perilune::BasicState<T>&, const perilune::Environment<T>&) const {
    return T(-thrust_n / exhaust_m_s);
  }
};

int main() {
  using namespace perilune;
  using namespace perilune::literals;
  State start =
      circular_orbit(earth, {.altitude = 20000_km, .inclination = 28.5_deg}, Epoch::parse("2031-03-01 TDB"));
  start.mass_kg = 800.0;
  const Trajectory flight =
      Propagator(forces(point_mass(earth), point_mass(moon), IonEngine{})).propagate(start, 30_d);
  std::cout << "after 30 d: " << altitude_m(flight.end_state(), earth) / 1000.0 << " km high, "
            << start.mass_kg - flight.end_state().mass_kg << " kg of xenon used\n";
}
