#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <Eigen/Core>

#include <perilune/bodies/body.hpp>
#include <perilune/bodies/kernel.hpp>
#include <perilune/bodies/position_velocity.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

namespace detail {
class SegmentTree;
}

/// One file that an ephemeris answers from: what a report has to name so that a run can be repeated.
struct KernelFile {
  std::string name;            ///< of the file, without folders
  std::filesystem::path path;  ///< as it was given; empty if the file is embedded in the library
  KernelKind kind = KernelKind::spk;
  std::size_t size_bytes = 0;
  std::string sha256;  ///< hexadecimal, of an embedded file; empty for the user's own
};

/// NAIF's number of the Moon's principal axes in DE440, as a binary PCK lists them.
inline constexpr int moon_pa_de440_axes = 31008;

/// Orientation of the Moon's principal axes: Euler angles of the libration, so that
///
///     R_pa_icrf = R3(psi) R1(theta) R3(phi)
///
/// R1 and R3 turn the axes. psi is not reduced to one turn: about 4500 rad in 2023.
struct MoonLibration {
  double phi_rad = 0.0;
  double theta_rad = 0.0;
  double psi_rad = 0.0;
  double phi_rad_s = 0.0;  ///< rates, by TDB
  double theta_rad_s = 0.0;
  double psi_rad_s = 0.0;
};

/// Positions of the bodies of the solar system and the orientation of the Moon, from JPL's series in NAIF's
/// kernel files. Geometric: no light time, no aberration. Axes ICRF.
///
/// An instant is TDB in seconds past J2000 (2000-01-01T12:00:00 TDB), in two parts that are added: a double
/// alone steps by 1e-7 s in this century, in which the Earth moves 4 mm.
///
/// A value: copies are cheap and share the files. Immutable: any number of threads may ask.
///
/// Checked in: tests/validation/bodies (CSPICE and JPL's published numbers),
/// tests/unit/bodies/test_ephemeris.cpp
class Ephemeris {
 public:
  /// The ephemeris inside the library: JPL DE440 from 2017-12-09 to 2052-01-08 TDB; Sun, Earth, Moon, Venus,
  /// Mars, Jupiter, Saturn, the two barycentres, and the libration of the Moon.
  static const Ephemeris& embedded();

  /// An ephemeris of the given kernels alone (.bsp, .bpc), none embedded. As in SPICE, where several answer
  /// for the same body and instant, the last of them counts, and in a file its last segment.
  /// @throws DataError if a file cannot be read or is damaged
  static Ephemeris from_files(std::span<const std::filesystem::path> paths);

  /// This ephemeris and the given kernels on top of it: they count before what was there.
  /// @throws DataError as `from_files`
  Ephemeris with_files(std::span<const std::filesystem::path> paths) const;

  /// An ephemeris of kernels that are already read; the last counts first.
  static Ephemeris from_kernels(std::vector<Kernel> kernels);

  /// Position and velocity of `target` relative to `center`.
  /// @throws DataError if no kernel connects the two at that instant; the message names the span that is
  /// covered
  /// @throws InvalidArgument if the instant is not finite
  PositionVelocity state_m(BodyId target, BodyId center, double tdb_s, double tdb_fraction_s = 0.0) const;

  /// As `state_m`, the position alone, in half the time. [m]
  Eigen::Vector3d position_m(BodyId target, BodyId center, double tdb_s, double tdb_fraction_s = 0.0) const;

  // The same at an epoch, to its nanosecond.
  PositionVelocity state_m(BodyId target, BodyId center, Epoch epoch) const;
  Eigen::Vector3d position_m(BodyId target, BodyId center, Epoch epoch) const;
  MoonLibration moon_libration(Epoch epoch) const;

  /// The longest stretch without a gap in which `target` is known relative to `center`.
  /// @throws DataError if there is none
  TdbSpan span(BodyId target, BodyId center) const;

  /// All such stretches, in time order; empty if no kernel connects the two.
  std::vector<TdbSpan> spans(BodyId target, BodyId center) const;

  /// Orientation of the Moon's principal axes.
  /// @throws DataError and InvalidArgument as `state_m`
  MoonLibration moon_libration(double tdb_s, double tdb_fraction_s = 0.0) const;

  /// The stretch for which `moon_libration` answers. @throws DataError if no kernel has it
  TdbSpan moon_libration_span() const;

  /// The files it answers from, in the order of loading.
  std::span<const KernelFile> files() const noexcept;

  /// The segments, indexed: for `GranuleCursor`.
  const detail::SegmentTree& segment_tree() const noexcept { return *tree_; }

 private:
  explicit Ephemeris(std::shared_ptr<const detail::SegmentTree> tree) : tree_(std::move(tree)) {}

  std::shared_ptr<const detail::SegmentTree> tree_;
};

}  // namespace perilune
