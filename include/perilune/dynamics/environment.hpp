#pragma once

#include <array>
#include <cassert>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/bodies/body.hpp>
#include <perilune/bodies/vector3.hpp>
#include <perilune/dynamics/body_axes.hpp>
#include <perilune/frames/earth_orientation.hpp>

namespace perilune {

/// What several built-in forces could each bring, and a body may have only once.
enum class GravityTerm : unsigned char {
  point_mass = 1,  ///< the central term
  flattening = 2,  ///< J2
};

/// A number in a force that a user may want derivatives by, or vary from flight to flight: "mu earth".
struct ForceParameter {
  std::string name;
  double value = 0.0;
};

/// What a force model has to know of the world, gathered from its forces before the first step, and where
/// each piece then stands.
class EnvironmentLayout {
 public:
  static constexpr int most_bodies = 12;

  explicit EnvironmentLayout(BodyId center) : center_(center) {}

  /// Asks for the position of a body. @return its place, for `Environment::position_m`
  /// @throws InvalidArgument if there are more than `most_bodies`
  int add(BodyId body);

  /// Asks for the pole of the Earth.
  void add_earth_pole() { earth_pole_ = true; }

  /// Asks for the axes fixed to the Earth (ITRF).
  /// @throws InvalidArgument if another force asked for them with another orientation
  void add_earth_axes(const EarthOrientation& orientation);

  /// Asks for the axes fixed to the Moon (principal axes).
  void add_moon_axes() { moon_axes_ = true; }

  /// Says that a force brings this term of a body's gravity, so that no other brings it again.
  /// @param place  of the body, from `add`
  /// @throws InvalidArgument if another did
  void claim(int place, GravityTerm term);

  /// Names a parameter of a force, so that it can be varied and that derivatives by it can be asked for.
  /// The force then reads `environment.parameter(place, value)` where it computes.
  /// @param name   what users call it: "srp coefficient"
  /// @param value  what the force was made with
  /// @return       its place
  /// @throws InvalidArgument if the name is taken or empty
  int add_parameter(std::string name, double value);

  BodyId center() const { return center_; }
  /// Whether what a body attracts moves the centre: not the centre itself; not the barycentre of the solar
  /// system, which nothing moves; and what the Earth and the Moon do to each other leaves their barycentre
  /// where it is.
  bool moves_center(BodyId body) const;
  int size() const { return size_; }
  BodyId body(int place) const { return bodies_[static_cast<std::size_t>(place)]; }
  bool has_earth_pole() const { return earth_pole_; }
  /// The orientation to take for the Earth's axes, if they were asked for.
  const std::optional<EarthOrientation>& earth_axes() const { return earth_axes_; }
  bool has_moon_axes() const { return moon_axes_; }
  /// All parameters of the forces, by place.
  const std::vector<ForceParameter>& parameters() const { return parameters_; }
  /// The place of a parameter. @throws InvalidArgument if there is none of that name; it names those there
  /// are
  int parameter_place(std::string_view name) const;
  /// Whether anything was asked for.
  bool empty() const { return size_ == 0 && !earth_pole_ && !earth_axes_ && !moon_axes_; }

 private:
  BodyId center_;
  int size_ = 0;
  bool earth_pole_ = false;
  bool moon_axes_ = false;
  std::optional<EarthOrientation> earth_axes_;
  std::array<BodyId, most_bodies> bodies_{};
  std::array<unsigned char, most_bodies> claimed_{};  // sets of GravityTerm, by place
  std::vector<ForceParameter> parameters_;
};

/// The world at one instant, worked out once and read by all forces. Axes ICRF, relative to the centre of
/// integration.
template <class T>
struct Environment {
  /// Of the bodies, in the places that `EnvironmentLayout::add` gave.
  std::array<Vector3<T>, EnvironmentLayout::most_bodies> positions_m;

  /// Unit vector along the Earth's axis, if it was asked for: the celestial intermediate pole of date.
  Vector3<T> earth_pole;

  /// Axes fixed to the Earth (ITRF) and to the Moon (principal axes), if they were asked for.
  BodyAxes<T> earth_axes;
  BodyAxes<T> moon_axes;

  /// What the bodies do to the centre of integration itself. The step loop subtracts it: seen from an
  /// accelerated centre, everything is accelerated the other way.
  Vector3<T> center_acceleration_m_s2;

  /// Values for the parameters of the forces, by the places that `EnvironmentLayout::add_parameter` gave:
  /// with derivatives, or different in each lane. None: the forces take the values they were made with.
  const T* parameters = nullptr;

  /// What a force is to take for a parameter of its own.
  /// @param place  of the parameter
  /// @param own    the value that the force was made with
  [[gnu::always_inline]] T parameter(int place, double own) const {
    return parameters == nullptr ? T(own) : parameters[place];
  }

  const Vector3<T>& position_m(int place) const {
    assert(place >= 0 && place < EnvironmentLayout::most_bodies);
    return positions_m[static_cast<std::size_t>(place)];
  }
};

}  // namespace perilune
