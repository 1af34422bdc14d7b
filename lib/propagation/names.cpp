#include <perilune/propagation/integrator.hpp>
#include <perilune/propagation/stop_reason.hpp>

namespace perilune {

std::string_view to_text(StopReason reason) {
  switch (reason) {
    case StopReason::end_time:
      return "end_time";
    case StopReason::event:
      return "event";
    case StopReason::step_limit:
      return "step_limit";
    case StopReason::step_too_small:
      return "step_too_small";
    case StopReason::non_finite:
      return "non_finite";
    case StopReason::outside_ephemeris:
      return "outside_ephemeris";
  }
  return "";
}

std::string_view to_text(Integrator integrator) {
  switch (integrator) {
    case Integrator::automatic:
      return "automatic";
    case Integrator::dop853:
      return "dop853";
    case Integrator::rkn1210:
      return "rkn1210";
    case Integrator::gl_collocation_8:
      return "gl_collocation_8";
    case Integrator::gl_collocation_16:
      return "gl_collocation_16";
    case Integrator::fehlberg78:
      return "fehlberg78";
    case Integrator::dopri5:
      return "dopri5";
  }
  return "";
}

}  // namespace perilune
