// SPDX-License-Identifier: Apache-2.0
#include "sim/verilated/fst_check.hpp"

#include <array>
#include <cstdint>
#include <fstream>
#include <system_error>

namespace lightloop::verilated {
namespace {

// Block types of the FST format.
constexpr int kHeader = 0;
constexpr int kValueChanges = 1;
constexpr int kGeometry = 3;
constexpr int kHierarchy = 4;
constexpr int kValueChangesAliases = 5;
constexpr int kHierarchyLz4 = 6;
constexpr int kHierarchyLz4Twice = 7;
constexpr int kValueChangesAliases2 = 8;

}  // namespace

std::string fst_damage(const std::filesystem::path& file) {
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(file, error);
  if (error) return "cannot read it: " + error.message();
  std::ifstream stream(file, std::ios::binary);
  bool header = false;
  bool geometry = false;
  bool hierarchy = false;
  bool values = false;
  std::uint64_t place = 0;
  while (place < size) {
    // Each block is a byte with its type, the length of what follows in 8 bytes, and the content.
    std::array<unsigned char, 9> head{};
    stream.seekg(static_cast<std::streamoff>(place));
    if (!stream.read(reinterpret_cast<char*>(head.data()), head.size())) {
      return "it ends within a block";
    }
    std::uint64_t length = 0;
    for (std::size_t i = 1; i < head.size(); ++i) length = length << 8 | head[i];
    const int type = head[0];
    if (length < 8 || length > size - place - 1) return "it ends within a block";
    header |= type == kHeader;
    geometry |= type == kGeometry;
    hierarchy |= type == kHierarchy || type == kHierarchyLz4 || type == kHierarchyLz4Twice;
    values |=
        type == kValueChanges || type == kValueChangesAliases || type == kValueChangesAliases2;
    place += 1 + length;
  }
  if (!header || !geometry || !hierarchy || !values) return "it was not written to its end";
  return {};
}

}  // namespace lightloop::verilated
