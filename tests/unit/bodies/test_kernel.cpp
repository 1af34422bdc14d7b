#include <perilune/bodies/kernel.hpp>

#include <cmath>
#include <limits>

#include "refused.hpp"

using namespace perilune;
using kernel_builder::Image;
using kernel_builder::Segment;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

Image sound(int type = 2) {
  return kernel_builder::build(KernelKind::spk, {Segment{.type = type}});
}

/// Refused because of one word of the directory: first granule, length, words of a record, count of records.
void check_directory(int word, double value, const std::string& what) {
  Image image = sound();
  const std::int64_t position = image.directories[0] + 8 * word;
  image.real(position, value);
  CAPTURE(word, value);
  check_refused(image, position, what);
}

}  // namespace

TEST_CASE("kernel: segments of types 2 and 3 are interpreted", "[bodies]") {
  for (const int type : {2, 3}) {
    const Image image = sound(type);
    const Kernel kernel(DafFile::view(image.span(), "small.bsp"));
    REQUIRE(kernel.segments().size() == 1);
    const ChebyshevSegment& segment = kernel.segments()[0];
    CHECK(segment.target == 301);
    CHECK(segment.center == 399);
    CHECK(segment.has_rates() == (type == 3));
    CHECK(segment.coefficients == 5);
    CHECK(segment.granules == 4);
    CHECK(segment.granule_at(0.0) == 0);
    CHECK(segment.granule_at(std::nextafter(1000.0, 0.0)) == 0);
    CHECK(segment.granule_at(1000.0) == 1);
    CHECK(segment.granule_at(4000.0) == 3);  // the last instant belongs to the last granule
    CHECK(segment.granule_at(999.0, 1.5) == 1);
    CHECK(segment.record(2)[0] == 2500.0);
  }
}

TEST_CASE("kernel: a type that is not read yet is refused by its number", "[bodies][fault]") {
  for (const int type : {0, 1, 5, 9, 13, 21, -3}) {
    Image image = sound();
    image.integer(image.summaries[0] + 16 + 12, type);
    check_refused(image, image.summaries[0], "type " + std::to_string(type));
  }
}

TEST_CASE("kernel: axes other than ICRF are refused", "[bodies][fault]") {
  Image image = sound();
  image.integer(image.summaries[0] + 16 + 8, 17);
  check_refused(image, image.summaries[0], "axes 17");
}

TEST_CASE("kernel: a body relative to itself is refused", "[bodies][fault]") {
  Image image = sound();
  image.integer(image.summaries[0] + 16 + 4, 301);
  check_refused(image, image.summaries[0], "relative to itself");
}

TEST_CASE("kernel: a segment too short for a record and a directory is refused", "[bodies][fault]") {
  Image image = sound();
  const auto first = static_cast<std::int32_t>(image.data[0] / 8 + 1);
  image.integer(image.summaries[0] + 36, first + 7);
  check_refused(image, image.summaries[0], "has 8 words");
}

TEST_CASE("kernel: a start of the granules that is not a finite date is refused", "[bodies][fault]") {
  for (const double value : {not_a_number, infinity, -infinity, 1e13})
    check_directory(0, value, "first granule starts at");
}

TEST_CASE("kernel: a tiny, zero, reversed or endless granule is refused", "[bodies][fault]") {
  for (const double value : {0.0, 1e-300, 1e-6, -1000.0, not_a_number, infinity, -infinity, 1e13})
    check_directory(1, value, "granules are");
}

TEST_CASE("kernel: a length of record that its type cannot have is refused", "[bodies][fault]") {
  for (const double value : {0.0, -17.0, 2.0, 16.0, 17.5, 18.0, 1e10, not_a_number, infinity})
    check_directory(2, value, "length of a record");
  Image image = sound(3);  // type 3 has six series
  const std::int64_t position = image.directories[0] + 16;
  image.real(position, 17.0);
  check_refused(image, position, "type 3 has 2 + 6 n words");
}

TEST_CASE("kernel: a count of records of zero, negative, broken or not what the segment holds is refused",
          "[bodies][fault]") {
  for (const double value : {0.0, -4.0, 3.0, 5.0, 2.5, 1e9, 1e300, not_a_number, infinity})
    check_directory(3, value, "count of granules is");
}

TEST_CASE("kernel: a summary that promises more time than the granules cover is refused", "[bodies][fault]") {
  Image early = sound();
  early.real(early.summaries[0], -1.0);
  check_refused(early, early.summaries[0], "says that it covers -1 to 4000");
  Image late = sound();
  late.real(late.summaries[0] + 8, 4001.0);
  check_refused(late, late.summaries[0], "says that it covers 0 to 4001");
}

TEST_CASE("kernel: a granule that is not where the directory says is refused", "[bodies][fault]") {
  for (const double value : {499.0, not_a_number, -500.0, infinity}) {
    Image image = sound();
    image.real(image.data[0], value);
    check_refused(image, image.data[0], "middle of granule 1");
  }
  const std::int64_t second_record = 17 * 8;
  for (const double value : {0.0, -500.0, not_a_number, 501.0}) {
    Image image = sound();
    const std::int64_t position = image.data[0] + second_record + 8;
    image.real(position, value);
    check_refused(image, position, "half the length of granule 2");
  }
}

TEST_CASE("kernel: a coefficient that is no number, or absurd, is refused where it stands",
          "[bodies][fault]") {
  for (const double value : {not_a_number, infinity, -infinity, 1e21, -1e300}) {
    Image image = sound();
    const std::int64_t position = image.data[0] + 8 * (3 * 17 + 16);  // the last one
    image.real(position, value);
    check_refused(image, position, "coefficient of granule 4");
  }
}
