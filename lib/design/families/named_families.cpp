#include <perilune/design/families/named_families.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include <Eigen/Eigenvalues>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

constexpr double two_pi = 6.283185307179586;

struct Search {
  const Cr3bp& model;
  const NamedFamilyOptions& options;
  LibrationPoint point;
};

FamilyOptions family_options(const NamedFamilyOptions& named) {
  FamilyOptions made;
  made.members = named.members;
  made.largest_step_nd = named.largest_step_nd;
  made.first_step_nd = std::min(1e-3, named.largest_step_nd);
  made.least_periapsis_nd = named.least_periapsis_nd;
  made.find_bifurcations = named.find_bifurcations;
  made.orbit = named.orbit;
  return made;
}

[[noreturn]] void not_found(const Search& search, FamilyName name, std::string_view what) {
  throw Error(detail::concat("find_family: the family '", to_text(name), "' about L",
                             static_cast<int>(search.point), " does not begin where it should (mass ratio ",
                             search.model.mass_ratio_nd, "): ", what));
}

/// (1 - mu)/r1^3 + mu/r2^3 at the point: all that the small oscillations about it depend on.
double pull_nd(const Cr3bp& model, const Eigen::Vector3d& at) {
  const double mu = model.mass_ratio_nd;
  const double r1 = (at - Eigen::Vector3d(-mu, 0.0, 0.0)).norm();
  const double r2 = (at - Eigen::Vector3d(1.0 - mu, 0.0, 0.0)).norm();
  return (1.0 - mu) / (r1 * r1 * r1) + mu / (r2 * r2 * r2);
}

Eigen::Vector3d place_of(const Search& search) {
  return lagrange_points_nd(search.model)[static_cast<std::size_t>(search.point) - 1];
}

FamilySeed corrected_seed(const Search& search, FamilyName name, const StateNd& guess, double period_nd,
                          OrbitSymmetry symmetry) {
  const auto orbit = correct_periodic_orbit(search.model, guess, period_nd, symmetry, search.options.orbit);
  if (!orbit) not_found(search, name, "its first orbit does not close");
  FamilySeed seed;
  seed.orbit = *orbit;
  return seed;
}

constexpr double small_nd = 1e-3;  // 390 km: the oscillation is linear to a part in a hundred

FamilySeed lyapunov_seed(const Search& search) {
  const Eigen::Vector3d at = place_of(search);
  const double c = pull_nd(search.model, at);
  const double half = 0.5 * (c - 2.0);  // omega^4 + (c - 2) omega^2 - (1 + 2 c)(c - 1) = 0
  const double omega = std::sqrt(-half + std::sqrt(half * half + (1.0 + 2.0 * c) * (c - 1.0)));
  const double stretch = (omega * omega + 1.0 + 2.0 * c) / (2.0 * omega);
  StateNd guess{0.0, at, {0.0, 0.0, 0.0}};
  guess.position_nd.x() += small_nd;
  guess.velocity_nd.y() = -stretch * omega * small_nd;
  FamilySeed seed =
      corrected_seed(search, FamilyName::lyapunov, guess, two_pi / omega, OrbitSymmetry::planar_mirror);
  seed.state_direction << 1.0, 0.0, 0.0, 0.0, -stretch * omega, 0.0;
  return seed;
}

FamilySeed vertical_seed(const Search& search) {
  const Eigen::Vector3d at = place_of(search);
  const double omega = std::sqrt(pull_nd(search.model, at));
  StateNd guess{0.0, at, {0.0, 0.0, 0.0}};
  constexpr double size_nd = 0.02;
  guess.position_nd.z() = size_nd;
  FamilySeed seed;
  seed.orbit.state = guess;
  seed.orbit.period_nd = two_pi / omega;
  seed.orbit.symmetry = OrbitSymmetry::mirror;
  seed.state_direction[2] = 1.0;
  return seed;
}

FamilySeed retrograde_seed(const Search& search) {
  const double mu = search.model.mass_ratio_nd;
  constexpr double radius_nd = 0.02;  // 7,800 km
  const double turn = std::sqrt(mu / radius_nd) / radius_nd;
  StateNd guess{0.0, {1.0 - mu - radius_nd, 0.0, 0.0}, {0.0, radius_nd * (turn + 1.0), 0.0}};
  FamilySeed seed = corrected_seed(search, FamilyName::distant_retrograde, guess, two_pi / (turn + 1.0),
                                   OrbitSymmetry::planar_mirror);
  seed.state_direction[0] = -1.0;
  return seed;
}

/// @param long_period  the slower of the two oscillations about a triangular point
FamilySeed triangular_seed(const Search& search, bool long_period) {
  const Eigen::Vector3d at = place_of(search);
  const double mu = search.model.mass_ratio_nd;
  const double side = at.y() > 0.0 ? 1.0 : -1.0;
  Eigen::Matrix4d linear = Eigen::Matrix4d::Zero();
  linear(0, 2) = linear(1, 3) = 1.0;
  linear(2, 3) = 2.0;
  linear(3, 2) = -2.0;
  linear(2, 0) = 0.75;
  linear(3, 1) = 2.25;
  linear(2, 1) = linear(3, 0) = side * 0.75 * std::sqrt(3.0) * (1.0 - 2.0 * mu);
  const Eigen::EigenSolver<Eigen::Matrix4d> modes(linear);
  Eigen::Index chosen = -1;
  for (Eigen::Index i = 0; i < 4; ++i) {
    const double omega = modes.eigenvalues()[i].imag();
    if (omega <= 0.0) continue;
    if (chosen < 0 || (omega < modes.eigenvalues()[chosen].imag()) == long_period) chosen = i;
  }
  const FamilyName name = long_period ? FamilyName::long_period : FamilyName::short_period;
  if (chosen < 0) not_found(search, name, "the point is not stable");
  const double omega = modes.eigenvalues()[chosen].imag();
  Eigen::Vector4d mode = modes.eigenvectors().col(chosen).real();
  mode /= mode.head<2>().norm();
  StateNd guess{0.0, at, {0.0, 0.0, 0.0}};
  guess.position_nd.head<2>() += small_nd * mode.head<2>();
  guess.velocity_nd.head<2>() = small_nd * mode.tail<2>();
  FamilySeed seed = corrected_seed(search, name, guess, two_pi / omega, OrbitSymmetry::planar);
  seed.state_direction << mode[0], mode[1], 0.0, mode[2], mode[3], 0.0;
  return seed;
}

using Accept = std::function<bool(const Bifurcation&)>;

/// A family, followed until a bifurcation: a few members at a time, so that no more of it is followed than is
/// needed. @param direction  receives how the family goes on there
Bifurcation bifurcation_of(const Search& search, FamilyName name, FamilySeed from, const Accept& accept,
                           FamilySeed* onward = nullptr) {
  FamilyOptions options = family_options(search.options);
  options.find_bifurcations = true;
  options.largest_step_nd = 0.02;
  options.first_step_nd = 1e-3;
  options.members = 8;
  for (int i = 0; i < 60; ++i) {
    const OrbitFamily part = continue_family(search.model, from, options);
    if (part.members.size() < 2) break;
    const auto step_after = [&](std::size_t member) {
      const PeriodicOrbit& before = part.members[member];
      const PeriodicOrbit& behind = part.members[member + 1];
      FamilySeed seed;
      seed.orbit = behind;
      seed.state_direction << behind.state.position_nd - before.state.position_nd,
          behind.state.velocity_nd - before.state.velocity_nd;
      seed.period_direction = behind.period_nd - before.period_nd;
      return seed;
    };
    for (const Bifurcation& bifurcation : part.bifurcations) {
      if (!accept(bifurcation)) continue;
      if (onward != nullptr) {
        *onward = step_after(bifurcation.after_member);
        onward->orbit = bifurcation.orbit;
      }
      return bifurcation;
    }
    if (part.end != FamilyEnd::complete) break;
    from = step_after(part.members.size() - 2);
    options.first_step_nd = 0.01;
  }
  not_found(search, name, "the family that it branches from has no such bifurcation");
}

/// Of the places where a branch can start, the one farther from the Moon: there it is least sensitive.
FamilySeed far_branch(const Search& search, FamilyName name, const PeriodicOrbit& orbit,
                      OrbitSymmetry symmetry, int periods) {
  const Eigen::Vector3d small(1.0 - search.model.mass_ratio_nd, 0.0, 0.0);
  const auto distance = [&small](const FamilySeed& seed) {
    return (seed.orbit.state.position_nd - small).norm();
  };
  std::vector<FamilySeed> all = branches_at(search.model, orbit, symmetry, periods);
  if (all.empty()) not_found(search, name, "no branch leaves the orbit where it should");
  return *std::max_element(all.begin(), all.end(), [&](const FamilySeed& a, const FamilySeed& b) {
    return distance(a) < distance(b);
  });
}

void turn(FamilySeed& seed, Eigen::Index component, double wanted_sign) {
  if (seed.state_direction[component] * wanted_sign >= 0.0) return;
  seed.state_direction = -seed.state_direction;
  seed.period_direction = -seed.period_direction;
}

double sign_of(OrbitHalf half) {
  return half == OrbitHalf::northern ? 1.0 : -1.0;
}

/// The two families that leave `lyapunov` out of the plane.
FamilySeed from_lyapunov(const Search& search, FamilyName name, OrbitSymmetry symmetry) {
  const Bifurcation bifurcation =
      bifurcation_of(search, name, lyapunov_seed(search), [&](const Bifurcation& b) {
        return b.kind == BifurcationKind::tangent && !branches_at(search.model, b.orbit, symmetry).empty();
      });
  FamilySeed seed = far_branch(search, name, bifurcation.orbit, symmetry, 1);
  // A halo orbit is farthest from the plane where it is farthest from the Moon, and starts there.
  turn(seed, symmetry == OrbitSymmetry::mirror ? 2 : 5, sign_of(search.options.half));
  return seed;
}

FamilySeed near_rectilinear_seed(const Search& search) {
  FamilySeed onward;
  bifurcation_of(
      search, FamilyName::near_rectilinear, from_lyapunov(search, FamilyName::halo, OrbitSymmetry::mirror),
      [](const Bifurcation& b) { return b.kind == BifurcationKind::fold; }, &onward);
  return onward;
}

FamilySeed butterfly_seed(const Search& search) {
  constexpr double close_nd = 0.01;  // 3,900 km: the doublings farther out are of other families
  const Bifurcation bifurcation =
      bifurcation_of(search, FamilyName::butterfly, near_rectilinear_seed(search), [&](const Bifurcation& b) {
        return b.kind == BifurcationKind::period_doubling && b.orbit.periapsis_nd < close_nd;
      });
  FamilySeed seed = far_branch(search, FamilyName::butterfly, bifurcation.orbit, OrbitSymmetry::mirror, 2);
  return seed;
}

FamilySeed seed_of(const Search& search, FamilyName name) {
  switch (name) {
    case FamilyName::lyapunov:
      return lyapunov_seed(search);
    case FamilyName::halo:
      return from_lyapunov(search, name, OrbitSymmetry::mirror);
    case FamilyName::near_rectilinear:
      return near_rectilinear_seed(search);
    case FamilyName::distant_retrograde:
      return retrograde_seed(search);
    case FamilyName::vertical:
      return vertical_seed(search);
    case FamilyName::axial:
      return from_lyapunov(search, name, OrbitSymmetry::axis);
    case FamilyName::butterfly:
      return butterfly_seed(search);
    default:
      return triangular_seed(search, name == FamilyName::long_period);
  }
}

}  // namespace

OrbitFamily find_family(const Cr3bp& model, FamilyName name, const NamedFamilyOptions& options) {
  check_model(model);
  const bool triangular = name == FamilyName::short_period || name == FamilyName::long_period;
  const Search search{model, options,
                      options.point.value_or(triangular ? LibrationPoint::l4 : LibrationPoint::l2)};
  const int point = static_cast<int>(search.point);
  const bool three = name == FamilyName::lyapunov || name == FamilyName::vertical;
  if (name != FamilyName::distant_retrograde &&
      (triangular ? point < 4 || point > 5 : point < 1 || point > (three ? 3 : 2))) {
    throw InvalidArgument(detail::concat("find_family: there is no family '", to_text(name), "' about L",
                                         point, ": it goes about ",
                                         triangular ? "L4 or L5"
                                         : three    ? "L1, L2 or L3"
                                                    : "L1 or L2"));
  }
  const FamilySeed seed = seed_of(search, name);
  FamilyOptions how = family_options(options);
  OrbitFamily family = continue_family(model, seed, how);
  // A family that ends before it has as many members as asked for is followed again in shorter steps, to its
  // end.
  how.members = 2 * options.members;
  for (int i = 0; i < 4 && family.end == FamilyEnd::limit && family.members.size() < options.members &&
                  family.members.size() > 3;
       ++i) {
    how.largest_step_nd = 0.97 * family.arclength_nd.back() / static_cast<double>(options.members);
    how.first_step_nd = std::min(how.first_step_nd, how.largest_step_nd);
    if (how.largest_step_nd <= how.smallest_step_nd) break;
    family = continue_family(model, seed, how);
  }
  return family;
}

std::vector<OrbitFamily> find_families(const Cr3bp& model, std::span<const FamilyName> names,
                                       const NamedFamilyOptions& options, ThreadPool& pool) {
  std::vector<OrbitFamily> made(names.size());
  pool.for_each(names.size(), [&](std::size_t i, int) { made[i] = find_family(model, names[i], options); });
  return made;
}

std::string_view to_text(FamilyName name) {
  switch (name) {
    case FamilyName::lyapunov:
      return "lyapunov";
    case FamilyName::halo:
      return "halo";
    case FamilyName::near_rectilinear:
      return "near_rectilinear";
    case FamilyName::distant_retrograde:
      return "distant_retrograde";
    case FamilyName::vertical:
      return "vertical";
    case FamilyName::axial:
      return "axial";
    case FamilyName::butterfly:
      return "butterfly";
    case FamilyName::short_period:
      return "short_period";
    default:
      return "long_period";
  }
}

}  // namespace perilune
