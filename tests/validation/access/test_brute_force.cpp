// Edges of intervals against brute force: the sky from the frames alone, looked at every half hour (the Moon)
// or three minutes (the Earth).
#include <cmath>
#include <random>

#include <perilune/access/access.hpp>
#include <perilune/time/literals.hpp>
#include <perilune/units/literals.hpp>

#include "brute_force_sky.hpp"
#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

constexpr double pi = 3.14159265358979323846;

template <class Above>
std::vector<Epoch> edges_by_brute_force(Interval within, Duration step, const Above& above) {
  std::vector<Epoch> edges;
  bool was = above(within.from) >= 0.0;
  for (Epoch t = within.from; t < within.to; t += step) {
    const Epoch next = std::min(t + step, within.to);
    const bool is = above(next) >= 0.0;
    if (is != was) {
      Epoch low = t, high = next;
      while (high - low > 50_ms) {
        const Epoch middle = low + (high - low) / 2.0;
        ((above(middle) >= 0.0) == was ? low : high) = middle;
      }
      edges.push_back(low);
    }
    was = is;
  }
  return edges;
}

std::vector<Epoch> edges_of(const IntervalSet& set, Interval within) {
  std::vector<Epoch> edges;
  for (const Interval& each : set) {
    if (each.from > within.from) edges.push_back(each.from);
    if (each.to < within.to) edges.push_back(each.to);
  }
  return edges;
}

}  // namespace

TEST_CASE("access: edges are within a second of brute force in 200 random cases", "[access][validation]") {
  std::mt19937_64 generator(2026);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  int edges = 0;
  double worst_s = 0.0;
  for (int i = 0; i < 200; ++i) {
    const bool on_moon = i % 4 != 0;
    const bool polar = i % 2 == 0;
    const double latitude_rad =
        polar && on_moon ? -pi / 2.0 + 0.1 * unit(generator) : std::asin(2.0 * unit(generator) - 1.0) * 0.95;
    const SurfacePoint place{latitude_rad, 2.0 * pi * unit(generator), 2000.0 * unit(generator)};
    const BodyId body = on_moon ? moon : earth;
    const BodyId target = i % 3 == 0 ? sun : on_moon ? earth : moon;
    const Epoch start = Epoch::parse("2024-01-01T00:00:00 TDB") + 7600.0 * unit(generator) * 1_d;
    const Interval within{start, start + (on_moon ? 12_d : 36_h)};
    const HorizonMask mask = i % 5 == 0 ? HorizonMask::level(Angle::from_si(0.2 * unit(generator)))
                                        : HorizonMask::ridge(Angle::from_si(0.1 * unit(generator)),
                                                             Angle::from_si(2.0 * pi * unit(generator)),
                                                             Angle::from_si(0.5 + 3.0 * unit(generator)));
    const Frame frame = site_frame(body, place);
    const auto above = [&](Epoch epoch) {
      const AzimuthElevation at = brute_force_sky(target, frame, epoch);
      return at.elevation_rad - mask.elevation_rad(at.azimuth_rad);
    };
    const AccessPoint site = AccessPoint::site("site", body, place);
    const IntervalSet found = target == sun && i % 6 == 0
                                  ? sunlight(site, mask, SunDisc::centre, within)
                                  : visibility(site, AccessPoint::body(target), mask, within);
    const std::vector<Epoch> ours = edges_of(found, within);
    const std::vector<Epoch> theirs = edges_by_brute_force(within, on_moon ? 30_min : 3_min, above);
    CAPTURE(i, start.to_text(TimeScale::tdb), place.latitude_rad, place.east_longitude_rad);
    REQUIRE(ours.size() == theirs.size());
    for (std::size_t k = 0; k < ours.size(); ++k) {
      worst_s = std::max(worst_s, std::abs((ours[k] - theirs[k]).seconds()));
      ++edges;
    }
  }
  CAPTURE(edges, worst_s);
  CHECK(edges > 150);
  CHECK(worst_s < 1.0);
}
