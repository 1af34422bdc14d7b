#pragma once

#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include <perilune/roadmap/lookup.hpp>
#include <perilune/scheduling/builder.hpp>

namespace perilune::detail {

/// The activities of a roadmap in a problem: `[m][a]`; empty where one does not take place.
using PlacedActivities = std::vector<std::vector<std::optional<ScheduleActivity>>>;

/// Adds the resources of a roadmap, and what its activities and missions ask of them. A use over several
/// activities becomes an activity of its own that covers them.
class ResourceTranslation {
 public:
  ResourceTranslation(ScheduleBuilder& builder, const Roadmap& roadmap, const PlacedActivities& activities)
      : builder_(builder), roadmap_(roadmap), activities_(activities) {}

  void run();

 private:
  ScheduleActivity activity_of(const PlacedUse& use);
  std::optional<ScheduleMode> mode_of(const PlacedUse& use) const;
  std::string mode_id(const PlacedUse& use) const;
  void add(const Resource& resource, const DisjunctiveResource& data, const std::vector<PlacedUse>& uses);
  void add(const Resource& resource, const CumulativeResource& data, const std::vector<PlacedUse>& uses);
  void add(const Resource& resource, const ReservoirResource& data, const std::vector<PlacedUse>& uses);
  void add(const Resource& resource, const CalendarResource& data, const std::vector<PlacedUse>& uses);

  ScheduleBuilder& builder_;
  const Roadmap& roadmap_;
  const PlacedActivities& activities_;
  std::map<std::tuple<std::size_t, std::size_t, std::size_t>, ScheduleActivity> covers_;
};

}  // namespace perilune::detail
