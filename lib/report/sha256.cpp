#include <perilune/report/sha256.hpp>

#include <openssl/evp.h>

#include <array>

#include <perilune/core/error.hpp>

namespace perilune {

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1 ||
      length != 32) {
    throw Error(
        "OpenSSL did not compute a SHA-256. Does its configuration (openssl.cnf) load the default provider?");
  }
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (unsigned int i = 0; i < length; ++i) {
    out += digits[digest[i] >> 4U];
    out += digits[digest[i] & 15U];
  }
  return out;
}

}  // namespace perilune
