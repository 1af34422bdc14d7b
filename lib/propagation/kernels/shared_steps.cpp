#include "shared_steps.hpp"

#include "rkn1210_packs.hpp"

namespace perilune::detail {
namespace {

using namespace PERILUNE_KERNEL_ISA;

/// Adds pull times (q - r) / |q - r|^3 to k.
[[gnu::always_inline]] inline void attract(double pull, const double* q, const Pack (&r)[3], Pack (&k)[3]) {
  const Pack d[3] = {Pack(q[0]) - r[0], Pack(q[1]) - r[1], Pack(q[2]) - r[2]};
  const Pack w = pull_over_cube(pull, square(d));
  for (int n = 0; n < 3; ++n) k[n] = fma(w, d[n], k[n]);
}

/// How the forces of a row are summed: every body as it stands (order 0), or the centre and one more body as
/// they stand and the distant ones by their series of order 1 or 2.
template <int order_>
struct Forces {
  static constexpr int order = order_;

  /// h^2 times the acceleration at r.
  [[gnu::always_inline]] static void evaluate(const SharedPath& path, const SharedStep& step, int stage,
                                              const Pack (&r)[3], Pack (&k)[3]) {
    const double* row = step.rows + stage * path.row_size;
    const double* bodies = row + SharedPath::at_bodies;
    if constexpr (order == 0) {
      for (int n = 0; n < 3; ++n) k[n] = Pack(row[SharedPath::at_center + n]);
    } else {
      const double* g = row + SharedPath::at_gradient;
      const double* r0 = row + SharedPath::at_place;
      Pack d[3];
      for (int n = 0; n < 3; ++n) d[n] = r[n] - Pack(r0[n]);
      Pack gradient[6];
      for (int i = 0; i < 6; ++i) gradient[i] = Pack(g[i]);
      if constexpr (order == 2) {
        const double* h = row + SharedPath::at_second;
        constexpr int third[6][3] = {{0, 1, 2}, {1, 3, 4}, {2, 4, 5}, {3, 6, 7}, {4, 7, 8}, {5, 8, 9}};
        for (int i = 0; i < 6; ++i) {
          for (int n = 0; n < 3; ++n) gradient[i] = fma(Pack(h[third[i][n]]), d[n], gradient[i]);
        }
      }
      constexpr int place[3][3] = {{0, 1, 2}, {1, 3, 4}, {2, 4, 5}};
      for (int n = 0; n < 3; ++n) {
        k[n] = Pack(row[n]);
        for (int m = 0; m < 3; ++m) k[n] = fma(gradient[place[n][m]], d[m], k[n]);
      }
    }
    if constexpr (order == 0) {
      for (int b = 0; b < path.bodies; ++b) attract(step.pulls[b], bodies + 3 * b, r, k);
    } else {
      const Pack w = pull_over_cube(-step.pulls[0], square(r));
      for (int n = 0; n < 3; ++n) k[n] = fma(w, r[n], k[n]);
      attract(step.pulls[1], bodies + 3, r, k);
    }
  }
};

/// Where members are, and h-free accelerations there.
struct Motion {
  Pack r[3], v[3], a[3];
};

/// One step of RKN12(10). @return square of estimated error over allowed error
template <class F>
[[gnu::noinline]] Pack step_over(const SharedPath& path, const SharedStep& step, const Motion& from,
                                 Motion& to) {
  const Pack h(step.h), per_h(1.0 / step.h);
  Pack k[stages][3], hv[3];
  for (int n = 0; n < 3; ++n) {
    k[0][n] = from.a[n] * Pack(step.h * step.h);
    hv[n] = h * from.v[n];
  }
  unrolled<1, stages>([&](auto stage) __attribute__((always_inline)) {
    constexpr int i = decltype(stage)::value;
    Pack r[3];
    for (int n = 0; n < 3; ++n) r[n] = fma(Pack(static_cast<double>(Tableau::c[i])), hv[n], from.r[n]);
    add_stages<i>(k, r);
    F::evaluate(path, step, i, r, k[i]);
  });
  Pack r1[3], velocity[3], r_error[3], v_error[3];
  for (int n = 0; n < 3; ++n) r1[n] = from.r[n] + hv[n];
  add_weighted<0>(k, r1);
  add_weighted<1>(k, velocity);
  add_weighted<2>(k, r_error);
  add_weighted<3>(k, v_error);
  for (int n = 0; n < 3; ++n) {
    to.r[n] = r1[n];
    to.v[n] = fma(per_h, velocity[n], from.v[n]);
    v_error[n] = per_h * v_error[n];
  }
  Pack a1[3];
  F::evaluate(path, step, stages - 1, r1, a1);
  for (int n = 0; n < 3; ++n) to.a[n] = a1[n] * (per_h * per_h);
  const Pack r_square = max(square(from.r), square(to.r)), v_square = max(square(from.v), square(to.v));
  const Pack relative(path.relative_square);
  const Pack r_allowed = fma(relative, r_square, Pack(path.absolute_position_square));
  const Pack v_allowed = fma(relative, v_square, Pack(path.absolute_velocity_square));
  return fma(square(r_error), v_allowed, square(v_error) * r_allowed) / (Pack(6.0) * r_allowed * v_allowed);
}

[[gnu::always_inline]] inline void choose(const Mask& m, const Motion& yes, Motion& into) {
  for (int n = 0; n < 3; ++n) {
    into.r[n] = select(m, yes.r[n], into.r[n]);
    into.v[n] = select(m, yes.v[n], into.v[n]);
    into.a[n] = select(m, yes.a[n], into.a[n]);
  }
}

[[gnu::always_inline]] inline Pack offset_square(const Pack (&r)[3], const double (&from)[3]) {
  const Pack d[3] = {r[0] - Pack(from[0]), r[1] - Pack(from[1]), r[2] - Pack(from[2])};
  return square(d);
}

/// A step of the members in `active`: with the series of order 1 where a member is near enough to the nominal
/// for it at both ends, else of order 2, else with every body as it stands. Which of these a member gets
/// depends on itself alone.
Pack advance(const SharedPath& path, const SharedStep& step, const Mask& active, const Motion& from,
             Motion& to) {
  const Pack offset = offset_square(from.r, step.from);
  Mask waiting = active;
  Pack error(0.0);
  const auto try_series = [&](double reach_square, auto forces) __attribute__((always_inline)) {
    const Mask near = waiting & (offset <= Pack(reach_square));
    if (none(near)) return;
    Motion after;
    const Pack after_error = step_over<decltype(forces)>(path, step, from, after);
    const Mask good = near & (offset_square(after.r, step.to) <= Pack(reach_square));
    choose(good, after, to);
    error = select(good, after_error, error);
    waiting = waiting & !good;
  };
  try_series(step.first_reach_square, Forces<1>{});
  if (none(waiting)) return error;
  try_series(step.second_reach_square, Forces<2>{});
  if (none(waiting)) return error;
  Motion after;
  const Pack after_error = step_over<Forces<0>>(path, step, from, after);
  choose(waiting, after, to);
  return select(waiting, after_error, error);
}

/// Members that may meet the surface of a watched body between the two ends of a step. A member gets nearest
/// to it at one of the ends, or at the periapsis of its osculating orbit if it passes it in between: comes
/// nearer before and moves away after, or goes round by half a revolution. A hundredth of the radius is to
/// spare for what the osculating orbit does not know. What cannot get there with the speed that a fall to the
/// surface gives is not looked at.
Mask may_impact(const SharedPath& path, const SharedStep& step, const Motion& from, const Motion& to) {
  Mask found(false);
  for (int b = 0; b < path.watched; ++b) {
    const Pack radius(path.watched_radii_m[b]), mu(path.watched_mu_m3_s2[b]);
    const Motion* ends[2] = {&from, &to};
    Pack d[2][3], v[2][3], distance[2], v_square[2];
    for (int end = 0; end < 2; ++end) {
      const double* body = step.watched + 6 * (path.watched * end + b);
      for (int n = 0; n < 3; ++n) {
        d[end][n] = ends[end]->r[n] - Pack(body[n]);
        v[end][n] = ends[end]->v[n] - Pack(body[3 + n]);
      }
      distance[end] = sqrt(square(d[end]));
      v_square[end] = square(v[end]);
    }
    const Pack fastest = sqrt(max(v_square[0], v_square[1]) + Pack(2.0) * mu / radius);
    const Pack way = fastest * Pack(step.h < 0.0 ? -step.h : step.h);
    const Mask in_reach = Pack(0.5) * (distance[0] + distance[1] - way) < Pack(1.01) * radius;
    if (none(in_reach)) continue;
    Pack approach[2], lowest[2];
    Mask round(false);
    for (int end = 0; end < 2; ++end) {
      const Pack rv = dot(d[end], v[end]);
      approach[end] = rv * Pack(step.h);
      // Periapsis p / (1 + e), with p = |d x v|^2 / mu and e^2 = 1 - p / a.
      const Pack p = max(Pack(0.0), square(d[end]) * v_square[end] - rv * rv) / mu;
      const Pack per_a = Pack(2.0) / distance[end] - v_square[end] / mu;
      lowest[end] = p / (Pack(1.0) + sqrt(max(Pack(0.0), Pack(1.0) - p * per_a)));
      // Half a revolution: n h > pi, with n^2 a^3 = mu.
      round = round | (Pack(step.h * step.h) * mu * (per_a * per_a * per_a) > Pack(9.869604401089358));
    }
    const Mask passes = round | ((approach[0] < Pack(0.0)) & (approach[1] > Pack(0.0)));
    const Mask dips = min(lowest[0], lowest[1]) < Pack(1.01) * radius;
    found = found | (in_reach & passes & dips) | (min(distance[0], distance[1]) <= radius);
  }
  return found;
}

void fly(const SharedPath& path, SharedFlight* members, int count) {
  Motion now;
  double numbers[lanes];
  for (int n = 0; n < 6; ++n) {
    for (int i = 0; i < lanes; ++i) numbers[i] = members[i < count ? i : 0].y[n];
    (n < 3 ? now.r[n] : now.v[n - 3]) = Pack::load(numbers);
  }
  const SharedStep& first = path.whole[0];
  Forces<0>::evaluate(path, first, 0, now.r, now.a);
  for (int n = 0; n < 3; ++n) now.a[n] = now.a[n] * Pack(1.0 / (first.h * first.h));

  Mask active(true);
  Pack worst(0.0);
  int halved[lanes] = {}, evaluations[lanes] = {};
  const auto note = [&](const Mask& which, int(&counts)[lanes], int amount) {
    const unsigned bits = which.to_bits();
    for (int i = 0; i < lanes; ++i) counts[i] += (bits >> i & 1u) != 0 ? amount : 0;
  };
  for (int s = 0; s < path.steps; ++s) {
    const SharedStep& step = path.whole[s];
    Motion next;
    const Pack error = advance(path, step, active, now, next);
    Mask kept = active & (error <= Pack(1.0));  // false for what is not a number
    worst = select(kept, max(worst, error), worst);
    Mask waiting = active & !kept;
    for (int halvings = 1; halvings <= path.most_halvings && any(waiting); ++halvings) {
      const SharedStep* part = path.parts(path.context, s, halvings);
      Motion at = now;
      Mask good = waiting;
      Pack largest(0.0);
      for (int i = 0; i < 1 << halvings && any(good); ++i) {
        Motion after;
        note(good, evaluations, stages);
        const Pack part_error = advance(path, part[i], good, at, after);
        good = good & (part_error <= Pack(1.0));
        largest = max(largest, part_error);
        at = after;
      }
      choose(good, at, next);
      worst = select(good, max(worst, largest), worst);
      note(good, halved, 1);
      kept = kept | good;
      waiting = waiting & !good;
    }
    active = kept;
    if (path.watched > 0 && any(active & ((offset_square(now.r, step.from) > Pack(step.clear_square)) |
                                          (offset_square(next.r, step.to) > Pack(step.clear_square))))) {
      active = active & !may_impact(path, step, now, next);
    }
    if (none(active)) break;
    now = next;
  }
  for (int n = 0; n < 6; ++n) {
    (n < 3 ? now.r[n] : now.v[n - 3]).store(numbers);
    for (int i = 0; i < count; ++i) members[i].y[n] = numbers[i];
  }
  sqrt(worst).store(numbers);
  for (int i = 0; i < count; ++i) {
    members[i].worst = numbers[i];
    members[i].halved = halved[i];
    members[i].evaluations = evaluations[i] + 1 + stages * path.steps;
    members[i].left = !active[i];
  }
}

/// mu d / d^3 and its derivatives by the place that is pulled, a stage in each lane.
void add_series(const DistantBodies& bodies, double* rows, int row_size) {
  constexpr int terms = SharedPath::at_center;
  static_assert(DistantBodies::padded % lanes == 0 && DistantBodies::padded >= stages);
  for (int first = 0; first < stages; first += lanes) {
    Pack sum[terms];
    for (int b = 0; b < bodies.count; ++b) {
      const double* at = bodies.offsets + 3 * b * DistantBodies::padded + first;
      const Pack d[3] = {Pack::load(at), Pack::load(at + DistantBodies::padded),
                         Pack::load(at + 2 * DistantBodies::padded)};
      const Pack &x = d[0], &y = d[1], &z = d[2];
      const Pack d_square = square(d), inverse = Pack(1.0) / d_square;
      const Pack w3 = pull_over_cube(bodies.pulls[b], d_square), w5 = Pack(3.0) * w3 * inverse;
      const Pack w7 = Pack(2.5) * w5 * inverse, half = Pack(0.5) * w5, thrice = Pack(1.5) * w5;
      const Pack wx = w5 * x, wy = w5 * y, wz = w5 * z;
      const Pack xx = w7 * x * x, yy = w7 * y * y, zz = w7 * z * z;
      const Pack of_body[terms] = {w3 * x, w3 * y, w3 * z,
                                   // gradient: xx xy xz yy yz zz
                                   wx * x - w3, wx * y, wx * z, wy * y - w3, wy * z, wz * z - w3,
                                   // half the second one: xxx xxy xxz xyy xyz xzz yyy yyz yzz zzz
                                   x * (xx - thrice), y * (xx - half), z * (xx - half), x * (yy - half),
                                   w7 * x * y * z, x * (zz - half), y * (yy - thrice), z * (yy - half),
                                   y * (zz - half), z * (zz - thrice)};
      for (int i = 0; i < terms; ++i) sum[i] = sum[i] + of_body[i];
    }
    double numbers[terms][lanes];
    for (int i = 0; i < terms; ++i) sum[i].store(numbers[i]);
    for (int lane = 0; lane < lanes && first + lane < stages; ++lane) {
      double* row = rows + (first + lane) * row_size;
      for (int i = 0; i < terms; ++i) row[i] += numbers[i][lane];
    }
  }
}

}  // namespace

const SharedKernels PERILUNE_KERNEL_ISA::shared_kernels = {lanes, fly, add_series};

}  // namespace perilune::detail
