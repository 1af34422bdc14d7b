#include <perilune/propagation/root_isolation.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace perilune::detail {

namespace {

constexpr int degree = 16;
constexpr int most_halvings = 8;
using Values = std::array<double, degree + 1>;

/// cos(pi j k / degree) for the Chebyshev points x_j = cos(pi j / degree) and the polynomials T_k.
struct CosineTable {
  std::array<Values, degree + 1> cosine;
  CosineTable() {
    for (std::size_t j = 0; j <= degree; ++j) {
      for (std::size_t k = 0; k <= degree; ++k) {
        const auto turn = static_cast<double>((j * k) % (2 * degree)) / degree;
        cosine[j][k] = std::cos(std::numbers::pi * turn);
      }
    }
  }
};
const CosineTable& table() {
  static const CosineTable made;
  return made;
}

/// A Chebyshev series on -1 <= x <= 1.
struct Series {
  Values c{};

  double operator()(double x) const {
    double w1 = 0.0;
    double w2 = 0.0;
    for (std::size_t k = degree; k > 0; --k) {
      const double w = c[k] + 2.0 * x * w1 - w2;
      w2 = w1;
      w1 = w;
    }
    return c[0] + x * w1 - w2;
  }
};

/// The interpolant of values at the Chebyshev points.
Series interpolant(const Values& values) {
  Series series;
  for (std::size_t k = 0; k <= degree; ++k) {
    double sum = 0.5 * (values[0] + values[degree] * table().cosine[degree][k]);
    for (std::size_t j = 1; j < degree; ++j) sum += values[j] * table().cosine[j][k];
    series.c[k] = sum * (k == 0 || k == degree ? 1.0 : 2.0) / degree;
  }
  return series;
}

Series derivative(const Series& p) {
  Series d;
  for (std::size_t k = degree; k > 0; --k) {
    d.c[k - 1] = (k + 1 <= degree ? d.c[k + 1] : 0.0) + 2.0 * static_cast<double>(k) * p.c[k];
  }
  d.c[0] *= 0.5;
  return d;
}

double size_of(const Series& p, std::size_t first) {
  double sum = 0.0;
  for (std::size_t k = first; k <= degree; ++k) sum += std::abs(p.c[k]);
  return sum;
}

class Isolation {
 public:
  Isolation(FunctionRef<double(double)> g, double resolution, std::vector<Crossing>& found)
      : g_(g), resolution_(resolution), found_(found) {}

  /// Interpolates g between a and b (in s), in as many pieces as it takes.
  void resolve(double a, double b, int halvings) {
    Values values;
    for (std::size_t j = 0; j <= degree; ++j) {
      const double x = table().cosine[j][1];
      values[j] = g_(j == 0 ? b : j == degree ? a : 0.5 * (a + b) + 0.5 * (b - a) * x);
    }
    const Series p = interpolant(values);
    const double size = size_of(p, 0);
    if (!std::isfinite(size)) return;            // g is no number somewhere: nothing can be said
    const double tail = size_of(p, degree - 1);  // the last two: one alone may vanish by symmetry
    constexpr double resolved = 1e-13;
    if (tail > resolved * size && halvings < most_halvings) {
      const double middle = 0.5 * (a + b);
      resolve(a, middle, halvings + 1);
      resolve(middle, b, halvings + 1);
      return;
    }
    error_ = tail + 16.0 * std::numeric_limits<double>::epsilon() * size;
    isolate(p, a, b, values[degree], values[0]);
  }

 private:
  /// Finds the crossings of p, a series on a ... b. The values at the ends are handed on, so that neighbours
  /// agree on them.
  void isolate(const Series& p, double a, double b, double at_a, double at_b) {
    if (std::abs(p.c[0]) > size_of(p, 1) + error_) return;  // it cannot reach zero
    const Series slope = derivative(p);
    const bool monotonic = std::abs(slope.c[0]) > size_of(slope, 1);
    // Where the whole stretch is lost in rounding, only the signs at its ends still say something.
    if (monotonic || b - a <= resolution_ || size_of(p, 0) <= error_) {
      if ((at_a < 0.0 && at_b >= 0.0) || (at_a > 0.0 && at_b <= 0.0))
        add(root(p, at_a, at_b), a, b, at_a < 0.0);
      return;
    }
    // Not in the middle: there is where symmetric cases have their roots.
    constexpr double cut = 0.0123;
    const double middle = 0.5 * (a + b) + 0.5 * (b - a) * cut;
    const double at_middle = p(cut);
    isolate(part(p, -1.0, cut), a, middle, at_a, at_middle);
    isolate(part(p, cut, 1.0), middle, b, at_middle, at_b);
  }

  /// The same polynomial as a series on the part x0 ... x1 of its interval.
  static Series part(const Series& p, double x0, double x1) {
    Values values;
    for (std::size_t j = 0; j <= degree; ++j) {
      const double x = table().cosine[j][1];
      values[j] = p(j == 0 ? x1 : j == degree ? x0 : 0.5 * (x0 + x1) + 0.5 * (x1 - x0) * x);
    }
    return interpolant(values);
  }

  /// The root of a monotonic series that changes its sign: bisection, sped up by the secant (Illinois).
  static double root(const Series& p, double at_start, double at_end) {
    double x0 = -1.0, x1 = 1.0;
    double f0 = at_start, f1 = at_end;
    double x = x1;
    for (int i = 0; i < 100 && f1 != 0.0 && x1 - x0 > 4.0 * std::numeric_limits<double>::epsilon(); ++i) {
      x = x0 - f0 * (x1 - x0) / (f1 - f0);
      if (i % 3 == 2 || !(x > x0 && x < x1)) x = 0.5 * (x0 + x1);
      const double f = p(x);
      if (f == 0.0) return x;
      if ((f < 0.0) == (f0 < 0.0)) {
        x0 = x;
        f0 = f;
        f1 *= 0.5;
      } else {
        x1 = x;
        f1 = f;
        f0 *= 0.5;
      }
    }
    return f1 == 0.0 ? x1 : x;
  }

  void add(double x, double a, double b, bool rising) {
    const double s = 0.5 * (a + b) + 0.5 * (b - a) * x;
    if (s > 0.0) found_.push_back({std::min(s, 1.0), rising});
  }

  FunctionRef<double(double)> g_;
  double resolution_;
  std::vector<Crossing>& found_;
  double error_ = 0.0;
};

}  // namespace

std::vector<Crossing> find_crossings(FunctionRef<double(double)> g, double resolution) {
  std::vector<Crossing> found;
  Isolation(g, resolution, found).resolve(0.0, 1.0, 0);
  return found;
}

}  // namespace perilune::detail
