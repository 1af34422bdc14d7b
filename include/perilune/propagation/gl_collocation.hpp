#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

#include <perilune/core/simd.hpp>
#include <perilune/propagation/dense_step.hpp>
#include <perilune/propagation/gauss_legendre.hpp>
#include <perilune/propagation/legendre_error.hpp>
#include <perilune/propagation/legendre_series.hpp>
#include <perilune/propagation/nystrom_dense.hpp>
#include <perilune/propagation/system.hpp>

namespace perilune {

namespace detail {
template <class System>
concept KnowsCoarsePart = requires(System& system) {
  system.has_coarse_part();
};
}  // namespace detail

/// One step at a time of Gauss-Legendre collocation with 8 or 16 nodes, whose accelerations are worked out
/// side by side, in the lanes of `Pack`: the one way to make a single trajectory vector work. Order 16 or 32.
///
///     r(c_i) = r0 + c_i h v0 + h^2 sum_j B_ij a_j,   v(c_i) = v0 + h sum_j A_ij a_j,   a_i = a(t_i, r_i,
///     v_i)
///
/// is solved by sweeps (Picard's): predict the a_j by the series of the last step, place the nodes, evaluate
/// all, and again.
///
/// - **Sweeps** end when what they still would change, judged by how much less each changed than the one
///   before, is a fifth of the error allowed. If they do not converge the step is refused, and `integrate`
///   tries a third of it: a short enough step always converges.
/// - **By parts**: a system that knows a coarse part of its forces (of a gravity field the central term) is
///   asked for that in most sweeps, once a step for its greatest terms, and for the whole only once these
///   have brought the nodes near their places: twice a step, three times at tight tolerances.
/// - **Error**: from the last two coefficients of the acceleration's Legendre series and how fast they fall,
///   of the coarse part and of the rest apart, since the pull of the centre would hide the rest:
///   detail::LegendreError.
/// - **Step**: a step never grows so long that its sweeps gain less than a factor of 7 each; one that heads
///   for a near body is refused once its sweeps diverge.
///
/// The state is N/2 positions and their N/2 velocities. A system that takes packs says
/// `static constexpr bool takes_packs = true` and has `derivative(int pack, Pack t, const Pack (&y)[N],
/// Pack (&dydt)[N])`; any other is called node by node. One that knows a coarse part has
/// `bool has_coarse_part()` and, of the same form, `coarse_derivative` and `middle_derivative`. Whether the
/// velocity matters is found out at the start.
///
/// Source: Hairer, Lubich, Wanner, Geometric Numerical Integration, 2nd ed., sections II.1 and VIII.6;
/// Bradley, Jones, Beylkin, Sandberg, Axelrad, Celestial Mechanics 119 (2014). Error control and dense output
/// are ours. Checked in: tests/unit/propagation/test_gl_collocation.cpp, tests/convergence/propagation
/// @tparam Pack  whose lanes the nodes fill: one register each. (Packs of two registers cost GCC 12 twelve
///               times as much with 16 nodes: it keeps the sums in memory.)
template <int N, int nodes, class Pack = simd::native_pack>
class GlCollocation {
  static_assert(nodes == 8 || nodes == 16);
  static_assert(N % 2 == 0, "GlCollocation: positions and as many velocities");
  static_assert(nodes % Pack::size == 0, "GlCollocation: the nodes fill packs");
  static constexpr int dim = N / 2;
  static constexpr int packs = nodes / Pack::size;
  static constexpr int lanes = Pack::size;
  using Series = detail::LegendreSeries<dim, nodes, Pack>;

 public:
  using Vector = double[N];
  using pack_type = Pack;

  static constexpr int order = 2 * nodes;
  /// Of the position within a step, measured; the velocity's is one less.
  static constexpr int dense_order = 12;
  static constexpr int evaluations_per_start = 2;
  static constexpr int evaluations_per_attempt = 0;  // each attempt counts its own: `take_evaluations`
  static constexpr int evaluations_per_finish = 0;
  static constexpr int evaluations_per_dense_output = 0;
  static constexpr double refused = 1e9;  ///< error ratio of a step whose sweeps do not converge
  static constexpr int slots = 16;        ///< instants of a step, with those of the dense output
  static constexpr double error_exponent = 1.0 / (2 * nodes);
  /// First step, as a part of the time in which the derivative turns around.
  static constexpr double first_step_part = 0.5;

  template <class System>
  void start(System& system, double t, const Vector& y) {
    const double times[1] = {t};
    detail::prepare_slots<double>(system, 0, times);
    system.derivative(0, t, y, first_);
    Vector probe, dydt;
    for (int n = 0; n < dim; ++n) {
      probe[n] = y[n];
      probe[n + dim] = std::numeric_limits<double>::quiet_NaN();
    }
    system.derivative(0, t, probe, dydt);
    velocity_matters_ = false;
    for (int n = dim; n < N; ++n) velocity_matters_ = velocity_matters_ || !std::isfinite(dydt[n]);
    has_series_ = false;
    contraction_ = rest_contraction_ = 0.0;
  }

  template <class System, class Scale>
  [[gnu::always_inline]] double attempt(System& system, double t, double h, const Vector& y, Vector& y_new,
                                        const Scale& scale) {
    constexpr auto& table = detail::gauss_legendre<nodes>;
    double times[nodes];
    for (int i = 0; i < nodes; ++i) times[i] = t + table.node[i] * h;
    prepare(system, times);
    alignas(64) double a[dim][nodes];
    predict<nodes>(t, h, a);
    end_of_step(h, y, a, y_new);
    double weight[N];
    scale(y, y_new, weight);
    double gain[dim];  // of an acceleration over the whole step: its effect over the effect allowed
    for (int n = 0; n < dim; ++n)
      gain[n] = std::abs(h) * std::max(weight[n + dim], 0.5 * std::abs(h) * weight[n]);

    not_finite_ = false;
    if (!solve(system, times, t, h, y, gain, a))
      return not_finite_ ? std::numeric_limits<double>::infinity() : refused;
    end_of_step(h, y, a, y_new);
    keep_series(t, h, a);
    return error_ratio(gain);
  }

  template <class System>
  void finish(System&, double, double, const Vector&) {}  // a step ends between nodes

  /// The polynomial of the step: through 16 nodes. With 8 of its own it is one of half the degree, which is
  /// as good as the step at its end but not in between; two sweeps over 16 make up for it.
  template <class System, class Dense>
  void interpolate(System& system, double t, double h, const Vector& y, const Vector& y_new, Dense& dense) {
    std::array<double, 16> series[dim];
    if constexpr (nodes == 16) {
      for (int n = 0; n < dim; ++n) std::copy(series_[n], series_[n] + nodes, series[n].begin());
    } else {
      constexpr auto& table = detail::gauss_legendre<16>;
      double times[16];
      for (std::size_t i = 0; i < 16; ++i) times[i] = t + table.node[i] * h;
      prepare(system, times);
      alignas(64) double a[dim][16];
      predict<16>(t, h, a);
      const double no_gain[dim] = {};
      const auto whole = [&](int p, const Pack(&state)[N], Pack(&derivative)[N])
          __attribute__((always_inline)) {
        evaluate(system, p, times, state, derivative);
      };
      for (int i = 0; i < 2; ++i) sweep(whole, h, y, no_gain, a);
      for (int n = 0; n < dim; ++n) {
        for (std::size_t k = 0; k < 16; ++k) {
          series[n][k] = 0.0;
          for (std::size_t j = 0; j < 16; ++j) series[n][k] += table.coefficient[j][k] * a[n][j];
        }
      }
    }
    for (int n = 0; n < dim; ++n) {
      for (double& c : series[n]) c *= h * h;
    }
    detail::dense_from_series<16, double, N, double>(t, h, y, y_new, series, dense);
  }
  void advance() {}  // the series that predicts the next step is kept already

  /// Evaluations since this was asked last, those of packs counted by their lanes.
  std::int64_t take_evaluations() {
    const std::int64_t done = evaluations_;
    evaluations_ = 0;
    return done;
  }
  const Vector& derivative_at_start() const { return first_; }

  /// Sweeps of the last attempt, and what part of a change the next sweep still changes.
  int sweeps() const { return sweeps_; }
  double contraction() const { return contraction_; }

 private:
  static constexpr double left_over = 0.2;  // of the error allowed, by sweeps that are not made
  // Where the coarse part is swept apart. What stays open there has the same sign step after step, and adds
  // up: a thousandth. Before the rest is worked out, the nodes need to be about where they belong, no more.
  static constexpr double rest_left_over = 1e-3;
  static constexpr double before_middle = 1e3;
  static constexpr double before_whole = 1e2;
  static constexpr double most_contraction = 0.15;

  /// How an iteration converges.
  struct Convergence {
    bool known = false;        ///< whether the following is
    double contraction = 1.0;  ///< what part of a change the next one still changes
    bool measured = false;     ///< in this step, by changes that are more than rounding
  };

  /// Sweeps until the accelerations at the nodes are right. @return whether they came to rest
  template <class System>
  [[gnu::always_inline]] bool solve(System& system, const double (&times)[nodes], double t, double h,
                                    const Vector& y, const double (&gain)[dim], double (&a)[dim][nodes]) {
    const bool near = has_series_ && std::abs(t - series_t_) <= 1.01 * std::abs(series_h_);
    // The contraction goes with the square of the step.
    const double longer = (h / series_h_) * (h / series_h_);
    const auto as_before = [&](double contraction) {
      return near && contraction > 0.0 ? Convergence{true, std::min(contraction * longer, 1.0)}
                                       : Convergence{};
    };
    Convergence sweeping = as_before(contraction_), refining = as_before(rest_contraction_);
    rounding_ = 1e-15 * largest(gain) * size_of_start();
    sweeps_ = 0;
    by_parts_ = false;
    if constexpr (detail::KnowsCoarsePart<System>) by_parts_ = system.has_coarse_part();
    bool done = false;
    if constexpr (detail::KnowsCoarsePart<System>) {
      if (by_parts_) done = solve_by_parts(system, times, h, y, gain, sweeping, refining, a);
    }
    if (!by_parts_) {
      const auto whole = [&](int p, const Pack(&state)[N], Pack(&derivative)[N])
          __attribute__((always_inline)) {
        evaluate(system, p, times, state, derivative);
      };
      done = converge(
          [&]() __attribute__((always_inline)) { return sweep(whole, h, y, gain, a); }, sweeping, left_over);
    }
    if (!done) return false;
    contraction_ = sweeping.known ? sweeping.contraction : 0.0;
    contraction_measured_ = sweeping.measured;
    if (refining.known) rest_contraction_ = refining.contraction;
    return true;
  }

  /// The same where the system knows a coarse part of its forces, of which sweeps are cheap. At the nodes the
  /// rest is kept as it is: it changes little from sweep to sweep, and is worked out anew only once the
  /// coarse part has come to rest with it. First by its greatest terms: they bring the nodes so near to their
  /// places that the whole is wanted twice, or with a loose tolerance once.
  template <class System>
  bool solve_by_parts(System& system, const double (&times)[nodes], double h, const Vector& y,
                      const double (&gain)[dim], Convergence& sweeping, Convergence& refining,
                      double (&a)[dim][nodes]) {
    for (auto& row : rest_) std::fill(std::begin(row), std::end(row), 0.0);
    const auto sweep_coarse = [&] {
      return sweep(
          [&](int p, const Pack(&state)[N], Pack(&derivative)[N]) {
            system.coarse_derivative(p, Pack::load(times + p * lanes), state, derivative);
            for (int n = 0; n < dim; ++n) derivative[n + dim] += Pack::load(&rest_[n][p * lanes]);
          },
          h, y, gain, a);
    };
    const auto refine = [&](bool whole) {
      return sweep(
          [&](int p, const Pack(&state)[N], Pack(&derivative)[N]) {
            const Pack now = Pack::load(times + p * lanes);
            Pack coarse[N];
            system.coarse_derivative(p, now, state, coarse);
            if (whole) {
              system.derivative(p, now, state, derivative);
              evaluations_ += lanes;
            } else {
              system.middle_derivative(p, now, state, derivative);
            }
            for (int n = 0; n < dim; ++n) (derivative[n + dim] - coarse[n + dim]).store(&rest_[n][p * lanes]);
          },
          h, y, gain, a);
    };
    return converge(sweep_coarse, sweeping, before_middle) && std::isfinite(refine(false)) &&
           converge(sweep_coarse, sweeping, before_whole) &&
           converge(
               [&] {
                 const double change = refine(true);
                 return converge(sweep_coarse, sweeping, rest_left_over)
                            ? change
                            : std::numeric_limits<double>::infinity();
               },
               refining, rest_left_over);
  }

  /// Repeats a sweep until what the next would change is below `enough` of the error allowed.
  template <class Sweep>
  [[gnu::always_inline]] bool converge(Sweep&& sweep_once, Convergence& convergence, double enough) {
    constexpr int most_sweeps = 30;
    constexpr double diverging = 0.7;
    constexpr double audible = 16.0;  // times the rounding: smaller changes do not tell how they fall
    double before = 0.0;
    for (int count = 1; count <= most_sweeps; ++count) {
      const double change = sweep_once();
      if (!std::isfinite(change)) {
        // Later sweeps may overflow by diverging; the first has only what the forces say.
        not_finite_ = sweeps_ == 1;
        return false;
      }
      if (count > 1) {
        const double now = change / before;
        if (count > 2 && now > diverging && change > enough) return false;
        convergence = {true, std::max(now, 0.25 * convergence.contraction),
                       convergence.measured || before > audible * rounding_};
      }
      if (change <= rounding_ ||
          (convergence.known && change * std::min(1.5 * convergence.contraction, 1.0) < enough))
        return true;
      before = change;
    }
    return false;
  }

  double size_of_start() const {
    double size = 0.0;
    for (int n = dim; n < N; ++n) size = std::max(size, std::abs(first_[n]));
    return size;
  }

  /// Estimated error of the step over the error allowed; not below what keeps the sweeps few. (A step so
  /// short that one sweep is enough says nothing of longer ones.)
  double error_ratio(const double (&gain)[dim]) const {
    using Estimate = detail::LegendreError<dim, nodes>;
    const double sweeping =
        contraction_measured_ ? std::min(1.0, std::pow(contraction_ / most_contraction, nodes)) : 0.0;
    if (!by_parts_) return std::max(Estimate::of_smooth(series_, gain), sweeping);
    alignas(64) double rest[dim][nodes], coarse[dim][nodes];
    Series::fit(rest_, rest);
    for (int n = 0; n < dim; ++n) {
      for (int k = 0; k < nodes; ++k) coarse[n][k] = series_[n][k] - rest[n][k];
    }
    return std::max({Estimate::of_smooth(coarse, gain), Estimate::of_rough(rest, gain), sweeping});
  }

  static double largest(const double (&v)[dim]) { return *std::max_element(v, v + dim); }

  template <class System, std::size_t count>
  static void prepare(System& system, const double (&times)[count]) {
    if constexpr (requires { system.prepare_packs(std::span<const double>(times)); }) {
      system.prepare_packs(std::span<const double>(times));
    } else {
      detail::prepare_slots<double>(system, 0, std::span<const double>(times));
    }
  }

  /// The accelerations at the nodes of a step by the series kept, within its step or beyond.
  template <std::size_t count>
  [[gnu::always_inline]] void predict(double t, double h, double (&a)[dim][count]) const {
    if (!has_series_) {
      for (int n = 0; n < dim; ++n) std::fill(a[n], a[n] + count, first_[n + dim]);
      return;
    }
    const double from = 2.0 * (t - series_t_) / series_h_ - 1.0;
    const double step = 2.0 * h / series_h_;
    // Beyond its step the series of a smooth acceleration on 8 nodes is best taken whole.
    const int terms = nodes == 16 || by_parts_ ? Series::terms_worth(series_, from + step) : nodes;
    Series::template at_nodes<count>(series_, terms, from, step, a);
  }

  /// Places the nodes by the accelerations, and evaluates these anew.
  /// @return the largest change, weighed by `gain`
  template <class Evaluate, std::size_t count>
  [[gnu::always_inline]] double sweep(const Evaluate& evaluate_at, double h, const Vector& y,
                                      const double (&gain)[dim], double (&a)[dim][count]) {
    ++sweeps_;
    return velocity_matters_ ? sweep_with<true>(evaluate_at, h, y, gain, a)
                             : sweep_with<false>(evaluate_at, h, y, gain, a);
  }
  template <bool with_velocity, class Evaluate, std::size_t count>
  [[gnu::always_inline]] double sweep_with(const Evaluate& evaluate_at, double h, const Vector& y,
                                           const double (&gain)[dim], double (&a)[dim][count]) {
    constexpr auto& table = detail::gauss_legendre<count>;
    constexpr int groups = static_cast<int>(count) / lanes;
    Pack state[groups][N];
    for (int p = 0; p < groups; ++p) {
      const Pack time = Pack(h) * Pack::load(&table.node[p * lanes]);
      for (int n = 0; n < dim; ++n) {
        Pack twice0, twice1, once0, once1;  // two sums each: one waits for the other's result less
        for (std::size_t j = 0; j < count; j += 2) {
          twice0 = fma(Pack::load(&table.twice[j][p * lanes]), Pack(a[n][j]), twice0);
          twice1 = fma(Pack::load(&table.twice[j + 1][p * lanes]), Pack(a[n][j + 1]), twice1);
          if constexpr (with_velocity) {
            once0 = fma(Pack::load(&table.integral[j][p * lanes]), Pack(a[n][j]), once0);
            once1 = fma(Pack::load(&table.integral[j + 1][p * lanes]), Pack(a[n][j + 1]), once1);
          }
        }
        state[p][n] = fma(Pack(h * h), twice0 + twice1, fma(time, Pack(y[n + dim]), Pack(y[n])));
        state[p][n + dim] = with_velocity ? fma(Pack(h), once0 + once1, Pack(y[n + dim])) : Pack(y[n + dim]);
      }
    }
    Pack most, sum;
    for (int p = 0; p < groups; ++p) {
      Pack derivative[N];
      evaluate_at(p, state[p], derivative);
      for (int n = 0; n < dim; ++n) {
        const Pack change = derivative[n + dim] - Pack::load(&a[n][p * lanes]);
        most = fmax(most, abs(change) * Pack(gain[n]));
        sum += change;
        derivative[n + dim].store(&a[n][p * lanes]);
      }
    }
    const double whole = simd::sum(sum);  // the largest of what is not a number may be a number
    return std::isfinite(whole) ? simd::greatest(most) : whole;
  }

  template <class System, std::size_t count>
  [[gnu::always_inline]] void evaluate(System& system, int p, const double (&times)[count],
                                       const Pack (&state)[N], Pack (&derivative)[N]) {
    evaluations_ += lanes;
    if constexpr (requires { requires System::takes_packs; }) {
      system.derivative(p, Pack::load(times + p * lanes), state, derivative);
    } else {
      for (int lane = 0; lane < lanes; ++lane) {
        double y[N], d[N];
        for (int n = 0; n < N; ++n) y[n] = state[n][lane];
        system.derivative(p * lanes + lane, times[p * lanes + lane], y, d);
        for (int n = 0; n < N; ++n) derivative[n].set(lane, d[n]);
      }
    }
  }

  [[gnu::always_inline]] static void end_of_step(double h, const Vector& y, const double (&a)[dim][nodes],
                                                 Vector& y_new) {
    constexpr auto& table = detail::gauss_legendre<nodes>;
    for (int n = 0; n < dim; ++n) {
      Pack once, twice;
      for (int p = 0; p < packs; ++p) {
        const Pack here = Pack::load(&a[n][p * lanes]);
        once = fma(here, Pack::load(&table.weight[p * lanes]), once);
        twice = fma(here, Pack::load(&table.weight_twice[p * lanes]), twice);
      }
      y_new[n] = y[n] + (h * y[n + dim] + h * h * simd::sum(twice));
      y_new[n + dim] = y[n + dim] + h * simd::sum(once);
    }
  }

  [[gnu::always_inline]] void keep_series(double t, double h, const double (&a)[dim][nodes]) {
    Series::fit(a, series_);
    series_t_ = t;
    series_h_ = h;
    has_series_ = true;
  }

  Vector first_ = {};
  alignas(64) double series_[dim][nodes] = {};  // coefficients of P_0, P_1 ... in the acceleration of a step
  alignas(64) double rest_[dim][nodes] = {};    // at the nodes, what the coarse part leaves out
  double series_t_ = 0.0;
  double series_h_ = 1.0;
  double contraction_ = 0.0;       // of sweeps in the last attempt that converged; 0: not known
  double rest_contraction_ = 0.0;  // of the rest in it
  bool contraction_measured_ = false;
  double rounding_ = 0.0;
  bool has_series_ = false;
  bool by_parts_ = false;  // whether the last attempt was solved so
  bool velocity_matters_ = true;
  int sweeps_ = 0;
  bool not_finite_ = false;  // whether the forces of the first sweep of the last attempt were not
  std::int64_t evaluations_ = 0;
};

}  // namespace perilune
