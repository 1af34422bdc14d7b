#include "harmonics.hpp"

#include <perilune/core/simd.hpp>

namespace perilune::detail {
namespace {

using Pack = simd::native_pack;
constexpr int lanes = simd::native_lanes;

/// (x + i y)^m (R / r^2)^m of consecutive orders.
template <class T>
struct Power {
  T re;
  T im;
};
template <class T>
[[gnu::always_inline]] inline Power<T> operator*(const Power<T>& a, const Power<T>& b) {
  return {fma(a.re, b.re, -(a.im * b.im)), fma(a.re, b.im, a.im * b.re)};
}

/// One order of the recursion over the degree and its sums.
template <int sums>
struct Order {
  const double* entry;
  Pack p = Pack(1.0);
  Pack below = Pack();  // p of the degree before, times (R/r)^2
  Pack sum[sums] = {};

  template <int stride, class At>
  [[gnu::always_inline]] void add(const Pack& ratio_sine, const Pack& ratio_square, const At& at) {
    for (int k = 0; k < sums; ++k) sum[k] = fma(at(entry + (k + 1) * (stride / (sums + 1))), p, sum[k]);
    const Pack above = fma(ratio_sine, p, at(entry) * below);
    below = ratio_square * p;
    p = above;
    entry += stride;
  }
};

struct Everywhere {
  [[gnu::always_inline]] Pack operator()(const double* entry) const { return Pack(*entry); }
};
struct EachLane {
  [[gnu::always_inline]] Pack operator()(const double* entry) const { return Pack::load(entry); }
};

/// The first lanes from memory, the rest like the last of them.
[[gnu::always_inline]] inline Pack load_some(const double* from, int count) {
  if (count == lanes) return Pack::load(from);
  Pack made(from[count - 1]);
  for (int i = 0; i < count; ++i) made.set(i, from[i]);
  return made;
}
[[gnu::always_inline]] inline void store_some(const Pack& v, double* to, int count) {
  if (count == lanes) return v.store(to);
  for (int i = 0; i < count; ++i) to[i] = v[i];
}

/// Adds the central term to the sums: of the acceleration, or of its gradient.
template <int components, class T>
[[gnu::always_inline]] inline void add_central(const HarmonicTask& task, const T (&r)[3], const T& inverse,
                                               const T& inverse_square, T (&total)[components]) {
  const T scale = T(task.scale) * inverse;
  const T pull = T(task.mu_m3_s2) * inverse * inverse_square;
  if constexpr (components == 3) {
    for (int k = 0; k < 3; ++k) total[k] = fma(scale, total[k], -(pull * r[k]));
  } else {
    const T steep = T(3.0) * pull * inverse_square;
    total[0] = fma(scale, total[0], fma(steep * r[0], r[0], -pull));
    total[1] = fma(scale, total[1], steep * r[0] * r[1]);
    total[2] = fma(scale, total[2], steep * r[0] * r[2]);
    total[3] = fma(scale, total[3], steep * r[1] * r[2]);
    total[4] = fma(scale, total[4], fma(steep * r[2], r[2], -pull));
  }
}

/// Lanes are places.
template <int components>
void sum_places(const HarmonicTask& task, const HarmonicArrays& arrays) {
  constexpr int sums = 2 * components;
  constexpr int stride = sums + 1;
  // Two orders side by side hide the latency of the recursion; worth it where there are registers (measured).
  constexpr bool pairs = lanes >= 4 && components == 3;

  Pack r[3];
  for (int k = 0; k < 3; ++k) r[k] = load_some(arrays.in[k], arrays.count);
  const Pack square = fma(r[0], r[0], fma(r[1], r[1], r[2] * r[2]));
  const Pack inverse = Pack(1.0) / sqrt(square);
  const Pack inverse_square = inverse * inverse;
  const Pack step = Pack(task.radius_m) * inverse_square;
  const Pack ratio_sine = step * r[2];
  const Pack ratio_square = Pack(task.radius_m) * step;
  const Power<Pack> turn{step * r[0], step * r[1]};
  Power<Pack> power{Pack(1.0), Pack()};
  Pack total[components];

  const Everywhere at;
  const auto take = [&](const Order<sums>& order) __attribute__((always_inline)) {
    for (int k = 0; k < components; ++k) {
      total[k] = fma(power.re, order.sum[2 * k], fma(power.im, order.sum[2 * k + 1], total[k]));
    }
    power = power * turn;
  };
  int m = 0;
  if constexpr (pairs) {
    for (; m < task.last_order; m += 2) {
      Order<sums> even{task.entries + task.starts[m]}, odd{task.entries + task.starts[m + 1]};
      even.template add<stride>(ratio_sine, ratio_square, at);
      for (int n = m + 1; n <= task.degree; ++n) {
        even.template add<stride>(ratio_sine, ratio_square, at);
        odd.template add<stride>(ratio_sine, ratio_square, at);
      }
      take(even);
      take(odd);
    }
  }
  for (; m <= task.last_order; ++m) {
    Order<sums> order{task.entries + task.starts[m]};
    for (int n = m; n <= task.degree; ++n) order.template add<stride>(ratio_sine, ratio_square, at);
    take(order);
  }
  add_central(task, r, inverse, inverse_square, total);
  for (int k = 0; k < components; ++k) store_some(total[k], arrays.out[k], arrays.count);
}

/// Lanes are orders.
template <int components>
void sum_orders(const HarmonicTask& task, const HarmonicArrays& arrays) {
  using One = simd::pack<double, 1>;
  constexpr int sums = 2 * components;
  constexpr int stride = (sums + 1) * lanes;
  // A window that slides over this has a one in the lane of an order, zeros in the others.
  static constexpr struct OneHot {
    double values[2 * lanes] = {};
    constexpr OneHot() { values[lanes] = 1.0; }
  } one_hot;

  const One r[3] = {One(*arrays.in[0]), One(*arrays.in[1]), One(*arrays.in[2])};
  const One inverse = One(1.0) / sqrt(fma(r[0], r[0], fma(r[1], r[1], r[2] * r[2])));
  const One inverse_square = inverse * inverse;
  const One step = One(task.radius_m) * inverse_square;
  const Pack ratio_sine((step * r[2])[0]);
  const Pack ratio_square((One(task.radius_m) * step)[0]);

  Power<One> powers[lanes + 1] = {{One(1.0), One()}, {step * r[0], step * r[1]}};
  for (int i = 2; i <= lanes; ++i) powers[i] = powers[i / 2] * powers[i - i / 2];
  Power<Pack> power;
  for (int i = 0; i < lanes; ++i) {
    power.re.set(i, powers[i].re[0]);
    power.im.set(i, powers[i].im[0]);
  }
  const Power<Pack> turn{Pack(powers[lanes].re[0]), Pack(powers[lanes].im[0])};
  Pack total[components];

  const EachLane at;
  int group = 0;
  for (int first = 0; first <= task.last_order; first += lanes, ++group) {
    Order<sums> order{task.entries + task.starts[group], Pack()};
    // Each lane begins at its own order: in a triangle first, then all together.
    int n = first;
    for (; n < first + lanes && n <= task.degree; ++n) {
      order.p += Pack::load(one_hot.values + lanes - (n - first));
      order.template add<stride>(ratio_sine, ratio_square, at);
    }
    for (; n <= task.degree; ++n) order.template add<stride>(ratio_sine, ratio_square, at);
    for (int k = 0; k < components; ++k) {
      total[k] = fma(power.re, order.sum[2 * k], fma(power.im, order.sum[2 * k + 1], total[k]));
    }
    power = power * turn;
  }
  One whole[components];
  for (int k = 0; k < components; ++k) whole[k] = One(simd::sum(total[k]));
  add_central(task, r, inverse, inverse_square, whole);
  for (int k = 0; k < components; ++k) *arrays.out[k] = whole[k][0];
}

}  // namespace

const HarmonicKernels PERILUNE_KERNEL_ISA::harmonic_kernels = {lanes, sum_places<3>, sum_places<5>,
                                                               sum_orders<3>, sum_orders<5>};

}  // namespace perilune::detail
