#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <perilune/access/access.hpp>
#include <perilune/core/text.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/frames/transform.hpp>
#include <perilune/propagation/propagator.hpp>
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
  std::string what, with, from, to;
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
    const auto with = attribute_values(group, "data-with");
    for (std::size_t i = 0; i < from.size(); ++i)
      all.push_back({what.at(0), with.empty() ? "" : with[0], from[i], to.at(i)});
    at = next;
  }
  return all;
}

/// Whether the picture tells the page's script that it shows this part of the campaign, and has all of its
/// stretches where they move with the time of the page.
bool moves_as_a_part(const std::string& text, Interval span) {
  const auto says = [&](const char* name, const std::string& value) {
    return attribute_values(text, name) == std::vector<std::string>{value};
  };
  const std::size_t moving = text.find("<g class=\"time\">");
  return says("data-time-reach", "part") && says("data-time-from", span.from.iso8601(TimeScale::utc, 3)) &&
         says("data-time-to", span.to.iso8601(TimeScale::utc, 3)) && moving != std::string::npos &&
         text.rfind("<text") < moving && text.find("class=\"stretch\"") > moving;
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
                     Stretch{row.at("what"), "", row.at("from_utc"), row.at("to_utc")}) == 1);
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
  CHECK(moves_as_a_part(text, {flight.trajectory->begin(), flight.trajectory->end()}));
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
  const Epoch arrives = designed().schedule().schedule.activities.back().start_date;
  CHECK(moves_as_a_part(
      text, {arrives, std::min(arrives + Duration::days(14.0), designed().scenario().roadmap.horizon.to)}));
  const auto drawn = stretches_of(text);
  // Kashi: 38.42 N, 76.71 E. Its up against the direction of the site, at the middle of each stretch and of
  // each gap; ground as a sphere: the ellipsoid's normal is up to 0.2 deg off, light takes 1.3 s.
  const SurfacePoint place = known_ground_stations().at(0).place;
  CHECK(place.latitude_rad == Approx(38.42 * 0.017453292519943));
  CHECK(place.east_longitude_rad == Approx(76.71 * 0.017453292519943));
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
    if (stretch.what != "ground-station" || stretch.with != "kashi") continue;
    const Epoch from = Epoch::parse(stretch.from + " UTC"), to = Epoch::parse(stretch.to + " UTC");
    CHECK(elevation_deg(from + (to - from) * 0.5) > 10.0);
    if (seen > 0 && (from - last).hours() > 8.0) CHECK(elevation_deg(last + (from - last) * 0.5) < 10.0);
    last = to;
    ++seen;
  }
  CHECK(seen >= 5);
}

namespace {

constexpr double degree = 0.017453292519943295;

/// A relay that is flown into an ellipse and operates there for twelve days, a stay on the far side of the
/// Moon that begins with them, and two ground stations of the scenario's own.
const Campaign& with_relay() {
  static const Campaign campaign = [] {
    Scenario scenario = designed().scenario();
    LunarSite& site = scenario.catalog.sites.at(0);
    site.id = "far-side";
    site.place = surface_point(Angle::from_si(-45.0 * degree), Angle::from_si(178.0 * degree));
    site.horizon_level_rad = 5.0 * degree;
    for (const auto& [id, latitude, longitude, least] :
         {std::tuple{"north", 40.0, 80.0, 10.0}, std::tuple{"south", -35.0, 149.0, 20.0}}) {
      GroundStation station;
      station.id = id;
      station.place = surface_point(Angle::from_si(latitude * degree), Angle::from_si(longitude * degree));
      station.least_elevation = Angle::from_si(least * degree);
      station.where = {"made.yaml", station.id == "north" ? 7 : 8, 1};
      scenario.catalog.ground_stations.push_back(station);
    }
    Mission& relay = scenario.roadmap.missions.at(0);
    relay.id = "relay";
    relay.activities[2].site.clear();
    Activity works;
    works.kind = ActivityKind::operate;
    works.duration = DurationRange::exactly(Duration::days(12.0));
    relay.activities.push_back(works);
    MissionPlan& plan_of = scenario.plans.at(0);
    plan_of.mission = "relay";
    plan_of.legs[2].apolune = Length::from_si(8.6e6);
    plan_of.legs.resize(4);
    Mission stay;
    stay.id = "stay";
    Activity surface;
    surface.kind = ActivityKind::surface;
    surface.site = "far-side";
    surface.duration = DurationRange::exactly(Duration::days(10.0));
    stay.activities = {surface};
    stay.after.push_back({});
    stay.after.back().mission = Reference("relay", {});
    stay.after.back().after_activity = Reference("capture", {});
    scenario.roadmap.missions.push_back(stay);
    return plan(scenario);
  }();
  return campaign;
}

}  // namespace

TEST_CASE("links: Sun, Earth, relay and ground stations are seen when plain geometry says so",
          "[report][figures]") {
  const Campaign& campaign = with_relay();
  const LunarSite& site = campaign.scenario().catalog.sites.at(0);
  const auto figure = links_figure(campaign, site);
  REQUIRE(figure);
  CHECK(test::markup_problem(figure->picture.element()) == "");
  const auto drawn = stretches_of(figure->picture.element());

  // The table has what is drawn, and says which line each ground station comes from.
  const auto rows = rows_of(links_csv(campaign));
  CHECK(rows.size() == drawn.size());
  for (const auto& row : rows) {
    const Stretch stretch{row.at("what"), row.at("with"), row.at("from_utc"), row.at("to_utc")};
    CHECK(std::count(drawn.begin(), drawn.end(), stretch) == 1);
    if (row.at("with") == "north") CHECK(row.at("source") == "made.yaml:7");
  }

  // The relay's path once more: an impulse at the perilune, then the forces of the full model.
  const FlownMission& flown = campaign.loop().missions.at(0);
  REQUIRE(flown.targets_met);
  State state = flown.transfer.perilune;
  const double r_m = state.position_m.norm(), a_m = 0.5 * (r_m + 1737.4e3 + 8.6e6);
  state.velocity_m_s *= std::sqrt(4.902800066e12 * (2.0 / r_m - 1.0 / a_m)) / state.velocity_m_s.norm();
  const Interval works = [&] {
    const RoadmapSchedule& answer = campaign.schedule();
    const ScheduledActivity& operate =
        answer.schedule.activities.at(answer.model.activities.at(0).at(3)->number);
    return Interval{operate.start_date, operate.end_date};
  }();
  const Epoch begin = works.from, end = begin + Duration::days(14.0);
  const Trajectory path = Propagator(translunar_forces()).propagate(state, end);

  // Degrees by which something stands above what it has to stand above; geometric, while what is drawn has
  // light time and aberration in it: 20 arc seconds, and what a second of light moves, below 0.02 deg.
  constexpr double unsure_deg = 0.05;
  const auto above_deg = [&](BodyId body, const SurfacePoint& place, double least_deg,
                             const Eigen::Vector3d& r_moon_m, Epoch epoch) {
    const Frame there{body, Axes::site, place};
    const Eigen::Vector3d up = rotation(there, moon_centred_icrf, epoch).R.col(2);
    const Eigen::Vector3d place_m = transformed({}, there, moon_centred_icrf, epoch).position_m;
    return 90.0 - std::acos(up.dot((r_moon_m - place_m).normalized())) / degree - least_deg;
  };
  const auto clear_of_moon = [](const Eigen::Vector3d& from_m, const Eigen::Vector3d& to_m) {
    const Eigen::Vector3d way = (to_m - from_m).normalized();
    const double along = -from_m.dot(way);
    const bool passes = along > 0.0 && along < (to_m - from_m).norm();
    return passes ? (from_m + along * way).norm() - 1737.4e3 : 1e9;
  };
  const auto is_drawn = [&](std::string_view what, std::string_view with, Epoch epoch) {
    return std::any_of(drawn.begin(), drawn.end(), [&](const Stretch& each) {
      return each.what == what && each.with == with && Epoch::parse(each.from + " UTC") <= epoch &&
             epoch < Epoch::parse(each.to + " UTC");
    });
  };
  const Ephemeris& ephemeris = Ephemeris::embedded();
  int relayed = 0, passed_on = 0, unseen = 0;
  for (int i = 1; i < 1500; ++i) {
    const Epoch epoch = begin + (end - begin) * (i / 1500.0);
    const double to_sun =
        above_deg(moon, site.place, 5.0, ephemeris.state_m(sun, moon, epoch).position_m, epoch);
    const double to_earth =
        above_deg(moon, site.place, 5.0, ephemeris.state_m(earth, moon, epoch).position_m, epoch);
    if (std::abs(to_sun) > unsure_deg) CHECK(is_drawn("sun", "", epoch) == (to_sun > 0.0));
    if (std::abs(to_earth) > unsure_deg) CHECK(is_drawn("earth", "", epoch) == (to_earth > 0.0));
    CHECK_FALSE(is_drawn("ground-station", "north", epoch));  // the Earth never rises there

    const Eigen::Vector3d relay_m = path.at(epoch).position_m;
    const double to_relay = above_deg(moon, site.place, 5.0, relay_m, epoch);
    bool hears = false,
         is_sure = std::abs(to_relay) > unsure_deg && abs(epoch - works.to) > Duration::seconds(2);
    for (const GroundStation& station : campaign.scenario().catalog.ground_stations) {
      const double high =
          above_deg(earth, station.place, station.least_elevation.si() / degree, relay_m, epoch);
      const Eigen::Vector3d station_m =
          transformed({}, {earth, Axes::site, station.place}, moon_centred_icrf, epoch).position_m;
      const double clear_m = clear_of_moon(station_m, relay_m);
      is_sure = is_sure && std::abs(high) > unsure_deg && std::abs(clear_m) > 2e4;
      hears = hears || (high > 0.0 && clear_m > 0.0);
    }
    if (!is_sure) continue;
    const bool sees = to_relay > 0.0 && epoch < works.to;
    CHECK(is_drawn("relay", "relay", epoch) == sees);
    CHECK(is_drawn("through", "relay", epoch) == (sees && hears));
    relayed += sees, passed_on += sees && hears, unseen += !sees;
  }
  CHECK(relayed > passed_on);  // each of the cases was there
  CHECK(passed_on > 50);
  CHECK(unseen > 50);
}
