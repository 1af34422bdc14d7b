#include <perilune/bodies/ephemeris.hpp>

#include <cmath>
#include <utility>

#include <perilune/bodies/chebyshev.hpp>
#include <perilune/bodies/segment_tree.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "embedded.hpp"
#include "tdb_calendar.hpp"

namespace perilune {
namespace {

using detail::SegmentTree;

constexpr double m_per_km = 1000.0;

void check_finite(double tdb_s, double tdb_fraction_s) {
  if (std::isfinite(tdb_s) && std::isfinite(tdb_fraction_s)) return;
  throw InvalidArgument(detail::concat("ephemeris: the instant ", tdb_s, " s + ", tdb_fraction_s,
                                       " s past J2000 TDB is not finite."));
}

/// A granule's record and the place of an instant in it.
struct Place {
  const double* record;
  double s;  // normalised time, -1 to 1
};

Place place_in(const ChebyshevSegment& segment, double tdb_s, double tdb_fraction_s) {
  const double* record = segment.record(segment.granule_at(tdb_s, tdb_fraction_s));
  return {record, ((tdb_s - record[0]) + tdb_fraction_s) / record[1]};
}

/// Adds what the segment says at an instant, in the units of the file.
void add_values(const ChebyshevSegment& segment, double tdb_s, double tdb_fraction_s, Eigen::Vector3d& sum) {
  const Place place = place_in(segment, tdb_s, tdb_fraction_s);
  double value[3];
  detail::chebyshev(place.record + 2, segment.coefficients, place.s, value);
  sum += Eigen::Vector3d(value[0], value[1], value[2]);
}

void add_values_and_rates(const ChebyshevSegment& segment, double tdb_s, double tdb_fraction_s,
                          Eigen::Vector3d& values, Eigen::Vector3d& rates) {
  const Place place = place_in(segment, tdb_s, tdb_fraction_s);
  const double* coefficients = place.record + 2;
  double value[3], rate[3];
  if (segment.has_rates()) {
    detail::chebyshev(coefficients, segment.coefficients, place.s, value);
    detail::chebyshev(coefficients + 3 * segment.coefficients, segment.coefficients, place.s, rate);
  } else {
    detail::chebyshev_with_slope(coefficients, segment.coefficients, place.s, value, rate);
    for (double& component : rate) component /= place.record[1];
  }
  values += Eigen::Vector3d(value[0], value[1], value[2]);
  rates += Eigen::Vector3d(rate[0], rate[1], rate[2]);
}

SegmentTree::Path path_or_refuse(const SegmentTree& tree, BodyId target, BodyId center, double tdb_s,
                                 double tdb_fraction_s) {
  check_finite(tdb_s, tdb_fraction_s);
  const SegmentTree::Path path = tree.path(target, center, tdb_s, tdb_fraction_s);
  if (!path.found) tree.refuse(target, center, tdb_s + tdb_fraction_s);
  return path;
}

KernelFile described(const Kernel& kernel, const std::filesystem::path& path) {
  return {path.empty() ? kernel.file().name() : path.filename().string(),
          path,
          kernel.file().kind(),
          kernel.file().size_bytes(),
          {}};
}

struct Loaded {
  std::vector<Kernel> kernels;
  std::vector<KernelFile> files;

  void add(Kernel kernel, KernelFile file) {
    kernels.push_back(std::move(kernel));
    files.push_back(std::move(file));
  }
  void add_files(std::span<const std::filesystem::path> paths) {
    for (const std::filesystem::path& path : paths) {
      Kernel kernel(DafFile::read(path));
      KernelFile file = described(kernel, path);
      add(std::move(kernel), std::move(file));
    }
  }
  std::shared_ptr<const SegmentTree> tree() && {
    return std::make_shared<const SegmentTree>(std::move(kernels), std::move(files));
  }
};

}  // namespace

const Ephemeris& Ephemeris::embedded() {
  static const Ephemeris ephemeris = [] {
    Loaded loaded;
    for (const detail::EmbeddedFile& file : {detail::embedded_de440(), detail::embedded_moon_pa()}) {
      Kernel kernel(DafFile::view(file.bytes, std::string(file.name)));
      KernelFile description = described(kernel, {});
      description.sha256 = file.sha256;
      loaded.add(std::move(kernel), std::move(description));
    }
    return Ephemeris(std::move(loaded).tree());
  }();
  return ephemeris;
}

Ephemeris Ephemeris::from_files(std::span<const std::filesystem::path> paths) {
  Loaded loaded;
  loaded.add_files(paths);
  return Ephemeris(std::move(loaded).tree());
}

Ephemeris Ephemeris::with_files(std::span<const std::filesystem::path> paths) const {
  Loaded loaded{{tree_->kernels().begin(), tree_->kernels().end()},
                {tree_->files().begin(), tree_->files().end()}};
  loaded.add_files(paths);
  return Ephemeris(std::move(loaded).tree());
}

Ephemeris Ephemeris::from_kernels(std::vector<Kernel> kernels) {
  Loaded loaded;
  for (Kernel& kernel : kernels) {
    KernelFile file = described(kernel, {});
    loaded.add(std::move(kernel), std::move(file));
  }
  return Ephemeris(std::move(loaded).tree());
}

PositionVelocity Ephemeris::state_m(BodyId target, BodyId center, double tdb_s, double tdb_fraction_s) const {
  const SegmentTree::Path path = path_or_refuse(*tree_, target, center, tdb_s, tdb_fraction_s);
  PositionVelocity up, down;
  for (int i = 0; i < path.up.length; ++i)
    add_values_and_rates(*path.up.segments[i], tdb_s, tdb_fraction_s, up.position_m, up.velocity_m_s);
  for (int i = 0; i < path.down.length; ++i)
    add_values_and_rates(*path.down.segments[i], tdb_s, tdb_fraction_s, down.position_m, down.velocity_m_s);
  return {m_per_km * (up.position_m - down.position_m), m_per_km * (up.velocity_m_s - down.velocity_m_s)};
}

Eigen::Vector3d Ephemeris::position_m(BodyId target, BodyId center, double tdb_s,
                                      double tdb_fraction_s) const {
  const SegmentTree::Path path = path_or_refuse(*tree_, target, center, tdb_s, tdb_fraction_s);
  Eigen::Vector3d up = Eigen::Vector3d::Zero();
  Eigen::Vector3d down = Eigen::Vector3d::Zero();
  for (int i = 0; i < path.up.length; ++i) add_values(*path.up.segments[i], tdb_s, tdb_fraction_s, up);
  for (int i = 0; i < path.down.length; ++i) add_values(*path.down.segments[i], tdb_s, tdb_fraction_s, down);
  return m_per_km * (up - down);
}

TdbSpan Ephemeris::span(BodyId target, BodyId center) const {
  TdbSpan longest;
  for (const TdbSpan& candidate : tree_->spans(target, center)) {
    if (candidate.until_s - candidate.from_s > longest.until_s - longest.from_s) longest = candidate;
  }
  if (longest == TdbSpan{}) tree_->refuse(target, center, 0.0);
  return longest;
}

std::vector<TdbSpan> Ephemeris::spans(BodyId target, BodyId center) const {
  return tree_->spans(target, center);
}

MoonLibration Ephemeris::moon_libration(double tdb_s, double tdb_fraction_s) const {
  check_finite(tdb_s, tdb_fraction_s);
  for (const ChebyshevSegment* segment : tree_->of_axes(moon_pa_de440_axes)) {
    if (!detail::covers(*segment, tdb_s, tdb_fraction_s)) continue;
    Eigen::Vector3d angles = Eigen::Vector3d::Zero();
    Eigen::Vector3d rates = Eigen::Vector3d::Zero();
    add_values_and_rates(*segment, tdb_s, tdb_fraction_s, angles, rates);
    return {angles[0], angles[1], angles[2], rates[0], rates[1], rates[2]};
  }
  const TdbSpan span = moon_libration_span();
  throw DataError(detail::concat(
      "ephemeris: the orientation of the Moon is not known at ", detail::tdb_calendar(tdb_s + tdb_fraction_s),
      "; the loaded kernels cover ", detail::tdb_calendar(span.from_s), " to ",
      detail::tdb_calendar(span.until_s), ". Choose a date inside, or load a kernel that covers it."));
}

TdbSpan Ephemeris::moon_libration_span() const {
  TdbSpan longest;
  for (const ChebyshevSegment* segment : tree_->of_axes(moon_pa_de440_axes)) {
    if (segment->span.until_s - segment->span.from_s > longest.until_s - longest.from_s)
      longest = segment->span;
  }
  if (longest == TdbSpan{}) {
    throw DataError(detail::concat(
        "ephemeris: the loaded kernels do not have the orientation of the Moon (axes ", moon_pa_de440_axes,
        "). Load a binary PCK that has it, or use the embedded ephemeris."));
  }
  return longest;
}

PositionVelocity Ephemeris::state_m(BodyId target, BodyId center, Epoch epoch) const {
  const TwoPartSeconds tdb = epoch.tdb();
  return state_m(target, center, tdb.whole, tdb.fraction);
}

Eigen::Vector3d Ephemeris::position_m(BodyId target, BodyId center, Epoch epoch) const {
  const TwoPartSeconds tdb = epoch.tdb();
  return position_m(target, center, tdb.whole, tdb.fraction);
}

MoonLibration Ephemeris::moon_libration(Epoch epoch) const {
  const TwoPartSeconds tdb = epoch.tdb();
  return moon_libration(tdb.whole, tdb.fraction);
}

std::span<const KernelFile> Ephemeris::files() const noexcept {
  return tree_->files();
}

}  // namespace perilune
