#include <perilune/dynamics/drag.hpp>

#include "option_faults.hpp"

namespace perilune {

Drag::Drag(const DragOptions& options)
    : coefficient_(options.coefficient),
      half_area_m2_(0.5 * options.area.si()),
      rotation_rad_s_(options.rotation.si()),
      atmosphere_(std::make_shared<const Atmosphere>(options.atmosphere)) {
  detail::OptionFaults faults("drag");
  faults.want_positive("area", options.area.si(), "m^2", "It is the area across the flow");
  faults.want_positive("coefficient", options.coefficient, "", "2.2 is usual");
  if (!std::isfinite(rotation_rad_s_)) {
    faults.add(detail::concat("rotation is ", rotation_rad_s_, " rad/s. Leave it out for the Earth's"));
  }
  faults.refuse();
}

void Drag::bind(EnvironmentLayout& layout) {
  if (layout.center() != earth) {
    throw InvalidArgument(detail::concat("drag: the centre of integration is ", body_name(layout.center()),
                                         ". Drag is for orbits about the Earth: start from a state whose "
                                         "frame is centred there"));
  }
  layout.add_earth_pole();
  coefficient_place_ = layout.add_parameter("drag coefficient", coefficient_);
}

Drag drag(const DragOptions& options) {
  return Drag(options);
}

}  // namespace perilune
