#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace perilune {

/// The SHA-256 of the bytes as 64 lower-case hexadecimal digits: what `sha256sum` prints.
///
/// Source: FIPS 180-4; computed by OpenSSL's libcrypto (docs/decisions/0002-sha256-from-openssl.md).
/// Checked in: tests/unit/report/test_sha256.cpp
/// @throws Error if the cryptographic library refuses (its configuration forbids SHA-256)
std::string sha256_hex(std::string_view bytes);

/// The same of a file, read in pieces: kernels may be larger than memory.
/// @throws DataError if the file cannot be read
std::string sha256_hex_of_file(const std::filesystem::path& path);

}  // namespace perilune
