#include <perilune/report/png.hpp>

#include <cstdint>
#include <string>

#include <perilune/core/error.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

/// A big-endian number of four bytes.
std::uint32_t number_at(const std::string& bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

SvgPicture picture() {
  SvgPicture made(120, 40, "Test", "A blue square");
  made.rect(10, 10, 20, 20, {{"fill", colour::blue}});
  return made;
}

}  // namespace

TEST_CASE("png: a picture has the size that was asked for, or a message says what to install", "[report]") {
  if (!can_draw_png()) {
    CHECK_THROWS_WITH(png_of(picture()), Catch::Matchers::Contains("librsvg2-2"));
    return;
  }
  const std::string png = png_of(picture(), 2.5);
  REQUIRE(png.size() > 40);
  CHECK(png.substr(0, 8) == "\x89PNG\r\n\x1a\n");  // RFC 2083, section 3.1
  CHECK(png.substr(12, 4) == "IHDR");
  CHECK(number_at(png, 16) == 300);
  CHECK(number_at(png, 20) == 100);
  CHECK(png.substr(png.size() - 8, 4) == "IEND");
  CHECK(png == png_of(picture(), 2.5));
}

TEST_CASE("png: scales that make no picture are refused", "[report]") {
  CHECK_THROWS_AS(png_of(picture(), 0.0), InvalidArgument);
  CHECK_THROWS_AS(png_of(picture(), -1.0), InvalidArgument);
  CHECK_THROWS_AS(png_of(picture(), 1e6), InvalidArgument);
}
