// SPDX-License-Identifier: Apache-2.0
// The stream drivers on a bundle of wires, the AXI drivers at a kernel.
#include <Vstream_sum.h>
#include <Vvadd_verilated.h>
#include <array>
#include <cstdint>
#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <vector>

#include "sim/bus/verilated_ports.hpp"
#include "testbenches/lib/axi4_lite_driver.hpp"
#include "testbenches/lib/axi4_memory.hpp"
#include "testbenches/lib/bench.hpp"
#include "testbenches/lib/stream_monitor.hpp"
#include "testbenches/lib/stream_sink.hpp"
#include "testbenches/lib/stream_source.hpp"

namespace lightloop::testbench {
namespace {

using bus::Axi4Signals;
using bus::Axi4StreamSignals;
using testing::HasSubstr;
using testing::ThrowsMessage;

using Bytes = std::vector<std::uint8_t>;
constexpr std::size_t kBeatBytes = 8;

/// A stream from a source straight to a sink; the model only gives the clock.
struct Wires {
  std::uint8_t tvalid = 0, tready = 0, tlast = 0, tkeep = 0;
  std::uint64_t tdata = 0;
  Axi4StreamSignals signals() {
    return {.tvalid = {tvalid, 1},
            .tready = {tready, 1},
            .tdata = tdata,
            .tkeep = tkeep,
            .tlast = {tlast, 1}};
  }
};

Bytes pattern(std::size_t bytes, unsigned seed) {
  Bytes data(bytes);
  for (std::size_t i = 0; i < bytes; ++i) data[i] = static_cast<std::uint8_t>(seed * 37UL + i);
  return data;
}

TEST(StreamDrivers, CarryFramesAtOneBeatAClock) {
  Bench<Vstream_sum> bench;
  Wires wires;
  StreamSource source(bench, "source", wires.signals());
  StreamSink sink(bench, "sink", wires.signals());
  bench.run([&]() -> Task<> {
    const std::uint64_t start = bench.clock().cycle();
    const Bytes data = pattern(45, 1);  // six beats, the last one short
    co_await source.send(data);
    EXPECT_EQ(bench.clock().cycle(), start + 6);
    EXPECT_EQ(source.beats(), 6U);
    EXPECT_FALSE(sink.frames().empty());
    const StreamFrame frame = co_await sink.recv();
    EXPECT_EQ(frame.bytes(kBeatBytes), data);
    EXPECT_EQ(frame.first_cycle, start + 1);
    EXPECT_EQ(frame.last_cycle, start + 6);
    EXPECT_TRUE(frame.beats.back().last);
  });
}

TEST(StreamDrivers, LoseNothingUnderGapsAndBackPressure) {
  for (const unsigned longest_run : {1U, 16U}) {
    Bench<Vstream_sum> bench;
    Wires wires;
    StreamSource source(bench, "source", wires.signals(),
                        {.stall_percent = 40, .seed = 1, .longest_run = longest_run});
    StreamSink sink(bench, "sink", wires.signals(),
                    {.stall_percent = 60, .seed = 2, .longest_run = longest_run});
    StreamMonitor monitor(bench, "monitor", wires.signals());
    std::vector<Bytes> seen;
    monitor.on_frame([&](const StreamFrame& frame) { seen.push_back(frame.bytes(kBeatBytes)); });
    std::vector<Bytes> sent;
    for (unsigned i = 0; i < 50; ++i) sent.push_back(pattern(1 + i * 7 % 60, i));
    std::vector<Bytes> received;
    bench.run([&]() -> Task<> {
      bench.start_soon([&]() -> Task<> {
        for (const Bytes& frame : sent) co_await source.send(frame);
      });
      for (std::size_t i = 0; i < sent.size(); ++i) {
        received.push_back((co_await sink.recv()).bytes(kBeatBytes));
      }
    });
    EXPECT_EQ(received, sent);
    EXPECT_EQ(seen, sent);
    EXPECT_EQ(monitor.beats(), source.beats());
    EXPECT_GT(bench.clock().cycle(), 2 * source.beats());  // it did stall
  }
}

TEST(StreamDrivers, WithoutTlastEachBeatIsAFrame) {
  Bench<Vstream_sum> bench;
  Wires wires;
  Axi4StreamSignals signals = wires.signals();
  signals.tlast = {};
  StreamSource source(bench, "source", signals);
  StreamSink sink(bench, "sink", signals);
  bench.run([&]() -> Task<> {
    co_await source.send(pattern(24, 0));
    EXPECT_EQ(sink.frames().size(), 3U);
  });
}

TEST(StreamDrivers, StartAfreshAfterAResetInMidFrame) {
  Bench<Vstream_sum> bench;
  Wires wires;
  StreamSource source(bench, "source", wires.signals());
  StreamSink sink(bench, "sink", wires.signals());
  const Bytes data = pattern(80, 3);
  bench.run([&]() -> Task<> {
    source.send(data);
    co_await ClockCycles(bench.clock(), 5);
    EXPECT_TRUE(sink.in_frame());
    co_await bench.reset(2);
    EXPECT_FALSE(sink.in_frame());
    EXPECT_EQ(wires.tvalid, 0);
    EXPECT_EQ(bench.model().rst_ni, 0);
    co_await source.send(pattern(16, 4));
    EXPECT_EQ((co_await sink.recv()).bytes(kBeatBytes), pattern(16, 4));
    EXPECT_TRUE(sink.frames().empty());
  });
}

TEST(StreamDrivers, TellOfBrokenRules) {
  Bench<Vstream_sum> bench;
  Wires wires;
  StreamMonitor monitor(bench, "monitor", wires.signals());
  const auto valid = bench.port(wires.tvalid);
  EXPECT_THAT(
      [&] {
        bench.run([&]() -> Task<> {
          valid.write(1);
          co_await ClockCycles(bench.clock(), 2);
          valid.write(0);
          co_await ClockCycles(bench.clock(), 2);
        });
      },
      ThrowsMessage<bus::ProtocolError>(HasSubstr("monitor: TVALID fell before TREADY")));
}

TEST(StreamDrivers, TimeoutsNameTheStream) {
  Bench<Vstream_sum> bench;
  Wires wires;
  StreamSource source(bench, "source", wires.signals());
  bench.run([&]() -> Task<> {
    std::string message;
    try {
      co_await with_timeout(source.send(pattern(8, 0)), ClockCycles(bench.clock(), 20));
    } catch (const TimeoutError& error) {
      message = error.what();
    }
    EXPECT_EQ(message, "source: the last beat to be taken did not happen within ClockCycles(20)");
  });
}

constexpr std::uint32_t kWords = 300;

/// The vector-add kernel with two memory ports on one memory.
class VaddBench : public testing::TestWithParam<unsigned> {
 protected:
  static Axi4Signals read_port(Vvadd_verilated& m) {
    Axi4Signals s;
    s.araddr = m.m_axi_gmem0_araddr;
    s.arlen = m.m_axi_gmem0_arlen;
    s.arsize = m.m_axi_gmem0_arsize;
    s.arburst = m.m_axi_gmem0_arburst;
    s.arvalid = m.m_axi_gmem0_arvalid;
    s.arready = m.m_axi_gmem0_arready;
    s.rdata = m.m_axi_gmem0_rdata;
    s.rresp = m.m_axi_gmem0_rresp;
    s.rlast = m.m_axi_gmem0_rlast;
    s.rvalid = m.m_axi_gmem0_rvalid;
    s.rready = m.m_axi_gmem0_rready;
    return s;
  }
  static Axi4Signals write_port(Vvadd_verilated& m) {
    Axi4Signals s;
    s.awaddr = m.m_axi_gmem1_awaddr;
    s.awlen = m.m_axi_gmem1_awlen;
    s.awsize = m.m_axi_gmem1_awsize;
    s.awburst = m.m_axi_gmem1_awburst;
    s.awvalid = m.m_axi_gmem1_awvalid;
    s.awready = m.m_axi_gmem1_awready;
    s.wdata = m.m_axi_gmem1_wdata;
    s.wstrb = m.m_axi_gmem1_wstrb;
    s.wlast = m.m_axi_gmem1_wlast;
    s.wvalid = m.m_axi_gmem1_wvalid;
    s.wready = m.m_axi_gmem1_wready;
    s.bresp = m.m_axi_gmem1_bresp;
    s.bvalid = m.m_axi_gmem1_bvalid;
    s.bready = m.m_axi_gmem1_bready;
    return s;
  }

  Task<> run_kernel() {
    const std::array<std::uint64_t, 3> addresses{kA, kB, kOut};
    for (std::size_t i = 0; i < addresses.size(); ++i) {
      co_await control.write(0x10 + 12 * i, addresses[i]);
      co_await control.write(0x14 + 12 * i, 0);
    }
    co_await control.write(0x34, kWords);
    co_await control.write(0x00, 1);
    while ((co_await control.read(0x00) & 2) == 0) {
    }
  }

  static constexpr std::uint64_t kA = 0x1000, kB = 0x3040, kOut = 0x8000;
  const unsigned stall = GetParam();
  Bench<Vvadd_verilated> bench{BenchConfig{}, [](Vvadd_verilated& m) {
                                 return verilated::ClockAndReset{m.ap_clk, m.ap_rst_n};
                               }};
  Axi4LiteDriver control{bench,
                         "control",
                         LIGHTLOOP_AXI4_LITE_SIGNALS(bench.model(), s_axi_control),
                         {.write_order = bus::Axi4LiteMasterOptions::WriteOrder::kRandom,
                          .stall_percent = stall,
                          .seed = 5}};
  Axi4Memory memory{
      bench, "gmem0", read_port(bench.model()), {.stall_percent = stall, .seed = 10}, 1 << 20};
};

TEST_P(VaddBench, AddsVectors) {
  memory.add_port("gmem1", write_port(bench.model()), {.stall_percent = stall, .seed = 20});
  const auto put = [&](std::uint64_t address, const std::vector<std::uint32_t>& words) {
    Bytes bytes(4 * words.size());
    std::memcpy(bytes.data(), words.data(), bytes.size());
    memory.write(address, bytes);
  };
  std::vector<std::uint32_t> a(kWords);
  std::vector<std::uint32_t> b(kWords);
  std::vector<std::uint32_t> sum(kWords);
  for (std::uint32_t i = 0; i < kWords; ++i) {
    a[i] = i * 2654435761U;
    b[i] = i * i;
    sum[i] = a[i] + b[i];
  }
  put(kA, a);
  put(kB, b);
  bench.run(run_kernel());
  const Bytes out = memory.read(kOut, 4 * std::size_t{kWords});
  EXPECT_EQ(std::memcmp(out.data(), sum.data(), out.size()), 0);
  EXPECT_TRUE(memory.idle());
  EXPECT_TRUE(control.idle());
}

INSTANTIATE_TEST_SUITE_P(Stalls, VaddBench, testing::Values(0, 40));

TEST(Axi4Memory, RefusesWhatIsNotThere) {
  Bench<Vstream_sum> bench;
  std::uint64_t data = 0;
  Axi4Memory memory(bench, "gmem", {.rdata = data}, {}, 1 << 20);
  EXPECT_THAT([&] { memory.read((1 << 20) - 1, 2); },
              ThrowsMessage<std::out_of_range>("gmem: no memory for 2 bytes at address 1048575"));
}

/// An AXI4-Lite slave that answers each read at once, with an error at odd addresses, and no write.
struct Slave {
  std::uint8_t arvalid = 0, arready = 0, rvalid = 0, rready = 0, rresp = 0;
  std::uint8_t awvalid = 0, awready = 0, wvalid = 0, wready = 0, bvalid = 0, bready = 0;
  std::uint32_t araddr = 0, rdata = 0, awaddr = 0, wdata = 0;
  std::uint8_t wstrb = 0;
  bool asked = false, taken = false;

  bus::Axi4LiteSignals signals() {
    bus::Axi4LiteSignals s;
    s.araddr = araddr;
    s.arvalid = arvalid;
    s.arready = arready;
    s.rdata = rdata;
    s.rresp = rresp;
    s.rvalid = rvalid;
    s.rready = rready;
    s.awaddr = awaddr;
    s.awvalid = awvalid;
    s.awready = awready;
    s.wdata = wdata;
    s.wstrb = {wstrb, 4};
    s.wvalid = wvalid;
    s.wready = wready;
    s.bvalid = bvalid;
    s.bready = bready;
    return s;
  }
  void sample() {
    asked = arvalid != 0 && arready != 0;
    taken = rvalid != 0 && rready != 0;
  }
  void drive() {
    arready = 1;
    if (taken) rvalid = 0;
    if (asked) {
      rvalid = 1;
      rdata = araddr + 1;
      rresp = (araddr & 1) != 0 ? 2 : 0;
    }
  }
};

TEST(Axi4LiteDriver, TellsOfErrorResponsesAndTimeouts) {
  Bench<Vstream_sum> bench;
  Slave slave;
  Axi4LiteDriver control(bench, "control", slave.signals());
  bench.attach(slave);
  const auto message_of = [&](auto access) -> Task<std::string> {
    try {
      co_await std::move(access);
    } catch (const std::exception& error) {
      co_return error.what();
    }
    co_return "nothing";
  };
  bench.run([&]() -> Task<> {
    EXPECT_EQ(co_await control.read(0x20), 0x21U);
    EXPECT_EQ(co_await message_of(control.read(0x21)), "control: the read of 0x21 got SLVERR");
    const auto completion = co_await control.attempt(control.read(0x23));
    EXPECT_EQ(completion.response, bus::AxiResponse::kSlvErr);
    EXPECT_EQ(completion.data, 0x24U);
    EXPECT_EQ(
        co_await message_of(with_timeout(control.write(0x4, 1), ClockCycles(bench.clock(), 30))),
        "control: the write to 0x4 did not happen within ClockCycles(30)");
  });
}

TEST(Axi4LiteDriver, ServesTasksInTheOrderOfAsking) {
  Bench<Vstream_sum> bench;
  Slave slave;
  Axi4LiteDriver control(bench, "control", slave.signals(), {.stall_percent = 30, .seed = 2});
  bench.attach(slave);
  std::vector<std::uint64_t> order;
  bench.run([&]() -> Task<> {
    const auto reader = [&](std::uint64_t address) -> Task<> {
      for (int i = 0; i < 3; ++i) order.push_back(co_await control.read(address));
    };
    co_await Combine(reader(0x10), reader(0x20), reader(0x30));
  });
  EXPECT_THAT(order, testing::ElementsAre(0x11, 0x21, 0x31, 0x11, 0x21, 0x31, 0x11, 0x21, 0x31));
}

}  // namespace
}  // namespace lightloop::testbench
