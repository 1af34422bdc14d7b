#include "world.hpp"

#include <perilune/core/simd_math.hpp>

namespace perilune::detail {
namespace {

using Pack = simd::native_pack;
constexpr int lanes = simd::native_lanes;
constexpr int most_series = 32;
constexpr int longest_chain = 16;

struct Vector {
  Pack x, y, z;
};
[[gnu::always_inline]] inline Vector operator*(const Pack& a, const Vector& v) {
  return {a * v.x, a * v.y, a * v.z};
}
/// a v + w
[[gnu::always_inline]] inline Vector fused(const Pack& a, const Vector& v, const Vector& w) {
  return {fma(a, v.x, w.x), fma(a, v.y, w.y), fma(a, v.z, w.z)};
}

[[gnu::always_inline]] inline double* store(const Vector& v, double* row, int stride) {
  v.x.store(row);
  v.y.store(row + stride);
  v.z.store(row + 2 * stride);
  return row + 3 * stride;
}

/// As `chebyshev_split`: terms of even and of odd degree side by side.
[[gnu::always_inline]] inline void sum_series(const SeriesTask& series, const Pack& tdb_s, Pack (&value)[3]) {
  const double* c = series.coefficients;
  const int n = series.count;
  const Pack s = (tdb_s - Pack(series.middle_s)) * Pack(series.per_half_length);
  if (n == 1) {
    for (int d = 0; d < 3; ++d) value[d] = Pack(c[d]);
    return;
  }
  const Pack twice = fma(s + s, s + s, Pack(-2.0));  // 2 y
  const Pack y = Pack(0.5) * twice;
  Pack e1[3], e2[3], o1[3], o2[3];
  for (int d = 0; d < 3; ++d) {
    e1[d] = n % 2 == 1 ? Pack(c[d * n + n - 1]) : Pack();
    e2[d] = o1[d] = o2[d] = Pack();
  }
  for (int k = n / 2 - 1; k > 0; --k) {
    for (int d = 0; d < 3; ++d) {
      const Pack e = fma(twice, e1[d], Pack(c[d * n + 2 * k]) - e2[d]);
      e2[d] = e1[d];
      e1[d] = e;
      const Pack o = fma(twice, o1[d], Pack(c[d * n + 2 * k + 1]) - o2[d]);
      o2[d] = o1[d];
      o1[d] = o;
    }
  }
  for (int d = 0; d < 3; ++d) {
    const Pack even = fma(y, e1[d], Pack(c[d * n]) - e2[d]);
    const Pack odd = fma(twice, o1[d], Pack(c[d * n + 1]) - o2[d]);
    value[d] = fma(s, odd - o1[d], even);
  }
}

[[gnu::always_inline]] inline double* positions(const WorldTask& task, const Pack& tdb_s, double* row,
                                                int stride) {
  // Of the Moon about the Earth and the like one series is all: straight to its row.
  if (task.series_count == 1 && task.body_count == 1 && task.bodies[0].up_count == 1) {
    Pack value[3];
    sum_series(task.series[0], tdb_s, value);
    for (int d = 0; d < 3; ++d, row += stride) (value[d] * Pack(1000.0)).store(row);
    return row;
  }
  // Plain numbers: an array of packs would be cleared each time, which costs as much as a series.
  alignas(64) double km[most_series * 3 * lanes];
  const auto at = [&](int series, int d) __attribute__((always_inline)) {
    return Pack::load(km + (3 * series + d) * lanes);
  };
  for (int i = 0; i < task.series_count; ++i) {
    Pack value[3];
    sum_series(task.series[i], tdb_s, value);
    for (int d = 0; d < 3; ++d) value[d].store(km + (3 * i + d) * lanes);
  }
  for (int b = 0; b < task.body_count; ++b) {
    const ChainTask& chain = task.bodies[b];
    for (int d = 0; d < 3; ++d, row += stride) {
      Pack sum = chain.up_count > 0 ? at(chain.up[0], d) : Pack();
      for (int i = 1; i < chain.up_count; ++i) sum += at(chain.up[i], d);
      if (chain.down_count > 0) {
        Pack down = at(chain.down[0], d);
        for (int i = 1; i < chain.down_count; ++i) down += at(chain.down[i], d);
        sum -= down;
      }
      (sum * Pack(1000.0)).store(row);
    }
  }
  return row;
}

[[gnu::always_inline]] inline Vector between_nodes(const NodesTask& task, const Pack& elapsed_s) {
  const Pack at = (elapsed_s - Pack(task.first_s)) * Pack(task.per_spacing);  // 1 to 2
  const Pack to1 = at - Pack(1.0), to2 = at - Pack(2.0), to3 = at - Pack(3.0);
  const Pack inner = to1 * to2;
  const Pack weights[4] = {-(inner * to3) * Pack(1.0 / 6.0), at * (to2 * to3) * Pack(0.5),
                           -(at * (to1 * to3)) * Pack(0.5), at * inner * Pack(1.0 / 6.0)};
  Vector sum{Pack(), Pack(), Pack()};
  for (int i = 0; i < 4; ++i) {
    const double* value = task.values + 3 * i;
    sum = fused(weights[i], {Pack(value[0]), Pack(value[1]), Pack(value[2])}, sum);
  }
  return sum;
}

/// W(xp, yp) R3(ERA - s) M(X, Y), row by row.
[[gnu::always_inline]] inline double* earth_axes(const EarthAxesTask& task, const Pack& elapsed_s,
                                                 double* row, int stride) {
  const Vector pole = between_nodes(task.nodes, elapsed_s);
  const Pack &x = pole.x, &y = pole.y;
  const Pack angle = (Pack(task.start_angle_rad) + Pack(task.rate_rad_s) * elapsed_s) - pole.z;
  Pack sine, cosine;
  simd::sincos(angle, sine, cosine);
  const Pack z = sqrt(Pack(1.0) - x * x - y * y);
  const Pack a = Pack(1.0) / (Pack(1.0) + z);
  // The celestial intermediate axes: the pole, and the origin that does not rotate.
  const Pack axy = -(a * x * y);
  const Vector origin{Pack(1.0) - a * x * x, axy, -x};
  const Vector across{axy, Pack(1.0) - a * y * y, -y};
  const Vector tirs[3] = {
      fused(cosine, origin, sine * across), fused(cosine, across, -sine * origin), {x, y, z}};
  for (int i = 0; i < 3; ++i) {
    const double* w = task.polar_motion + 3 * i;
    row = store(fused(Pack(w[2]), tirs[2], fused(Pack(w[1]), tirs[1], Pack(w[0]) * tirs[0])), row, stride);
  }
  return row;
}

/// R3(psi) R1(theta) R3(phi), row by row.
[[gnu::always_inline]] inline double* moon_axes(const SeriesTask& task, const Pack& tdb_s, double* row,
                                                int stride) {
  Pack angles[3];
  sum_series(task, tdb_s, angles);
  Pack sin_phi, cos_phi, sin_theta, cos_theta, sin_psi, cos_psi;
  simd::sincos(angles[0], sin_phi, cos_phi);
  simd::sincos(angles[1], sin_theta, cos_theta);
  simd::sincos(angles[2], sin_psi, cos_psi);
  const Vector node{cos_phi, sin_phi, Pack()};
  const Vector across{-(cos_theta * sin_phi), cos_theta * cos_phi, sin_theta};
  row = store(fused(cos_psi, node, sin_psi * across), row, stride);
  row = store(fused(cos_psi, across, -sin_psi * node), row, stride);
  return store({sin_theta * sin_phi, -(sin_theta * cos_phi), cos_theta}, row, stride);
}

[[gnu::always_inline]] inline void instants(const WorldTask& task, const Pack& elapsed_s, double* row,
                                            int stride) {
  const Pack s = (elapsed_s - Pack(task.drift_from_s)) * Pack(task.drift_per_spacing);
  const Pack rest = Pack(1.0) - s;
  const Pack bend = rest * (Pack(task.drift_bend0) * rest + Pack(task.drift_bend1) * s);
  const Pack tdb_s = elapsed_s + (Pack(task.drift) + s * (Pack(task.drift_change) + bend));
  row = positions(task, tdb_s, row, stride);
  if (task.earth_pole != nullptr) row = store(between_nodes(*task.earth_pole, elapsed_s), row, stride);
  if (task.earth_axes != nullptr) row = earth_axes(*task.earth_axes, elapsed_s, row, stride);
  if (task.moon_angles != nullptr) moon_axes(*task.moon_angles, tdb_s, row, stride);
}

}  // namespace

void PERILUNE_KERNEL_ISA::world(const WorldTask& task, const double* elapsed_s, int count, double* out,
                                int stride) {
  int i = 0;
  for (; i + lanes <= count; i += lanes) instants(task, Pack::load(elapsed_s + i), out + i, stride);
  if (i < count) {
    Pack some(elapsed_s[count - 1]);
    for (int lane = 0; i + lane < count; ++lane) some.set(lane, elapsed_s[i + lane]);
    instants(task, some, out + i, stride);
  }
}

}  // namespace perilune::detail
