#include <utility>

#include "key_tables.hpp"

namespace perilune::detail {
namespace {

using Setup = DisjunctiveResource::Setup;
using Change = CumulativeResource::Change;
using Supply = ReservoirResource::Supply;

template <class Data>
Data& data_of(Resource& resource) {
  return std::get<Data>(resource.data);
}

/// The keys that all resources have.
Table<Resource> begun(std::string name, std::string help, std::string example) {
  Table<Resource> table(std::move(name), std::move(help));
  table
      .key("id", IdCodec{},
           [](Resource& resource, Reference id) {
             resource.where = std::move(id.where);
             resource.id = std::move(id.id);
           },
           {.required = true,
            .example = std::move(example),
            .help = "What legs and missions call it. No two share one."})
      .key("title", TextCodec{}, &Resource::title,
           {.example = "title: Launch pad 101", .help = "Its name, for people."})
      .key("source", TextCodec{}, &Resource::source,
           {.example = "source: CNSA, 2024-04-12", .help = "Where its figures come from."});
  return table;
}

const Table<Setup>& setup_table() {
  static const Table<Setup> table =
      Table<Setup>("setup", "The time to change from uses of one kind to those of another.")
          .key("from", IdCodec{},
               [](Setup& setup, Reference kind) {
                 setup.where = kind.where;
                 setup.from = std::move(kind.id);
               },
               {.required = true,
                .example = "from: long-march-5",
                .help = "The kind of the use before: its 'as'."})
          .key("to", IdCodec{}, [](Setup& setup, Reference kind) { setup.to = std::move(kind.id); },
               {.required = true, .example = "to: long-march-10", .help = "The kind of the use after it."})
          .key("for", DurationCodec{not_negative()},
               [](Setup& setup, const Placed<Duration>& time) { setup.time = time.value; },
               {.required = true,
                .example = "for: 90 d",
                .help = "From the end of the one to the start of the other."});
  return table;
}

const Table<Change>& change_table() {
  static const Table<Change> table =
      Table<Change>("change", "Another capacity, from a date on.")
          .key("from", DateCodec{}, &Change::from,
               {.required = true,
                .example = "from: 2032-01-01",
                .help = "From when on, until the next change."})
          .key("capacity", AmountCodec{}, &Change::capacity,
               {.required = true, .example = "capacity: 6", .help = "The capacity then."});
  return table;
}

const Table<Supply>& supply_table() {
  static const Table<Supply> table =
      Table<Supply>("supply", "What a stock gets or loses each day, whatever is done.")
          .key("from", DateCodec{}, &Supply::from,
               {.required = true,
                .example = "from: 2032-01-01",
                .help = "From when on, until the next supply."})
          .key("per_day", AmountCodec{}, &Supply::per_day,
               {.required = true,
                .example = "per_day: -3 kg",
                .help = "What the level grows by in a day; negative: it falls."});
  return table;
}

Table<Resource> disjunctive_table() {
  Table<Resource> table =
      begun("disjunctive", "A pad, a hall, a craft: it serves one leg at a time.", "id: pad-101");
  table
      .key("turnaround", DurationCodec{not_negative()},
           [](Resource& resource, const Placed<Duration>& time) {
             data_of<DisjunctiveResource>(resource).turnaround = time.value;
           },
           {.default_text = "0 d",
            .example = "turnaround: 45 d",
            .help = "From the end of one use to the start of the next, where no setup says otherwise."})
      .key("setups", list_of(block(setup_table())),
           [](Resource& resource, std::vector<Setup> setups) {
             data_of<DisjunctiveResource>(resource).setups = std::move(setups);
           },
           {.default_text = "none",
            .example = "setups: [{from: long-march-5, to: long-march-10, for: 90 d}]",
            .help = "Times to change from one kind of use to another, in place of the turnaround."});
  return table;
}

Table<Resource> cumulative_table() {
  Table<Resource> table =
      begun("cumulative",
            "People, power, antennas: what legs take of it at the same time adds up to its capacity at most.",
            "id: deep-space-antennas");
  table
      .key("capacity", AmountCodec{},
           [](Resource& resource, ResourceAmount amount) {
             data_of<CumulativeResource>(resource).capacity = std::move(amount);
           },
           {.required = true,
            .example = "capacity: 4",
            .help = "How much there is, until the first of 'changes': a count, or a quantity with its unit."})
      .key("changes", list_of(block(change_table())),
           [](Resource& resource, std::vector<Change> changes) {
             data_of<CumulativeResource>(resource).changes = std::move(changes);
           },
           {.default_text = "none",
            .example = "changes: [{from: 2032-01-01, capacity: 6}]",
            .help = "Other capacities, from their dates on."});
  return table;
}

Table<Resource> reservoir_table() {
  Table<Resource> table =
      begun("reservoir",
            "A stock: craft that have been built, propellant, oxygen. Its level stays within its limits.",
            "id: landers-built");
  const auto level = [](std::optional<ResourceAmount> ReservoirResource::*member) {
    return [member](Resource& resource, ResourceAmount amount) {
      data_of<ReservoirResource>(resource).*member = std::move(amount);
    };
  };
  table
      .key("initial", AmountCodec{},
           [](Resource& resource, ResourceAmount amount) {
             data_of<ReservoirResource>(resource).initial = std::move(amount);
           },
           {.required = true,
            .example = "initial: 0 kg",
            .help = "Its level at the beginning of the horizon: a count, or a quantity with its unit."})
      .key("lowest", AmountCodec{}, level(&ReservoirResource::lowest),
           {.default_text = "0", .example = "lowest: 200 kg", .help = "It never falls below."})
      .key("highest", AmountCodec{}, level(&ReservoirResource::highest),
           {.default_text = "no limit", .example = "highest: 6000 kg", .help = "It never rises above."})
      .key("excess",
           WordCodec<bool>{{"forbidden", "lost"},
                           [](std::string_view word) -> std::optional<bool> {
                             if (word == "forbidden") return false;
                             return word == "lost" ? std::optional(true) : std::nullopt;
                           }},
           [](Resource& resource, const Placed<bool>& lost) {
             data_of<ReservoirResource>(resource).excess_is_lost = lost.value;
           },
           {.default_text = "forbidden",
            .example = "excess: lost",
            .help =
                "What becomes of that which would rise above 'highest': 'lost', as with a full battery, or "
                "'forbidden'."})
      .key("supplies", list_of(block(supply_table())),
           [](Resource& resource, std::vector<Supply> supplies) {
             data_of<ReservoirResource>(resource).supplies = std::move(supplies);
           },
           {.default_text = "none",
            .example = "supplies: [{from: 2032-01-01, per_day: -3 kg}]",
            .help = "What it gets or loses each day, whatever is done."});
  return table;
}

Table<Resource> calendar_table() {
  Table<Resource> table =
      begun("calendar", "Stretches of time: what keeps to it runs from start to end inside one of them.",
            "id: lunar-days");
  table.key(
      "open", one_or_more(block(window_table())),
      [](Resource& resource, std::vector<DateSpan> spans, Reader& reader, const SourceEntry& entry) {
        for (std::size_t i = 0; i < spans.size(); ++i) {
          if (!spans[i].from || !spans[i].to) continue;
          data_of<CalendarResource>(resource).open.push_back(
              {{*spans[i].from, *spans[i].to}, reader.where(start_of(item_of(entry, spans.size(), i)))});
        }
      },
      {.required = true,
       .example = "open: [{from: 2031-01-01, to: 2031-01-14}, {from: 2031-01-30, to: 2031-02-13}]",
       .help = "When it is open: one stretch of time, or a list of them."});
  return table;
}

Table<ResourceUse> use_table(bool of_mission) {
  Table<ResourceUse> table("use", of_mission ? "What a mission asks of a resource over several of its legs."
                                             : "What a leg asks of a resource while it runs.");
  table.key("resource", IdCodec{}, &ResourceUse::resource,
            {.required = true, .example = "resource: pad-101", .help = "The id of the resource."});
  if (of_mission) {
    table
        .key("from", IdCodec{}, &ResourceUse::from,
             {.default_text = "the first leg",
              .example = "from: launch",
              .help = "The leg with whose start it begins."})
        .key("to", IdCodec{}, &ResourceUse::to,
             {.default_text = "the last leg",
              .example = "to: surface",
              .help = "The leg with whose end it ends."});
  }
  table
      .key("amount", AmountCodec{}, &ResourceUse::amount,
           {.default_text = "1",
            .example = "amount: 3",
            .help = "Of a cumulative resource: how much it takes, as long as it runs."})
      .key("as", IdCodec{}, [](ResourceUse& use, Reference kind) { use.as = std::move(kind.id); },
           {.default_text = "the launcher of the mission",
            .example = "as: long-march-5",
            .help = "Of a disjunctive resource: the kind of use that its setups speak of."})
      .key("at_start", AmountCodec{}, &ResourceUse::at_start,
           {.default_text = "0",
            .example = "at_start: -200 kg",
            .help = "Of a reservoir: what the level changes by when it starts; negative: it falls."})
      .key("at_end", AmountCodec{}, &ResourceUse::at_end,
           {.default_text = "0",
            .example = "at_end: 1",
            .help = "Of a reservoir: what the level changes by when it ends."})
      .key("per_day", AmountCodec{}, &ResourceUse::per_day,
           {.default_text = "0",
            .example = "per_day: -3 kg",
            .help = "Of a reservoir: what the level changes by on each day that it runs."})
      .check([](Reader& reader, const SourceNode& node, ResourceUse& use) {
        use.where = reader.where(start_of(node));
      });
  return table;
}

}  // namespace

const Table<ResourceUse>& leg_use_table() {
  static const Table<ResourceUse> table = use_table(false);
  return table;
}

const Table<ResourceUse>& mission_use_table() {
  static const Table<ResourceUse> table = use_table(true);
  return table;
}

const ChoiceTable<Resource>& resource_choice() {
  static const ChoiceTable<Resource> choice = [] {
    ChoiceTable<Resource> made("resource",
                               "What legs share: a map with one key, which says how it is shared.",
                               [](Resource& resource, const std::string& kind, const SourceLocation& where) {
                                 resource.where = where;
                                 if (kind == "disjunctive") resource.data = DisjunctiveResource{};
                                 if (kind == "cumulative") resource.data = CumulativeResource{};
                                 if (kind == "reservoir") resource.data = ReservoirResource{};
                                 if (kind == "calendar") resource.data = CalendarResource{};
                               });
    made.kind(disjunctive_table(), "disjunctive: {id: pad-101, turnaround: 45 d}")
        .kind(cumulative_table(), "cumulative: {id: deep-space-antennas, capacity: 4}")
        .kind(reservoir_table(), "reservoir: {id: landers-built, initial: 0}")
        .kind(calendar_table(), "calendar: {id: lunar-days, open: {from: 2031-01-01, to: 2031-01-14}}");
    return made;
  }();
  return choice;
}

}  // namespace perilune::detail
