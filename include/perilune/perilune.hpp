#pragma once

// All of Perilune, for programs that use it. Perilune's own code includes the single headers that it needs,
// and so may you: this one costs a compiler a few seconds. Left out: perilune/propagation/odeint.hpp, for
// those who bring steppers of Boost.Odeint, and the command line.

#include <perilune/core/atomic_file.hpp>
#include <perilune/core/diagnostic.hpp>
#include <perilune/core/dual.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/isa.hpp>
#include <perilune/core/philox.hpp>
#include <perilune/core/simd.hpp>
#include <perilune/core/simd_math.hpp>
#include <perilune/core/source_location.hpp>
#include <perilune/core/text.hpp>
#include <perilune/core/thread_pool.hpp>
#include <perilune/core/version.hpp>

#include <perilune/units/literals.hpp>
#include <perilune/units/parse.hpp>
#include <perilune/units/quantity.hpp>

#include <perilune/time/duration.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/time/interval_set.hpp>
#include <perilune/time/julian_date.hpp>
#include <perilune/time/leap_seconds.hpp>
#include <perilune/time/literals.hpp>
#include <perilune/time/tdb.hpp>
#include <perilune/time/time_scale.hpp>

#include <perilune/bodies/body.hpp>
#include <perilune/bodies/chebyshev.hpp>
#include <perilune/bodies/constants.hpp>
#include <perilune/bodies/daf.hpp>
#include <perilune/bodies/ephemeris.hpp>
#include <perilune/bodies/granule_cursor.hpp>
#include <perilune/bodies/gravity_field.hpp>
#include <perilune/bodies/gravity_text.hpp>
#include <perilune/bodies/kernel.hpp>
#include <perilune/bodies/position_velocity.hpp>
#include <perilune/bodies/segment_tree.hpp>
#include <perilune/bodies/vector3.hpp>

#include <perilune/frames/earth_moon_axes.hpp>
#include <perilune/frames/earth_orientation.hpp>
#include <perilune/frames/frame.hpp>
#include <perilune/frames/moon_axes.hpp>
#include <perilune/frames/orbit_axes.hpp>
#include <perilune/frames/rotation.hpp>
#include <perilune/frames/site.hpp>
#include <perilune/frames/transform.hpp>

#include <perilune/dynamics/atmosphere.hpp>
#include <perilune/dynamics/basic_state.hpp>
#include <perilune/dynamics/bcr4bp.hpp>
#include <perilune/dynamics/body_axes.hpp>
#include <perilune/dynamics/body_axes_source.hpp>
#include <perilune/dynamics/cr3bp.hpp>
#include <perilune/dynamics/drag.hpp>
#include <perilune/dynamics/elements.hpp>
#include <perilune/dynamics/environment.hpp>
#include <perilune/dynamics/environment_source.hpp>
#include <perilune/dynamics/equinoctial.hpp>
#include <perilune/dynamics/force.hpp>
#include <perilune/dynamics/force_model.hpp>
#include <perilune/dynamics/harmonic_series.hpp>
#include <perilune/dynamics/harmonic_table.hpp>
#include <perilune/dynamics/j2.hpp>
#include <perilune/dynamics/orbit.hpp>
#include <perilune/dynamics/point_mass.hpp>
#include <perilune/dynamics/relativity.hpp>
#include <perilune/dynamics/shadow.hpp>
#include <perilune/dynamics/solar_radiation_pressure.hpp>
#include <perilune/dynamics/solid_tides.hpp>
#include <perilune/dynamics/spherical_harmonics.hpp>
#include <perilune/dynamics/standard_forces.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/dynamics/state_nd.hpp>
#include <perilune/dynamics/steering.hpp>
#include <perilune/dynamics/vis_viva.hpp>

#include <perilune/propagation/burn_equations.hpp>
#include <perilune/propagation/covariance.hpp>
#include <perilune/propagation/dense_step.hpp>
#include <perilune/propagation/dispersion.hpp>
#include <perilune/propagation/dop853.hpp>
#include <perilune/propagation/dop853_tableau.hpp>
#include <perilune/propagation/ensemble.hpp>
#include <perilune/propagation/equations_of_motion.hpp>
#include <perilune/propagation/error_scale.hpp>
#include <perilune/propagation/event.hpp>
#include <perilune/propagation/event_geometry.hpp>
#include <perilune/propagation/flight_recorder.hpp>
#include <perilune/propagation/fly.hpp>
#include <perilune/propagation/fly_with_stm.hpp>
#include <perilune/propagation/function_ref.hpp>
#include <perilune/propagation/gauss_legendre.hpp>
#include <perilune/propagation/gl_collocation.hpp>
#include <perilune/propagation/hermite_step.hpp>
#include <perilune/propagation/integrate.hpp>
#include <perilune/propagation/integrator.hpp>
#include <perilune/propagation/legendre_step.hpp>
#include <perilune/propagation/manoeuvre.hpp>
#include <perilune/propagation/manoeuvre_sequence.hpp>
#include <perilune/propagation/nystrom_dense.hpp>
#include <perilune/propagation/packed_equations.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/propagation/propagator_nd.hpp>
#include <perilune/propagation/propagator_options.hpp>
#include <perilune/propagation/rkn1210.hpp>
#include <perilune/propagation/rkn1210_tableau.hpp>
#include <perilune/propagation/root_isolation.hpp>
#include <perilune/propagation/state_transition.hpp>
#include <perilune/propagation/stop_reason.hpp>
#include <perilune/propagation/system.hpp>
#include <perilune/propagation/trajectory.hpp>
#include <perilune/propagation/trajectory_nd.hpp>
#include <perilune/propagation/variational_equations.hpp>

#include <perilune/access/access.hpp>
#include <perilune/access/access_point.hpp>
#include <perilune/access/apparent.hpp>
#include <perilune/access/horizon_mask.hpp>

#include <perilune/design/b_plane.hpp>
#include <perilune/design/correction.hpp>
#include <perilune/design/lambert.hpp>
#include <perilune/design/launch.hpp>
#include <perilune/design/multiple_shooting.hpp>
#include <perilune/design/selenographic.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/design/windows.hpp>

#include <perilune/roadmap/activity.hpp>
#include <perilune/roadmap/duration_range.hpp>
#include <perilune/roadmap/event_side.hpp>
#include <perilune/roadmap/lookup.hpp>
#include <perilune/roadmap/mission.hpp>
#include <perilune/roadmap/precedence.hpp>
#include <perilune/roadmap/reference.hpp>
#include <perilune/roadmap/roadmap.hpp>
#include <perilune/roadmap/validate.hpp>

#include <perilune/scheduling/assignment.hpp>
#include <perilune/scheduling/builder.hpp>
#include <perilune/scheduling/builder_options.hpp>
#include <perilune/scheduling/check.hpp>
#include <perilune/scheduling/engine/check.hpp>
#include <perilune/scheduling/engine/cp_sat_json.hpp>
#include <perilune/scheduling/engine/instance_files.hpp>
#include <perilune/scheduling/engine/model.hpp>
#include <perilune/scheduling/engine/solve.hpp>
#include <perilune/scheduling/engine/validate.hpp>
#include <perilune/scheduling/event.hpp>
#include <perilune/scheduling/objective.hpp>
#include <perilune/scheduling/problem.hpp>
#include <perilune/scheduling/relax.hpp>
#include <perilune/scheduling/replan.hpp>
#include <perilune/scheduling/risk.hpp>
#include <perilune/scheduling/roadmap_schedule.hpp>
#include <perilune/scheduling/rules.hpp>
#include <perilune/scheduling/schedule.hpp>
#include <perilune/scheduling/settle.hpp>
#include <perilune/scheduling/solve.hpp>
#include <perilune/scheduling/tick_grid.hpp>

#include <perilune/station/crew_supplies.hpp>
#include <perilune/station/history.hpp>
#include <perilune/station/power.hpp>
#include <perilune/station/process.hpp>
#include <perilune/station/profile.hpp>
#include <perilune/station/simulate.hpp>
#include <perilune/station/standard_processes.hpp>
#include <perilune/station/station.hpp>
#include <perilune/station/supply_class.hpp>

#include <perilune/campaign/campaign.hpp>
#include <perilune/campaign/flight.hpp>
#include <perilune/campaign/flown.hpp>
#include <perilune/campaign/plan.hpp>
#include <perilune/campaign/scenario.hpp>
#include <perilune/campaign/station_plan.hpp>

#include <perilune/scenario/keys.hpp>
#include <perilune/scenario/load.hpp>
#include <perilune/scenario/source_tree.hpp>

#include <perilune/report/csv.hpp>
#include <perilune/report/figures.hpp>
#include <perilune/report/file_name.hpp>
#include <perilune/report/oem.hpp>
#include <perilune/report/page.hpp>
#include <perilune/report/results.hpp>
#include <perilune/report/sha256.hpp>
#include <perilune/report/svg.hpp>
