#include <perilune/design/families/orbit_family.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <Eigen/SVD>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "section.hpp"

namespace perilune {
namespace {

using detail::FoundOrbit;
using detail::Section;

/// A member with what the continuation needs to leave it.
struct Place {
  FoundOrbit found;
  Eigen::VectorXd tangent;
  PeriodicOrbit orbit;
};

void check(const FamilyOptions& options) {
  std::string wrong;
  const auto ask = [&wrong](bool good, std::string text) {
    if (!good) wrong += (wrong.empty() ? "" : "; ") + text;
  };
  ask(options.members >= 1, "members is 0, and at least 1 is needed");
  ask(options.smallest_step_nd > 0.0 && options.first_step_nd >= options.smallest_step_nd &&
          options.largest_step_nd >= options.first_step_nd,
      detail::concat("steps: 0 < smallest (", options.smallest_step_nd, ") <= first (", options.first_step_nd,
                     ") <= largest (", options.largest_step_nd, ") does not hold"));
  ask(options.most_turn_rad > 0.0, detail::concat("most_turn_rad is ", options.most_turn_rad));
  if (!wrong.empty()) throw InvalidArgument("FamilyOptions: " + wrong);
}

/// Follows a family from a place, by any distance: what `continue_family`, its search for bifurcations and
/// `members_with` share.
class Follower {
 public:
  Follower(const Cr3bp& model, OrbitSymmetry symmetry, const PeriodicOrbitOptions& options)
      : model_(model), section_(detail::section_of(symmetry)), symmetry_(symmetry), options_(options) {}

  std::optional<Place> go(const Place& from, double distance_nd) {
    return close(from.found.unknowns + distance_nd * from.tangent, from.tangent);
  }

  std::optional<Place> close(const Eigen::VectorXd& predicted, const Eigen::VectorXd& along) {
    auto found = detail::close_orbit(model_, section_, predicted, &along, options_);
    ++flights;
    if (!found) return std::nullopt;
    flights += found->iterations - 1;
    Place made{std::move(*found), {}, {}};
    made.tangent = detail::family_tangent(section_, made.found, along);
    return made;
  }

  /// Fills in what people want to know of it.
  void describe(Place& place) const { place.orbit = detail::described(model_, symmetry_, place.found); }

  /// On the way from one place to the next, where a function of the orbit passes zero: Illinois.
  std::optional<Place> zero_between(const Place& from, double distance_nd, double at_from, double at_end,
                                    const std::function<double(const PeriodicOrbit&)>& function,
                                    double tolerance) {
    double low = 0.0, high = distance_nd, f_low = at_from, f_high = at_end;
    std::optional<Place> best;
    for (int i = 0; i < 60; ++i) {
      double middle = (low * f_high - high * f_low) / (f_high - f_low);
      const double margin = 1e-3 * (high - low);
      if (i % 8 == 7) middle = 0.5 * (low + high);
      middle = std::clamp(middle, low + margin, high - margin);
      std::optional<Place> place = go(from, middle);
      if (!place) return best;
      describe(*place);
      const double f = function(place->orbit);
      best = std::move(place);
      if (std::abs(f) <= tolerance || high - low < 1e-13) return best;
      if ((f > 0.0) == (f_high > 0.0)) {
        high = middle;
        f_high = f;
        if (last_side_ > 0) f_low *= 0.5;
        last_side_ = 1;
      } else {
        low = middle;
        f_low = f;
        if (last_side_ < 0) f_high *= 0.5;
        last_side_ = -1;
      }
    }
    return best;
  }

  const Section& section() const { return section_; }
  int flights = 0;

 private:
  const Cr3bp& model_;
  const Section& section_;
  OrbitSymmetry symmetry_;
  PeriodicOrbitOptions options_;
  int last_side_ = 0;
};

Eigen::VectorXd direction_in(const Section& section, const FamilySeed& seed) {
  const auto free = static_cast<Eigen::Index>(section.free.size());
  Eigen::VectorXd made(free + 1);
  for (Eigen::Index i = 0; i < free; ++i)
    made[i] = seed.state_direction[section.free[static_cast<std::size_t>(i)]];
  made[free] = (section.whole ? 1.0 : 0.5) * seed.period_direction;
  return made;
}

/// How the indices pass: the functions whose signs tell.
struct Test {
  BifurcationKind kind;
  double (*function)(const StabilityIndices&);
};
/// Near the index that passes, whatever the other one is.
double scaled(const StabilityIndices& s, double nu) {
  return s.at(nu) / std::max(1.0, std::max(std::abs(s.first), std::abs(s.second)));
}
constexpr Test tests[] = {
    {BifurcationKind::tangent, [](const StabilityIndices& s) { return scaled(s, 1.0); }},
    {BifurcationKind::period_doubling, [](const StabilityIndices& s) { return scaled(s, -1.0); }},
    {BifurcationKind::collision,
     [](const StabilityIndices& s) {
       const double apart = s.first - s.second;
       return apart * apart - 4.0 * s.imaginary * s.imaginary;
     }},
};

/// Jacobi's constant is the same on either side of a fold, and monotonic through a branch point.
bool is_fold(const PeriodicOrbit& before, const PeriodicOrbit& at, const PeriodicOrbit& behind) {
  return (at.jacobi_nd - before.jacobi_nd) * (behind.jacobi_nd - at.jacobi_nd) < 0.0;
}

void find_bifurcations(Follower& follower, const Place& from, const Place& to, double distance_nd,
                       std::size_t after, std::vector<Bifurcation>& out) {
  const bool planar =
      from.orbit.symmetry == OrbitSymmetry::planar || from.orbit.symmetry == OrbitSymmetry::planar_mirror;
  for (const Test& test : tests) {
    // In the plane and across it are two matrices: their indices pass each other without meeting.
    if (planar && test.kind == BifurcationKind::collision) continue;
    const auto function = [&test](const PeriodicOrbit& orbit) { return test.function(orbit.stability); };
    const double before = function(from.orbit), behind = function(to.orbit);
    if ((before > 0.0) == (behind > 0.0)) continue;
    const auto place = follower.zero_between(from, distance_nd, before, behind, function, 1e-9);
    if (!place) continue;
    Bifurcation made{test.kind, after, place->orbit, 0.0};
    const StabilityIndices& s = made.orbit.stability;
    if (test.kind == BifurcationKind::collision) {
      made.index_defect = std::max(std::abs(s.first - s.second), std::abs(s.imaginary));
    } else {
      const double nu = test.kind == BifurcationKind::tangent ? 1.0 : -1.0;
      made.index_defect = std::min(std::abs(s.first - nu), std::abs(s.second - nu));
    }
    if (made.kind == BifurcationKind::tangent && is_fold(from.orbit, made.orbit, to.orbit))
      made.kind = BifurcationKind::fold;
    out.push_back(std::move(made));
  }
}

}  // namespace

OrbitFamily continue_family(const Cr3bp& model, const FamilySeed& seed, const FamilyOptions& options) {
  check_model(model);
  check(options);
  Follower follower(model, seed.orbit.symmetry, options.orbit);
  const Section& section = follower.section();
  const Eigen::VectorXd start = detail::unknowns_of(section, seed.orbit.state, seed.orbit.period_nd);
  Eigen::VectorXd direction = direction_in(section, seed);
  if (!(direction.norm() > 0.0)) direction[0] = 1.0;
  direction.normalize();

  OrbitFamily family;
  const auto keep = [&](const PeriodicOrbit& orbit) {
    return orbit.periapsis_nd >= options.least_periapsis_nd && (!options.keep || options.keep(orbit));
  };
  double step = options.first_step_nd;
  // At a branch point two families cross, and the tangent is the seed's; so the first member is one step on.
  std::optional<Place> now = follower.close(start + step * direction, direction);
  for (int i = 0; !now && i < 6; ++i) {
    step *= 0.3;
    now = follower.close(start + step * direction, direction);
  }
  if (!now) {
    family.end = FamilyEnd::step_too_small;
    family.flights = follower.flights;
    return family;
  }
  follower.describe(*now);
  double arclength = 0.0;
  if (!keep(now->orbit)) {
    family.end = FamilyEnd::limit;
    family.flights = follower.flights;
    return family;
  }
  family.members.push_back(now->orbit);
  family.arclength_nd.push_back(arclength);
  while (family.members.size() < options.members) {
    std::optional<Place> next = follower.go(*now, step);
    const double turn = next ? std::acos(std::clamp(next->tangent.dot(now->tangent), -1.0, 1.0)) : 4.0;
    if (!next || turn > options.most_turn_rad) {
      step *= next ? 0.5 : 0.4;
      if (step < options.smallest_step_nd) {
        family.end = FamilyEnd::step_too_small;
        break;
      }
      continue;
    }
    follower.describe(*next);
    if (!keep(next->orbit)) {
      family.end = FamilyEnd::limit;
      break;
    }
    if (options.find_bifurcations) {
      find_bifurcations(follower, *now, *next, step, family.members.size() - 1, family.bifurcations);
    }
    arclength += step;
    const double by_turn = turn > 0.0 ? 0.5 * options.most_turn_rad / turn : 2.0;
    const double by_newton = next->found.iterations <= 4 ? 2.0 : next->found.iterations <= 6 ? 1.0 : 0.5;
    step = std::clamp(step * std::min({2.0, by_turn, by_newton}), options.smallest_step_nd,
                      options.largest_step_nd);
    now = std::move(next);
    family.members.push_back(now->orbit);
    family.arclength_nd.push_back(arclength);
  }
  family.flights = follower.flights;
  return family;
}

namespace {

/// Of the two directions in which an orbit at a branch point can change and stay closed, the one that is not
/// its own family's.
std::optional<Eigen::VectorXd> branch_direction(const Cr3bp& model, const PeriodicOrbit& orbit,
                                                const StateNd& start, const Section& section, int periods,
                                                double tolerance) {
  const Eigen::VectorXd unknowns = detail::unknowns_of(section, start, orbit.period_nd * periods);
  const auto closed = detail::closing(model, section, unknowns, 1e-13);
  if (!closed) return std::nullopt;
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(closed->jacobian, Eigen::ComputeFullV);
  const Eigen::VectorXd& values = svd.singularValues();
  if (!(values[values.size() - 1] < tolerance * values[0])) return std::nullopt;
  const Eigen::MatrixXd kernel = svd.matrixV().rightCols(2);
  const Section& own = detail::section_of(orbit.symmetry);
  if (section.free != own.free) {
    // The family's own directions keep the larger symmetry: what that holds at zero is the branch's.
    Eigen::VectorXd broken = Eigen::VectorXd::Zero(unknowns.size());
    for (std::size_t i = 0; i < section.free.size(); ++i) {
      if (std::find(own.free.begin(), own.free.end(), section.free[i]) == own.free.end())
        broken[static_cast<Eigen::Index>(i)] = 1.0;
    }
    return Eigen::VectorXd((kernel * (kernel.transpose() * broken)).normalized());
  }
  const Eigen::VectorXd once = detail::unknowns_of(own, start, orbit.period_nd);
  const auto of_one = detail::closing(model, own, once, 1e-13);
  if (!of_one) return std::nullopt;
  Eigen::VectorXd tangent =
      detail::family_tangent(own, FoundOrbit{once, *of_one, 0}, Eigen::VectorXd::Ones(once.size()));
  tangent[tangent.size() - 1] *= periods;
  const Eigen::Vector2d in_kernel = (kernel.transpose() * tangent).normalized();
  return Eigen::VectorXd(kernel * Eigen::Vector2d(-in_kernel[1], in_kernel[0]));
}

}  // namespace

std::vector<FamilySeed> branches_at(const Cr3bp& model, const PeriodicOrbit& orbit, OrbitSymmetry symmetry,
                                    int periods, double tolerance) {
  check_model(model);
  const Section& section = detail::section_of(symmetry);
  if (periods < 1 || periods > 2 || section.whole) {
    throw InvalidArgument(detail::concat("branches_at: periods is ", periods, " and the symmetry ",
                                         to_text(symmetry),
                                         ". A branch has the period once or twice, and a mirror or an axis"));
  }
  std::vector<FamilySeed> made;
  for (const StateNd& place : {orbit.state, orbit.half}) {
    const StateNd start{0.0, place.position_nd, place.velocity_nd};
    const auto branch = branch_direction(model, orbit, start, section, periods, tolerance);
    if (!branch) continue;
    FamilySeed seed;
    seed.orbit = orbit;
    seed.orbit.symmetry = symmetry;
    seed.orbit.state = start;
    seed.orbit.period_nd = orbit.period_nd * periods;
    for (std::size_t i = 0; i < section.free.size(); ++i)
      seed.state_direction[section.free[i]] = (*branch)[static_cast<Eigen::Index>(i)];
    seed.period_direction = 2.0 * (*branch)[branch->size() - 1];
    made.push_back(std::move(seed));
  }
  return made;
}

std::vector<PeriodicOrbit> members_with(const Cr3bp& model, const OrbitFamily& family,
                                        const std::function<double(const PeriodicOrbit&)>& function,
                                        double value, double tolerance) {
  std::vector<PeriodicOrbit> made;
  for (std::size_t i = 0; i + 1 < family.members.size(); ++i) {
    const double before = function(family.members[i]) - value;
    const double behind = function(family.members[i + 1]) - value;
    if ((before > 0.0) == (behind > 0.0)) continue;
    Follower follower(model, family.members[i].symmetry, {});
    const Section& section = follower.section();
    const Eigen::VectorXd first =
        detail::unknowns_of(section, family.members[i].state, family.members[i].period_nd);
    const Eigen::VectorXd last =
        detail::unknowns_of(section, family.members[i + 1].state, family.members[i + 1].period_nd);
    const Eigen::VectorXd along = (last - first).normalized();
    std::optional<Place> from = follower.close(first, along);
    if (!from) continue;
    from->tangent = along;  // straight on: the plane through the next member is met at its distance
    const auto found = follower.zero_between(
        *from, (last - first).norm(), before, behind,
        [&](const PeriodicOrbit& orbit) { return function(orbit) - value; }, tolerance);
    if (found) made.push_back(found->orbit);
  }
  return made;
}

std::string_view to_text(BifurcationKind kind) {
  switch (kind) {
    case BifurcationKind::tangent:
      return "tangent";
    case BifurcationKind::fold:
      return "fold";
    case BifurcationKind::period_doubling:
      return "period_doubling";
    default:
      return "collision";
  }
}

std::string_view to_text(FamilyEnd end) {
  switch (end) {
    case FamilyEnd::complete:
      return "complete";
    case FamilyEnd::limit:
      return "limit";
    default:
      return "step_too_small";
  }
}

}  // namespace perilune
