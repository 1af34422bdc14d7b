#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/bodies/granule_cursor.hpp>
#include <perilune/dynamics/environment.hpp>
#include <perilune/dynamics/environment_source.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/propagation/dense_step.hpp>
#include <perilune/propagation/error_scale.hpp>
#include <perilune/propagation/event.hpp>
#include <perilune/propagation/event_slope.hpp>
#include <perilune/propagation/function_ref.hpp>
#include <perilune/propagation/integrate.hpp>
#include <perilune/propagation/manoeuvre_sequence.hpp>
#include <perilune/propagation/propagator_options.hpp>
#include <perilune/propagation/trajectory.hpp>

namespace perilune::detail {

/// An event to look for, and whether it ends the propagation.
struct PlannedEvent {
  Event event;
  bool stops = false;
};

/// The mass along a step in which it changes. Filled by `RecordedStep::interpolate` and `fly_to`.
struct MassOfStep {
  double at_end_kg = 0.0;
  DenseStep<double, 1> polynomial;  ///< of the whole step
  double flown_to_kg = 0.0;         ///< where `fly_to` went last
  DenseStep<double, 1> until_there;
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
  /// Where the mass changes; none: it stays.
  const MassOfStep* mass = nullptr;
};

/// All of a propagation that does not depend on the type of its forces: checks what it is given before the
/// first step, finds events in each step, keeps what the trajectory will hold.
class FlightRecorder {
 public:
  /// @param layout   of the bound forces, about the centre of the initial state
  /// @param shadows  bodies at the edges of whose shadows steps end
  /// @throws InvalidArgument for options out of range and states that cannot be, DataError if the ephemeris
  /// does not cover
  ///         the start
  FlightRecorder(const State& initial, Epoch until, const PropagatorOptions& options,
                 const EnvironmentLayout& layout, std::span<const PlannedEvent> events,
                 const Ephemeris& ephemeris, std::span<const Manoeuvre> manoeuvres = {},
                 std::span<const BodyId> shadows = {});

  EnvironmentSource& environment() { return environment_; }
  const double (&initial() const)[6] { return initial_; }
  /// Where to integrate to: the end, or where the ephemeris ends before it.
  double end_elapsed_s() const { return end_elapsed_s_; }
  StateErrorScale scale() const;
  IntegrateOptions<double> integrate_options() const;

  /// Takes a step in. @return whether to go on
  bool record(const RecordedStep& step);

  // A flight goes from switch to switch of its manoeuvres, and from edge to edge of shadows:
  //
  //     while (recorder.begin_arc()) { ... integrate from here().t to arc_end_s() ...; recorder.end_arc(...);
  //     }

  /// Does what is due here. @return whether there is an arc to fly
  bool begin_arc();

  /// For derivatives: how the events that start and end manoeuvres depend on the state is looked at, too.
  void want_slopes() { wants_slopes_ = true; }
  /// Of the event that ended the last arc, if a manoeuvre waited for it.
  const EventSlope& slope() const { return slope_; }
  SwitchCause take_cause() { return sequence_.take_cause(); }
  /// Of the body whose orbit steers the engine that runs, about the centre: position and velocity; velocity
  /// and acceleration.
  std::pair<Vector6, Vector6> steering_body() const;
  const FlownPoint& here() const { return here_; }
  double arc_end_s() const;
  /// The engine that runs along the arc, or none.
  const Thrusting* thrusting() const { return sequence_.thrusting(); }
  /// Positions and velocities of the body that the thrust is steered by; nothing if that is the centre.
  std::optional<GranuleCursor> steering_cursor() const;
  void end_arc(const IntegrationOutcome<double>& outcome, const double (&y)[6], double mass_kg);
  Trajectory finish();

 private:
  static constexpr std::size_t no_manoeuvre = static_cast<std::size_t>(-1);
  /// Crossings closer together than this are one, and one this close to the start is the start's own.
  static constexpr double same_instant_s = 1e-6;
  struct Watch {
    Event event;
    bool stops = false;
    std::size_t manoeuvre = no_manoeuvre;  // that it starts, or cuts off
    bool cuts_off = false;
    bool guard = false;            // for impacts: only looked at when the body is near
    bool edge = false;             // of a shadow: ends a step, and is not noted
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
    double mass_kg = 0.0;
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
  EventSample shown(const Watch& watch, const Sample& sample) const;
  double value(const Watch& watch, const Sample& sample) const;
  double mass_in(const RecordedStep& step, double s) const;
  EventSlope slope_at(const Watch& watch, const Sample& sample);
  bool accepted(const Watch& watch, const DenseStep<double, 6>& dense, const RecordedStep& step, double t);
  bool near_enough(const Watch& watch, const Sample& from, const Sample& to) const;
  bool shadow_near(const Watch& watch, const Sample& from, const Sample& to) const;
  std::vector<Candidate> candidates(const RecordedStep& step, const DenseStep<double, 6>& dense);
  double refined(const Watch& watch, const RecordedStep& step, const DenseStep<double, 6>& dense, double s);
  EventRecord made_record(const Watch& watch, const Sample& sample, Epoch epoch) const;
  State output_state(Epoch epoch, const double (&y)[6], double mass_kg) const;
  void watch_events(std::span<const PlannedEvent> events);
  void watch_manoeuvres();
  void watch_surfaces(const EnvironmentLayout& layout);
  void watch_shadows(std::span<const BodyId> shadows);
  void refuse_start_inside() const;
  void sample_here();
  void connect_sequence();
  bool looks_at(const Watch& watch, const Sample& step_end) const;
  void end_step(const Watch& watch, const Sample& sample);

  PropagatorOptions options_;
  Ephemeris ephemeris_;
  BodyId center_;
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
  double step_start_mass_kg_ = 0.0;
  ManoeuvreSequence sequence_;
  FlownPoint here_;  // between steps
  std::optional<State> stopped_at_;
  double stopped_elapsed_s_ = 0.0;
  struct Interruption {
    std::size_t manoeuvre = no_manoeuvre;
    bool cuts_off = false;
    std::string by;
  };
  // A step ended early by the trigger of a manoeuvre, or (`no_manoeuvre`) at the edge of a shadow.
  std::optional<Interruption> interruption_;
  IntegrationOutcome<double> total_;  // of all arcs
  bool connected_ = false;
  bool over_ = false;
  bool wants_slopes_ = false;
  EventSlope slope_;
};

static_assert(alignof(FlightRecorder) <= alignof(std::max_align_t),
              "kernels of every instruction set read it: a member aligned by the set would move the others");

}  // namespace perilune::detail
