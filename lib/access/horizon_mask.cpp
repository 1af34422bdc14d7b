#include <perilune/access/horizon_mask.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double turn = 2.0 * pi;

double in_one_turn(double azimuth_rad) {
  const double rest = std::fmod(azimuth_rad, turn);
  const double positive = rest < 0.0 ? rest + turn : rest;
  return positive < turn ? positive : 0.0;
}

}  // namespace

HorizonMask HorizonMask::level(Angle elevation) {
  const double value = elevation.in(radian);
  if (!(std::abs(value) <= pi / 2.0)) {
    throw InvalidArgument(detail::concat("HorizonMask::level: ", value, " rad is not within -90 to 90 deg"));
  }
  HorizonMask mask;
  mask.lowest_rad_ = mask.highest_rad_ = value;
  return mask;
}

HorizonMask HorizonMask::sphere(Length radius, Length height) {
  const double r_m = radius.in(metre), h_m = height.in(metre);
  if (!(r_m > 0.0) || !(h_m >= 0.0)) {
    throw InvalidArgument(detail::concat("HorizonMask::sphere: radius ", r_m, " m has to be above 0, height ",
                                         h_m, " m not below"));
  }
  // tan of the angle is sqrt(h (2R + h)) / R: no cancellation at small heights.
  return level(Angle::from_si(-std::atan2(std::sqrt(h_m * (2.0 * r_m + h_m)), r_m)));
}

HorizonMask HorizonMask::ridge(Angle crest, Angle centre, Angle width, Angle ground) {
  const double width_rad = width.in(radian);
  if (!(width_rad > 0.0 && width_rad <= turn)) {
    throw InvalidArgument(
        detail::concat("HorizonMask::ridge: a width of ", width_rad, " rad is not within 0 to 360 deg"));
  }
  std::vector<HorizonPoint> points;
  constexpr int steps = 720;
  for (int i = 0; i < steps; ++i) {
    const double azimuth_rad = turn * i / steps;
    const double off_rad = std::remainder(azimuth_rad - centre.in(radian), turn);
    const double cosine = std::abs(off_rad) < width_rad / 2.0 ? std::cos(pi * off_rad / width_rad) : 0.0;
    points.push_back(
        {azimuth_rad, ground.in(radian) + (crest.in(radian)-ground.in(radian)) * cosine * cosine});
  }
  return from_points(std::move(points));
}

HorizonMask HorizonMask::from_points(std::vector<HorizonPoint> points) {
  if (points.empty()) {
    throw InvalidArgument(
        "HorizonMask::from_points: there are no points. A horizon without any is HorizonMask()");
  }
  for (HorizonPoint& point : points) {
    if (!std::isfinite(point.azimuth_rad) || !(std::abs(point.elevation_rad) <= pi / 2.0)) {
      throw InvalidArgument(detail::concat("HorizonMask::from_points: azimuth ", point.azimuth_rad,
                                           " rad, elevation ", point.elevation_rad,
                                           " rad: elevations are within -90 to 90 deg"));
    }
    point.azimuth_rad = in_one_turn(point.azimuth_rad);
  }
  std::sort(points.begin(), points.end(),
            [](const HorizonPoint& a, const HorizonPoint& b) { return a.azimuth_rad < b.azimuth_rad; });
  HorizonMask mask;
  mask.lowest_rad_ = mask.highest_rad_ = points.front().elevation_rad;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const HorizonPoint& here = points[i];
    const HorizonPoint& next = points[(i + 1) % points.size()];
    const double apart_rad = next.azimuth_rad - here.azimuth_rad + (i + 1 == points.size() ? turn : 0.0);
    if (!(apart_rad > 1e-9)) {
      throw InvalidArgument(detail::concat("HorizonMask::from_points: azimuth ", here.azimuth_rad,
                                           " rad is given twice. Give one elevation for each"));
    }
    mask.lowest_rad_ = std::min(mask.lowest_rad_, here.elevation_rad);
    mask.highest_rad_ = std::max(mask.highest_rad_, here.elevation_rad);
    mask.steepest_ = std::max(mask.steepest_, std::abs(next.elevation_rad - here.elevation_rad) / apart_rad);
  }
  mask.points_ = std::move(points);
  return mask;
}

HorizonMask HorizonMask::from_csv(std::string_view text, std::string_view name) {
  std::vector<HorizonPoint> points;
  std::vector<std::string> wrong;
  bool first = true;
  for (std::size_t begin = 0, line_number = 1; begin < text.size(); ++line_number) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = trimmed(text.substr(begin, end - begin));
    begin = end + 1;
    if (line.empty() || line.front() == '#') continue;
    const std::size_t comma = line.find(',');
    std::optional<double> azimuth_deg, elevation_deg;
    if (comma != std::string_view::npos) {
      azimuth_deg = parse_number(trimmed(line.substr(0, comma)));
      elevation_deg = parse_number(trimmed(line.substr(comma + 1)));
    }
    const bool words = first && !azimuth_deg && !elevation_deg;
    first = false;
    if (words) continue;
    if (!azimuth_deg || !elevation_deg || std::abs(*elevation_deg) > 90.0) {
      wrong.push_back(detail::concat(printable(name), ":", line_number, ": '", printable(line.substr(0, 60)),
                                     "' is not an azimuth and an elevation (-90 to 90) in degrees, such as "
                                     "'12.5,-0.3'"));
      continue;
    }
    points.push_back({*azimuth_deg * pi / 180.0, *elevation_deg * pi / 180.0});
  }
  if (points.empty() && wrong.empty()) {
    wrong.push_back(detail::concat(printable(name), ": there is no line 'azimuth,elevation'"));
  }
  if (!wrong.empty()) throw DataError(join(wrong, "\n"));
  try {
    return from_points(std::move(points));
  } catch (const InvalidArgument& error) {
    throw DataError(detail::concat(printable(name), ": ", error.what()));
  }
}

HorizonMask HorizonMask::from_csv_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw DataError(detail::concat("horizon: '", printable(path.string()),
                                   "' cannot be read. Is the path right, and may it be read?"));
  }
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  return from_csv(text, path.string());
}

double HorizonMask::elevation_rad(double azimuth_rad) const {
  if (points_.empty()) return lowest_rad_;
  const double azimuth = in_one_turn(azimuth_rad);
  const auto above =
      std::upper_bound(points_.begin(), points_.end(), azimuth,
                       [](double value, const HorizonPoint& point) { return value < point.azimuth_rad; });
  const bool wraps = above == points_.begin() || above == points_.end();
  const HorizonPoint& low = above == points_.begin() ? points_.back() : *(above - 1);
  const HorizonPoint& high = above == points_.end() ? points_.front() : *above;
  const double apart = high.azimuth_rad - low.azimuth_rad + (wraps ? turn : 0.0);
  double from = azimuth - low.azimuth_rad;
  if (from < 0.0) from += turn;
  return low.elevation_rad + (high.elevation_rad - low.elevation_rad) * (from / apart);
}

}  // namespace perilune
