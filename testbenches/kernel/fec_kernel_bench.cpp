// SPDX-License-Identifier: Apache-2.0
#include "testbenches/kernel/fec_kernel_bench.hpp"

#include <Vll_fec_kp4_w8.h>
#include <Vll_fec_verilated.h>
#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "drivers/registers/ll_fec.hpp"
#include "sim/bus/verilated_ports.hpp"
#include "testbenches/kernel/verilated_kernel_bench.hpp"

namespace lightloop::testbenches {

namespace ll_fec = drivers::ll_fec;

template <class Verilated>
void FecKernelBench::connect(const bus::Axi4MemorySlaveOptions& memory_options,
                             const bus::Axi4LiteMasterOptions& control_options,
                             const bus::Axi4MemorySlaveOptions& status_options) {
  auto kernel = std::make_unique<VerilatedKernelBench<Verilated>>("ll_fec", control_options);
  Verilated& top = kernel->model();

  // Verilator renames the port: its name is a common word of C++.
  interrupt_ = top.__SYM__interrupt;

  bus::Axi4Signals data = LIGHTLOOP_AXI4_SIMPLE_SIGNALS(top, m_axi_data);
  data.awsize = top.m_axi_data_awsize;
  data.awburst = top.m_axi_data_awburst;
  data.arsize = top.m_axi_data_arsize;
  data.arburst = top.m_axi_data_arburst;
  data_ = std::make_unique<bus::Axi4MemorySlave>("m_axi_data", data, memory_, memory_options);

  bus::Axi4Signals status = LIGHTLOOP_AXI4_SIMPLE_SIGNALS(top, m_axi_status);
  status.awsize = top.m_axi_status_awsize;
  status.awburst = top.m_axi_status_awburst;
  status.arsize = top.m_axi_status_arsize;
  status.arburst = top.m_axi_status_arburst;
  status_ = std::make_unique<bus::Axi4MemorySlave>("m_axi_status", status, memory_, status_options);

  data_reads_ = std::make_unique<ResponseCoverage>("ll_fec m_axi_data R", data.rvalid, data.rready,
                                                   data.rresp);
  data_writes_ = std::make_unique<ResponseCoverage>("ll_fec m_axi_data B", data.bvalid, data.bready,
                                                    data.bresp);
  status_writes_ = std::make_unique<ResponseCoverage>("ll_fec m_axi_status B", status.bvalid,
                                                      status.bready, status.bresp);

  kernel->attach(*data_);
  kernel->attach(*status_);
  kernel->attach(*data_reads_);
  kernel->attach(*data_writes_);
  kernel->attach(*status_writes_);
  kernel_ = std::move(kernel);
}

FecKernelBench::FecKernelBench(const bus::Axi4MemorySlaveOptions& memory_options,
                               const bus::Axi4LiteMasterOptions& control_options, FecBuild build,
                               std::optional<bus::Axi4MemorySlaveOptions> status_options)
    : stall_percent_(memory_options.stall_percent) {
  if (!status_options) {
    status_options = memory_options;
    status_options->seed += 1000;
  }
  if (build == FecBuild::kDefault) {
    connect<Vll_fec_verilated>(memory_options, control_options, *status_options);
  } else {
    connect<Vll_fec_kp4_w8>(memory_options, control_options, *status_options);
  }
}

void FecKernelBench::write_arguments(const FecArguments& arguments) {
  kernel_->write(ll_fec::kModeOffset, arguments.mode);
  kernel_->write(ll_fec::kCodeOffset, arguments.code);
  kernel_->write(ll_fec::kCodewordsOffset, arguments.codewords);
  kernel_->write64(ll_fec::kSourceOffset, arguments.source);
  kernel_->write64(ll_fec::kDestinationOffset, arguments.destination);
  kernel_->write64(ll_fec::kStatusOffset, arguments.status);
}

std::uint32_t FecKernelBench::run(const FecArguments& arguments, std::uint64_t limit) {
  write_arguments(arguments);
  kernel_->start();
  kernel_->wait_done(limit);
  const std::uint32_t error = kernel_->read(ll_fec::kErrorOffset);
  if (error == 0) {
    coverage_.run({arguments.mode, arguments.code, arguments.codewords, stall_percent_});
    if (arguments.mode == ll_fec::kModeDecoder) {
      for (const std::uint32_t word : load_status(arguments.status, arguments.codewords)) {
        coverage_.status(arguments.code, word);
      }
    }
  }
  return error;
}

void FecKernelBench::store(std::uint64_t address, std::span<const golden::FecSymbol> words,
                           std::size_t symbols_per_word) {
  std::vector<std::uint16_t> slot(kSlotBytes / 2);
  for (std::size_t i = 0; i < words.size(); i += symbols_per_word) {
    std::fill(slot.begin(), slot.end(), 0xFFFF);
    for (std::size_t s = 0; s < symbols_per_word; ++s) {
      slot[s] = static_cast<std::uint16_t>(words[i + s] | 0xA800U);
    }
    const std::span<const std::uint16_t> entries(slot);
    std::vector<std::uint8_t> bytes(kSlotBytes);
    std::memcpy(bytes.data(), entries.data(), bytes.size());
    if (memory_.write(address + i / symbols_per_word * kSlotBytes, bytes) !=
        bus::AxiResponse::kOkay) {
      throw std::runtime_error("the bench's own memory refuses an address");
    }
  }
}

namespace {

template <class Entry>
std::vector<Entry> load(bus::Memory& memory, std::uint64_t address, std::size_t count) {
  std::vector<Entry> entries(count);
  std::vector<std::uint8_t> bytes(count * sizeof(Entry));
  if (bytes.empty()) return entries;
  memory.read(address, bytes);
  std::memcpy(entries.data(), bytes.data(), bytes.size());
  return entries;
}

}  // namespace

std::vector<std::uint16_t> FecKernelBench::load_slots(std::uint64_t address, std::size_t slots) {
  return load<std::uint16_t>(memory_, address, slots * kSlotBytes / 2);
}

std::vector<std::uint32_t> FecKernelBench::load_status(std::uint64_t address,
                                                       std::size_t codewords) {
  return load<std::uint32_t>(memory_, address, codewords);
}

}  // namespace lightloop::testbenches
