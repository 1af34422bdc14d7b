#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/dynamics/state.hpp>
#include <perilune/report/formats/oem.hpp>

namespace perilune {

/// A manoeuvre as an OPM lists it.
struct OpmManoeuvre {
  Epoch ignition;
  Duration duration;                                      ///< 0: an impulse
  double mass_change_kg = 0.0;                            ///< <= 0
  Eigen::Vector3d delta_v_m_s = Eigen::Vector3d::Zero();  ///< along the axes of the message's frame
};

/// One state of a craft, with what is needed to fly on from it.
struct OrbitMessage {
  Epoch created;
  std::string originator = "PERILUNE";
  std::vector<std::string> comments = {};
  std::string object_name;
  std::string object_id;
  TimeScale scale = TimeScale::utc;
  State state;            ///< frame: axes icrf, eme2000 or itrf about a body
  bool has_mass = false;  ///< whether `state.mass_kg` is known
  std::vector<OpmManoeuvre> manoeuvres = {};
};

/// An Orbit Parameter Message: state vector, mass where it is known, manoeuvres; numbers in their shortest
/// exact form, dates to the nanosecond.
/// @throws InvalidArgument as `oem_text`
///
/// Source: CCSDS 502.0-B-2 and B-3, section 3 (OPM).
/// Checked in: tests/unit/report/formats/test_opm.cpp
std::string opm_text(const OrbitMessage& message, const OemOptions& options = {});

/// What came of reading a message.
struct OpmCheck {
  std::optional<OrbitMessage> message;
  std::vector<Diagnostic> diagnostics;
  std::string rendered;
};

/// Reads an OPM 2.0 or 3.0 in either notation: the state vector, the mass and the manoeuvres; other blocks
/// are checked for their form and left out. Every problem is reported with its line.
OpmCheck check_opm(std::string_view text, std::string_view name);

/// The same. @throws DataError with all problems
OrbitMessage read_opm(std::string_view text, std::string_view name);

}  // namespace perilune
