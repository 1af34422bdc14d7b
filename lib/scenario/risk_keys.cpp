#include <utility>

#include "key_tables.hpp"

namespace perilune::detail {
namespace {

/// One time span is a mean, two are the ends of a range, three have the likeliest in the middle.
void set_law(DelayLaw& law, const std::vector<Placed<Duration>>& spans, Reader& reader,
             const SourceEntry& entry) {
  if (spans.size() > 3) {
    reader.report("wrong-count", entry.value.span,
                  concat("'", entry.key, "' wants one to three time spans, found ", spans.size()));
    return;
  }
  for (std::size_t i = 1; i < spans.size(); ++i) {
    if (spans[i - 1].value <= spans[i].value) continue;
    reader.report("maximum-below-minimum", entry.value.span,
                  concat("the time spans of '", entry.key, "' fall: ", to_text(spans[i - 1].value),
                         " comes before ", to_text(spans[i].value)),
                  "write [shortest, longest] or [shortest, likeliest, longest]");
    return;
  }
  if (spans.size() == 1) law = {DelayLaw::Shape::exponential, {}, spans[0].value, {}};
  if (spans.size() == 2) law = {DelayLaw::Shape::uniform, spans[0].value, {}, spans[1].value};
  if (spans.size() == 3) law = {DelayLaw::Shape::triangular, spans[0].value, spans[1].value, spans[2].value};
}

constexpr const char* law_words =
    " One time span is the mean of an exponential law; [shortest, longest] is uniform; [shortest, "
    "likeliest, longest] is triangular.";

}  // namespace

const Table<Risk>& risk_table() {
  static const Table<Risk> table =
      Table<Risk>("risk",
                  "What may go wrong with a leg. It is tried until it succeeds; each try begins in a window, "
                  "if there are windows.")
          .key("slip", one_or_more(DurationCodec{not_negative()}),
               [](Risk& risk, const std::vector<Placed<Duration>>& spans, Reader& reader,
                  const SourceEntry& entry) { set_law(risk.slip, spans, reader, entry); },
               {.default_text = "none",
                .example = "slip: [0 d, 30 d, 1 yr]",
                .help = concat("By how much later than planned it may start, which is known on the day on "
                               "which it should have started.",
                               law_words)})
          .key("overrun", one_or_more(DurationCodec{not_negative()}),
               [](Risk& risk, const std::vector<Placed<Duration>>& spans, Reader& reader,
                  const SourceEntry& entry) { set_law(risk.overrun, spans, reader, entry); },
               {.default_text = "none",
                .example = "overrun: 60 d",
                .help = concat("By how much longer it may last, which is known when it should have ended.",
                               law_words)})
          .key("scrub", SiCodec{Dimension::dimensionless, {0.0, 0.99, false, "0 to 0.99"}}, &Risk::scrub,
               {.default_text = "0",
                .example = "scrub: 20 %",
                .help = "Probability that a start is called off on the day, again at each attempt."})
          .key("scrub_delay", DurationCodec{not_negative()}, &Risk::scrub_delay,
               {.default_text = "1 d",
                .example = "scrub_delay: 2 d",
                .help = "From a start that is called off to the next attempt."})
          .key("failure", SiCodec{Dimension::dimensionless, {0.0, 1.0, false, "0 to 1"}}, &Risk::failure,
               {.default_text = "0",
                .example = "failure: 5 %",
                .help = "Probability that it fails, which is known at its end; again at each try."})
          .key("again_after", DurationCodec{not_negative()}, &Risk::again_after,
               {.default_text = "0 d",
                .example = "again_after: 18 mo",
                .help = "From a failure to the next try: what it takes to build it again."})
          .key("most_failures", IntegerCodec{0, 100},
               [](Risk& risk, std::int64_t most) { risk.most_failures = static_cast<int>(most); },
               {.default_text = "1",
                .example = "most_failures: 2",
                .help = "After as many failures the next try succeeds."})
          .check([](Reader& reader, const SourceNode& node, Risk& risk) {
            const auto needs = [&](const char* key, const char* other, bool is_used) {
              const SourceEntry* entry = node.find(key);
              if (entry == nullptr || is_used) return;
              reader.report("key-without-effect", entry->key_span,
                            concat("'", key, "' means nothing without '", other, "'"),
                            concat("add '", other, "', or remove '", key, "'"));
            };
            needs("scrub_delay", "scrub", node.find("scrub") != nullptr);
            needs("again_after", "failure", node.find("failure") != nullptr);
            needs("most_failures", "failure", node.find("failure") != nullptr);
            static_cast<void>(risk);
          });
  return table;
}

namespace {

const Table<LauncherRisk>& launcher_risk_table() {
  static const Table<LauncherRisk> table =
      Table<LauncherRisk>("launcher risk", "What may go wrong with the launches of one rocket.")
          .key("launcher", IdCodec{}, &LauncherRisk::launcher,
               {.required = true,
                .example = "launcher: long-march-5",
                .help = "The rocket, as missions name it by 'launcher'."})
          .key("launch", block(risk_table()),
               [](LauncherRisk& launcher, Risk risk, Reader& reader, const SourceEntry& entry) {
                 risk.where = reader.where(entry.key_span);
                 launcher.launch = std::move(risk);
               },
               {.required = true,
                .example = "launch: {scrub: 10 %, failure: 4 %, again_after: 18 mo}",
                .help = "What may go wrong with each of its launches that has no 'risk' of its own."})
          .key("grounded", one_or_more(DurationCodec{not_negative()}),
               [](LauncherRisk& launcher, const std::vector<Placed<Duration>>& spans, Reader& reader,
                  const SourceEntry& entry) { set_law(launcher.grounded, spans, reader, entry); },
               {.default_text = "0 d",
                .example = "grounded: [4 mo, 8 mo, 30 mo]",
                .help = concat("How long no other launch of it lifts off after a failure.", law_words)})
          .key("source", TextCodec{}, &LauncherRisk::source,
               {.example = "source: \"Gunter's Space Page\"", .help = "Where its figures come from."});
  return table;
}

const Table<PartnerRisk>& partner_risk_table() {
  static const Table<PartnerRisk> table =
      Table<PartnerRisk>("partner risk", "Somebody who may withdraw, and with whom what he brings.")
          .key("partner", IdCodec{}, &PartnerRisk::partner,
               {.required = true, .example = "partner: roscosmos", .help = "A name for the results."})
          .key("withdrawal", SiCodec{Dimension::dimensionless, {0.0, 1.0, false, "0 to 1"}},
               &PartnerRisk::withdrawal,
               {.required = true, .example = "withdrawal: 10 %", .help = "Probability that he does."})
          .key("when", block(window_table()),
               [](PartnerRisk& partner, DateSpan span, Reader&, const SourceEntry&) {
                 if (span.from && span.to) partner.when = {*span.from, *span.to};
               },
               {.required = true,
                .example = "when: {from: 2027-01-01, to: 2036-01-01}",
                .help = "On some day in it, any as likely as another."})
          .key("removes", list_of(IdCodec{}), &PartnerRisk::removes,
               {.default_text = "none",
                .example = "removes: [luna-29, luna-30]",
                .help = "Missions that then do not fly, unless they have begun. What waits for them waits "
                        "for nothing; a phase that they belong to is never complete."})
          .key("delays", list_of(IdCodec{}), &PartnerRisk::delays,
               {.default_text = "none",
                .example = "delays: [les-1, les-2]",
                .help = "Missions that others then have to take over, unless they have begun."})
          .key("delay", one_or_more(DurationCodec{not_negative()}),
               [](PartnerRisk& partner, const std::vector<Placed<Duration>>& spans, Reader& reader,
                  const SourceEntry& entry) { set_law(partner.delay, spans, reader, entry); },
               {.default_text = "0 d",
                .example = "delay: [2 yr, 5 yr]",
                .help = concat("By which these then come later.", law_words)})
          .key("source", TextCodec{}, &PartnerRisk::source,
               {.example = "source: \"assumed\"", .help = "Where its figures come from."})
          .check([](Reader& reader, const SourceNode& node, PartnerRisk&) {
            const SourceEntry* delay = node.find("delay");
            const SourceEntry* delays = node.find("delays");
            if ((delay == nullptr) == (delays == nullptr)) return;
            const SourceEntry& one = delay != nullptr ? *delay : *delays;
            const char* other = delay != nullptr ? "delays" : "delay";
            reader.report("key-without-effect", one.key_span,
                          concat("'", one.key, "' means nothing without '", other, "'"),
                          concat("add '", other, "', or remove '", one.key, "'"));
          });
  return table;
}

}  // namespace

const Table<RiskPlan>& risk_plan_table() {
  static const Table<RiskPlan> table =
      Table<RiskPlan>(
          "risks",
          "What may go wrong with many missions at once, as 'perilune mc' and 'perilune replan' take it.")
          .key("launchers", list_of(block(launcher_risk_table())), &RiskPlan::launchers,
               {.default_text = "none",
                .example = "launchers: [{launcher: long-march-5, launch: {failure: 4 %, again_after: 2 yr}, "
                           "grounded: [4 mo, 1 yr]}]",
                .help = "Rockets that fail, and stand still after that."})
          .key("partners", list_of(block(partner_risk_table())), &RiskPlan::partners,
               {.default_text = "none",
                .example = "partners: [{partner: roscosmos, withdrawal: 10 %, when: {from: 2027-01-01, to: "
                           "2036-01-01}, removes: [luna-30]}]",
                .help = "Partners who may withdraw."})
          .key("landing", block(risk_table()),
               [](RiskPlan& plan, Risk risk, Reader& reader, const SourceEntry& entry) {
                 risk.where = reader.where(entry.key_span);
                 plan.landing = std::move(risk);
               },
               {.default_text = "none",
                .example = "landing: {failure: 5 %, again_after: 3 yr}",
                .help = "What may go wrong with every mission's last descent that has no 'risk' of its own. "
                        "One that fails is flown again from the launch on."})
          .key("later_windows_until", DateCodec{}, &RiskPlan::later_windows_until,
               {.default_text = "a launch that is too late for its windows does not fly",
                .example = "later_windows_until: 2046-01-01",
                .help = "A launch that is too late for its windows flies in later ones up to this date: in "
                        "those of the fast model where its transfer is designed ('kind: direct'), at any "
                        "time where it is not."});
  return table;
}

}  // namespace perilune::detail
