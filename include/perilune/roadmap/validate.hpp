#pragma once

#include <vector>

#include <perilune/core/diagnostic.hpp>
#include <perilune/roadmap/roadmap.hpp>
#include <perilune/time/duration.hpp>

namespace perilune {

/// All that is wrong with a roadmap, in file order (items without a place first, in their order).
///
/// Errors: `empty-horizon`, `missing-id`, `duplicate-id`, `no-activities`, `unknown-phase`,
/// `unknown-mission`, `unknown-activity`, `unknown-milestone`, `activity-and-milestone`,
/// `milestone-has-no-start`, `phase-circle`, `dates-reversed`, `date-outside-horizon`, `date-in-future`,
/// `missing-date`, `negative-duration`, `maximum-below-minimum`, `window-too-short`,
/// `window-outside-horizon`, `precedence-cycle`; of what a mission needs `superseded-predecessor`; of
/// resources `unknown-resource`, `wrong-dimension`, `negative-demand`, `demand-above-capacity`,
/// `stock-limits`, `calendar-too-short`, `missing-key`, `key-without-effect`. Warnings:
/// `started-outside-window`, `unused-date`, `lost-predecessor`, `superseded-predecessor`.
///
/// A roadmap without errors may still be infeasible: that takes a schedule to tell.
///
/// @param tick  the step of time that will be used for scheduling, > 0: no window may be shorter
/// @throws InvalidArgument if tick is not positive
///
/// Checked in: tests/unit/roadmap/test_validate.cpp
std::vector<Diagnostic> validate(const Roadmap& roadmap, Duration tick);

}  // namespace perilune
