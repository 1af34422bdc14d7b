#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include <perilune/bodies/body.hpp>
#include <perilune/bodies/ephemeris.hpp>
#include <perilune/bodies/kernel.hpp>

namespace perilune::detail {

/// Segments of all kernels, by the body (or axes) they speak of. What `Ephemeris` and `GranuleCursor` share.
class SegmentTree {
 public:
  /// More links than any kernel has between a body and the barycentre of the solar system; a longer chain is
  /// a cycle.
  static constexpr int longest_chain = 16;

  /// A body and the segments that lead from it towards the centre of the solar system.
  struct Chain {
    const ChebyshevSegment* segments[longest_chain] = {};
    int length = 0;
  };
  /// target - centre = sum of `up` - sum of `down`, added in the order of the chains.
  struct Path {
    Chain up;    ///< from the target to the first body that both chains have
    Chain down;  ///< from the centre to that body
    bool found = false;
  };

  SegmentTree(std::vector<Kernel> kernels, std::vector<KernelFile> files);
  SegmentTree(const SegmentTree&) = delete;
  SegmentTree& operator=(const SegmentTree&) = delete;

  /// Segments of a body: those that count first come first.
  std::span<const ChebyshevSegment* const> of_body(int naif) const noexcept;
  /// Segments of a set of axes, likewise.
  std::span<const ChebyshevSegment* const> of_axes(int naif) const noexcept;

  /// The way from a body to a centre, by the rules of CSPICE's spkgeo.
  /// @param covers  tells whether a segment answers for the instant that is meant; asked for every segment
  /// that
  ///                could have a say, those that count first before the others
  template <class Covers>
  Path path(BodyId target, BodyId center, Covers&& covers) const;

  /// The same at an instant in two parts.
  Path path(BodyId target, BodyId center, double tdb_s, double tdb_fraction_s) const;

  std::vector<TdbSpan> spans(BodyId target, BodyId center) const;

  /// What to say when `path` finds nothing.
  [[noreturn]] void refuse(BodyId target, BodyId center, double tdb_s) const;

  std::span<const Kernel> kernels() const noexcept { return kernels_; }
  std::span<const KernelFile> files() const noexcept { return files_; }

 private:
  struct Group {
    int naif = 0;
    std::vector<const ChebyshevSegment*> segments;
  };
  static std::span<const ChebyshevSegment* const> find(const std::vector<Group>& groups, int naif) noexcept;

  std::vector<Kernel> kernels_;
  std::vector<KernelFile> files_;
  template <class Covers>
  const ChebyshevSegment* first_of_body(int naif, Covers& covers) const {
    for (const ChebyshevSegment* segment : of_body(naif)) {
      if (covers(*segment)) return segment;
    }
    return nullptr;
  }

  std::vector<Group> bodies_;  // sorted by number
  std::vector<Group> axes_;
};

template <class Covers>
SegmentTree::Path SegmentTree::path(BodyId target, BodyId center, Covers&& covers) const {
  Path path;
  int up_nodes[longest_chain + 1] = {target.naif};
  while (up_nodes[path.up.length] != center.naif && path.up.length < longest_chain) {
    const ChebyshevSegment* segment = first_of_body(up_nodes[path.up.length], covers);
    if (segment == nullptr) break;
    path.up.segments[path.up.length] = segment;
    up_nodes[++path.up.length] = segment->center;
  }
  int node = center.naif;
  for (;;) {
    const int* const end = up_nodes + path.up.length + 1;
    const int* const common = std::find(static_cast<const int*>(up_nodes), end, node);
    if (common != end) {
      path.up.length = static_cast<int>(common - up_nodes);
      path.found = true;
      return path;
    }
    if (path.down.length == longest_chain) return path;
    const ChebyshevSegment* segment = first_of_body(node, covers);
    if (segment == nullptr) return path;
    path.down.segments[path.down.length++] = segment;
    node = segment->center;
  }
}

/// Whether the segment answers for an instant in two parts.
inline bool covers(const ChebyshevSegment& segment, double tdb_s, double tdb_fraction_s) noexcept {
  return (segment.span.from_s - tdb_s) - tdb_fraction_s <= 0.0 &&
         (segment.span.until_s - tdb_s) - tdb_fraction_s >= 0.0;
}

}  // namespace perilune::detail
