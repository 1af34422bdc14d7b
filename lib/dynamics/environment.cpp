#include <perilune/dynamics/environment.hpp>

#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {

int EnvironmentLayout::add(BodyId body) {
  for (int place = 0; place < size_; ++place) {
    if (bodies_[static_cast<std::size_t>(place)] == body) return place;
  }
  if (size_ == most_bodies) {
    throw InvalidArgument(detail::concat("a force model may ask for ", most_bodies,
                                         " bodies; one more was asked for: ", body_name(body),
                                         ". Leave out bodies that do not matter"));
  }
  bodies_[static_cast<std::size_t>(size_)] = body;
  return size_++;
}

void EnvironmentLayout::add_earth_axes(const EarthOrientation& orientation) {
  if (earth_axes_ &&
      (earth_axes_->ut1_minus_utc_s != orientation.ut1_minus_utc_s ||
       earth_axes_->xp_rad != orientation.xp_rad || earth_axes_->yp_rad != orientation.yp_rad)) {
    throw InvalidArgument(
        "forces: two forces name different orientations of the Earth (UT1-UTC, pole). Give both the same");
  }
  earth_axes_ = orientation;
}

void EnvironmentLayout::claim(int place, GravityTerm term) {
  unsigned char& claimed = claimed_[static_cast<std::size_t>(place)];
  const auto bit = static_cast<unsigned char>(term);
  if ((claimed & bit) != 0) {
    const auto name = body_name(body(place));
    throw InvalidArgument(detail::concat(
        "forces: ", term == GravityTerm::point_mass ? "the point mass of " : "the flattening of ", name,
        " is in the model twice. spherical_harmonics(", name,
        ") has the point mass and all terms of its field in it: use it alone, or point_mass(", name,
        ") with j2 and without it"));
  }
  claimed = static_cast<unsigned char>(claimed | bit);
}

bool EnvironmentLayout::moves_center(BodyId body) const {
  const bool inner = center_ == earth_moon_barycentre && (body == earth || body == moon);
  return body != center_ && center_ != solar_system_barycentre && !inner;
}

int EnvironmentLayout::add_parameter(std::string name, double value) {
  if (name.empty()) throw InvalidArgument("forces: a parameter has no name. Give it one");
  for (const ForceParameter& known : parameters_) {
    if (known.name == name) {
      throw InvalidArgument(detail::concat("forces: two parameters are called '", name,
                                           "'. Derivatives could not tell them apart: rename one"));
    }
  }
  parameters_.push_back({std::move(name), value});
  return static_cast<int>(parameters_.size()) - 1;
}

int EnvironmentLayout::parameter_place(std::string_view name) const {
  std::vector<std::string> names;
  for (std::size_t place = 0; place < parameters_.size(); ++place) {
    if (parameters_[place].name == name) return static_cast<int>(place);
    names.push_back(parameters_[place].name);
  }
  throw InvalidArgument(
      detail::concat("forces: there is no parameter '", name,
                     "'. The forces of this model have: ", names.empty() ? "none" : join(names, ", ")));
}

}  // namespace perilune
