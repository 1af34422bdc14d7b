#include <perilune/core/text.hpp>
#include <perilune/report/csv.hpp>
#include <perilune/report/results.hpp>
#include <perilune/roadmap/lookup.hpp>

namespace perilune {
namespace {

std::string second(Epoch epoch) {
  return epoch.iso8601(TimeScale::utc, 0);
}

std::string place(const SourceLocation& where) {
  return where.line > 0 ? detail::concat(where.file, ":", where.line) : std::string();
}

void add_cut(CsvTable& table, const Cut& cut) {
  table.row().number(cut.turn, 0).own("cut").user(cut.mission).user(cut.activity).own(to_text(cut.kind));
  if (cut.after.empty()) {
    table.own(second(cut.forbidden.from)).own(second(cut.forbidden.to));
  } else {
    table.empty().empty();
  }
  table.number(cut.missing, 3).own(cut.unit).user(cut.reason).user(place(cut.where));
}

}  // namespace

std::string loop_csv(const Campaign& campaign) {
  CsvTable table({"turn", "what", "mission", "activity", "kind", "from_utc", "to_utc", "missing", "unit",
                  "reason", "source"});
  const Roadmap& roadmap = campaign.scenario().roadmap;
  for (const LoopTurn& turn : campaign.loop().turns) {
    for (std::size_t m = 0; m < turn.dates.size(); ++m) {
      if (!turn.dates[m]) continue;
      table.row()
          .number(turn.number, 0)
          .own("dates")
          .user(roadmap.missions[m].id)
          .empty()
          .empty()
          .own(second(turn.dates[m]->from))
          .own(second(turn.dates[m]->to))
          .empty()
          .empty()
          .own("from lift-off to the moment in place, as this turn's schedule has them")
          .user(place(roadmap.missions[m].where));
    }
    for (const Cut& cut : turn.cuts) add_cut(table, cut);
  }
  return table.text();
}

std::string masses_csv(const Campaign& campaign) {
  CsvTable table({"mission", "activity", "by", "start_utc", "delta_v_m_s", "computed", "propellant_kg",
                  "mass_before_kg", "mass_after_kg", "launch_mass_kg", "capability_kg", "margin_kg",
                  "c3_km2_s2", "injection_m_s"});
  for (const FlownMission& flown : campaign.loop().missions) {
    for (const FlownLeg& leg : flown.legs) {
      if (leg.delta_v_m_s <= 0.0) continue;
      table.row()
          .user(flown.mission)
          .user(leg.activity)
          .user(leg.by)
          .own(second(leg.span.from))
          .number(leg.delta_v_m_s, 3)
          .own(leg.is_computed ? "computed" : "stated")
          .number(leg.propellant_kg, 3)
          .number(leg.mass_before_kg, 3)
          .number(leg.mass_after_kg, 3)
          .number(flown.launch_mass_kg, 3);
      if (flown.capability_kg > 0.0) {
        table.number(flown.capability_kg, 3).number(flown.capability_kg - flown.launch_mass_kg, 3);
      } else {
        table.empty().empty();
      }
      table.number(flown.transfer.c3_m2_s2 * 1e-6, 6).number(flown.transfer.injection_delta_v_m_s, 3);
    }
  }
  return table.text();
}

}  // namespace perilune
