#include <perilune/dynamics/harmonic_series.hpp>

#include <algorithm>
#include <cassert>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "kernels/harmonics.hpp"

namespace perilune::detail {
namespace {

const HarmonicKernels& kernels_for(Isa isa) {
  switch (isa) {
#if defined(__x86_64__)
    case Isa::avx512:
      return avx512::harmonic_kernels;
    case Isa::avx2:
      return avx2::harmonic_kernels;
#endif
    default:
      return baseline::harmonic_kernels;
  }
}

}  // namespace

HarmonicSeries::HarmonicSeries(const GravityField& field, int degree, int order, Isa isa)
    : degree_(degree),
      order_(order),
      mu_m3_s2_(field.mu_m3_s2),
      reference_radius_m_(field.reference_radius_m),
      isa_(isa),
      kernels_(&kernels_for(isa)),
      seldom_(std::make_shared<Seldom>()) {
  const int most = std::min(field.degree, largest_degree);
  if (degree < 2 || degree > most) {
    throw InvalidArgument(concat("spherical_harmonics: degree = ", degree, ". The field '",
                                 printable(field.name), "' has degree 2 to ", most,
                                 "; below 2 take point_mass"));
  }
  if (order < 0 || order > std::min(degree, field.order)) {
    throw InvalidArgument(concat("spherical_harmonics: order = ", order, ". It goes from 0 to ",
                                 std::min(degree, field.order), " here: at most the degree"));
  }
  table_ = make_harmonic_table(field, degree, order, HarmonicQuantity::acceleration, kernels_->lanes);
  const auto used = static_cast<std::ptrdiff_t>(GravityField::index(degree + 1, 0));
  seldom_->field.c.assign(field.c.begin(), field.c.begin() + used);
  seldom_->field.s.assign(field.s.begin(), field.s.begin() + used);
}

int HarmonicSeries::degree_needed(double radius_over_distance) const {
  if (!(radius_over_distance < 0.5)) return degree_;
  constexpr double log_least = -41.4;  // of 1e-18
  const double needed = log_least / std::log(radius_over_distance);
  return std::min(degree_, std::max(2, static_cast<int>(needed) + 1));
}

int HarmonicSeries::degree_needed(int count, const std::array<const double*, 3>& position_m) const {
  const double far = 2.0 * reference_radius_m_;
  double nearest = INFINITY;
  for (int i = 0; i < count; ++i) {
    const double x = position_m[0][i], y = position_m[1][i], z = position_m[2][i];
    const double square = x * x + y * y + z * z;
    if (!(square > far * far)) return degree_;
    nearest = std::min(nearest, square);
  }
  return degree_needed(reference_radius_m_ / std::sqrt(nearest));
}

const HarmonicTable& HarmonicSeries::seldom(HarmonicQuantity quantity) const {
  const bool of_potential = quantity == HarmonicQuantity::potential;
  HarmonicTable& table = of_potential ? seldom_->potential : seldom_->gradient;
  std::call_once(of_potential ? seldom_->potential_once : seldom_->gradient_once, [&] {
    table = make_harmonic_table(seldom_->field, degree_, order_, quantity, kernels_->lanes);
  });
  return table;
}

Vector3<double> HarmonicSeries::at_one(const Vector3<double>& position_m, double central_mu_m3_s2) const {
  const int degree = degree_needed(reference_radius_m_ / position_m.norm()) + 1;
  const HarmonicTask task{table_.grouped.data(),
                          table_.group_starts.data(),
                          degree,
                          std::min(table_.last_order, degree),
                          reference_radius_m_,
                          mu_m3_s2_ / reference_radius_m_,
                          central_mu_m3_s2};
  const double x = position_m.x(), y = position_m.y(), z = position_m.z();
  double out[3];
  kernels_->acceleration(task, {{&x, &y, &z}, {&out[0], &out[1], &out[2]}, 1});
  return {out[0], out[1], out[2]};
}

GravityGradient<double> HarmonicSeries::gradient_s2(const Vector3<double>& position_m) const {
  const HarmonicTable& table = seldom(HarmonicQuantity::gradient);
  const int degree = degree_needed(reference_radius_m_ / position_m.norm()) + 2;
  const HarmonicTask task{table.grouped.data(),
                          table.group_starts.data(),
                          degree,
                          std::min(table.last_order, degree),
                          reference_radius_m_,
                          mu_m3_s2_ / (reference_radius_m_ * reference_radius_m_),
                          mu_m3_s2_};
  const double x = position_m.x(), y = position_m.y(), z = position_m.z();
  double out[5];
  kernels_->gradient(task, {{&x, &y, &z}, {&out[0], &out[1], &out[2], &out[3], &out[4]}, 1});
  return {out[0], out[1], out[2], out[3], out[4]};
}

void HarmonicSeries::accelerations_m_s2(int count, const std::array<const double*, 3>& position_m,
                                        const std::array<double*, 3>& out, int most_degree) const {
  const int degree = std::min(degree_needed(count, position_m), most_degree) + 1;
  const HarmonicTask task{table_.entries.data(),
                          table_.starts.data(),
                          degree,
                          std::min(table_.last_order, degree),
                          reference_radius_m_,
                          mu_m3_s2_ / reference_radius_m_,
                          mu_m3_s2_};
  for (int i = 0; i < count; i += kernels_->lanes) {
    kernels_->accelerations(task, {{position_m[0] + i, position_m[1] + i, position_m[2] + i},
                                   {out[0] + i, out[1] + i, out[2] + i},
                                   std::min(kernels_->lanes, count - i)});
  }
}

void HarmonicSeries::gradients_s2(int count, const std::array<const double*, 3>& position_m,
                                  const std::array<double*, 5>& out) const {
  const HarmonicTable& table = seldom(HarmonicQuantity::gradient);
  const int degree = degree_needed(count, position_m) + 2;
  const HarmonicTask task{table.entries.data(),
                          table.starts.data(),
                          degree,
                          std::min(table.last_order, degree),
                          reference_radius_m_,
                          mu_m3_s2_ / (reference_radius_m_ * reference_radius_m_),
                          mu_m3_s2_};
  for (int i = 0; i < count; i += kernels_->lanes) {
    kernels_->gradients(task, {{position_m[0] + i, position_m[1] + i, position_m[2] + i},
                               {out[0] + i, out[1] + i, out[2] + i, out[3] + i, out[4] + i},
                               std::min(kernels_->lanes, count - i)});
  }
}

}  // namespace perilune::detail
