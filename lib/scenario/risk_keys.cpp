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

}  // namespace perilune::detail
