#include <perilune/report/svg.hpp>

#include <algorithm>
#include <cmath>

#include <perilune/core/text.hpp>
#include <perilune/report/sha256.hpp>

namespace perilune {
namespace {

/// At most two decimals, without zeros at the end.
std::string pixels(double value) {
  std::string text = fixed(std::isfinite(value) ? value : 0.0, 2);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string attribute_text(const SvgAttribute& attribute) {
  if (attribute.value.empty()) return "";
  return detail::concat(" ", attribute.name, "=\"", markup_text(attribute.value), "\"");
}

using Point = std::pair<double, double>;

constexpr double least_pixels = 0.05;

/// How far a point is from the stretch between two others.
double distance(const Point& p, const Point& a, const Point& b) {
  const double along_x = b.first - a.first, along_y = b.second - a.second;
  const double length2 = along_x * along_x + along_y * along_y;
  const double x = p.first - a.first, y = p.second - a.second;
  if (length2 == 0.0) return std::hypot(x, y);
  const double part = std::clamp((x * along_x + y * along_y) / length2, 0.0, 1.0);
  return std::hypot(x - part * along_x, y - part * along_y);
}

/// Douglas and Peucker, 1973: what is left is nowhere farther from the line than `least_pixels`.
std::vector<Point> thinned(const std::vector<Point>& points) {
  if (points.size() < 3) return points;
  std::vector<bool> kept(points.size(), false);
  kept.front() = kept.back() = true;
  std::vector<std::pair<std::size_t, std::size_t>> stretches = {{0, points.size() - 1}};
  while (!stretches.empty()) {
    const auto [first, last] = stretches.back();
    stretches.pop_back();
    double farthest = least_pixels;
    std::size_t where = 0;
    for (std::size_t i = first + 1; i < last; ++i) {
      const double away = distance(points[i], points[first], points[last]);
      if (away > farthest) farthest = away, where = i;
    }
    if (where == 0) continue;
    kept[where] = true;
    stretches.emplace_back(first, where);
    stretches.emplace_back(where, last);
  }
  std::vector<Point> left;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (kept[i]) left.push_back(points[i]);
  }
  return left;
}

}  // namespace

std::string markup_text(std::string_view text) {
  std::string out;
  for (const char character : printable(text)) {
    switch (character) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += character;
    }
  }
  return out;
}

SvgAttribute::SvgAttribute(std::string_view attribute, double number)
    : name(attribute), value(pixels(number)) {}

SvgPicture::SvgPicture(double width, double height, std::string_view title, std::string_view description)
    : width_(width), height_(height), title_(title) {
  head_ =
      detail::concat("<title>", markup_text(title), "</title><desc>", markup_text(description), "</desc>");
  clip_prefix_ = "c" + sha256_hex(head_).substr(0, 8) + "-";
  rect(0, 0, width, height, {{"class", "paper"}, {"fill", colour::paper}});
}

void SvgPicture::open(std::string_view element, SvgAttributes attributes) {
  body_ += detail::concat("\n<", element);
  for (const SvgAttribute& attribute : attributes) body_ += attribute_text(attribute);
}

SvgPicture& SvgPicture::group(SvgAttributes attributes, std::string_view tip) {
  open("g", attributes);
  body_ += ">";
  if (!tip.empty()) body_ += detail::concat("<title>", markup_text(tip), "</title>");
  return *this;
}

SvgPicture& SvgPicture::end_group() {
  body_ += "</g>";
  return *this;
}

SvgPicture& SvgPicture::link(std::string_view anchor, SvgAttributes attributes, std::string_view tip) {
  has_links_ = true;
  open("a", attributes);
  body_ += detail::concat(" href=\"#", markup_text(anchor), "\"><title>", markup_text(tip), "</title>");
  return *this;
}

SvgPicture& SvgPicture::end_link() {
  body_ += "</a>";
  return *this;
}

SvgPicture& SvgPicture::attribute(const SvgAttribute& attribute) {
  attributes_ += attribute_text(attribute);
  return *this;
}

SvgPicture& SvgPicture::rect(double x, double y, double width, double height, SvgAttributes attributes,
                             std::string_view tip) {
  open("rect", attributes);
  body_ += detail::concat(" x=\"", pixels(x), "\" y=\"", pixels(y), "\" width=\"", pixels(width),
                          "\" height=\"", pixels(height), "\"");
  body_ += tip.empty() ? "/>" : detail::concat("><title>", markup_text(tip), "</title></rect>");
  return *this;
}

SvgPicture& SvgPicture::line(double x1, double y1, double x2, double y2, SvgAttributes attributes) {
  open("line", attributes);
  body_ += detail::concat(" x1=\"", pixels(x1), "\" y1=\"", pixels(y1), "\" x2=\"", pixels(x2), "\" y2=\"",
                          pixels(y2), "\"/>");
  return *this;
}

SvgPicture& SvgPicture::circle(double x, double y, double radius, SvgAttributes attributes,
                               std::string_view tip) {
  open("circle", attributes);
  body_ += detail::concat(" cx=\"", pixels(x), "\" cy=\"", pixels(y), "\" r=\"", pixels(radius), "\"");
  body_ += tip.empty() ? "/>" : detail::concat("><title>", markup_text(tip), "</title></circle>");
  return *this;
}

SvgPicture& SvgPicture::polyline(const std::vector<std::pair<double, double>>& points,
                                 SvgAttributes attributes) {
  open("polyline", attributes);
  body_ += " fill=\"none\" points=\"";
  std::string last;
  for (const auto& [x, y] : thinned(points)) {
    std::string point = pixels(x) + "," + pixels(y);
    if (point == last) continue;
    body_ += last.empty() ? point : " " + point;
    last = std::move(point);
  }
  body_ += "\"/>";
  return *this;
}

SvgPicture& SvgPicture::text(double x, double y, std::string_view content, SvgAttributes attributes) {
  open("text", attributes);
  body_ += detail::concat(" x=\"", pixels(x), "\" y=\"", pixels(y), "\">", markup_text(content), "</text>");
  return *this;
}

SvgPicture& SvgPicture::clip(double x, double y, double width, double height) {
  const std::string id = detail::concat(clip_prefix_, ++clips_);
  body_ += detail::concat("\n<clipPath id=\"", id, "\"><rect x=\"", pixels(x), "\" y=\"", pixels(y),
                          "\" width=\"", pixels(width), "\" height=\"", pixels(height), "\"/></clipPath>");
  return group({{"clip-path", "url(#" + id + ")"}});
}

SvgPicture& SvgPicture::end_clip() {
  return end_group();
}

std::string SvgPicture::element() const {
  // An image has nothing inside that can be reached; a picture with links is a group with a name.
  const std::string role =
      has_links_ ? "role=\"group\" aria-label=\"" + markup_text(title_) + "\"" : "role=\"img\"";
  return detail::concat("<svg xmlns=\"http://www.w3.org/2000/svg\" ", role, " viewBox=\"0 0 ", pixels(width_),
                        " ", pixels(height_), "\" width=\"", pixels(width_), "\" height=\"", pixels(height_),
                        "\" font-family=\"sans-serif\" font-size=\"12\" fill=\"", colour::black, "\"",
                        attributes_, ">", head_, body_, "\n</svg>\n");
}

std::string SvgPicture::file() const {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + element();
}

}  // namespace perilune
