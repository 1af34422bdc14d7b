#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace perilune {

/// The text with the characters that mean something in XML and HTML (& < > " ') written as references, and
/// control characters and marks that turn the direction of writing as '?': safe as content and inside quoted
/// attributes.
std::string markup_text(std::string_view text);

/// One attribute of an SVG element. Values are escaped when written; an empty one is left out with its name.
struct SvgAttribute {
  std::string_view name;
  std::string value;

  SvgAttribute(std::string_view attribute, std::string_view text) : name(attribute), value(text) {}
  SvgAttribute(std::string_view attribute, const char* text) : name(attribute), value(text) {}
  /// A number with at most two decimals: hundredths of a pixel.
  SvgAttribute(std::string_view attribute, double number);
};

using SvgAttributes = std::initializer_list<SvgAttribute>;

/// A static picture in the making. Shapes are told by attributes alone (no styles, no scripts), so that a
/// page with a strict content policy shows it; a `class` lets such a page choose other colours.
///
///     SvgPicture picture(640, 200, "Campaign", "Gantt chart of 12 missions");
///     picture.rect(10, 10, 50, 12, {{"class", "bar"}, {"fill", "#0072b2"}});
class SvgPicture {
 public:
  /// @param title, description  for people who hear the picture
  SvgPicture(double width, double height, std::string_view title, std::string_view description);

  /// Begins a group, ended by `end_group`. @param tip  shown by browsers where the pointer rests; may be
  /// empty
  SvgPicture& group(SvgAttributes attributes, std::string_view tip = {});
  SvgPicture& end_group();

  /// Begins a link to a place in the page that holds the picture, ended by `end_link`.
  /// @param anchor  id of the place
  SvgPicture& link(std::string_view anchor, SvgAttributes attributes, std::string_view tip);
  SvgPicture& end_link();

  SvgPicture& rect(double x, double y, double width, double height, SvgAttributes attributes,
                   std::string_view tip = {});
  SvgPicture& line(double x1, double y1, double x2, double y2, SvgAttributes attributes);
  SvgPicture& circle(double x, double y, double radius, SvgAttributes attributes, std::string_view tip = {});
  /// A line through the points, less those that it passes within a twentieth of a pixel anyway.
  SvgPicture& polyline(const std::vector<std::pair<double, double>>& points, SvgAttributes attributes);
  /// In the colour of ink, which a dark page changes, unless `fill` is another.
  SvgPicture& text(double x, double y, std::string_view content, SvgAttributes attributes);

  /// Everything that is drawn until `end_clip` is cut at this rectangle.
  SvgPicture& clip(double x, double y, double width, double height);
  SvgPicture& end_clip();

  /// An attribute of the picture as a whole: what a script has to know of it.
  SvgPicture& attribute(const SvgAttribute& attribute);

  double width() const noexcept { return width_; }
  double height() const noexcept { return height_; }

  /// The picture as an element of a page, and as a file of its own.
  std::string element() const;
  std::string file() const;

 private:
  void open(std::string_view element, SvgAttributes attributes);

  double width_;
  double height_;
  std::string attributes_;  // of the whole
  std::string head_;        // title and description
  std::string body_;
  std::string title_;
  bool has_links_ = false;
  int clips_ = 0;
  std::string clip_prefix_;  // ids must differ between the pictures of one page
};

/// Colours that people with any kind of colour vision tell apart. Source: Okabe and Ito, 2008.
namespace colour {
inline constexpr std::string_view black = "#1b1b1b";
inline constexpr std::string_view orange = "#e69f00";
inline constexpr std::string_view sky = "#56b4e9";
inline constexpr std::string_view green = "#009e73";
inline constexpr std::string_view yellow = "#f0e442";
inline constexpr std::string_view blue = "#0072b2";
inline constexpr std::string_view vermilion = "#d55e00";
inline constexpr std::string_view purple = "#cc79a7";
inline constexpr std::string_view grey = "#8c8c8c";
inline constexpr std::string_view faint = "#d9d9d9";
inline constexpr std::string_view paper = "#ffffff";
}  // namespace colour

}  // namespace perilune
