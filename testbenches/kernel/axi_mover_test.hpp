// SPDX-License-Identifier: Apache-2.0
// What the benches of ll_axi_reader and ll_axi_writer share: a memory on the AXI port.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "sim/bus/axi4_memory_slave.hpp"
#include "testbenches/kernel/address_carries.hpp"
#include "testbenches/kernel/answering_memory.hpp"
#include "testbenches/kernel/kernel_bank_test.hpp"
#include "testbenches/lib/cover_group.hpp"

namespace lightloop::kernel_bench {

/// Of both movers in the bank.
inline constexpr unsigned kMaxBurst = 16;
inline constexpr unsigned kFifoDepth = 32;

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

/// What a mover is put to.
class MoverCoverage {
 public:
  explicit MoverCoverage(const std::string& mover)
      : bursts_(mover + " bursts"), responses_(mover + " responses"), streams_(mover + " stream") {
    using testbench::bin;
    bursts_.point("beats", &Burst::beats,
                  {bin("one", {1}), bin("some", {{2, kMaxBurst - 1}}), bin("most", {kMaxBurst})});
    bursts_.point("ends a page", &Burst::ends_page, testbench::no_yes());
    responses_.point(
        "response", [](unsigned response) { return response; },
        {bin("OKAY", {0}), bin("EXOKAY", {1}), bin("SLVERR", {2}), bin("DECERR", {3})});
    auto& valid = streams_.point("valid", &Stream::valid, testbench::no_yes());
    auto& ready = streams_.point("ready", &Stream::ready, testbench::no_yes());
    streams_.cross("valid x ready", {&valid, &ready});
  }

  void burst(std::uint64_t address, unsigned beats) {
    bursts_.sample({beats, (address + std::uint64_t{4} * beats) % 4096 == 0});
  }
  void response(unsigned response) { responses_.sample(response); }
  void stream(bool valid, bool ready) { streams_.sample({valid, ready}); }

 private:
  struct Burst {
    unsigned beats;
    bool ends_page;
  };
  struct Stream {
    bool valid, ready;
  };
  testbench::CoverGroup<Burst> bursts_;
  testbench::CoverGroup<unsigned> responses_;
  testbench::CoverGroup<Stream> streams_;
};

/// Where transfers of `beats` beats are to begin, so that they end at a carry of the address, begin
/// at it, and cross it inside a burst and between two.
inline std::vector<std::uint64_t> places_of(std::uint64_t beats) {
  std::vector<std::uint64_t> places;
  for (const std::uint64_t carry : testbenches::address_carries()) {
    places.push_back(carry - 4 * beats);
    if (carry == 0) break;  // the end of all addresses
    places.push_back(carry);
    places.push_back(carry - 4 * (beats / 2));
    places.push_back(carry - 4 * std::uint64_t{kMaxBurst});
  }
  // The first page has no memory.
  std::erase_if(places, [](std::uint64_t place) { return place < testbenches::kMemoryBase; });
  return places;
}

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
