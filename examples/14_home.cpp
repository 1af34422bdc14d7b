// From a polar orbit about the Moon to Siziwang, with a skip: when in a month, and one flight.
// prints: converged
#include <iostream>

#include <perilune/perilune.hpp>

int main() {
  using namespace perilune;
  using namespace perilune::literals;
  ReturnProfile profile;
  profile.horizon = {Epoch::parse("2026-03-01 UTC"), Epoch::parse("2026-03-31 UTC")};
  profile.site = siziwang();
  profile.entry = skip_entry();
  profile.most_delta_v = 850_m_s;
  for (const Interval& open : search_return_windows(profile).departure()) {
    std::cout << "leave from " << open.from.to_text(TimeScale::utc) << " to "
              << open.to.to_text(TimeScale::utc) << '\n';
  }
  ReturnRequest request;
  request.departure = Epoch::parse("2026-03-10 UTC");
  request.time_of_flight = 3.6_d;
  request.site = siziwang();
  request.entry = skip_entry();
  std::cout << design_return(request).report();
}
