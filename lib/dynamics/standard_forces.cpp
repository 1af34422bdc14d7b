#include <perilune/dynamics/standard_forces.hpp>

#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {

StandardForces& StandardForces::add(PointMass force) {
  for (const PointMass& known : point_masses_) {
    if (known.body() == force.body()) {
      throw InvalidArgument(detail::concat("forces: the point mass of ", body_name(force.body()),
                                           " is given twice. Each body attracts once"));
    }
  }
  if (point_masses_.size() == static_cast<std::size_t>(EnvironmentLayout::most_bodies)) {
    throw InvalidArgument(detail::concat("forces: more than ", EnvironmentLayout::most_bodies,
                                         " point masses. Leave out bodies that do not matter"));
  }
  point_masses_.push_back(force);
  return *this;
}

StandardForces& StandardForces::add(EarthJ2 force) {
  if (j2_) throw InvalidArgument("forces: j2(earth) is given twice. It acts once");
  j2_ = force;
  return *this;
}

StandardForces& StandardForces::add(SphericalHarmonics force) {
  for (const SphericalHarmonics& known : fields_) {
    if (known.body() == force.body()) {
      throw InvalidArgument(detail::concat("forces: spherical_harmonics(", body_name(force.body()),
                                           ") is given twice. Each body attracts once"));
    }
  }
  fields_.push_back(std::move(force));
  return *this;
}

void StandardForces::bind(EnvironmentLayout& layout) {
  for (PointMass& force : point_masses_) force.bind(layout);
  if (j2_) j2_->bind(layout);
  for (SphericalHarmonics& force : fields_) force.bind(layout);
}

}  // namespace perilune
