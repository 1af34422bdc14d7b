#include <perilune/bodies/daf.hpp>

#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include <perilune/core/atomic_file.hpp>

#include "refused.hpp"

using namespace perilune;
using kernel_builder::Image;
using kernel_builder::Segment;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::int64_t at_nd = 8;
constexpr std::int64_t at_ni = 12;
constexpr std::int64_t at_forward = 76;
constexpr std::int64_t first_summary_record = 1024;
constexpr std::int64_t at_count = first_summary_record + 16;

/// Two segments, one summary record each.
Image sound(std::endian order = std::endian::native) {
  return kernel_builder::build(KernelKind::spk,
                               {Segment{}, Segment{.target = 399, .center = 3, .type = 3, .name = "EARTH"}},
                               order, 1);
}

}  // namespace

TEST_CASE("daf: a sound file is read in both byte orders", "[bodies]") {
  for (const std::endian order : {std::endian::little, std::endian::big}) {
    const Image image = sound(order);
    const DafFile file = DafFile::view(image.span(), "small.bsp");
    CHECK(file.kind() == KernelKind::spk);
    CHECK(file.internal_name() == "SMALL KERNEL FOR TESTS");
    REQUIRE(file.segments().size() == 2);
    const DafSegment& earth = file.segments()[1];
    CHECK(earth.name == "EARTH");
    CHECK(earth.integers == std::array{399, 3, 1, 3});
    CHECK(earth.start_s == 0.0);
    CHECK(earth.end_s == 4000.0);
    const auto words = file.words(earth);
    REQUIRE(words.size() == 4 * 32 + 4);
    CHECK(words[0] == 500.0);
    CHECK(words[2] == kernel_builder::coefficient(Segment{}, 0, 0, 0));
    CHECK(words.back() == 4.0);
  }
}

TEST_CASE("daf: a binary PCK is read", "[bodies]") {
  const Image image = kernel_builder::build(KernelKind::pck, {Segment{.target = 31008, .center = 1}});
  const DafFile file = DafFile::view(image.span(), "small.bpc");
  CHECK(file.kind() == KernelKind::pck);
  CHECK(file.segments()[0].integers == std::array{31008, 1, 2, 0});
}

TEST_CASE("daf: bytes that are not aligned to doubles are read all the same", "[bodies]") {
  const Image image = sound();
  std::vector<std::byte> shifted(image.size() + 1);
  std::memcpy(shifted.data() + 1, image.words.data(), image.size());
  const DafFile file = DafFile::view(std::span(shifted).subspan(1), "shifted.bsp");
  CHECK(file.words(file.segments()[0])[0] == 500.0);
}

TEST_CASE("daf: a file on disk is read whole, and what happens to it later changes nothing", "[bodies]") {
  const std::filesystem::path path = std::filesystem::temp_directory_path() / "perilune_test_daf.bsp";
  const Image image = sound();
  const std::string content(reinterpret_cast<const char*>(image.words.data()), image.size());
  write_file_atomically(path, content);
  const DafFile file = DafFile::read(path);
  std::filesystem::resize_file(path, 10);
  CHECK(file.size_bytes() == image.size());
  CHECK(file.words(file.segments()[0])[0] == 500.0);
  CHECK_THROWS_WITH(DafFile::read(path), Catch::Matchers::ContainsSubstring("10 bytes"));
  std::filesystem::remove(path);
  CHECK_THROWS_AS(DafFile::read(path), DataError);
  CHECK_THROWS_WITH(DafFile::read(std::filesystem::temp_directory_path()),
                    Catch::Matchers::ContainsSubstring("not a regular file"));
}

TEST_CASE("daf: a file of another kind is refused by name of its kind", "[bodies]") {
  Image image = sound();
  image.text(0, "NAIF/DAF");
  check_refused(image, 0, "'NAIF/DAF'");
  image.text(0, "DAFETF N");
  check_refused(image, 0, "transfer file");
  image.text(0, "KPL/LSK\n");
  check_refused(image, 0, "text kernel");
  check_refused(std::span<const std::byte>(), 0, "0 bytes");
}

TEST_CASE("daf: huge, negative or wrong ND is refused", "[bodies][fault]") {
  for (const std::int32_t value : {0, 1, 3, -2, 124, 2147483647, -2147483647 - 1}) {
    Image image = sound();
    image.integer(at_nd, value);
    check_refused(image, at_nd, "ND is " + std::to_string(value));
  }
}

TEST_CASE("daf: huge, negative or wrong NI is refused", "[bodies][fault]") {
  for (const std::int32_t value : {0, 5, 7, -6, 250, 2147483647, -2147483647 - 1}) {
    Image image = sound();
    image.integer(at_ni, value);
    check_refused(image, at_ni, "NI is " + std::to_string(value));
  }
}

TEST_CASE("daf: a forward pointer of 0, negative, past the end or overflowing is refused",
          "[bodies][fault]") {
  for (const std::int32_t value : {0, 1, -1, 9, 1000, 2147483647, -2147483647 - 1}) {
    Image image = sound();
    image.integer(at_forward, value);
    check_refused(image, at_forward, "pointer to a summary record is " + std::to_string(value));
  }
}

TEST_CASE("daf: a next pointer past the end, negative, broken, overflowing or not a number is refused",
          "[bodies][fault]") {
  for (const double value : {-1.0, 2.5, 1000.0, 1e300, -1e300, not_a_number, infinity}) {
    Image image = sound();
    image.real(first_summary_record, value);
    check_refused(image, first_summary_record, "pointer to the next summary record is");
  }
}

TEST_CASE("daf: a cyclic forward pointer is refused", "[bodies][fault]") {
  Image itself = sound();
  itself.real(first_summary_record, 2.0);
  check_refused(itself, first_summary_record, "returns to record 2");

  Image first = sound();
  const std::int64_t second_summary_record = first.summaries[1] - 24;
  first.real(second_summary_record, 2.0);
  check_refused(first, second_summary_record, "returns to record 2");
}

TEST_CASE("daf: a summary count that is negative, no integer, above 25 or not a number is refused",
          "[bodies][fault]") {
  for (const double value : {-1.0, 0.5, 25.5, 26.0, 1e18, not_a_number, infinity, -infinity}) {
    Image image = sound();
    image.real(at_count, value);
    check_refused(image, at_count, "count of summaries");
  }
}

TEST_CASE("daf: a file without segments is refused", "[bodies][fault]") {
  Image image = kernel_builder::build(KernelKind::spk, {Segment{}});
  image.real(at_count, 0.0);
  check_refused(image, first_summary_record, "no segment");
}

TEST_CASE("daf: a segment that starts at 0, ends before it starts or reaches past the file is refused",
          "[bodies][fault]") {
  struct Case {
    std::int32_t first, last;
  };
  const Image reference = sound();
  const auto words = static_cast<std::int32_t>(reference.size() / 8);
  const std::int64_t position = reference.summaries[0] + 32;
  for (const Case& fault :
       {Case{0, 500}, Case{-5, 500}, Case{1, 500}, Case{128, 500}, Case{500, 499}, Case{400, words + 1},
        Case{words + 1, words + 2}, Case{400, 2147483647}, Case{2147483647, -2147483647 - 1}}) {
    Image image = sound();
    image.integer(position, fault.first);
    image.integer(position + 4, fault.last);
    CAPTURE(fault.first, fault.last);
    check_refused(image, position, "has the words " + std::to_string(fault.first));
  }
}

TEST_CASE("daf: a segment that covers no time, or no finite one, is refused", "[bodies][fault]") {
  struct Case {
    double start_s, end_s;
  };
  for (const Case& fault : {Case{0, 0}, Case{1, 0}, Case{not_a_number, 4000}, Case{0, not_a_number},
                            Case{-infinity, 4000}, Case{0, infinity}}) {
    Image image = sound();
    image.real(image.summaries[0], fault.start_s);
    image.real(image.summaries[0] + 8, fault.end_s);
    check_refused(image, image.summaries[0], "covers");
  }
}

TEST_CASE("daf: an unknown or wrong byte order is refused", "[bodies][fault]") {
  Image image = sound(std::endian::little);
  image.text(88, "VAX-GFLT");
  check_refused(image, 88, "'VAX-GFLT' is unknown");
  image.text(88, std::string_view("\0\0\0\0\0\0\0\0", 8));
  check_refused(image, 88, "unknown");
  image.text(88, "BIG-IEEE");
  check_refused(image, at_nd, "the other byte order");
}

TEST_CASE("daf: a damaged transfer check string is refused", "[bodies][fault]") {
  constexpr std::int64_t position = 699;
  Image text_mode = sound();
  text_mode.text(position + 9, "\r");  // what a transfer in text mode does to a line feed
  check_refused(text_mode, position, "text mode");
  Image stripped = sound();
  stripped.text(position + 18, "\x01");  // an eighth bit lost
  check_refused(stripped, position, "text mode");
  Image gone = sound();
  gone.text(position, std::string(28, ' '));
  check_refused(gone, position, "text mode");
}

TEST_CASE("daf: names that are not UTF-8 are refused", "[bodies][fault]") {
  Image segment = sound();
  segment.text(2 * 1024 + 3, "\xFF");
  check_refused(segment, 2 * 1024, "not UTF-8");
  Image internal = sound();
  internal.text(20, "\xC3\x28");
  check_refused(internal, 16, "internal name");
}

TEST_CASE("daf: a file cut short at any record boundary is refused", "[bodies][fault]") {
  for (const std::endian order : {std::endian::little, std::endian::big}) {
    const Image image = sound(order);
    for (std::size_t records = 0; records < image.size() / 1024; ++records) {
      CAPTURE(records);
      CHECK_THROWS_AS(Kernel(DafFile::view(image.span().first(records * 1024), "short.bsp")), DataError);
      // and a little into the record that follows
      CHECK_THROWS_AS(Kernel(DafFile::view(image.span().first(records * 1024 + 16), "short.bsp")), DataError);
    }
    CHECK_NOTHROW(Kernel(DafFile::view(image.span(), "whole.bsp")));
  }
}
