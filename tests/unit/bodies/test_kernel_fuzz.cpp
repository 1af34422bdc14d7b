// Random damage: a kernel is refused, or it works. Run it under the sanitizers (preset asan-ubsan).
#include <cmath>
#include <random>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/bodies/granule_cursor.hpp>
#include <perilune/core/error.hpp>

#include "kernel_builder.hpp"
#include "support/catch.hpp"

using namespace perilune;
using kernel_builder::Image;
using kernel_builder::Segment;

namespace {

/// Asks a kernel all that it could be asked. @return whether it was sound enough to be read
bool reads(const Image& image) {
  try {
    std::vector<Kernel> kernels;
    kernels.emplace_back(DafFile::view(image.span(), "fuzzed.bsp"));
    const auto segments = kernels[0].segments();
    std::vector<TdbSpan> spans;
    std::vector<BodyId> bodies;
    for (const ChebyshevSegment& segment : segments) {
      spans.push_back(segment.span);
      bodies.push_back(BodyId{segment.target});
    }
    const Ephemeris ephemeris = Ephemeris::from_kernels(std::move(kernels));
    for (const TdbSpan& span : spans) {
      const double length_s = span.until_s - span.from_s;
      for (const double tdb_s : {span.from_s, span.from_s + 0.3 * length_s, span.until_s}) {
        for (const BodyId center : {BodyId{3}, BodyId{399}}) {
          try {
            for (const BodyId body : bodies) {
              const PositionVelocity state = ephemeris.state_m(body, center, tdb_s);
              if (!state.position_m.allFinite() || !state.velocity_m_s.allFinite())
                FAIL_CHECK("a state is not finite");
            }
            GranuleCursor cursor(ephemeris, center, bodies, tdb_s);
            std::vector<Vector3<double>> positions_m(bodies.size());
            cursor.positions_m(0.0, positions_m);
          } catch (const DataError&) {  // damage may part the bodies, or their spans
          }
        }
      }
    }
    return true;
  } catch (const DataError&) {
    return false;
  }
}

}  // namespace

TEST_CASE("kernel: 20,000 mutations are refused or read, never worse", "[bodies][fuzz]") {
  constexpr std::uint64_t seed = 440;
  std::mt19937_64 random(seed);
  std::vector<Image> sound;
  for (const std::endian order : {std::endian::little, std::endian::big}) {
    sound.push_back(kernel_builder::build(
        KernelKind::spk,
        {Segment{.granules = 2}, Segment{.target = 399, .center = 3, .type = 3, .granules = 1}}, order, 1));
  }
  std::size_t read = 0;
  for (int i = 0; i < 20000; ++i) {
    CAPTURE(seed, i);
    Image image = sound[i % 2 == 0 ? 0 : 1];
    const std::size_t flips = 1 + random() % 4;
    for (std::size_t flip = 0; flip < flips; ++flip) {
      // Half of them where the structure is: the first records, the summaries and the directories.
      std::size_t position = random() % image.size();
      if (random() % 2 == 0) {
        const std::size_t places = 4;
        const std::size_t choice = random() % places;
        const auto directory = static_cast<std::size_t>(image.directories[random() % 2]);
        const auto summary = static_cast<std::size_t>(image.summaries[random() % 2]);
        position = choice == 0   ? random() % 100
                   : choice == 1 ? summary - 24 + random() % 64
                                 : directory + random() % 32;
      }
      char& byte = image.bytes()[position];
      const bool replace = random() % 3 == 0;
      const auto flipped = static_cast<unsigned char>(1U << random() % 8);
      byte = static_cast<char>(replace ? random() & 0xFF : static_cast<unsigned char>(byte) ^ flipped);
    }
    if (random() % 16 == 0) image.words.resize(random() % (image.words.size() + 1));
    if (reads(image)) ++read;
  }
  CHECK(read > 2000);  // the padding and most bits of a coefficient do no harm
  CHECK(read < 18000);
}
