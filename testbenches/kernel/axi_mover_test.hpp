// SPDX-License-Identifier: Apache-2.0
// What the benches of ll_axi_reader and ll_axi_writer share: a memory on the AXI port.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "sim/bus/axi4_memory_slave.hpp"
#include "testbenches/kernel/answering_memory.hpp"
#include "testbenches/kernel/kernel_bank_test.hpp"

namespace lightloop::kernel_bench {

/// Of both movers in the bank.
inline constexpr unsigned kMaxBurst = 16;
inline constexpr unsigned kFifoDepth = 32;

inline constexpr std::uint64_t kMemoryBytes = std::uint64_t{1} << 32;

struct MemoryTemper {
  const char* name;
  bus::Axi4MemorySlaveOptions options;
};
inline void PrintTo(const MemoryTemper& temper, std::ostream* out) { *out << temper.name; }

inline const MemoryTemper kTempers[] = {
    {"quick", {.read_latency = 1, .write_latency = 1}},
    {"distant", {.read_latency = 60, .write_latency = 60}},
    {"moody", {.read_latency = 9, .write_latency = 9, .stall_percent = 40, .seed = 3}},
    {"narrow", {.read_latency = 5, .write_latency = 5, .max_outstanding = 1}},
    {"reluctant", {.read_latency = 2, .write_latency = 2, .stall_percent = 85, .seed = 4}},
};

using Words = std::vector<std::uint32_t>;

inline void store(bus::Memory& memory, std::uint64_t address, const Words& words) {
  if (words.empty()) return;
  memory.write(address, {reinterpret_cast<const std::uint8_t*>(words.data()), 4 * words.size()});
}

inline Words load(bus::Memory& memory, std::uint64_t address, std::size_t count) {
  Words words(count);
  if (count == 0) return words;
  memory.read(address, {reinterpret_cast<std::uint8_t*>(words.data()), 4 * count});
  return words;
}

inline Words random_words(Random& random, std::size_t count) {
  Words words(count);
  for (std::uint32_t& word : words) word = random.any<std::uint32_t>();
  return words;
}

}  // namespace lightloop::kernel_bench
