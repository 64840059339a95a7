// SPDX-License-Identifier: Apache-2.0
// ll_axi_reader between a memory of any temper and a stream that is held back.
#include <algorithm>
#include <array>

#include "testbenches/kernel/axi_mover_test.hpp"
#include "testbenches/lib/scoreboard.hpp"

namespace lightloop::kernel_bench {
namespace {

using bus::AxiResponse;
using testbench::Scoreboard;

bus::Axi4Signals reader_port(Vkernel_bank& dut) {
  bus::Axi4Signals port;
  port.araddr = dut.m_axi_reader_araddr;
  port.arlen = dut.m_axi_reader_arlen;
  port.arvalid = dut.m_axi_reader_arvalid;
  port.arready = dut.m_axi_reader_arready;
  port.rdata = dut.m_axi_reader_rdata;
  port.rresp = dut.m_axi_reader_rresp;
  port.rvalid = dut.m_axi_reader_rvalid;
  port.rready = dut.m_axi_reader_rready;
  return port;
}

/// Makes the response of one beat on R, counted from attach(), an error; the data stays.
class ErrorInABeat {
 public:
  ErrorInABeat(Vkernel_bank& dut, std::uint64_t beat) : dut_(dut), left_(beat) {}
  void drive() {
    if (dut_.m_axi_reader_rvalid != 0 && left_ == 0) dut_.m_axi_reader_rresp = 2;
  }
  void sample() {
    if (dut_.m_axi_reader_rvalid != 0 && dut_.m_axi_reader_rready != 0) --left_;
  }
  void next(std::uint64_t beat) { left_ = beat; }

 private:
  Vkernel_bank& dut_;
  std::uint64_t left_;
};

class AxiReader : public KernelBankTest {
 protected:
  void connect(const bus::Axi4MemorySlaveOptions& options) {
    slave_ =
        std::make_unique<bus::Axi4MemorySlave>("m_axi_reader", reader_port(dut), memory_, options);
    bench.attach(*slave_);
  }

  /// One clock; what goes by at its end is held against what must come.
  Task<> clock(unsigned ready_percent) {
    set(dut.reader_data_ready_i, random.percent(ready_percent));
    co_await edge();
    if (dut.m_axi_reader_rvalid != 0) {
      EXPECT_EQ(dut.m_axi_reader_rready, 1) << "R is held up in cycle " << cycle();
    }
    if (dut.m_axi_reader_arvalid != 0 && dut.m_axi_reader_arready != 0) {
      coverage_.burst(dut.m_axi_reader_araddr, dut.m_axi_reader_arlen + 1U);
      asked_ += dut.m_axi_reader_arlen + 1U;
      EXPECT_LE(asked_, kFifoDepth) << "more than there is room for, cycle " << cycle();
    }
    if (dut.m_axi_reader_rvalid != 0) coverage_.response(dut.m_axi_reader_rresp);
    coverage_.stream(dut.reader_data_valid_o != 0, dut.reader_data_ready_i != 0);
    if (waited_) {
      EXPECT_EQ(dut.reader_data_valid_o, 1) << "valid taken back in cycle " << cycle();
      EXPECT_EQ(dut.reader_data_o, waiting_) << "a waiting word has changed, cycle " << cycle();
    }
    const bool out = dut.reader_data_valid_o != 0 && dut.reader_data_ready_i != 0;
    waited_ = dut.reader_data_valid_o != 0 && !out;
    waiting_ = dut.reader_data_o;
    if (out) {
      words_.found(dut.reader_data_o, cycle());
      --asked_;
    }
  }

  /// After a reset.
  void forget() {
    words_.forget();
    waited_ = false;
    asked_ = 0;
  }

  Task<> start(std::uint64_t address, std::uint64_t beats) {
    set(dut.reader_start_i, 1);
    set(dut.reader_address_i, address);
    set(dut.reader_beats_i, beats);
    co_await clock(0);
    set(dut.reader_start_i, 0);
  }

  /// The words of a transfer. The bus model gives zeros with an error response.
  void expect(std::uint64_t address, const Words& data) {
    for (std::size_t i = 0; i < data.size(); ++i) {
      words_.expect(memory_.chosen(address + 4 * i) ? 0 : data[i]);
    }
  }

  /// A transfer to its end. Returns its clocks, from start_i to the last word.
  Task<std::uint64_t> transfer(std::uint64_t address, std::uint16_t beats, unsigned ready_percent) {
    const Words data = random_words(random, beats);
    store(memory_, address, data);
    expect(address, data);
    co_await start(address, beats);
    const std::uint64_t begin = cycle();
    co_await clock(ready_percent);
    EXPECT_EQ(dut.reader_busy_o, beats != 0) << "in the cycle after start_i";
    std::uint64_t end = cycle();
    while (dut.reader_busy_o != 0) {
      co_await clock(ready_percent);
      if (dut.reader_data_valid_o != 0) end = cycle();
    }
    EXPECT_EQ(words_.pending(), 0U) << "not busy, and words are missing";
    for (int i = 0; i < 5; ++i) co_await clock(100);  // and nothing more comes
    co_return end - begin;
  }

  MoverCoverage coverage_{"ll_axi_reader"};
  AnsweringMemory memory_{testbenches::kMemoryBase, testbenches::kMemoryBytes};
  std::unique_ptr<bus::Axi4MemorySlave> slave_;
  Scoreboard<std::uint32_t> words_{"words of ll_axi_reader"};
  unsigned asked_ = 0;  // beats asked for and not given out
  bool waited_ = false;
  std::uint32_t waiting_ = 0;
};

TEST_F(AxiReader, TwoCyclesToArAndTwoFromRToTheStream) {
  connect({.read_latency = 7});
  store(memory_, 0x1000, Words(1, 0x600DF00D));
  bench.run([&]() -> Task<> {
    words_.expect(0x600DF00D);
    set(dut.reader_data_ready_i, 1);
    co_await start(0x1000, 1);
    co_await clock(100);
    EXPECT_EQ(dut.m_axi_reader_arvalid, 0);
    co_await clock(100);
    EXPECT_EQ(dut.m_axi_reader_arvalid, 1);
    EXPECT_EQ(dut.m_axi_reader_araddr, 0x1000U);
    EXPECT_EQ(dut.m_axi_reader_arlen, 0);
    while (dut.m_axi_reader_rvalid == 0) co_await clock(100);
    co_await clock(100);
    EXPECT_EQ(dut.reader_data_valid_o, 0);
    co_await clock(100);
    EXPECT_EQ(dut.reader_data_valid_o, 1);
    co_await clock(100);
    EXPECT_EQ(dut.reader_busy_o, 0);
  });
}

// As many beats on their way as the FIFO holds hide the latency.
TEST_F(AxiReader, OneBeatACycleFromADistantMemory) {
  constexpr unsigned kLatency = 12;
  connect({.read_latency = kLatency});
  bench.run([&]() -> Task<> {
    const std::uint64_t clocks = co_await transfer(0x2000, 1000, 100);
    EXPECT_GE(clocks, 1000U);
    EXPECT_LE(clocks, 1000U + kLatency + 8);
  });
}

TEST_F(AxiReader, LengthsAroundBurstsAndPages) {
  connect({.read_latency = 3});
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

TEST_F(AxiReader, AddressesCarryIntoEveryBit) {
  connect({.read_latency = 3});
  bench.run([&]() -> Task<> {
    for (const std::uint64_t address : places_of(40)) co_await transfer(address, 40, 100);
  });
}

// It goes on when the lower bits of the length have been read.
TEST_F(AxiReader, CountsTheBeatsOfTheLongestTransfers) {
  connect({.read_latency = 3});
  bench.run([&]() -> Task<> {
    for (unsigned bit = 8; bit < 40; ++bit) {
      for (std::size_t i = 0; i < 200; ++i) words_.expect(0);
      co_await start(0x10000, (std::uint64_t{1} << bit) + 3);
      for (int i = 0; i < 150; ++i) co_await clock(100);
      EXPECT_EQ(dut.reader_busy_o, 1) << "2^" << bit << " beats and 3";
      EXPECT_GT(words_.matched(), (bit - 7) * 100U);
      co_await bench.reset(1);
      forget();
    }
  });
}

// Transfers that end a few beats beyond what the FIFO holds, while nobody takes them.
TEST_F(AxiReader, AsksForNoMoreThanTheFifoHolds) {
  connect({.read_latency = 3});
  bench.run([&]() -> Task<> {
    for (std::uint16_t beats = kFifoDepth - 1; beats <= kFifoDepth + kMaxBurst; ++beats) {
      const Words data = random_words(random, beats);
      store(memory_, 0x8000, data);
      expect(0x8000, data);
      co_await start(0x8000, beats);
      for (int i = 0; i < 80; ++i) co_await clock(0);
      EXPECT_EQ(asked_, std::min<unsigned>(beats, kFifoDepth)) << beats << " beats";
      while (dut.reader_busy_o != 0) co_await clock(100);
      EXPECT_EQ(words_.pending(), 0U);
    }
  });
}

class AxiReaderTempers : public AxiReader, public ::testing::WithParamInterface<MemoryTemper> {};

TEST_P(AxiReaderTempers, RandomTransfersWithBackPressure) {
  connect(GetParam().options);
  constexpr std::array kReady{5U, 50U, 100U};
  bench.run([&]() -> Task<> {
    for (int i = 0; i < 25; ++i) {
      const auto address = random.between<std::uint64_t>(0x400, 0xFFFFFF) * 4;
      const auto beats = random.corner<std::uint16_t>(0, 150);
      co_await transfer(address, beats, random.pick(kReady));
      EXPECT_EQ(dut.reader_error_o, 0);
    }
  });
}

// AXI4 A3.4.4: each beat of a read has a response of its own.
TEST_P(AxiReaderTempers, RemembersAnErrorOfAnySingleBeat) {
  constexpr std::uint16_t kBeats = 40;  // bursts of 16, 16, 8
  connect(GetParam().options);
  ErrorInABeat error(dut, UINT64_MAX);
  bench.attach(error);
  bench.run([&]() -> Task<> {
    for (std::uint64_t beat = 0; beat <= kBeats; ++beat) {
      error.next(beat);
      co_await transfer(0x8000, kBeats, beat % 2 == 0 ? 100 : 60);
      EXPECT_EQ(dut.reader_error_o, beat < kBeats) << "beat " << beat;
      error.next(UINT64_MAX);
      co_await transfer(0x8000, 1, 100);
      EXPECT_EQ(dut.reader_error_o, 0) << "after beat " << beat;
    }
  });
}

// While nothing else is under way.
TEST_P(AxiReaderTempers, RemembersAnErrorOfTheOnlyBeat) {
  connect(GetParam().options);
  ErrorInABeat error(dut, 0);
  bench.attach(error);
  bench.run([&]() -> Task<> {
    co_await transfer(0x8000, 1, 100);
    EXPECT_EQ(dut.reader_error_o, 1);
    co_await transfer(0x8000, 1, 100);
    EXPECT_EQ(dut.reader_error_o, 0);
  });
}

INSTANTIATE_TEST_SUITE_P(Memory, AxiReaderTempers, ::testing::ValuesIn(kTempers),
                         [](const auto& info) { return std::string(info.param.name); });

// The error is kept until the next start; the data comes all the same.
TEST_F(AxiReader, RemembersErrorResponses) {
  connect({.read_latency = 2});
  bench.run([&]() -> Task<> {
    for (const AxiResponse response :
         {AxiResponse::kOkay, AxiResponse::kExOkay, AxiResponse::kSlvErr, AxiResponse::kDecErr}) {
      const bool error = response == AxiResponse::kSlvErr || response == AxiResponse::kDecErr;
      // In the first, a middle and the last burst of the transfer.
      for (const std::uint64_t burst : {0x8000U, 0x8040U, 0x80C0U}) {
        memory_.answer(burst, burst + 64, response);
        co_await transfer(0x8000, 64, 60);
        EXPECT_EQ(dut.reader_error_o, error);
        memory_.answer(0, 0, AxiResponse::kOkay);
        co_await edges(20);
        EXPECT_EQ(dut.reader_error_o, error);
        co_await transfer(0x8000, 20, 60);
        EXPECT_EQ(dut.reader_error_o, 0);
      }
    }
  });
}

TEST_F(AxiReader, ResetAtAnyMomentOfATransfer) {
  connect({.read_latency = 4, .stall_percent = 20});
  bench.run([&]() -> Task<> {
    for (unsigned clocks = 0; clocks < 60; clocks += 3) {
      const unsigned ready = clocks % 2 == 0 ? 100 : 20;
      memory_.answer(0x9000, 0x9040, clocks % 4 == 0 ? AxiResponse::kSlvErr : AxiResponse::kOkay);
      const Words data = random_words(random, 200);
      store(memory_, 0x9000, data);
      expect(0x9000, data);
      co_await start(0x9000, 200);
      for (unsigned i = 0; i < clocks; ++i) co_await clock(ready);
      set(dut.rst_ni, 0);
      co_await clock(0);
      set(dut.rst_ni, 1);
      slave_->reset();
      forget();
      co_await clock(0);
      EXPECT_EQ(dut.reader_busy_o, 0);
      EXPECT_EQ(dut.reader_error_o, 0);
      EXPECT_EQ(dut.reader_data_valid_o, 0);
      EXPECT_EQ(dut.m_axi_reader_arvalid, 0);
      memory_.answer(0, 0, AxiResponse::kOkay);
      for (int i = 0; i < 8; ++i) co_await clock(100);
      co_await transfer(0xA000, 70, 80);
    }
  });
}

}  // namespace
}  // namespace lightloop::kernel_bench
