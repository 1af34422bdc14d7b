#include "nominal_path.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <perilune/bodies/constants.hpp>
#include <perilune/propagation/rkn1210_tableau.hpp>

namespace perilune::detail {
namespace {

using Tableau = Rkn1210Tableau;
constexpr int stages = SharedPath::stages;

/// The coefficients as doubles.
struct Coefficients {
  double c[stages], a[stages][stages], b[stages], b_velocity[stages], error[stages], velocity_error[stages];

  constexpr Coefficients() : c(), a(), b(), b_velocity(), error(), velocity_error() {
    for (int i = 0; i < stages; ++i) {
      c[i] = static_cast<double>(Tableau::c[i]);
      b[i] = static_cast<double>(Tableau::b[i]);
      b_velocity[i] = static_cast<double>(Tableau::b_velocity[i]);
      error[i] = static_cast<double>(Tableau::b[i] - Tableau::b_low[i]);
      velocity_error[i] = static_cast<double>(Tableau::b_velocity[i] - Tableau::b_velocity_low[i]);
      for (int j = 0; j < stages; ++j) a[i][j] = static_cast<double>(Tableau::a[i][j]);
    }
  }
};
constexpr Coefficients rkn;

double square(const double* v) {
  return v[0] * v[0] + v[1] * v[1] + v[2] * v[2];
}
double distance(const double* a, const double* b) {
  const double d[3] = {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
  return std::sqrt(square(d));
}

bool has_surface(BodyId body, BodyId center) {
  return body == earth || body == moon || (body == sun && center == sun);
}

}  // namespace

NominalPath::NominalPath(const StandardForces& forces, const EnvironmentLayout& layout,
                         EnvironmentSource source, const double (&y)[6], double end_s,
                         const NominalPathOptions& options, const SharedKernels& kernels)
    : options_(options), kernels_(kernels), source_(std::move(source)), environments_(stages) {
  options_.most_halvings = std::min(options_.most_halvings, deepest);
  EnvironmentLayout places = layout;
  for (const PointMass& force : forces.point_masses()) {
    bodies_.push_back(
        {force.body(), force.mu_m3_s2(), places.add(force.body()), force.body() == layout.center()});
  }
  complete_ = fly_all(y, end_s);
  if (!complete_) return;
  sort_bodies();

  shared_.steps = static_cast<int>(flown_.size());
  shared_.bodies = static_cast<int>(bodies_.size());
  shared_.row_size = SharedPath::at_bodies + 3 * shared_.bodies;
  shared_.relative_square = options.relative_tolerance * options.relative_tolerance;
  shared_.absolute_position_square = options.absolute_position_m * options.absolute_position_m;
  shared_.absolute_velocity_square = options.absolute_velocity_m_s * options.absolute_velocity_m_s;
  shared_.most_halvings = options_.most_halvings;
  for (std::size_t b = 0; options_.watch_impacts && b < bodies_.size(); ++b) {
    if (!has_surface(bodies_[b].id, layout.center())) continue;
    watched_.push_back(b);
    radii_m_.push_back(radius_m(bodies_[b].id));
    mu_m3_s2_.push_back(bodies_[b].mu_m3_s2);
  }
  shared_.watched = static_cast<int>(watched_.size());
  shared_.watched_radii_m = radii_m_.data();
  shared_.watched_mu_m3_s2 = mu_m3_s2_.data();
  for (const Flown& flown : flown_) {
    whole_.push_back(made_step(flown));
    parts_.push_back(std::make_unique<Parts>());
  }
  shared_.whole = whole_.data();
  shared_.parts = [](void* context, int step, int halvings) {
    return static_cast<NominalPath*>(context)->parts(step, halvings);
  };
  shared_.context = this;
}

/// Acceleration at a stage with every body as it stands.
void NominalPath::accelerate(const Flown& step, int stage, const double* r, double (&a)[3]) const {
  const auto s = static_cast<std::size_t>(stage);
  for (int n = 0; n < 3; ++n) a[n] = -step.center_accelerations[s][static_cast<std::size_t>(n)];
  for (std::size_t b = 0; b < bodies_.size(); ++b) {
    const double* q = step.bodies[s * bodies_.size() + b].data();
    const double d[3] = {q[0] - r[0], q[1] - r[1], q[2] - r[2]};
    const double d_square = square(d);
    const double w = bodies_[b].mu_m3_s2 / (d_square * std::sqrt(d_square));
    for (int n = 0; n < 3; ++n) a[n] += w * d[n];
  }
}

NominalPath::Flown NominalPath::fly_step(double t, double h, const double (&y)[6], const double (&a)[3]) {
  Flown step;
  step.t = t;
  step.h = h;
  step.bodies.reserve(stages * bodies_.size());
  double times[stages];
  for (int i = 0; i < stages; ++i) times[i] = t + rkn.c[i] * h;
  source_.fill(times, environments_);
  for (std::size_t i = 0; i < stages; ++i) {
    Vector3<double> center;
    for (const Body& body : bodies_) {
      if (body.central) {
        step.bodies.push_back({0.0, 0.0, 0.0});
        continue;
      }
      const Vector3<double>& q = environments_[i].position_m(body.place);
      step.bodies.push_back({q.x(), q.y(), q.z()});
      const double q_square = q.squaredNorm();
      center += (body.mu_m3_s2 / (q_square * std::sqrt(q_square))) * q;
    }
    step.center_accelerations[i] = {center.x(), center.y(), center.z()};
  }

  double k[stages][3];
  for (int i = 0; i < stages; ++i) {
    double r[3];
    for (int n = 0; n < 3; ++n) {
      double sum = 0.0;
      for (int j = 0; j < i; ++j) sum += rkn.a[i][j] * k[j][n];
      r[n] = y[n] + (rkn.c[i] * h) * y[n + 3] + (h * h) * sum;
    }
    if (i == 0) {
      std::copy(std::begin(a), std::end(a), k[0]);
    } else {
      accelerate(step, i, r, k[i]);
    }
    step.places[static_cast<std::size_t>(i)] = {r[0], r[1], r[2]};
    step.accelerations[static_cast<std::size_t>(i)] = std::sqrt(square(k[i]));
  }
  std::copy(std::begin(y), std::end(y), step.y0);
  double r_error[3] = {}, v_error[3] = {};
  for (int n = 0; n < 3; ++n) {
    double r_sum = 0.0, v_sum = 0.0;
    for (int j = 0; j < stages; ++j) {
      r_sum += rkn.b[j] * k[j][n];
      v_sum += rkn.b_velocity[j] * k[j][n];
      r_error[n] += h * h * rkn.error[j] * k[j][n];
      v_error[n] += h * rkn.velocity_error[j] * k[j][n];
    }
    step.y1[n] = y[n] + (h * y[n + 3] + (h * h) * r_sum);
    step.y1[n + 3] = y[n + 3] + h * v_sum;
  }
  accelerate(step, stages - 1, step.y1, step.a1);
  const auto allowed_square = [&](double relative, double absolute, double size_square) {
    return relative * relative * size_square + absolute * absolute;
  };
  const double r_square = std::max(square(step.y0), square(step.y1));
  const double v_square = std::max(square(step.y0 + 3), square(step.y1 + 3));
  step.error = options_.margin *
               std::sqrt((square(r_error) / allowed_square(options_.relative_tolerance,
                                                           options_.absolute_position_m, r_square) +
                          square(v_error) / allowed_square(options_.relative_tolerance,
                                                           options_.absolute_velocity_m_s, v_square)) /
                         6.0);
  return step;
}

/// The step control is that of `integrate`.
bool NominalPath::fly_all(const double (&start)[6], double end_s) {
  if (end_s == 0.0 || bodies_.empty()) return false;
  constexpr double exponent = 1.0 / 11.0, safety = 0.9, min_factor = 1.0 / 3.0, max_factor = 6.0;
  const double sign = end_s < 0.0 ? -1.0 : 1.0;
  double y[6], a[3], t = 0.0;
  std::copy(std::begin(start), std::end(start), y);
  {
    const double no_acceleration[3] = {};
    const Flown here = fly_step(0.0, 0.0, y, no_acceleration);
    accelerate(here, 0, y, a);
  }
  // A fiftieth of what the acceleration takes to turn the path around: the control finds its own step soon.
  double h = sign * std::min(std::abs(end_s), 0.02 * std::sqrt(std::sqrt(square(y) / square(a))));
  double previous_h = 0.0, previous_factor = 0.0;
  bool rejected_before = false;
  while (static_cast<std::int64_t>(flown_.size()) + rejected_ < options_.max_steps) {
    h = sign * std::min(std::abs(h), options_.max_step_s);
    const bool last = (t + 1.01 * h - end_s) * sign >= 0.0;
    if (last) h = end_s - t;
    if (!(std::abs(h) > 16.0 * std::numeric_limits<double>::epsilon() * std::abs(t))) return false;
    Flown step = fly_step(t, h, y, a);
    if (!std::isfinite(step.error)) return false;
    if (!(step.error <= 1.0)) {
      ++rejected_;
      rejected_before = true;
      h *= std::max(min_factor, safety * std::pow(step.error, -exponent));
      continue;
    }
    const double error = step.error;
    std::copy(std::begin(step.y1), std::end(step.y1), y);
    std::copy(std::begin(step.a1), std::end(step.a1), a);
    t = last ? end_s : t + h;
    find_reach(step);
    flown_.push_back(std::move(step));
    if (last) {
      std::copy(std::begin(y), std::end(y), end_);
      return true;
    }
    const double by_error = std::pow(std::max(error, 1e-12), -exponent);
    double factor = safety * by_error;
    if (previous_h != 0.0) factor = std::min(factor, factor * (h / previous_h) * by_error / previous_factor);
    if (rejected_before) factor = std::min(factor, 1.0);
    previous_h = h;
    previous_factor = std::min(by_error, std::pow(0.01, -exponent));
    h *= std::clamp(factor, min_factor, max_factor);
    rejected_before = false;
  }
  return false;
}

/// How far the series of each body would reach in a step: what they leave out stays below a thousandth of
/// the relative tolerance times the acceleration,
///
///     order 1: 3 mu s^2 / d^4        order 2: 4 mu s^3 / d^5
///
/// for an offset s towards the body, shared among the bodies; and s is at most a hundredth of d.
void NominalPath::find_reach(Flown& flown) const {
  const double allowed =
      std::max(1e-3 * options_.relative_tolerance, 1e-16) / static_cast<double>(bodies_.size());
  for (std::size_t b = 0; b < bodies_.size(); ++b) {
    const double per_acceleration = allowed / bodies_[b].mu_m3_s2;
    SeriesReach reach;
    for (std::size_t stage = 0; stage < stages; ++stage) {
      const double d = distance(flown.bodies[stage * bodies_.size() + b].data(), flown.places[stage].data());
      const double scale = per_acceleration * flown.accelerations[stage] * (d * d) * (d * d);
      reach.shorten({d, scale * (1.0 / 3.0), scale * d * 0.25});
    }
    flown.reach.push_back(reach);
  }
}

/// The centre first, then the body whose series would reach least; the others have series. Without a centre
/// among the bodies there is none.
void NominalPath::sort_bodies() {
  const std::size_t count = bodies_.size();
  std::vector<std::size_t> order(count);
  std::vector<double> reach(count, -1.0);
  for (std::size_t b = 0; b < count; ++b) {
    order[b] = b;
    if (bodies_[b].central) continue;
    SeriesReach of_body;
    for (const Flown& flown : flown_) of_body.shorten(flown.reach[b]);
    reach[b] = of_body.second_m();
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t i, std::size_t j) { return reach[i] < reach[j]; });
  const auto sort = [&](auto* of_bodies, auto& before) {
    before.assign(of_bodies, of_bodies + count);
    for (std::size_t b = 0; b < count; ++b) of_bodies[b] = before[order[b]];
  };
  std::vector<Body> bodies;
  std::vector<SeriesReach> reaches;
  std::vector<Place> places;
  sort(bodies_.data(), bodies);
  has_series_ = count >= 2 && bodies_[0].central;
  for (Flown& flown : flown_) {
    sort(flown.reach.data(), reaches);
    for (std::size_t stage = 0; stage < stages; ++stage) sort(flown.bodies.data() + stage * count, places);
  }
}

/// How far from the nominal a member may be at both ends of a step without a chance to meet a watched body:
/// half of what the nominal has to spare if it fell towards the body all the way.
double NominalPath::clear_m(const Flown& flown) const {
  double clear = std::numeric_limits<double>::infinity();
  for (std::size_t w = 0; w < watched_.size(); ++w) {
    const double* body[2] = {flown.bodies[watched_[w]].data(),
                             flown.bodies[(stages - 1) * bodies_.size() + watched_[w]].data()};
    double speed = 0.0;
    for (int n = 0; n < 3; ++n) speed += std::pow((body[1][n] - body[0][n]) / flown.h, 2);
    speed = std::sqrt(speed) + std::sqrt(std::max(square(flown.y0 + 3), square(flown.y1 + 3)));
    const double way = 1.2 * std::abs(flown.h) * std::sqrt(speed * speed + 2.0 * mu_m3_s2_[w] / radii_m_[w]);
    const double nearest = 0.5 * (distance(flown.y0, body[0]) + distance(flown.y1, body[1]) - way);
    clear = std::min(clear, 0.5 * (nearest - 1.1 * radii_m_[w]));
  }
  return std::max(clear, 0.0);
}

/// Adds what the distant bodies do to the rows of a step.
void NominalPath::add_distant(const Flown& flown, Kept& kept) {
  constexpr std::size_t near = 2, padded = DistantBodies::padded;
  const std::size_t count = bodies_.size() - near;
  offsets_m_.resize(count * 3 * padded);
  for (std::size_t b = 0; b < count; ++b) {
    for (std::size_t column = 0; column < padded; ++column) {
      const std::size_t stage = std::min<std::size_t>(column, stages - 1);
      const Place& body = flown.bodies[stage * bodies_.size() + near + b];
      for (std::size_t n = 0; n < 3; ++n)
        offsets_m_[(3 * b + n) * padded + column] = body[n] - flown.places[stage][n];
    }
  }
  kernels_.add_series({static_cast<int>(count), kept.pulls.data() + near, offsets_m_.data()},
                      kept.rows.data(), shared_.row_size);
}

SharedStep NominalPath::made_step(const Flown& flown) {
  kept_.emplace_back();
  Kept& kept = kept_.back();
  const double h_square = flown.h * flown.h;
  const std::size_t row_size = static_cast<std::size_t>(shared_.row_size);
  kept.rows.resize(row_size * stages, 0.0);
  SeriesReach reach;
  for (std::size_t b = 2; has_series_ && b < bodies_.size(); ++b) reach.shorten(flown.reach[b]);
  for (std::size_t stage = 0; stage < stages; ++stage) {
    double* row = kept.rows.data() + row_size * stage;
    const Place& place = flown.places[stage];
    for (std::size_t n = 0; n < 3; ++n) {
      row[SharedPath::at_center + n] = -h_square * flown.center_accelerations[stage][n];
      row[SharedPath::at_place + n] = place[n];
      row[n] = row[SharedPath::at_center + n];
    }
    for (std::size_t b = 0; b < bodies_.size(); ++b) {
      const Place& q = flown.bodies[stage * bodies_.size() + b];
      std::copy(q.begin(), q.end(), row + static_cast<std::size_t>(SharedPath::at_bodies) + 3 * b);
    }
  }
  for (const Body& body : bodies_) kept.pulls.push_back(h_square * body.mu_m3_s2);
  if (has_series_) add_distant(flown, kept);
  // Velocities of the watched bodies from their way between two near stages: to the start, c = 0.02, and to
  // the end, c = 8437/8926; good to a few m/s.
  constexpr std::size_t pairs[2][2] = {{0, 1}, {14, 16}};
  for (std::size_t end = 0; end < 2; ++end) {
    for (const std::size_t b : watched_) {
      const Place& at = flown.bodies[(end == 0 ? 0 : stages - 1) * bodies_.size() + b];
      const Place& from = flown.bodies[pairs[end][0] * bodies_.size() + b];
      const Place& to = flown.bodies[pairs[end][1] * bodies_.size() + b];
      const double between = (rkn.c[pairs[end][1]] - rkn.c[pairs[end][0]]) * flown.h;
      kept.watched.insert(kept.watched.end(), at.begin(), at.end());
      for (std::size_t n = 0; n < 3; ++n) kept.watched.push_back((to[n] - from[n]) / between);
    }
  }
  SharedStep step;
  step.h = flown.h;
  step.rows = kept.rows.data();
  step.pulls = kept.pulls.data();
  step.watched = kept.watched.data();
  std::copy(flown.y0, flown.y0 + 3, step.from);
  std::copy(flown.y1, flown.y1 + 3, step.to);
  // Order 1 costs a fifth less, and twice as much for neighbours of whom one needs order 2: it is for steps
  // in which it reaches as far as dispersions usually do.
  constexpr double usual_reach_m = 2e5;
  const double first_m = has_series_ ? reach.first_m() : 0.0, second_m = has_series_ ? reach.second_m() : 0.0;
  step.first_reach_square = first_m < usual_reach_m ? 0.0 : first_m * first_m;
  step.second_reach_square = second_m * second_m;
  const double clear = clear_m(flown);
  step.clear_square = clear * clear;
  return step;
}

const SharedStep* NominalPath::parts(int step, int halvings) {
  Parts& parts = *parts_[static_cast<std::size_t>(step)];
  const auto level = static_cast<std::size_t>(halvings - 1);
  std::call_once(parts.made[level], [&] {
    const std::lock_guard lock(mutex_);
    const Flown& whole = flown_[static_cast<std::size_t>(step)];
    const int count = 1 << halvings;
    double y[6], a[3];
    std::copy(std::begin(whole.y0), std::end(whole.y0), y);
    accelerate(whole, 0, y, a);
    for (int i = 0; i < count; ++i) {
      const double from = whole.t + whole.h * i / count, to = whole.t + whole.h * (i + 1) / count;
      Flown part = fly_step(from, to - from, y, a);
      find_reach(part);
      parts.of[level].push_back(made_step(part));
      std::copy(std::begin(part.y1), std::end(part.y1), y);
      std::copy(std::begin(part.a1), std::end(part.a1), a);
    }
  });
  return parts.of[level].data();
}

}  // namespace perilune::detail
