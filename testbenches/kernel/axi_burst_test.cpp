// SPDX-License-Identifier: Apache-2.0
// ll_axi_burst at 512 bits, bursts of at most 64 beats, and at 32 bits, at most 256.
#include <Vkernel_bank___024root.h>
#include <algorithm>
#include <array>
#include <vector>

#include "testbenches/kernel/address_carries.hpp"
#include "testbenches/kernel/kernel_bank_test.hpp"
#include "testbenches/lib/cover_group.hpp"
#include "testbenches/lib/difference.hpp"

namespace lightloop::kernel_bench {
namespace {

constexpr std::uint64_t kPage = 4096;

struct Burst {
  std::uint64_t address = 0;
  unsigned beats = 0;
  static constexpr auto kFields = std::tuple{testbench::Field{"address", &Burst::address},
                                             testbench::Field{"beats", &Burst::beats}};
};

/// AXI4 A3.4.1: as long as allowed, but not across a page.
std::vector<Burst> bursts_of(std::uint64_t address, std::uint64_t beats, unsigned beat_bytes,
                             unsigned longest) {
  std::vector<Burst> bursts;
  while (beats > 0) {
    const std::uint64_t to_page_end = (kPage - address % kPage) / beat_bytes;
    const auto now = static_cast<unsigned>(std::min({beats, std::uint64_t{longest}, to_page_end}));
    bursts.push_back({address, now});
    address += std::uint64_t{now} * beat_bytes;
    beats -= now;
  }
  return bursts;
}

/// One of the two blocks in the bank, and what its address channel has asked for.
struct Block {
  CData& valid;
  SData& beats;
  CData& permit;
  CData& take;
  CData& axvalid;
  CData& axready;
  QData& axaddr;
  CData& axlen;
  std::vector<Burst> asked{};
  std::vector<unsigned> taken{};
  bool waited = false;
  Burst waiting{};

  /// Looks at the ports at an edge.
  void observe(std::uint64_t cycle) {
    if (take != 0) {
      EXPECT_TRUE(valid != 0 && permit != 0) << "in cycle " << cycle;
      taken.push_back(beats);
    }
    const Burst now{axaddr, axlen + 1U};
    if (waited) {
      EXPECT_TRUE(axvalid != 0 && testbench::differences(waiting, now).empty())
          << "AXI4 A3.2.1: a waiting address has changed, cycle " << cycle;
    }
    waited = axvalid != 0 && axready == 0;
    waiting = now;
    if (axvalid != 0 && axready != 0) asked.push_back(now);
  }

  void expect(const std::vector<Burst>& expected) const {
    const auto different = testbench::differences(expected, asked);
    EXPECT_TRUE(different.empty()) << testbench::describe(different);
    EXPECT_EQ(taken.size(), expected.size());
    for (std::size_t i = 0; i < std::min(taken.size(), expected.size()); ++i) {
      EXPECT_EQ(taken[i], expected[i].beats) << "burst " << i;
    }
  }
};

/// A burst that was asked for.
struct Cut {
  unsigned beats;
  bool ends_page, waited;
};

class AxiBurst : public KernelBankTest {
 protected:
  AxiBurst() {
    cover(cuts512_, 64);
    cover(cuts32_, 256);
  }

  static void cover(testbench::CoverGroup<Cut>& cuts, unsigned longest) {
    using testbench::bin;
    auto& beats =
        cuts.point("beats", &Cut::beats,
                   {bin("one", {1}), bin("some", {{2, longest - 1}}), bin("most", {longest})});
    auto& page = cuts.point("ends a page", &Cut::ends_page, testbench::no_yes());
    auto& waited = cuts.point("held back", &Cut::waited, testbench::no_yes());
    // At 512 bits the longest burst is a page; at 32 bits the addresses, the same for both blocks,
    // leave more than one beat to the end of a page.
    cuts.cross("beats x page x wait", {&beats, &page, &waited},
               {longest == 64 ? testbench::CrossPattern{"most", "no", "*"}
                              : testbench::CrossPattern{"one", "yes", "*"}});
  }

  Block block512() {
    return {dut.burst512_valid_o,  dut.burst512_beats_o,   dut.burst512_permit_i,
            dut.burst512_take_o,   dut.burst512_axvalid_o, dut.burst512_axready_i,
            dut.burst512_axaddr_o, dut.burst512_axlen_o};
  }
  Block block32() {
    return {dut.burst32_valid_o,  dut.burst32_beats_o,   dut.burst32_permit_i,
            dut.burst32_take_o,   dut.burst32_axvalid_o, dut.burst32_axready_i,
            dut.burst32_axaddr_o, dut.burst32_axlen_o};
  }

  Task<> start(std::uint64_t address, std::uint64_t beats) {
    set(dut.burst_start_i, 1);
    set(dut.burst_address_i, address);
    set(dut.burst_beats_i, beats);
    co_await edge();
    set(dut.burst_start_i, 0);
  }

  /// A transfer on both blocks, each burst permitted and each address taken in some of the clocks.
  /// Returns the clocks from start_i to the last address.
  Task<std::uint64_t> transfer(std::uint64_t address, std::uint16_t beats, unsigned permit_percent,
                               unsigned ready_percent) {
    Block both[] = {block512(), block32()};
    for (Block& block : both) {
      set(block.permit, 0);
      set(block.axready, 0);
    }
    co_await start(address, beats);
    const std::uint64_t begin = cycle();
    do {
      for (Block& block : both) {
        set(block.permit, random.percent(permit_percent));
        set(block.axready, random.percent(ready_percent));
      }
      co_await edge();
      for (Block& block : both) {
        const bool waited = block.waited;
        const std::size_t before = block.asked.size();
        block.observe(cycle());
        if (block.asked.size() == before) continue;
        const Burst& burst = block.asked.back();
        const unsigned bytes = &block == both ? 64 : 4;
        (&block == both ? cuts512_ : cuts32_)
            .sample({burst.beats, (burst.address + std::uint64_t{burst.beats} * bytes) % kPage == 0,
                     waited});
      }
    } while (std::ranges::any_of(both, [](const Block& block) {
      return block.valid != 0 || block.waited || block.take != 0;
    }));
    const std::uint64_t end = cycle();
    both[0].expect(bursts_of(address, beats, 64, 64));
    both[1].expect(bursts_of(address, beats, 4, 256));
    co_return end - begin;
  }

  testbench::CoverGroup<Cut> cuts512_{"ll_axi_burst", "512 bits"};
  testbench::CoverGroup<Cut> cuts32_{"ll_axi_burst", "32 bits"};
};

TEST_F(AxiBurst, TwoCyclesFromTheStartAndOneFromThePermit) {
  bench.run([&]() -> Task<> {
    set(dut.burst512_axready_i, 1);
    set(dut.burst512_permit_i, 1);
    co_await start(0x1240, 3);
    co_await edge();
    EXPECT_EQ(dut.burst512_axvalid_o, 0);
    co_await edge();
    EXPECT_EQ(dut.burst512_axvalid_o, 1);
    EXPECT_EQ(dut.burst512_axaddr_o, 0x1240U);
    EXPECT_EQ(dut.burst512_axlen_o, 2);
    set(dut.burst512_permit_i, 0);
    co_await start(0x2000, 1);
    co_await edges(5);
    EXPECT_EQ(dut.burst512_axvalid_o, 0);
    set(dut.burst512_permit_i, 1);
    co_await edges(2);
    EXPECT_EQ(dut.burst512_axvalid_o, 1);
  });
}

TEST_F(AxiBurst, OneBurstACycle) {
  bench.run([&]() -> Task<> {
    // 40 bursts of 64 beats of 512 bits; the first address comes two cycles after the start.
    EXPECT_EQ(co_await transfer(0x10000, 2560, 100, 100), 41U);
  });
}

TEST_F(AxiBurst, LengthsFromEveryPlaceOfAPage) {
  bench.run([&]() -> Task<> {
    for (std::uint64_t offset = 0; offset < kPage; offset += 64) {
      const auto to_end = static_cast<std::uint16_t>((kPage - offset) / 64);
      for (const int more : {-1, 0, 1}) {
        co_await transfer(0x7000 + offset, static_cast<std::uint16_t>(to_end + more), 100, 100);
      }
    }
  });
}

TEST_F(AxiBurst, NoneAndOneBeatAndTheLongestBurst) {
  constexpr std::array<std::uint16_t, 10> kBeats{0, 1, 2, 63, 64, 65, 255, 256, 257, 1025};
  bench.run([&]() -> Task<> {
    for (const std::uint16_t beats : kBeats) {
      co_await transfer(0, beats, 100, 100);
      co_await transfer(0xFC0, beats, 100, 100);  // the last beat of 512 bits in a page
      co_await transfer(0xFC0, beats, 100, 30);
    }
  });
}

TEST_F(AxiBurst, AddressesCarryIntoEveryBit) {
  bench.run([&]() -> Task<> {
    for (const std::uint64_t carry : testbenches::address_carries()) {
      // At 32 bits, too, the transfer reaches beyond the carry.
      for (const std::uint64_t before : {64U, 128U, 4032U, 4096U, 4160U}) {
        co_await transfer(carry - before, 1100, 100, 100);
      }
      co_await transfer(carry - 640, 300, 60, 60);
    }
  });
}

// A transfer of 2^k beats and some: the longest bursts, and what is left carries across 2^k.
TEST_F(AxiBurst, CountsTheBeatsOfTheLongestTransfers) {
  const QData* left[] = {&dut.rootp->kernel_bank__DOT__u_burst512__DOT__left_q,
                         &dut.rootp->kernel_bank__DOT__u_burst32__DOT__left_q};
  bench.run([&]() -> Task<> {
    for (unsigned bit = 9; bit < 40; ++bit) {
      const std::uint64_t beats = (std::uint64_t{1} << bit) + 2;
      Block both[] = {block512(), block32()};
      for (Block& block : both) {
        set(block.permit, 1);
        set(block.axready, 1);
      }
      co_await start(0x4000, beats);
      std::uint64_t expected[] = {beats, beats};
      for (unsigned burst = 0; burst < 5; ++burst) {
        co_await edge();
        for (int i = 0; i < 2; ++i) {
          EXPECT_EQ(*left[i], expected[i]) << "2^" << bit << " beats, burst " << burst;
          const unsigned now = std::min<std::uint64_t>(i == 0 ? 64 : 256, expected[i]);
          EXPECT_EQ(both[i].take, now != 0);
          if (now != 0) {
            EXPECT_EQ(both[i].beats, now) << "2^" << bit << " beats, burst " << burst;
          }
          expected[i] -= now;
        }
      }
      co_await bench.reset(1);
    }
  });
}

TEST_F(AxiBurst, RandomTransfersTakenAtRandom) {
  bench.run([&]() -> Task<> {
    for (int i = 0; i < 300; ++i) {
      const auto address = random.any<std::uint64_t>() >> random.between(1U, 40U) & ~63ULL;
      co_await transfer(address, random.corner<std::uint16_t>(0, 3000), random.between(10U, 100U),
                        random.between(10U, 100U));
    }
  });
}

TEST_F(AxiBurst, ResetForgetsTheTransfer) {
  bench.run([&]() -> Task<> {
    set(dut.burst512_permit_i, 1);
    co_await start(0x1000, 500);
    co_await edges(3);
    EXPECT_EQ(dut.burst512_axvalid_o, 1);
    EXPECT_EQ(dut.burst512_valid_o, 1);
    co_await bench.reset(1);
    co_await edge();
    EXPECT_EQ(dut.burst512_axvalid_o, 0);
    EXPECT_EQ(dut.burst512_valid_o, 0);
    EXPECT_EQ(dut.burst32_valid_o, 0);
    co_await transfer(0x1000, 70, 50, 50);
  });
}

}  // namespace
}  // namespace lightloop::kernel_bench
