#include <perilune/time/interval_set.hpp>

#include <cstdint>
#include <limits>
#include <random>

#include <perilune/core/error.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

/// Instants written as small numbers: seconds after J2000.
Interval from_to(double from_s, double to_s) {
  return {j2000 + Duration::seconds(from_s), j2000 + Duration::seconds(to_s)};
}
Epoch at(double s) {
  return j2000 + Duration::seconds(s);
}

/// A set over the seconds 0 to 63 as bits, to compute with in another way.
std::uint64_t bits_of(const IntervalSet& set) {
  std::uint64_t bits = 0;
  for (int s = 0; s < 64; ++s) {
    if (set.contains(at(s))) bits |= std::uint64_t{1} << s;
  }
  return bits;
}
IntervalSet set_of(std::uint64_t bits) {
  std::vector<Interval> seconds;
  for (int s = 0; s < 64; ++s) {
    if ((bits >> s & 1) != 0) seconds.push_back(from_to(s, s + 1));
  }
  return IntervalSet(seconds);
}
bool is_normal(const IntervalSet& set) {
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (set[i].empty() || (i > 0 && set[i].from <= set[i - 1].to)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("interval set: overlapping and touching intervals are joined, empty ones dropped", "[time]") {
  const IntervalSet set = {from_to(10, 20), from_to(0, 5), from_to(5, 7), from_to(15, 25), from_to(30, 30)};
  REQUIRE(set.size() == 2);
  CHECK(set[0] == from_to(0, 7));
  CHECK(set[1] == from_to(10, 25));
  CHECK(set.total() == 22_s);
  CHECK(set.span() == from_to(0, 25));
  CHECK(set.gaps() == IntervalSet{from_to(7, 10)});
}

TEST_CASE("interval set: intervals are half-open", "[time]") {
  const IntervalSet set = {from_to(0, 10), from_to(20, 30)};
  CHECK(set.contains(at(0)));
  CHECK(set.contains(at(10) - 1_ns));
  CHECK_FALSE(set.contains(at(10)));
  CHECK(set.contains(from_to(2, 10)));
  CHECK_FALSE(set.contains(from_to(2, 20)));
  CHECK(set.contains(from_to(15, 15)));
  CHECK_FALSE(set.overlaps(from_to(10, 20)));
  CHECK(set.overlaps({at(10), at(20) + 1_ns}));
  CHECK(set.at_or_after(at(5)) == from_to(0, 10));
  CHECK(set.at_or_after(at(10)) == from_to(20, 30));
  CHECK_FALSE(set.at_or_after(at(30)));
}

TEST_CASE("interval set: moves, narrows and drops the short", "[time]") {
  const IntervalSet set = {from_to(0, 10), from_to(12, 30)};
  CHECK(set.shifted(-1_h) == IntervalSet{from_to(-3600, -3590), from_to(-3588, -3570)});
  CHECK(set.trimmed(10_s) == set);
  CHECK(set.trimmed(11_s) == IntervalSet{from_to(12, 30)});
  CHECK(set.narrowed(3_s, 7_s) == IntervalSet{from_to(15, 23)});
  CHECK(set.narrowed(-1_s, -1_s) == IntervalSet{from_to(-1, 31)});
}

TEST_CASE("interval set: the empty set is no exception", "[time]") {
  const IntervalSet none;
  const IntervalSet some = {from_to(0, 1)};
  CHECK(none.empty());
  CHECK(none.total() == 0_s);
  CHECK_FALSE(none.span());
  CHECK(none.gaps().empty());
  CHECK_FALSE(none.contains(j2000));
  CHECK(none.unite(some) == some);
  CHECK(none.intersect(some).empty());
  CHECK(none.subtract(some).empty());
  CHECK(some.subtract(none) == some);
  CHECK(none.complement(from_to(0, 9)) == IntervalSet{from_to(0, 9)});
}

TEST_CASE("interval set: a reversed interval and an instant out of range are refused", "[time]") {
  CHECK_THROWS_WITH(
      (IntervalSet{from_to(0, 1), from_to(86400, 0)}),
      "IntervalSet: the interval from 2000-01-02T12:00:00.000 TT to 2000-01-01T12:00:00.000 TT ends before "
      "it begins. Were the two exchanged?");
  CHECK_THROWS_AS(IntervalSet().complement(from_to(1, 0)), InvalidArgument);
  const Epoch last = Epoch::from_nanoseconds(std::numeric_limits<std::int64_t>::max());
  const Epoch first = Epoch::from_nanoseconds(std::numeric_limits<std::int64_t>::min());
  CHECK_THROWS_AS((IntervalSet{{j2000, last}}.shifted(1_ns)), InvalidArgument);
  CHECK_THROWS_AS((IntervalSet{{first, last}}.total()), InvalidArgument);
}

TEST_CASE("interval set: agrees with sets of bits", "[time][property]") {
  std::mt19937_64 random(11);
  for (int i = 0; i < 2'000; ++i) {
    // Sparse, dense and coarse sets alike.
    std::uint64_t a = random();
    std::uint64_t b = random();
    if (i % 3 == 1) a &= random() & random();
    if (i % 3 == 2) b |= random() | random();
    CAPTURE(a, b);
    const IntervalSet set_a = set_of(a);
    const IntervalSet set_b = set_of(b);
    REQUIRE(bits_of(set_a) == a);
    const IntervalSet united = set_a.unite(set_b);
    const IntervalSet common = set_a.intersect(set_b);
    const IntervalSet rest = set_a.subtract(set_b);
    const IntervalSet others = set_a.complement(from_to(0, 64));
    for (const IntervalSet& set : {united, common, rest, others}) REQUIRE(is_normal(set));
    REQUIRE(bits_of(united) == (a | b));
    REQUIRE(bits_of(common) == (a & b));
    REQUIRE(bits_of(rest) == (a & ~b));
    REQUIRE(bits_of(others) == ~a);
    REQUIRE(united.total() + common.total() == set_a.total() + set_b.total());
    REQUIRE(bits_of(set_a.shifted(5_s)) == a << 5);
    REQUIRE(set_a.gaps().unite(set_a).size() <= 1);
    // Instants that cannot begin a stay of 3 s: those followed by a gap within it.
    REQUIRE(bits_of(set_a.narrowed(0_s, 2_s)) == (a & a >> 1 & a >> 2));
  }
}
