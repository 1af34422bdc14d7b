#pragma once

#include <optional>
#include <string>
#include <vector>

#include <perilune/campaign/vehicle.hpp>
#include <perilune/core/diagnostic.hpp>
#include <perilune/core/source_location.hpp>
#include <perilune/design/b_plane.hpp>
#include <perilune/design/libration/low_orbit_transfer.hpp>
#include <perilune/roadmap/duration_range.hpp>
#include <perilune/roadmap/reference.hpp>
#include <perilune/roadmap/roadmap.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// Where on an orbit about the Moon a burn changes it.
enum class LunarApsis { perilune, apolune };

/// How one leg of a mission moves, beside what the scheduler knows of it. In the order of the mission's
/// activities.
struct LegPlan {
  Reference by;                                   ///< the craft whose engine does it; empty: none does
  std::optional<std::vector<Reference>> carries;  ///< craft that go along; none: all that have not been left
  std::vector<Reference> leaves;                  ///< craft that part when the leg ends
  /// Craft whose tanks are filled from the stores of the station when the leg ends, with what they burn from
  /// there on.
  std::vector<Reference> refuels;
  /// Stated: it is not computed. Of legs that are designed: what corrections cost beside.
  std::optional<Speed> delta_v;

  /// Of a transfer or a way home: it is searched and flown in the full model.
  bool is_designed = false;

  /// The orbit that a designed transfer goes to by way of a flyby; empty: it goes to a perilune.
  Reference orbit;
  /// Of a designed way home: from that orbit, by way of a flyby.
  bool flies_by = false;
  /// Of a flyby: from the injection, or from the burn that leaves the orbit, to the perilune.
  std::optional<DurationRange> flyby_after;
  /// Of a later transfer: between that orbit and a circular one of `perilune`, designed too.
  std::optional<LowOrbitDirection> low_orbit;
  bool is_inclination_given = false;

  // Of a transfer that is to be designed.
  Length perilune = Length::from_si(200e3);
  Angle inclination = Angle::from_si(1.5707963267948966);
  ArrivalBranch branch = ArrivalBranch::north;
  Length parking_altitude = Length::from_si(200e3);
  std::optional<Speed> most_injection_delta_v;

  /// Of a capture at its end; none: circular. Of a descent the orbit that it leaves (200 km), of an ascent
  /// the one that it reaches (180 km). Of a way home that is to be designed: of the orbit that it leaves, if
  /// that is not the capture's any more.
  std::optional<Length> apolune;

  /// Of a capture, of the burn for a way home that is to be designed, or of coming into the orbit of `meets`.
  /// Of a flyby: of its burn and the
  /// insertion together, or of the burn that leaves the orbit and that at the perilune. Of a transfer from or
  /// to a low orbit: of both burns.
  std::optional<Speed> most_delta_v;

  /// Of a docking: the mission whose craft waits in lunar orbit. What it takes to come from the own orbit
  /// into that one is computed; empty: it is not looked at.
  Reference meets;

  // Of a later capture that is flown: a burn from one orbit about the Moon to another.
  std::optional<int> passage;  ///< of `at`, from the end of the burn before it on; none: it is not flown
  LunarApsis at = LunarApsis::perilune;

  /// Of a descent or an ascent: computed from the thrust of its craft.
  bool is_powered = false;
  /// Of the orbit that a later capture at the apolune leads to, that a descent leaves or an ascent reaches.
  std::optional<Length> orbit_perilune;

  // Of a way home that is to be designed.
  bool skips = false;  ///< it enters as `skip_entry`, else as `direct_entry` (design/return/entry.hpp)

  // Of a landing.
  /// How far the site may lie from the plane of the orbit when the descent begins; none: it is not looked at.
  std::optional<Angle> off_plane;
  std::optional<Angle> sun_above;  ///< of the horizon, the middle of the disc
  Duration lit_for;                ///< from the landing on

  SourceLocation where;

  friend bool operator==(const LegPlan&, const LegPlan&) = default;
};

/// One craft on a launch, and what it carries.
struct LoadedCraft {
  Reference craft;
  Mass payload;

  friend bool operator==(const LoadedCraft&, const LoadedCraft&) = default;
};

/// How a mission flies.
struct MissionPlan {
  std::string mission;
  std::vector<LoadedCraft> craft;  ///< all of one launch
  std::vector<LegPlan> legs;       ///< as many as the mission has activities
  double delta_v_reserve = 0.0;    ///< share that is added to every delta-v
  double launch_margin = 0.0;      ///< share of the launcher's capability that stays unused
  int people = 0;                  ///< on board from the launch on: they need seats home
  SourceLocation people_where;
  SourceLocation where;

  friend bool operator==(const MissionPlan&, const MissionPlan&) = default;
};

/// What is wrong with plans by themselves: `unknown-craft`, `unknown-launcher`, `unknown-site`,
/// `unknown-orbit` and `duplicate-id` in the catalogue, `no-launch-before` for a transfer to be designed
/// without a launch right before it, or a way home without a designed transfer and its capture before it,
/// `out-of-range` for the time of a way home, `no-engine` for a leg by a craft without one, `no-thrust` for
/// one that is to be flown or computed by a craft whose thrust is not stated, `no-capture-before` for a later
/// capture without a first one, `no-orbit-to-meet` for a docking with a mission of which no orbit about the
/// Moon is flown.
std::vector<Diagnostic> validate(const std::vector<MissionPlan>& plans, const Catalog& catalog,
                                 const Roadmap& roadmap);

}  // namespace perilune
