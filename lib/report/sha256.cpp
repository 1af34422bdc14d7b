#include <perilune/report/sha256.hpp>

#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <vector>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

void expect(bool done) {
  if (!done)
    throw Error(
        "OpenSSL did not compute a SHA-256. Does its configuration (openssl.cnf) load the default provider?");
}

/// A SHA-256 in the making.
class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    expect(context_ != nullptr && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
  }

  void add(std::string_view bytes) {
    expect(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
  }

  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    expect(EVP_DigestFinal_ex(context_.get(), digest.data(), &length) == 1 && length == 32);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (unsigned int i = 0; i < length; ++i) {
      out += digits[digest[i] >> 4U];
      out += digits[digest[i] & 15U];
    }
    return out;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  Digest digest;
  digest.add(bytes);
  return digest.hex();
}

std::string sha256_hex_of_file(const std::filesystem::path& path) {
  const auto fail = [&] {
    throw DataError(
        detail::concat("cannot read '", printable(path.string()), "': ", std::strerror(errno), "."));
  };
  std::ifstream file(path, std::ios::binary);
  if (!file) fail();
  Digest digest;
  std::vector<char> piece(std::size_t{1} << 20);
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())) || file.gcount() > 0)
    digest.add({piece.data(), static_cast<std::size_t>(file.gcount())});
  if (file.bad() || !file.eof()) fail();
  return digest.hex();
}

}  // namespace perilune
