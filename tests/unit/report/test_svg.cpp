#include <perilune/report/svg.hpp>

#include <cmath>

#include "markup.hpp"
#include "support/catch.hpp"

using namespace perilune;

TEST_CASE("markup: characters that mean something become references, dangerous ones a question mark",
          "[report]") {
  CHECK(markup_text("a < b & \"c\" > 'd'") == "a &lt; b &amp; &quot;c&quot; &gt; &#39;d&#39;");
  CHECK(markup_text("\xE2\x80\xAEtxt\x01\n") == "?txt??");
  CHECK(markup_text("Чанъэ-7") == "Чанъэ-7");
}

TEST_CASE("svg: a picture is well formed, whatever it is given", "[report]") {
  SvgPicture picture(100, 50, "<b>", "\"quoted\"");
  picture.group({{"class", "\"><script>"}}, "tip & more")
      .rect(1.0 / 3.0, 2, 3.456, 4, {{"fill", "red"}})
      .line(0, 0, 1, 1, {})
      .circle(1, 2, 3, {}, "dot")
      .polyline({{0, 0}, {0.001, 0.001}, {5, 5}}, {{"stroke", "red"}})
      .text(1, 2, "</text>", {{"fill", "red"}})
      .end_group();
  picture.clip(0, 0, 10, 10).end_clip();
  const std::string text = picture.element();
  CHECK(test::markup_problem(text) == "");
  CHECK(text.find("<script") == std::string::npos);
  CHECK(text.find("x=\"0.33\"") != std::string::npos);
  CHECK(text.find("points=\"0,0 5,5\"") != std::string::npos);  // points that fall together are one
  CHECK(text.find("style=") == std::string::npos);
  CHECK(picture.file().rfind("<?xml", 0) == 0);
}

TEST_CASE("svg: a number that is none does not reach the file", "[report]") {
  SvgPicture picture(10, 10, "t", "d");
  picture.line(std::nan(""), INFINITY, 1, 2, {});
  CHECK(picture.element().find("nan") == std::string::npos);
  CHECK(picture.element().find("inf") == std::string::npos);
}
