// SPDX-License-Identifier: Apache-2.0
#include "sim/bus/axi4_memory_slave.hpp"

#include <array>
#include <deque>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

#include "sim/bus/sparse_memory.hpp"

namespace lightloop::bus {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t kBus = 16;  // bytes
constexpr std::uint64_t kBase = 0x10000;
constexpr std::uint64_t kSize = 0x10000;

struct Address {
  std::uint64_t id = 0, address = 0;
  unsigned beats = 1, size_log2 = 4, type = 1;
};
struct WriteBeat {
  Bytes data{};
  std::uint16_t strobe = 0xFFFF;
  bool last = false;
};
struct ReadBeat {
  std::uint64_t id = 0;
  Bytes data{};
  unsigned response = 0;
  bool last = false;
  std::uint64_t clock = 0;
};

Bytes piece(const Bytes& bytes, std::size_t start, std::size_t size) {
  const auto first = bytes.begin() + static_cast<std::ptrdiff_t>(start);
  return {first, first + static_cast<std::ptrdiff_t>(size)};
}

// A master that does what the test queued, right or wrong.
struct Master {
  std::uint8_t awid = 0, awlen = 0, awsize = 0, awburst = 0, awvalid = 0, awready = 0;
  std::uint8_t wlast = 0, wvalid = 0, wready = 0, bid = 0, bresp = 0, bvalid = 0, bready = 0;
  std::uint8_t arid = 0, arlen = 0, arsize = 0, arburst = 0, arvalid = 0, arready = 0;
  std::uint8_t rid = 0, rresp = 0, rlast = 0, rvalid = 0, rready = 0;
  std::uint64_t awaddr = 0, araddr = 0;
  std::uint16_t wstrb = 0;
  std::array<std::uint32_t, kBus / 4> wdata{}, rdata{};

  SparseMemory memory{kBase, kSize};
  std::vector<std::string> violations;
  Axi4MemorySlave slave;
  Stall stall;
  std::deque<Address> reads, writes;
  std::deque<WriteBeat> write_data;
  std::vector<ReadBeat> read_data;
  std::vector<std::pair<std::uint64_t, unsigned>> responses;
  std::uint64_t clock = 0;

  explicit Master(const Axi4MemorySlaveOptions& options = {}, unsigned stall_percent = 0)
      : slave("gmem", signals(), memory, options,
              [this](const std::string& message) { violations.push_back(message); }),
        stall(stall_percent, options.seed + 100) {}

  Axi4Signals signals() {
    return {.awid = {awid, 4},
            .awaddr = awaddr,
            .awlen = awlen,
            .awsize = {awsize, 3},
            .awburst = {awburst, 2},
            .awvalid = {awvalid, 1},
            .awready = {awready, 1},
            .wdata = wdata,
            .wstrb = wstrb,
            .wlast = {wlast, 1},
            .wvalid = {wvalid, 1},
            .wready = {wready, 1},
            .bid = {bid, 4},
            .bresp = {bresp, 2},
            .bvalid = {bvalid, 1},
            .bready = {bready, 1},
            .arid = {arid, 4},
            .araddr = araddr,
            .arlen = arlen,
            .arsize = {arsize, 3},
            .arburst = {arburst, 2},
            .arvalid = {arvalid, 1},
            .arready = {arready, 1},
            .rid = {rid, 4},
            .rdata = rdata,
            .rresp = {rresp, 2},
            .rlast = {rlast, 1},
            .rvalid = {rvalid, 1},
            .rready = {rready, 1}};
  }

  void step() {
    const bool aw = awvalid && awready;
    const bool w = wvalid && wready;
    const bool ar = arvalid && arready;
    if (bvalid && bready) responses.emplace_back(bid, bresp);
    if (rvalid && rready) {
      Bytes data(kBus);
      std::memcpy(data.data(), rdata.data(), kBus);
      read_data.push_back({rid, data, rresp, rlast != 0, clock});
    }
    slave.sample();
    slave.drive();
    ++clock;
    if (aw || !awvalid) {
      awvalid = !writes.empty() && !stall();
      if (awvalid) {
        const Address a = writes.front();
        writes.pop_front();
        awid = static_cast<std::uint8_t>(a.id);
        awaddr = a.address;
        awlen = static_cast<std::uint8_t>(a.beats - 1);
        awsize = static_cast<std::uint8_t>(a.size_log2);
        awburst = static_cast<std::uint8_t>(a.type);
      }
    }
    if (ar || !arvalid) {
      arvalid = !reads.empty() && !stall();
      if (arvalid) {
        const Address a = reads.front();
        reads.pop_front();
        arid = static_cast<std::uint8_t>(a.id);
        araddr = a.address;
        arlen = static_cast<std::uint8_t>(a.beats - 1);
        arsize = static_cast<std::uint8_t>(a.size_log2);
        arburst = static_cast<std::uint8_t>(a.type);
      }
    }
    if (w || !wvalid) {
      wvalid = !write_data.empty() && !stall();
      if (wvalid) {
        const WriteBeat beat = write_data.front();
        write_data.pop_front();
        std::memcpy(wdata.data(), beat.data.data(), kBus);
        wstrb = beat.strobe;
        wlast = beat.last;
      }
    }
    bready = !stall();
    rready = !stall();
  }

  void run(std::size_t want_responses, std::size_t want_beats, int limit = 20000) {
    while (responses.size() < want_responses || read_data.size() < want_beats) {
      ASSERT_GT(limit--, 0) << "bursts do not end: " << responses.size() << " of " << want_responses
                            << " writes, " << read_data.size() << " of " << want_beats << " beats";
      step();
    }
    for (int i = 0; i < 4; ++i) step();
  }

  void queue_write(const Address& address, const Bytes& data) {
    writes.push_back(address);
    for (unsigned beat = 0; beat < address.beats; ++beat) {
      write_data.push_back({piece(data, beat * kBus, kBus), 0xFFFF, beat + 1 == address.beats});
    }
  }
  Bytes peek(std::uint64_t address, std::size_t size) {
    Bytes bytes(size);
    EXPECT_EQ(memory.read(address, bytes), AxiResponse::kOkay);
    return bytes;
  }
};

Bytes random_bytes(std::size_t n, unsigned seed) {
  std::mt19937 random(seed);
  Bytes bytes(n);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

TEST(Axi4MemorySlave, WritesABurstAndReadsItBack) {
  Master master;
  const Bytes data = random_bytes(8 * kBus, 1);
  master.queue_write({.id = 3, .address = kBase + 0x100, .beats = 8}, data);
  master.run(1, 0);
  EXPECT_EQ(master.responses[0], std::make_pair(std::uint64_t{3}, 0U));
  EXPECT_EQ(master.peek(kBase + 0x100, data.size()), data);
  master.reads.push_back({.id = 5, .address = kBase + 0x100, .beats = 8});
  master.run(0, 8);
  for (unsigned beat = 0; beat < 8; ++beat) {
    EXPECT_EQ(master.read_data[beat].data, piece(data, beat * kBus, kBus));
    EXPECT_EQ(master.read_data[beat].id, 5U);
    EXPECT_EQ(master.read_data[beat].last, beat == 7);
  }
  EXPECT_TRUE(master.slave.idle());
  EXPECT_EQ(master.slave.beats(), 16U);
  EXPECT_THAT(master.violations, testing::IsEmpty());
}

TEST(Axi4MemorySlave, SustainsABeatAClockWithSeveralBurstsOutstanding) {
  Master master({.read_latency = 30, .max_outstanding = 16});
  for (unsigned i = 0; i < 16; ++i)
    master.reads.push_back({.address = kBase + std::uint64_t{i} * 64, .beats = 4});
  master.run(0, 64);
  EXPECT_EQ(master.read_data.back().clock - master.read_data.front().clock, 63U);
}

TEST(Axi4MemorySlave, FirstBeatComesAfterTheLatency) {
  for (const unsigned latency : {1U, 7U, 40U}) {
    Master master({.read_latency = latency});
    master.reads.push_back({.address = kBase});
    while (!(master.arvalid && master.arready)) master.step();
    const std::uint64_t handshake = master.clock;
    master.run(0, 1);
    EXPECT_EQ(master.read_data[0].clock - handshake, latency);
  }
}

TEST(Axi4MemorySlave, HoldsBackBeyondTheOutstandingLimit) {
  Master master({.read_latency = 100, .max_outstanding = 3});
  for (unsigned i = 0; i < 5; ++i) master.reads.push_back({.address = kBase});
  for (int i = 0; i < 50; ++i) master.step();
  EXPECT_EQ(master.reads.size(), 1U);  // three taken, one waits on the port
  EXPECT_EQ(master.arready, 0);
  master.run(0, 5);
}

TEST(Axi4MemorySlave, StrobesAndUnalignedStart) {
  Master master;
  const Bytes before(2 * kBus, 0xEE);
  ASSERT_EQ(master.memory.write(kBase, before), AxiResponse::kOkay);
  const Bytes data = random_bytes(2 * kBus, 2);
  master.writes.push_back({.address = kBase + 5, .beats = 2});
  master.write_data.push_back({piece(data, 0, kBus), 0xFFE0, false});
  master.write_data.push_back({piece(data, kBus, kBus), 0x8001, true});
  master.run(1, 0);
  Bytes expected = before;
  std::copy(data.begin() + 5, data.begin() + 16, expected.begin() + 5);
  expected[16] = data[16];
  expected[31] = data[31];
  EXPECT_EQ(master.peek(kBase, 2 * kBus), expected);
  EXPECT_THAT(master.violations, testing::IsEmpty());
}

TEST(Axi4MemorySlave, NarrowBurstsUseTheirByteLanes) {
  Master master;
  const Bytes stored = random_bytes(64, 3);
  ASSERT_EQ(master.memory.write(kBase, stored), AxiResponse::kOkay);
  master.reads.push_back({.address = kBase + 10, .beats = 5, .size_log2 = 2});
  master.run(0, 5);
  // Unaligned start: 10, then 12, 16, 20, 24.
  const std::array<std::uint64_t, 5> addresses{10, 12, 16, 20, 24};
  for (unsigned beat = 0; beat < 5; ++beat) {
    const std::uint64_t end = (addresses[beat] / 4 + 1) * 4;
    for (std::uint64_t a = addresses[beat]; a < end; ++a) {
      EXPECT_EQ(master.read_data[beat].data[a % kBus], stored[a]) << beat << " " << a;
    }
  }
  master.writes.push_back({.address = kBase + 0x102, .beats = 2, .size_log2 = 1});
  Bytes lanes(kBus, 0);
  lanes[2] = 0x12;
  lanes[3] = 0x13;
  lanes[4] = 0x14;
  lanes[5] = 0x15;
  master.write_data.push_back({lanes, 0x000C, false});
  master.write_data.push_back({lanes, 0x0030, true});
  master.run(1, 0);
  EXPECT_EQ(master.peek(kBase + 0x101, 6), (Bytes{0, 0x12, 0x13, 0x14, 0x15, 0}));
  EXPECT_THAT(master.violations, testing::IsEmpty());
}

TEST(Axi4MemorySlave, WrapAndFixedBursts) {
  Master master;
  const Bytes stored = random_bytes(256, 4);
  ASSERT_EQ(master.memory.write(kBase, stored), AxiResponse::kOkay);
  master.reads.push_back({.address = kBase + 0x60, .beats = 4, .type = 2});
  master.reads.push_back({.address = kBase + 0x20, .beats = 3, .type = 0});
  master.run(0, 7);
  const std::array<std::size_t, 7> offsets{0x60, 0x70, 0x40, 0x50, 0x20, 0x20, 0x20};
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    EXPECT_EQ(master.read_data[i].data, piece(stored, offsets[i], kBus)) << i;
  }
  EXPECT_THAT(master.violations, testing::IsEmpty());
}

TEST(Axi4MemorySlave, TakesWriteDataAheadOfItsAddress) {
  Master master;
  const Bytes data = random_bytes(4 * kBus, 5);
  for (unsigned beat = 0; beat < 4; ++beat) {
    master.write_data.push_back({piece(data, beat * kBus, kBus), 0xFFFF, beat % 2 == 1});
  }
  for (int i = 0; i < 20; ++i) master.step();
  EXPECT_TRUE(master.write_data.empty());
  EXPECT_FALSE(master.slave.idle());
  master.writes.push_back({.id = 1, .address = kBase, .beats = 2});
  master.writes.push_back({.id = 2, .address = kBase + 2 * kBus, .beats = 2});
  master.run(2, 0);
  EXPECT_EQ(master.peek(kBase, data.size()), data);
  EXPECT_EQ(master.responses[1].first, 2U);
}

TEST(Axi4MemorySlave, AnswersDecErrForUnmappedAddresses) {
  Master master;
  master.reads.push_back({.id = 1, .address = kBase - 0x1000, .beats = 2});
  master.queue_write({.id = 2, .address = kBase + kSize}, Bytes(kBus, 1));
  master.run(1, 2);
  EXPECT_EQ(master.responses[0], std::make_pair(std::uint64_t{2}, 3U));
  EXPECT_EQ(master.read_data[0].response, 3U);
  EXPECT_EQ(master.read_data[1].response, 3U);
  EXPECT_TRUE(master.read_data[1].last);
}

TEST(Axi4MemorySlave, RandomTrafficUnderBackPressure) {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    Master master({.read_latency = 1 + seed % 9,
                   .write_latency = 1 + seed % 5,
                   .max_outstanding = 1 + seed % 8,
                   .stall_percent = seed * 6,
                   .seed = seed},
                  (12 - seed) * 6);
    std::mt19937 random(seed);
    Bytes expected(kSize, 0);
    // Writes first, then reads of the same bursts: AXI orders nothing between the directions.
    std::vector<Address> bursts;
    for (int i = 0; i < 60; ++i) {
      const unsigned beats = 1 + random() % 16;
      const std::uint64_t page = random() % 16 * 4096;
      const std::uint64_t offset = random() % ((4096 - beats * kBus) / kBus + 1) * kBus;
      const Address burst{.id = random() % 16, .address = kBase + page + offset, .beats = beats};
      const Bytes data = random_bytes(beats * kBus, random());
      std::copy(data.begin(), data.end(),
                expected.begin() + static_cast<std::ptrdiff_t>(page + offset));
      master.queue_write(burst, data);
      bursts.push_back(burst);
    }
    master.run(60, 0, 200000);
    EXPECT_EQ(master.peek(kBase, kSize), expected);
    std::size_t beats = 0;
    for (const Address& burst : bursts) {
      master.reads.push_back(burst);
      beats += burst.beats;
    }
    master.run(0, beats, 200000);
    std::size_t index = 0;
    for (const Address& burst : bursts) {
      for (unsigned beat = 0; beat < burst.beats; ++beat) {
        const ReadBeat& got = master.read_data[index++];
        EXPECT_EQ(got.id, burst.id);
        EXPECT_EQ(got.data, piece(expected, burst.address - kBase + beat * kBus, kBus));
      }
    }
    EXPECT_THAT(master.violations, testing::IsEmpty());
  }
}

TEST(Axi4MemorySlave, SameSeedGivesTheSameClocks) {
  const auto clocks = [](std::uint64_t seed) {
    Master master({.stall_percent = 50, .seed = seed});
    for (unsigned i = 0; i < 20; ++i) master.reads.push_back({.address = kBase, .beats = 4});
    master.run(0, 80);
    return master.clock;
  };
  EXPECT_EQ(clocks(7), clocks(7));
  EXPECT_NE(clocks(7), clocks(8));
}

struct BadBurst {
  const char* name;
  Address address;
  const char* message;
};

class Axi4MemorySlaveViolation : public testing::TestWithParam<BadBurst> {};

TEST_P(Axi4MemorySlaveViolation, IsReported) {
  Master master;
  master.reads.push_back(GetParam().address);
  master.run(0, GetParam().address.beats);
  EXPECT_THAT(master.violations, testing::Contains(testing::HasSubstr(GetParam().message)));
}

INSTANTIATE_TEST_SUITE_P(
    Bursts, Axi4MemorySlaveViolation,
    testing::Values(
        BadBurst{"boundary", {.address = kBase + 0xFF0, .beats = 2}, "crosses a 4 KiB boundary"},
        BadBurst{"size", {.address = kBase, .size_log2 = 5}, "wider than the bus of 16 bytes"},
        BadBurst{"type", {.address = kBase, .type = 3}, "AxBURST 3 is reserved"},
        BadBurst{"wrap", {.address = kBase, .beats = 3, .type = 2}, "WRAP takes 2, 4, 8 or 16"},
        BadBurst{"fixed", {.address = kBase, .beats = 17, .type = 0}, "FIXED takes at most 16"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Axi4MemorySlave, ReportsLastOutOfPlace) {
  Master master;
  master.writes.push_back({.address = kBase, .beats = 2});
  master.write_data.push_back({Bytes(kBus, 1), 0xFFFF, true});
  master.write_data.push_back({Bytes(kBus, 1), 0xFFFF, true});
  master.run(1, 0);
  EXPECT_THAT(master.violations,
              testing::ElementsAre(testing::HasSubstr("WLAST set at beat 0 of a burst of 2")));
}

TEST(Axi4MemorySlave, ReportsStrobesOutsideTheLanes) {
  Master master;
  master.writes.push_back({.address = kBase + 4, .beats = 1, .size_log2 = 2});
  master.write_data.push_back({Bytes(kBus, 1), 0x01F0, true});
  master.run(1, 0);
  EXPECT_THAT(master.violations,
              testing::ElementsAre(testing::HasSubstr("WSTRB of byte lane 8 set in beat 0")));
}

TEST(Axi4MemorySlave, ReportsAddressesThatChangeOrFall) {
  Master master;
  master.arvalid = 1;
  master.araddr = kBase;
  master.slave.sample();  // not ready before the first drive()
  master.araddr = kBase + 64;
  master.slave.sample();
  master.arvalid = 0;
  master.slave.sample();
  EXPECT_THAT(
      master.violations,
      testing::ElementsAre(testing::HasSubstr("AR changed while ARVALID waited"),
                           testing::HasSubstr("gmem: ARVALID fell before ARREADY, clock 3")));
}

TEST(Axi4MemorySlave, ReportsWriteDataThatChangesOrFalls) {
  Master master;
  master.wvalid = 1;
  master.slave.sample();  // not ready before the first drive()
  master.wdata[3] = 1;
  master.slave.sample();
  master.wvalid = 0;
  master.slave.sample();
  EXPECT_THAT(master.violations,
              testing::ElementsAre(testing::HasSubstr("W changed while WVALID waited"),
                                   testing::HasSubstr("WVALID fell before WREADY")));
}

TEST(Axi4MemorySlave, RefusesABusThatIsNone) {
  SparseMemory memory(0, 4096);
  EXPECT_THROW(Axi4MemorySlave("gmem", Axi4Signals{}, memory), std::invalid_argument);
  std::uint64_t wide = 0;
  std::uint32_t narrow = 0;
  std::array<std::uint32_t, 8> widest{};
  Axi4Signals signals{.wdata = wide, .wstrb = narrow, .rdata = wide};
  EXPECT_NO_THROW(Axi4MemorySlave("gmem", signals, memory));
  signals.rdata = narrow;
  EXPECT_THROW(Axi4MemorySlave("gmem", signals, memory), std::invalid_argument);
  signals = {.wdata = wide};
  EXPECT_THROW(Axi4MemorySlave("gmem", signals, memory), std::invalid_argument);
  std::uint16_t strobes = 0;  // for 16 bytes, not 32
  signals = {.wdata = widest, .wstrb = strobes};
  EXPECT_THROW(Axi4MemorySlave("gmem", signals, memory), std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::bus
