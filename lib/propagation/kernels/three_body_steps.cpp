#include "three_body_steps.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "rkn1210_packs.hpp"

namespace perilune::detail {
namespace {

using namespace PERILUNE_KERNEL_ISA;

/// Longest step: sine and cosine of it come from their series.
constexpr double longest_step = 0.5;

/// sin x and cos x for |x| <= 1/2, each to 1e-17: the first terms left out are x^15/15! and x^16/16!.
[[gnu::always_inline]] inline void sine_cosine(const Pack& x, Pack& sine, Pack& cosine) {
  const Pack square = x * x;
  constexpr double s[] = {-1.0 / 6.0,     1.0 / 120.0,       -1.0 / 5040.0,
                          1.0 / 362880.0, -1.0 / 39916800.0, 1.0 / 6227020800.0};
  constexpr double c[] = {-0.5,
                          1.0 / 24.0,
                          -1.0 / 720.0,
                          1.0 / 40320.0,
                          -1.0 / 3628800.0,
                          1.0 / 479001600.0,
                          -1.0 / 87178291200.0};
  Pack odd(s[5]), even(c[6]);
  for (int i = 4; i >= 0; --i) odd = fma(odd, square, Pack(s[i]));
  for (int i = 5; i >= 0; --i) even = fma(even, square, Pack(c[i]));
  sine = fma(odd * square, x, x);
  cosine = fma(even, square, Pack(1.0));
}

/// Positions, velocities and accelerations in axes that rest; those that turn have at that instant the same
/// directions.
struct Motion {
  Pack r[3], v[3], a[3];
};

/// The masses that attract, times h^2.
struct Pulls {
  Pack large, small;
};

/// h^2 times the acceleration at r when the line of the bodies has turned by an angle.
[[gnu::always_inline]] inline void attract(double mu, const Pulls& pulls, const Pack& sine,
                                           const Pack& cosine, const Pack (&r)[3], Pack (&k)[3]) {
  const Pack d1[3] = {-fma(Pack(mu), cosine, r[0]), -fma(Pack(mu), sine, r[1]), -r[2]};
  const Pack d2[3] = {d1[0] + cosine, d1[1] + sine, d1[2]};
  const Pack w1 = pulls.large * pull_over_cube(1.0, square(d1));
  const Pack w2 = pulls.small * pull_over_cube(1.0, square(d2));
  for (int n = 0; n < 3; ++n) k[n] = fma(w1, d1[n], w2 * d2[n]);
}

/// Into axes that have turned by the angle.
[[gnu::always_inline]] inline void turn(const Pack& sine, const Pack& cosine, Pack (&x)[3]) {
  const Pack x0 = fma(cosine, x[0], sine * x[1]);
  x[1] = fma(cosine, x[1], -(sine * x[0]));
  x[0] = x0;
}

/// Square of the speed in the turning axes.
[[gnu::always_inline]] inline Pack turning_speed_square(const Motion& m) {
  const Pack v[3] = {m.v[0] + m.r[1], m.v[1] - m.r[0], m.v[2]};
  return square(v);
}

/// One step of RKN12(10) in axes that rest and have at its start the directions of the turning ones; its end
/// is given in theirs. @return square of estimated error over allowed error
[[gnu::noinline]] Pack step_over(const ThreeBodyTask& task, const Pack& h, const Motion& from, Motion& to) {
  const Pack per_h = Pack(1.0) / h, h_square = h * h;
  const Pulls pulls{Pack(1.0 - task.mu) * h_square, Pack(task.mu) * h_square};
  Pack k[stages][3], hv[3];
  for (int n = 0; n < 3; ++n) {
    k[0][n] = from.a[n] * h_square;
    hv[n] = h * from.v[n];
  }
  Pack sine, cosine;
  unrolled<1, stages>([&](auto index) __attribute__((always_inline)) {
    constexpr int i = decltype(index)::value;
    constexpr double c = static_cast<double>(Tableau::c[i]);
    Pack r[3];
    for (int n = 0; n < 3; ++n) r[n] = fma(Pack(c), hv[n], from.r[n]);
    add_stages<i>(k, r);
    if constexpr (Tableau::c[i] != Tableau::c[i - 1]) sine_cosine(Pack(c) * h, sine, cosine);
    attract(task.mu, pulls, sine, cosine, r, k[i]);
  });
  Pack velocity[3], r_error[3], v_error[3], k_end[3];
  for (int n = 0; n < 3; ++n) to.r[n] = from.r[n] + hv[n];
  add_weighted<0>(k, to.r);
  add_weighted<1>(k, velocity);
  add_weighted<2>(k, r_error);
  add_weighted<3>(k, v_error);
  attract(task.mu, pulls, sine, cosine, to.r, k_end);  // the last stage's instant is the end
  for (int n = 0; n < 3; ++n) {
    to.v[n] = fma(per_h, velocity[n], from.v[n]);
    to.a[n] = k_end[n] * (per_h * per_h);
    v_error[n] = per_h * v_error[n];
  }
  turn(sine, cosine, to.r);
  turn(sine, cosine, to.v);
  turn(sine, cosine, to.a);
  const Pack r_square = max(square(from.r), square(to.r));
  const Pack v_square = max(turning_speed_square(from), turning_speed_square(to));
  const Pack relative(task.relative_square);
  const Pack r_allowed = fma(relative, r_square, Pack(task.absolute_position_square));
  const Pack v_allowed = fma(relative, v_square, Pack(task.absolute_velocity_square));
  return fma(square(r_error), v_allowed, square(v_error) * r_allowed) / (Pack(6.0) * r_allowed * v_allowed);
}

/// x^(1/22) for x > 0, to a thousandth: what a step is multiplied by needs no more.
[[gnu::always_inline]] inline double root_22(double x) {
  const auto bits = std::bit_cast<std::int64_t>(x);
  const double m = std::bit_cast<double>((bits & 0xfffffffffffff) | std::int64_t{0x3ff0000000000000});
  const double log2_x = static_cast<double>((bits >> 52) - 1024) + (m * (2.0 - m / 3.0) - 2.0 / 3.0);
  const double y = log2_x / 22.0 + 64.0;  // above 0
  const auto whole = static_cast<std::int64_t>(y);
  const double f = y - static_cast<double>(whole);
  const double part = 1.0 + f * (0.6565 + 0.3435 * f);
  return part * std::bit_cast<double>((whole - 64 + 1023) << 52);
}

/// Everything that lanes have of their own beside the motion.
struct Lanes {
  double h[lanes] = {};       // of the step to try, its size
  double next[lanes] = {};    // what it would be, were the end not so near
  double before[lanes] = {};  // size of the last step kept; 0: none
  double last_error[lanes] = {};
  double left[lanes] = {};  // time to fly
  std::size_t flight[lanes] = {};
  bool busy[lanes] = {};
};

class Runner {
 public:
  Runner(const ThreeBodyTask& task, ThreeBodyFlight* flights, std::size_t count)
      : task_(task), flights_(flights), count_(count), direction_(task.span < 0.0 ? -1.0 : 1.0) {}

  void run() {
    for (int i = 0; i < lanes; ++i) take_next(i);
    while (busy_ > 0) {
      double signed_h[lanes];
      for (int i = 0; i < lanes; ++i) signed_h[i] = direction_ * own_.h[i];
      Motion after;
      const Pack error_square = step_over(task_, Pack::load(signed_h), now_, after);
      const Mask kept = error_square <= Pack(1.0);  // false for what is not a number
      for (int n = 0; n < 3; ++n) {
        now_.r[n] = select(kept, after.r[n], now_.r[n]);
        now_.v[n] = select(kept, after.v[n], now_.v[n]);
        now_.a[n] = select(kept, after.a[n], now_.a[n]);
      }
      control(error_square, kept.to_bits());
    }
  }

 private:
  static constexpr double safety = 0.8, most_growth = 4.0, least_shrink = 0.1;

  void control(const Pack& error_square, unsigned kept_bits) {
    double error[lanes], factor[lanes];
    error_square.store(error);
    for (int i = 0; i < lanes; ++i) {
      const double e = std::min(std::max(error[i], 1e-24), 1e24);
      const double simple = safety / root_22(e);
      // Gustafsson: as the step has to change, so it goes on changing.
      const double goes_on = own_.before[i] > 0.0
                                 ? simple * own_.h[i] / own_.before[i] * root_22(own_.last_error[i] / e)
                                 : simple;
      const bool kept = (kept_bits >> i & 1u) != 0;
      const double wanted = kept ? std::min(simple, goes_on) : std::min(simple, safety);
      factor[i] = std::min(std::max(wanted, least_shrink), most_growth);
    }
    for (int i = 0; i < lanes; ++i) {
      if (!own_.busy[i]) continue;
      ThreeBodyFlight& flight = flights_[own_.flight[i]];
      const bool kept = (kept_bits >> i & 1u) != 0;
      if (kept) {
        ++flight.steps;
        flight.worst = std::max(flight.worst, error[i]);
        own_.left[i] -= own_.h[i];
        own_.before[i] = own_.h[i];
        own_.last_error[i] = std::max(error[i], 1e-24);
        own_.next[i] = own_.h[i] * factor[i];
      } else {
        ++flight.rejected;
        own_.next[i] = error[i] >= 0.0 ? own_.h[i] * factor[i] : own_.h[i] * least_shrink;
      }
      if (kept && !(own_.left[i] > 0.0)) {
        finish(i, ThreeBodyStop::end);
      } else if (flight.steps + flight.rejected >= task_.most_steps) {
        finish(i, ThreeBodyStop::step_limit);
      } else if (!(own_.next[i] > least_step())) {
        finish(i, error[i] >= 0.0 ? ThreeBodyStop::step_too_small : ThreeBodyStop::non_finite);
      } else {
        choose_step(i);
      }
    }
  }

  double least_step() const { return 1e-14 * std::max(1.0, std::abs(task_.span)); }

  void choose_step(int i) {
    const double next = std::min(own_.next[i], longest_step), left = own_.left[i];
    // The rest at once, or in two halves, rather than a small step at last.
    own_.h[i] = next >= left ? left : next > 0.5 * left ? 0.5 * left : next;
  }

  void finish(int i, ThreeBodyStop stop) {
    ThreeBodyFlight& flight = flights_[own_.flight[i]];
    flight.stop = stop;
    flight.worst = std::sqrt(flight.worst);
    flight.elapsed = stop == ThreeBodyStop::end ? task_.span : task_.span - direction_ * own_.left[i];
    for (int n = 0; n < 3; ++n) {
      flight.y[n] = now_.r[n][i];
      flight.y[n + 3] = now_.v[n][i];
    }
    flight.y[3] += flight.y[1];
    flight.y[4] -= flight.y[0];
    own_.busy[i] = false;
    --busy_;
    take_next(i);
  }

  void take_next(int i) {
    if (taken_ >= count_) {
      own_.h[i] = 0.01;  // flies on, and nobody looks
      return;
    }
    const std::size_t number = taken_++;
    const double(&y)[6] = flights_[number].y;
    const double r[3] = {y[0], y[1], y[2]};
    const double v[3] = {y[3] - y[1], y[4] + y[0], y[5]};
    const double from_large[3] = {r[0] + task_.mu, r[1], r[2]};
    const double from_small[3] = {r[0] - (1.0 - task_.mu), r[1], r[2]};
    const auto length = [](const double(&d)[3]) {
      return std::sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
    };
    const double d1 = length(from_large), d2 = length(from_small);
    const double w1 = (1.0 - task_.mu) / (d1 * d1 * d1), w2 = task_.mu / (d2 * d2 * d2);
    for (int n = 0; n < 3; ++n) {
      now_.r[n].set(i, r[n]);
      now_.v[n].set(i, v[n]);
      now_.a[n].set(i, -w1 * from_large[n] - w2 * from_small[n]);
    }
    own_.flight[i] = number;
    own_.left[i] = std::abs(task_.span);
    own_.before[i] = 0.0;
    own_.next[i] = 0.1 / std::sqrt(w1 + w2);
    own_.busy[i] = true;
    ++busy_;
    choose_step(i);
  }

  const ThreeBodyTask& task_;
  ThreeBodyFlight* flights_;
  std::size_t count_, taken_ = 0;
  double direction_;
  int busy_ = 0;
  Lanes own_;
  Motion now_;
};

void fly(const ThreeBodyTask& task, ThreeBodyFlight* flights, std::size_t count) {
  Runner(task, flights, count).run();
}

}  // namespace

const ThreeBodyKernels PERILUNE_KERNEL_ISA::three_body_kernels = {lanes, fly};

}  // namespace perilune::detail
