// SPDX-License-Identifier: Apache-2.0
// The archive inside an xclbin: what verify() takes can be read.
#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/xrt/xclbin/zip_archive.hpp"
#include "tests/fuzz/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lightloop;
  try {
    const xclbin::ZipArchive archive(std::as_bytes(std::span(data, size)));
    archive.verify();
    for (const auto& entry : archive.entries()) {
      const auto content = archive.read(entry);
      fuzz::check(content.size() == entry.bytes, "an entry has another length than announced");
    }
  } catch (const xclbin::ZipError&) {  // a clear error is right; anything else is not
  }
  return 0;
}
