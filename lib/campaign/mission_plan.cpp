#include <perilune/campaign/mission_plan.hpp>

#include <algorithm>
#include <set>
#include <utility>

#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>

namespace perilune {
namespace {

using detail::concat;

template <class Item>
std::vector<std::string> ids_of(const std::vector<Item>& items) {
  std::vector<std::string> ids;
  for (const Item& item : items) ids.push_back(item.id);
  return ids;
}

class PlanCheck {
 public:
  PlanCheck(const std::vector<MissionPlan>& plans, const Catalog& catalog, const Roadmap& roadmap)
      : plans_(plans), catalog_(catalog), roadmap_(roadmap) {}

  void check_catalog() {
    check_unique(catalog_.launchers);
    check_unique(catalog_.craft);
    check_unique(catalog_.sites);
    check_unique(catalog_.launch_sites);
    check_unique(catalog_.landing_sites);
    check_unique(catalog_.ground_stations);
    check_unique(catalog_.libration_orbits);
  }

  void check_plan(const MissionPlan& plan) {
    const auto position = find_mission(roadmap_, plan.mission);
    if (!position) return;
    const Mission& mission = roadmap_.missions[*position];
    std::set<std::string> aboard;
    for (const LoadedCraft& loaded : plan.craft) {
      aboard.insert(loaded.craft.id);
      if (!catalog_.find_craft(loaded.craft.id))
        unknown("unknown-craft", "craft", loaded.craft, ids_of(catalog_.craft));
    }
    const bool flies =
        std::any_of(plan.legs.begin(), plan.legs.end(), [](const LegPlan& leg) { return leg.is_designed; });
    if (flies && !mission.launcher.empty() && !plan.craft.empty() && !catalog_.launcher(mission.launcher)) {
      unknown("unknown-launcher", "launcher", Reference(mission.launcher, mission.where),
              ids_of(catalog_.launchers));
    }
    const std::size_t legs = std::min(plan.legs.size(), mission.activities.size());
    for (std::size_t a = 0; a < legs; ++a) check_leg(mission, plan, a, aboard);
  }

  std::vector<Diagnostic> found() && { return std::move(found_); }

 private:
  void check_leg(const Mission& mission, const MissionPlan& plan, std::size_t a,
                 const std::set<std::string>& aboard) {
    const LegPlan& leg = plan.legs[a];
    const Activity& activity = mission.activities[a];
    const auto check_aboard = [&](const Reference& craft) {
      if (!craft.empty() && !aboard.contains(craft.id))
        unknown("unknown-craft", "craft on this launch", craft, {aboard.begin(), aboard.end()});
    };
    check_aboard(leg.by);
    for (const Reference& craft : leg.carries.value_or(std::vector<Reference>{})) check_aboard(craft);
    for (const Reference& craft : leg.leaves) check_aboard(craft);
    for (const Reference& craft : leg.refuels) check_aboard(craft);
    const Craft* engine = catalog_.find_craft(leg.by.id);
    if (engine && !engine->specific_impulse) {
      add("no-engine", leg.by.where,
          concat("'", leg.by.id, "' has no engine, and is to fly '", activity_id(activity), "'"),
          "give it a 'specific_impulse'");
    }
    check_thrust(mission, plan, a, engine);
    if (leg.low_orbit || leg.flies_by) check_has_orbit(mission, plan, a);
    if (!leg.meets.empty()) check_meeting(mission, plan, a);
    if (leg.is_designed && activity.kind == ActivityKind::return_to_earth) {
      check_way_home(mission, plan, a);
    } else if (leg.is_designed) {
      check_transfer(mission, plan, a);
    }
    if ((leg.sun_above || leg.lit_for > Duration{} || leg.off_plane) && !catalog_.site(activity.site)) {
      unknown("unknown-site", "site", Reference(activity.site, leg.where), ids_of(catalog_.sites));
    }
  }

  void check_transfer(const Mission& mission, const MissionPlan& plan, std::size_t a) {
    const LegPlan& leg = plan.legs[a];
    if (!leg.orbit.empty() && !catalog_.libration_orbit(leg.orbit.id))
      unknown("unknown-orbit", "libration orbit", leg.orbit, ids_of(catalog_.libration_orbits));
    if (a == 0 || mission.activities[a - 1].kind != ActivityKind::launch) {
      add("no-launch-before", leg.where, "a transfer that is designed starts right after a launch",
          "put a 'launch' before it, or leave out 'kind'");
    }
    if (a > 0 && mission.activities[a - 1].kind == ActivityKind::launch &&
        !catalog_.launch_site(mission.activities[a - 1].site)) {
      std::vector<std::string> known = ids_of(catalog_.launch_sites);
      for (const char* name : {"wenchang", "xichang", "vostochny", "kennedy"}) known.emplace_back(name);
      unknown("unknown-site", "launch site",
              Reference(mission.activities[a - 1].site, mission.activities[a - 1].where), known);
    }
  }

  /// Flights from an orbit about a libration point, and to it, are those of whoever has gone there.
  void check_has_orbit(const Mission& mission, const MissionPlan& plan, std::size_t a) {
    const auto end = plan.legs.begin() + static_cast<std::ptrdiff_t>(a);
    const bool goes_there = std::any_of(plan.legs.begin(), end, [](const LegPlan& other) {
      return other.is_designed && !other.orbit.empty();
    });
    if (goes_there) return;
    add("no-launch-before", plan.legs[a].where,
        concat("'", activity_id(mission.activities[a]),
               "' is to be designed from the orbit that the mission has gone to, and it goes to none"),
        "put 'transfer: {kind: flyby, to: ...}' before it, or leave out 'kind' and state its 'delta_v'");
  }

  void check_way_home(const Mission& mission, const MissionPlan& plan, std::size_t a) {
    const LegPlan& leg = plan.legs[a];
    const Activity& activity = mission.activities[a];
    const auto transfer = std::find_if(plan.legs.begin(), plan.legs.begin() + static_cast<std::ptrdiff_t>(a),
                                       [](const LegPlan& other) { return other.is_designed; });
    const auto after = static_cast<std::size_t>(transfer - plan.legs.begin()) + 1;
    const bool has_gone_on = transfer != plan.legs.end() && after <= a && !transfer->orbit.empty();
    if (!leg.flies_by && has_gone_on) {
      add("no-launch-before", leg.where,
          concat("a direct way home starts from an orbit about the Moon, and the mission goes on to '",
                 transfer->orbit.id, "'"),
          "'kind: flyby'");
    } else if (!leg.flies_by && (after > a || mission.activities[after].kind != ActivityKind::capture)) {
      add("no-launch-before", leg.where,
          "a way home that is designed starts from the orbit of a designed transfer and its capture",
          "put 'transfer: {kind: direct, ...}' and 'capture' before it, or leave out 'kind' and state its "
          "'delta_v'");
    }
    if (!catalog_.landing_site(activity.site)) {
      std::vector<std::string> known = ids_of(catalog_.landing_sites);
      known.emplace_back("siziwang");
      unknown("unknown-site", "landing site", Reference(activity.site, activity.where), known);
    }
    if (leg.flies_by) return;
    const DurationRange& time = activity.duration;
    const Duration shortest = time.min > Duration{} ? time.min : Duration::days(3.0);
    const Duration longest = time.max.value_or(Duration::days(5.0));
    if (shortest < Duration::days(2.0) || longest > Duration::days(7.0) ||
        longest - shortest < Duration::days(1.0)) {
      add("out-of-range", leg.where,
          concat("a way home of ", to_text(shortest), " to ", to_text(longest),
                 " is to be designed: 2 to 7 d, and a day between them, are what comes to its landing site"),
          "'time_of_flight: [3 d, 5 d]'");
    }
  }

  /// Whether the plan has a transfer that is designed, and the capture after it, before leg `end`.
  static bool comes_to_orbit(const Mission& mission, const MissionPlan& plan, std::size_t end) {
    for (std::size_t a = 1; a < end; ++a)
      if (plan.legs[a - 1].is_designed && mission.activities[a].kind == ActivityKind::capture) return true;
    return false;
  }

  void check_meeting(const Mission& mission, const MissionPlan& plan, std::size_t a) {
    const Reference& met = plan.legs[a].meets;
    const auto position = find_mission(roadmap_, met.id);
    if (!position) {
      unknown("unknown-mission", "mission", met, ids_of(roadmap_.missions));
      return;
    }
    const Mission& other = roadmap_.missions[*position];
    if (other.status == MissionStatus::superseded) return;  // who waits for it is told
    const auto its = std::find_if(plans_.begin(), plans_.end(),
                                  [&](const MissionPlan& one) { return one.mission == met.id; });
    const bool waits =
        other.id != mission.id && its != plans_.end() &&
        (other.status == MissionStatus::planned || other.status == MissionStatus::unconfirmed) &&
        comes_to_orbit(other, *its, its->legs.size());
    const std::string id = activity_id(mission.activities[a]);
    const std::string help =
        "put 'transfer: {kind: direct, ...}' and 'capture' before it in both missions, or leave out 'with'";
    if (!waits) {
      add("no-orbit-to-meet", met.where,
          concat("'", id, "' is a meeting with '", met.id, "', of which no orbit about the Moon is flown"),
          help);
    } else if (!comes_to_orbit(mission, plan, a)) {
      add("no-orbit-to-meet", met.where,
          concat("'", id, "' is a meeting with '", met.id, "', and no orbit of '", mission.id, "' is flown"),
          help);
    }
  }

  void check_thrust(const Mission& mission, const MissionPlan& plan, std::size_t a, const Craft* engine) {
    const LegPlan& leg = plan.legs[a];
    if (!leg.passage && !leg.is_powered) return;
    const std::string id = activity_id(mission.activities[a]);
    if (!engine || !engine->thrust || !engine->specific_impulse) {
      add("no-thrust", leg.where,
          leg.by.empty()
              ? concat("'", id, "' is to be computed, and no craft flies it")
              : concat("'", id, "' is to be computed, and the thrust of '", leg.by.id, "' is not stated"),
          leg.by.empty() ? "say which one with 'by'" : "give it a 'specific_impulse' and a 'thrust'");
    }
    if (!leg.passage) return;
    for (std::size_t before = 1; before < a; ++before) {
      const bool is_first = plan.legs[before - 1].is_designed && plan.legs[before - 1].orbit.empty() &&
                            mission.activities[before].kind == ActivityKind::capture;
      if (is_first) return;
    }
    add("no-capture-before", leg.where,
        concat("'", id, "' is to be flown at a passage, and no capture is flown before it"),
        "put a transfer with 'kind: direct' and a capture before it, or leave out 'passage'");
  }

  template <class Item>
  void check_unique(const std::vector<Item>& items) {
    std::set<std::string> seen;
    for (const Item& item : items) {
      if (!seen.insert(item.id).second)
        add("duplicate-id", item.where, concat("'", item.id, "' is there already"), "rename one of them");
    }
  }

  void unknown(std::string code, std::string_view what, const Reference& name,
               const std::vector<std::string>& known) {
    const auto near = nearest_name(name.id, known);
    add(std::move(code), name.where, concat("there is no ", what, " '", name.id, "'"),
        near ? concat("did you mean '", *near, "'?") : std::string());
  }

  void add(std::string code, const SourceLocation& where, std::string message, std::string help) {
    Diagnostic made;
    made.severity = Severity::error;
    made.code = std::move(code);
    made.where = where;
    made.message = std::move(message);
    made.help = std::move(help);
    found_.push_back(std::move(made));
  }

  const std::vector<MissionPlan>& plans_;
  const Catalog& catalog_;
  const Roadmap& roadmap_;
  std::vector<Diagnostic> found_;
};

}  // namespace

std::vector<Diagnostic> validate(const std::vector<MissionPlan>& plans, const Catalog& catalog,
                                 const Roadmap& roadmap) {
  PlanCheck check(plans, catalog, roadmap);
  check.check_catalog();
  for (const MissionPlan& plan : plans) check.check_plan(plan);
  return std::move(check).found();
}

}  // namespace perilune
