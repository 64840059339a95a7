// SPDX-License-Identifier: Apache-2.0
// Builds small xclbin files for tests, sound ones and ones with a known fault.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace lightloop::xrt_test {

using Bytes = std::vector<std::byte>;

Bytes to_bytes(const std::string& text);
void write_file(const std::filesystem::path& path, const Bytes& bytes);

/// A zip archive of these files, deflated or stored.
Bytes make_zip(const std::map<std::string, Bytes>& files, bool deflate = true);

struct TestBank {
  std::string tag = "bank0";
  std::uint64_t base_address = 0x1'0000'0000;
  std::uint64_t kib = std::uint64_t{1024} * 1024;
};

/// An xclbin with one kernel, `add_one(in, out, count)`: out[i] = in[i] + 1 on 32-bit words.
struct TestXclbin {
  std::string kernel = "add_one";
  unsigned compute_units = 1;
  std::vector<TestBank> banks = {TestBank{}};
  std::map<std::string, Bytes> files = {
      {"behav_waveform/xsim/simulate.sh", to_bytes("#!/bin/sh\nexit 0\n")}};
  bool deflate = true;
  std::uint16_t mode = 4;
  std::uint8_t uuid_byte = 0x42;
  std::vector<std::uint32_t> omitted;       ///< kinds of sections to leave out
  std::map<std::uint32_t, Bytes> replaced;  ///< kinds of sections with other content

  std::string xml() const;
  Bytes build() const;
};

/// Addresses of the compute units of a TestXclbin.
constexpr std::uint64_t unit_address(unsigned index) {
  return std::uint64_t{0x10000} * (index + 1);
}

}  // namespace lightloop::xrt_test
