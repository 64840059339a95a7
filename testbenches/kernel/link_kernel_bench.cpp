// SPDX-License-Identifier: Apache-2.0
#include "testbenches/kernel/link_kernel_bench.hpp"

#include <Vll_link_kr4_w8.h>
#include <Vll_link_kr4_w8___024root.h>
#include <Vll_link_verilated.h>
#include <cstring>
#include <stdexcept>
#include <utility>
#include <vector>

#include "drivers/registers/ll_link.hpp"
#include "sim/bus/verilated_ports.hpp"
#include "testbenches/kernel/verilated_kernel_bench.hpp"
#include "testbenches/link/link_counter_registers.hpp"

namespace lightloop::testbenches {

namespace ll_link = drivers::ll_link;

template <class Verilated>
void LinkKernelBench::connect(const bus::Axi4MemorySlaveOptions& memory_options) {
  auto kernel = std::make_unique<VerilatedKernelBench<Verilated>>("ll_link");
  Verilated& top = kernel->model();

  bus::Axi4Signals result = LIGHTLOOP_AXI4_SIMPLE_SIGNALS(top, m_axi_result);
  result.awsize = top.m_axi_result_awsize;
  result.awburst = top.m_axi_result_awburst;
  result.arsize = top.m_axi_result_arsize;
  result.arburst = top.m_axi_result_arburst;
  if constexpr (std::is_same_v<Verilated, Vll_link_kr4_w8>) {
    const auto registers = LIGHTLOOP_LINK_COUNTER_REGISTERS(
        *top.rootp,
        ll_link__DOT__gen_code__BRA__1__KET____DOT__gen_built__DOT__u_core__DOT__u_counters__DOT__);
    counters_.assign(registers.begin(), registers.end());
  }

  result_ = std::make_unique<bus::Axi4MemorySlave>("m_axi_result", result, memory_, memory_options);

  result_writes_ = std::make_unique<ResponseCoverage>("ll_link m_axi_result B", result.bvalid,
                                                      result.bready, result.bresp);
  kernel->attach(*result_);
  kernel->attach(*result_writes_);
  kernel_ = std::move(kernel);
}

LinkKernelBench::LinkKernelBench(const bus::Axi4MemorySlaveOptions& memory_options, LinkBuild build)
    : stall_percent_(memory_options.stall_percent) {
  if (build == LinkBuild::kDefault) {
    connect<Vll_link_verilated>(memory_options);
  } else {
    connect<Vll_link_kr4_w8>(memory_options);
  }
}

void LinkKernelBench::reset(unsigned clocks) {
  kernel_->reset(clocks);
  session_code_.reset();
  coverage_.reset();
}

void LinkKernelBench::write_configuration(const golden::DigitalLinkConfig& config) {
  const auto signed_word = [](std::int16_t value) {
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(value));
  };
  code_ = config.code == golden::RsCode::kKp4 ? ll_link::kCodeKp4 : ll_link::kCodeKr4;
  kernel_->write(ll_link::kCodeOffset, code_);
  kernel_->write(ll_link::kPrecodingOffset, config.precoding ? 1 : 0);
  kernel_->write(ll_link::kNoiseEnableOffset, config.noise_enable ? 1 : 0);
  kernel_->write(ll_link::kPrbsSeedOffset, config.prbs_seed);
  kernel_->write64(ll_link::kNoiseSeedOffset, config.noise_seed);
  kernel_->write(ll_link::kSigmaOffset, config.sigma);
  kernel_->write(ll_link::kTap0Offset, signed_word(config.taps[0]));
  kernel_->write(ll_link::kTap1Offset, signed_word(config.taps[1]));
  kernel_->write(ll_link::kTap2Offset, signed_word(config.taps[2]));
  kernel_->write(ll_link::kTap3Offset, signed_word(config.taps[3]));
  kernel_->write(ll_link::kInjectPeriodOffset, config.inject_period);
  kernel_->write(ll_link::kInjectStartOffset, config.inject_start);
  kernel_->write(ll_link::kInjectLengthOffset, config.inject_length);
  kernel_->write(ll_link::kInjectMaskOffset, config.inject_mask);
}

std::uint32_t LinkKernelBench::run(const LinkRun& arguments, std::uint64_t limit) {
  kernel_->write(ll_link::kRestartOffset, arguments.restart ? 1 : 0);
  kernel_->write64(ll_link::kCodewordsOffset, arguments.codewords);
  kernel_->write64(ll_link::kResultOffset, arguments.result);
  kernel_->start();
  kernel_->wait_done(limit);
  const std::uint32_t error = kernel_->read(ll_link::kErrorOffset);
  if (error == 0) {
    if (arguments.restart || !session_code_) session_code_ = code_;
    const Words words = load_words(arguments.result);  // docs/digital-link.md section 7
    coverage_.run({.code = *session_code_,
                   .restart = arguments.restart,
                   .codewords = arguments.codewords,
                   .stall_percent = stall_percent_,
                   .session_codewords = words[0],
                   .corrected = words[4],
                   .uncorrectable = words[5]});
  }
  return error;
}

LinkKernelBench::Words LinkKernelBench::load_words(std::uint64_t address) {
  std::vector<std::uint8_t> bytes(sizeof(Words));
  Words words{};
  memory_.read(address, bytes);
  std::memcpy(words.data(), bytes.data(), bytes.size());
  return words;
}

void LinkKernelBench::put_counters(golden::LinkCounters counters) {
  if (counters_.empty()) throw std::logic_error("this build does not show its counters");
  const auto fields = link_bench::counter_fields(counters);
  for (std::size_t i = 0; i < counters_.size(); ++i) *counters_[i] = *fields[i];
}

}  // namespace lightloop::testbenches
