#include <perilune/propagation/manoeuvre_sequence.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <Eigen/LU>

#include <perilune/core/dual.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "burn_profile.hpp"

namespace perilune::detail {

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

/// Only what is known by time alone can be undone.
void check_backward(const Manoeuvre& manoeuvre) {
  const std::string_view name = name_of(manoeuvre);
  const auto refuse = [name](std::string_view why) {
    throw InvalidArgument(concat("propagate: '", name, "' cannot be flown backward: ", why,
                                 ". Fly forward, or give the manoeuvre an epoch and a duration as flown"));
  };
  if (!std::holds_alternative<Epoch>(trigger_of(manoeuvre))) refuse("what starts it is not an epoch");
  const auto* burn = std::get_if<FiniteBurn>(&manoeuvre);
  if (burn == nullptr) return;
  if (burn->cutoff) refuse("an event ends it");
  if (burn->steering.kind == Steering::Kind::linear_tangent) refuse("it is steered from its ignition on");
  if (BurnProfile(*burn).length_s() == never) refuse("its dry mass ends it");
}

/// The velocity before an impulse in vnc axes that ended with this one: by iteration, which converges for
/// impulses smaller than the speed.
Vector3<double> velocity_before(const Steering& steering, double delta_v_m_s, const PositionVelocity& after,
                                std::string_view name) {
  const SteeringLaw law{.steering = steering, .horizontal = {}, .up = {}};
  const Vector3<double> r = after.position_m, v1 = after.velocity_m_s;
  Vector3<double> v = v1;
  for (int i = 0; i < 1000; ++i) {
    const Vector3<double> next = v1 - delta_v_m_s * law.direction<double>(r, v, 0.0);
    const double change = (next - v).norm();
    v = next;
    if (change <= 4e-16 * v.norm()) return v;
  }
  throw InvalidArgument(concat("propagate: '", name,
                               "' is too large an impulse in vnc axes to be undone. Fly "
                               "it forward, or steer it inertially"));
}

/// How the velocity after an impulse depends on position and velocity before it, as part of the whole.
Matrix6 jump_of(const Steering& steering, double delta_v_m_s, const Vector3<double>& r,
                const Vector3<double>& v) {
  using Scalar = Dual<double, 6>;
  Vector3<Scalar> position, velocity;
  for (int n = 0; n < 3; ++n) {
    position[n] = Scalar::variable(r[n], n);
    velocity[n] = Scalar::variable(v[n], n + 3);
  }
  const SteeringLaw law{.steering = steering, .horizontal = {}, .up = {}};
  const Vector3<Scalar> push = law.direction(position, velocity, Scalar(0.0));
  Matrix6 made = Matrix6::Identity();
  for (int n = 0; n < 3; ++n) {
    for (int k = 0; k < 6; ++k)
      made(n + 3, k) += delta_v_m_s * push[n].derivative[static_cast<std::size_t>(k)];
  }
  return made;
}

double exhaust_m_s(Duration specific_impulse) {
  return specific_impulse.seconds() * standard_gravity_m_s2;
}

}  // namespace

ManoeuvreSequence::ManoeuvreSequence(std::vector<Manoeuvre> manoeuvres, ElapsedClock clock, double end_s,
                                     BodyId center)
    : manoeuvres_(std::move(manoeuvres)),
      state_(manoeuvres_.size(), Progress::waiting),
      clock_(clock),
      end_s_(end_s),
      center_(center) {
  check_manoeuvres(manoeuvres_);
  for (std::size_t i = 0; i < manoeuvres_.size(); ++i) {
    if (!forward()) check_backward(manoeuvres_[i]);
    if (const Epoch* epoch = std::get_if<Epoch>(&trigger_of(manoeuvres_[i]))) {
      plan(i, clock_->elapsed_s(*epoch));
    } else if (std::holds_alternative<Event>(trigger_of(manoeuvres_[i]))) {
      state_[i] = Progress::armed;
    }
  }
}

void ManoeuvreSequence::plan(std::size_t manoeuvre, double t) {
  if (std::holds_alternative<FiniteBurn>(manoeuvres_[manoeuvre])) {
    plan_burn(manoeuvre, t);
  } else if (in_flight(t)) {
    add({t, manoeuvre, Action::begin, 0});
  }
}

/// A burn that is in the flight as a whole or in part. Backward it begins with its end.
void ManoeuvreSequence::plan_burn(std::size_t manoeuvre, double t) {
  const auto& burn = std::get<FiniteBurn>(manoeuvres_[manoeuvre]);
  const BurnProfile profile(burn);
  const double end = t + profile.length_s();
  const double from = forward() ? std::max(t, 0.0) : std::min(end, 0.0);
  if (!(forward() ? from < std::min(end, end_s_) : from > std::max(t, end_s_))) return;
  if (forward() && t < 0.0 && burn.steering.kind == Steering::Kind::linear_tangent) {
    throw InvalidArgument(concat("propagate: '", burn.name,
                                 "' ignites before the flight begins, and is steered "
                                 "by how the spacecraft moves then. Begin the flight at the ignition"));
  }
  add({from, manoeuvre, Action::begin, profile.piece_at(from - t, !forward())});
}

void ManoeuvreSequence::add(Switch next) {
  const auto later = [this](const Switch& a, const Switch& b) {
    if (a.t != b.t) return forward() ? a.t > b.t : a.t < b.t;
    // At one instant what ends comes first, then the order of the list; backward all of it turned round.
    if ((a.action == Action::end) != (b.action == Action::end)) return (b.action == Action::end) == forward();
    return forward() ? a.manoeuvre > b.manoeuvre : a.manoeuvre < b.manoeuvre;
  };
  switches_.insert(std::upper_bound(switches_.begin(), switches_.end(), next, later), next);
}

double ManoeuvreSequence::next_switch_s() const {
  return switches_.empty() ? (forward() ? never : -never) : switches_.back().t;
}

void ManoeuvreSequence::switch_at(FlownPoint& point) {
  while (!switches_.empty() && switches_.back().t == point.t) {
    const Switch now = switches_.back();
    switches_.pop_back();
    act(now, point);
  }
}

void ManoeuvreSequence::note_cause(std::size_t number, bool empty_tanks) {
  if (cause_.number != 0) return;
  cause_.number = number;
  cause_.empty_tanks = empty_tanks;
}

void ManoeuvreSequence::act(const Switch& now, FlownPoint& point) {
  note_cause(now.cause, now.empty_tanks);
  const Manoeuvre& manoeuvre = manoeuvres_[now.manoeuvre];
  if (const auto* burn = std::get_if<FiniteBurn>(&manoeuvre)) {
    switch (now.action) {
      case Action::begin: {
        const Epoch* epoch = std::get_if<Epoch>(&burn->start);
        begin_burn(now, epoch != nullptr ? clock_->elapsed_s(*epoch) : now.t, point);
        break;
      }
      case Action::throttle:
        set_throttle(BurnProfile(*burn).throttle(now.piece));
        break;
      case Action::end:
        end_burn(active_->ended_by, point, now.cause);
        break;
    }
  } else if (std::holds_alternative<Impulse>(manoeuvre)) {
    impulse(now, point);
  } else {
    drop(now, point);
  }
}

void ManoeuvreSequence::trigger(std::size_t manoeuvre, FlownPoint& point) {
  state_[manoeuvre] = Progress::flown;
  act({point.t, manoeuvre, Action::begin, 0, ++causes_, false}, point);
}

void ManoeuvreSequence::cut_off(const std::string& by, FlownPoint& point) {
  note_cause(++causes_, false);
  end_burn(by, point, causes_);
}

void ManoeuvreSequence::begin_burn(const Switch& now, double ignition_s, FlownPoint& point) {
  const std::size_t manoeuvre = now.manoeuvre, piece = now.piece;
  const auto& burn = std::get<FiniteBurn>(manoeuvres_[manoeuvre]);
  if (active_) {
    throw InvalidArgument(concat("propagate: '", burn.name, "' ignites while '",
                                 name_of(manoeuvres_[active_->manoeuvre]), "' burns (",
                                 epoch_of(manoeuvre, point.t).to_text(TimeScale::utc),
                                 "). One engine burns at a time: make them one burn with their thrust "
                                 "together, or move one"));
  }
  state_[manoeuvre] = Progress::flown;
  cause_.ignites = true;
  const BurnProfile profile(burn);
  active_.emplace();
  active_->manoeuvre = manoeuvre;
  active_->record.name = burn.name;
  active_->record.begin = world_.state(epoch_of(manoeuvre, point.t), point);
  Thrusting& thrusting = active_->thrusting;
  thrusting.ignition_s = ignition_s;
  thrusting.body = burn.steering.body.value_or(center_);
  const PositionVelocity there = relative(burn.steering, point);
  thrusting.law = SteeringLaw::at_ignition(burn.steering, there.position_m, there.velocity_m_s);
  set_throttle(profile.throttle(piece));
  world_.note(burn.name + (forward() ? " ignition" : " cutoff"), epoch_of(manoeuvre, point.t), point);

  if (!forward()) {
    active_->end_s = ignition_s;
    active_->ended_by = profile.ended_by();
    for (std::size_t i = 1; i <= piece; ++i) {
      add({ignition_s + profile.from_s(i), manoeuvre, Action::throttle, i - 1});
    }
    add({ignition_s, manoeuvre, Action::end, 0});
    return;
  }
  double length_s = profile.length_s();
  active_->ended_by = profile.ended_by();
  const double dry_kg = burn.dry_mass ? burn.dry_mass->si() : 0.0;
  const double empty_s = profile.time_of_use(point.t - ignition_s, std::max(0.0, point.mass_kg - dry_kg));
  std::size_t cause = now.cause;
  const bool empties = burn.dry_mass && empty_s < length_s;
  if (empties) {
    length_s = empty_s;
    active_->ended_by = "dry mass";
    cause = ++causes_;
  } else if (empty_s <= length_s) {
    throw InvalidArgument(concat("propagate: '", burn.name,
                                 "' would use up the whole mass of the spacecraft, ", point.mass_kg,
                                 " kg. Give the dry mass, at which the tanks are empty"));
  }
  active_->end_s = ignition_s + length_s;
  for (std::size_t i = piece + 1; i < profile.pieces() && profile.from_s(i) < length_s; ++i) {
    add({ignition_s + profile.from_s(i), manoeuvre, Action::throttle, i, now.cause, false});
  }
  if (length_s < never) {
    add({std::max(active_->end_s, point.t), manoeuvre, Action::end, 0, cause, empties});
  }
}

void ManoeuvreSequence::set_throttle(double throttle) {
  const auto& burn = std::get<FiniteBurn>(manoeuvres_[active_->manoeuvre]);
  active_->thrusting.thrust_n = throttle * burn.engine.thrust.si();
  active_->thrusting.mass_flow_kg_s = active_->thrusting.thrust_n / exhaust_m_s(burn.engine.specific_impulse);
}

void ManoeuvreSequence::end_burn(const std::string& by, FlownPoint& point, std::size_t cause) {
  const std::size_t manoeuvre = active_->manoeuvre;
  const auto& burn = std::get<FiniteBurn>(manoeuvres_[manoeuvre]);
  std::erase_if(switches_, [manoeuvre](const Switch& other) { return other.manoeuvre == manoeuvre; });
  const Epoch epoch = clock_->epoch(point.t);
  ManoeuvreRecord record = std::move(active_->record);
  active_.reset();
  record.end = world_.state(epoch, point);
  record.delta_v_m_s = exhaust_m_s(burn.engine.specific_impulse) *
                       std::abs(std::log(record.begin.mass_kg / record.end.mass_kg));
  record.ended_by = by;
  world_.note(burn.name + (forward() ? " cutoff" : " ignition"), epoch, point);
  records_.push_back(std::move(record));
  done(manoeuvre, point.t, cause);
}

void ManoeuvreSequence::impulse(const Switch& now, FlownPoint& point) {
  const std::size_t manoeuvre = now.manoeuvre;
  const auto& impulse = std::get<Impulse>(manoeuvres_[manoeuvre]);
  state_[manoeuvre] = Progress::flown;
  ManoeuvreRecord record;
  record.name = impulse.name;
  const Epoch epoch = epoch_of(manoeuvre, point.t);
  record.begin = world_.state(epoch, point);
  const PositionVelocity there = relative(impulse.steering, point);
  Vector3<double> velocity = there.velocity_m_s;
  const double delta_v_m_s = impulse.delta_v.si();
  if (!forward() && impulse.steering.kind == Steering::Kind::vnc) {
    velocity = velocity_before(impulse.steering, delta_v_m_s, there, impulse.name);
  }
  const SteeringLaw law{.steering = impulse.steering, .horizontal = {}, .up = {}};
  const Vector3<double> push = law.direction<double>(there.position_m, velocity, 0.0);
  for (int n = 0; n < 3; ++n) point.y[n + 3] += (forward() ? delta_v_m_s : -delta_v_m_s) * push[n];
  const Matrix6 jump = jump_of(impulse.steering, delta_v_m_s, there.position_m, velocity);
  point.jump = (forward() ? jump : Matrix6(jump.inverse())) * point.jump;
  if (forward() && impulse.steering.kind == Steering::Kind::vnc) {
    const Vector6 of_body = motion_of(impulse.steering.body.value_or(center_), point.t);
    point.jump_by_time = (jump * point.jump_by_time - (jump - Matrix6::Identity()) * of_body).eval();
  }
  if (impulse.specific_impulse) {
    const double ratio = std::exp(delta_v_m_s / exhaust_m_s(*impulse.specific_impulse));
    point.mass_kg = forward() ? point.mass_kg / ratio : point.mass_kg * ratio;
    point.mass_part /= ratio;
  }
  record.end = world_.state(epoch, point);
  record.delta_v_m_s = delta_v_m_s;
  world_.note(impulse.name, epoch, point);
  records_.push_back(std::move(record));
  done(manoeuvre, point.t, now.cause);
}

void ManoeuvreSequence::drop(const Switch& now, FlownPoint& point) {
  const std::size_t manoeuvre = now.manoeuvre;
  const auto& drop = std::get<MassDrop>(manoeuvres_[manoeuvre]);
  state_[manoeuvre] = Progress::flown;
  if (forward() && !(drop.mass.si() < point.mass_kg)) {
    throw InvalidArgument(concat("propagate: '", drop.name, "' drops ", drop.mass.si(),
                                 " kg of a spacecraft of ", point.mass_kg,
                                 " kg. Something has to be left: check the masses, and what "
                                 "was burnt before"));
  }
  ManoeuvreRecord record;
  record.name = drop.name;
  const Epoch epoch = epoch_of(manoeuvre, point.t);
  record.begin = world_.state(epoch, point);
  point.mass_kg += forward() ? -drop.mass.si() : drop.mass.si();
  record.end = world_.state(epoch, point);
  world_.note(drop.name, epoch, point);
  records_.push_back(std::move(record));
  done(manoeuvre, point.t, now.cause);
}

/// Whoever waits for the end of this one, begins.
void ManoeuvreSequence::done(std::size_t manoeuvre, double t, std::size_t cause) {
  const std::string_view name = name_of(manoeuvres_[manoeuvre]);
  for (std::size_t i = 0; i < manoeuvres_.size(); ++i) {
    const auto* after = std::get_if<AfterManoeuvre>(&trigger_of(manoeuvres_[i]));
    if (after == nullptr || after->name != name || state_[i] != Progress::waiting) continue;
    if (after->event) {
      state_[i] = Progress::armed;
      continue;
    }
    const double begin = t + after->delay.seconds();
    if (in_flight(begin)) add({begin, i, Action::begin, 0, cause, false});
  }
}

Epoch ManoeuvreSequence::epoch_of(std::size_t manoeuvre, double t) const {
  const Epoch* epoch = std::get_if<Epoch>(&trigger_of(manoeuvres_[manoeuvre]));
  return epoch != nullptr && clock_->elapsed_s(*epoch) == t ? *epoch : clock_->epoch(t);
}

PositionVelocity ManoeuvreSequence::relative(const Steering& steering, const FlownPoint& point) const {
  PositionVelocity there{{point.y[0], point.y[1], point.y[2]}, {point.y[3], point.y[4], point.y[5]}};
  const BodyId body = steering.body.value_or(center_);
  if (body != center_) {
    const PositionVelocity of_body = world_.body(body, point.t);
    there.position_m -= of_body.position_m;
    there.velocity_m_s -= of_body.velocity_m_s;
  }
  return there;
}

Vector6 ManoeuvreSequence::motion_of(BodyId body, double t) const {
  Vector6 motion = Vector6::Zero();
  if (body == center_) return motion;
  constexpr double apart_s = 1.0;
  const Eigen::Vector3d before = world_.body(body, t - apart_s).velocity_m_s;
  const Eigen::Vector3d after = world_.body(body, t + apart_s).velocity_m_s;
  motion << world_.body(body, t).velocity_m_s, (after - before) / (2.0 * apart_s);
  return motion;
}

bool depend_on_state(std::span<const Manoeuvre> manoeuvres) {
  return std::any_of(manoeuvres.begin(), manoeuvres.end(), [](const Manoeuvre& manoeuvre) {
    if (starting_event(manoeuvre) != nullptr) return true;
    const auto* burn = std::get_if<FiniteBurn>(&manoeuvre);
    return burn != nullptr && (burn->cutoff || burn->steering.kind == Steering::Kind::linear_tangent);
  });
}

std::vector<ManoeuvreRecord> ManoeuvreSequence::finish(FlownPoint point) {
  if (active_) {
    const bool complete = active_->end_s == point.t;
    if (!complete) world_.note = [](const std::string&, Epoch, const FlownPoint&) {};  // nothing is cut off
    end_burn(complete ? active_->ended_by : std::string("end of the flight"), point);
    records_.back().complete = complete;
  }
  return std::move(records_);
}

}  // namespace perilune::detail
