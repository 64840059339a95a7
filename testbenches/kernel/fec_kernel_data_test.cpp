// SPDX-License-Identifier: Apache-2.0
// What ll_fec writes to memory, against the golden codec, for memories of all tempers.
#include <algorithm>
#include <cstdint>
#include <gtest/gtest.h>
#include <ostream>
#include <string>
#include <tuple>
#include <vector>

#include "drivers/registers/ll_fec.hpp"
#include "testbenches/kernel/fec_kernel_bench.hpp"
#include "testbenches/lib/random.hpp"

namespace lightloop::testbenches {
namespace {

namespace registers = drivers::ll_fec;
using golden::FecSymbol;
using golden::RsCode;
using testbench::Random;
using Symbols = std::vector<FecSymbol>;

constexpr std::uint16_t kUntouched = 0xEEEE;
/// Bytes before and behind the status that must stay as they are.
constexpr std::size_t kGuardBytes = 128;

std::uint32_t code_number(RsCode code) {
  return code == RsCode::kKp4 ? registers::kCodeKp4 : registers::kCodeKr4;
}

Symbols random_symbols(std::size_t count, Random& random) {
  Symbols symbols(count);
  for (FecSymbol& symbol : symbols) symbol = random.between<FecSymbol>(0, 0x3FF);
  return symbols;
}

Symbols encode(RsCode code, const Symbols& messages) {
  const auto [n, k, t] = golden::parameters(code);
  Symbols codewords(messages.size() / static_cast<std::size_t>(k) * static_cast<std::size_t>(n));
  golden::rs_encode(code, messages, codewords);
  return codewords;
}

/// Puts i mod (t + 4) errors into codeword i.
void add_errors(RsCode code, Symbols& codewords, Random& random) {
  const auto [n, k, t] = golden::parameters(code);
  const auto length = static_cast<std::size_t>(n);
  for (std::size_t i = 0; i < codewords.size() / length; ++i) {
    std::vector<bool> hit(length);
    for (std::size_t errors = i % static_cast<std::size_t>(t + 4); errors > 0;) {
      const auto position = random.between<std::size_t>(0, length - 1);
      if (hit[position]) continue;
      hit[position] = true;
      codewords[i * length + position] ^= random.between<FecSymbol>(1, 1023);
      --errors;
    }
  }
}

/// A kernel with its memory, and what a run in it must leave there.
class FecKernelRun {
 public:
  explicit FecKernelRun(const bus::Axi4MemorySlaveOptions& memory = {},
                        FecBuild build = FecBuild::kDefault,
                        std::optional<bus::Axi4MemorySlaveOptions> status = {})
      : bench_(memory, {}, build, status) {}

  FecKernelBench& bench() { return bench_; }
  void place(std::uint64_t source, std::uint64_t destination, std::uint64_t status) {
    source_ = source;
    destination_ = destination;
    status_ = status;
  }

  void encode(RsCode code, const Symbols& messages) {
    bench_.store(source_, messages, 514);
    const std::size_t codewords = messages.size() / 514;
    const std::vector<std::uint16_t> source = bench_.load_slots(source_, codewords);
    run(registers::kModeEncoder, code, codewords);
    EXPECT_EQ(bench_.load_slots(source_, codewords), source);
    expect_status_guards(0);
    expect_slots(code, testbenches::encode(code, messages));
    EXPECT_EQ(bench_.status_beats(), status_beats_);
  }

  /// Starts a run over `words`, messages or received words, and resets the kernel for one clock
  /// after `clocks` clocks.
  void break_off(std::uint32_t mode, RsCode code, const Symbols& words, std::uint64_t clocks) {
    const bool encodes = mode == registers::kModeEncoder;
    const auto length = encodes ? 514 : static_cast<std::size_t>(golden::parameters(code).n);
    bench_.store(source_, words, length);
    bench_.write_arguments({.mode = mode,
                            .code = code_number(code),
                            .codewords = static_cast<std::uint32_t>(words.size() / length),
                            .source = source_,
                            .destination = destination_,
                            .status = status_});
    const std::uint64_t read = bench_.data_reads();
    const std::uint64_t written = bench_.data_writes();
    bench_.kernel().start();
    bench_.kernel().step(clocks);
    resets_.reset(mode, bench_.data_reads() - read, bench_.data_writes() - written);
    bench_.kernel().reset(1);
    status_beats_ = bench_.status_beats();
  }

  void decode(RsCode code, const Symbols& received) {
    const auto n = static_cast<std::size_t>(golden::parameters(code).n);
    const std::size_t codewords = received.size() / n;
    bench_.store(source_, received, n);
    const std::vector<std::uint16_t> source = bench_.load_slots(source_, codewords);
    run(registers::kModeDecoder, code, codewords);
    EXPECT_EQ(bench_.load_slots(source_, codewords), source);

    Symbols corrected(received.size());
    std::vector<golden::CodewordStatus> status(codewords);
    golden::rs_decode(code, received, corrected, status);
    expect_slots(code, corrected);
    const std::vector<std::uint32_t> words = bench_.load_status(status_, codewords);
    expect_status_guards(codewords);
    for (std::size_t i = 0; i < codewords; ++i) {
      ASSERT_EQ(words[i],
                (status[i].uncorrectable ? 0x80000000U : 0U) | status[i].corrected_symbols)
          << "codeword " << i;
    }
    status_beats_ += codewords;
    EXPECT_EQ(bench_.status_beats(), status_beats_);
  }

 private:
  void run(std::uint32_t mode, RsCode code, std::size_t codewords) {
    // A guard slot before and after the destination, where there is memory.
    const std::uint64_t slots = codewords + 1 + guard_slots_behind(codewords);
    fill(destination_ - kSlotBytes, slots * kSlotBytes);
    // And words before, in and behind the status.
    fill(status_ - kGuardBytes, kGuardBytes + status_end(codewords) - status_);
    if (status_end(codewords) != 0) fill(status_end(codewords), kGuardBytes);
    ASSERT_EQ(bench_.run({.mode = mode,
                          .code = code_number(code),
                          .codewords = static_cast<std::uint32_t>(codewords),
                          .source = source_,
                          .destination = destination_,
                          .status = status_}),
              0U);
  }

  void fill(std::uint64_t address, std::uint64_t bytes) {
    bench_.memory().write(address, std::vector<std::uint8_t>(bytes, kUntouched & 0xFF));
  }
  std::uint64_t status_end(std::size_t codewords) const { return status_ + 4 * codewords; }
  std::uint64_t guard_slots_behind(std::size_t codewords) const {
    return destination_ + codewords * kSlotBytes == 0 ? 0 : 1;
  }

  void expect_status_guards(std::size_t codewords) {
    for (const std::uint64_t address : {status_ - kGuardBytes, status_end(codewords)}) {
      if (address == 0) continue;  // the end of all addresses
      std::vector<std::uint8_t> found(kGuardBytes);
      bench_.memory().read(address, found);
      EXPECT_EQ(found, std::vector<std::uint8_t>(kGuardBytes, kUntouched & 0xFF))
          << "at address " << address;
    }
  }

  void expect_slots(RsCode code, const Symbols& words) {
    const auto n = static_cast<std::size_t>(golden::parameters(code).n);
    const std::size_t codewords = words.size() / n;
    const std::vector<std::uint16_t> entries =
        bench_.load_slots(destination_ - kSlotBytes, codewords + 1 + guard_slots_behind(codewords));
    std::vector<std::uint16_t> expected(entries.size());
    std::fill_n(expected.begin(), 544, kUntouched);
    if (guard_slots_behind(codewords) != 0) std::fill_n(expected.end() - 544, 544, kUntouched);
    for (std::size_t i = 0; i < codewords; ++i) {
      std::copy_n(words.begin() + static_cast<std::ptrdiff_t>(i * n), n,
                  expected.begin() + static_cast<std::ptrdiff_t>((i + 1) * 544));
    }
    const auto [found, wanted] = std::ranges::mismatch(entries, expected);
    if (found == entries.end()) return;
    const auto position = found - entries.begin();
    FAIL() << "slot " << position / 544 - 1 << ", entry " << position % 544 << ": found " << *found
           << ", expected " << *wanted;
  }

  FecKernelBench bench_;
  FecResetCoverage resets_;
  std::uint64_t source_ = 0x1'0000'0000;
  std::uint64_t destination_ = 0x2'0000'0000;
  std::uint64_t status_ = 0x3'0000'0000;
  std::uint64_t status_beats_ = 0;
};

struct MemoryTemper {
  const char* name;
  bus::Axi4MemorySlaveOptions options;
};
void PrintTo(const MemoryTemper& temper, std::ostream* out) { *out << temper.name; }

const MemoryTemper kTempers[] = {
    {"quick", {.read_latency = 1, .write_latency = 1}},
    {"distant", {.read_latency = 150, .write_latency = 150}},
    {"moody", {.read_latency = 20, .write_latency = 9, .stall_percent = 40, .seed = 3}},
    {"narrow", {.read_latency = 30, .write_latency = 30, .max_outstanding = 1}},
    {"reluctant", {.read_latency = 5, .write_latency = 5, .stall_percent = 85, .seed = 4}},
};

class FecKernelData : public testing::TestWithParam<std::tuple<RsCode, MemoryTemper>> {
 protected:
  RsCode code() const { return std::get<0>(GetParam()); }
  std::size_t n() const { return static_cast<std::size_t>(golden::parameters(code()).n); }

  Random random = Random::for_test();
  FecKernelRun kernel{std::get<1>(GetParam()).options};
};

TEST_P(FecKernelData, EncodesAsGolden) {
  kernel.encode(code(), random_symbols(40 * 514UL, random));
}

TEST_P(FecKernelData, DecodesAsGolden) {
  Symbols received = encode(code(), random_symbols(40 * 514UL, random));
  add_errors(code(), received, random);
  kernel.decode(code(), received);
}

INSTANTIATE_TEST_SUITE_P(Codes, FecKernelData,
                         testing::Combine(testing::Values(RsCode::kKp4, RsCode::kKr4),
                                          testing::ValuesIn(kTempers)),
                         [](const auto& info) {
                           return std::string(golden::to_string(std::get<0>(info.param))) + "_" +
                                  std::get<1>(info.param).name;
                         });

class FecKernelLengths : public testing::TestWithParam<RsCode> {};

TEST_P(FecKernelLengths, AnyNumberOfCodewords) {
  Random random = Random::for_test();
  FecKernelRun kernel;
  for (const std::size_t codewords :
       {0UL, 1UL, 2UL, 3UL, 4UL, 15UL, 16UL, 63UL, 64UL, 65UL, 130UL}) {
    SCOPED_TRACE(codewords);
    const Symbols messages = random_symbols(codewords * 514, random);
    kernel.encode(GetParam(), messages);
    Symbols received = encode(GetParam(), messages);
    add_errors(GetParam(), received, random);
    kernel.decode(GetParam(), received);
  }
}

INSTANTIATE_TEST_SUITE_P(Codes, FecKernelLengths, testing::Values(RsCode::kKp4, RsCode::kKr4),
                         [](const auto& info) {
                           return std::string(golden::to_string(info.param));
                         });

TEST(FecKernelRuns, ModesAndCodesFollowEachOther) {
  Random random = Random::for_test();
  FecKernelRun kernel({.stall_percent = 20, .seed = 5});
  for (int i = 0; i < 12; ++i) {
    SCOPED_TRACE(i);
    const RsCode code = (i & 1) != 0 ? RsCode::kKr4 : RsCode::kKp4;
    const Symbols messages = random_symbols(random.between<std::size_t>(1, 4) * 514, random);
    if ((i & 2) != 0) {
      kernel.encode(code, messages);
    } else {
      Symbols received = encode(code, messages);
      add_errors(code, received, random);
      kernel.decode(code, received);
    }
  }
}

// The reset ends a run at any place, and however short it is.
TEST(FecKernelRuns, AResetOfOneClockLeavesNothingOfARun) {
  Random random = Random::for_test();
  FecKernelRun kernel;
  for (const std::uint64_t clocks : {1U, 2U, 60U, 150U, 151U, 160U, 300U}) {
    SCOPED_TRACE(clocks);
    for (const RsCode code : {RsCode::kKp4, RsCode::kKr4}) {
      Symbols received = encode(code, random_symbols(20 * 514UL, random));
      add_errors(code, received, random);
      kernel.break_off(registers::kModeDecoder, code, received, clocks);
      kernel.decode(code, received);
    }
  }
}

TEST(FecKernelRuns, AResetOfOneClockLeavesNothingOfAnEncoding) {
  Random random = Random::for_test();
  FecKernelRun kernel;
  for (const std::uint64_t clocks : {1U, 2U, 30U, 60U, 61U, 150U, 300U}) {
    SCOPED_TRACE(clocks);
    for (const RsCode code : {RsCode::kKp4, RsCode::kKr4}) {
      const Symbols messages = random_symbols(20 * 514UL, random);
      kernel.break_off(registers::kModeEncoder, code, messages, clocks);
      kernel.encode(code, messages);
    }
  }
}

// What is broken off and what comes next are of any mode and code, the memory holds back.
TEST(FecKernelRuns, AResetAtAnyMomentBeforeAnyRun) {
  Random random = Random::for_test();
  FecKernelRun kernel({.stall_percent = 50, .seed = random()});
  for (int i = 0; i < 16; ++i) {
    const RsCode broken = random.pick({RsCode::kKp4, RsCode::kKr4});
    const RsCode next = random.pick({RsCode::kKp4, RsCode::kKr4});
    const auto clocks = random.between<std::uint64_t>(1, 1200);
    SCOPED_TRACE(clocks);
    const Symbols messages = random_symbols(12 * 514UL, random);
    if (random.percent(50)) {
      kernel.break_off(registers::kModeEncoder, broken, messages, clocks);
    } else {
      kernel.break_off(registers::kModeDecoder, broken, encode(broken, messages), clocks);
    }
    if (random.percent(50)) {
      kernel.encode(next, messages);
    } else {
      Symbols received = encode(next, messages);
      add_errors(next, received, random);
      kernel.decode(next, received);
    }
  }
}

// The bus model refuses bursts that cross 4 KiB; here they begin at each place in a page.
TEST(FecKernelAddresses, AnyAlignedAddress) {
  Random random = Random::for_test();
  FecKernelRun kernel;
  const Symbols messages = random_symbols(5 * 514UL, random);
  Symbols received = encode(RsCode::kKr4, messages);
  add_errors(RsCode::kKr4, received, random);
  for (std::uint64_t offset = 0; offset < 4096; offset += 64) {
    SCOPED_TRACE(offset);
    kernel.place(0x10'0000 + offset, 0x20'0000 + (4096 - offset), 0x30'0000 + (offset * 7) % 4096);
    kernel.decode(RsCode::kKr4, received);
  }
}

TEST(FecKernelAddresses, StatusCrossesPages) {
  Random random = Random::for_test();
  FecKernelRun kernel;
  Symbols received = encode(RsCode::kKp4, random_symbols(100 * 514UL, random));
  add_errors(RsCode::kKp4, received, random);
  kernel.place(0x10'0000, 0x20'0000, 0x30'0FC0);
  kernel.decode(RsCode::kKp4, received);
}

// All three regions across, or up to, an address at which the carry goes one bit further.
TEST(FecKernelAddresses, CarryIntoEveryBit) {
  constexpr std::size_t kCodewords = 32;  // two times 64 bytes of status
  constexpr std::uint64_t kBytes = kCodewords * kSlotBytes;
  Random random = Random::for_test();
  FecKernelRun kernel;
  // The lowest carries lie too near to where there is no memory.
  std::vector<std::uint64_t> carries = address_carries();
  std::erase_if(carries, [](std::uint64_t carry) { return carry != 0 && carry < 1U << 17; });
  const auto across = [&](std::uint64_t carry, std::uint64_t bytes) {
    return carry - (carry == 0 ? bytes : 64 * random.between<std::uint64_t>(1, bytes / 64 - 1));
  };
  for (std::size_t i = 0; i < carries.size(); ++i) {
    SCOPED_TRACE(carries[i]);
    const RsCode code = i % 2 == 0 ? RsCode::kKp4 : RsCode::kKr4;
    Symbols received = encode(code, random_symbols(kCodewords * 514, random));
    add_errors(code, received, random);
    // The regions at different carries, so that they lie apart.
    kernel.place(across(carries[i], kBytes), across(carries[(i + 1) % carries.size()], kBytes),
                 across(carries[(i + 2) % carries.size()], 4 * kCodewords));
    kernel.decode(code, received);
    if (testing::Test::HasFailure()) return;
  }
}

// The status port does not answer for longer than the codewords take whose status it can hold: the
// last beats of the codewords wait for it, and nothing is lost or comes twice.
TEST(FecKernelRuns, AStatusMemoryThatHoldsEverythingUp) {
  constexpr std::size_t kCodewords = 400;
  for (const RsCode code : {RsCode::kKp4, RsCode::kKr4}) {
    Random random = Random::for_test();
    FecKernelRun kernel({}, FecBuild::kDefault,
                        bus::Axi4MemorySlaveOptions{.write_latency = 16000, .max_outstanding = 1});
    Symbols received = encode(code, random_symbols(kCodewords * 514, random));
    add_errors(code, received, random);
    kernel.decode(code, received);
  }
}

TEST(FecKernelBuilds, EightSymbolsAClock) {
  Random random = Random::for_test();
  FecKernelRun kernel({}, FecBuild::kKp4Only8);
  const Symbols messages = random_symbols(20 * 514UL, random);
  kernel.encode(RsCode::kKp4, messages);
  Symbols received = encode(RsCode::kKp4, messages);
  add_errors(RsCode::kKp4, received, random);
  kernel.decode(RsCode::kKp4, received);
}

// 34 clocks a codeword at 16 symbols a clock, even from a memory that is 200 clocks away.
TEST(FecKernelThroughput, HidesTheMemoryLatency) {
  constexpr std::uint32_t kCodewords = 400;
  for (const std::uint32_t mode : {registers::kModeEncoder, registers::kModeDecoder}) {
    for (const std::uint32_t code : {registers::kCodeKp4, registers::kCodeKr4}) {
      FecKernelBench bench({.read_latency = 200, .write_latency = 200});
      bench.write_arguments({.mode = mode,
                             .code = code,
                             .codewords = kCodewords,
                             .source = 0x10'0000,
                             .destination = 0x80'0000,
                             .status = 0xF0'0000});
      const std::uint64_t begin = bench.kernel().clocks();
      bench.kernel().start();
      bench.kernel().wait_done();
      const std::uint64_t clocks = bench.kernel().clocks() - begin;
      EXPECT_GE(clocks, 34 * kCodewords);
      EXPECT_LE(clocks, 34 * kCodewords + 800) << "mode " << mode << ", code " << code;
    }
  }
}

}  // namespace
}  // namespace lightloop::testbenches
