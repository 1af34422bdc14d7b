#include <cmath>
#include <string>

#include <perilune/bodies/constants.hpp>
#include <perilune/campaign/flown.hpp>
#include <perilune/core/text.hpp>
#include <perilune/frames/transform.hpp>
#include <perilune/report/figures.hpp>

#include "markup.hpp"
#include "support/arrivals.hpp"
#include "support/catch.hpp"

using namespace perilune;
using perilune::test::attribute_values;

namespace {

LunarSite site_at(const char* id, double latitude_deg, double longitude_deg) {
  constexpr double degree = 3.14159265358979323846 / 180.0;
  LunarSite site;
  site.id = id;
  site.place = surface_point(Angle::from_si(latitude_deg * degree), Angle::from_si(longitude_deg * degree));
  return site;
}

/// The circle of a site's group: its centre.
std::pair<double, double> circle_after(const std::string& text, const std::string& mark) {
  const std::string tail = text.substr(text.find(mark));
  return {std::stod(attribute_values(tail, "cx").at(0)), std::stod(attribute_values(tail, "cy").at(0))};
}

}  // namespace

TEST_CASE("south pole: sites lie at their distance from the pole, east clockwise from the top",
          "[report][figures]") {
  // Shackleton's rim point, Cabeus and Leibnitz beta as the IAU gazetteer has them, to a tenth of a degree.
  const std::vector<LunarSite> sites = {site_at("shackleton", -89.7, 129.8), site_at("cabeus", -85.3, -42.1),
                                        site_at("far", -60.0, 10.0)};
  const auto figure = south_pole_figure(sites);
  REQUIRE(figure);
  const std::string text = figure->picture.element();
  CHECK(test::markup_problem(text) == "");
  CHECK(attribute_values(text, "data-site") == std::vector<std::string>{"shackleton", "cabeus"});
  const double middle_x = 40.0 + 200.0, middle_y = 50.0 + 200.0, px_per_deg = 20.0;
  const auto [x, y] = circle_after(text, "data-site=\"cabeus\"");
  CHECK(std::abs(std::hypot(x - middle_x, y - middle_y) - 4.7 * px_per_deg) < 0.02);
  CHECK(x < middle_x);  // 42 deg west: left of the Earth's direction, which is up
  CHECK(y < middle_y);
  // 100 km over the ground of a sphere of 1737.4 km are 3.2978 deg.
  const std::string circle = text.substr(text.find("data-radius-km"));
  CHECK(std::abs(std::stod(attribute_values(circle, "r").at(0)) - 3.2978 * px_per_deg) < 0.02);
  CHECK(south_pole_figure({site_at("far", -60.0, 10.0)}) == std::nullopt);
}

TEST_CASE("ground track: it ends over the point that the rotation of the Moon says", "[report][figures]") {
  const FlownFlight flight = fly(test::queqiao_2());
  const auto figure = ground_track_figure(flight, {site_at("rim", -88.8, 123.4)});
  REQUIRE(figure);
  const std::string text = figure->picture.element();
  CHECK(test::markup_problem(text) == "");
  const Epoch end = flight.trajectory->end();
  const State state = flight.trajectory->at(end);
  const Ephemeris& ephemeris = Ephemeris::embedded();
  const Eigen::Vector3d r_moon_sc_icrf_m =
      rotation(state.frame.axes, Axes::icrf, end, ephemeris).R * state.position_m -
      ephemeris.state_m(moon, state.frame.center, end).position_m;
  const Eigen::Vector3d r_m = rotation(Axes::icrf, Axes::moon_me, end, ephemeris).R * r_moon_sc_icrf_m;
  const std::string last = attribute_values(text, "data-last").at(0);
  const double latitude_deg = std::stod(last), longitude_deg = std::stod(last.substr(last.find(' ')));
  constexpr double degree = 3.14159265358979323846 / 180.0;
  CHECK(std::abs(std::sin(latitude_deg * degree) - r_m.z() / r_m.norm()) < 1e-7);
  CHECK(std::abs(std::remainder(longitude_deg * degree - std::atan2(r_m.y(), r_m.x()), 6.283185307)) < 1e-7);
  CHECK(std::stoi(attribute_values(text, "data-points").at(0)) > 20);
}
