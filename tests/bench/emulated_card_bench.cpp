// SPDX-License-Identifier: Apache-2.0
// The emulated card through stock XRT: start-up, register access, DMA and the kernels.
#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <experimental/xrt_ip.h>
#include <iostream>
#include <memory>
#include <span>
#include <vector>
#include <xrt/xrt_bo.h>
#include <xrt/xrt_device.h>
#include <xrt/xrt_kernel.h>

#include "drivers/registers/ll_fec.hpp"
#include "host/engine/engine.hpp"
#include "sim/golden/digital_link.hpp"
#include "sim/xrt/emulation/emulation.hpp"

namespace lightloop {
namespace {

// What a host program waits for before its first access: the device opened, the xclbin loaded, the
// device process up; and its end.
void open_load_close(benchmark::State& state) {
  for (auto _ : state) {
    xrt::device device(0);
    benchmark::DoNotOptimize(device.load_xclbin(LIGHTLOOP_EMU_XCLBIN));
  }
}
BENCHMARK(open_load_close)->Unit(benchmark::kMillisecond)->UseRealTime();

void read_register(benchmark::State& state) {
  xrt::device device(0);
  const auto uuid = device.load_xclbin(LIGHTLOOP_EMU_XCLBIN);
  xrt::ip ip(device, uuid, "ll_fec");
  for (auto _ : state)
    benchmark::DoNotOptimize(ip.read_register(drivers::ll_fec::kCapabilityOffset));
}
BENCHMARK(read_register)->Unit(benchmark::kMicrosecond)->UseRealTime();

void dma(benchmark::State& state, xclBOSyncDirection direction) {
  xrt::device device(0);
  const auto uuid = device.load_xclbin(LIGHTLOOP_EMU_XCLBIN);
  xrt::kernel kernel(device, uuid, "ll_fec");
  const auto bytes = static_cast<std::size_t>(state.range(0));
  xrt::bo buffer(device, bytes, kernel.group_id(3));
  std::fill_n(buffer.map<std::uint8_t*>(), bytes, std::uint8_t{0x5A});
  buffer.sync(XCL_BO_SYNC_BO_TO_DEVICE);
  for (auto _ : state) buffer.sync(direction);
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK_CAPTURE(dma, to_device, XCL_BO_SYNC_BO_TO_DEVICE)->Arg(1 << 24)->UseRealTime();
BENCHMARK_CAPTURE(dma, from_device, XCL_BO_SYNC_BO_FROM_DEVICE)->Arg(1 << 24)->UseRealTime();

void link(benchmark::State& state, host::EngineKind kind) {
  const auto engine = host::make_engine(kind, {});
  golden::DigitalLinkConfig config;
  config.sigma = golden::sigma_from_snr_db(17.5);
  const auto session = engine->open_link(config);
  constexpr std::uint64_t kCodewords = 1000;
  for (auto _ : state) benchmark::DoNotOptimize(session->advance(kCodewords));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kCodewords));
}
BENCHMARK_CAPTURE(link, golden, host::EngineKind::kGolden)->UseRealTime();
BENCHMARK_CAPTURE(link, rtl, host::EngineKind::kRtl)->UseRealTime();
BENCHMARK_CAPTURE(link, emu, host::EngineKind::kEmu)->UseRealTime();

}  // namespace
}  // namespace lightloop

int main(int argc, char** argv) {
  try {
    lightloop::xrt_emulation::ensure_environment({}, {argv, static_cast<std::size_t>(argc)});
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 3;
  }
}
