#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include <perilune/core/text.hpp>
#include <perilune/report/figures.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "axes.hpp"
#include "curves.hpp"

namespace perilune {
namespace {

using detail::concat;
using detail::Curve;
using detail::CurveStrip;

/// Something that is counted up on a date.
struct Addition {
  Epoch epoch;
  std::string name;
  double amount = 1.0;
};

class Growth {
 public:
  explicit Growth(const Campaign& campaign)
      : campaign_(campaign), roadmap_(campaign.scenario().roadmap), answer_(campaign.schedule()) {}

  std::vector<CurveStrip> strips() const {
    std::vector<CurveStrip> strips;
    add(strips, "vehicles launched", "", launches());
    add(strips, "mass landed on the Moon by phase, kg", "kg", landings());
    add(strips, "mass brought to the station by class, kg", "kg", brought());
    for (std::size_t r = 0; r < roadmap_.resources.size(); ++r) {
      if (auto strip = resource(r)) strips.push_back(std::move(*strip));
    }
    return strips;
  }

 private:
  const ScheduledActivity* scheduled(std::size_t mission, std::size_t activity) const {
    const auto& number = answer_.model.activities[mission][activity];
    if (!number) return nullptr;
    const ScheduledActivity& found = answer_.schedule.activities[number->number];
    return found.takes_place ? &found : nullptr;
  }

  std::vector<Addition> launches() const {
    std::vector<Addition> all;
    for (std::size_t m = 0; m < roadmap_.missions.size(); ++m) {
      const Mission& mission = roadmap_.missions[m];
      for (std::size_t a = 0; a < mission.activities.size(); ++a) {
        const ScheduledActivity* launch = scheduled(m, a);
        if (launch && mission.activities[a].kind == ActivityKind::launch && !mission.launcher.empty())
          all.push_back({launch->start_date, mission.launcher});
      }
    }
    return all;
  }

  /// The mass after each landing that was flown with its masses.
  std::vector<Addition> landings() const {
    std::vector<Addition> all;
    for (const FlownMission& flown : campaign_.loop().missions) {
      const auto mission = std::find_if(roadmap_.missions.begin(), roadmap_.missions.end(),
                                        [&](const Mission& each) { return each.id == flown.mission; });
      if (mission == roadmap_.missions.end()) continue;
      const auto phase = find_phase(roadmap_, mission->phase.id);
      for (const FlownLeg& leg : flown.legs) {
        if (leg.kind == ActivityKind::descend)
          all.push_back(
              {leg.span.to, phase ? roadmap_.phases[*phase].id : std::string("all"), leg.mass_after_kg});
      }
    }
    return all;
  }

  /// What comes to the station: elements by their dry mass, and each commodity, in stores or as cargo.
  std::vector<Addition> brought() const {
    std::vector<Addition> all;
    if (!campaign_.station()) return all;
    const Interval span = roadmap_.horizon;
    const auto bring = [&](Epoch epoch, const std::string& what, double kg) {
      if (kg > 0.0 && span.from <= epoch && epoch <= span.to) all.push_back({epoch, what, kg});
    };
    for (const StationElement& element : campaign_.station()->station.elements) {
      bring(element.from, "elements", element.dry_mass_kg);
      for (const Store& store : element.stores) bring(element.from, store.commodity, store.initial_kg);
    }
    for (const Delivery& delivery : campaign_.station()->station.deliveries)
      bring(delivery.epoch, delivery.commodity, delivery.kg);
    return all;
  }

  /// A strip with a curve for each name, as far as there are any.
  void add(std::vector<CurveStrip>& strips, const std::string& title, const std::string& unit,
           std::vector<Addition> additions) const {
    if (additions.empty()) return;
    std::stable_sort(additions.begin(), additions.end(),
                     [](const Addition& a, const Addition& b) { return a.epoch < b.epoch; });
    CurveStrip strip{title, {}};
    for (const Addition& each : additions) {
      const bool known = std::any_of(strip.curves.begin(), strip.curves.end(),
                                     [&](const Curve& curve) { return curve.name == each.name; });
      if (!known) strip.curves.push_back({each.name, unit, {{roadmap_.horizon.from, 0.0}}});
    }
    for (Curve& curve : strip.curves) {
      for (const Addition& each : additions) {
        if (each.name == curve.name) step_to(curve, each.epoch, curve.points.back().second + each.amount);
      }
      curve.points.emplace_back(roadmap_.horizon.to, curve.points.back().second);
    }
    strips.push_back(std::move(strip));
  }

  std::optional<CurveStrip> resource(std::size_t r) const {
    const Resource& item = roadmap_.resources[r];
    if (const auto* cumulative = std::get_if<CumulativeResource>(&item.data)) return use_of(r, *cumulative);
    if (const auto* reservoir = std::get_if<ReservoirResource>(&item.data)) return level_of(r, *reservoir);
    return std::nullopt;
  }

  std::string unit_of(const Resource& item) const { return measured_by(item)->unit; }

  CurveStrip strip_of(const Resource& item, std::vector<Curve> curves) const {
    const std::string unit = unit_of(item);
    return {concat(item.title.empty() ? item.id : item.title, unit.empty() ? "" : ", " + unit),
            std::move(curves)};
  }

  /// The uses of a resource that take place, with their dates.
  struct DatedUse {
    const ResourceUse* use;
    Interval span;
  };
  std::vector<DatedUse> uses_of(std::size_t r) const {
    std::vector<DatedUse> dated;
    for (const PlacedUse& placed : perilune::uses_of(roadmap_, r)) {
      const ScheduledActivity* first = scheduled(placed.mission, placed.first);
      const ScheduledActivity* last = scheduled(placed.mission, placed.last);
      if (first && last && is_taken(placed))
        dated.push_back({placed.use, {first->start_date, last->end_date}});
    }
    return dated;
  }

  /// Whether the schedule carries the activity out in the mode that the use belongs to.
  bool is_taken(const PlacedUse& placed) const {
    if (!placed.mode) return true;
    const std::size_t number = answer_.model.activities[placed.mission][placed.first]->number;
    const ActivityChoices& choices = answer_.model.problem.choices.at(number);
    const std::size_t way = answer_.schedule.activities[number].way;
    const Activity& activity = roadmap_.missions[placed.mission].activities[placed.first];
    return choices.modes.at(choices.ways.at(way).mode) == activity.modes[*placed.mode].id;
  }

  CurveStrip use_of(std::size_t r, const CumulativeResource& cumulative) const {
    const Resource& item = roadmap_.resources[r];
    const ResourceAmount& unit = *measured_by(item);
    std::multimap<Epoch, double> changes;
    for (const auto& [use, span] : uses_of(r)) {
      const double amount = use->amount ? in_unit_of(*use->amount, unit) : 1.0;
      changes.emplace(span.from, amount);
      changes.emplace(span.to, -amount);
    }
    Curve used{"used", unit_of(item), {{roadmap_.horizon.from, 0.0}}};
    for (const auto& [epoch, amount] : changes) step_to(used, epoch, used.points.back().second + amount);
    Curve room{
        "there", unit_of(item), {{roadmap_.horizon.from, in_unit_of(cumulative.capacity, unit)}}, true};
    std::map<Epoch, double> capacities;
    for (const auto& [from, capacity] : cumulative.changes) capacities[from] = in_unit_of(capacity, unit);
    for (const auto& [epoch, capacity] : capacities) step_to(room, epoch, capacity);
    for (Curve* curve : {&used, &room})
      curve->points.emplace_back(roadmap_.horizon.to, curve->points.back().second);
    return strip_of(item, {std::move(used), std::move(room)});
  }

  CurveStrip level_of(std::size_t r, const ReservoirResource& reservoir) const {
    const Resource& item = roadmap_.resources[r];
    const ResourceAmount& unit = *measured_by(item);
    std::multimap<Epoch, double> steps, slopes;  // slopes: per day
    for (const auto& [use, span] : uses_of(r)) {
      if (use->at_start) steps.emplace(span.from, in_unit_of(*use->at_start, unit));
      if (use->at_end) steps.emplace(span.to, in_unit_of(*use->at_end, unit));
      if (!use->per_day) continue;
      slopes.emplace(span.from, in_unit_of(*use->per_day, unit));
      slopes.emplace(span.to, -in_unit_of(*use->per_day, unit));
    }
    std::map<Epoch, double> supplies;
    for (const auto& [from, per_day] : reservoir.supplies) supplies[from] = in_unit_of(per_day, unit);
    double before = 0.0;
    for (const auto& [from, per_day] : supplies) {
      slopes.emplace(from, per_day - before);
      before = per_day;
    }
    const std::optional<double> highest =
        reservoir.highest ? std::optional(in_unit_of(*reservoir.highest, unit)) : std::nullopt;
    const auto kept = [&](double level) {
      return highest && reservoir.excess_is_lost ? std::min(level, *highest) : level;
    };

    std::set<Epoch> epochs{roadmap_.horizon.to};
    for (const auto* changes : {&steps, &slopes}) {
      for (const auto& [epoch, change] : *changes) epochs.insert(epoch);
    }
    Curve level{"level", unit_of(item), {{roadmap_.horizon.from, in_unit_of(reservoir.initial, unit)}}};
    double slope = 0.0;
    for (const Epoch epoch : epochs) {
      const auto [last, value] = level.points.back();
      double now = kept(value + slope * (epoch - last).days());
      if (epoch > last) level.points.emplace_back(epoch, now);
      for (auto [at, end] = steps.equal_range(epoch); at != end; ++at) now += at->second;
      for (auto [at, end] = slopes.equal_range(epoch); at != end; ++at) slope += at->second;
      if (now != level.points.back().second) level.points.emplace_back(epoch, kept(now));
    }
    CurveStrip strip = strip_of(item, {std::move(level)});
    if (highest) {
      strip.curves.push_back({"most",
                              unit_of(item),
                              {{roadmap_.horizon.from, *highest}, {roadmap_.horizon.to, *highest}},
                              true});
    }
    return strip;
  }

  const Campaign& campaign_;
  const Roadmap& roadmap_;
  const RoadmapSchedule& answer_;
};

}  // namespace

std::optional<Figure> growth_figure(const Campaign& campaign) {
  if (campaign.schedule().schedule.activities.empty()) return std::nullopt;
  const std::vector<CurveStrip> strips = Growth(campaign).strips();
  if (strips.empty()) return std::nullopt;
  const Interval span = campaign.scenario().roadmap.horizon;
  return Figure{
      "growth", "What is launched, landed and used",
      "Vehicles, landed mass and what comes to the station are counted up; shared resources are what "
      "activities take of them, or the "
      "level of a stock. Dashed lines are what there is, or what fits.",
      detail::draw_curves("What is launched, landed and used",
                          concat("Curves in ", strips.size(), " panels from ", detail::minute_text(span.from),
                                 " to ", detail::minute_text(span.to)),
                          span, strips)};
}

}  // namespace perilune
