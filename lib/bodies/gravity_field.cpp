#include <perilune/bodies/gravity_field.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>

#include <perilune/core/atomic_file.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "embedded.hpp"

namespace perilune {
namespace {

constexpr std::string_view magic = "PLGRAV01";
constexpr std::size_t header_bytes = 32;
constexpr std::size_t pair_bytes = 16;
constexpr std::int32_t largest_degree = 2190;  // EGM2008's own, the largest field in use

/// Little-endian numbers at byte offsets.
class Bytes {
 public:
  Bytes(std::span<const std::byte> bytes, std::string_view name) : bytes_(bytes), name_(name) {}

  template <class Value, class Bits>
  Value at(std::size_t position) const {
    Bits bits = 0;
    for (std::size_t i = 0; i < sizeof(Bits); ++i)
      bits |= static_cast<Bits>(std::to_integer<Bits>(bytes_[position + i]) << (8 * i));
    return std::bit_cast<Value>(bits);
  }
  std::int32_t integer(std::size_t position) const { return at<std::int32_t, std::uint32_t>(position); }
  double real(std::size_t position) const { return at<double, std::uint64_t>(position); }
  std::string_view text(std::size_t length) const {
    return {reinterpret_cast<const char*>(bytes_.data()), length};
  }

  template <class... Parts>
  [[noreturn]] void refuse(std::size_t position, const Parts&... parts) const {
    throw DataError(detail::concat("gravity field '", printable(name_), "', byte ", position, ": ", parts...,
                                   " The file is damaged, or not in the form PLGRAV01."));
  }

 private:
  std::span<const std::byte> bytes_;
  std::string_view name_;
};

}  // namespace

GravityField read_gravity_field(std::span<const std::byte> content, std::string name) {
  const Bytes bytes(content, name);
  if (content.size() < header_bytes)
    bytes.refuse(0, "the file has ", content.size(), " bytes, less than its header of ", header_bytes, ".");
  if (bytes.text(magic.size()) != magic)
    bytes.refuse(0, "it begins with '", printable(bytes.text(magic.size())), "', expected '", magic, "'.");

  GravityField field;
  field.degree = bytes.integer(8);
  if (field.degree < 2 || field.degree > largest_degree)
    bytes.refuse(8, "the degree is ", field.degree, ", expected 2 to ", largest_degree, ".");
  field.order = bytes.integer(12);
  if (field.order != field.degree)
    bytes.refuse(12, "the order is ", field.order, ", expected the degree, ", field.degree, ".");
  field.mu_m3_s2 = bytes.real(16);
  if (!(field.mu_m3_s2 > 0 && field.mu_m3_s2 < 1e30))
    bytes.refuse(16, "the gravitational parameter is ", field.mu_m3_s2,
                 " m^3/s^2, expected a positive number.");
  field.reference_radius_m = bytes.real(24);
  if (!(field.reference_radius_m > 0 && field.reference_radius_m < 1e12))
    bytes.refuse(24, "the reference radius is ", field.reference_radius_m, " m, expected a positive number.");

  const std::size_t pairs = GravityField::index(field.degree, field.order) + 1;
  const std::size_t expected = header_bytes + pairs * pair_bytes;
  if (content.size() != expected) {
    bytes.refuse(header_bytes, "the file has ", content.size(), " bytes; degree ", field.degree, " takes ",
                 expected, ".");
  }
  field.c.reserve(pairs);
  field.s.reserve(pairs);
  for (std::size_t i = 0; i < 2 * pairs; ++i) {
    const std::size_t position = header_bytes + 8 * i;
    const double value = bytes.real(position);
    // Fully normalised coefficients of degree 2 and up are far below 1 for every body of the solar system.
    if (!(std::abs(value) < 1))
      bytes.refuse(position, "a coefficient is ", value, ", expected a number below 1.");
    (i % 2 == 0 ? field.c : field.s).push_back(value);
  }
  field.name = std::move(name);
  return field;
}

GravityField read_gravity_field(const std::filesystem::path& path) {
  constexpr std::size_t most_bytes =
      header_bytes + (GravityField::index(largest_degree, largest_degree) + 1) * pair_bytes;
  const std::string content = read_file(path, most_bytes);
  return read_gravity_field(std::as_bytes(std::span(content)), path.string());
}

const GravityField& embedded_moon_gravity() {
  static const GravityField field = [] {
    const detail::EmbeddedFile file = detail::embedded_moon_gravity();
    return read_gravity_field(file.bytes, std::string(file.name));
  }();
  return field;
}

const GravityField& embedded_earth_gravity() {
  static const GravityField field = [] {
    const detail::EmbeddedFile file = detail::embedded_earth_gravity();
    return read_gravity_field(file.bytes, std::string(file.name));
  }();
  return field;
}

}  // namespace perilune
