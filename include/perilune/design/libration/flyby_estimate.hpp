#pragma once

#include <functional>
#include <optional>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/design/launch.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// A departure of which nothing has been flown, as `search_windows` finds them, and the time from its
/// perilune to an orbit.
struct FlybyEstimateRequest {
  SurfacePoint site;
  Ascent ascent = {};
  Epoch lift_off;
  double azimuth_rad = 0.0;
  Duration time_of_flight;  ///< injection to perilune
  Epoch perilune;
  Length perilune_altitude = Length::from_si(100e3);
  Duration to_insertion_min = Duration::days(0.5);
  Duration to_insertion_max = Duration::days(3.0);
  int aims = 16;   ///< points of the B-plane that are looked at, 8 to 720
  int times = 11;  ///< 2 to 1000
};

struct FlybyEstimate {
  double flyby_delta_v_m_s = 0.0;
  double insertion_delta_v_m_s = 0.0;
  Duration to_insertion;  ///< from the perilune

  double total_m_s() const { return flyby_delta_v_m_s + insertion_delta_v_m_s; }
};

/// What `design_flyby_transfer` would come to, by conics alone: one about the Earth in the launch plane gives
/// the asymptote at the Moon, Lambert's conics about the Moon lead from the perilunes of its hyperbolas to
/// where the orbit is. A millisecond; good enough to tell days on which the orbit's phase suits from others.
/// The longer the way to the orbit, the less the Moon's conics know of it.
///
/// @param orbit  where it is at an epoch, moon-centred icrf: of the three-body model, say
/// @return       nothing if no conic leads there
/// @throws InvalidArgument for numbers out of range
///
/// Checked in: tests/unit/design/libration/test_flyby_estimate.cpp
std::optional<FlybyEstimate> estimate_flyby(const FlybyEstimateRequest& request,
                                            const std::function<State(Epoch)>& orbit,
                                            const Ephemeris& ephemeris = Ephemeris::embedded());

}  // namespace perilune
