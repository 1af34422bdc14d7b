#pragma once

#include <string>
#include <vector>

#include <perilune/campaign/flight.hpp>

namespace perilune::cli {

/// A flight as options of the command line.
struct FlightArguments {
  std::string at;        ///< "2024-03-22 TT"
  std::string elements;  ///< a, e, i, node, argument of periapsis, mean anomaly
  std::string state;     ///< x, y, z, vx, vy, vz
  std::string center = "earth";
  std::string axes = "eme2000";
  std::string forces = "earth,moon,sun,j2";  ///< bodies, and "j2" for the Earth's
  std::string until = "perilune";            ///< an event, an instant, a time span
  std::string longest = "30 d";
  std::string integrator = "automatic";
  std::string tolerance = "1e-12";
};

/// The flight that the arguments describe. @throws UsageError with what is wrong in which option
Flight flight_of(const FlightArguments& arguments);

}  // namespace perilune::cli
