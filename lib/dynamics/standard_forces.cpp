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

namespace {

/// Puts a force that acts once where it belongs.
template <class Force>
void put_once(std::optional<Force>& there, Force force, std::string_view name) {
  if (there) throw InvalidArgument(detail::concat("forces: ", name, " is given twice. It acts once"));
  there = std::move(force);
}

}  // namespace

StandardForces& StandardForces::add(SolarRadiationPressure force) {
  put_once(sunlight_, std::move(force), "solar_radiation_pressure");
  small_ = true;
  return *this;
}

StandardForces& StandardForces::add(SolidTides force) {
  for (const SolidTides& known : tides_) {
    if (known.body() == force.body()) {
      throw InvalidArgument(
          detail::concat("forces: solid_tides(", body_name(force.body()), ") is given twice. They act once"));
    }
  }
  tides_.push_back(force);
  small_ = true;
  return *this;
}

StandardForces& StandardForces::add(Relativity force) {
  put_once(relativity_, std::move(force), "relativity");
  small_ = true;
  return *this;
}

StandardForces& StandardForces::add(Drag force) {
  put_once(drag_, std::move(force), "drag");
  small_ = true;
  return *this;
}

void StandardForces::bind(EnvironmentLayout& layout) {
  for (PointMass& force : point_masses_) force.bind(layout);
  if (j2_) j2_->bind(layout);
  for (SphericalHarmonics& force : fields_) force.bind(layout);
  for (SolidTides& force : tides_) force.bind(layout);
  if (sunlight_) sunlight_->bind(layout);
  if (relativity_) relativity_->bind(layout);
  if (drag_) drag_->bind(layout);
}

}  // namespace perilune
