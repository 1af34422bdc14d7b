#include <perilune/roadmap/mission.hpp>

#include "names.hpp"

namespace perilune {
namespace {

const std::array<std::string, 5>& names() {
  static const std::array<std::string, 5> all = {"flown", "lost", "planned", "unconfirmed", "superseded"};
  return all;
}

}  // namespace

std::string to_text(MissionStatus status) {
  return names().at(static_cast<std::size_t>(status));
}

std::optional<MissionStatus> parse_mission_status(std::string_view text) {
  return detail::parse_name<MissionStatus>(names(), text);
}

std::span<const std::string> mission_status_names() {
  return names();
}

}  // namespace perilune
