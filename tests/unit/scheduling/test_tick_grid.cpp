#include <perilune/scheduling/problem.hpp>
#include <perilune/scheduling/tick_grid.hpp>

#include <perilune/core/error.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

const Epoch noon = Epoch::parse("2030-01-01T12:00:00 UTC");
const TickGrid minutes(noon, Duration::minutes(1));

Epoch at_seconds(double seconds) {
  return noon + Duration::seconds(seconds);
}

}  // namespace

TEST_CASE("tick grid: instants round down and up to whole ticks, before the origin too", "[scheduling]") {
  CHECK(minutes.floor(at_seconds(0)) == 0);
  CHECK(minutes.ceil(at_seconds(0)) == 0);
  CHECK(minutes.floor(at_seconds(61)) == 1);
  CHECK(minutes.ceil(at_seconds(61)) == 2);
  CHECK(minutes.floor(at_seconds(-1)) == -1);
  CHECK(minutes.ceil(at_seconds(-1)) == 0);
  CHECK(minutes.ceil(noon + Duration::nanoseconds(1)) == 1);
  CHECK(minutes.epoch(-3) == at_seconds(-180));
}

TEST_CASE("tick grid: durations round down and up, negative ones too", "[scheduling]") {
  CHECK(minutes.floor(Duration::seconds(-90)) == -2);
  CHECK(minutes.ceil(Duration::seconds(-90)) == -1);
  CHECK(minutes.floor(Duration::seconds(119)) == 1);
  CHECK(minutes.ceil(Duration::seconds(119)) == 2);
  CHECK(minutes.ceil(Duration::hours(24)) == 1440);
}

TEST_CASE("tick grid: a half-open interval keeps the ticks inside it", "[scheduling]") {
  CHECK(minutes.inside({at_seconds(0), at_seconds(120)}) == TickRange{0, 1});
  CHECK(minutes.inside({at_seconds(1), at_seconds(121)}) == TickRange{1, 2});
  CHECK(minutes.inside({at_seconds(59), at_seconds(61)}) == TickRange{1, 1});
  const TickRange nothing = minutes.inside({at_seconds(1), at_seconds(60)});
  CHECK(nothing.last < nothing.first);
}

TEST_CASE("tick grid: instants farther away than ticks can count are kept at the ends", "[scheduling]") {
  const TickGrid nanoseconds(Epoch::parse("2290-01-01 UTC"), Duration::nanoseconds(1));
  CHECK(nanoseconds.floor(Epoch::parse("1710-01-01 TT")) == earliest_tick);
  CHECK(TickGrid(Epoch::parse("1710-01-01 TT"), Duration::nanoseconds(1))
            .ceil(Epoch::parse("2290-01-01 UTC")) == latest_tick);
}

TEST_CASE("tick grid: a step of zero is refused", "[scheduling]") {
  CHECK_THROWS_AS(TickGrid(noon, Duration{}), InvalidArgument);
  CHECK_THROWS_WITH(TickGrid(noon, Duration::minutes(-1)),
                    "TickGrid: the step is -1 min. Pass one above zero: a minute is usual.");
}
