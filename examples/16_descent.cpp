// From 15 km to the ground as Chang'e-5 came down, against the descent of least propellant, for three masses.
// prints: 4000 kg: at least 1872 kg in 754 s, guided 1977 kg in 877 s
#include <iomanip>
#include <iostream>

#include <perilune/perilune.hpp>

int main() {
  using namespace perilune;
  using namespace perilune::literals;
  const DescentPlan plan;  // from the perilune of 15 x 200 km
  for (const Mass mass : {3800_kg, 4000_kg, 4200_kg}) {
    const DescentVehicle lander{.mass = mass, .engine = {7500_N, Duration::seconds(308.0)}};
    const Descent least = optimal_descent(lander, plan);
    const Descent guided = guided_descent(lander, plan);
    std::cout << std::fixed << std::setprecision(0) << mass.in(kilogram) << " kg: at least "
              << least.propellant_kg << " kg in " << least.duration_s << " s, guided " << guided.propellant_kg
              << " kg in " << guided.duration_s << " s; may divert by " << guided.divert_forward_m
              << " m ahead\n";
  }
}
