#include <string>

#include <perilune/core/atomic_file.hpp>
#include <perilune/report/sha256.hpp>

#include "support/catch.hpp"

using perilune::sha256_hex;

// FIPS 180-4 examples (NIST, "Example Values: SHA-256"), and SHA256SUMS as made by sha256sum.
TEST_CASE("sha256: the published values come out", "[report][validation]") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256_hex(std::string(1'000'000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("sha256: a shipped kernel has the sum beside it", "[report][validation]") {
  const std::string folder = PERILUNE_SOURCE_DIR "/lib/bodies/data/";
  const std::string sums = perilune::read_file(folder + "SHA256SUMS", 10'000);
  const std::string kernel = perilune::read_file(folder + "perilune_moon_pa_de440_2018_2052.bpc", 10'000'000);
  CHECK(sums.find(sha256_hex(kernel) + "  perilune_moon_pa_de440_2018_2052.bpc\n") != std::string::npos);
}
