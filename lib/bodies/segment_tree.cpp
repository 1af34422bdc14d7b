#include <perilune/bodies/segment_tree.hpp>

#include <algorithm>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "tdb_calendar.hpp"

namespace perilune::detail {
namespace {

std::string text_of(const std::vector<TdbSpan>& spans) {
  std::string out;
  for (const TdbSpan& span : spans) {
    out += concat(out.empty() ? "" : ", ", tdb_calendar(span.from_s), " to ", tdb_calendar(span.until_s));
  }
  return out;
}

}  // namespace

SegmentTree::SegmentTree(std::vector<Kernel> kernels, std::vector<KernelFile> files)
    : kernels_(std::move(kernels)), files_(std::move(files)) {
  for (auto kernel = kernels_.rbegin(); kernel != kernels_.rend(); ++kernel) {
    std::vector<Group>& groups = kernel->file().kind() == KernelKind::spk ? bodies_ : axes_;
    const auto segments = kernel->segments();
    for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment) {
      const auto place = std::lower_bound(groups.begin(), groups.end(), segment->target,
                                          [](const Group& group, int naif) { return group.naif < naif; });
      if (place != groups.end() && place->naif == segment->target) {
        place->segments.push_back(&*segment);
      } else {
        groups.insert(place, Group{segment->target, {&*segment}});
      }
    }
  }
}

std::span<const ChebyshevSegment* const> SegmentTree::find(const std::vector<Group>& groups,
                                                           int naif) noexcept {
  const auto place = std::lower_bound(groups.begin(), groups.end(), naif,
                                      [](const Group& group, int value) { return group.naif < value; });
  if (place == groups.end() || place->naif != naif) return {};
  return place->segments;
}

std::span<const ChebyshevSegment* const> SegmentTree::of_body(int naif) const noexcept {
  return find(bodies_, naif);
}

std::span<const ChebyshevSegment* const> SegmentTree::of_axes(int naif) const noexcept {
  return find(axes_, naif);
}

SegmentTree::Path SegmentTree::path(BodyId target, BodyId center, double tdb_s, double tdb_fraction_s) const {
  return path(target, center,
              [=](const ChebyshevSegment& segment) { return covers(segment, tdb_s, tdb_fraction_s); });
}

std::vector<TdbSpan> SegmentTree::spans(BodyId target, BodyId center) const {
  // Between two neighbouring ends of segments nothing changes: ask once in the middle of each piece.
  std::vector<double> ends;
  for (const Group& group : bodies_) {
    for (const ChebyshevSegment* segment : group.segments) {
      ends.push_back(segment->span.from_s);
      ends.push_back(segment->span.until_s);
    }
  }
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());

  std::vector<TdbSpan> spans;
  for (std::size_t i = 1; i < ends.size(); ++i) {
    if (!path(target, center, ends[i - 1], (ends[i] - ends[i - 1]) / 2).found) continue;
    if (!spans.empty() && spans.back().until_s == ends[i - 1]) {
      spans.back().until_s = ends[i];
    } else {
      spans.push_back({ends[i - 1], ends[i]});
    }
  }
  return spans;
}

void SegmentTree::refuse(BodyId target, BodyId center, double tdb_s) const {
  const std::vector<TdbSpan> covered = spans(target, center);
  if (!covered.empty()) {
    throw DataError(concat("ephemeris: ", body_name(target), " relative to ", body_name(center),
                           " is not known at ", tdb_calendar(tdb_s), "; the loaded kernels cover ",
                           text_of(covered), ". Choose a date inside, or load a kernel that covers it."));
  }
  std::string known;
  for (const Group& group : bodies_)
    known += concat(known.empty() ? "" : ", ", body_name(BodyId{group.naif}));
  throw DataError(concat("ephemeris: the loaded kernels do not connect ", body_name(target), " with ",
                         body_name(center), "; they have ", known.empty() ? "no bodies" : known,
                         ". Load a kernel that has both."));
}

}  // namespace perilune::detail
