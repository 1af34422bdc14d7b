#include <perilune/dynamics/harmonic_table.hpp>

#include <algorithm>
#include <cmath>

namespace perilune::detail {
namespace {

/// Factors of the recursion over the degree, for fully normalised functions divided by cos(latitude)^m:
/// A(n,m) = alpha u A(n-1,m) - beta A(n-2,m).
long double alpha(int n, int m) {
  return std::sqrt((2.0L * n + 1) * (2.0L * n - 1) / (static_cast<long double>(n - m) * (n + m)));
}
long double beta(int n, int m) {
  return n < m + 2 ? 0.0L
                   : std::sqrt((2.0L * n + 1) * (n + m - 1) * (n - m - 1) /
                               (static_cast<long double>(n - m) * (n + m) * (2.0L * n - 3)));
}
/// A(m,m) / A(m-1,m-1).
long double diagonal(int m) {
  return m == 1 ? std::sqrt(3.0L) : std::sqrt((2.0L * m + 1) / (2.0L * m));
}

/// Coefficients of a sum of fully normalised solid harmonics: C cos(m lon) + S sin(m lon) for each pair.
class Expansion {
 public:
  Expansion(int degree, int order)
      : degree_(degree), order_(order), c_(index(degree + 1, 0), 0.0L), s_(index(degree + 1, 0), 0.0L) {}

  int degree() const { return degree_; }
  int order() const { return order_; }
  long double& c(int n, int m) { return c_[index(n, m)]; }
  long double& s(int n, int m) { return s_[index(n, m)]; }
  long double c(int n, int m) const { return c_[index(n, m)]; }
  long double s(int n, int m) const { return s_[index(n, m)]; }

 private:
  static std::size_t index(int n, int m) { return static_cast<std::size_t>(n * (n + 1) / 2 + m); }

  int degree_;
  int order_;
  std::vector<long double> c_;
  std::vector<long double> s_;
};

/// The slope along an axis, times the radius of the field: what Cunningham found of solid harmonics Z(n,m)
/// (real part with the cosine, imaginary with the sine), here for normalised ones:
///
///     R d/dz Z(n,m) = -(n-m+1) Z(n+1,m)
///     R (d/dx + i d/dy) Z(n,m) = -Z(n+1,m+1)
///     R (d/dx - i d/dy) Z(n,m) = (n-m+2)(n-m+1) Z(n+1,m-1),   and for m = 0 the conjugate of the line above
Expansion slope(const Expansion& of, int axis) {
  Expansion made(of.degree() + 1, axis == 2 ? of.order() : of.order() + 1);
  const auto add = [&made, axis](int n, int m, long double factor, long double c, long double s, bool down) {
    if (axis == 1) {  // i (C - i S) = S + i C downwards, its negative upwards: there the factor is negative
      const long double turned = c;
      c = down ? s : -s;
      s = down ? -turned : turned;
    }
    made.c(n, m) += factor * c;
    if (m > 0) made.s(n, m) += factor * s;
  };
  for (int n = 0; n <= of.degree(); ++n) {
    const long double ratio = (2.0L * n + 1) / (2.0L * n + 3);
    for (int m = 0; m <= std::min(n, of.order()); ++m) {
      const long double c = of.c(n, m), s = of.s(n, m);
      if (axis == 2) {
        add(n + 1, m, -std::sqrt(ratio * (n + 1 + m) * (n + 1 - m)), c, s, false);
        continue;
      }
      const long double up = std::sqrt((m == 0 ? 0.5L : 1.0L) * ratio * (n + m + 2) * (n + m + 1));
      if (m == 0) {
        add(n + 1, 1, -up, c, 0.0L, false);
        continue;
      }
      const long double down = std::sqrt((m == 1 ? 2.0L : 1.0L) * ratio * (n - m + 2) * (n - m + 1));
      add(n + 1, m + 1, -0.5L * up, c, s, false);
      add(n + 1, m - 1, 0.5L * down, c, s, true);
    }
  }
  return made;
}

/// The components of a quantity. Their degrees are the same, their orders may differ by one or two.
std::vector<Expansion> components_of(const Expansion& potential, HarmonicQuantity quantity) {
  if (quantity == HarmonicQuantity::potential) return {potential};
  const Expansion x = slope(potential, 0), y = slope(potential, 1), z = slope(potential, 2);
  if (quantity == HarmonicQuantity::acceleration) return {x, y, z};
  return {slope(x, 0), slope(x, 1), slope(x, 2), slope(y, 2), slope(z, 2)};
}

/// The same numbers by groups of orders.
void group(HarmonicTable& table) {
  const auto lanes = static_cast<std::size_t>(table.lanes);
  for (int first = 0; first <= table.last_order; first += table.lanes) {
    const std::size_t start = table.grouped.size();
    table.group_starts.push_back(start);
    table.grouped.resize(start + static_cast<std::size_t>(table.degree - first + 1) * table.stride() * lanes);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const int m = first + static_cast<int>(lane);
      if (m > table.last_order) break;
      const double* entry = table.entries.data() + table.starts[static_cast<std::size_t>(m)];
      double* to = table.grouped.data() + start + lane * table.stride() * lanes + lane;
      for (int n = m; n <= table.degree; ++n) {
        for (std::size_t column = 0; column < table.stride(); ++column) to[column * lanes] = *entry++;
        to += table.stride() * lanes;
      }
    }
  }
}

}  // namespace

HarmonicTable make_harmonic_table(const GravityField& field, int degree, int order, HarmonicQuantity quantity,
                                  int lanes) {
  Expansion potential(degree, order);
  for (int n = 2; n <= degree; ++n) {
    for (int m = 0; m <= std::min(n, order); ++m) {
      potential.c(n, m) = field.c[GravityField::index(n, m)];
      potential.s(n, m) = field.s[GravityField::index(n, m)];
    }
  }
  const std::vector<Expansion> components = components_of(potential, quantity);

  HarmonicTable table;
  table.components = static_cast<int>(components.size());
  table.degree = components.front().degree();
  for (const Expansion& component : components)
    table.last_order = std::max(table.last_order, std::min(component.order(), table.degree));
  table.lanes = lanes;
  // The table is not of A itself but of g(n,m) = A(n,m) (R/r)^(n-m) / gamma(n,m), with gamma(n,m) the product
  // of the alphas from (m,m) on: then a step of the recursion multiplies by one number of the table, not by
  // two. gamma goes into the coefficients.
  long double gamma_diagonal = 1.0L;
  for (int m = 0; m <= table.last_order; ++m) {
    table.starts.push_back(table.entries.size());
    if (m > 0) gamma_diagonal *= diagonal(m);
    long double gamma = gamma_diagonal;
    for (int n = m; n <= table.degree; ++n) {
      if (n > m) gamma *= alpha(n, m);
      const long double next =
          n < table.degree ? -beta(n + 1, m) / (alpha(n + 1, m) * (n > m ? alpha(n, m) : 1.0L)) : 0.0L;
      table.entries.push_back(static_cast<double>(next));
      for (const Expansion& component : components) {
        const bool there = m <= component.order();
        table.entries.push_back(there ? static_cast<double>(gamma * component.c(n, m)) : 0.0);
        table.entries.push_back(there ? static_cast<double>(gamma * component.s(n, m)) : 0.0);
      }
    }
  }
  group(table);
  return table;
}

}  // namespace perilune::detail
