#pragma once

#include <utility>

#include "codecs.hpp"
#include "table.hpp"

namespace perilune::detail {

/// The keys that say when something comes: exactly one of `brought_by` and `on`.
template <class Planned>
void add_arrival_keys(Table<Planned>& table, const char* what) {
  table
      .key("brought_by", IdCodec{},
           [](Planned& planned, Reference id) { planned.comes.mission = std::move(id); },
           {.default_text = "none: it comes on a date",
            .example = "brought_by: ilrs-3",
            .help = concat("The mission that brings ", what,
                           ": it comes when that mission has landed for its work, as the schedule has it.")})
      .key("on", DateCodec{},
           [](Planned& planned, const Placed<Epoch>& date) { planned.comes.date = date.value; },
           {.default_text = "when the mission that brings it has landed",
            .example = "on: 2036-01-01",
            .help = "The date on which it comes, if no mission of the scenario brings it."})
      .check([](Reader& reader, const SourceNode& node, Planned& planned) {
        const SourceEntry* mission = node.find("brought_by");
        const SourceEntry* date = node.find("on");
        if (mission && date) {
          reader.report("too-many-keys", date->key_span, "'on' and 'brought_by' exclude each other",
                        "keep one of them");
        } else if (!mission && !date && !node.incomplete) {
          reader.report("missing-key", start_of(node), "when it comes is missing: 'brought_by' or 'on'",
                        "name the mission that brings it: 'brought_by: ilrs-3'");
        }
        if (!planned.comes.date && planned.comes.mission.empty()) planned.comes.date = j2000;
      });
}

}  // namespace perilune::detail
