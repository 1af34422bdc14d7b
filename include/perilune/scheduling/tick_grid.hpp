#pragma once

#include <cstdint>

#include <perilune/time/duration.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune {

/// Time inside the scheduler: whole steps since the beginning of the horizon. Exact to add and compare.
using Tick = std::int64_t;

/// Ticks `first` to `last`, both included.
struct TickRange {
  Tick first = 0;
  Tick last = 0;

  friend bool operator==(const TickRange&, const TickRange&) = default;
};

/// Which instants the ticks are: tick k is `origin + k * step`.
class TickGrid {
 public:
  /// Minutes since J2000.
  TickGrid() = default;

  /// @param step  > 0
  /// @throws InvalidArgument if step is not positive
  TickGrid(Epoch origin, Duration step);

  Epoch origin() const noexcept { return origin_; }
  Duration step() const noexcept { return step_; }

  /// @throws InvalidArgument if the instant or the duration does not fit; so the next one
  Epoch epoch(Tick tick) const;
  Duration duration(Tick ticks) const;

  /// The last tick at or before the instant, and the first at or after it.
  Tick floor(Epoch epoch) const;
  Tick ceil(Epoch epoch) const;

  /// Whole steps in a duration, rounded down and up; negative ones too (-90 s in minutes: -2 and -1).
  Tick floor(Duration duration) const;
  Tick ceil(Duration duration) const;

  /// The ticks inside a half-open interval: rounded inward. Empty (`last < first`) if there is none.
  TickRange inside(const Interval& interval) const;

  friend bool operator==(const TickGrid&, const TickGrid&) = default;

 private:
  Epoch origin_;
  Duration step_ = Duration::minutes(1);
};

}  // namespace perilune
