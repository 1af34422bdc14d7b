#include "meetings.hpp"

#include <algorithm>
#include <utility>

#include <perilune/core/text.hpp>

namespace perilune::detail {

/// Who waits in orbit for that docking, if it flies.
std::optional<std::size_t> Meetings::met_in(std::size_t d, std::size_t docking) const {
  for (std::size_t other = 0; other < state_.designed.size(); ++other) {
    if (state_.mission(other).id != state_.leg(d, docking).meets.id) continue;
    if (!state_.chosen(other) || !state_.designed[other].legs.capture) return std::nullopt;
    return other;
  }
  return std::nullopt;
}

bool Meetings::meets(std::size_t d, std::size_t other) const {
  const auto& dockings = state_.designed[d].legs.meetings;
  return std::any_of(dockings.begin(), dockings.end(),
                     [&](std::size_t docking) { return met_in(d, docking) == other; });
}

std::optional<State> Meetings::orbit_met(std::size_t d) const {
  const auto& dockings = state_.designed[d].legs.meetings;
  const auto other = dockings.empty() ? std::nullopt : met_in(d, dockings.back());
  return other ? state_.orbit_of(*other, *state_.chosen(*other)) : std::nullopt;
}

std::vector<OrbitMeeting> Meetings::of(std::size_t d, std::size_t window) {
  std::vector<OrbitMeeting> all;
  for (const std::size_t docking : state_.designed[d].legs.meetings) {
    const auto span = state_.scheduled_leg(d, docking);
    const auto other = met_in(d, docking);
    if (!span || !other || !state_.designed[d].legs.capture) continue;
    const std::size_t its_window = *state_.chosen(*other);
    const auto own = state_.orbit_of(d, window), its = state_.orbit_of(*other, its_window);
    if (!own || !its) continue;
    const auto& dates = state_.offers[d].dates;
    const Epoch epoch = span->from + (dates[window].lift_off - dates[*state_.chosen(d)].lift_off);
    const auto chaser = state_.coasts.at(*own, epoch), target = state_.coasts.at(*its, epoch);
    OrbitMeeting& made = all.emplace_back();
    if (chaser && target) {
      made = meeting_of({*chaser, *target});
    } else {
      made.failure = epoch < its->epoch ? "it is not in orbit yet" : "one of them has met the Moon by then";
    }
    made.leg = docking;
    made.with = state_.leg(d, docking).meets.id;
    made.its_lift_off = state_.lift_off(*other, its_window);
    made.epoch = epoch;
  }
  return all;
}

bool Meetings::give_up_whom_they_meet(const std::vector<std::string>& stuck, LoopTurn& turn) {
  bool any = false;
  for (std::size_t d = 0; d < state_.designed.size(); ++d) {
    if (std::find(stuck.begin(), stuck.end(), state_.mission(d).id) == stuck.end()) continue;
    for (const std::size_t docking : state_.designed[d].legs.meetings) {
      const auto other = met_in(d, docking);
      if (!other || state_.designed[*other].lift_off) continue;
      const std::size_t before = turn.cuts.size();
      give_up(*other, *state_.chosen(*other), turn);
      if (turn.cuts.size() == before) continue;
      state_.offers[*other].chosen.reset();
      any = true;
    }
  }
  return any;
}

void Meetings::give_up(std::size_t d, std::size_t window, LoopTurn& turn) {
  const std::string& id = state_.mission(d).id;
  const Epoch lift_off = state_.lift_off(d, window);
  const std::vector<Cut> known = state_.cuts_that_hold(turn);
  const Cut* least = nullptr;
  for (const Cut& cut : known) {
    if (cut.of_launch == id && cut.mission != id && cut.of_lift_off == lift_off &&
        (!least || cut.missing < least->missing))
      least = &cut;
  }
  if (!least) return;
  Cut cut = state_.against_launch(d, window);
  cut.kind = least->kind;
  cut.missing = least->missing;
  cut.unit = least->unit;
  cut.reason = concat("lifting off on ", lift_off.iso8601(TimeScale::utc, 0).substr(0, 10), ", no '",
                      least->mission, "' comes into its orbit in time; the nearest: ", least->reason);
  cut.where = least->where;
  turn.cuts.push_back(std::move(cut));
}

}  // namespace perilune::detail
