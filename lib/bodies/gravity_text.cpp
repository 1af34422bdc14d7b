#include <perilune/bodies/gravity_text.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include <perilune/core/atomic_file.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

constexpr int largest_degree = 2190;  // EGM2008's own, the largest field in use

/// Lines of a text, counted from 1.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  bool next(std::string_view& line) {
    if (rest_.empty()) return false;
    const std::size_t end = rest_.find('\n');
    line = trimmed(rest_.substr(0, end));
    rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
    ++number_;
    return true;
  }
  int number() const { return number_; }

 private:
  std::string_view rest_;
  int number_ = 0;
};

/// The items of a line: between commas, or between blanks.
std::vector<std::string_view> items(std::string_view line, bool commas) {
  std::vector<std::string_view> found;
  while (!line.empty()) {
    const std::size_t end = commas ? line.find(',') : line.find_first_of(" \t");
    found.push_back(trimmed(line.substr(0, end)));
    if (end == std::string_view::npos) break;
    line = commas ? line.substr(end + 1) : trimmed(line.substr(end + 1));
  }
  return found;
}

/// A number, times a power of ten that is put into its text: that rounds once.
std::optional<double> number(std::string_view text, int power_of_ten = 0) {
  std::string plain(text);
  for (char& letter : plain) {
    if (letter == 'D' || letter == 'd' || letter == 'E') letter = 'e';
  }
  if (power_of_ten == 0) return parse_number(plain);
  const std::size_t e = plain.find('e');
  const auto exponent =
      e == std::string::npos ? std::optional<long long>(0) : parse_integer(plain.substr(e + 1));
  if (!exponent || *exponent < -400 || *exponent > 400) return {};
  return parse_number(detail::concat(plain.substr(0, e), "e", *exponent + power_of_ten));
}

/// A field that is being read.
class Reading {
 public:
  Reading(std::string_view content, std::string name, const GravityTextOptions& options)
      : lines_(content), options_(options) {
    field_.name = std::move(name);
    if (options.degree && *options.degree < 2) {
      throw InvalidArgument(
          detail::concat("GravityTextOptions: degree = ", *options.degree, ". A field begins with degree 2"));
    }
  }

  GravityField icgem() {
    read_icgem_header();
    std::string_view line;
    while (lines_.next(line)) {
      if (line.empty()) continue;
      const auto parts = items(line, false);
      if (parts[0] != "gfc") {
        refuse(
            "the term is of the kind '", printable(parts[0]),
            "'; only 'gfc' is read. A field that changes with time has to be worked out for a date first.");
      }
      if (parts.size() < 5) refuse("expected 'gfc', degree, order, C and S.");
      add(parts[1], parts[2], parts[3], parts[4]);
    }
    return finished();
  }

  GravityField shadr() {
    std::string_view line;
    while (lines_.next(line) && line.empty()) {
    }
    const auto head = items(line, true);
    if (head.size() < 6) refuse("expected radius, GM, its uncertainty, degree, order, normalisation, ...");
    set_size(number(head[1], 9), "GM", number(head[0], 3), "the radius");
    set_degree(head[3]);
    set_order(head[4]);
    if (head[5] != "1") {
      refuse("the normalisation is '", printable(head[5]), "', expected 1: fully normalised coefficients.");
    }
    for (std::size_t i = 6; i < std::min<std::size_t>(8, head.size()); ++i) {
      if (number(head[i]) != 0.0) refuse("the reference longitude and latitude have to be zero.");
    }
    while (lines_.next(line)) {
      if (line.empty()) continue;
      const auto parts = items(line, true);
      if (parts.size() < 4) refuse("expected degree, order, C and S.");
      add(parts[0], parts[1], parts[2], parts[3]);
    }
    return finished();
  }

  GravityField cof() {
    std::string_view line;
    // Degree and order run together where they have three digits: records are read by their columns.
    const auto column = [&line](std::size_t from, std::size_t until) {
      return from < line.size() ? trimmed(line.substr(from, until - from)) : std::string_view();
    };
    bool has_header = false;
    bool ended = false;
    while (!ended && lines_.next(line)) {
      if (line.empty() || line[0] == 'C' || line[0] == 'c') continue;
      if (line.starts_with("POTFIELD")) {
        if (has_header) refuse("POTFIELD is given a second time.");
        has_header = true;
        const auto rest = items(column(14, line.size()), false);
        if (rest.size() < 3) refuse("expected POTFIELD with degree, order, 1, GM and radius.");
        if (rest[0] != "1") {
          refuse("the normalisation is '", printable(rest[0]),
                 "', expected 1: fully normalised coefficients.");
        }
        if (rest.size() > 3 && number(rest[3]) != 1.0) {
          refuse("the scale is '", printable(rest[3]), "', expected 1.");
        }
        set_size(number(rest[1]), "GM", number(rest[2]), "the radius");
        set_degree(column(8, 11));
        set_order(column(11, 14));
      } else if (line.starts_with("RECOEF")) {
        if (!has_header) refuse("the term comes before POTFIELD.");
        const std::string_view s = column(38, 59);
        add(column(6, 11), column(11, 14), column(14, 38), s.empty() && column(11, 14) == "0" ? "0" : s);
      } else if (line.starts_with("END")) {
        ended = true;
      } else {
        refuse("the record is '", printable(line.substr(0, 12)), "', expected RECOEF, COMMENT or END.");
      }
    }
    if (!has_header) refuse("the text ends before POTFIELD.");
    return finished();
  }

 private:
  template <class... Parts>
  [[noreturn]] void refuse(const Parts&... parts) const {
    throw DataError(detail::concat("gravity field '", printable(field_.name), "', line ", lines_.number(),
                                   ": ", parts...));
  }

  void read_icgem_header() {
    std::string_view line;
    std::optional<double> mu, radius;
    std::string degree;
    for (;;) {
      if (!lines_.next(line)) refuse("the text ends before 'end_of_head'.");
      const auto parts = items(line, false);
      if (parts.empty()) continue;
      if (parts[0] == "end_of_head") break;
      if (parts.size() < 2) continue;
      if (parts[0] == "earth_gravity_constant" || parts[0] == "gravity_constant") mu = number(parts[1]);
      if (parts[0] == "radius") radius = number(parts[1]);
      if (parts[0] == "max_degree") degree = parts[1];
      if (parts[0] == "norm" && parts[1] != "fully_normalized") {
        refuse("the coefficients are '", printable(parts[1]), "', expected 'fully_normalized'.");
      }
    }
    set_size(mu, "earth_gravity_constant", radius, "radius");
    set_degree(degree);
    field_.order = field_.degree;
  }

  void set_size(std::optional<double> mu, std::string_view mu_name, std::optional<double> radius,
                std::string_view radius_name) {
    if (!mu || !(*mu > 0.0 && *mu < 1e30)) {
      refuse("the header has no positive number for ", mu_name, ".");
    }
    if (!radius || !(*radius > 0.0 && *radius < 1e12)) {
      refuse("the header has no positive number for ", radius_name, ".");
    }
    field_.mu_m3_s2 = *mu;
    field_.reference_radius_m = *radius;
  }

  void set_degree(std::string_view text) {
    const auto degree = parse_integer(text);
    if (!degree || *degree < 2 || *degree > largest_degree) {
      refuse("the header says degree '", printable(text), "', expected 2 to ", largest_degree, ".");
    }
    file_degree_ = static_cast<int>(*degree);
    field_.degree = std::min(file_degree_, options_.degree.value_or(file_degree_));
    const std::size_t pairs = GravityField::index(field_.degree, field_.degree) + 1;
    field_.c.assign(pairs, 0.0);
    field_.s.assign(pairs, 0.0);
    first_line_.assign(pairs, 0);
  }

  void set_order(std::string_view text) {
    const auto order = parse_integer(text);
    if (!order || *order < 0 || *order > file_degree_) {
      refuse("the order is '", printable(text), "', expected 0 to the degree, ", file_degree_, ".");
    }
    field_.order = std::min(field_.degree, static_cast<int>(*order));
  }

  void add(std::string_view n_text, std::string_view m_text, std::string_view c_text,
           std::string_view s_text) {
    const auto n = parse_integer(n_text);
    const auto m = parse_integer(m_text);
    if (!n || !m || *n < 0 || *m < 0 || *m > *n || *n > file_degree_) {
      refuse("degree and order are '", printable(n_text), "' and '", printable(m_text),
             "', expected whole numbers with 0 <= order <= degree <= ", file_degree_, ".");
    }
    const auto c = number(c_text);
    const auto s = number(s_text);
    if (!c || !s) {
      refuse("C and S of (", *n, ",", *m, ") are '", printable(c_text), "' and '", printable(s_text),
             "', expected numbers.");
    }
    if (*n < 2) {
      if (*c != (*n == 0 ? 1.0 : 0.0) || *s != 0.0) {
        refuse("C and S of (", *n, ",", *m, ") are ", *c, " and ", *s,
               "; degree 0 has to be 1, and degree 1 zero: the origin at the centre of mass.");
      }
      return;
    }
    if (*n > field_.degree) return;
    // Fully normalised coefficients of degree 2 and up are far below 1 for every body of the solar system.
    if (!(std::abs(*c) < 1.0 && std::abs(*s) < 1.0)) {
      refuse("C and S of (", *n, ",", *m, ") are ", *c, " and ", *s, ", expected numbers below 1.");
    }
    const std::size_t i = GravityField::index(static_cast<int>(*n), static_cast<int>(*m));
    if (first_line_[i] != 0) {
      refuse("the term (", *n, ",", *m, ") is given a second time; line ", first_line_[i],
             " has it already.");
    }
    first_line_[i] = lines_.number();
    field_.c[i] = *c;
    field_.s[i] = *s;
  }

  GravityField finished() {
    for (int n = 2; n <= field_.degree; ++n) {
      for (int m = 0; m <= std::min(n, field_.order); ++m) {
        if (first_line_[GravityField::index(n, m)] != 0) continue;
        refuse("the text ends and the term (", n, ",", m, ") is missing; every term up to degree ",
               field_.degree, " and order ", field_.order, " has to be there.",
               n > 2 ? detail::concat(" It can be read up to degree ", n - 1, ".") : std::string());
      }
    }
    return std::move(field_);
  }

  Lines lines_;
  GravityTextOptions options_;
  GravityField field_;
  int file_degree_ = 0;
  std::vector<int> first_line_;  // where each term was found; 0: not yet
};

bool has_icgem_header(std::string_view content) {
  Lines lines(content);
  std::string_view line;
  while (lines.next(line)) {
    if (line.starts_with("end_of_head")) return true;
  }
  return false;
}

bool has_shadr_header(std::string_view content) {
  Lines lines(content);
  std::string_view line;
  while (lines.next(line) && line.empty()) {
  }
  return number(items(line, true).empty() ? std::string_view() : items(line, true)[0]).has_value() &&
         line.find(',') != std::string_view::npos;
}

bool has_cof_header(std::string_view content) {
  Lines lines(content);
  std::string_view line;
  while (lines.next(line)) {
    if (line.starts_with("POTFIELD") || line.starts_with("RECOEF")) return true;
  }
  return false;
}

}  // namespace

GravityField parse_gravity_text(std::string_view content, std::string name,
                                const GravityTextOptions& options) {
  Reading reading(content, name, options);
  if (has_icgem_header(content)) return reading.icgem();
  if (has_shadr_header(content)) return reading.shadr();
  if (has_cof_header(content)) return reading.cof();
  throw DataError(
      detail::concat("gravity field '", printable(name), "': the text is neither an ICGEM file (a header ",
                     "that ends with 'end_of_head'), nor a SHADR table (a first line of numbers with ",
                     "commas), nor a .cof file (a record POTFIELD). These three are read."));
}

GravityField read_gravity_text(const std::filesystem::path& path, const GravityTextOptions& options) {
  constexpr std::size_t most_bytes = std::size_t{1} << 30;
  return parse_gravity_text(read_file(path, most_bytes), path.string(), options);
}

}  // namespace perilune
