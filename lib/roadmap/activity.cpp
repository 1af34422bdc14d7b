#include <perilune/roadmap/activity.hpp>

#include "names.hpp"

namespace perilune {
namespace {

const std::array<std::string, 13>& names() {
  static const std::array<std::string, 13> all = {"prepare", "launch",  "transfer", "capture", "commission",
                                                  "wait",    "descend", "surface",  "operate", "ascend",
                                                  "dock",    "return",  "other"};
  return all;
}

}  // namespace

std::string to_text(ActivityKind kind) {
  return names().at(static_cast<std::size_t>(kind));
}

std::optional<ActivityKind> parse_activity_kind(std::string_view text) {
  return detail::parse_name<ActivityKind>(names(), text);
}

std::span<const std::string> activity_kind_names() {
  return names();
}

std::vector<Window> to_windows(const IntervalSet& set, const SourceLocation& where) {
  std::vector<Window> windows;
  for (const Interval& interval : set) windows.push_back({interval, where});
  return windows;
}

std::string activity_id(const Activity& activity) {
  return activity.id.empty() ? to_text(activity.kind) : activity.id;
}

}  // namespace perilune
