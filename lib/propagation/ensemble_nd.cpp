#include <perilune/propagation/ensemble_nd.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "kernels/three_body_steps.hpp"

namespace perilune {

namespace {

const detail::ThreeBodyKernels& kernels_for(Isa isa) {
  switch (isa) {
#if defined(__x86_64__)
    case Isa::avx512:
      return detail::avx512::three_body_kernels;
    case Isa::avx2:
      return detail::avx2::three_body_kernels;
#endif
    default:
      return detail::baseline::three_body_kernels;
  }
}

void check(const Cr3bp& model, std::span<const StateNd> members, double duration_nd,
           const PropagatorOptions& options) {
  check_model(model);
  std::vector<std::string> wrong;
  if (!std::isfinite(duration_nd)) wrong.push_back("the duration is not finite");
  const double tolerance = options.relative_tolerance;
  if (!(tolerance >= 1e-15 && tolerance <= 1e-2)) {
    wrong.push_back(detail::concat("relative_tolerance ", tolerance, ", allowed 1e-15 to 1e-2"));
  }
  if (options.max_steps < 1) wrong.push_back(detail::concat("max_steps ", options.max_steps, ", at least 1"));
  constexpr std::size_t named = 5;
  std::size_t faults = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const StateNd& member = members[i];
    if (member.position_nd.allFinite() && member.velocity_nd.allFinite() && std::isfinite(member.time_nd)) {
      continue;
    }
    if (++faults <= named) wrong.push_back(detail::concat("member ", i, " is not finite"));
  }
  if (faults > named) wrong.push_back(detail::concat("and so are ", faults - named, " more"));
  if (!wrong.empty()) throw InvalidArgument("propagate_ensemble: " + join(wrong, "; "));
}

StopReason reason_of(detail::ThreeBodyStop stop) {
  switch (stop) {
    case detail::ThreeBodyStop::step_limit:
      return StopReason::step_limit;
    case detail::ThreeBodyStop::step_too_small:
      return StopReason::step_too_small;
    case detail::ThreeBodyStop::non_finite:
      return StopReason::non_finite;
    default:
      return StopReason::end_time;
  }
}

}  // namespace

std::vector<MemberFlightNd> propagate_ensemble(const Cr3bp& model, std::span<const StateNd> members,
                                               double duration_nd, const PropagatorOptions& options,
                                               const EnsembleNdOptions& how) {
  check(model, members, duration_nd, options);
  std::vector<MemberFlightNd> made(members.size());
  if (duration_nd == 0.0) {
    for (std::size_t i = 0; i < members.size(); ++i) made[i].end = members[i];
    return made;
  }
  const double relative = options.relative_tolerance, absolute = relative * 1e-3;
  detail::ThreeBodyTask task;
  task.mu = model.mass_ratio_nd;
  task.span = duration_nd;
  task.relative_square = relative * relative;
  task.absolute_position_square = task.absolute_velocity_square = absolute * absolute;
  task.most_steps = options.max_steps;
  const detail::ThreeBodyKernels& kernels = kernels_for(how.isa ? *how.isa : chosen_isa());
  constexpr std::size_t most_at_once = 512;
  const auto fly_some = [&](std::size_t first, std::size_t count) {
    detail::ThreeBodyFlight flights[most_at_once];
    for (std::size_t i = 0; i < count; ++i) {
      std::copy_n(members[first + i].position_nd.data(), 3, flights[i].y);
      std::copy_n(members[first + i].velocity_nd.data(), 3, flights[i].y + 3);
    }
    kernels.fly(task, flights, count);
    for (std::size_t i = 0; i < count; ++i) {
      const detail::ThreeBodyFlight& flight = flights[i];
      MemberFlightNd& member = made[first + i];
      member.end = {members[first + i].time_nd + flight.elapsed,
                    {flight.y[0], flight.y[1], flight.y[2]},
                    {flight.y[3], flight.y[4], flight.y[5]}};
      member.stop_reason = reason_of(flight.stop);
      member.worst_error = flight.worst;
      member.steps = flight.steps;
      member.rejected_steps = flight.rejected;
    }
  };
  if (members.size() <= most_at_once / 4) {  // less than what it costs to wake a thread up
    fly_some(0, members.size());
    return made;
  }
  std::optional<ThreadPool> own;
  ThreadPool& pool = how.pool != nullptr ? *how.pool : own.emplace(how.threads);
  pool.for_each((members.size() + most_at_once - 1) / most_at_once, [&](std::size_t item, int) {
    const std::size_t first = item * most_at_once;
    fly_some(first, std::min(most_at_once, members.size() - first));
  });
  return made;
}

}  // namespace perilune
