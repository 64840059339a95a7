// SPDX-License-Identifier: Apache-2.0
#include "sim/bus/axi4_master.hpp"

#include <array>
#include <bit>
#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <string>
#include <utility>

#include "sim/bus/axi4_memory_slave.hpp"
#include "sim/bus/sparse_memory.hpp"

namespace lightloop::bus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::ThrowsMessage;
using Bytes = std::vector<std::uint8_t>;

constexpr std::uint64_t kMemoryBytes = 0x10000;

/// The wires between a master and a slave, of any bus width.
struct Wires {
  std::uint8_t awlen = 0, awsize = 0, awburst = 0, awvalid = 0, awready = 0;
  std::uint8_t wlast = 0, wvalid = 0, wready = 0, bresp = 0, bvalid = 0, bready = 0;
  std::uint8_t arlen = 0, arsize = 0, arburst = 0, arvalid = 0, arready = 0;
  std::uint8_t rresp = 0, rlast = 0, rvalid = 0, rready = 0;
  std::uint32_t awaddr = 0, araddr = 0;
  std::array<std::uint8_t, 128> wdata{}, rdata{};
  std::array<std::uint8_t, 16> wstrb{};

  Axi4Signals signals(std::size_t bus_bytes) {
    const auto width = static_cast<unsigned>(bus_bytes);
    return {.awaddr = {awaddr, 20},
            .awlen = awlen,
            .awsize = {awsize, 3},
            .awburst = {awburst, 2},
            .awvalid = {awvalid, 1},
            .awready = {awready, 1},
            .wdata = {wdata.data(), bus_bytes},
            .wstrb = {wstrb.data(), std::max<std::size_t>(1, bus_bytes / 8), width},
            .wlast = {wlast, 1},
            .wvalid = {wvalid, 1},
            .wready = {wready, 1},
            .bresp = {bresp, 2},
            .bvalid = {bvalid, 1},
            .bready = {bready, 1},
            .araddr = {araddr, 20},
            .arlen = arlen,
            .arsize = {arsize, 3},
            .arburst = {arburst, 2},
            .arvalid = {arvalid, 1},
            .arready = {arready, 1},
            .rdata = {rdata.data(), bus_bytes},
            .rresp = {rresp, 2},
            .rlast = {rlast, 1},
            .rvalid = {rvalid, 1},
            .rready = {rready, 1}};
  }
};

/// A burst as it went over the wires.
struct Burst {
  std::uint64_t address;
  unsigned beats;
  friend bool operator==(const Burst&, const Burst&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Burst& burst) {
    return out << std::hex << burst.address << std::dec << " x " << burst.beats;
  }
};

/// Memory that answers as the test says at some addresses.
class AnsweringMemory final : public Memory {
 public:
  std::map<std::uint64_t, AxiResponse> answers;  ///< by 4 KiB page

  AxiResponse read(std::uint64_t address, std::span<std::uint8_t> data) override {
    memory_.read(address, data);
    return answer(address);
  }
  AxiResponse write(std::uint64_t address, std::span<const std::uint8_t> data) override {
    memory_.write(address, data);
    return answer(address);
  }

 private:
  AxiResponse answer(std::uint64_t address) const {
    const auto found = answers.find(address / 4096);
    return found == answers.end() ? AxiResponse::kOkay : found->second;
  }
  SparseMemory memory_{0, kMemoryBytes};
};

/// A master against the memory slave, which checks what the master does.
struct Bench {
  std::size_t bus_bytes;
  Wires wires;
  AnsweringMemory memory;
  std::vector<std::string> violations;
  std::vector<Burst> writes, reads;
  Axi4Master master;
  Axi4MemorySlave slave;

  explicit Bench(std::size_t bytes, const Axi4MasterOptions& options = {},
                 const Axi4MemorySlaveOptions& slave_options = {})
      : bus_bytes(bytes),
        master("master", wires.signals(bytes), options,
               [this](const std::string& message) { violations.push_back(message); }),
        slave("slave", wires.signals(bytes), memory, slave_options,
              [this](const std::string& message) { violations.push_back(message); }) {}

  void step() {
    if (wires.awvalid != 0 && wires.awready != 0) {
      note(writes, wires.awaddr, wires.awlen, wires.awsize, wires.awburst);
    }
    if (wires.arvalid != 0 && wires.arready != 0) {
      note(reads, wires.araddr, wires.arlen, wires.arsize, wires.arburst);
    }
    master.sample();
    slave.sample();
    master.drive();
    slave.drive();
  }

  void reset() {
    master.reset();
    slave.reset();
    master.drive();
    slave.drive();
  }

  /// Runs until nothing is left to do; returns the clocks it took.
  unsigned run() {
    unsigned clocks = 0;
    for (; !master.idle(); ++clocks) {
      if (clocks == 1'000'000) throw std::runtime_error("the master does not end");
      step();
    }
    EXPECT_THAT(violations, IsEmpty());
    return clocks;
  }

  Axi4Master::Completion read(std::uint64_t address, std::size_t bytes) {
    const auto ticket = master.read(address, bytes);
    return end_of(ticket);
  }
  AxiResponse write(std::uint64_t address, const Bytes& data) {
    const auto ticket = master.write(address, data);
    const auto completion = end_of(ticket);
    EXPECT_TRUE(completion.is_write);
    return completion.response;
  }

 private:
  void note(std::vector<Burst>& bursts, std::uint64_t address, unsigned length, unsigned size,
            unsigned type) const {
    bursts.push_back({address, length + 1});
    EXPECT_EQ(1U << size, bus_bytes);
    EXPECT_EQ(type, 1U) << "INCR";
  }
  Axi4Master::Completion end_of(Axi4Master::Ticket ticket) {
    run();
    auto completion = master.take();
    if (!completion) throw std::runtime_error("no completion");
    EXPECT_EQ(completion->ticket, ticket);
    return std::move(*completion);
  }
};

Bytes counting(std::size_t size, std::uint8_t first = 1) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(first + i);
  return bytes;
}

Bytes slice(const Bytes& bytes, std::size_t start, std::size_t size) {
  const auto first = bytes.begin() + static_cast<std::ptrdiff_t>(start);
  return {first, first + static_cast<std::ptrdiff_t>(size)};
}

TEST(Axi4Master, KnownAnswerOfAWrite) {
  Wires wires;
  Axi4Master master("master", wires.signals(4));
  master.write(0x1003, Bytes{0xA1, 0xB2, 0xC3});
  master.drive();
  EXPECT_EQ(wires.awvalid, 1);
  EXPECT_EQ(wires.awaddr, 0x1003U);
  EXPECT_EQ(wires.awlen, 1);
  EXPECT_EQ(wires.awsize, 2);
  EXPECT_EQ(wires.awburst, 1);
  EXPECT_EQ(wires.arvalid, 0);
  EXPECT_EQ(wires.wvalid, 1);
  EXPECT_THAT(slice({wires.wdata.begin(), wires.wdata.end()}, 0, 4), ElementsAre(0, 0, 0, 0xA1));
  EXPECT_EQ(wires.wstrb[0], 0b1000);
  EXPECT_EQ(wires.wlast, 0);
  wires.wready = 1;  // data may be taken before the address
  master.sample();
  master.drive();
  EXPECT_EQ(wires.wvalid, 1);
  EXPECT_THAT(slice({wires.wdata.begin(), wires.wdata.end()}, 0, 4), ElementsAre(0xB2, 0xC3, 0, 0));
  EXPECT_EQ(wires.wstrb[0], 0b0011);
  EXPECT_EQ(wires.wlast, 1);
  wires.awready = 1;
  master.sample();
  master.drive();
  EXPECT_EQ(wires.awvalid, 0);
  EXPECT_EQ(wires.wvalid, 0);
  EXPECT_EQ(wires.bready, 1);
  EXPECT_FALSE(master.idle());
  wires.bvalid = 1;
  master.sample();
  EXPECT_TRUE(master.idle());
  const auto completion = master.take();
  ASSERT_TRUE(completion);
  EXPECT_EQ(completion->ticket, 1U);
  EXPECT_TRUE(completion->is_write);
  EXPECT_EQ(completion->response, AxiResponse::kOkay);
  EXPECT_THAT(completion->data, IsEmpty());
}

TEST(Axi4Master, KnownAnswerOfARead) {
  Wires wires;
  Axi4Master master("master", wires.signals(4));
  master.read(0x2002, 4);
  master.drive();
  EXPECT_EQ(wires.arvalid, 1);
  EXPECT_EQ(wires.araddr, 0x2002U);
  EXPECT_EQ(wires.arlen, 1);
  EXPECT_EQ(wires.arsize, 2);
  EXPECT_EQ(wires.arburst, 1);
  EXPECT_EQ(wires.rready, 0) << "before the address was taken";
  wires.arready = 1;
  master.sample();
  master.drive();
  EXPECT_EQ(wires.arvalid, 0);
  EXPECT_EQ(wires.rready, 1);
  wires.rvalid = 1;
  wires.rdata = {0x11, 0x22, 0x33, 0x44};
  master.sample();
  master.drive();
  wires.rdata = {0x55, 0x66, 0x77, 0x88};
  wires.rlast = 1;
  master.sample();
  const auto completion = master.take();
  ASSERT_TRUE(completion);
  EXPECT_FALSE(completion->is_write);
  EXPECT_THAT(completion->data, ElementsAre(0x33, 0x44, 0x55, 0x66));
}

TEST(Axi4Master, BurstsEndAt4KibAndAt256Beats) {
  Bench bench(16);
  bench.read(0xFFA, 5000);
  EXPECT_THAT(bench.reads, ElementsAre(Burst{0xFFA, 1}, Burst{0x1000, 256}, Burst{0x2000, 57}));
  bench.write(0x2FF0, counting(32));
  EXPECT_THAT(bench.writes, ElementsAre(Burst{0x2FF0, 1}, Burst{0x3000, 1}));
  Bench bytes(1);
  bytes.read(0xF00, 600);
  EXPECT_THAT(bytes.reads, ElementsAre(Burst{0xF00, 256}, Burst{0x1000, 256}, Burst{0x1100, 88}));
  Bench wide(128);
  wide.write(0x7F, counting(4097));
  EXPECT_THAT(wide.writes, ElementsAre(Burst{0x7F, 32}, Burst{0x1000, 1}));
  // The first beat is not whole, and counts as one of the 256.
  Bench words(4);
  words.read(0x3, 1025);
  EXPECT_THAT(words.reads, ElementsAre(Burst{0x3, 256}, Burst{0x400, 1}));
}

TEST(Axi4Master, ABeatAClock) {
  Bench bench(8, {}, {.read_latency = 1, .write_latency = 1});
  bench.master.write(0, counting(2048));
  EXPECT_LE(bench.run(), 256U + 6);
  bench.master.read(0, 2048);
  EXPECT_LE(bench.run(), 256U + 6);
}

TEST(Axi4Master, EveryAlignmentAndLengthOfEveryWidth) {
  for (const std::size_t bytes : {1, 2, 4, 8, 16, 32, 64, 128}) {
    SCOPED_TRACE(bytes);
    Bench bench(bytes);
    Bytes image = counting(512);
    bench.write(0, image);
    for (std::size_t offset = 0; offset < bytes; offset += 1 + bytes / 9) {
      for (const std::size_t size : {std::size_t{1}, bytes - 1, bytes, bytes + 1, 2 * bytes + 3}) {
        if (size == 0) continue;
        const Bytes data = counting(size, static_cast<std::uint8_t>(100 + offset));
        EXPECT_EQ(bench.write(64 + offset, data), AxiResponse::kOkay);
        std::copy(data.begin(), data.end(),
                  image.begin() + static_cast<std::ptrdiff_t>(64 + offset));
        EXPECT_EQ(bench.read(64 + offset, size).data, data);
        EXPECT_EQ(bench.read(0, image.size()).data, image);
      }
    }
  }
}

TEST(Axi4Master, TheWorstResponseOfAllBurstsIsTold) {
  Bench bench(4);
  bench.memory.answers = {{2, AxiResponse::kSlvErr}, {3, AxiResponse::kDecErr}};
  EXPECT_EQ(bench.write(0x1000, counting(16)), AxiResponse::kOkay);
  EXPECT_EQ(bench.write(0x1FFC, counting(8)), AxiResponse::kSlvErr);
  EXPECT_EQ(bench.write(0x2FFC, counting(8)), AxiResponse::kDecErr);
  EXPECT_EQ(bench.write(0x3FFC, counting(8)), AxiResponse::kDecErr) << "a good one comes after it";
  EXPECT_EQ(bench.read(0x1FFC, 4).response, AxiResponse::kOkay);
  EXPECT_EQ(bench.read(0x1FFC, 8).response, AxiResponse::kSlvErr);
  EXPECT_EQ(bench.read(0x2FFC, 8).response, AxiResponse::kDecErr);
  EXPECT_EQ(bench.read(0x3FFC, 8).response, AxiResponse::kDecErr);
  EXPECT_EQ(bench.read(0x4000, 8).response, AxiResponse::kOkay) << "of one operation only";
}

TEST(Axi4Master, NothingChangesBeforeASlaveThatIsNotReady) {
  Wires wires;
  Axi4Master master("master", wires.signals(8));
  master.write(0x123, counting(40));
  master.drive();
  const Wires before = wires;
  for (int i = 0; i < 100; ++i) {
    master.sample();
    master.drive();
    EXPECT_EQ(wires.awvalid, 1);
    EXPECT_EQ(wires.awaddr, 0x123U);
    EXPECT_EQ(wires.awlen, before.awlen);
    EXPECT_EQ(wires.wvalid, 1);
    EXPECT_EQ(wires.wdata, before.wdata);
    EXPECT_EQ(wires.wstrb, before.wstrb);
    EXPECT_EQ(wires.bready, 0);
  }
}

TEST(Axi4Master, OperationsEndInOrderUnderBackPressure) {
  Bench bench(8, {.stall_percent = 50, .seed = 3}, {.stall_percent = 80, .seed = 4});
  Bytes image;
  for (unsigned i = 0; i < 20; ++i) {
    const Bytes part = counting(100 + 37 * i, static_cast<std::uint8_t>(i));
    EXPECT_EQ(bench.master.write(image.size(), part), 2 * i + 1);
    EXPECT_EQ(bench.master.read(image.size(), part.size()), 2 * i + 2);
    image.insert(image.end(), part.begin(), part.end());
  }
  EXPECT_GT(bench.run(), 2 * image.size() / 8 * 3) << "nothing was held back";
  EXPECT_EQ(bench.master.operations(), 40U);
  Bytes back;
  for (unsigned ticket = 1; ticket <= 40; ++ticket) {
    const auto completion = bench.master.take();
    ASSERT_TRUE(completion);
    EXPECT_EQ(completion->ticket, ticket);
    back.insert(back.end(), completion->data.begin(), completion->data.end());
  }
  EXPECT_FALSE(bench.master.take());
  EXPECT_EQ(back, image);
}

/// LIGHTLOOP_TEST_SEED, or one of the computer.
std::uint64_t seed_of_run() {
  const char* const text = std::getenv("LIGHTLOOP_TEST_SEED");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : std::random_device{}();
}

TEST(Axi4Master, RandomOperations) {
  const std::uint64_t seed = seed_of_run();
  std::printf("LIGHTLOOP_TEST_SEED=%llu\n", static_cast<unsigned long long>(seed));
  SCOPED_TRACE("LIGHTLOOP_TEST_SEED=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int round = 0; round < 20; ++round) {
    const std::size_t bytes = std::size_t{1} << random() % 8;
    const auto percent = static_cast<unsigned>(random() % 3 * 40);
    Bench bench(bytes, {.stall_percent = percent, .seed = random()},
                {.stall_percent = static_cast<unsigned>(random() % 3 * 40), .seed = random()});
    Bytes image(kMemoryBytes);
    for (int i = 0; i < 20; ++i) {
      const std::uint64_t address = random() % kMemoryBytes;
      const std::size_t size =
          1 +
          random() % std::min<std::uint64_t>(kMemoryBytes - address, random() % 2 == 0 ? 40 : 3000);
      if (random() % 2 == 0) {
        Bytes data(size);
        for (std::uint8_t& byte : data) byte = static_cast<std::uint8_t>(random());
        ASSERT_EQ(bench.write(address, data), AxiResponse::kOkay);
        std::copy(data.begin(), data.end(), image.begin() + static_cast<std::ptrdiff_t>(address));
      } else {
        ASSERT_EQ(bench.read(address, size).data, slice(image, address, size));
      }
    }
    ASSERT_EQ(bench.read(0, kMemoryBytes).data, image);
  }
}

TEST(Axi4Master, AResetEndsWhatHasBegun) {
  Bench bench(4);
  bench.master.write(0, counting(400));
  bench.master.read(0x100, 8);
  for (int i = 0; i < 20; ++i) bench.step();
  bench.reset();
  const auto cut_off = bench.master.take();
  ASSERT_TRUE(cut_off);
  EXPECT_EQ(cut_off->ticket, 1U);
  EXPECT_EQ(cut_off->response, AxiResponse::kSlvErr);
  bench.run();
  const auto waited = bench.master.take();
  ASSERT_TRUE(waited);
  EXPECT_EQ(waited->ticket, 2U);
  EXPECT_EQ(waited->response, AxiResponse::kOkay);
}

TEST(Axi4Master, AResetBetweenBurstsEndsTheOperationToo) {
  Wires wires;
  Axi4Master master("master", wires.signals(4));
  wires.arready = wires.rvalid = wires.rlast = 1;
  master.read(0xFFC, 8);  // two bursts of a beat
  for (int i = 0; i < 2; ++i) {
    master.drive();
    master.sample();
  }
  master.reset();
  const auto completion = master.take();
  ASSERT_TRUE(completion);
  EXPECT_EQ(completion->response, AxiResponse::kSlvErr);
  EXPECT_TRUE(master.idle());
}

TEST(Axi4Master, RlastOutOfPlaceIsAViolation) {
  for (const bool early : {false, true}) {
    Wires wires;
    Axi4Master master("gmem", wires.signals(4));
    wires.arready = wires.rvalid = 1;
    wires.rlast = early ? 1 : 0;
    master.read(0x40, 8);
    master.drive();
    master.sample();
    master.drive();
    if (!early) {
      master.sample();
      master.drive();
    }
    EXPECT_THAT([&] { master.sample(); },
                ThrowsMessage<ProtocolError>(
                    HasSubstr(early ? "gmem: RLAST set at beat 0 of a burst of 2 at 0x40"
                                    : "gmem: RLAST not set at beat 1 of a burst of 2 at 0x40")));
  }
}

TEST(Axi4Master, WhatTheBusDoesNotHaveIsRefused) {
  Wires wires;
  Axi4Master master("master", wires.signals(4));
  // Before memory for it is asked for.
  struct Range {
    std::uint64_t address;
    std::size_t bytes;
  };
  for (const Range range : {Range{0, 0}, Range{0xFFFFF, 2}, Range{0x100000, 1},
                            Range{0, std::size_t{1} << 60}, Range{1, SIZE_MAX}}) {
    EXPECT_THAT([&] { master.read(range.address, range.bytes); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("expected some up to 0xfffff")));
  }
  EXPECT_THROW(master.write(0xFFFFF, counting(2)), std::invalid_argument);
  EXPECT_TRUE(master.idle());
  EXPECT_EQ(master.read(0xFFFFF, 1), 1U);
}

TEST(Axi4Master, APortOfOneDirection) {
  Wires wires;
  Axi4Signals signals = wires.signals(4);
  signals.wdata = {};
  Axi4Master reader("reader", signals);
  EXPECT_EQ(reader.read(0, 4), 1U);
  EXPECT_THAT([&] { reader.write(0, counting(4)); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("reader is read-only")));
  signals = wires.signals(4);
  signals.rdata = {};
  Axi4Master writer("writer", signals);
  EXPECT_EQ(writer.write(0, counting(4)), 1U);
  EXPECT_THAT([&] { writer.read(0, 4); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("writer is write-only")));
}

TEST(Axi4Master, WithoutLengthsEachBurstHasOneBeat) {
  Wires wires;
  Axi4Signals signals = wires.signals(4);
  signals.arlen = {};
  Axi4Master master("lite", signals);
  wires.arready = wires.rvalid = wires.rlast = 1;
  wires.rdata = {1, 2, 3, 4};
  master.read(0x101, 6);
  std::vector<std::uint32_t> addresses;
  for (int i = 0; i < 20 && !master.idle(); ++i) {
    master.drive();
    if (wires.arvalid != 0) addresses.push_back(wires.araddr);
    master.sample();
  }
  EXPECT_THAT(addresses, ElementsAre(0x101, 0x104));
  EXPECT_THAT(master.take()->data, ElementsAre(2, 3, 4, 1, 2, 3));
}

TEST(Axi4Master, DataBusesHaveOneWidthThatIsAPowerOfTwo) {
  Wires wires;
  struct Data {
    Signal write, read;
  };
  const auto make = [&](const Data& data) {
    Axi4Signals signals = wires.signals(4);
    signals.wdata = data.write;
    signals.rdata = data.read;
    return Axi4Master("master", signals);
  };
  std::uint32_t word = 0;
  std::uint64_t wide = 0;
  for (const Data& data :
       {Data{}, Data{Signal(word), Signal(wide)}, Data{Signal(word, 24), Signal(word, 24)},
        Data{Signal(word, 31), {}}, Data{Signal(word, 12), Signal(word, 12)}}) {
    EXPECT_THAT([&] { make(data); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("expected 8, 16, ..., 1024")));
  }
  EXPECT_NO_THROW(make({Signal(word), Signal(word)}));
}

}  // namespace
}  // namespace lightloop::bus
