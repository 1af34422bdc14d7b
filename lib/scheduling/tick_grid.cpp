#include <perilune/scheduling/tick_grid.hpp>

#include <algorithm>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/scheduling/problem.hpp>

namespace perilune {
namespace {

__extension__ using Wide = __int128;  // the distance of two epochs may need 65 bits of nanoseconds

Tick divided_down(Wide dividend, Wide divisor) {
  const Wide quotient = dividend / divisor;
  const Wide floor = dividend % divisor < 0 ? quotient - 1 : quotient;
  return static_cast<Tick>(std::clamp<Wide>(floor, earliest_tick, latest_tick));
}

Wide distance_ns(Epoch from, Epoch to) {
  return Wide{to.nanoseconds_since_j2000()} - from.nanoseconds_since_j2000();
}

}  // namespace

TickGrid::TickGrid(Epoch origin, Duration step) : origin_(origin), step_(step) {
  if (step <= Duration{}) {
    throw InvalidArgument(
        detail::concat("TickGrid: the step is ", to_text(step), ". Pass one above zero: a minute is usual."));
  }
}

Epoch TickGrid::epoch(Tick tick) const {
  return origin_ + duration(tick);
}

Duration TickGrid::duration(Tick ticks) const {
  return ticks * step_;
}

Tick TickGrid::floor(Epoch epoch) const {
  return divided_down(distance_ns(origin_, epoch), step_.nanoseconds());
}

Tick TickGrid::ceil(Epoch epoch) const {
  return -divided_down(-distance_ns(origin_, epoch), step_.nanoseconds());
}

Tick TickGrid::floor(Duration duration) const {
  return divided_down(duration.nanoseconds(), step_.nanoseconds());
}

Tick TickGrid::ceil(Duration duration) const {
  return -divided_down(-Wide{duration.nanoseconds()}, step_.nanoseconds());
}

TickRange TickGrid::inside(const Interval& interval) const {
  return {ceil(interval.from), ceil(interval.to) - 1};
}

}  // namespace perilune
