#include "window_scan.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/design/transfer_conic.hpp>
#include <perilune/frames/moon_axes.hpp>

namespace perilune::detail {

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double turn = 2.0 * pi;
constexpr double sidereal_day_s = turn / earth_rotation_rate_rad_s;
constexpr double spacing_s = 10800.0;  // of the table; cubics between, with velocities: 20 m
constexpr double day_s = 86400.0;
constexpr double flight_step_s = 0.2 * day_s;

/// How far the Earth's flattening turns the node of a launch plane until the craft is on its way: secularly
/// along the coast, and over half a turn of an orbit that is twice as wide and four times less turned [rad].
double node_drift_rad(double cosine_of_inclination, double parking_radius_m, double coast_s) {
  const double rate_rad_s = std::sqrt(mu_earth_m3_s2 / parking_radius_m) / parking_radius_m;
  const double of_radius = earth_gravity_radius_m / parking_radius_m;
  return -1.5 * earth_j2 * of_radius * of_radius * cosine_of_inclination * (rate_rad_s * coast_s + 0.25 * pi);
}

}  // namespace

WindowScan::WindowScan(const WindowProfile& profile, const Ephemeris& ephemeris)
    : profile_(profile),
      arrival_{moon_radius_m + profile.perilune_altitude.in(metre), profile.inclination.in(radian),
               profile.branch} {
  start_ = profile.horizon.from - Duration::days(1.0);
  const Epoch end = profile.horizon.to + profile.time_of_flight_max + Duration::days(2.0);
  days_ = static_cast<std::size_t>(
              std::ceil((profile.horizon.to - profile.horizon.from).seconds() / sidereal_day_s)) +
          1;
  angle_at_start_rad_ = earth_rotation_angle_rad(start_);
  site_ = site_position_m(earth, profile.site.place).normalized();
  parking_radius_m_ = earth_radius_m + profile.ascent.altitude.in(metre);
  parking_speed_m_s_ = std::sqrt(mu_earth_m3_s2 / parking_radius_m_);
  const double low = profile.site.azimuth_min.in(radian), high = profile.site.azimuth_max.in(radian);
  const double east = std::clamp(pi / 2.0, low, high);
  if (high > east || high == low)
    parts_.push_back({east, high, WindowBound::azimuth_min, WindowBound::azimuth_max});
  if (low < east) parts_.push_back({east, low, WindowBound::azimuth_max, WindowBound::azimuth_min});
  const auto nodes = static_cast<std::size_t>(std::ceil((end - start_).seconds() / spacing_s)) + 2;
  table_.resize(nodes);
  const std::size_t per_day = 8;
  Eigen::Matrix3d R_date_icrf;
  Eigen::Vector3d pole;
  for (std::size_t k = 0; k < nodes; ++k) {
    const Epoch at = start_ + Duration::seconds(spacing_s * static_cast<double>(k));
    if (k % per_day == 0) {
      const double angle = earth_rotation_angle_rad(at);
      R_date_icrf = Eigen::AngleAxisd(angle, Eigen::Vector3d::UnitZ()).toRotationMatrix() *
                    quick_itrf_from_icrf_matrix(at);
      pole = R_date_icrf * moon_me_from_icrf(at, ephemeris).R.row(2).transpose();
    }
    const PositionVelocity of_moon = ephemeris.state_m(moon, earth, at);
    table_[k] = {R_date_icrf * of_moon.position_m, R_date_icrf * of_moon.velocity_m_s, pole};
  }
}

Epoch WindowScan::epoch(double s) const {
  return start_ + Duration::seconds(s);
}

WindowScan::Moon WindowScan::moon_at(double s) const {
  const double place = s / spacing_s;
  const auto k = std::min(static_cast<std::size_t>(std::max(0.0, place)), table_.size() - 2);
  const double u = place - static_cast<double>(k);
  const Moon &a = table_[k], &b = table_[k + 1];
  const double u2 = u * u, u3 = u2 * u;
  const Eigen::Vector3d r = (2 * u3 - 3 * u2 + 1) * a.r_m + (u3 - 2 * u2 + u) * spacing_s * a.v_m_s +
                            (3 * u2 - 2 * u3) * b.r_m + (u3 - u2) * spacing_s * b.v_m_s;
  return {r, (1 - u) * a.v_m_s + u * b.v_m_s, a.pole};
}

double WindowScan::passage_s(double lift_off_s, double time_of_flight_s, const Way& way) const {
  return lift_off_s + profile_.ascent.duration.seconds() + way.coast_s + time_of_flight_s +
         way.approach.head_start_s;
}

std::optional<WindowScan::Point> WindowScan::lift_off(double near_s, DailyOpportunity opportunity,
                                                      double azimuth_rad, double time_of_flight_s,
                                                      const Way& way) const {
  const Eigen::Vector3d east = Eigen::Vector3d::UnitZ().cross(site_).normalized();
  const Eigen::Vector3d forward = std::cos(azimuth_rad) * site_.cross(east) + std::sin(azimuth_rad) * east;
  const Eigen::Vector3d n = site_.cross(forward);
  const double n_across = std::hypot(n.x(), n.y());
  const double n_angle =
      std::atan2(n.y(), n.x()) + angle_at_start_rad_ + node_drift_rad(n.z(), parking_radius_m_, way.coast_s);
  constexpr double hopeless = 0.2;
  double t = near_s, beyond = 0.0;
  for (int i = 0; i < 8; ++i) {
    const Eigen::Vector3d m =
        (moon_at(passage_s(t, time_of_flight_s, way)).r_m + way.approach.miss_m).normalized();
    const double cosine = -(n.z() * m.z()) / (n_across * std::hypot(m.x(), m.y()));
    beyond = std::abs(cosine) - 1.0;
    if (beyond > hopeless) return {};
    const double away = std::acos(std::clamp(cosine, -1.0, 1.0));
    const double psi = opportunity == DailyOpportunity::northbound ? -away : away;
    const double wanted_s = (std::atan2(m.y(), m.x()) + psi - n_angle) / earth_rotation_rate_rad_s;
    const double next = t + std::remainder(wanted_s - t, sidereal_day_s);
    const double moved = std::abs(next - t);
    t = next;
    if (moved < 1.0) break;
  }
  return Point{t, azimuth_rad, time_of_flight_s, way, beyond, {}, WindowBound::azimuth_min};
}

WindowScan::Cost WindowScan::cost(const Point& point) const {
  const double turned = angle_at_start_rad_ + earth_rotation_rate_rad_s * point.lift_off_s;
  const Eigen::Matrix3d turn_to_date = Eigen::AngleAxisd(turned, Eigen::Vector3d::UnitZ()).toRotationMatrix();
  const Eigen::Vector3d site = turn_to_date * site_;
  const Eigen::Vector3d east = Eigen::Vector3d::UnitZ().cross(site).normalized();
  const Eigen::Vector3d forward =
      std::cos(point.azimuth_rad) * site.cross(east) + std::sin(point.azimuth_rad) * east;
  const Eigen::Vector3d n = site.cross(forward);
  const Moon at = moon_at(passage_s(point.lift_off_s, point.time_of_flight_s, point.way));
  const Eigen::Vector3d there_m = at.r_m + point.way.approach.miss_m;
  const double distance_m = there_m.norm();
  const double perilune_m = arrival_.perilune_m;
  const Eigen::Vector3d out = there_m / distance_m;
  const Eigen::Vector3d ahead = n.cross(out).normalized();
  const TransferConic conic =
      transfer_conic(parking_radius_m_, distance_m, point.time_of_flight_s + point.way.approach.head_start_s);
  const double across_m_s = std::sqrt(
      std::max(0.0, conic.speed_m_s * conic.speed_m_s - conic.radial_speed_m_s * conic.radial_speed_m_s));
  const Eigen::Vector3d v_infinity_m_s = conic.radial_speed_m_s * out + across_m_s * ahead - at.v_m_s;
  Cost cost;
  cost.v_infinity_m_s = v_infinity_m_s.norm();
  cost.way.approach = lunar_approach(v_infinity_m_s, arrival_, at.pole);
  const double apolune_m =
      profile_.apolune_altitude ? moon_radius_m + profile_.apolune_altitude->in(metre) : perilune_m;
  cost.injection_m_s = conic.perigee_speed_m_s - parking_speed_m_s_;
  cost.insertion_m_s =
      std::sqrt(cost.v_infinity_m_s * cost.v_infinity_m_s + 2.0 * mu_moon_m3_s2 / perilune_m) -
      std::sqrt(mu_moon_m3_s2 * (2.0 / perilune_m - 2.0 / (perilune_m + apolune_m)));
  const Eigen::Vector3d perigee = std::cos(conic.angle_rad) * out - std::sin(conic.angle_rad) * ahead;
  const double downrange = profile_.ascent.downrange.in(radian);
  const Eigen::Vector3d insertion = std::cos(downrange) * site + std::sin(downrange) * forward;
  double angle = std::atan2(insertion.cross(perigee).dot(n), insertion.dot(perigee));
  if (angle < least_coast_s * parking_speed_m_s_ / parking_radius_m_) angle += turn;
  cost.way.coast_s = angle * parking_radius_m_ / parking_speed_m_s_;
  return cost;
}

WindowScan::NearAzimuth WindowScan::near_azimuth(const Part& part, const Point& point) const {
  const Eigen::Vector3d m = (moon_at(passage_s(point.lift_off_s, point.time_of_flight_s, point.way)).r_m +
                             point.way.approach.miss_m)
                                .normalized();
  const double least_sine =
      std::hypot(m.x(), m.y()) / std::hypot(site_.x(), site_.y());  // of the azimuth that just holds the Moon
  if (least_sine >= 1.0) return {part.near_rad, part.near_bound};
  const double edge = part.far_rad > part.near_rad || part.near_bound == WindowBound::azimuth_min
                          ? pi - std::asin(least_sine)
                          : std::asin(least_sine);
  const bool clipped =
      part.near_bound == WindowBound::azimuth_min ? edge > part.near_rad : edge < part.near_rad;
  return clipped ? NearAzimuth{edge, WindowBound::moon_declination}
                 : NearAzimuth{part.near_rad, part.near_bound};
}

std::optional<WindowScan::Point> WindowScan::middle(double near_s, DailyOpportunity opportunity,
                                                    double time_of_flight_s) const {
  std::optional<Point> best;
  for (const Part& part : parts_) {
    const auto far = costed_point(near_s, opportunity, part.far_rad, time_of_flight_s, {});
    if (!far) continue;
    const auto near = near_point(part, opportunity, *far);
    if (!near) continue;
    const auto point = costed_point(far->lift_off_s, opportunity, 0.5 * (near->azimuth_rad + part.far_rad),
                                    time_of_flight_s, far->way);
    if (!point) continue;
    const auto total = [](const Point& p) { return p.cost.injection_m_s + p.cost.insertion_m_s; };
    if (!best || total(*point) < total(*best)) best = point;
  }
  return best;
}

double WindowScan::c3_m2_s2(const Cost& cost) const {
  const double speed_m_s = parking_speed_m_s_ + cost.injection_m_s;
  return speed_m_s * speed_m_s - 2.0 * mu_earth_m3_s2 / parking_radius_m_;
}

double WindowScan::Allowance::insertion_at_m_s(double time_of_flight_s) const {
  const auto& known = insertion_by_time;
  if (known.empty()) return insertion_m_s;
  const auto after =
      std::lower_bound(known.begin(), known.end(), std::pair<double, double>(time_of_flight_s, -INFINITY));
  if (after == known.begin()) return after->second;
  if (after == known.end()) return known.back().second;
  const auto before = after - 1;
  const double share = (time_of_flight_s - before->first) / (after->first - before->first);
  return before->second + share * (after->second - before->second);
}

void WindowScan::Allowance::learn(double time_of_flight_s, double insertion_error_m_s) {
  constexpr double same_s = 600.0;
  std::erase_if(insertion_by_time,
                [&](const auto& one) { return std::abs(one.first - time_of_flight_s) < same_s; });
  const std::pair<double, double> one{time_of_flight_s, insertion_error_m_s};
  insertion_by_time.insert(std::upper_bound(insertion_by_time.begin(), insertion_by_time.end(), one), one);
}

WindowScan::Slack WindowScan::slack(const Point& point, const Allowance& allowance) const {
  Slack slack{INFINITY, WindowBound::insertion_delta_v};
  const auto limit = [&](const std::optional<Speed>& most, double spent_m_s, double room_m_s,
                         WindowBound which) {
    if (!most) return;
    const double left = most->si() + room_m_s - spent_m_s;
    if (left < slack.m_s) slack = {left, which};
  };
  limit(profile_.most_insertion_delta_v, point.cost.insertion_m_s,
        allowance.insertion_at_m_s(point.time_of_flight_s), WindowBound::insertion_delta_v);
  limit(profile_.most_injection_delta_v, point.cost.injection_m_s, allowance.injection_m_s,
        WindowBound::injection_delta_v);
  return slack;
}

std::optional<WindowScan::Point> WindowScan::costed_point(double near_s, DailyOpportunity opportunity,
                                                          double azimuth_rad, double time_of_flight_s,
                                                          const Way& guess, double beyond) const {
  constexpr double near_enough_s = 60.0, near_enough_m = 50e3;  // two seconds of lift-off
  std::optional<Point> point;
  Way way = guess;
  for (int i = 0; i < 4; ++i) {
    point = lift_off(point ? point->lift_off_s : near_s, opportunity, azimuth_rad, time_of_flight_s, way);
    if (!point) return {};
    point->cost = cost(*point);
    const Way& own = point->cost.way;
    const bool settled = std::abs(own.coast_s - way.coast_s) +
                                 std::abs(own.approach.head_start_s - way.approach.head_start_s) <
                             near_enough_s &&
                         (own.approach.miss_m - way.approach.miss_m).norm() < near_enough_m;
    if (settled) break;
    way = own;
  }
  if (point->beyond > beyond) return {};
  return point;
}

WindowScan::Cost WindowScan::cost_of(Epoch lift_off, double azimuth_rad, Duration time_of_flight) const {
  Point point{(lift_off - start_).seconds(), azimuth_rad, time_of_flight.seconds(), {}, 0.0, {},
              WindowBound::azimuth_min};
  for (int i = 0; i < 3; ++i) point.way = cost(point).way;
  return cost(point);
}

std::optional<WindowScan::Point> WindowScan::near_point(const Part& part, DailyOpportunity opportunity,
                                                        const Point& far) const {
  constexpr double beyond = INFINITY;  // while the azimuth that just holds the Moon is looked for
  std::optional<Point> point;
  for (int i = 0; i < 3; ++i) {
    const NearAzimuth azimuth = near_azimuth(part, point ? *point : far);
    if (point && std::abs(azimuth.azimuth_rad - point->azimuth_rad) < 1e-4) break;
    point = costed_point(far.lift_off_s, opportunity, azimuth.azimuth_rad, far.time_of_flight_s,
                         point ? point->way : far.way, beyond);
    if (!point) return {};
    point->plane_bound = azimuth.bound;
    if (azimuth.bound != WindowBound::moon_declination) break;
  }
  return point;
}

std::optional<WindowScan::CostEdge> WindowScan::cost_edge(const LaunchWindow& window, bool first,
                                                          const Allowance& allowance) const {
  const auto holds = [&](const Part& part) {
    const auto [low, high] = std::minmax(part.near_rad, part.far_rad);
    return window.azimuth_rad >= low - 1e-9 && window.azimuth_rad <= high + 1e-9;
  };
  const auto part = std::find_if(parts_.begin(), parts_.end(), holds);
  if (part == parts_.end()) return {};
  const double near_s = (window.lift_off - start_).seconds();
  const double sign = first ? -1.0 : 1.0;
  const auto better = [&](const Point& a, const Point& b) {
    return sign * (a.lift_off_s - b.lift_off_s) > 0.0;
  };

  // For one time of flight: the outermost azimuth that is allowed.
  const auto outermost = [&](double flight_s) -> std::optional<Point> {
    const auto at = [&](double share) -> std::optional<Point> {
      const double azimuth_rad = part->near_rad + share * (part->far_rad - part->near_rad);
      std::optional<Point> point = costed_point(near_s, window.opportunity, azimuth_rad, flight_s, {});
      if (point && !(slack(*point, allowance).m_s >= 0.0)) return {};
      return point;
    };
    constexpr int pieces = 4;
    std::array<std::optional<Point>, pieces + 1> points;
    int best = -1;
    for (int k = 0; k <= pieces; ++k) {
      points[static_cast<std::size_t>(k)] = at(static_cast<double>(k) / pieces);
      const auto& point = points[static_cast<std::size_t>(k)];
      if (point && (best < 0 || better(*point, *points[static_cast<std::size_t>(best)]))) best = k;
    }
    if (best < 0) return {};
    std::optional<Point> outer = points[static_cast<std::size_t>(best)];
    for (const int next : {best - 1, best + 1}) {
      if (next < 0 || next > pieces || points[static_cast<std::size_t>(next)]) continue;
      double good = static_cast<double>(best) / pieces, bad = static_cast<double>(next) / pieces;
      for (int i = 0; i < 10; ++i) {
        const double middle = 0.5 * (good + bad);
        const std::optional<Point> point = at(middle);
        if (point && better(*point, *outer)) outer = point;
        (point ? good : bad) = middle;
      }
    }
    return outer;
  };

  // From the window's best flight to both sides, as long as any azimuth is allowed.
  const double low_s = profile_.time_of_flight_min.seconds(), high_s = profile_.time_of_flight_max.seconds();
  const double from_s = window.time_of_flight.seconds();
  constexpr double step_s = 0.125 * day_s;
  std::optional<Point> edge = outermost(from_s);
  if (!edge) return {};
  for (const double direction : {-1.0, 1.0}) {
    for (double flight_s = from_s; direction < 0.0 ? flight_s > low_s : flight_s < high_s;) {
      flight_s = std::clamp(flight_s + direction * step_s, low_s, high_s);
      const std::optional<Point> point = outermost(flight_s);
      if (!point) break;
      if (better(*point, *edge)) edge = point;
    }
  }
  for (double width_s = 0.5 * step_s; width_s > 20.0; width_s *= 0.5) {
    const double middle_s = edge->time_of_flight_s;
    for (const double flight_s : {middle_s - width_s, middle_s + width_s}) {
      if (flight_s < low_s || flight_s > high_s) continue;
      const std::optional<Point> point = outermost(flight_s);
      if (point && better(*point, *edge)) edge = point;
    }
  }
  CostEdge found{*edge, slack(*edge, allowance).tightest, slack(*edge, allowance).tightest};
  // Not a limit of cost ends it, but that no plane holds the Moon any more.
  if (slack(*edge, allowance).m_s > 3.0) found.flight_bound = WindowBound::moon_declination;
  if (std::abs(edge->azimuth_rad - part->near_rad) < 1e-9) found.plane_bound = part->near_bound;
  if (std::abs(edge->azimuth_rad - part->far_rad) < 1e-9) found.plane_bound = part->far_bound;
  if (edge->time_of_flight_s <= profile_.time_of_flight_min.seconds() + 20.0) {
    found.flight_bound = WindowBound::time_of_flight_min;
  } else if (edge->time_of_flight_s >= profile_.time_of_flight_max.seconds() - 20.0) {
    found.flight_bound = WindowBound::time_of_flight_max;
  }
  return found;
}

void WindowScan::scan_part(std::size_t number, DailyOpportunity opportunity, const Part& part,
                           const Allowance& allowance, double sure_m_s,
                           std::vector<LaunchWindow>& found) const {
  const double near_s = day_s + sidereal_day_s * (static_cast<double>(number) + 0.5);
  const double first_s = profile_.time_of_flight_min.seconds(),
               last_s = profile_.time_of_flight_max.seconds();
  const int steps = std::max(1, static_cast<int>(std::ceil((last_s - first_s) / flight_step_s)));

  struct Row {
    std::array<Point, 3> points;      // near, middle and far azimuth
    std::array<double, 3> slack_m_s;  // of the tightest limit; below 0: not allowed
    double slack = -INFINITY;         // of the best of them
    WindowBound tightest = WindowBound::insertion_delta_v;
  };
  const auto row_at = [&](double flight_s, const Point& around) -> std::optional<Row> {
    // The plane of the far azimuth is the steepest.
    const auto far = costed_point(around.lift_off_s, opportunity, part.far_rad, flight_s, around.way);
    if (!far) return {};
    const auto near = near_point(part, opportunity, *far);
    if (!near) return {};
    const auto middle = costed_point(0.5 * (far->lift_off_s + near->lift_off_s), opportunity,
                                     0.5 * (near->azimuth_rad + part.far_rad), flight_s, far->way);
    if (!middle) return {};
    Row row;
    row.points = {*near, *middle, *far};
    row.points[2].plane_bound = part.far_bound;
    for (std::size_t k = 0; k < 3; ++k) {
      const Point& point = row.points[k];
      const Slack left = slack(point, allowance);
      row.slack_m_s[k] = left.m_s;
      if (left.m_s < INFINITY) row.tightest = left.tightest;
      row.slack = std::max(row.slack, row.slack_m_s[k]);
    }
    return row;
  };

  // Rows of allowed times of flight, with those at which a limit is just met put in between.
  struct Run {
    std::vector<Row> rows;
    WindowBound begin_bound, end_bound;
  };
  std::vector<Run> runs;
  std::optional<Row> before;
  Point around;
  around.lift_off_s = near_s;
  for (int i = 0; i <= steps; ++i) {
    const double flight_s = first_s + (last_s - first_s) * i / steps;
    std::optional<Row> here = row_at(flight_s, around);
    if (here) around = here->points[2];
    const bool was = before && before->slack >= 0.0, is = here && here->slack >= 0.0;
    const auto crossing = [&]() -> std::optional<Row> {
      if (!before || !here) return {};
      double low_s = before->points[1].time_of_flight_s, high_s = flight_s;
      std::optional<Row> best;
      for (int k = 0; k < 6; ++k) {
        const double middle_s = 0.5 * (low_s + high_s);
        const auto row = row_at(middle_s, around);
        if (!row) break;
        const bool good = row->slack >= 0.0;
        if (good) best = row;
        (good == was ? low_s : high_s) = middle_s;
      }
      return best;
    };
    if (is && !was) {
      runs.push_back({{},
                      i == 0   ? WindowBound::time_of_flight_min
                      : before ? before->tightest
                               : WindowBound::moon_declination,
                      {}});
      if (auto edge = i > 0 ? crossing() : std::nullopt) runs.back().rows.push_back(*edge);
    }
    if (is) runs.back().rows.push_back(*here);
    if (was && !is) {
      runs.back().end_bound = here ? here->tightest : WindowBound::moon_declination;
      if (auto edge = crossing()) runs.back().rows.push_back(*edge);
    } else if (is && i == steps) {
      runs.back().end_bound = WindowBound::time_of_flight_max;
    }
    before = here;
  }

  // The least is taken: sure ones, of these at the middle azimuth, of these the cheapest; else what is most
  // likely to keep the limits.
  using Preference = std::tuple<bool, bool, double>;
  const auto preference_of = [&](const Row& row, std::size_t k) -> Preference {
    const Cost& spent = row.points[k].cost;
    if (row.slack_m_s[k] < sure_m_s) return {true, true, -row.slack_m_s[k]};
    return {false, k != 1, spent.injection_m_s + spent.insertion_m_s};
  };
  // Where the plane just holds the Moon the full model has no flight, or hardly finds it: from there towards
  // the middle, until the Moon is well inside.
  const auto centre_of = [&](const Row& row, std::size_t k) {
    constexpr double well_inside = -0.01;
    const Point &end = row.points[k], &middle = row.points[1];
    Point centre = end;
    for (double share = 1.0 / 64.0; centre.beyond > well_inside && share < 1.0; share *= 2.0) {
      const auto point = costed_point(
          end.lift_off_s + share * (middle.lift_off_s - end.lift_off_s), opportunity,
          end.azimuth_rad + share * (middle.azimuth_rad - end.azimuth_rad), end.time_of_flight_s, end.way);
      if (!point) continue;
      if (slack(*point, allowance).m_s < 0.0) break;
      centre = *point;
    }
    return centre;
  };

  for (const Run& run : runs) {
    LaunchWindow window;
    window.opportunity = opportunity;
    double opens_s = INFINITY, closes_s = -INFINITY;
    Preference preferred;
    const Row* centre_row = nullptr;
    std::size_t centre_azimuth = 1;
    for (const Row& row : run.rows) {
      const WindowBound flight_bound = &row == &run.rows.front()  ? run.begin_bound
                                       : &row == &run.rows.back() ? run.end_bound
                                                                  : row.tightest;
      const auto consider = [&](double lift_off_s, double azimuth_rad, WindowBound plane_bound) {
        const WindowEdge edge{
            epoch(lift_off_s), azimuth_rad,  Duration::seconds(row.points[0].time_of_flight_s),
            plane_bound,       flight_bound, false};
        if (lift_off_s < opens_s) opens_s = lift_off_s, window.opens = edge;
        if (lift_off_s > closes_s) closes_s = lift_off_s, window.closes = edge;
      };
      for (std::size_t k = 0; k < 3; ++k) {
        const Point& point = row.points[k];
        if (row.slack_m_s[k] >= 0.0) {
          consider(point.lift_off_s, point.azimuth_rad, k == 1 ? row.tightest : point.plane_bound);
          const Preference preference = preference_of(row, k);
          if (!centre_row || preference < preferred) {
            preferred = preference;
            centre_row = &row;
            centre_azimuth = k;
          }
        }
        if (k == 2 || (row.slack_m_s[k] >= 0.0) == (row.slack_m_s[k + 1] >= 0.0)) continue;
        // The limit is met between two azimuths.
        const double part_way = row.slack_m_s[k] / (row.slack_m_s[k] - row.slack_m_s[k + 1]);
        const Point& next = row.points[k + 1];
        consider(point.lift_off_s + part_way * (next.lift_off_s - point.lift_off_s),
                 point.azimuth_rad + part_way * (next.azimuth_rad - point.azimuth_rad), row.tightest);
      }
    }
    if (closes_s - opens_s < 1.0) continue;
    const Point centre = centre_of(*centre_row, centre_azimuth);
    window.lift_off = epoch(centre.lift_off_s);
    window.azimuth_rad = centre.azimuth_rad;
    window.time_of_flight = Duration::seconds(centre.time_of_flight_s);
    window.injection_delta_v_m_s = centre.cost.injection_m_s;
    window.insertion_delta_v_m_s = centre.cost.insertion_m_s;
    window.v_infinity_m_s = centre.cost.v_infinity_m_s;
    window.perilune = window.lift_off + profile_.ascent.duration + Duration::seconds(centre.way.coast_s) +
                      window.time_of_flight;
    found.push_back(window);
  }
}

std::vector<LaunchWindow> WindowScan::day(std::size_t number, const Allowance& allowance, double sure_m_s,
                                          std::optional<DailyOpportunity> only) const {
  std::vector<LaunchWindow> found;
  for (const DailyOpportunity opportunity : {DailyOpportunity::northbound, DailyOpportunity::southbound}) {
    if (only && *only != opportunity) continue;
    for (const Part& part : parts_) scan_part(number, opportunity, part, allowance, sure_m_s, found);
  }
  return found;
}

}  // namespace perilune::detail
