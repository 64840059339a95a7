// SPDX-License-Identifier: Apache-2.0
// Places in the bytes of xclbin files and archives, for tests that write something else there.
#pragma once

#include <cstdint>
#include <string>

#include "tests/xrt/support/xclbin_builder.hpp"

namespace lightloop::xrt_test {

/// An unsigned little-endian number of `width` bytes.
std::uint64_t get_field(const Bytes& bytes, std::size_t offset, unsigned width);
void set_field(Bytes& bytes, std::size_t offset, unsigned width, std::uint64_t value);

/// Where the header of the first section of that kind stands in an xclbin, and where its content
/// does. Throw std::runtime_error when there is none.
std::size_t section_header(const Bytes& xclbin, std::uint32_t kind);
std::size_t section_start(const Bytes& xclbin, std::uint32_t kind);

/// Where record number `index` of an archive that begins with this signature stands, e.g. PK\1\2.
std::size_t zip_record(const Bytes& archive, const std::string& signature, unsigned index = 0);

}  // namespace lightloop::xrt_test
