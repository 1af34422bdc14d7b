#include "validate_resources.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "problem_list.hpp"

namespace perilune::detail {
namespace {

std::string dimension_words(const ResourceAmount& amount) {
  return amount.dimension == Dimension::dimensionless ? std::string("a count")
                                                      : std::string(info(amount.dimension).article);
}

class ResourceValidation : private ProblemList {
 public:
  ResourceValidation(const Roadmap& roadmap, Duration tick) : roadmap_(roadmap), tick_(tick) {
    for (const Resource& resource : roadmap.resources) ids_.push_back(resource.id);
  }

  std::vector<Diagnostic> run() {
    check_ids();
    for (const Resource& resource : roadmap_.resources) {
      std::visit([&](const auto& data) { check(resource, data); }, resource.data);
    }
    for (const Mission& mission : roadmap_.missions) {
      for (std::size_t a = 0; a < mission.activities.size(); ++a) {
        for (const ResourceUse& use : mission.activities[a].uses) check_use(use, activity_name(mission, a));
        for (const ActivityMode& mode : mission.activities[a].modes) {
          for (const ResourceUse& use : mode.uses) check_use(use, activity_name(mission, a));
        }
      }
      for (const ResourceUse& use : mission.uses) check_mission_use(mission, use);
    }
    return std::move(found_);
  }

 private:
  void check_ids() {
    std::set<std::string> seen;
    for (const Resource& resource : roadmap_.resources) {
      if (resource.id.empty()) {
        error("missing-id", resource.where, "a resource has no id", "every one needs an id of its own");
      } else if (!seen.insert(resource.id).second) {
        error("duplicate-id", resource.where, concat("a second resource has the id '", resource.id, "'"),
              "ids are how others speak of it: give each its own");
      }
    }
  }

  void check(const Resource& resource, const DisjunctiveResource& data) {
    if (data.turnaround < Duration{}) {
      error("negative-duration", resource.where,
            concat("the turnaround of '", resource.id, "' is negative: ", to_text(data.turnaround)),
            "a turnaround is zero or more");
    }
    check_countable(data.turnaround, resource.where, concat("the turnaround of '", resource.id, "'"), tick_);
    for (const DisjunctiveResource::Setup& setup : data.setups) {
      check_countable(setup.time, setup.where, concat("the time to change '", resource.id, "'"), tick_);
      if (setup.time >= Duration{}) continue;
      error("negative-duration", setup.where,
            concat("the time to change '", resource.id, "' is negative: ", to_text(setup.time)),
            "a time to change is zero or more");
    }
  }

  void check(const Resource& resource, const CumulativeResource& data) {
    check_capacity(resource, data.capacity);
    for (const CumulativeResource::Change& change : data.changes) {
      if (check_dimension(resource, change.capacity, "its capacity"))
        check_capacity(resource, change.capacity);
    }
  }

  void check_capacity(const Resource& resource, const ResourceAmount& capacity) {
    if (capacity.si >= 0.0) return;
    error("negative-demand", placed(capacity, resource.where),
          concat("the capacity of '", resource.id, "' is negative: ", to_text(capacity)),
          "a capacity is zero or more");
  }

  void check(const Resource& resource, const ReservoirResource& data) {
    bool comparable = true;
    for (const auto& limit : {data.lowest, data.highest}) {
      if (limit) comparable &= check_dimension(resource, *limit, "its level");
    }
    for (const ReservoirResource::Supply& supply : data.supplies) {
      check_dimension(resource, supply.per_day, "what it gets a day");
    }
    if (data.excess_is_lost && !data.highest) {
      error("key-without-effect", resource.where,
            concat("'", resource.id, "' loses its excess, but has no highest level"), "give it one");
    }
    if (!comparable) return;
    const double lowest = data.lowest ? data.lowest->si : 0.0;
    if (data.initial.si < lowest || (data.highest && data.initial.si > data.highest->si)) {
      error("stock-limits", placed(data.initial, resource.where),
            concat("the level of '", resource.id, "' begins at ", to_text(data.initial),
                   ", outside its limits of ", data.lowest ? to_text(*data.lowest) : std::string("0"), " to ",
                   data.highest ? to_text(*data.highest) : std::string("any")),
            "begin within them, or move the limits");
    }
  }

  void check(const Resource& resource, const CalendarResource& data) {
    bool is_ever_open = false;
    for (const Window& window : data.open) {
      if (window.span.to <= window.span.from) {
        error("dates-reversed", window.where,
              concat("the calendar '", resource.id, "' closes before it opens"), "swap the dates");
      }
      is_ever_open =
          is_ever_open || (window.span.from <= window.span.to - tick_ &&
                           window.span.from < roadmap_.horizon.to && window.span.to > roadmap_.horizon.from);
    }
    if (is_ever_open) return;
    error("calendar-too-short", resource.where,
          concat("the calendar '", resource.id,
                 "' is never open in the horizon for as long as the time step of ", to_text(tick_)),
          "give it longer stretches, or make the time step shorter");
  }

  static const SourceLocation& placed(const ResourceAmount& amount, const SourceLocation& otherwise) {
    return amount.where.line > 0 ? amount.where : otherwise;
  }

  bool check_dimension(const Resource& resource, const ResourceAmount& amount, const std::string& what) {
    const ResourceAmount* measure = measured_by(resource);
    if (measure == nullptr || measure->dimension == amount.dimension) return true;
    error("wrong-dimension", placed(amount, resource.where),
          concat("'", resource.id, "' is measured by ", dimension_words(*measure), ", ", what, " is ",
                 to_text(amount), ": ", dimension_words(amount)),
          concat("write it in a unit like that of ", to_text(*measure)));
    return false;
  }

  void check_mission_use(const Mission& mission, const ResourceUse& use) {
    bool known = true;
    std::vector<std::string> legs;
    for (const Activity& activity : mission.activities) legs.push_back(activity_id(activity));
    for (const Reference& leg : {use.from, use.to}) {
      if (leg.empty() || find_activity(mission, leg.id)) continue;
      unknown("unknown-activity", leg, concat("activity '", leg.id, "' in mission '", mission.id, "'"), legs);
      known = false;
    }
    if (known && !use.from.empty() && !use.to.empty() &&
        *find_activity(mission, use.from.id) > *find_activity(mission, use.to.id)) {
      error("dates-reversed", use.from.where,
            concat("'", mission.id, "' uses '", use.resource.id, "' from '", use.from.id, "' to '", use.to.id,
                   "', which comes before it"),
            "swap the two");
    }
    check_use(use, mission.id);
  }

  void check_use(const ResourceUse& use, const std::string& who) {
    const auto found = find_resource(roadmap_, use.resource.id);
    if (!found) {
      unknown("unknown-resource", use.resource, concat("resource '", use.resource.id, "'"), ids_);
      return;
    }
    const Resource& resource = roadmap_.resources[*found];
    const bool is_cumulative = std::holds_alternative<CumulativeResource>(resource.data);
    const bool is_reservoir = std::holds_alternative<ReservoirResource>(resource.data);
    if (use.amount && !is_cumulative) no_effect(use, resource, "amount");
    if (!use.as.empty() && !std::holds_alternative<DisjunctiveResource>(resource.data)) {
      no_effect(use, resource, "as");
    }
    const std::pair<const std::optional<ResourceAmount>*, const char*> changes[] = {
        {&use.at_start, "at_start"}, {&use.at_end, "at_end"}, {&use.per_day, "per_day"}};
    bool changes_it = false;
    for (const auto& [amount, key] : changes) {
      if (!*amount) continue;
      changes_it = true;
      if (!is_reservoir) {
        no_effect(use, resource, key);
      } else {
        check_dimension(resource, **amount, concat("'", key, "' of ", who));
      }
    }
    if (is_reservoir && !changes_it) {
      error("missing-key", use.where,
            concat(who, " uses the reservoir '", resource.id, "' and does not say what it changes"),
            "add 'at_start', 'at_end' or 'per_day'");
    }
    if (is_cumulative) check_demand(use, resource, who);
  }

  void no_effect(const ResourceUse& use, const Resource& resource, const char* key) {
    error("key-without-effect", use.where,
          concat("'", key, "' means nothing: '", resource.id, "' is ", article(resource), " resource"),
          concat("remove '", key, "'"));
  }
  static std::string article(const Resource& resource) { return concat("a ", kind_text(resource)); }

  void check_demand(const ResourceUse& use, const Resource& resource, const std::string& who) {
    const auto& data = std::get<CumulativeResource>(resource.data);
    ResourceAmount demand = use.amount ? *use.amount : ResourceAmount::count(1.0);
    if (!use.amount) demand.where = use.where;
    if (!check_dimension(resource, demand, concat("the demand of ", who))) return;
    const SourceLocation& where = placed(demand, use.where);
    if (demand.si < 0.0) {
      error("negative-demand", where, concat(who, " takes ", to_text(demand), " of '", resource.id, "'"),
            "a demand is zero or more");
    }
    const ResourceAmount* most = &data.capacity;
    for (const CumulativeResource::Change& change : data.changes) {
      if (change.capacity.si > most->si) most = &change.capacity;
    }
    if (demand.si > most->si) {
      error("demand-above-capacity", where,
            concat(who, " takes ", to_text(demand), " of '", resource.id,
                   "', of which there is never more than ", to_text(*most)),
            "lower the demand, or raise the capacity");
    }
  }

  const Roadmap& roadmap_;
  Duration tick_;
  std::vector<std::string> ids_;
};

}  // namespace

std::vector<Diagnostic> resource_problems(const Roadmap& roadmap, Duration tick) {
  return ResourceValidation(roadmap, tick).run();
}

}  // namespace perilune::detail
