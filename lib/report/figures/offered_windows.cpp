#include "offered_windows.hpp"

#include <algorithm>

namespace perilune::detail {
namespace {

constexpr double days_around = 15.0;  // of the chosen lift-off: a lunar month in all
constexpr double days_outside = 5.0;  // of the mission's own horizon, that are still shown
constexpr double beyond_limits_d = 0.5;
constexpr double flight_step_d = 0.2;

}  // namespace

std::string_view to_text(OfferedState state) {
  switch (state) {
    case OfferedState::offered:
      return "offered";
    case OfferedState::refuted:
      return "refuted";
    case OfferedState::chosen:
      return "chosen";
  }
  return "";
}

const Cut* refutation(const OfferedWindows& offers, std::size_t window, const std::vector<Cut>& cuts) {
  const Epoch lift_off = offers.windows[window].lift_off;
  const auto found = std::find_if(cuts.begin(), cuts.end(), [&](const Cut& cut) {
    const bool of_launch =
        cut.kind == CutKind::trajectory || cut.kind == CutKind::delta_v || cut.kind == CutKind::mass;
    return of_launch && cut.mission == offers.mission && cut.forbidden.contains(lift_off);
  });
  return found == cuts.end() ? nullptr : &*found;
}

OfferedState state_of(const OfferedWindows& offers, std::size_t window, const std::vector<Cut>& cuts) {
  if (offers.chosen == window) return OfferedState::chosen;
  return refutation(offers, window, cuts) ? OfferedState::refuted : OfferedState::offered;
}

std::vector<Porkchop> porkchops(const OfferedWindows& offers, const Ephemeris& ephemeris) {
  // What a flight costs that goes on from its perilune hangs on the phase of its orbit: no chart has it.
  if (!offers.chosen || !offers.orbit.empty()) return {};
  const Epoch middle = offers.windows[*offers.chosen].lift_off;
  WindowProfile profile = offers.profile;
  profile.horizon = {
      std::max(middle - Duration::days(days_around), profile.horizon.from - Duration::days(days_outside)),
      std::min(middle + Duration::days(days_around), profile.horizon.to + Duration::days(days_outside))};
  const double from_d = std::max(2.0, profile.time_of_flight_min.days() - beyond_limits_d);
  const double to_d = std::min(7.0, profile.time_of_flight_max.days() + beyond_limits_d);
  std::vector<Duration> times;
  for (int i = 0; from_d + i * flight_step_d <= to_d + 1e-9; ++i)
    times.push_back(std::min(Duration::days(from_d + i * flight_step_d), Duration::days(7.0)));
  std::vector<Porkchop> charts;
  for (const DailyOpportunity opportunity : {DailyOpportunity::northbound, DailyOpportunity::southbound})
    charts.push_back(porkchop(profile, opportunity, times, ephemeris));
  return charts;
}

}  // namespace perilune::detail
