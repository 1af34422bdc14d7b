#include <perilune/design/lambert.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <Eigen/Geometry>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {

namespace {

constexpr double pi = 3.14159265358979323846;

/// Coefficients of F(3, 1; 5/2; z) = sum c_j z^j; good to 1e-16 for |z| <= 0.2.
constexpr int series_terms = 26;
constexpr double most_z = 0.2;
constexpr std::array<double, series_terms> series = [] {
  std::array<double, series_terms> c{};
  c[0] = 1.0;
  for (int j = 1; j < series_terms; ++j) {
    c[static_cast<std::size_t>(j)] = c[static_cast<std::size_t>(j - 1)] * (2.0 + j) / (1.5 + j);
  }
  return c;
}();

double hypergeometric(double z) {
  double sum = series[series_terms - 1];
  for (int j = series_terms - 2; j >= 0; --j) sum = sum * z + series[static_cast<std::size_t>(j)];
  return sum;
}

/// The time of flight in units of sqrt(s^3 / 2 mu), as a function of x.
struct TimeOfFlight {
  double lambda;        // +-sqrt(1 - c/s)
  double chord_over_s;  // 1 - lambda^2, without cancellation
  double revolutions;

  double y(double x) const { return std::sqrt(chord_over_s + lambda * lambda * x * x); }

  double operator()(double x, double y_of_x) const {
    const double lx = lambda * x;
    const double eta = lx > 0.0 ? chord_over_s / (y_of_x + lx) : y_of_x - lx;
    const double one_minus_x2 = (1.0 - x) * (1.0 + x);
    const double one_minus_lambda = lambda > 0.0 ? chord_over_s / (1.0 + lambda) : 1.0 - lambda;
    const double z = 0.5 * (one_minus_lambda - x * eta);
    if (std::abs(z) <= most_z) {
      const double direct = eta * (2.0 / 3.0 * eta * eta * hypergeometric(z) + 2.0 * lambda);
      return revolutions > 0.0 ? direct + revolutions * pi / (one_minus_x2 * std::sqrt(one_minus_x2))
                               : direct;
    }
    const double root = std::sqrt(std::abs(one_minus_x2));
    const double psi = one_minus_x2 > 0.0
                           ? std::atan2(eta * root, x * y_of_x + lambda * one_minus_x2) + revolutions * pi
                           : std::asinh(eta * root);
    return (psi / root - x + lambda * y_of_x) / one_minus_x2;
  }

  struct Derivatives {
    double first, second, third;
  };
  /// From T itself, which satisfies a differential equation. Source: Izzo 2015, eq. 22.
  Derivatives derivatives(double x, double y_of_x, double T) const {
    const double l2 = lambda * lambda;
    const double l3 = l2 * lambda;
    const double one_minus_x2 = (1.0 - x) * (1.0 + x);
    if (std::abs(one_minus_x2) < 1e-4 && revolutions == 0.0) {  // the quotients below lose their digits
      return {0.4 * (l3 * l2 - 1.0), 0.0, 0.0};
    }
    const double over = 1.0 / one_minus_x2;
    const double over_y = 1.0 / y_of_x;
    const double over_y2 = over_y * over_y;
    const double first = over * (3.0 * T * x - 2.0 + 2.0 * l3 * x * over_y);
    const double second = over * (3.0 * T + 5.0 * x * first + 2.0 * chord_over_s * l3 * over_y2 * over_y);
    const double third = over * (7.0 * x * second + 8.0 * first -
                                 6.0 * chord_over_s * l3 * l2 * x * over_y2 * over_y2 * over_y);
    return {first, second, third};
  }
};

/// Householder's step of order three towards T(x) = target.
double householder_step(double excess, const TimeOfFlight::Derivatives& d) {
  const double first2 = d.first * d.first;
  return -excess * (first2 - 0.5 * excess * d.second) /
         (d.first * (first2 - excess * d.second) + excess * excess * d.third / 6.0);
}

struct Root {
  double x = 0.0;
  int iterations = 0;
  bool found = false;
};

/// Solves T(x) = target between `low` and `high`, where T rises or falls throughout.
Root solve_x(const TimeOfFlight& time, double target, double x, double low, double high, bool rising) {
  constexpr int most_iterations = 80;
  Root root{x, 0, false};
  for (root.iterations = 1; root.iterations <= most_iterations; ++root.iterations) {
    const double y = time.y(root.x);
    const double T = time(root.x, y);
    const double excess = T - target;
    ((excess > 0.0) == rising ? high : low) = root.x;
    const double step = householder_step(excess, time.derivatives(root.x, y, T));
    double next = root.x + step;
    const bool inside = next > low && next < high;
    // The error after a step goes with the step's fourth power; beside the parabola, where the derivatives
    // are those of the parabola, with 1e-4 of the step.
    const double settled = std::abs(1.0 - root.x) < 1e-4 ? 1e-11 : 1e-5;
    const double scale = root.x < 0.0 ? 1.0 + root.x : std::max(1.0, root.x);
    if (std::abs(step) <= settled * scale && (inside || std::abs(step) <= 1e-14 * scale)) {
      if (inside) root.x = next;
      root.found = true;
      return root;
    }
    if (!inside) {
      next = std::isinf(high) ? 2.0 * root.x + 2.0 : 0.5 * (low + high);
      if (next == low || next == high) {  // neighbouring doubles
        root.found = true;
        return root;
      }
    }
    root.x = next;
  }
  return root;
}

/// First guess without revolutions. Source: Izzo 2015, eq. 30.
double first_guess(double T, double lambda, double chord_over_s) {
  const double l3 = lambda * lambda * lambda;
  const double T0 = std::atan2(std::sqrt(chord_over_s), lambda) + lambda * std::sqrt(chord_over_s);
  const double T1 = 2.0 / 3.0 * (1.0 - l3);
  if (T >= T0) {
    const double ratio = std::cbrt(T0 / T);
    return ratio * ratio - 1.0;
  }
  if (T < T1) return 2.5 * T1 * (T1 - T) / (T * (1.0 - l3 * lambda * lambda)) + 1.0;
  return std::exp2(std::log2(T / T0) / std::log2(T1 / T0)) - 1.0;
}

/// Where T is least for a number of revolutions, by Halley's iteration on T' = 0, bracketed.
double x_of_shortest_time(const TimeOfFlight& time) {
  double low = -1.0, high = 1.0;
  double x = 0.0;
  for (int i = 0; i < 60; ++i) {
    const double y = time.y(x);
    const TimeOfFlight::Derivatives d = time.derivatives(x, y, time(x, y));
    (d.first > 0.0 ? high : low) = x;
    const double denominator = d.second * d.second - 0.5 * d.first * d.third;
    double next = x - d.first * d.second / denominator;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    if (std::abs(next - x) < 1e-13) return next;
    x = next;
  }
  return x;
}

/// First guess with revolutions. Source: Izzo 2015, eq. 31.
double first_guess(double T, double revolutions, LambertBranch branch) {
  const double base = branch == LambertBranch::left ? std::cbrt((revolutions * pi + pi) / (8.0 * T))
                                                    : std::cbrt(8.0 * T / (revolutions * pi));
  const double square = base * base;
  return (square - 1.0) / (square + 1.0);
}

/// The triangle of the two positions: what all solutions of a problem share.
struct Geometry {
  double r1, r2, s, lambda_short, chord_over_s, gamma, rho, sigma, unit_time_s;
  Eigen::Vector3d u1, u2, t1, t2;  // radial and transverse, for the short way

  explicit Geometry(const LambertProblem& p) {
    check(p);
    r1 = p.r1_m.norm();
    r2 = p.r2_m.norm();
    u1 = p.r1_m / r1;
    u2 = p.r2_m / r2;
    const double c = (p.r2_m - p.r1_m).norm();
    s = 0.5 * (r1 + r2 + c);
    const double sine_half = 0.5 * (u1 - u2).norm();
    const double cosine_half = 0.5 * (u1 + u2).norm();
    const Eigen::Vector3d normal = u1.cross(u2);
    const double sine = normal.norm();
    if (!(sine > 1e-14)) {
      throw InvalidArgument(detail::concat(
          "solve_lambert: r1_m and r2_m are in line with the centre (sine of the angle between them ", sine,
          "), so they lie in many planes. Move one of the two off the line, into the plane that is meant"));
    }
    const Eigen::Vector3d n = normal / sine;
    t1 = n.cross(u1);
    t2 = n.cross(u2);
    const double mean = std::sqrt(r1 * r2);
    lambda_short = mean * cosine_half / s;
    chord_over_s = c / s;
    gamma = std::sqrt(0.5 * p.mu_m3_s2 * s);
    rho = (r1 - r2) / c;
    sigma = 2.0 * mean * sine_half / c;
    unit_time_s = s * std::sqrt(0.5 * s / p.mu_m3_s2);
  }

  static void check(const LambertProblem& p) {
    const auto positive = [](double value) { return std::isfinite(value) && value > 0.0; };
    std::vector<std::string> wrong;
    if (!positive(p.r1_m.norm())) wrong.push_back("r1_m is zero or not finite");
    if (!positive(p.r2_m.norm())) wrong.push_back("r2_m is zero or not finite");
    if (!positive(p.time_of_flight_s)) {
      wrong.push_back(detail::concat("time_of_flight_s is ", p.time_of_flight_s, " s, not above 0"));
    }
    if (!positive(p.mu_m3_s2)) {
      wrong.push_back(detail::concat("mu_m3_s2 is ", p.mu_m3_s2, " m^3/s^2, not above 0"));
    }
    if (!wrong.empty()) {
      throw InvalidArgument(detail::concat("solve_lambert: ", join(wrong, "; "),
                                           ". Pass metres, seconds and m^3/s^2, all positive and finite"));
    }
  }

  void set_velocities(LambertSolution& solution, double x, double y, double lambda) const {
    const double direction = lambda < 0.0 ? -1.0 : 1.0;
    const double ly = lambda * y;
    const double radial1 = gamma * ((ly - x) - rho * (ly + x)) / r1;
    const double radial2 = -gamma * ((ly - x) + rho * (ly + x)) / r2;
    const double transverse = gamma * sigma * (y + lambda * x);
    solution.v1_m_s = radial1 * u1 + direction * (transverse / r1) * t1;
    solution.v2_m_s = radial2 * u2 + direction * (transverse / r2) * t2;
  }
};

LambertSolution solve(const Geometry& geometry, const LambertProblem& problem,
                      const LambertOptions& options) {
  LambertSolution solution{.way = options.way, .revolutions = options.revolutions, .branch = options.branch};
  const double lambda = options.way == LambertWay::short_way ? geometry.lambda_short : -geometry.lambda_short;
  const TimeOfFlight time{lambda, geometry.chord_over_s, static_cast<double>(options.revolutions)};
  const double T = problem.time_of_flight_s / geometry.unit_time_s;
  Root root;
  if (options.revolutions == 0) {
    root = solve_x(time, T, first_guess(T, lambda, geometry.chord_over_s), -1.0,
                   std::numeric_limits<double>::infinity(), false);
  } else {
    const double x_least = x_of_shortest_time(time);
    const double T_least = time(x_least, time.y(x_least));
    solution.shortest_time_s = T_least * geometry.unit_time_s;
    if (T < T_least) {
      solution.status = LambertStatus::too_fast;
      return solution;
    }
    const bool left = options.branch == LambertBranch::left;
    const double low = left ? -1.0 : x_least;
    const double high = left ? x_least : 1.0;
    double guess = first_guess(T, time.revolutions, options.branch);
    if (!(guess > low && guess < high)) guess = 0.5 * (low + high);
    root = solve_x(time, T, guess, low, high, !left);
  }
  solution.iterations = root.iterations;
  if (!root.found) return solution;
  solution.status = LambertStatus::converged;
  geometry.set_velocities(solution, root.x, time.y(root.x), lambda);
  return solution;
}

void check_revolutions(int revolutions) {
  if (revolutions < 0 || revolutions > 1000) {
    throw InvalidArgument(detail::concat("solve_lambert: ", revolutions,
                                         " whole revolutions were asked for; allowed are 0 to 1000"));
  }
}

}  // namespace

LambertSolution solve_lambert(const LambertProblem& problem, const LambertOptions& options) {
  check_revolutions(options.revolutions);
  return solve(Geometry(problem), problem, options);
}

std::vector<LambertSolution> all_lambert_solutions(const LambertProblem& problem, LambertWay way,
                                                   int most_revolutions) {
  check_revolutions(most_revolutions);
  const Geometry geometry(problem);
  std::vector<LambertSolution> all{solve(geometry, problem, {.way = way})};
  for (int revolutions = 1; revolutions <= most_revolutions; ++revolutions) {
    const LambertSolution left =
        solve(geometry, problem, {.way = way, .revolutions = revolutions, .branch = LambertBranch::left});
    if (left.status == LambertStatus::too_fast) break;
    all.push_back(left);
    all.push_back(solve(geometry, problem, {.way = way, .revolutions = revolutions}));
  }
  return all;
}

LambertWay way_about(const Eigen::Vector3d& axis, const Eigen::Vector3d& r1_m, const Eigen::Vector3d& r2_m) {
  const Eigen::Vector3d normal = r1_m.cross(r2_m);
  const double along = normal.dot(axis);
  if (!(std::abs(along) > 1e-14 * axis.norm() * r1_m.norm() * r2_m.norm())) {
    throw InvalidArgument(
        "way_about: the axis lies in the plane of r1_m and r2_m, or these are in line with the centre: both "
        "ways round are alike to it. Name the way itself");
  }
  return along > 0.0 ? LambertWay::short_way : LambertWay::long_way;
}

std::string_view to_text(LambertStatus status) {
  switch (status) {
    case LambertStatus::converged:
      return "converged";
    case LambertStatus::too_fast:
      return "too_fast";
    default:
      return "not_converged";
  }
}

}  // namespace perilune
