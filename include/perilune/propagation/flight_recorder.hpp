#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/bodies/granule_cursor.hpp>
#include <perilune/dynamics/environment.hpp>
#include <perilune/dynamics/environment_source.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/propagation/dense_step.hpp>
#include <perilune/propagation/error_scale.hpp>
#include <perilune/propagation/event.hpp>
#include <perilune/propagation/function_ref.hpp>
#include <perilune/propagation/integrate.hpp>
#include <perilune/propagation/propagator_options.hpp>
#include <perilune/propagation/trajectory.hpp>

namespace perilune::detail {

/// An event to look for, and whether it ends the propagation.
struct PlannedEvent {
  Event event;
  bool stops = false;
};

/// A step that was kept, with the means to look into it.
struct RecordedStep {
  double t0;
  double t1;
  const double (&y0)[6];
  const double (&y1)[6];
  /// Makes the polynomial of the step.
  FunctionRef<void(DenseStep<double, 6>&)> interpolate;
  /// Integrates from the start of the step to any time in it, and makes the polynomial up to there if it is
  /// asked for.
  FunctionRef<void(double, double (&)[6], DenseStep<double, 6>*)> fly_to;
};

/// All of a propagation that does not depend on the type of its forces: checks what it is given before the
/// first step, finds events in each step, keeps what the trajectory will hold.
class FlightRecorder {
 public:
  /// @param layout  of the bound forces, about the centre of the initial state
  /// @throws InvalidArgument for options out of range and states that cannot be, DataError if the ephemeris
  /// does not cover
  ///         the start
  FlightRecorder(const State& initial, Epoch until, const PropagatorOptions& options,
                 const EnvironmentLayout& layout, std::span<const PlannedEvent> events,
                 const Ephemeris& ephemeris);

  EnvironmentSource& environment() { return environment_; }
  const double (&initial() const)[6] { return initial_; }
  /// Where to integrate to: the end, or where the ephemeris ends before it.
  double end_elapsed_s() const { return end_elapsed_s_; }
  StateErrorScale scale() const;
  IntegrateOptions<double> integrate_options() const;

  /// Takes a step in. @return whether to go on
  bool record(const RecordedStep& step);

  /// The finished trajectory.
  Trajectory finish(const IntegrationOutcome<double>& outcome, const double (&y)[6]);

 private:
  struct Watch {
    Event event;
    bool stops = false;
    bool guard = false;            // for impacts: only looked at when the body is near
    bool looks = true;             // in the present step
    std::vector<int> places = {};  // of its bodies among those of the cursor; -1 is the centre
    double epoch_elapsed_s = 0.0;
    int met = 0;
    double last_elapsed_s = 0.0;  // of its last record
  };
  struct Sample {
    double s = 0.0;
    double t = 0.0;
    double y[6] = {};
    std::array<Vector3<double>, GranuleCursor::most_bodies> positions_m;
    std::array<Vector3<double>, GranuleCursor::most_bodies> velocities_m_s;
  };
  struct Candidate {
    double s = 0.0;
    std::size_t watch = 0;
  };

  int place_of(BodyId body);
  void watch_bodies();
  void sample_bodies(Sample& sample);
  PositionVelocity relative_to(const Sample& sample, int place) const;
  double value(const Watch& watch, const Sample& sample) const;
  bool near_enough(const Watch& watch, const Sample& from, const Sample& to) const;
  std::vector<Candidate> candidates(const RecordedStep& step, const DenseStep<double, 6>& dense);
  double refined(const Watch& watch, const RecordedStep& step, const DenseStep<double, 6>& dense, double s);
  EventRecord made_record(const Watch& watch, const Sample& sample, Epoch epoch) const;
  State output_state(Epoch epoch, const double (&y)[6]) const;

  PropagatorOptions options_;
  BodyId center_;
  double mass_kg_;
  Frame output_frame_;
  Trajectory trajectory_;
  Epoch until_;
  TwoPartSeconds start_tdb_;
  EnvironmentSource environment_;
  double initial_[6] = {};
  double end_elapsed_s_ = 0.0;
  std::optional<Epoch> coverage_end_;  // if the ephemeris ends before `until_`
  std::vector<Watch> watches_;
  std::vector<BodyId> bodies_;  // of the events, without the centre
  std::optional<GranuleCursor> cursor_;
  Sample step_start_;
  std::optional<State> stopped_at_;
  double stopped_elapsed_s_ = 0.0;
};

}  // namespace perilune::detail
