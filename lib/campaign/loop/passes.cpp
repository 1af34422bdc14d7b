#include "passes.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <Eigen/Geometry>

#include <perilune/core/text.hpp>
#include <perilune/frames/site.hpp>
#include <perilune/frames/transform.hpp>

#include "member_text.hpp"

namespace perilune::detail {
namespace {

/// The Moon turns by half a degree an hour: no stretch of a degree is stepped over.
const Duration step = Duration::hours(1.0);
const Duration edge = Duration::seconds(30.0);
/// As long as anybody waits in orbit for a site to come by.
const Duration longest_coast = Duration::days(120.0);

}  // namespace

double off_plane_rad(const State& orbit, const SurfacePoint& site, const Ephemeris& ephemeris) {
  const Eigen::Matrix3d R_icrf_me = rotation(Axes::moon_me, Axes::icrf, orbit.epoch, ephemeris).R;
  const Eigen::Vector3d up_icrf = R_icrf_me * site_position_m(moon, site).normalized();
  const Eigen::Vector3d normal_icrf = orbit.position_m.cross(orbit.velocity_m_s).normalized();
  return std::asin(std::min(1.0, std::abs(normal_icrf.dot(up_icrf))));
}

IntervalSet passes_over(LunarCoast& orbit, Interval within, const SurfacePoint& site, Angle most,
                        const Ephemeris& ephemeris) {
  const auto is_over = [&](Epoch epoch) {
    const auto state = orbit.at(epoch);
    return state && off_plane_rad(*state, site, ephemeris) <= most.si();
  };
  const auto edge_between = [&](Epoch before, Epoch after, bool is_over_before) {
    while (after - before > edge) {
      const Epoch middle = before + 0.5 * (after - before);
      (is_over(middle) == is_over_before ? before : after) = middle;
    }
    return is_over_before ? before : after;
  };
  std::vector<Interval> found;
  bool was_over = is_over(within.from);
  Epoch begun = within.from;
  for (Epoch before = within.from; before < within.to; before = before + step) {
    const Epoch after = std::min(before + step, within.to);
    const bool is_now = is_over(after);
    if (is_now && !was_over) begun = edge_between(before, after, false);
    if (!is_now && was_over) found.push_back({begun, edge_between(before, after, true)});
    was_over = is_now;
  }
  if (was_over) found.push_back({begun, within.to});
  std::erase_if(found, [](const Interval& stretch) { return stretch.empty(); });
  return IntervalSet(std::move(found));
}

IntervalSet passes_over(LunarCoasts& coasts, const State& begin, Interval within, const SurfacePoint& site,
                        Angle most, const Ephemeris& ephemeris) {
  MemberWriter writer;
  for (const double value : {site.latitude_rad, site.east_longitude_rad, site.height_m, most.si()})
    writer(value);
  writer(within.from);
  writer(within.to);
  const std::string key = concat(coasts.key(begin), "passes over ", writer.text);
  if (const auto kept = coasts.cache().find("passes", key))
    if (auto known = intervals_of(*kept)) return *std::move(known);
  IntervalSet found = passes_over(coasts.of(begin), within, site, most, ephemeris);
  coasts.cache().keep("passes", key, text_of(found));
  return found;
}

std::optional<Cut> off_track(const Mission& mission, const LegPlan& leg, const OrbitPasses& passes,
                             Epoch start, double off_rad) {
  // A minute for the schedule's ticks.
  const Interval about{start - Duration::minutes(1.0), start + Duration::minutes(1.0)};
  if (passes.over.overlaps(about)) return std::nullopt;
  const auto minute = [](Epoch epoch) { return epoch.iso8601(TimeScale::utc, 0).substr(0, 16); };
  const auto degrees = [](double angle_rad) { return fixed(Angle::from_si(angle_rad).in(unit::degree), 1); };
  const auto next = passes.good.at_or_after(start);
  const Activity& activity = mission.activities[passes.leg];
  Cut cut;
  cut.kind = CutKind::trajectory;
  cut.mission = mission.id;
  cut.activity = activity_id(activity);
  cut.forbidden = {start, next ? next->from : passes.looked_at.to};
  cut.missing = Angle::from_si(off_rad - leg.off_plane->si()).in(unit::degree);
  cut.unit = "deg";
  cut.reason =
      concat("beginning on ", minute(start), ", '", activity.site, "' lies ", degrees(off_rad),
             " deg off the plane of the orbit, and ", degrees(leg.off_plane->si()), " deg are allowed",
             next ? concat(": next from ", minute(next->from))
                  : concat(", and no time until ", minute(passes.looked_at.to), " is better"));
  cut.where = leg.where;
  return cut;
}

OrbitPasses reach_of(const Mission& mission, const DesignedLegs& legs, std::size_t descent, Epoch capture) {
  Epoch earliest = capture;
  std::optional<Epoch> latest = capture;
  for (std::size_t a = *legs.capture; a < descent; ++a) {
    const DurationRange& length = mission.activities[a].duration;
    const std::optional<Duration>& gap = mission.activities[a + 1].max_gap;
    earliest = earliest + length.min;
    latest = latest && length.max && gap ? std::optional(*latest + *length.max + *gap) : std::nullopt;
  }
  const Epoch longest = capture + longest_coast;
  const Epoch last = std::max(earliest, std::min(latest.value_or(longest), longest));
  return {descent, {earliest, last}, {}, {}, !latest || *latest > longest};
}

bool has_no_pass(const OrbitPasses& passes, const IntervalSet& forbidden) {
  // A minute for the schedule's ticks at either end.
  return passes.good.subtract(forbidden).trimmed(Duration::minutes(2.0)).empty();
}

std::string no_pass_reason(const Mission& mission, const OrbitPasses& passes) {
  const auto day = [](Epoch epoch) { return epoch.iso8601(TimeScale::utc, 0).substr(0, 10); };
  const Activity& descent = mission.activities[passes.leg];
  return concat("coming into orbit, it can begin '", activity_id(descent), "' from ",
                day(passes.looked_at.from), " to ", day(passes.looked_at.to), ", and its orbit passes over '",
                descent.site, "' then at no time at which it may land");
}

}  // namespace perilune::detail
