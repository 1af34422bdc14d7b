#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/frames/transform.hpp>
#include <perilune/report/figures.hpp>
#include <perilune/report/file_name.hpp>

#include "axes.hpp"
#include "burns.hpp"

namespace perilune {
namespace {

using detail::concat;
using detail::LinearScale;

constexpr double panel = 305.0;  // side of a panel [px]
constexpr double gap = 58.0;
constexpr std::size_t columns = 3;
constexpr double least_body = 2.5;  // radius of a body that would be smaller than a dot [px]
constexpr std::size_t samples = 720;
constexpr int most_ticks = 48;
constexpr int burn_points = 24;
/// Closer than this to the Moon, a flight gets a panel of its own there [m].
constexpr double lunar_vicinity_m = 6.6e7;
constexpr double close_up_m = 1.5e7;

/// A point in the plane of a panel, in its unit of length.
struct Place {
  double across = 0.0;
  double up = 0.0;
};

struct Disc {
  Place centre;
  double radius = 0.0;
  std::string_view fill;
  std::string name;
};

struct Mark {
  Place place;
  std::string tip;
  std::string number;
};

/// A round instant on the path.
struct Tick {
  Place place;
  std::string utc;
  std::string r_km;  ///< where the craft is then: "x y z"; only in the view along the flight's own axes
};

/// A burn: the part of the path that it takes, or one place.
struct BurnArc {
  std::vector<Place> path;
  detail::FlownBurn burn;
};

/// From where a frame is looked at: what lies across and up.
enum class Side { xy, xz, yz };
constexpr Side sides[columns] = {Side::xy, Side::xz, Side::yz};

Place seen_from(Side side, const Eigen::Vector3d& r) {
  return {side == Side::yz ? r.y() : r.x(), side == Side::xy ? r.y() : r.z()};
}

/// "x, thousand km".
std::string across_text(Side side, std::string_view unit) {
  return concat(side == Side::yz ? "y" : "x", ", ", unit);
}
std::string up_text(Side side, std::string_view unit) {
  return concat(side == Side::xy ? "y" : "z", ", ", unit);
}

/// One view of a flight.
struct View {
  std::string title;
  std::string across;  ///< label of the axis, with its unit
  std::string up;
  std::vector<Place> path;
  std::vector<Place> moon_path;  ///< where the Moon goes meanwhile; empty where it stands still
  std::vector<Disc> discs;
  std::vector<std::pair<Place, std::string>> points;  ///< L1, L2
  std::vector<Mark> marks;
  std::vector<Tick> ticks;
  std::vector<BurnArc> burns;
  std::optional<double>
      half_side;  ///< shows a square of this half side about the origin; else all of the path
};

/// Earth and Moon have a size; any other centre is a dot.
double drawn_radius_m(BodyId body) {
  return body == earth ? earth_radius_m : body == moon ? moon_radius_m : 0.0;
}

/// The flight at the instants that are drawn, in the frames that they are drawn in.
class Flown {
 public:
  Flown(const FlownFlight& flight, const Ephemeris& ephemeris)
      : flight_(flight),
        trajectory_(*flight.trajectory),
        ephemeris_(ephemeris),
        frame_(trajectory_.begin_state().frame),
        burns_(detail::burns_on(trajectory_)) {
    const Epoch from = std::min(trajectory_.begin(), trajectory_.end());
    const Epoch to = std::max(trajectory_.begin(), trajectory_.end());
    for (std::size_t i = 0; i <= samples; ++i) {
      epochs_.push_back(from + (to - from) * (static_cast<double>(i) / samples));
    }
    // A close pass is turned through within minutes: the integrator's own steps are dense there.
    for (const Epoch epoch : trajectory_.step_epochs()) epochs_.push_back(epoch);
    std::sort(epochs_.begin(), epochs_.end());
    epochs_.erase(std::unique(epochs_.begin(), epochs_.end()), epochs_.end());
  }

  View inertial(Side side) const {
    View view;
    view.title = concat(body_name(frame_.center), "-centred, inertial (", to_text(frame_.axes), ")");
    view.across = across_text(side, "thousand km");
    view.up = up_text(side, "thousand km");
    const auto place = [side](const Eigen::Vector3d& r_m) { return seen_from(side, r_m * 1e-6); };
    for (const Epoch epoch : epochs_) {
      view.path.push_back(place(position_m(epoch, frame_)));
      const BodyId other = frame_.center == moon ? earth : moon;
      if (other == moon) view.moon_path.push_back(place(body_m(moon, epoch, frame_)));
    }
    view.discs.push_back(
        {{0, 0}, drawn_radius_m(frame_.center) * 1e-6, fill_of(frame_.center), body_name(frame_.center)});
    if (!view.moon_path.empty()) {
      view.discs.push_back({view.moon_path.back(), moon_radius_m * 1e-6, fill_of(moon), "moon, at the end"});
    }
    mark(view, [&](Epoch epoch) { return place(position_m(epoch, frame_)); });
    if (side != Side::xy) return view;
    for (Tick& tick : view.ticks) {
      const Eigen::Vector3d r_m = position_m(Epoch::parse(tick.utc + " UTC"), frame_);
      tick.r_km =
          concat(fixed(r_m.x() * 1e-3, 3), " ", fixed(r_m.y() * 1e-3, 3), " ", fixed(r_m.z() * 1e-3, 3));
    }
    return view;
  }

  View rotating(Side side) const {
    View view;
    view.title = concat("Earth-Moon rotating, from ", side == Side::xy   ? "the north"
                                                      : side == Side::xz ? "the side"
                                                                         : "beyond the Moon");
    view.across = across_text(side, "Earth-Moon distances");
    view.up = up_text(side, "Earth-Moon distances");
    const auto place = [&](Epoch epoch) {
      const Frame turning = earth_moon_rotating;
      const double distance_m = body_m(moon, epoch, earth_centred_icrf).norm();
      return seen_from(side, position_m(epoch, turning) / distance_m);
    };
    const auto on_the_line = [&](double x) { return Place{side == Side::yz ? 0.0 : x, 0.0}; };
    for (const Epoch epoch : epochs_) view.path.push_back(place(epoch));
    const double moon_share = mu_moon_m3_s2 / (mu_earth_m3_s2 + mu_moon_m3_s2);
    view.discs.push_back(
        {on_the_line(-moon_share), earth_radius_m / mean_distance_m, fill_of(earth), "earth"});
    view.discs.push_back(
        {on_the_line(1.0 - moon_share), moon_radius_m / mean_distance_m, fill_of(moon), "moon"});
    for (const auto& [way, name] : {std::pair{-1.0, "L1"}, std::pair{1.0, "L2"}}) {
      if (side == Side::yz) break;  // one before the other
      view.points.push_back(
          {on_the_line(1.0 - moon_share + way * distance_to_libration_point(moon_share, way)), name});
    }
    mark(view, place);
    return view;
  }

  std::optional<View> near_the_moon(Side side) const {
    View view;
    view.title = "close to the Moon, inertial (icrf)";
    view.across = across_text(side, "thousand km");
    view.up = up_text(side, "thousand km");
    view.half_side = close_up_m * 1e-6;
    const auto place = [&](Epoch epoch) {
      return seen_from(side, position_m(epoch, moon_centred_icrf) * 1e-6);
    };
    double closest_m = lunar_vicinity_m;
    for (const Epoch epoch : epochs_) {
      const double distance_m = position_m(epoch, moon_centred_icrf).norm();
      closest_m = std::min(closest_m, distance_m);
      if (distance_m < 3.0 * close_up_m) view.path.push_back(place(epoch));
    }
    if (closest_m >= close_up_m || frame_.center == moon) return std::nullopt;
    view.discs.push_back({{0, 0}, moon_radius_m * 1e-6, fill_of(moon), "moon"});
    mark(view, place);
    std::erase_if(view.burns, [](const BurnArc& arc) {
      return std::hypot(arc.path.front().across, arc.path.front().up) > 3.0e-6 * close_up_m;
    });
    return view;
  }

 private:
  static constexpr double mean_distance_m = 3.844e8;

  static std::string_view fill_of(BodyId body) { return body == earth ? colour::blue : colour::grey; }

  /// Distance of L1 (side -1) or L2 (side 1) from the Moon, in Earth-Moon distances: where gravity and the
  /// turning balance on the line of both, by Newton's method.
  static double distance_to_libration_point(double moon_share, double side) {
    double d = std::cbrt(moon_share / 3.0);
    for (int i = 0; i < 50; ++i) {
      const double x = 1.0 - moon_share + side * d;
      const double from_earth = x + moon_share;
      const double value = x - (1.0 - moon_share) / (from_earth * from_earth) - side * moon_share / (d * d);
      const double slope = side * (1.0 + 2.0 * (1.0 - moon_share) / (from_earth * from_earth * from_earth)) +
                           side * 2.0 * moon_share / (d * d * d);
      const double change = value / slope;
      d -= change;
      if (std::abs(change) < 1e-14) break;
    }
    return d;
  }

  Eigen::Vector3d position_m(Epoch epoch, const Frame& frame) const {
    const State state = trajectory_.at(epoch);
    return transformed({state.position_m, state.velocity_m_s}, state.frame, frame, epoch, ephemeris_)
        .position_m;
  }

  Eigen::Vector3d body_m(BodyId body, Epoch epoch, const Frame& frame) const {
    return transformed({}, {body, Axes::icrf}, frame, epoch, ephemeris_).position_m;
  }

  /// Events, burns, and round instants along the way.
  template <class PlaceAt>
  void mark(View& view, const PlaceAt& place) const {
    for (const detail::TimeTick& tick : detail::round_instants({epochs_.front(), epochs_.back()}, most_ticks))
      view.ticks.push_back({place(tick.epoch), tick.epoch.iso8601(TimeScale::utc, 0), ""});
    int number = 0;
    for (const FlownEvent& event : flight_.events) {
      ++number;
      if (!trajectory_.covers(event.epoch)) continue;
      view.marks.push_back(
          {place(event.epoch),
           concat(event.name, ", ", event.epoch.to_text(TimeScale::utc, 0), ", ",
                  fixed(event.altitude_m * 1e-3, 1), " km above the ", body_name(event.body)),
           std::to_string(number)});
    }
    for (const detail::FlownBurn& burn : burns_) {
      BurnArc& arc = view.burns.emplace_back(BurnArc{{}, burn});
      for (int i = 0; i <= burn_points; ++i)
        arc.path.push_back(
            place(burn.span.from + burn.span.length() * (static_cast<double>(i) / burn_points)));
    }
  }

  const FlownFlight& flight_;
  const Trajectory& trajectory_;
  const Ephemeris& ephemeris_;
  Frame frame_;
  std::vector<detail::FlownBurn> burns_;
  std::vector<Epoch> epochs_;
};

/// The square that a view shows: half its side, about its middle.
struct Shown {
  Place middle;
  double half_side = 1.0;
};

Shown window_of(const View& view) {
  if (view.half_side) return {{0, 0}, *view.half_side};
  Place low{0, 0};
  Place high{0, 0};
  const auto include = [&](const Place& place, double radius) {
    low = {std::min(low.across, place.across - radius), std::min(low.up, place.up - radius)};
    high = {std::max(high.across, place.across + radius), std::max(high.up, place.up + radius)};
  };
  for (const Place& place : view.path) include(place, 0.0);
  for (const Disc& disc : view.discs) include(disc.centre, disc.radius);
  for (const auto& [place, name] : view.points) include(place, 0.02);
  const double side = std::max({high.across - low.across, high.up - low.up, 1e-9});
  return {{(low.across + high.across) / 2, (low.up + high.up) / 2}, 0.55 * side};
}

void draw_path(SvgPicture& picture, const std::vector<Place>& path, const LinearScale& x,
               const LinearScale& y, SvgAttributes attributes) {
  std::vector<std::pair<double, double>> points;
  for (const Place& place : path) points.emplace_back(x(place.across), y(place.up));
  picture.polyline(points, attributes);
}

void draw_burn(SvgPicture& picture, const BurnArc& arc, const LinearScale& x, const LinearScale& y) {
  const auto& [name, span, delta_v_m_s, mass_before_kg, mass_after_kg] = arc.burn;
  const bool is_impulse = span.length() == Duration{};
  picture.group({{"class", "burn"},
                 {"data-burn", name},
                 {"data-from", span.from.iso8601(TimeScale::utc, 3)},
                 {"data-to", span.to.iso8601(TimeScale::utc, 3)},
                 {"data-delta-v-m-s", fixed(delta_v_m_s, 3)}},
                concat(name, is_impulse ? ", impulse: " : ", burn: ", fixed(delta_v_m_s, 1), " m/s, ",
                       span.from.to_text(TimeScale::utc, 0),
                       is_impulse ? std::string() : concat(", ", fixed(span.length().seconds(), 1), " s")));
  draw_path(picture, arc.path, x, y,
            {{"class", "ink-line"}, {"stroke", colour::black}, {"stroke-width", 4.0}});
  for (const Place& end : {arc.path.front(), arc.path.back()})
    picture.rect(x(end.across) - 2.5, y(end.up) - 2.5, 5.0, 5.0,
                 {{"class", "ink-fill"}, {"fill", colour::black}});
  picture.end_group();
}

void draw_frame(SvgPicture& picture, const View& view, const LinearScale& x, const LinearScale& y) {
  picture.text(x.begin, y.end - 10, view.title, {{"font-weight", "bold"}});
  for (const double value : detail::round_numbers(x.low, x.high, 5)) {
    picture.line(x(value), y.begin, x(value), y.end, {{"class", "grid"}, {"stroke", colour::faint}});
    picture.text(x(value), y.begin + 14, detail::round_text(value),
                 {{"text-anchor", "middle"}, {"font-size", "11"}});
  }
  for (const double value : detail::round_numbers(y.low, y.high, 5)) {
    picture.line(x.begin, y(value), x.end, y(value), {{"class", "grid"}, {"stroke", colour::faint}});
    picture.text(x.begin - 5, y(value) + 4, detail::round_text(value),
                 {{"text-anchor", "end"}, {"font-size", "11"}});
  }
  picture.rect(x.begin, y.end, x.end - x.begin, y.begin - y.end,
               {{"class", "ink-line"}, {"fill", "none"}, {"stroke", colour::grey}});
  picture.text((x.begin + x.end) / 2, y.begin + 29, concat(view.across, "; up: ", view.up),
               {{"text-anchor", "middle"}, {"font-size", "11"}});
}

void draw_view(SvgPicture& picture, const View& view, double left, double top) {
  const Shown window = window_of(view);
  const LinearScale x{window.middle.across - window.half_side, window.middle.across + window.half_side, left,
                      left + panel};
  const LinearScale y{window.middle.up - window.half_side, window.middle.up + window.half_side, top + panel,
                      top};
  const double pixels_per_unit = panel / (2.0 * window.half_side);
  draw_frame(picture, view, x, y);
  picture.clip(left, top, panel, panel);
  if (!view.moon_path.empty()) {
    draw_path(picture, view.moon_path, x, y, {{"stroke", colour::grey}, {"stroke-dasharray", "4 3"}});
  }
  for (const Disc& disc : view.discs) {
    picture.circle(x(disc.centre.across), y(disc.centre.up),
                   std::max(disc.radius * pixels_per_unit, least_body), {{"fill", disc.fill}}, disc.name);
  }
  for (const auto& [place, name] : view.points) {
    picture.circle(x(place.across), y(place.up), 2.0, {{"class", "ink-fill"}, {"fill", colour::black}}, name);
    picture.text(x(place.across) + 4, y(place.up) - 4, name, {{"font-size", "10"}});
  }
  draw_path(picture, view.path, x, y,
            {{"class", "path"}, {"stroke", colour::vermilion}, {"stroke-width", 1.5}});
  for (const BurnArc& arc : view.burns) draw_burn(picture, arc, x, y);
  for (const Tick& tick : view.ticks) {
    picture.circle(x(tick.place.across), y(tick.place.up), 1.8,
                   {{"class", "tick"},
                    {"fill", colour::vermilion},
                    {"data-utc", tick.r_km.empty() ? "" : tick.utc},
                    {"data-r-km", tick.r_km}});
  }
  for (const Mark& mark : view.marks) {
    const double mark_x = x(mark.place.across);
    const double mark_y = y(mark.place.up);
    picture.circle(mark_x, mark_y, 3.5,
                   {{"class", "event"}, {"fill", colour::orange}, {"stroke", colour::black}}, mark.tip);
    picture.text(mark_x + 6, mark_y + 4, mark.number, {{"font-size", "10"}});
  }
  picture.end_clip();
}

}  // namespace

std::optional<Figure> trajectory_figure(const FlownFlight& flight, const Ephemeris& ephemeris) {
  if (!flight.trajectory || flight.trajectory->begin() == flight.trajectory->end()) return std::nullopt;
  const Flown flown(flight, ephemeris);
  std::vector<View> views;
  for (const Side side : sides) views.push_back(flown.inertial(side));
  for (const Side side : sides) views.push_back(flown.rotating(side));
  for (const Side side : sides)
    if (auto close = flown.near_the_moon(side)) views.push_back(std::move(*close));

  const auto rows = static_cast<double>(views.size() / columns);
  SvgPicture picture(columns * (panel + gap) + 20.0, rows * (panel + 76.0) + 10.0,
                     "Flight of " + flight.mission,
                     concat("The trajectory in ", views.size(), " views, from ",
                            detail::minute_text(flight.trajectory->begin()), " to ",
                            detail::minute_text(flight.trajectory->end())));
  for (std::size_t i = 0; i < views.size(); ++i) {
    draw_view(picture, views[i], gap + static_cast<double>(i % columns) * (panel + gap),
              34.0 + static_cast<double>(i / columns) * (panel + 76.0));
  }
  return Figure{
      "trajectory-" + safe_file_name(flight.mission), "Flight of " + flight.mission,
      "The path (red) with its events, numbered in the order of the table below, burns as broad lines "
      "between squares, and small "
      "dots at round hours or days. Earth and Moon are to scale, but never smaller than a dot; the dashed "
      "line is the "
      "Moon's "
      "path meanwhile. In the views that turn with Earth and Moon the unit of length is their distance at "
      "that "
      "instant, so that both stand still.",
      std::move(picture)};
}

}  // namespace perilune
