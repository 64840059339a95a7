// SPDX-License-Identifier: Apache-2.0
// A memory that refuses a range of addresses.
#pragma once

#include <cstdint>
#include <span>

#include "sim/bus/memory.hpp"
#include "sim/bus/sparse_memory.hpp"

namespace lightloop::testbenches {

/// Answers accesses that begin in the faulty ranges with an error and writes nothing there; passes
/// the others on.
class FaultMemory final : public bus::Memory {
 public:
  FaultMemory(std::uint64_t base, std::uint64_t size) : memory_(base, size) {}

  void refuse_reads(std::uint64_t begin, std::uint64_t end,
                    bus::AxiResponse response = bus::AxiResponse::kSlvErr) {
    reads_ = {begin, end, response};
  }
  void refuse_writes(std::uint64_t begin, std::uint64_t end,
                     bus::AxiResponse response = bus::AxiResponse::kSlvErr) {
    writes_ = {begin, end, response};
  }

  bus::AxiResponse read(std::uint64_t address, std::span<std::uint8_t> data) override {
    const bus::AxiResponse response = memory_.read(address, data);
    return reads_.contains(address) ? reads_.response : response;
  }
  bus::AxiResponse write(std::uint64_t address, std::span<const std::uint8_t> data) override {
    if (writes_.contains(address)) return writes_.response;
    return memory_.write(address, data);
  }

 private:
  struct Range {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    bus::AxiResponse response = bus::AxiResponse::kSlvErr;
    bool contains(std::uint64_t address) const { return address >= begin && address < end; }
  };

  bus::SparseMemory memory_;
  Range reads_;
  Range writes_;
};

}  // namespace lightloop::testbenches
