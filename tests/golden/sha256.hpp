// SPDX-License-Identifier: Apache-2.0
// Digests that known answers are given by.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <openssl/sha.h>
#include <span>
#include <string>

namespace lightloop::golden {

/// Two hex digits an octet, in lower case.
inline std::string hex(std::span<const std::uint8_t> octets) {
  std::string text;
  for (const std::uint8_t octet : octets) {
    std::array<char, 3> two{};
    std::snprintf(two.data(), two.size(), "%02x", octet);
    text += two.data();
  }
  return text;
}

/// SHA-256 in hex.
inline std::string sha256(std::span<const std::uint8_t> octets) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(octets.data(), octets.size(), digest.data());
  return hex(digest);
}

}  // namespace lightloop::golden
