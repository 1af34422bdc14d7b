#include "roadmap_resources.hpp"

#include <utility>

#include <perilune/core/text.hpp>

namespace perilune::detail {

void ResourceTranslation::run() {
  for (std::size_t r = 0; r < roadmap_.resources.size(); ++r) {
    const Resource& resource = roadmap_.resources[r];
    const std::vector<PlacedUse> uses = uses_of(roadmap_, r);
    std::visit([&](const auto& data) { add(resource, data, uses); }, resource.data);
  }
}

std::optional<ScheduleMode> ResourceTranslation::mode_of(const PlacedUse& use) const {
  if (!use.mode) return std::nullopt;
  return ScheduleMode{activities_[use.mission][use.first]->number, *use.mode};
}

std::string ResourceTranslation::mode_id(const PlacedUse& use) const {
  return roadmap_.missions[use.mission].activities[use.first].modes[*use.mode].id;
}

ScheduleActivity ResourceTranslation::activity_of(const PlacedUse& use) {
  const auto& placed = activities_[use.mission];
  if (use.first == use.last) return *placed[use.first];
  const auto found = covers_.find({use.mission, use.first, use.last});
  if (found != covers_.end()) return found->second;
  const Mission& mission = roadmap_.missions[use.mission];
  const ScheduleActivity made = builder_.add_activity(
      concat(activity_name(mission, use.first), " to ", activity_id(mission.activities[use.last])),
      DurationRange::at_least(Duration{}), use.use->where);
  builder_.cover(made, *placed[use.first], *placed[use.last]);
  if (is_optional(roadmap_, use.mission)) {
    builder_.make_optional(made);
    builder_.together({*placed[use.first], made});
  }
  covers_.insert({{use.mission, use.first, use.last}, made});
  return made;
}

void ResourceTranslation::add(const Resource& resource, const DisjunctiveResource& data,
                              const std::vector<PlacedUse>& uses) {
  const ScheduleDisjunctive made =
      builder_.add_disjunctive(resource.id, {.turnaround = data.turnaround, .where = resource.where});
  for (const PlacedUse& use : uses) {
    const std::string& kind = use.use->as.empty() ? roadmap_.missions[use.mission].launcher : use.use->as;
    builder_.use(made, activity_of(use), use.mode && use.use->as.empty() ? mode_id(use) : kind, mode_of(use));
  }
  for (const DisjunctiveResource::Setup& setup : data.setups) {
    builder_.set_setup(made, setup.from, setup.to, setup.time);
  }
}

void ResourceTranslation::add(const Resource& resource, const CumulativeResource& data,
                              const std::vector<PlacedUse>& uses) {
  const ResourceAmount& unit = data.capacity;
  const ScheduleCumulative made =
      builder_.add_cumulative(resource.id, in_unit_of(unit, unit), resource.where, unit.unit);
  for (const CumulativeResource::Change& change : data.changes) {
    builder_.set_capacity(made, change.from, in_unit_of(change.capacity, unit));
  }
  for (const PlacedUse& use : uses) {
    builder_.use(made, activity_of(use), use.use->amount ? in_unit_of(*use.use->amount, unit) : 1.0,
                 mode_of(use));
  }
}

void ResourceTranslation::add(const Resource& resource, const ReservoirResource& data,
                              const std::vector<PlacedUse>& uses) {
  const ResourceAmount& unit = data.initial;
  ReservoirOptions options;
  options.initial = in_unit_of(unit, unit);
  if (data.lowest) options.lowest = in_unit_of(*data.lowest, unit);
  if (data.highest) options.highest = in_unit_of(*data.highest, unit);
  options.spills = data.excess_is_lost;
  options.unit = unit.unit;
  options.where = resource.where;
  const ScheduleReservoir made = builder_.add_reservoir(resource.id, std::move(options));
  for (const PlacedUse& use : uses) {
    const ScheduleActivity activity = activity_of(use);
    if (use.use->at_start)
      builder_.change(made, activity.start(), in_unit_of(*use.use->at_start, unit), mode_of(use));
    if (use.use->at_end)
      builder_.change(made, activity.end(), in_unit_of(*use.use->at_end, unit), mode_of(use));
    if (use.use->per_day) builder_.flow(made, activity, in_unit_of(*use.use->per_day, unit), mode_of(use));
  }
  for (const ReservoirResource::Supply& supply : data.supplies) {
    builder_.supply(made, supply.from, in_unit_of(supply.per_day, unit));
  }
}

void ResourceTranslation::add(const Resource& resource, const CalendarResource& data,
                              const std::vector<PlacedUse>& uses) {
  std::vector<Interval> open;
  for (const Window& window : data.open) open.push_back(window.span);
  const ScheduleCalendar made = builder_.add_calendar(resource.id, IntervalSet(open), resource.where);
  for (const PlacedUse& use : uses) builder_.run_in(made, activity_of(use));
}

}  // namespace perilune::detail
