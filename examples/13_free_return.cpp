// Past the Moon and home without an engine: injection, entry, and how long it takes.
// prints: round trip 5.[6-9]
#include <iostream>

#include <perilune/perilune.hpp>

int main() {
  using namespace perilune;
  using namespace perilune::literals;
  FreeReturnRequest request;
  request.perilune = Epoch::parse("2026-03-03T07:12:00 UTC");
  request.perilune_altitude = 100_km;
  std::cout << design_free_return(request).report();
}
