#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/design/correction.hpp>
#include <perilune/design/libration/ephemeris_orbit.hpp>
#include <perilune/time/interval_set.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// Between an orbit about a libration point and a low circular one about the Moon.
enum class LowOrbitDirection { down, up };

struct LowOrbitTransferRequest {
  LowOrbitDirection direction = LowOrbitDirection::down;
  Epoch burn;  ///< on the libration-point orbit: when it is left (down) or joined (up)
  Length altitude = Length::from_si(100e3);  ///< of the low orbit, 10 to 10,000 km
  /// Of the low orbit to the Moon's equator. Default: what comes cheapest, near 90 deg from a
  /// near-rectilinear orbit.
  std::optional<Angle> inclination = {};
};

enum class LowOrbitTransferStatus { converged, not_converged };

struct LowOrbitTransfer {
  LowOrbitTransferStatus status = LowOrbitTransferStatus::not_converged;
  State high;      ///< on the libration-point orbit, at its burn, moon-centred icrf
  State transfer;  ///< there, on the way down or up
  State perilune;  ///< of the way, where the low orbit touches it
  Eigen::Vector3d high_delta_v_m_s = Eigen::Vector3d::Zero();  ///< as it is flown, icrf
  double low_delta_v_m_s = 0.0;                                ///< along the motion at the perilune
  double inclination_rad = 0.0;                                ///< of the low orbit, to the Moon's equator
  CorrectionResult correction;

  double total_m_s() const { return high_delta_v_m_s.norm() + low_delta_v_m_s; }
  Duration time_of_flight() const { return abs(perilune.epoch - transfer.epoch); }
  std::string report() const;  ///< a few lines for people
};

/// Two impulses: the smallest one on the libration-point orbit that brings the next (up: the last) perilune
/// down to the low orbit, and one there between the two speeds. In the full model; up is flown backward.
///
/// @throws InvalidArgument if the orbit did not converge or does not hold the burn, or a number is out of
/// range
/// Checked in: tests/unit/design/libration/test_low_orbit_transfer.cpp
LowOrbitTransfer design_low_orbit_transfer(const EphemerisOrbit& orbit,
                                           const LowOrbitTransferRequest& request,
                                           const EphemerisOrbitOptions& options = {},
                                           const Ephemeris& ephemeris = Ephemeris::embedded());

/// The cheapest of burns at even times within `within`, of which there are 2 to 1000.
LowOrbitTransfer cheapest_low_orbit_transfer(const EphemerisOrbit& orbit, Interval within, int burns,
                                             const LowOrbitTransferRequest& request = {},
                                             const EphemerisOrbitOptions& options = {},
                                             const Ephemeris& ephemeris = Ephemeris::embedded());

std::string_view to_text(LowOrbitTransferStatus status);

}  // namespace perilune
