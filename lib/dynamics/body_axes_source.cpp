#include <perilune/dynamics/body_axes_source.hpp>

#include <erfa.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include <perilune/bodies/chebyshev.hpp>
#include <perilune/bodies/segment_tree.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune::detail {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

void MoonAxesCursor::search(double elapsed_s) {
  if (!std::isfinite(elapsed_s)) {
    throw InvalidArgument(concat("axes of the Moon: the elapsed time ", elapsed_s, " s is not finite."));
  }
  const auto elapsed = [this](double tdb_s) {
    return (tdb_s - reference_tdb_.whole) - reference_tdb_.fraction;
  };
  double from_s = -infinity;
  double until_s = infinity;
  for (const ChebyshevSegment* segment : ephemeris_.segment_tree().of_axes(moon_pa_de440_axes)) {
    const double segment_from_s = elapsed(segment->span.from_s);
    const double segment_until_s = std::nextafter(elapsed(segment->span.until_s), infinity);
    if (elapsed_s < segment_from_s) {  // it counts before the others, from then on
      until_s = std::min(until_s, segment_from_s);
      continue;
    }
    if (elapsed_s >= segment_until_s) {
      from_s = std::max(from_s, segment_until_s);
      continue;
    }
    const auto edge_s = [&](int i) {
      return elapsed(segment->first_granule_s + i * segment->granule_length_s);
    };
    int i = segment->granule_at(reference_tdb_.whole, reference_tdb_.fraction + elapsed_s);
    while (i > 0 && elapsed_s < edge_s(i)) --i;
    while (i + 1 < segment->granules && elapsed_s >= edge_s(i + 1)) ++i;
    const double* record = segment->record(i);
    coefficients_ = record + 2;
    count_ = segment->coefficients;
    middle_s_ = elapsed(record[0]);
    per_half_length_ = 1.0 / record[1];
    valid_from_s_ = std::max({from_s, segment_from_s, i > 0 ? edge_s(i) : -infinity});
    valid_until_s_ =
        std::min({until_s, segment_until_s, i + 1 < segment->granules ? edge_s(i + 1) : infinity});
    return;
  }
  ephemeris_.moon_libration(reference_tdb_.whole,
                            reference_tdb_.fraction + elapsed_s);  // says what is covered
  throw DataError("axes of the Moon: the orientation is not known at this instant.");
}

BodyAxes<double> MoonAxesCursor::evaluate(double elapsed_s) const {
  double angles[3];
  chebyshev_split(coefficients_, count_, (elapsed_s - middle_s_) * per_half_length_, angles);
  const double cos_phi = std::cos(angles[0]), sin_phi = std::sin(angles[0]);
  const double cos_theta = std::cos(angles[1]), sin_theta = std::sin(angles[1]);
  const double cos_psi = std::cos(angles[2]), sin_psi = std::sin(angles[2]);
  // R3(psi) R1(theta) R3(phi), row by row.
  const Vector3<double> node(cos_phi, sin_phi, 0.0);
  const Vector3<double> across(-cos_theta * sin_phi, cos_theta * cos_phi, sin_theta);
  return {cos_psi * node + sin_psi * across,
          cos_psi * across - sin_psi * node,
          {sin_theta * sin_phi, -sin_theta * cos_phi, cos_theta}};
}

EarthAxesTable::EarthAxesTable(Epoch start, const EarthOrientation& orientation)
    : pole_(start), start_angle_rad_(earth_rotation_angle_rad(start, orientation)) {
  const JulianDate tt = julian_date(start, TimeScale::tt);
  double rows[3][3];
  eraPom00(orientation.xp_rad, orientation.yp_rad, eraSp00(tt.day, tt.fraction), rows);
  for (std::size_t i = 0; i < 3; ++i) polar_motion_[i] = {rows[i][0], rows[i][1], rows[i][2]};
}

BodyAxes<double> EarthAxesTable::axes(double elapsed_s) {
  const auto [x, y, s] = pole_.pole(elapsed_s);
  const double angle = start_angle_rad_ + earth_rotation_rate_rad_s * elapsed_s - s;
  const double cos_angle = std::cos(angle), sin_angle = std::sin(angle);
  // The celestial intermediate axes: the pole, and the origin that does not rotate.
  const double z = std::sqrt(1.0 - x * x - y * y);
  const double a = 1.0 / (1.0 + z);
  const Vector3<double> origin(1.0 - a * x * x, -a * x * y, -x);
  const Vector3<double> across(-a * x * y, 1.0 - a * y * y, -y);
  const Vector3<double> tirs[3] = {
      cos_angle * origin + sin_angle * across, cos_angle * across - sin_angle * origin, {x, y, z}};
  const auto row = [&](std::size_t i) {
    return polar_motion_[i].x() * tirs[0] + polar_motion_[i].y() * tirs[1] + polar_motion_[i].z() * tirs[2];
  };
  return {row(0), row(1), row(2)};
}

}  // namespace perilune::detail
