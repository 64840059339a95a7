// SPDX-License-Identifier: Apache-2.0
// ll_axi_writer between a stream with gaps and a memory of any temper. The memory's bus model
// refuses what AXI4 forbids: bursts across a page, WLAST out of place, data that changes while it
// waits.
#include <array>

#include "testbenches/kernel/axi_mover_test.hpp"

namespace lightloop::kernel_bench {
namespace {

using bus::AxiResponse;

constexpr unsigned kMaxOutstanding = 4;
constexpr std::uint32_t kUntouched = 0xEEEEEEEE;

bus::Axi4Signals writer_port(Vkernel_bank& dut) {
  bus::Axi4Signals port;
  port.awaddr = dut.m_axi_writer_awaddr;
  port.awlen = dut.m_axi_writer_awlen;
  port.awvalid = dut.m_axi_writer_awvalid;
  port.awready = dut.m_axi_writer_awready;
  port.wdata = dut.m_axi_writer_wdata;
  port.wstrb = dut.m_axi_writer_wstrb;
  port.wlast = dut.m_axi_writer_wlast;
  port.wvalid = dut.m_axi_writer_wvalid;
  port.wready = dut.m_axi_writer_wready;
  port.bresp = dut.m_axi_writer_bresp;
  port.bvalid = dut.m_axi_writer_bvalid;
  port.bready = dut.m_axi_writer_bready;
  return port;
}

class AxiWriter : public KernelBankTest {
 protected:
  AxiWriter() {
    outstandings_.point(
        "bursts", [](unsigned bursts) { return bursts; }, testbench::each(0, kMaxOutstanding));
  }

  void connect(const bus::Axi4MemorySlaveOptions& options) {
    slave_ =
        std::make_unique<bus::Axi4MemorySlave>("m_axi_writer", writer_port(dut), memory_, options);
    bench.attach(*slave_);
  }

  /// One clock, in which the next word of data_ is offered in `valid_percent` of the cases; a word
  /// that was offered stays until it is taken.
  Task<> clock(unsigned valid_percent) {
    offering_ = offering_ || (next_ < data_.size() && random.percent(valid_percent));
    set(dut.writer_data_valid_i, offering_);
    set(dut.writer_data_i, offering_ ? data_[next_] : random.any<std::uint32_t>());
    co_await edge();
    if (dut.m_axi_writer_awvalid != 0 && dut.m_axi_writer_awready != 0) {
      ++outstanding_;
      coverage_.burst(dut.m_axi_writer_awaddr, dut.m_axi_writer_awlen + 1U);
    }
    // A word that is on offer stays on offer: W never makes the memory wait inside a burst.
    if (in_burst_) {
      EXPECT_EQ(dut.m_axi_writer_wvalid, 1) << "a pause in a burst, cycle " << cycle();
    }
    if (dut.m_axi_writer_wvalid != 0) {
      in_burst_ = dut.m_axi_writer_wready == 0 || dut.m_axi_writer_wlast == 0;
    }
    if (dut.m_axi_writer_bvalid != 0) {
      EXPECT_EQ(dut.m_axi_writer_bready, 1);
      --outstanding_;
      coverage_.response(dut.m_axi_writer_bresp);
    }
    coverage_.stream(offering_, dut.writer_data_ready_o != 0);
    outstandings_.sample(outstanding_);
    EXPECT_LE(outstanding_, kMaxOutstanding);
    if (offering_ && dut.writer_data_ready_o != 0) {
      offering_ = false;
      ++next_;
    }
  }

  Task<> start(std::uint64_t address, std::uint64_t beats, unsigned valid_percent) {
    set(dut.writer_start_i, 1);
    set(dut.writer_address_i, address);
    set(dut.writer_beats_i, beats);
    co_await clock(valid_percent);
    set(dut.writer_start_i, 0);
  }

  void new_data(std::size_t count) {
    data_ = random_words(random, count);
    next_ = 0;
  }

  /// A transfer to its end, `early` clocks of data before start_i. Returns its clocks.
  Task<std::uint64_t> transfer(std::uint64_t address, std::uint16_t beats, unsigned valid_percent,
                               unsigned early = 0) {
    // A guard of a page before and behind, where there is memory.
    const std::uint64_t end = address + 4UL * beats;
    const bool at_begin = address < 2 * testbenches::kMemoryBase;
    const Words before(at_begin ? 0 : 1024, kUntouched), behind(end == 0 ? 0 : 1024, kUntouched);
    store(memory_, address - 4 * before.size(), before);
    store(memory_, address, Words(beats, kUntouched));
    store(memory_, end, behind);
    new_data(beats);
    for (unsigned i = 0; i < early; ++i) co_await clock(valid_percent);
    co_await start(address, beats, valid_percent);
    const std::uint64_t begin = cycle();
    co_await clock(valid_percent);
    EXPECT_EQ(dut.writer_busy_o, beats != 0) << "in the cycle after start_i";
    while (dut.writer_busy_o != 0) co_await clock(valid_percent);
    const std::uint64_t last = cycle();
    EXPECT_EQ(outstanding_, 0U) << "not busy, and answers are missing";
    EXPECT_EQ(next_, data_.size());
    for (int i = 0; i < 5; ++i) co_await clock(0);
    EXPECT_EQ(dut.m_axi_writer_wvalid, 0);
    EXPECT_EQ(load(memory_, address, beats), data_);
    EXPECT_EQ(load(memory_, address - 4 * before.size(), before.size()), before) << "before it";
    EXPECT_EQ(load(memory_, end, behind.size()), behind) << "behind it";
    co_return last - begin;
  }

  MoverCoverage coverage_{"ll_axi_writer"};
  testbench::CoverGroup<unsigned> outstandings_{"ll_axi_writer outstanding"};
  AnsweringMemory memory_{testbenches::kMemoryBase, testbenches::kMemoryBytes};
  std::unique_ptr<bus::Axi4MemorySlave> slave_;
  Words data_;
  std::size_t next_ = 0;
  bool offering_ = false;
  bool in_burst_ = false;
  unsigned outstanding_ = 0;
};

TEST_F(AxiWriter, TwoCyclesToAwAndThreeToW) {
  connect({});
  bench.run([&]() -> Task<> {
    new_data(3);
    co_await start(0x1000, 3, 0);
    while (next_ < 3) {
      EXPECT_EQ(dut.m_axi_writer_awvalid, 0);
      co_await clock(100);  // ends with the clock that takes the word
    }
    co_await clock(0);
    EXPECT_EQ(dut.m_axi_writer_awvalid, 0);
    co_await clock(0);
    EXPECT_EQ(dut.m_axi_writer_awvalid, 1);
    EXPECT_EQ(dut.m_axi_writer_awaddr, 0x1000U);
    EXPECT_EQ(dut.m_axi_writer_awlen, 2);
    EXPECT_EQ(dut.m_axi_writer_wvalid, 0);
    co_await clock(0);
    EXPECT_EQ(dut.m_axi_writer_wvalid, 1);
    EXPECT_EQ(dut.m_axi_writer_wdata, data_[0]);
    EXPECT_EQ(dut.m_axi_writer_wlast, 0);
    while (dut.writer_busy_o != 0) co_await clock(0);
    EXPECT_EQ(load(memory_, 0x1000, 3), data_);
  });
}

TEST_F(AxiWriter, OneBeatACycle) {
  connect({.write_latency = 10});
  bench.run([&]() -> Task<> {
    const std::uint64_t clocks = co_await transfer(0x2000, 1024, 100);
    EXPECT_GE(clocks, 1024U);
    EXPECT_LE(clocks, 1024U + kMaxBurst + 20);
  });
}

TEST_F(AxiWriter, LengthsAroundBurstsAndPages) {
  connect({.write_latency = 2});
  constexpr std::array<std::uint16_t, 10> kBeats{0, 1, 2, 15, 16, 17, 31, 32, 33, 100};
  bench.run([&]() -> Task<> {
    for (const std::uint16_t beats : kBeats) {
      co_await transfer(0x4000, beats, 100);
      for (const std::uint64_t before : {4U, 8U, 60U, 64U, 68U}) {
        co_await transfer(0x5000 - before, beats, 100);
      }
    }
  });
}

// Data that comes before the start waits in the FIFO.
TEST_F(AxiWriter, TakesDataBeforeTheStart) {
  connect({.write_latency = 2});
  bench.run([&]() -> Task<> {
    for (const unsigned early : {1U, 5U, kFifoDepth, 3 * kFifoDepth}) {
      co_await transfer(0x6000, 50, 100, early);
    }
  });
}

TEST_F(AxiWriter, AddressesCarryIntoEveryBit) {
  connect({.write_latency = 2});
  bench.run([&]() -> Task<> {
    for (const std::uint64_t address : places_of(40)) co_await transfer(address, 40, 100);
  });
}

// It goes on when the lower bits of the length have been written.
TEST_F(AxiWriter, CountsTheBeatsOfTheLongestTransfers) {
  connect({.write_latency = 2});
  bench.run([&]() -> Task<> {
    for (unsigned bit = 8; bit < 40; ++bit) {
      new_data(200);
      co_await start(0x10000, (std::uint64_t{1} << bit) + 3, 100);
      for (int i = 0; i < 150; ++i) co_await clock(100);
      EXPECT_EQ(dut.writer_busy_o, 1) << "2^" << bit << " beats and 3";
      EXPECT_GT(next_, 100U);
      data_.clear();
      next_ = 0;
      offering_ = in_burst_ = false;
      set(dut.writer_data_valid_i, 0);
      co_await bench.reset(1);
      outstanding_ = 0;
    }
  });
}

class AxiWriterTempers : public AxiWriter, public ::testing::WithParamInterface<MemoryTemper> {};

TEST_P(AxiWriterTempers, RandomTransfersWithGaps) {
  connect(GetParam().options);
  constexpr std::array kValid{5U, 50U, 100U};
  bench.run([&]() -> Task<> {
    for (int i = 0; i < 25; ++i) {
      const auto address = 4096 + random.between<std::uint64_t>(0, 0xFFFFFF) * 4;
      const auto beats = random.corner<std::uint16_t>(0, 150);
      co_await transfer(address, beats, random.pick(kValid));
      EXPECT_EQ(dut.writer_error_o, 0);
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Memory, AxiWriterTempers, ::testing::ValuesIn(kTempers),
                         [](const auto& info) { return std::string(info.param.name); });

TEST_F(AxiWriter, RemembersErrorResponses) {
  connect({.write_latency = 2});
  bench.run([&]() -> Task<> {
    for (const AxiResponse response :
         {AxiResponse::kOkay, AxiResponse::kExOkay, AxiResponse::kSlvErr, AxiResponse::kDecErr}) {
      const bool error = response == AxiResponse::kSlvErr || response == AxiResponse::kDecErr;
      for (const std::uint64_t burst : {0x8000U, 0x8040U, 0x80C0U}) {
        memory_.answer(burst, burst + 64, response);
        co_await transfer(0x8000, 64, 60);
        EXPECT_EQ(dut.writer_error_o, error);
        memory_.answer(0, 0, AxiResponse::kOkay);
        co_await edges(20);
        EXPECT_EQ(dut.writer_error_o, error);
        co_await transfer(0x8000, 20, 60);
        EXPECT_EQ(dut.writer_error_o, 0);
      }
    }
  });
}

TEST_F(AxiWriter, ResetAtAnyMomentOfATransfer) {
  connect({.write_latency = 4, .stall_percent = 20});
  bench.run([&]() -> Task<> {
    for (unsigned clocks = 0; clocks < 75; clocks += 3) {
      memory_.answer(0x9000, 0x9040, clocks % 4 == 0 ? AxiResponse::kSlvErr : AxiResponse::kOkay);
      new_data(200);
      co_await start(0x9000, 200, 100);
      for (unsigned i = 0; i < clocks; ++i) co_await clock(clocks % 2 == 0 ? 100 : 60);
      data_.clear();
      next_ = 0;
      offering_ = in_burst_ = false;
      set(dut.writer_data_valid_i, 0);
      set(dut.rst_ni, 0);
      co_await edge();
      set(dut.rst_ni, 1);
      slave_->reset();
      outstanding_ = 0;
      co_await clock(0);
      EXPECT_EQ(dut.writer_busy_o, 0);
      EXPECT_EQ(dut.writer_error_o, 0);
      EXPECT_EQ(dut.m_axi_writer_awvalid, 0);
      EXPECT_EQ(dut.m_axi_writer_wvalid, 0);
      memory_.answer(0, 0, AxiResponse::kOkay);
      for (int i = 0; i < 8; ++i) co_await clock(0);
      co_await transfer(0xA000, 70, 80);
    }
  });
}

}  // namespace
}  // namespace lightloop::kernel_bench
