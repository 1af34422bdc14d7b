#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/propagation/covariance.hpp>
#include <perilune/propagation/dispersion.hpp>

namespace perilune {

/// A correction on the way, and how well the state is known when it is planned.
struct PlannedCorrection {
  Epoch epoch;
  Sigmas navigation = {};  ///< one standard deviation an axis
};

/// What leaves the parking orbit, and how the way to the Moon is to be kept.
struct CorrectionBudgetRequest {
  StateCovariance injection;  ///< about the nominal state right after the injection, inertial axes
  Epoch arrival;              ///< perilune of the nominal flight, whose B-plane corrections aim at
  std::vector<PlannedCorrection> corrections;  ///< 1 to 20, in order, between injection and arrival
  BurnDispersion execution = {0.01, 0.017453292519943295};  ///< 1 % and 1 deg, one sigma
  int samples = 10'000;                                     ///< 10 to 10,000,000
  std::uint64_t seed = 1;
};

/// Of a distribution.
struct Quantiles {
  double mean = 0.0, p50 = 0.0, p95 = 0.0, p99 = 0.0;
};

struct CorrectionBudget {
  std::vector<Quantiles> each_m_s;  ///< size of each correction
  Quantiles total_m_s;              ///< of all of one flight
  Quantiles miss_m;                 ///< distance from the nominal aim, in the B-plane
  Quantiles uncorrected_miss_m;     ///< the same without any correction, to first order
  std::string report() const;       ///< a few lines for people
};

/// How much delta-v the corrections of a flight to the Moon take, by samples of what goes wrong: the
/// injection, what is known of the state at each correction, and how each burn is made. To first order about
/// the nominal flight in the full model: with M the derivatives of B.T, B.R and the time of the perilune by
/// the state at a correction, and x^ the error as it is known there,
///
///     dv = -M_v^-1 M x^,
///
/// so that aim and time of the perilune are met. The B-plane is nearly linear in what happened a day after
/// the injection; the place at the perilune is not.
///
/// @throws InvalidArgument naming everything that cannot be: corrections out of order or outside the flight,
/// numbers out of range, a covariance that is none
///
/// Source: Battin, An Introduction to the Mathematics and Methods of Astrodynamics, section 11.5; Gates, JPL
/// TR 32-504, 1963 (errors of burns). Checked in: tests/unit/design/test_correction_budget.cpp
CorrectionBudget correction_budget(const CorrectionBudgetRequest& request,
                                   const TranslunarOptions& options = {},
                                   const Ephemeris& ephemeris = Ephemeris::embedded());

}  // namespace perilune
