#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <perilune/access/access.hpp>
#include <perilune/core/text.hpp>
#include <perilune/frames/transform.hpp>
#include <perilune/report/figures.hpp>
#include <perilune/report/results.hpp>

#include "designed.hpp"
#include "figures/strips.hpp"
#include "markup.hpp"
#include "support/arrivals.hpp"
#include "support/catch.hpp"

using namespace perilune;
using perilune::test::attribute_values;
using perilune::test::designed;
using perilune::test::rows_of;

namespace {

struct Stretch {
  std::string what, from, to;
  friend bool operator==(const Stretch&, const Stretch&) = default;
};

/// The stretches of a picture, each with what its group says it is.
std::vector<Stretch> stretches_of(const std::string& text) {
  std::vector<Stretch> all;
  for (std::size_t at = text.find(" data-what=\""); at != std::string::npos;) {
    const std::size_t next = text.find(" data-what=\"", at + 1);
    const std::string group = text.substr(at, next - at);
    const auto what = attribute_values(group, "data-what"), from = attribute_values(group, "data-from"),
               to = attribute_values(group, "data-to");
    for (std::size_t i = 0; i < from.size(); ++i) all.push_back({what.at(0), from[i], to.at(i)});
    at = next;
  }
  return all;
}

}  // namespace

TEST_CASE("strips: what lies outside the axis is cut, and says its whole length", "[report][figures]") {
  SvgPicture picture(100, 10, "t", "d");
  const Epoch from = Epoch::parse("2030-01-01 UTC");
  const Interval axis{from, from + Duration::days(100.0)};
  const IntervalSet set({{from - Duration::days(10.0), from + Duration::days(5.0)},
                         {from + Duration::days(50.0), from + Duration::days(60.0)},
                         {from + Duration::days(150.0), from + Duration::days(160.0)}});
  detail::draw_strip(picture, {{axis, 0.0, 100.0}, axis, 0.0, 10.0}, set, "sun", "Sun", colour::orange);
  const std::string text = picture.element();
  CHECK(attribute_values(text, "data-from") ==
        std::vector<std::string>{"2029-12-22T00:00:00", "2030-02-20T00:00:00"});
  const auto x = attribute_values(text, "x"), width = attribute_values(text, "width");
  CHECK(std::vector<std::string>(x.end() - 2, x.end()) == std::vector<std::string>{"0", "50"});
  CHECK(std::vector<std::string>(width.end() - 2, width.end()) == std::vector<std::string>{"5", "10"});
}

TEST_CASE("sky: the stretches are those of light.csv, and the Sun is up where its elevation says so",
          "[report][figures]") {
  const LunarSite& site = designed().scenario().catalog.sites.at(0);
  const Figure figure = sky_figure(designed(), site).value();
  CHECK(figure.id == "sky-rim");
  const std::string text = figure.picture.element();
  CHECK(test::markup_problem(text) == "");
  const auto rows = rows_of(light_csv(designed()));
  REQUIRE(rows.size() >= 2);
  const auto drawn = stretches_of(text);
  for (const auto& row : rows) {
    CHECK(row.at("site") == "rim");
    CHECK(std::count(drawn.begin(), drawn.end(),
                     Stretch{row.at("what"), row.at("from_utc"), row.at("to_utc")}) == 1);
  }
  CHECK(std::count_if(drawn.begin(), drawn.end(),
                      [](const Stretch& each) { return each.what == "activity"; }) == 1);
  // The access layer has its own proofs; here another of its functions looks at the middle of each stretch.
  const AccessPoint place = AccessPoint::site("rim", moon, site.place);
  for (const auto& row : rows) {
    if (row.at("what") != "sun") continue;
    const Epoch begin = Epoch::parse(row.at("from_utc") + " UTC"),
                end = Epoch::parse(row.at("to_utc") + " UTC");
    CHECK(sunlit_fraction(place, site.mask(), begin + (end - begin) * 0.5) >= 0.5);
  }
}

TEST_CASE("sky: a roadmap that begins before the ephemeris shows the years that it knows",
          "[report][figures]") {
  Scenario scenario;
  scenario.roadmap.horizon = {Epoch::parse("2010-01-01 UTC"), Epoch::parse("2018-03-01 UTC")};
  LunarSite site;
  site.id = "rim";
  scenario.catalog.sites = {site};
  Mission mission;
  mission.id = "lander";
  mission.status = MissionStatus::flown;
  Activity stay;
  stay.id = "surface";
  stay.site = "rim";
  stay.actual_start = Epoch::parse("2012-01-01 UTC");
  stay.actual_end = Epoch::parse("2018-02-01 UTC");
  mission.activities = {stay};
  scenario.roadmap.missions = {mission};
  const auto rows = rows_of(light_csv(plan(scenario)));
  REQUIRE_FALSE(rows.empty());
  CHECK(rows.front().at("from_utc") >= "2017-12-09");
  CHECK(rows.back().at("to_utc") <= "2018-03-01T00:00:00");

  scenario.roadmap.missions[0].activities[0].actual_end = Epoch::parse("2012-02-01 UTC");
  const Campaign early = plan(scenario);
  CHECK(rows_of(light_csv(early)).empty());
  CHECK_FALSE(sky_figure(early, scenario.catalog.sites[0]));
}

TEST_CASE("shadow: what it draws is where Sun, Earth and Moon stand in line by plain geometry",
          "[report][figures]") {
  Scenario scenario;
  scenario.name = "one flight";
  scenario.roadmap.horizon = {Epoch::parse("2024-01-01 UTC"), Epoch::parse("2025-01-01 UTC")};
  Mission mission;
  mission.id = "queqiao-2";
  mission.activities.resize(1);
  scenario.roadmap.missions = {mission};
  scenario.flights = {test::queqiao_2()};
  const Campaign campaign = plan(scenario);
  const FlownFlight& flight = campaign.flights().at(0);
  const auto figure = shadow_figure(flight);
  REQUIRE(figure);
  const std::string text = figure->picture.element();
  CHECK(test::markup_problem(text) == "");
  const auto drawn_stretches = stretches_of(text);
  // Brute force at 2,000 instants: the Moon hides the Earth if its sphere stands between.
  const Trajectory& trajectory = *flight.trajectory;
  const Duration length = trajectory.end() - trajectory.begin();
  int hidden = 0;
  for (int i = 1; i < 2000; ++i) {
    const Epoch epoch = trajectory.begin() + length * (i / 2000.0);
    const State state = trajectory.at(epoch);
    const Ephemeris& ephemeris = Ephemeris::embedded();
    const Eigen::Vector3d to_earth =
        ephemeris.state_m(earth, state.frame.center, epoch).position_m - state.position_m;
    const Eigen::Vector3d to_moon =
        ephemeris.state_m(moon, state.frame.center, epoch).position_m - state.position_m;
    const double along = to_moon.dot(to_earth.normalized());
    const double off = (to_moon - along * to_earth.normalized()).norm();
    const bool behind = along > 0.0 && along < to_earth.norm() && off < 1737.4e3;
    bool drawn = false, near_edge = false;
    for (const Stretch& stretch : drawn_stretches) {
      if (stretch.what != "earth-hidden") continue;
      const Epoch begin = Epoch::parse(stretch.from + " UTC"), end = Epoch::parse(stretch.to + " UTC");
      drawn = drawn || (begin <= epoch && epoch < end);
      near_edge =
          near_edge || abs(epoch - begin) < Duration::seconds(2) || abs(epoch - end) < Duration::seconds(2);
    }
    if (!near_edge) CHECK(behind == drawn);
    hidden += behind;
  }
  CAPTURE(hidden);
  FlownFlight nothing;
  CHECK(shadow_figure(nothing) == std::nullopt);
}

TEST_CASE("links: a station sees a site when its elevation there, by plain geometry, is above ten degrees",
          "[report][figures]") {
  const LunarSite& site = designed().scenario().catalog.sites.at(0);
  const auto figure = links_figure(designed(), site);
  REQUIRE(figure);
  CHECK(figure->id == "links-rim");
  const std::string text = figure->picture.element();
  CHECK(test::markup_problem(text) == "");
  const auto drawn = stretches_of(text);
  // Kashi: 38.42 N, 76.71 E. Its up against the direction of the site, at the middle of each stretch and of
  // each gap; ground as a sphere: the ellipsoid's normal is up to 0.2 deg off, light takes 1.3 s.
  const SurfacePoint place{38.42 * 0.017453292519943, 76.71 * 0.017453292519943};
  const auto elevation_deg = [&](Epoch epoch) {
    const Frame there{earth, Axes::site, place};
    const Eigen::Vector3d up = rotation(there, earth_centred_icrf, epoch).R.col(2);
    const Eigen::Vector3d station_m = transformed({}, there, earth_centred_icrf, epoch).position_m;
    const Frame on_moon{moon, Axes::site, site.place};
    const Eigen::Vector3d site_m = transformed({}, on_moon, earth_centred_icrf, epoch).position_m;
    return 90.0 - std::acos(up.dot((site_m - station_m).normalized())) / 0.017453292519943;
  };
  int seen = 0;
  Epoch last;
  for (const Stretch& stretch : drawn) {
    if (stretch.what != "station-Kashi") continue;
    const Epoch from = Epoch::parse(stretch.from + " UTC"), to = Epoch::parse(stretch.to + " UTC");
    CHECK(elevation_deg(from + (to - from) * 0.5) > 10.0);
    if (seen > 0 && (from - last).hours() > 8.0) CHECK(elevation_deg(last + (from - last) * 0.5) < 10.0);
    last = to;
    ++seen;
  }
  CHECK(seen >= 5);
}
