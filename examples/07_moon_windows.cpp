// When can a lander leave Wenchang for a polar orbit of the Moon, and what does it cost?
// prints: confirmed.*m/s
#include <iostream>

#include <perilune/perilune.hpp>

int main() {
  using namespace perilune;
  using namespace perilune::literals;
  WindowProfile profile;
  profile.site = wenchang();
  profile.horizon = {Epoch::parse("2026-08-10 UTC"), Epoch::parse("2026-08-12 UTC")};
  profile.perilune_altitude = 200_km;
  profile.inclination = 90_deg;
  profile.most_insertion_delta_v = 830_m_s;

  for (const LaunchWindow& window : search_windows(profile).windows) {
    std::cout << to_text(window.status) << ": " << window.opens.lift_off.to_text(TimeScale::utc, 0) << " to "
              << window.closes.lift_off.to_text(TimeScale::utc, 0) << ", injection "
              << window.injection_delta_v_m_s << " m/s, insertion " << window.insertion_delta_v_m_s
              << " m/s, closed by " << to_text(window.closes.plane_bound) << '\n';
  }
}
