#pragma once

#include <array>
#include <string_view>

#include <perilune/bodies/body.hpp>

#include "key_tables.hpp"

/// Words that several blocks of a flight share, and the blocks that have files of their own.
namespace perilune::detail {

/// A word of the language and what it stands for.
template <class Value>
struct Word {
  std::string_view word;
  Value value;
};

template <class Value, std::size_t n>
WordCodec<Value> one_of(const std::array<Word<Value>, n>& words) {
  WordCodec<Value> codec;
  for (const Word<Value>& word : words) codec.words.emplace_back(word.word);
  codec.parse = [words](std::string_view text) -> std::optional<Value> {
    for (const Word<Value>& word : words) {
      if (word.word == text) return word.value;
    }
    return std::nullopt;
  };
  return codec;
}

/// The bodies of the ephemeris that the library carries.
inline constexpr std::array<Word<BodyId>, 7> bodies{{{"sun", sun},
                                                     {"earth", earth},
                                                     {"moon", moon},
                                                     {"venus", venus},
                                                     {"mars", mars},
                                                     {"jupiter", jupiter},
                                                     {"saturn", saturn}}};
inline constexpr std::array<Word<BodyId>, 1> oblate_bodies{{{"earth", earth}}};
inline constexpr std::array<Word<BodyId>, 2> centers{{{"earth", earth}, {"moon", moon}}};
struct Apsis {
  FlightEventKind kind = FlightEventKind::periapsis;
  BodyId body;
};
inline constexpr std::array<Word<Apsis>, 4> apsides{{{"perilune", {FlightEventKind::periapsis, moon}},
                                                     {"apolune", {FlightEventKind::apoapsis, moon}},
                                                     {"perigee", {FlightEventKind::periapsis, earth}},
                                                     {"apogee", {FlightEventKind::apoapsis, earth}}}};

/// What acts on the craft, as a file says it.
struct ForcesDraft {
  std::vector<FlightForce> forces;
  std::optional<FlightSunlight> sunlight;
  std::optional<FlightDrag> drag;
};

const Table<ForcesDraft>& forces_table();
const Table<FlightManoeuvre>& manoeuvre_table();

}  // namespace perilune::detail
