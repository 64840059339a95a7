// SPDX-License-Identifier: Apache-2.0
// ll_slot_unpack and ll_slot_pack, 8 and 32 symbols a clock, both codes where they fit.
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "testbenches/kernel/kernel_bank_test.hpp"
#include "testbenches/lib/cover_group.hpp"
#include "testbenches/lib/scoreboard.hpp"
#include "testbenches/lib/verilated_port.hpp"

namespace lightloop::kernel_bench {
namespace {

using testbench::read_bits;
using testbench::Scoreboard;
using testbench::write_bits;

constexpr unsigned kEntries = 544;     // of a slot
constexpr unsigned kBeatEntries = 32;  // of a memory beat
constexpr unsigned kSlotBeats = kEntries / kBeatEntries;
constexpr std::array kPercents{20U, 60U, 100U};

using Symbols = std::vector<std::uint16_t>;

/// A beat on either side: its entries or symbols, and whether it is marked as the last.
struct Beat {
  Symbols values;
  bool last = false;
  static constexpr auto kFields =
      std::tuple{testbench::Field{"symbol", &Beat::values}, testbench::Field{"last", &Beat::last}};
};

/// Ports of one block of either kind; beats go in and out in `in_bits` and `out_bits` a value.
template <typename In, typename Out>
struct Ports {
  CData& stream_beats;
  CData& in_valid;
  CData& in_ready;
  In& in_data;
  CData& out_valid;
  CData& out_ready;
  Out& out_data;
  CData* out_last;  // of unpack only
  unsigned in_bits, out_bits;
  unsigned in_values, out_values;
};
template <typename In, typename Out>  // which clang 14 does not find by itself
Ports(CData&, CData&, CData&, In&, CData&, CData&, Out&, CData*, unsigned, unsigned, unsigned,
      unsigned)
    ->Ports<In, Out>;

/// Both ends of a block in one clock.
struct Ends {
  bool in_valid, in_ready, out_valid, out_ready;
};

class Slot : public KernelBankTest {
 protected:
  Slot() {
    auto& in_valid = ends_.point("in valid", &Ends::in_valid, testbench::no_yes());
    auto& in_ready = ends_.point("in ready", &Ends::in_ready, testbench::no_yes());
    auto& out_valid = ends_.point("out valid", &Ends::out_valid, testbench::no_yes());
    auto& out_ready = ends_.point("out ready", &Ends::out_ready, testbench::no_yes());
    // Unpack takes a beat when it has gone through: only a beat that is there.
    std::vector<testbench::CrossPattern> ignored;
    if (unpack()) ignored.push_back({"no", "yes"});
    ends_.cross("in", {&in_valid, &in_ready}, ignored);
    ends_.cross("out", {&out_valid, &out_ready});
    resets_.point(
        "beat of the slot", [](unsigned beat) { return beat; }, testbench::each(0, kSlotBeats - 1));
  }

  auto unpack8() {
    return Ports{dut.slot8_stream_beats_i,
                 dut.unpack8_in_valid_i,
                 dut.unpack8_in_ready_o,
                 dut.unpack8_in_data_i,
                 dut.unpack8_out_valid_o,
                 dut.unpack8_out_ready_i,
                 dut.unpack8_out_data_o,
                 &dut.unpack8_out_last_o,
                 16,
                 10,
                 kBeatEntries,
                 8};
  }
  auto unpack32() {
    return Ports{dut.slot32_stream_beats_i,
                 dut.unpack32_in_valid_i,
                 dut.unpack32_in_ready_o,
                 dut.unpack32_in_data_i,
                 dut.unpack32_out_valid_o,
                 dut.unpack32_out_ready_i,
                 dut.unpack32_out_data_o,
                 &dut.unpack32_out_last_o,
                 16,
                 10,
                 kBeatEntries,
                 32};
  }
  auto pack8() {
    return Ports{dut.slot8_stream_beats_i,
                 dut.pack8_in_valid_i,
                 dut.pack8_in_ready_o,
                 dut.pack8_in_data_i,
                 dut.pack8_out_valid_o,
                 dut.pack8_out_ready_i,
                 dut.pack8_out_data_o,
                 nullptr,
                 10,
                 16,
                 8,
                 kBeatEntries};
  }
  auto pack32() {
    return Ports{dut.slot32_stream_beats_i,
                 dut.pack32_in_valid_i,
                 dut.pack32_in_ready_o,
                 dut.pack32_in_data_i,
                 dut.pack32_out_valid_o,
                 dut.pack32_out_ready_i,
                 dut.pack32_out_data_o,
                 nullptr,
                 10,
                 16,
                 32,
                 kBeatEntries};
  }

  Symbols random_values(std::size_t count, unsigned bits) {
    Symbols values(count);
    for (std::uint16_t& value : values) {
      value = static_cast<std::uint16_t>(random.any<std::uint16_t>() >> (16 - bits));
    }
    return values;
  }

  /// Sends `in` through a block, to its end or for `limit` clocks, and compares what comes out with
  /// `out`. Returns the clocks it took.
  template <typename In, typename Out>
  Task<std::uint64_t> pass(Ports<In, Out> ports, std::vector<Beat> in, std::vector<Beat> out,
                           unsigned valid_percent, unsigned ready_percent,
                           std::optional<unsigned> limit = {}) {
    Scoreboard<Beat> beats("beats");
    for (Beat& beat : out) beats.expect(std::move(beat));
    bool offering = false;
    std::size_t sent = 0;
    std::optional<Beat> waiting;
    std::uint64_t clocks = 0;
    while (limit ? clocks < *limit : sent < in.size() || beats.pending() > 0) {
      if (clocks > 100 * (in.size() + out.size()) + 1000) {
        ADD_FAILURE() << "no end: " << beats.pending() << " beats are missing";
        break;
      }
      offering = offering || (sent < in.size() && random.percent(valid_percent));
      set(ports.in_valid, offering);
      In data;
      for (unsigned i = 0; i < ports.in_values; ++i) {
        write_bits(data, i * ports.in_bits, ports.in_bits,
                   offering ? in[sent].values[i] : random.any<std::uint32_t>());
      }
      bench.port(ports.in_data).write(data);
      set(ports.out_ready, random.percent(ready_percent));
      co_await edge();
      ++clocks;
      ends_.sample({offering, ports.in_ready != 0, ports.out_valid != 0, ports.out_ready != 0});
      if (ports.out_valid != 0) {
        Beat found{Symbols(ports.out_values), ports.out_last != nullptr && *ports.out_last != 0};
        for (unsigned i = 0; i < ports.out_values; ++i) {
          found.values[i] = static_cast<std::uint16_t>(
              read_bits(ports.out_data, i * ports.out_bits, ports.out_bits));
        }
        if (waiting) {
          EXPECT_TRUE(testbench::differences(*waiting, found).empty())
              << "a waiting beat has changed, cycle " << cycle();
        }
        waiting = found;
        if (ports.out_ready != 0) {
          beats.found(found, cycle());
          waiting.reset();
        }
      } else {
        EXPECT_FALSE(waiting.has_value()) << "valid taken back in cycle " << cycle();
      }
      if (offering && ports.in_ready != 0) {
        offering = false;
        ++sent;
      }
    }
    set(ports.in_valid, 0);
    set(ports.out_ready, 0);
    if (limit) beats.forget();
    co_return clocks;
  }

  /// Slots as they lie in memory, what a codeword does not use filled with anything, and the
  /// stream they are.
  void make_unpack(unsigned slots, unsigned width, unsigned stream_beats, std::vector<Beat>& memory,
                   std::vector<Beat>& stream) {
    for (unsigned slot = 0; slot < slots; ++slot) {
      const Symbols entries = random_values(kEntries, 16);
      for (unsigned i = 0; i < kEntries; i += kBeatEntries) {
        memory.push_back({Symbols(&entries[i], &entries[i] + kBeatEntries)});
      }
      for (unsigned beat = 0; beat < stream_beats; ++beat) {
        const auto first = entries.begin() + static_cast<std::ptrdiff_t>(beat) * width;
        Symbols symbols(first, first + width);
        for (std::uint16_t& symbol : symbols) symbol &= 0x3FF;
        stream.push_back({symbols, beat == stream_beats - 1});
      }
    }
  }

  /// A stream and the slots that it becomes: the rest of each is 0.
  void make_pack(unsigned slots, unsigned width, unsigned stream_beats, std::vector<Beat>& stream,
                 std::vector<Beat>& memory) {
    for (unsigned slot = 0; slot < slots; ++slot) {
      Symbols entries = random_values(std::size_t{stream_beats} * width, 10);
      for (unsigned i = 0; i < entries.size(); i += width) {
        stream.push_back({Symbols(&entries[i], &entries[i] + width)});
      }
      entries.resize(kEntries);
      for (unsigned i = 0; i < kEntries; i += kBeatEntries) {
        memory.push_back({Symbols(&entries[i], &entries[i] + kBeatEntries)});
      }
    }
  }

  template <typename In, typename Out>
  Task<> check(Ports<In, Out> ports, unsigned stream_beats) {
    set(ports.stream_beats, stream_beats);
    const bool unpack = ports.in_bits == 16;
    const unsigned width = unpack ? ports.out_values : ports.in_values;
    const auto make = [&](unsigned slots, std::vector<Beat>& in, std::vector<Beat>& out) {
      if (unpack) {
        make_unpack(slots, width, stream_beats, in, out);
      } else {
        make_pack(slots, width, stream_beats, in, out);
      }
    };
    for (const unsigned valid : kPercents) {
      for (const unsigned ready : kPercents) {
        std::vector<Beat> in, out;
        make(3, in, out);
        const std::uint64_t clocks = co_await pass(ports, in, out, valid, ready);
        if (valid == 100 && ready == 100) {
          // A slot takes as many clocks as it has groups of W entries. Behind them the last beat
          // of pack needs one more to come out; what unpack drops may be dropped behind the end.
          EXPECT_EQ(clocks, 3 * kEntries / width + (unpack ? 0 : 1));
        }
      }
    }
    // Reset with every number of clocks of a slot before it.
    for (unsigned before = 0; before <= kEntries / width + 2; ++before) {
      std::vector<Beat> in, out;
      make(2, in, out);
      co_await pass(ports, in, out, 100, 100, before);
      resets_.sample(before * width / kBeatEntries % kSlotBeats);
      co_await bench.reset(1);
      std::vector<Beat> next_in, next_out;
      make(1, next_in, next_out);
      co_await pass(ports, next_in, next_out, 100, 70);
    }
  }

  static bool unpack() {
    const std::string test = ::testing::UnitTest::GetInstance()->current_test_info()->name();
    return test.starts_with("Unpack");
  }

  testbench::CoverGroup<Ends> ends_{unpack() ? "ll_slot_unpack" : "ll_slot_pack"};
  testbench::CoverGroup<unsigned> resets_{"slots reset"};
};

TEST_F(Slot, UnpackEightSymbolsAClock) {
  bench.run([&]() -> Task<> {
    co_await check(unpack8(), 544 / 8);
    co_await check(unpack8(), 528 / 8);
  });
}

TEST_F(Slot, UnpackThirtyTwoSymbolsAClock) {
  bench.run([&]() -> Task<> { co_await check(unpack32(), 544 / 32); });
}

TEST_F(Slot, PackEightSymbolsAClock) {
  bench.run([&]() -> Task<> {
    co_await check(pack8(), 544 / 8);
    co_await check(pack8(), 528 / 8);
  });
}

TEST_F(Slot, PackThirtyTwoSymbolsAClock) {
  bench.run([&]() -> Task<> { co_await check(pack32(), 544 / 32); });
}

// Unpack has no register in its way: the first symbols are there in the same clock.
TEST_F(Slot, UnpackHasNoLatency) {
  bench.run([&]() -> Task<> {
    set(dut.slot8_stream_beats_i, 68);
    VlWide<16> beat{};
    write_bits(beat, 0, 16, 0xFD55);
    bench.port(dut.unpack8_in_data_i).write(beat);
    set(dut.unpack8_in_valid_i, 1);
    co_await edge();
    EXPECT_EQ(dut.unpack8_out_valid_o, 1);
    EXPECT_EQ(read_bits(dut.unpack8_out_data_o, 0, 10), 0x155U);
    EXPECT_EQ(dut.unpack8_in_ready_o, 0);
  });
}

}  // namespace
}  // namespace lightloop::kernel_bench
