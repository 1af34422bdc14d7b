#include <array>
#include <optional>
#include <utility>

#include <perilune/campaign/vehicle.hpp>

#include "key_tables.hpp"

namespace perilune::detail {
namespace {

constexpr double synodic_month_d = 29.530589;  // mean, of 2000; Meeus, Astronomical Algorithms, ch. 49

/// "9:2": so many revolutions in so many synodic months, as a period in seconds.
struct ResonanceCodec {
  using value = double;
  void describe(KeyInfo& info) const { info.type = KeyType::text; }
  std::optional<double> read(Reader& reader, const SourceNode& node, std::string_view key) const {
    constexpr std::string_view wanted = "revolutions and synodic months, such as '9:2'";
    const std::string* text = reader.scalar(node, key, wanted);
    if (text == nullptr) return std::nullopt;
    const std::string_view whole = trimmed(*text);
    const std::size_t colon = whole.find(':');
    constexpr long long most = 100;
    const auto count = [](std::string_view digits) -> long long {
      const auto number = parse_integer(digits);
      return number && *number >= 1 && *number <= most ? *number : 0;
    };
    const long long revolutions = colon == std::string_view::npos ? 0 : count(whole.substr(0, colon));
    const long long months = colon == std::string_view::npos ? 0 : count(whole.substr(colon + 1));
    if (revolutions == 0 || months == 0) {
      reader.report("out-of-range", node.span, concat("'", key, "' cannot be '", whole, "'")).notes = {
          concat("allowed: ", wanted, ", both from 1 to ", most)};
      return std::nullopt;
    }
    return synodic_month_d * 86400.0 * static_cast<double>(months) / static_cast<double>(revolutions);
  }
};

constexpr std::array<const char*, 4> size_keys{"resonance", "period", "perilune", "amplitude"};

WordCodec<FamilyName> families() {
  return {{"l2-halo", "nrho", "dro"}, [](std::string_view word) -> std::optional<FamilyName> {
            if (word == "l2-halo") return FamilyName::halo;
            if (word == "nrho") return FamilyName::near_rectilinear;
            return word == "dro" ? std::optional(FamilyName::distant_retrograde) : std::nullopt;
          }};
}

WordCodec<OrbitHalf> halves() {
  return {{"northern", "southern"}, [](std::string_view word) -> std::optional<OrbitHalf> {
            if (word == "northern") return OrbitHalf::northern;
            return word == "southern" ? std::optional(OrbitHalf::southern) : std::nullopt;
          }};
}

std::string size_text(OrbitMeasure measure, double size) {
  return measure == OrbitMeasure::period ? concat(fixed(size / 86400.0, 2), " d")
                                         : concat(fixed(size * 1e-3, 0), " km");
}

void check_size(Reader& reader, const SourceNode& node, LibrationOrbit& orbit) {
  std::vector<const SourceEntry*> given;
  for (const char* key : size_keys)
    if (const SourceEntry* entry = node.find(key)) given.push_back(entry);
  if (given.empty() && !node.incomplete) {
    reader.report("missing-key", start_of(node), "the orbit has no size",
                  "give it a 'period' (or 'resonance'), a 'perilune' or an 'amplitude'");
  }
  for (std::size_t i = 1; i < given.size(); ++i) {
    reader.report("too-many-keys", given[i]->key_span,
                  concat("'", given.front()->key, "' and '", given[i]->key, "' exclude each other"),
                  "one of them is the size");
  }
  const SourceEntry* half = node.find("half");
  if (half != nullptr && orbit.family == FamilyName::distant_retrograde) {
    reader.report("key-without-effect", half->key_span,
                  "a distant retrograde orbit lies in the plane of the Moon's motion: it has no 'half'",
                  "remove it");
  }
  if (given.size() != 1 || node.find("family") == nullptr || !(orbit.size > 0.0)) return;
  const MeasureRange range = measure_range(orbit.family, orbit.measure);
  if (orbit.size >= range.least && orbit.size <= range.most) return;
  reader
      .report("out-of-range", given.front()->value.span,
              concat("the family has no orbit with a ", to_text(orbit.measure), " of ",
                     size_text(orbit.measure, orbit.size)))
      .notes = {concat("allowed: ", size_text(orbit.measure, range.least), " to ",
                       size_text(orbit.measure, range.most))};
}

template <OrbitMeasure measure>
void set_size(LibrationOrbit& orbit, double si) {
  orbit.measure = measure;
  orbit.size = si;
}

}  // namespace

const Table<LibrationOrbit>& libration_orbit_table() {
  static const Table<LibrationOrbit> table =
      Table<LibrationOrbit>("libration_orbit",
                            "An orbit about the libration point behind the Moon, or a distant one about the "
                            "Moon: what flights by way of a flyby go to. Its lengths are those of a Moon at "
                            "its mean distance of 384,400 km.")
          .key("id", IdCodec{},
               [](LibrationOrbit& orbit, Reference id) {
                 orbit.where = std::move(id.where);
                 orbit.id = std::move(id.id);
               },
               {.required = true,
                .example = "id: gateway-orbit",
                .help = "What missions call it. No two share one."})
          .key("title", TextCodec{}, &LibrationOrbit::title,
               {.example = "title: Orbit of the Gateway", .help = "Its name, for people."})
          .key("family", families(), &LibrationOrbit::family,
               {.required = true,
                .example = "family: nrho",
                .help = "The family: halo orbits about L2, the near-rectilinear ones among them, which pass "
                        "close to the Moon, or distant retrograde orbits, about the Moon and backward."})
          .key("half", halves(), &LibrationOrbit::half,
               {.default_text = "southern",
                .example = "half: northern",
                .help = "On which side of the plane of the Moon's motion a halo orbit is for most of the "
                        "time."})
          .key("resonance", ResonanceCodec{}, set_size<OrbitMeasure::period>,
               {.example = "resonance: 9:2",
                .help = "The size by its period: so many revolutions in so many synodic months of 29.53 d."})
          .key("period", SiCodec{Dimension::time, positive()}, set_size<OrbitMeasure::period>,
               {.example = "period: 14.7 d", .help = "The size by its period."})
          .key("perilune", SiCodec{Dimension::length, positive()}, set_size<OrbitMeasure::perilune>,
               {.example = "perilune: 3200 km",
                .help = "The size by its altitude above the Moon where it comes closest."})
          .key("amplitude", SiCodec{Dimension::length, positive()}, set_size<OrbitMeasure::amplitude>,
               {.example = "amplitude: 13000 km",
                .help = "The size by its largest distance from the plane of the Moon's motion; of a distant "
                        "retrograde orbit by how far from the Moon it crosses the line from the Earth."})
          .key("apolune_at", DateCodec{},
               [](LibrationOrbit& orbit, const Placed<Epoch>& date) { orbit.apolune_at = date.value; },
               {.default_text = "any: each flight takes the phase that suits it, and nobody meets there",
                .example = "apolune_at: 2028-01-05",
                .help = "Its phase: when who is in it is at an apolune (of a distant retrograde orbit: on "
                        "the line between Earth and Moon). All missions that name the orbit are then on one "
                        "path."})
          .key("source", TextCodec{}, &LibrationOrbit::source,
               {.example = "source: \"NASA, 2019\"", .help = "Where its figures come from."})
          .check(check_size);
  return table;
}

}  // namespace perilune::detail
