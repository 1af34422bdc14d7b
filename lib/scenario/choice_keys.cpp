#include <memory>
#include <utility>

#include <perilune/units/quantity.hpp>

#include "key_tables.hpp"

// Which missions fly, in which ways their legs are carried out, what is aimed at and what may be spent.

namespace perilune::detail {
namespace {

struct WeightDraft {
  double weight = 1.0;
};

template <class T>
Table<T>& add_weight(Table<T>& table, std::string of) {
  return table.key("weight", SiCodec{Dimension::dimensionless, not_negative()}, &T::weight,
                   {.default_text = "1", .example = "weight: 2", .help = "What counts in the sum: " + of});
}

const Table<WeightDraft>& weight_table(const char* name, const char* help, const char* of) {
  // One for each place it is asked for, kept for good.
  static std::vector<std::unique_ptr<const Table<WeightDraft>>> kept;
  auto table = std::make_unique<Table<WeightDraft>>(name, help);
  add_weight(*table, of);
  kept.push_back(std::move(table));
  return *kept.back();
}

struct MassDraft {
  double weight = 1.0;
  std::optional<Epoch> by;
};

const Table<MassDraft>& mass_table() {
  static const Table<MassDraft> table = [] {
    Table<MassDraft> made("delivered_mass", "As much mass as possible, by a date.");
    made.key("by", DateCodec{}, &MassDraft::by,
             {.required = true, .example = "by: 2035-01-01", .help = "What is in place by then counts."});
    add_weight(made, "each kilogram.");
    return made;
  }();
  return table;
}

struct CrewDraft {
  double weight = 1.0;
  Reference resource;
};

const Table<CrewDraft>& crew_table() {
  static const Table<CrewDraft> table = [] {
    Table<CrewDraft> made("crew_days", "As many days of people as possible.");
    made.key("resource", IdCodec{}, &CrewDraft::resource,
             {.required = true,
              .example = "resource: crew",
              .help = "A cumulative resource: what legs take of it, times how long they run, is counted."});
    add_weight(made, "each day of one person.");
    return made;
  }();
  return table;
}

const Table<MilestoneAim>& milestone_table() {
  static const Table<MilestoneAim> table = [] {
    Table<MilestoneAim> made("milestones", "A milestone that is to be reached as early as possible.");
    made.key("mission", IdCodec{},
             [](MilestoneAim& aim, Reference mission) {
               aim.where = mission.where;
               aim.mission = std::move(mission);
             },
             {.required = true, .example = "mission: change-8", .help = "Whose."})
        .key("milestone", IdCodec{}, &MilestoneAim::milestone,
             {.default_text = "the moment at which the mission is in place",
              .example = "milestone: landed",
              .help = "Which of its milestones."});
    add_weight(made, "each day.");
    return made;
  }();
  return table;
}

using WeightMember = std::optional<double> RoadmapObjective::*;

auto set_weight(WeightMember member) {
  return
      [member](RoadmapObjective& objective, const WeightDraft& draft) { objective.*member = draft.weight; };
}

const Table<RoadmapBudget::Period>& period_table() {
  static const Table<RoadmapBudget::Period> table =
      Table<RoadmapBudget::Period>("period", "A stretch of time with a limit.")
          .key("from", DateCodec{},
               [](RoadmapBudget::Period& period, const Placed<Epoch>& date) {
                 period.span.from = date.value;
                 period.where = date.where;
               },
               {.required = true, .example = "from: 2030-01-01", .help = "Its first instant."})
          .key("to", DateCodec{},
               [](RoadmapBudget::Period& period, const Placed<Epoch>& date) { period.span.to = date.value; },
               {.required = true, .example = "to: 2031-01-01", .help = "Its end, which is no part of it."})
          .key("limit", SiCodec{Dimension::dimensionless, not_negative()}, &RoadmapBudget::Period::limit,
               {.required = true,
                .example = "limit: 400",
                .help = "In units of cost, m/s or launches, as 'measure' says."});
  return table;
}

}  // namespace

const Table<ActivityMode>& mode_table() {
  static const Table<ActivityMode> table =
      Table<ActivityMode>("mode", "One way of carrying out a leg: by this launcher or that, fast or slow.")
          .key("id", IdCodec{},
               [](ActivityMode& mode, Reference id) {
                 mode.where = std::move(id.where);
                 mode.id = std::move(id.id);
               },
               {.required = true,
                .example = "id: long-march-10",
                .help = "What windows call it. No two of a leg share one."})
          .key("for", DurationRangeCodec{}, &ActivityMode::duration,
               {.default_text = "that of the leg",
                .example = "for: [20 d, 60 d]",
                .help = "How long the leg takes then: a time span, or [shortest, longest]."})
          .key("cost", SiCodec{Dimension::dimensionless, {}}, &ActivityMode::cost,
               {.default_text = "0", .example = "cost: 120", .help = "Added to that of the leg."})
          .key("delta_v", QuantityCodec<Speed>{},
               [](ActivityMode& mode, Speed speed) { mode.delta_v_m_s = speed.in(unit::metre_per_second); },
               {.default_text = "0 m/s", .example = "delta_v: 150 m/s", .help = "Added to that of the leg."})
          .key("uses", list_of(block(leg_use_table())), &ActivityMode::uses,
               {.default_text = "none",
                .example = "uses: [{resource: pad-301}]",
                .help = "What it asks of resources, beside what the leg asks."});
  return table;
}

const Table<WindowDraft>& leg_window_table() {
  static const Table<WindowDraft> table =
      Table<WindowDraft>("window", "A stretch of time. A date without a time of day is its midnight.")
          .key("from", DateCodec{}, &WindowDraft::from,
               {.required = true, .example = "from: 2026-08-01", .help = "Its first instant."})
          .key("to", DateCodec{}, &WindowDraft::to,
               {.required = true, .example = "to: 2027-01-01", .help = "Its end, which is no part of it."})
          .key("for", DurationRangeCodec{},
               [](WindowDraft& draft, DurationRange range) { draft.window.duration = std::move(range); },
               {.default_text = "that of the leg, or of its mode",
                .example = "for: 4.6 d",
                .help = "How long the leg takes if it starts in this window."})
          .key("delta_v", QuantityCodec<Speed>{},
               [](WindowDraft& draft, Speed speed) {
                 draft.window.delta_v_m_s = speed.in(unit::metre_per_second);
               },
               {.default_text = "0 m/s",
                .example = "delta_v: 3130 m/s",
                .help = "Added to that of the leg and of its mode."})
          .key("cost", SiCodec{Dimension::dimensionless, {}},
               [](WindowDraft& draft, double cost) { draft.window.cost = cost; },
               {.default_text = "0",
                .example = "cost: 20",
                .help = "Added to that of the leg and of its mode."})
          .key("mode", IdCodec{},
               [](WindowDraft& draft, Reference mode) { draft.window.mode = std::move(mode); },
               {.default_text = "any",
                .example = "mode: long-march-10",
                .help = "The mode that the window is open to."});
  return table;
}

const Table<SoftDate>& due_table() {
  static const Table<SoftDate> table = [] {
    Table<SoftDate> made("due", "A date that a mission should keep, and need not: each day later costs.");
    made.key("date", DateCodec{},
             [](SoftDate& due, const Placed<Epoch>& date) {
               due.date = date.value;
               due.where = date.where;
             },
             {.required = true, .example = "date: 2030-12-31", .help = "When it is due."})
        .key("milestone", IdCodec{}, &SoftDate::milestone,
             {.default_text = "the moment at which the mission is in place",
              .example = "milestone: landed",
              .help = "What is due then."});
    add_weight(made, "each day of this mission's lateness.");
    return made;
  }();
  return table;
}

const Table<MissionChoice>& choice_table() {
  static const Table<MissionChoice> table = [] {
    const auto count = [](std::size_t MissionChoice::*member) {
      return [member](MissionChoice& choice, std::int64_t number) {
        choice.*member = static_cast<std::size_t>(number);
      };
    };
    Table<MissionChoice> made("choice",
                              "Missions among which the scheduler chooses. All of them are optional.");
    made.key("id", IdCodec{},
             [](MissionChoice& choice, Reference id) {
               choice.where = std::move(id.where);
               choice.id = std::move(id.id);
             },
             {.required = true, .example = "id: first-crew-lander", .help = "Its name, for messages."})
        .key("missions", list_of(IdCodec{}, 1), &MissionChoice::missions,
             {.required = true, .example = "missions: [lander-a, lander-b]", .help = "Among which."})
        .key("at_least", IntegerCodec{0, 10'000}, count(&MissionChoice::at_least),
             {.default_text = "1", .example = "at_least: 1", .help = "So many of them fly, or more."})
        .key("at_most", IntegerCodec{0, 10'000}, count(&MissionChoice::at_most),
             {.default_text = "1", .example = "at_most: 2", .help = "So many of them fly, or fewer."});
    return made;
  }();
  return table;
}

const Table<RoadmapBudget>& budget_table() {
  static const Table<RoadmapBudget> table =
      Table<RoadmapBudget>("budget", "What legs may cost (need, count) that start in a stretch of time.")
          .key("id", IdCodec{},
               [](RoadmapBudget& budget, Reference id) {
                 budget.where = std::move(id.where);
                 budget.id = std::move(id.id);
               },
               {.required = true, .example = "id: exploration", .help = "Its name, for messages."})
          .key("measure",
               WordCodec<BudgetMeasure>{{"cost", "delta_v", "launches"},
                                        [](std::string_view word) -> std::optional<BudgetMeasure> {
                                          if (word == "cost") return BudgetMeasure::cost;
                                          if (word == "delta_v") return BudgetMeasure::delta_v;
                                          return word == "launches" ? std::optional(BudgetMeasure::launches)
                                                                    : std::nullopt;
                                        }},
               &RoadmapBudget::measure,
               {.default_text = "cost",
                .example = "measure: launches",
                .help = "What is counted: the cost of legs, their delta-v in m/s, or launches."})
          .key("missions", list_of(IdCodec{}, 1), &RoadmapBudget::missions,
               {.default_text = "all", .example = "missions: [change-7, change-8]", .help = "Whose."})
          .key("yearly", SiCodec{Dimension::dimensionless, not_negative()}, &RoadmapBudget::yearly,
               {.default_text = "none",
                .example = "yearly: 400",
                .help = "The limit of each calendar year (UTC) of the horizon."})
          .key("periods", list_of(block(period_table())), &RoadmapBudget::periods,
               {.default_text = "none",
                .example = "periods: [{from: 2030-01-01, to: 2031-01-01, limit: 400}]",
                .help = "Stretches of time, each with its own limit."});
  return table;
}

const Table<RoadmapObjective>& objective_table() {
  static const Table<RoadmapObjective> table =
      Table<RoadmapObjective>("objective",
                              "What is made as small as possible: one term, or a weighted sum of several.")
          .key("title", TextCodec{}, &RoadmapObjective::title,
               {.example = "title: The basic station stands early", .help = "What it is, for people."})
          .key("makespan",
               block(weight_table("makespan", "The last mission is in place as early as possible.",
                                  "each day.")),
               set_weight(&RoadmapObjective::makespan),
               {.default_text = "not looked at",
                .example = "makespan: {}",
                .help = "The date at which the last mission is in place."})
          .key("lateness",
               block(weight_table("lateness", "Missions are in place by their 'due'.",
                                  "each day late, times the weight in 'due'.")),
               set_weight(&RoadmapObjective::lateness),
               {.default_text = "not looked at",
                .example = "lateness: {}",
                .help = "The days by which missions are later than their 'due'."})
          .key("milestones", one_or_more(block(milestone_table())), &RoadmapObjective::milestones,
               {.default_text = "none",
                .example = "milestones: [{mission: change-8, milestone: landed}]",
                .help = "The dates of milestones."})
          .key("launches", block(weight_table("launches", "As few launches as possible.", "each launch.")),
               set_weight(&RoadmapObjective::launches),
               {.default_text = "not looked at",
                .example = "launches: {}",
                .help = "The launches of missions that may be left out."})
          .key("left_out",
               block(weight_table("left_out", "As few missions as possible are left out.", "each mission.")),
               set_weight(&RoadmapObjective::left_out),
               {.default_text = "not looked at",
                .example = "left_out: {}",
                .help = "The missions that may be left out, and are."})
          .key("cost", block(weight_table("cost", "It costs as little as possible.", "each unit of cost.")),
               set_weight(&RoadmapObjective::cost),
               {.default_text = "not looked at",
                .example = "cost: {}",
                .help = "The sum of 'cost' over all legs, with their modes and windows."})
          .key("delta_v",
               block(weight_table("delta_v", "It takes as little delta-v as possible.", "each m/s.")),
               set_weight(&RoadmapObjective::delta_v),
               {.default_text = "not looked at",
                .example = "delta_v: {}",
                .help = "The sum of 'delta_v' over all legs, with their modes and windows."})
          .key("delivered_mass", block(mass_table()),
               [](RoadmapObjective& objective, const MassDraft& draft) {
                 objective.delivered_mass = draft.weight;
                 objective.delivered_by = draft.by;
               },
               {.default_text = "not looked at",
                .example = "delivered_mass: {by: 2035-01-01}",
                .help = "As large as possible: what missions deliver ('delivers') by a date."})
          .key("crew_days", block(crew_table()),
               [](RoadmapObjective& objective, CrewDraft draft) {
                 objective.crew_days = draft.weight;
                 objective.crew = std::move(draft.resource);
               },
               {.default_text = "not looked at",
                .example = "crew_days: {resource: crew}",
                .help = "As large as possible: days, times what legs take of a cumulative resource."})
          .check([](Reader& reader, const SourceNode& node, RoadmapObjective& objective) {
            objective.where = reader.where(start_of(node));
          });
  return table;
}

}  // namespace perilune::detail
