#include <perilune/propagation/manoeuvre.hpp>

#include <algorithm>
#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune::detail {

namespace {

/// Collects what is wrong with one manoeuvre.
class Faults {
 public:
  Faults(std::string_view kind, std::string_view name, std::vector<std::string>& out)
      : who_(concat(kind, " '", name, "': ")), out_(out) {
    if (name.empty()) add("it has no name. Records are listed by it");
  }
  template <class... Parts>
  void add(const Parts&... parts) {
    out_.push_back(concat(who_, parts...));
  }
  void want_positive(std::string_view what, double value, std::string_view unit) {
    if (!(value > 0.0) || !std::isfinite(value)) {
      add(what, " is ", value, " ", unit, ", and has to be positive and finite");
    }
  }

 private:
  std::string who_;
  std::vector<std::string>& out_;
};

void check(const FiniteBurn& burn, std::vector<std::string>& out) {
  Faults faults("burn", burn.name, out);
  faults.want_positive("the thrust", burn.engine.thrust.si(), "N");
  faults.want_positive("the specific impulse", burn.engine.specific_impulse.seconds(), "s");
  if (burn.duration) faults.want_positive("the duration", burn.duration->seconds(), "s");
  if (burn.propellant) faults.want_positive("the propellant", burn.propellant->si(), "kg");
  if (burn.dry_mass) faults.want_positive("the dry mass", burn.dry_mass->si(), "kg");
  if (!burn.duration && !burn.propellant && !burn.cutoff && !burn.dry_mass) {
    faults.add("nothing ends it. Give a duration, a mass of propellant, a cutoff event or the dry mass");
  } else if (burn.cutoff && !burn.duration && !burn.propellant && !burn.dry_mass) {
    faults.add(
        "only an event ends it, which may never come. Give the dry mass, a duration or a mass of "
        "propellant as well");
  }
  for (std::size_t i = 0; i < burn.throttle.size(); ++i) {
    const ThrottleStep& step = burn.throttle[i];
    if (!(step.throttle >= 0.0 && step.throttle <= 1.0)) {
      faults.add("throttle ", i + 1, " is ", step.throttle, ", and lies between 0 and 1");
    }
    if (i == 0 ? step.after_ignition != Duration()
               : step.after_ignition <= burn.throttle[i - 1].after_ignition) {
      faults.add("throttle ", i + 1, " begins ", to_text(step.after_ignition),
                 " after ignition. The first begins at 0, each other later than the one before");
    }
  }
  if (!burn.throttle.empty() && burn.throttle.back().throttle == 0.0 && !burn.duration) {
    faults.add("the throttle ends closed, so the burn never would. Give a duration");
  }
}

void check(const Impulse& impulse, std::vector<std::string>& out) {
  Faults faults("impulse", impulse.name, out);
  if (!(impulse.delta_v.si() >= 0.0) || !std::isfinite(impulse.delta_v.si())) {
    faults.add("delta_v is ", impulse.delta_v.si(),
               " m/s, and has to be finite and not negative: the steering has "
               "the direction");
  }
  if (impulse.specific_impulse) {
    faults.want_positive("the specific impulse", impulse.specific_impulse->seconds(), "s");
  }
  if (impulse.steering.kind == Steering::Kind::linear_tangent) {
    faults.add("linear tangent steering is for burns that last. Steer inertially or in vnc");
  }
}

void check(const MassDrop& drop, std::vector<std::string>& out) {
  Faults("mass drop", drop.name, out).want_positive("the mass", drop.mass.si(), "kg");
}

}  // namespace

std::string_view name_of(const Manoeuvre& manoeuvre) {
  return std::visit([](const auto& one) -> std::string_view { return one.name; }, manoeuvre);
}

const Trigger& trigger_of(const Manoeuvre& manoeuvre) {
  return std::visit([](const auto& one) -> const Trigger& { return one.start; }, manoeuvre);
}

const Steering* steering_of(const Manoeuvre& manoeuvre) {
  if (const auto* burn = std::get_if<FiniteBurn>(&manoeuvre)) return &burn->steering;
  if (const auto* impulse = std::get_if<Impulse>(&manoeuvre)) return &impulse->steering;
  return nullptr;
}

const Event* starting_event(const Manoeuvre& manoeuvre) {
  const Trigger& trigger = trigger_of(manoeuvre);
  if (const auto* event = std::get_if<Event>(&trigger)) return event;
  const auto* after = std::get_if<AfterManoeuvre>(&trigger);
  return after != nullptr && after->event ? &*after->event : nullptr;
}

void check_manoeuvres(const std::vector<Manoeuvre>& manoeuvres) {
  std::vector<std::string> faults;
  std::vector<std::string> names;
  for (const Manoeuvre& manoeuvre : manoeuvres) {
    std::visit([&faults](const auto& one) { check(one, faults); }, manoeuvre);
    const std::string name(name_of(manoeuvre));
    if (const auto* after = std::get_if<AfterManoeuvre>(&trigger_of(manoeuvre))) {
      if (std::find(names.begin(), names.end(), after->name) == names.end()) {
        faults.push_back(concat("'", name, "': no manoeuvre '", after->name,
                                "' stands before it. Known there: ", join(names, ", ")));
      }
      if (after->event && after->delay != Duration()) {
        faults.push_back(concat("'", name, "': it waits for an event and for a delay. Give one of them"));
      }
      if (after->delay < Duration()) {
        faults.push_back(
            concat("'", name, "': the delay is ", to_text(after->delay), ", and is not negative"));
      }
    }
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      faults.push_back(concat("two manoeuvres are called '", name, "'. Give each a name of its own"));
    }
    names.push_back(name);
  }
  if (!faults.empty()) throw InvalidArgument(concat("add_manoeuvre: ", join(faults, "; ")));
}

}  // namespace perilune::detail
