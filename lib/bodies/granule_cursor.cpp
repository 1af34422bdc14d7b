#include <perilune/bodies/granule_cursor.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include <perilune/bodies/segment_tree.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

using detail::SegmentTree;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Dates as elapsed seconds, always by the same rounding, and the stretch around one instant in which every
/// comparison with it comes out the same.
class Window {
 public:
  Window(double reference_tdb_s, double reference_fraction_s, double elapsed_s)
      : tdb_s_(reference_tdb_s), fraction_s_(reference_fraction_s), elapsed_s_(elapsed_s) {}

  double elapsed(double tdb_s) const { return (tdb_s - tdb_s_) - fraction_s_; }

  /// Whether the instant lies at or after a date.
  bool from(double tdb_s) {
    const double edge = elapsed(tdb_s);
    const bool after = elapsed_s_ >= edge;
    if (after) {
      from_s = std::max(from_s, edge);
    } else {
      until_s = std::min(until_s, edge);
    }
    return after;
  }
  /// Whether the instant lies at or before a date.
  bool until(double tdb_s) {
    const double past = std::nextafter(elapsed(tdb_s), infinity);
    const bool before = elapsed_s_ < past;
    if (before) {
      until_s = std::min(until_s, past);
    } else {
      from_s = std::max(from_s, past);
    }
    return before;
  }
  bool operator()(const ChebyshevSegment& segment) {
    return from(segment.span.from_s) && until(segment.span.until_s);
  }

  double from_s = -infinity;
  double until_s = infinity;

 private:
  double tdb_s_;
  double fraction_s_;
  double elapsed_s_;
};

/// The granule of an instant, so that the window does not reach beyond it.
int granule_of(const ChebyshevSegment& segment, double guess_tdb_s, double guess_fraction_s, Window& window) {
  const auto edge_s = [&](int i) { return segment.first_granule_s + i * segment.granule_length_s; };
  int i = segment.granule_at(guess_tdb_s, guess_fraction_s);
  while (i > 0 && !window.from(edge_s(i))) --i;
  while (i + 1 < segment.granules && window.from(edge_s(i + 1))) ++i;
  return i;
}

}  // namespace

GranuleCursor::GranuleCursor(const Ephemeris& ephemeris, BodyId center, std::span<const BodyId> bodies,
                             double reference_tdb_s, double reference_fraction_s)
    : tree_(&ephemeris.segment_tree()),
      reference_tdb_s_(reference_tdb_s),
      reference_fraction_s_(reference_fraction_s),
      center_(center),
      size_(static_cast<int>(bodies.size())) {
  if (bodies.size() > most_bodies) {
    throw InvalidArgument(detail::concat("GranuleCursor: ", bodies.size(),
                                         " bodies were given; it takes at most ", most_bodies,
                                         ". Use two cursors."));
  }
  if (!std::isfinite(reference_tdb_s) || !std::isfinite(reference_fraction_s)) {
    throw InvalidArgument(detail::concat("GranuleCursor: the reference epoch ", reference_tdb_s, " s + ",
                                         reference_fraction_s, " s past J2000 TDB is not finite."));
  }
  std::copy(bodies.begin(), bodies.end(), bodies_.begin());
}

/// The Moon seen from the Earth is two series over the same granules: added up once, they cost as one. True
/// if all links of the path were such, and are now one leg.
template <class Path, class Window>
bool GranuleCursor::merge(std::size_t body, const Path& path, double elapsed_s, Window& window) {
  const int links = path.up.length + path.down.length;
  if (links < 2 || merged_count_ == most_merged || leg_count_ == most_legs) return false;
  const auto link = [&](int i) {
    return i < path.up.length ? path.up.segments[i] : path.down.segments[i - path.up.length];
  };
  const double* first = nullptr;
  std::array<double, 3 * most_merged_coefficients>& sum = merged_[static_cast<std::size_t>(merged_count_)];
  sum.fill(0.0);
  const int count = link(0)->coefficients;
  if (count > most_merged_coefficients) return false;
  for (int i = 0; i < links; ++i) {
    const ChebyshevSegment& segment = *link(i);
    if (segment.has_rates() || segment.coefficients != count) return false;
    const double* record =
        segment.record(granule_of(segment, reference_tdb_s_, reference_fraction_s_ + elapsed_s, window));
    if (first == nullptr) first = record;
    if (record[0] != first[0] || record[1] != first[1]) return false;
    for (std::size_t k = 0; k < static_cast<std::size_t>(3 * count); ++k) {
      sum[k] += i < path.up.length ? record[2 + k] : -record[2 + k];
    }
  }
  legs_[static_cast<std::size_t>(leg_count_)] = {
      nullptr, nullptr, merged_count_++, count, window.elapsed(first[0]), 1.0 / first[1]};
  up_[body].legs[0] = static_cast<std::uint8_t>(leg_count_++);
  up_[body].length = 1;
  down_count_[body] = 0;
  return true;
}

void GranuleCursor::search(double elapsed_s) {
  if (!std::isfinite(elapsed_s)) {
    throw InvalidArgument(detail::concat("GranuleCursor: the elapsed time ", elapsed_s, " s is not finite."));
  }
  Window window(reference_tdb_s_, reference_fraction_s_, elapsed_s);
  std::array<const ChebyshevSegment*, most_legs> segments{};
  leg_count_ = 0;
  merged_count_ = 0;
  down_.length = 0;
  valid_until_s_ = valid_from_s_;  // nothing is current until all is found

  const auto leg_of = [&](const ChebyshevSegment* segment) {
    const auto end = segments.begin() + leg_count_;  // null for legs that are sums
    const auto found = std::find(segments.begin(), end, segment);
    if (found != end) return static_cast<std::uint8_t>(found - segments.begin());
    if (leg_count_ == most_legs)
      throw DataError("GranuleCursor: the kernels connect these bodies by more than 32 segments.");
    const int i = granule_of(*segment, reference_tdb_s_, reference_fraction_s_ + elapsed_s, window);
    const double* record = segment->record(i);
    Leg& leg = legs_[static_cast<std::size_t>(leg_count_)];
    leg.coefficients = record + 2;
    leg.rate_coefficients = segment->has_rates() ? record + 2 + 3 * segment->coefficients : nullptr;
    leg.merged = -1;
    leg.count = segment->coefficients;
    leg.middle_s = window.elapsed(record[0]);
    leg.per_half_length = 1.0 / record[1];
    segments[static_cast<std::size_t>(leg_count_)] = segment;
    return static_cast<std::uint8_t>(leg_count_++);
  };

  for (std::size_t b = 0; b < static_cast<std::size_t>(size_); ++b) {
    const SegmentTree::Path path = tree_->path(bodies_[b], center_, window);
    if (!path.found) {
      tree_->refuse(bodies_[b], center_, reference_tdb_s_ + (reference_fraction_s_ + elapsed_s));
    }
    if (merge(b, path, elapsed_s, window)) continue;
    up_[b].length = path.up.length;
    for (int i = 0; i < path.up.length; ++i)
      up_[b].legs[static_cast<std::size_t>(i)] = leg_of(path.up.segments[i]);
    // The centre's chain is the same for all bodies; each uses it up to its own common ancestor.
    down_count_[b] = path.down.length;
    for (int i = down_.length; i < path.down.length; ++i)
      down_.legs[static_cast<std::size_t>(i)] = leg_of(path.down.segments[i]);
    down_.length = std::max(down_.length, path.down.length);
  }
  valid_from_s_ = window.from_s;
  valid_until_s_ = window.until_s;
}

}  // namespace perilune
