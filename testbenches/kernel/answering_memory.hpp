// SPDX-License-Identifier: Apache-2.0
// A memory that answers a range of addresses as it is told.
#pragma once

#include <cstdint>
#include <span>

#include "sim/bus/memory.hpp"
#include "sim/bus/sparse_memory.hpp"

namespace lightloop::kernel_bench {

/// Accesses that begin in the range do what others do, but get the other response.
class AnsweringMemory final : public bus::Memory {
 public:
  AnsweringMemory(std::uint64_t base, std::uint64_t size) : memory_(base, size) {}

  void answer(std::uint64_t begin, std::uint64_t end, bus::AxiResponse response) {
    begin_ = begin;
    end_ = end;
    response_ = response;
  }

  /// The address gets a response other than OKAY.
  bool chosen(std::uint64_t address) const {
    return address >= begin_ && address < end_ && response_ != bus::AxiResponse::kOkay;
  }

  bus::AxiResponse read(std::uint64_t address, std::span<std::uint8_t> data) override {
    const bus::AxiResponse response = memory_.read(address, data);
    return chosen(address) ? response_ : response;
  }
  bus::AxiResponse write(std::uint64_t address, std::span<const std::uint8_t> data) override {
    const bus::AxiResponse response = memory_.write(address, data);
    return chosen(address) ? response_ : response;
  }

 private:
  bus::SparseMemory memory_;
  std::uint64_t begin_ = 0;
  std::uint64_t end_ = 0;
  bus::AxiResponse response_ = bus::AxiResponse::kOkay;
};

}  // namespace lightloop::kernel_bench
