// SPDX-License-Identifier: Apache-2.0
// A kernel library that is no Verilated model: 64 registers behind AXI4-Lite, of which register 0
// is ap_ctrl_hs of a kernel that takes 100 clocks. Register 0xF8 refuses, register 0xFC never
// answers.
#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include "sim/xrt/device/kernel_abi.h"

namespace {

static_assert(LIGHTLOOP_KERNEL_ABI_VERSION == 3, "all functions of the table must be here");

constexpr std::uint32_t kStart = 1;
constexpr std::uint32_t kDone = 2;
constexpr std::uint32_t kIdle = 4;
constexpr int kRunClocks = 100;
constexpr std::uint32_t kRefuses = 0xF8;
constexpr std::uint32_t kSilent = 0xFC;
constexpr std::uint8_t kSlaveError = 2;

class PlainKernel {
 public:
  PlainKernel()
      : ports_{{{"ap_clk", &clock_, 1, 1, 1},
                {"ap_rst_n", &reset_n_, 1, 1, 1},
                {"s_axi_control_awaddr", &awaddr_, 8, 1, 1},
                {"s_axi_control_awvalid", &awvalid_, 1, 1, 1},
                {"s_axi_control_awready", &ready_, 1, 1, 0},
                {"s_axi_control_wdata", &wdata_, 32, 4, 1},
                {"s_axi_control_wvalid", &wvalid_, 1, 1, 1},
                {"s_axi_control_wready", &ready_, 1, 1, 0},
                {"s_axi_control_bresp", &bresp_, 2, 1, 0},
                {"s_axi_control_bvalid", &bvalid_, 1, 1, 0},
                {"s_axi_control_bready", &bready_, 1, 1, 1},
                {"s_axi_control_araddr", &araddr_, 8, 1, 1},
                {"s_axi_control_arvalid", &arvalid_, 1, 1, 1},
                {"s_axi_control_arready", &ready_, 1, 1, 0},
                {"s_axi_control_rdata", &rdata_, 32, 4, 0},
                {"s_axi_control_rresp", &rresp_, 2, 1, 0},
                {"s_axi_control_rvalid", &rvalid_, 1, 1, 0},
                {"s_axi_control_rready", &rready_, 1, 1, 1}}} {}
  PlainKernel(const PlainKernel&) = delete;
  PlainKernel& operator=(const PlainKernel&) = delete;

  std::uint32_t ports(const LightloopPort** table) const {
    *table = ports_.data();
    return static_cast<std::uint32_t>(ports_.size());
  }

  std::uint64_t run_quiet(const LightloopQuietRun& run, std::uint64_t clocks) {
    const auto any = [&run] {
      return std::any_of(run.watched, run.watched + run.watched_count,
                         [](const std::uint8_t* port) { return *port != 0; });
    };
    std::uint64_t done = 0;
    for (; done < clocks && !any(); ++done) {
      *run.clock = 1;
      eval();
      *run.clock = 0;
      eval();
    }
    return done;
  }

  void eval() {
    if (clock_ != 0 && last_clock_ == 0 && reset_n_ != 0) rising_edge();
    last_clock_ = clock_;
  }

 private:
  void rising_edge() {
    if (running_ > 0) {
      --running_;
      if (running_ == 0) registers_[0] = (registers_[0] & ~kStart) | kDone | kIdle;
    }
    if (bready_ != 0) bvalid_ = 0;
    if (rready_ != 0) rvalid_ = 0;
    if (awvalid_ != 0) address_taken_ = true;
    if (wvalid_ != 0) data_taken_ = true;
    if (address_taken_ && data_taken_) {
      address_taken_ = data_taken_ = false;
      write();
    }
    if (arvalid_ != 0) read();
  }

  void write() {
    if (awaddr_ == kSilent) return;
    bresp_ = awaddr_ == kRefuses ? kSlaveError : 0;
    bvalid_ = 1;
    registers_[awaddr_ / 4] = wdata_;
    if (awaddr_ == 0 && (wdata_ & kStart) != 0) running_ = kRunClocks;
  }

  void read() {
    if (araddr_ == kSilent) return;
    rresp_ = araddr_ == kRefuses ? kSlaveError : 0;
    rvalid_ = 1;
    rdata_ = registers_[araddr_ / 4];
    if (araddr_ == 0) registers_[0] &= ~kDone;
  }

  std::uint8_t clock_ = 0, last_clock_ = 0, reset_n_ = 0, ready_ = 1;
  std::uint8_t awaddr_ = 0, awvalid_ = 0, wvalid_ = 0, bresp_ = 0, bvalid_ = 0, bready_ = 0;
  std::uint8_t araddr_ = 0, arvalid_ = 0, rresp_ = 0, rvalid_ = 0, rready_ = 0;
  std::uint32_t wdata_ = 0, rdata_ = 0;
  bool address_taken_ = false, data_taken_ = false;
  int running_ = 0;
  std::array<std::uint32_t, 64> registers_{kIdle};
  std::array<LightloopPort, 18> ports_;
};

PlainKernel* self(void* model) { return static_cast<PlainKernel*>(model); }

}  // namespace

extern "C" const LightloopKernelApi* lightloop_kernel() {
  static const LightloopKernelApi api = {
      .version = LIGHTLOOP_KERNEL_ABI_VERSION,
      .top = "plain",
      .create = [](const char*) -> void* { return new PlainKernel; },
      .ports = [](void* model, const LightloopPort** table) { return self(model)->ports(table); },
      .eval = [](void* model) -> const char* {
        self(model)->eval();
        return nullptr;
      },
      .run_quiet =
          [](void* model, const LightloopQuietRun* run, std::uint64_t clocks, const char** error) {
            *error = nullptr;
            return self(model)->run_quiet(*run, clocks);
          },
      .set_time = [](void*, std::uint64_t) {},
      .finished = [](void*) { return 0; },
      .open_trace = [](void*, const char*) { return 1; },
      .dump_trace = [](void*) {},
      .close_trace = [](void*) {},
      .destroy = [](void* model) { const std::unique_ptr<PlainKernel> last(self(model)); },
  };
  return &api;
}
