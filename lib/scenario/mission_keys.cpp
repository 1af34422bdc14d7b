#include <utility>

#include <perilune/units/quantity.hpp>

#include "key_tables.hpp"

namespace perilune::detail {
namespace {

struct LagDraft {
  Duration min{};
  std::optional<Duration> max;
};

const Table<LagDraft>& lag_table() {
  static const Table<LagDraft> table =
      Table<LagDraft>("lag", "How far apart two events are kept: at least 'min', at most 'max'.")
          .key("min", DurationCodec{}, &LagDraft::min,
               {.default_text = "0 d",
                .example = "min: 30 d",
                .help =
                    "The shortest time from the one event to the other. A negative one lets the second come "
                    "before the first by that much."})
          .key("max", DurationCodec{}, &LagDraft::max,
               {.default_text = "as long as need be",
                .example = "max: 18 mo",
                .help = "The longest time from the one event to the other."});
  return table;
}

WordCodec<bool> yes_or_no() {
  return {{"yes", "no"}, [](std::string_view word) -> std::optional<bool> {
            if (word == "yes") return true;
            return word == "no" ? std::optional(false) : std::nullopt;
          }};
}

/// The keys that all legs have but the one for their length.
void add_leg_keys(Table<Activity>& table, bool has_site) {
  table
      .key("id", IdCodec{}, [](Activity& leg, Reference id) { leg.id = std::move(id.id); },
           {.default_text = "the kind of leg",
            .example = "id: second-capture",
            .help = "What others call this leg. A mission with two legs of a kind gives them ids."})
      .key("title", TextCodec{}, &Activity::title,
           {.example = "title: Braking into a 24 h orbit", .help = "What it is, for people."})
      .key("window", one_or_more(block(leg_window_table())),
           [](Activity& leg, std::vector<WindowDraft> drafts, Reader& reader, const SourceEntry& entry) {
             for (std::size_t i = 0; i < drafts.size(); ++i) {
               WindowDraft& draft = drafts[i];
               if (!draft.from || !draft.to) continue;
               draft.window.span = {*draft.from, *draft.to};
               draft.window.where = reader.where(start_of(item_of(entry, drafts.size(), i)));
               leg.windows.push_back(std::move(draft.window));
             }
           },
           {.default_text = "at any time",
            .example = "window: {from: 2026-08-01, to: 2027-01-01}",
            .help = "When it may start: one stretch of time, or a list of them. The end is not part of it."})
      .key(
          "planned", block(window_table()),
          [](Activity& leg, DateSpan span, Reader& reader, const SourceEntry& entry) {
            if (span.from && span.to) leg.planned = Interval{*span.from, *span.to};
            leg.planned_where = reader.where(entry.key_span);
          },
          {.default_text = "none is known",
           .example = "planned: {from: 2021-10-01, to: 2022-10-01}",
           .help = "When it was to start, by the plan before it flew: the schedule's picture shows it beside "
                   "what came of it. Nothing is held to it."})
      .key("on", DateCodec{},
           [](Activity& leg, const Placed<Epoch>& date) {
             leg.actual_start = date.value;
             leg.actual_where = date.where;
           },
           {.example = "on: 2024-03-20T00:31:28",
            .help = "When it did start, for what has already happened. A fact: nothing moves it."})
      .key("ended", DateCodec{},
           [](Activity& leg, const Placed<Epoch>& date) {
             leg.actual_end = date.value;
             if (!leg.actual_start) leg.actual_where = date.where;
           },
           {.default_text = "found from its length",
            .example = "ended: 2024-03-24T17:05:00",
            .help = "When it did end, for what has already happened."})
      .key("milestone", one_or_more(IdCodec{}), &Activity::milestones,
           {.example = "milestone: operational",
            .help = "What has been reached when it ends: one name or a list of them. Other missions wait for "
                    "it by "
                    "'after'."})
      .key("uses", list_of(block(leg_use_table())), &Activity::uses,
           {.default_text = "none",
            .example = "uses: [{resource: pad-101}, {resource: crew, amount: 3}]",
            .help = "What it asks of resources while it runs."})
      .key("modes", list_of(block(mode_table())), &Activity::modes,
           {.default_text = "one way",
            .example = "modes: [{id: long-march-5, cost: 100}, {id: long-march-10, cost: 180, for: 2 h}]",
            .help = "The ways in which it can be carried out: the scheduler takes one."})
      .key(
          "cost", SiCodec{Dimension::dimensionless, {}}, &Activity::cost,
          {.default_text = "0",
           .example = "cost: 120",
           .help =
               "What it costs, for objectives and budgets, in a unit that the scenario keeps to. Of what has "
               "happened nothing is counted."})
      .key("max_gap", DurationCodec{not_negative()},
           [](Activity& leg, const Placed<Duration>& gap) {
             leg.max_gap = gap.value;
             leg.max_gap_where = gap.where;
           },
           {.default_text = "as long as need be",
            .example = "max_gap: 0 d",
            .help = "The longest time between the end of the leg before it and its own start; '0 d' lets it "
                    "follow "
                    "at once."})
      .key("risk", block(risk_table()),
           [](Activity& leg, Risk risk, Reader& reader, const SourceEntry& entry) {
             risk.where = reader.where(entry.key_span);
             leg.risk = std::move(risk);
           },
           {.default_text = "nothing goes wrong",
            .example = "risk: {slip: 60 d, failure: 5 %, again_after: 18 mo}",
            .help = "What may go wrong with it. Only 'perilune mc' and 'perilune replan' look at it: the "
                    "plan itself takes "
                    "everything to "
                    "go well."});
  if (has_site) {
    table.key("site", IdCodec{}, [](Activity& leg, Reference site) { leg.site = std::move(site.id); },
              {.example = "site: wenchang", .help = "Where on Earth or on the Moon it takes place."});
  }
  table.key("source", TextCodec{}, &Activity::source,
            {.example = "source: \"Natl Sci. Rev. 11:nwad329, 2024\"",
             .help = "Where its dates and figures come from."});
}

struct LegText {
  ActivityKind kind;
  bool flies = false;  ///< its length is a time of flight
  bool has_site = false;
  std::string help;
};

const std::vector<LegText>& leg_texts() {
  static const std::vector<LegText> texts = {
      {ActivityKind::prepare, false, true, "Building, testing and bringing to the pad."},
      {ActivityKind::launch, false, true, "From lift-off to the separation from the launcher."},
      {ActivityKind::transfer, true, false, "The flight to the Moon."},
      {ActivityKind::capture, false, false, "Braking into lunar orbit."},
      {ActivityKind::commission, false, false, "Check-out before use."},
      {ActivityKind::wait, false, false, "Holding until the next leg may begin."},
      {ActivityKind::descend, false, true, "From lunar orbit to the surface."},
      {ActivityKind::surface, false, true, "Work on the surface."},
      {ActivityKind::operate, false, false, "Work in orbit."},
      {ActivityKind::ascend, false, true, "From the surface to lunar orbit."},
      {ActivityKind::dock, false, false, "Rendezvous and docking."},
      {ActivityKind::return_to_earth, true, true, "The flight home, to the landing."},
      {ActivityKind::other, false, true, "Anything else; its 'id' says what."},
  };
  return texts;
}

Table<LegDraft> make_leg_table(const LegText& text) {
  Table<Activity> table(to_text(text.kind), text.help);
  const auto set_duration = [](Activity& leg, DurationRange range) { leg.duration = std::move(range); };
  if (text.flies) {
    table.key("time_of_flight", DurationRangeCodec{}, set_duration,
              {.default_text = "as long as need be",
               .example = "time_of_flight: [4 d, 6 d]",
               .help = "How long the flight takes: a time span, or [shortest, longest]."});
  } else {
    table.key("for", DurationRangeCodec{}, set_duration,
              {.default_text = "as long as need be",
               .example = "for: [20 d, 60 d]",
               .help = "How long it takes: a time span, or [shortest, longest]."});
  }
  add_leg_keys(table, text.has_site);
  Table<LegDraft> with_motion(to_text(text.kind), text.help);
  with_motion.keys_of(table, [](LegDraft& leg) -> Activity& { return leg.activity; });
  add_motion_keys(with_motion, text.kind);
  return with_motion;
}

const Table<Mission>& mission_data_table() {
  static const Table<Mission> table =
      Table<Mission>("mission", "One flight, from its preparation to the end of its work.")
          .key("id", IdCodec{},
               [](Mission& mission, Reference id) {
                 mission.where = std::move(id.where);
                 mission.id = std::move(id.id);
               },
               {.required = true,
                .example = "id: change-7",
                .help = "What others call it. No two missions share one."})
          .key("title", TextCodec{}, &Mission::title,
               {.example = "title: Chang'e-7", .help = "Its name, for people."})
          .key("phase", IdCodec{}, &Mission::phase,
               {.example = "phase: robotic-precursors",
                .help = "The id of the phase that it belongs to. A mission is not launched before its phase "
                        "begins; one "
                        "that is not in place by the phase's end gets a warning with the slip."})
          .key("status",
               WordCodec<MissionStatus>{listed(mission_status_names()),
                                        [](std::string_view word) { return parse_mission_status(word); }},
               &Mission::status,
               {.default_text = "planned",
                .example = "status: flown",
                .help = "What is known of it. 'flown': it has a launch with an actual date ('on'). 'lost': "
                        "it flew and "
                        "failed; only the legs with an actual date took place. 'planned': it is to fly. "
                        "'unconfirmed': "
                        "it is to fly or may have flown already, and no source says; scheduled as planned. "
                        "'superseded': a plan that a later one has replaced; kept for the record, never "
                        "scheduled."})
          .key("launcher", IdCodec{},
               [](Mission& mission, Reference id) { mission.launcher = std::move(id.id); },
               {.example = "launcher: long-march-5", .help = "What it is launched on."})
          .key("spacecraft", IdCodec{},
               [](Mission& mission, Reference id) { mission.spacecraft = std::move(id.id); },
               {.example = "spacecraft: change-7-stack", .help = "What is launched."})
          .key("launch_mass", QuantityCodec<Mass>{positive()}, &Mission::launch_mass,
               {.example = "launch_mass: 8200 kg",
                .help = "Mass at separation from the launcher, propellant included."})
          .key("after", list_of(block(after_table())), &Mission::after,
               {.example = "after: [{mission: queqiao-2, milestone: operational}]",
                .help = "What it waits for in other missions."})
          .key("lost_on", DateCodec{}, &Mission::lost_on,
               {.example = "lost_on: 2023-08-19T11:58:00",
                .help = "When a lost mission was lost: the end of the last leg that had begun."})
          .key("source", TextCodec{}, &Mission::source,
               {.example = "source: \"Natl Sci. Rev. 11:nwad329, 2024\"",
                .help = "Where its dates and figures come from."});
  return table;
}

}  // namespace

const Table<DateSpan>& window_table() {
  static const Table<DateSpan> table =
      Table<DateSpan>("window", "A stretch of time. A date without a time of day is its midnight.")
          .key("from", DateCodec{}, &DateSpan::from,
               {.required = true, .example = "from: 2026-08-01", .help = "Its first instant."})
          .key("to", DateCodec{}, &DateSpan::to,
               {.required = true, .example = "to: 2027-01-01", .help = "Its end, which is no part of it."});
  return table;
}

const SourceNode& item_of(const SourceEntry& entry, std::size_t count, std::size_t number) {
  // Items that could not be read are left out; then the list itself is the place.
  const bool all = entry.value.kind == SourceKind::list && count == entry.value.items.size();
  return all ? entry.value.items[number] : entry.value;
}

const Table<Phase>& phase_table() {
  static const Table<Phase> table =
      Table<Phase>("phase", "A stretch of the roadmap, or a part of one. Its dates are targets.")
          .key("id", IdCodec{},
               [](Phase& phase, Reference id) {
                 phase.where = std::move(id.where);
                 phase.id = std::move(id.id);
               },
               {.required = true,
                .example = "id: robotic-precursors",
                .help = "What missions and other phases call it."})
          .key("title", TextCodec{}, &Phase::title,
               {.example = "title: Robotic precursors", .help = "Its name, for people."})
          .key("parent", IdCodec{}, &Phase::parent,
               {.example = "parent: robotic-precursors",
                .help = "The id of the phase that this one is a part of."})
          .key("from", DateCodec{}, &Phase::from,
               {.default_text = "that of its parent, or the start of the horizon",
                .example = "from: 2031-01-01",
                .help = "No planned mission of the phase is launched before it."})
          .key("to", DateCodec{}, &Phase::to,
               {.default_text = "that of its parent, or none",
                .example = "to: 2035-12-31",
                .help = "The target: a mission that is not in place by then gets a warning with the slip."});
  return table;
}

const Table<Precedence>& after_table() {
  static const Table<Precedence> table =
      Table<Precedence>("after", "What a mission waits for: an activity or a milestone of another one.")
          .key("mission", IdCodec{},
               [](Precedence& after, Reference mission) {
                 after.where = mission.where;
                 after.mission = std::move(mission);
               },
               {.required = true,
                .example = "mission: queqiao-2",
                .help = "The id of the mission that it waits for."})
          .key("activity", IdCodec{}, &Precedence::after_activity,
               {.default_text = "the moment at which that mission is in place",
                .example = "activity: capture",
                .help = "Which leg of that mission it waits for."})
          .key("milestone", IdCodec{}, &Precedence::milestone,
               {.example = "milestone: operational",
                .help = "Which milestone of that mission it waits for, instead of 'activity'."})
          .key("before", IdCodec{}, &Precedence::activity,
               {.default_text = "the first leg",
                .example = "before: descend",
                .help = "Which of its own legs waits."})
          .key("kind",
               WordCodec<PrecedenceKind>{listed(precedence_kind_names()),
                                         [](std::string_view word) { return parse_precedence_kind(word); }},
               &Precedence::kind,
               {.default_text = "FS",
                .example = "kind: SS",
                .help = "Which event of the other leg is tied to which event of its own. FS: from the end of "
                        "the other "
                        "to the start of its own; SS: start to start; FF: end to end; SF: start to end."})
          .key("lag", block(lag_table()),
               [](Precedence& after, LagDraft lag, Reader& reader, const SourceEntry& entry) {
                 after.lag = {lag.min, lag.max, reader.where(start_of(entry.value))};
               },
               {.default_text = "min: 0 d, no max",
                .example = "lag: {min: 30 d, max: 2 yr}",
                .help = "How far apart the two events are kept."})
          .check([](Reader& reader, const SourceNode& node, Precedence& after) {
            if (after.where.line == 0) after.where = reader.where(start_of(node));
          });
  return table;
}

const ChoiceTable<LegDraft>& leg_choice() {
  static const ChoiceTable<LegDraft> choice = [] {
    ChoiceTable<LegDraft> made("leg",
                               "One step of a mission: a map with one key, which says what the step is.",
                               [](LegDraft& leg, const std::string& kind, const SourceLocation& where) {
                                 leg.activity.kind = *parse_activity_kind(kind);
                                 leg.activity.where = leg.plan.where = where;
                               });
    for (const LegText& text : leg_texts()) {
      made.kind(make_leg_table(text),
                concat(to_text(text.kind), text.flies                          ? ": {time_of_flight: 5 d}"
                                           : text.kind == ActivityKind::launch ? ": {for: 1 h}"
                                                                               : ": {for: 1 d}"));
    }
    return made;
  }();
  return choice;
}

const Table<MissionTemplate>& flown_mission_table() {
  static const Table<MissionTemplate> table =
      Table<MissionTemplate>("mission", mission_data_table().info().help)
          .keys_of(mission_data_table(), [](MissionTemplate& made) -> Mission& { return made.mission; })
          .key("profile", ChoiceCodec<LegDraft>{&leg_choice()},
               [](MissionTemplate& made, std::vector<LegDraft> read) {
                 for (LegDraft& leg : read) {
                   made.mission.activities.push_back(std::move(leg.activity));
                   made.plan.legs.push_back(std::move(leg.plan));
                 }
               },
               {.example = "profile: [{launch: {window: {from: 2028-01-01, to: 2029-01-01}}}, {transfer: "
                           "{time_of_flight: [4 d, 6 d]}}]",
                .help = "Its legs in their order. Each starts when the one before it has ended, or later. "
                        "Every item is a "
                        "map with one key, which says what the leg is."})
          .key("optional", yes_or_no(),
               [](MissionTemplate& draft, const Placed<bool>& optional) {
                 draft.mission.optional = optional.value;
               },
               {.default_text = "no",
                .example = "optional: yes",
                .help = "Whether it may be left out. What waits for it then waits for nothing."})
          .key("needs", list_of(IdCodec{}),
               [](MissionTemplate& draft, std::vector<Reference> needs) {
                 draft.mission.needs = std::move(needs);
               },
               {.default_text = "none",
                .example = "needs: [power-unit]",
                .help =
                    "Missions without which it does not fly: where one of them is left out, so is this one."})
          .key("due", block(due_table()),
               [](MissionTemplate& draft, SoftDate due) { draft.mission.due = std::move(due); },
               {.default_text = "none",
                .example = "due: {date: 2030-12-31, weight: 2}",
                .help = "A date that it should keep, and need not, for the objective 'lateness'."})
          .key("delivers", QuantityCodec<Mass>{not_negative()},
               [](MissionTemplate& draft, Mass mass) { draft.mission.delivers = mass; },
               {.default_text = "0 kg",
                .example = "delivers: 3000 kg",
                .help = "What has been delivered once it is in place, for the objective 'delivered_mass'."})
          .key("uses", list_of(block(mission_use_table())),
               [](MissionTemplate& made, std::vector<ResourceUse> uses) {
                 made.mission.uses = std::move(uses);
               },
               {.default_text = "none",
                .example = "uses: [{resource: control-room, from: launch, to: descend}]",
                .help = "What it asks of resources over several of its legs."})
          .key("craft", list_of(block(loaded_craft_table())),
               [](MissionTemplate& made, std::vector<LoadedCraft> craft) {
                 made.plan.craft = std::move(craft);
               },
               {.default_text = "none: no masses are looked at",
                .example = "craft: [{craft: change-8-lander, payload: 200 kg}]",
                .help = "All that is on the launch: craft of the catalogue, each with its payload."})
          .key("delta_v_reserve", SiCodec{Dimension::dimensionless, {0.0, 1.0, false, "0 to 1"}},
               [](MissionTemplate& made, double share) { made.plan.delta_v_reserve = share; },
               {.default_text = "0",
                .example = "delta_v_reserve: 5 %",
                .help = "What is added to every delta-v when the propellant is counted."})
          .key("launch_margin", SiCodec{Dimension::dimensionless, {0.0, 1.0, false, "0 to 1"}},
               [](MissionTemplate& made, double share) { made.plan.launch_margin = share; },
               {.default_text = "0",
                .example = "launch_margin: 3 %",
                .help = "The share of the launcher's capability that stays unused."})
          .key("people", IntegerCodec{0, 1000},
               [](MissionTemplate& made, std::int64_t people, Reader& reader, const SourceEntry& entry) {
                 made.plan.people = static_cast<int>(people);
                 made.plan.people_where = reader.where(entry.key_span);
               },
               {.default_text = "0: nobody is looked after",
                .example = "people: 3",
                .help = "How many are on board from the launch on. They need seats home: 'ascend' after a "
                        "landing, and 'return', by craft with 'seats', of this mission or of one that docks "
                        "with it; those of a crew of the station are looked at there."})
          .check([](Reader& reader, const SourceNode& node, MissionTemplate& made) {
            if (made.mission.where.line == 0) made.mission.where = reader.where(start_of(node));
            made.plan.where = made.mission.where;
          });
  return table;
}

const Table<MissionDraft>& mission_table() {
  static const Table<MissionDraft> table =
      Table<MissionDraft>("mission", mission_data_table().info().help)
          .keys_of(flown_mission_table(), [](MissionDraft& draft) -> MissionTemplate& { return draft; })
          .key("flight", block(flight_table()),
               [](MissionDraft& draft, FlightDraft read, Reader& reader, const SourceEntry& entry) {
                 read.flight.where = reader.where(entry.key_span);
                 draft.flight = std::move(read.flight);
               },
               {.example = "flight: {epoch: ..., elements: {...}, forces: {...}, stop_at: {event: perilune}}",
                .help = "A trajectory to compute from a tracked orbit, in the ephemeris model."});
  return table;
}

}  // namespace perilune::detail
