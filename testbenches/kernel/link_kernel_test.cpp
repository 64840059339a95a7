// SPDX-License-Identifier: Apache-2.0
// The kernel ll_link: counters in memory against golden::DigitalLink, sessions, wrong arguments.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <gtest/gtest.h>
#include <numeric>
#include <ostream>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "drivers/registers/ll_link.hpp"
#include "testbenches/kernel/link_kernel_bench.hpp"
#include "testbenches/lib/random.hpp"
#include "testbenches/link/link_counter_registers.hpp"

namespace lightloop::testbenches {
namespace {

namespace registers = drivers::ll_link;
using golden::DigitalLink;
using golden::DigitalLinkConfig;
using golden::RsCode;

// docs/digital-link.md section 7, written out a second time.
LinkKernelBench::Words words_of(const golden::LinkCounters& counters) {
  LinkKernelBench::Words words{counters.codewords,
                               counters.pam4_symbol_errors,
                               counters.pre_fec_bit_errors,
                               counters.pre_fec_symbol_errors,
                               counters.corrected_codewords,
                               counters.uncorrectable_codewords,
                               counters.corrected_symbols,
                               counters.post_fec_bit_errors,
                               counters.post_fec_errored_codewords};
  std::copy(counters.histogram.begin(), counters.histogram.end(), words.begin() + 15);
  return words;
}

// Some of everything: noise, which leaves a part of KP4's codewords uncorrectable, ISI, bursts.
DigitalLinkConfig rich_config(RsCode code) {
  return {.code = code,
          .precoding = true,
          .noise_seed = 0x0123456789ABCDEF,
          .prbs_seed = 0x12345678,
          .sigma = golden::sigma_from_snr_db(code == RsCode::kKp4 ? 17.0 : 18.5),
          .taps = {256, -9, 4, 1},
          .inject_period = 5,
          .inject_start = 100,
          .inject_length = 4,
          .inject_mask = 0x2A1};
}

class LinkKernel : public testing::TestWithParam<RsCode> {
 protected:
  LinkKernelBench bench;
};

TEST_P(LinkKernel, CountsAsGolden) {
  const DigitalLinkConfig config = rich_config(GetParam());
  bench.write_configuration(config);
  ASSERT_EQ(bench.run({.restart = true, .codewords = 60}), 0U);
  DigitalLink golden(config);
  const golden::LinkCounters& expected = golden.advance(60);
  EXPECT_EQ(bench.load_words(0x10000), words_of(expected));
  EXPECT_GT(expected.corrected_codewords, 0U);
  EXPECT_GT(expected.pre_fec_bit_errors, 0U);
}

TEST_P(LinkKernel, CountsUncorrectableCodewords) {
  DigitalLinkConfig config = rich_config(GetParam());
  config.sigma = golden::sigma_from_snr_db(GetParam() == RsCode::kKp4 ? 16.5 : 17.5);
  bench.write_configuration(config);
  ASSERT_EQ(bench.run({.restart = true, .codewords = 60}), 0U);
  DigitalLink golden(config);
  const golden::LinkCounters& expected = golden.advance(60);
  EXPECT_EQ(bench.load_words(0x10000), words_of(expected));
  EXPECT_GT(expected.uncorrectable_codewords, 0U);
  EXPECT_GT(expected.corrected_codewords, 0U);
  EXPECT_GT(expected.post_fec_bit_errors, 0U);
}

TEST_P(LinkKernel, ContinuesASession) {
  const DigitalLinkConfig config = rich_config(GetParam());
  bench.write_configuration(config);
  DigitalLink golden(config);
  bool restart = true;
  for (const std::uint64_t codewords : {1U, 2U, 0U, 1U, 20U, 7U}) {
    ASSERT_EQ(bench.run({.restart = restart, .codewords = codewords}), 0U);
    EXPECT_EQ(bench.load_words(0x10000), words_of(golden.advance(codewords)));
    restart = false;
  }
}

TEST_P(LinkKernel, RestartsFromTheInitialState) {
  const DigitalLinkConfig config = rich_config(GetParam());
  bench.write_configuration(config);
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(bench.run({.restart = true, .codewords = 11}), 0U);
    DigitalLink golden(config);
    EXPECT_EQ(bench.load_words(0x10000), words_of(golden.advance(11)));
  }
}

TEST_P(LinkKernel, TheFirstRunBeginsASession) {
  const DigitalLinkConfig config = rich_config(GetParam());
  bench.write_configuration(config);
  ASSERT_EQ(bench.run({.restart = false, .codewords = 9}), 0U);
  DigitalLink golden(config);
  EXPECT_EQ(bench.load_words(0x10000), words_of(golden.advance(9)));
}

// The reset ends a run at any place, and however short it is.
TEST_P(LinkKernel, AResetOfOneClockLeavesNothingOfARun) {
  const DigitalLinkConfig config = rich_config(GetParam());
  for (const std::uint64_t clocks : {1U, 3U, 500U, 1500U, 1501U, 2000U}) {
    SCOPED_TRACE(clocks);
    bench.write_configuration(config);
    bench.kernel().write64(registers::kCodewordsOffset, 1000);
    bench.kernel().write64(registers::kResultOffset, 0x10000);
    bench.kernel().start();
    bench.kernel().step(clocks);
    bench.reset(1);
    bench.write_configuration(config);
    ASSERT_EQ(bench.run({.restart = false, .codewords = 9}), 0U);
    DigitalLink golden(config);
    ASSERT_EQ(bench.load_words(0x10000), words_of(golden.advance(9)));
  }
}

// A reset in the middle of a session: the next run begins a new one.
TEST_P(LinkKernel, AResetAtAnyMomentEndsTheSession) {
  testbench::Random random = testbench::Random::for_test();
  const DigitalLinkConfig config = rich_config(GetParam());
  for (int i = 0; i < 8; ++i) {
    bench.write_configuration(config);
    ASSERT_EQ(bench.run({.restart = i % 2 == 0, .codewords = 4}), 0U);
    bench.kernel().write64(registers::kCodewordsOffset, 1000);
    bench.kernel().start();
    const auto clocks = random.between<std::uint64_t>(1, 3000);
    SCOPED_TRACE(clocks);
    bench.kernel().step(clocks);
    bench.reset(random.between(1U, 3U));
    bench.write_configuration(config);
    ASSERT_EQ(bench.run({.restart = false, .codewords = 9}), 0U);
    DigitalLink golden(config);
    ASSERT_EQ(bench.load_words(0x10000), words_of(golden.advance(9)));
  }
}

TEST_P(LinkKernel, ASessionKeepsItsConfiguration) {
  const DigitalLinkConfig config = rich_config(GetParam());
  bench.write_configuration(config);
  ASSERT_EQ(bench.run({.restart = true, .codewords = 5}), 0U);
  bench.write_configuration(
      {.code = GetParam() == RsCode::kKp4 ? RsCode::kKr4 : RsCode::kKp4, .sigma = 9});
  ASSERT_EQ(bench.run({.restart = false, .codewords = 5}), 0U);
  DigitalLink golden(config);
  EXPECT_EQ(bench.load_words(0x10000), words_of(golden.advance(10)));
}

// The registers answer during a run as they do without one, however long nobody has asked.
TEST_P(LinkKernel, RegistersAnswerDuringARun) {
  KernelBench& kernel = bench.kernel();
  // Reads, writes and reads back; how many clocks each took.
  const auto accesses = [&](std::uint32_t value) {
    std::vector<std::uint64_t> clocks{kernel.clocks()};
    EXPECT_EQ(kernel.read(registers::kCapabilityOffset), 0x00031001U);
    clocks.push_back(kernel.clocks());
    kernel.write(registers::kSigmaOffset, value);
    clocks.push_back(kernel.clocks());
    EXPECT_EQ(kernel.read(registers::kSigmaOffset), value);
    clocks.push_back(kernel.clocks());
    std::adjacent_difference(clocks.begin(), clocks.end(), clocks.begin());
    clocks.erase(clocks.begin());
    return clocks;
  };
  const DigitalLinkConfig config = rich_config(GetParam());
  bench.write_configuration(config);
  ASSERT_EQ(bench.run({.restart = true, .codewords = 3}), 0U);
  const auto expected = accesses(1);

  kernel.write64(registers::kCodewordsOffset, 100);
  kernel.write(registers::kRestartOffset, 0);
  kernel.start();
  for (std::uint32_t pause = 0; pause < 40; ++pause) {
    kernel.step(pause);
    ASSERT_EQ(accesses(100 + pause), expected) << pause << " clocks after the last access";
    ASSERT_EQ(kernel.read(registers::kCtrlOffset), 0U) << "the run is over";
  }
  kernel.wait_done();
  DigitalLink golden(config);
  EXPECT_EQ(bench.load_words(0x10000), words_of(golden.advance(103)));
}

// The 32 words, and no byte before or behind them.
TEST_P(LinkKernel, WritesTheWordsOnly) {
  constexpr std::size_t kResultBytes = sizeof(LinkKernelBench::Words);
  const DigitalLinkConfig config = rich_config(GetParam());
  bench.write_configuration(config);
  const std::vector<std::uint8_t> old(3 * kResultBytes, 0xEE);
  bench.memory().write(0x10000 - kResultBytes, old);
  ASSERT_EQ(bench.run({.restart = true, .codewords = 5}), 0U);
  DigitalLink golden(config);
  EXPECT_EQ(bench.load_words(0x10000), words_of(golden.advance(5)));
  std::vector<std::uint8_t> found(old.size());
  bench.memory().read(0x10000 - kResultBytes, found);
  EXPECT_TRUE(
      std::ranges::equal(std::span(found).first(kResultBytes), std::span(old).first(kResultBytes)));
  EXPECT_TRUE(
      std::ranges::equal(std::span(found).last(kResultBytes), std::span(old).last(kResultBytes)));
}

TEST_P(LinkKernel, NoCodewordsGiveZeros) {
  bench.write_configuration(rich_config(GetParam()));
  std::vector<std::uint8_t> old(256, 0xFF);
  bench.memory().write(0x10000, old);
  ASSERT_EQ(bench.run({.restart = true, .codewords = 0}), 0U);
  EXPECT_EQ(bench.load_words(0x10000), LinkKernelBench::Words{});
}

INSTANTIATE_TEST_SUITE_P(Codes, LinkKernel, testing::Values(RsCode::kKp4, RsCode::kKr4),
                         [](const auto& info) {
                           return std::string(golden::to_string(info.param));
                         });

TEST(LinkKernelFields, EachReachesTheLink) {
  // Every field of the configuration changes the counters by itself, so a field that does not
  // arrive shows.
  const DigitalLinkConfig base{.noise_seed = 5, .sigma = golden::sigma_from_snr_db(16.0)};
  std::vector<DigitalLinkConfig> configs(14, base);
  configs[1].precoding = true;
  configs[2].noise_enable = false;
  configs[3].noise_seed = 0x8000000000000005;
  configs[4].prbs_seed = 0x40000001;
  configs[5].sigma = 12000;
  configs[6].taps = {511, 0, 0, 0};
  configs[7].taps = {256, -60, 0, 0};
  configs[8].taps = {256, 0, 60, 0};
  configs[9].taps = {256, 0, 0, -512};
  configs[10].inject_period = 1;
  configs[10].inject_length = 65535;
  configs[10].inject_mask = 0x3FF;
  configs[11] = configs[10];
  configs[11].inject_start = 540;
  configs[12] = configs[10];
  configs[12].inject_length = 3;
  configs[13] = configs[10];
  configs[13].inject_period = 0x80000002;
  LinkKernelBench bench;
  for (std::size_t i = 0; i < configs.size(); ++i) {
    SCOPED_TRACE(i);
    bench.write_configuration(configs[i]);
    ASSERT_EQ(bench.run({.restart = true, .codewords = 8}), 0U);
    DigitalLink golden(configs[i]);
    EXPECT_EQ(bench.load_words(0x10000), words_of(golden.advance(8)));
  }
}

class LinkKernelMemory : public testing::TestWithParam<std::tuple<RsCode, unsigned>> {};

TEST_P(LinkKernelMemory, ResultAtAnyAlignedAddressOfAMoodyMemory) {
  const auto [code, stall_percent] = GetParam();
  LinkKernelBench bench({.write_latency = 40,
                         .stall_percent = stall_percent,
                         .seed = testbench::Random::for_test()()});
  const DigitalLinkConfig config = rich_config(code);
  bench.write_configuration(config);
  ASSERT_EQ(bench.run({.restart = true, .codewords = 10}), 0U);
  DigitalLink golden(config);
  const LinkKernelBench::Words expected = words_of(golden.advance(10));
  for (std::uint64_t address = 0x4'0000'0000 - 512; address < 0x4'0000'0000 + 256; address += 64) {
    ASSERT_EQ(bench.run({.codewords = 0, .result = address}), 0U);
    EXPECT_EQ(bench.load_words(address), expected);
  }
}

// Results across, or up to, an address at which the carry goes one bit further.
TEST(LinkKernelAddresses, CarryIntoEveryBit) {
  constexpr std::uint64_t kBytes = sizeof(LinkKernelBench::Words);
  LinkKernelBench bench({}, LinkBuild::kKr4Only8);
  const DigitalLinkConfig config = rich_config(RsCode::kKr4);
  bench.write_configuration(config);
  ASSERT_EQ(bench.run({.restart = true, .codewords = 10}), 0U);
  DigitalLink golden(config);
  const LinkKernelBench::Words expected = words_of(golden.advance(10));
  for (const std::uint64_t carry : address_carries()) {
    for (std::uint64_t before = 64; before <= kBytes; before += 64) {
      if (carry == 0 && before != kBytes) continue;  // the end of all addresses
      if (carry == kMemoryBase) continue;            // no memory before it
      ASSERT_EQ(bench.run({.codewords = 0, .result = carry - before}), 0U);
      EXPECT_EQ(bench.load_words(carry - before), expected) << carry << " - " << before;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Codes, LinkKernelMemory,
                         testing::Combine(testing::Values(RsCode::kKp4, RsCode::kKr4),
                                          testing::Values(20U, 50U, 85U)),
                         [](const auto& info) {
                           return std::string(golden::to_string(std::get<0>(info.param))) +
                                  "_stalls_" + std::to_string(std::get<1>(info.param));
                         });

TEST(LinkKernelBuilds, EightSymbolsAClockOneCode) {
  LinkKernelBench bench({}, LinkBuild::kKr4Only8);
  EXPECT_EQ(bench.kernel().read(registers::kCapabilityOffset), 0x00020801U);
  DigitalLinkConfig config = rich_config(RsCode::kKr4);
  bench.write_configuration(config);
  ASSERT_EQ(bench.run({.restart = true, .codewords = 20}), 0U);
  DigitalLink golden(config);
  EXPECT_EQ(bench.load_words(0x10000), words_of(golden.advance(20)));
  config.code = RsCode::kKp4;
  bench.write_configuration(config);
  EXPECT_EQ(bench.run({.restart = true, .codewords = 20}), registers::kErrorCodeMask);
}

// The links of both codes take turns; each session begins anew.
TEST(LinkKernelSessions, OfBothCodesFollowEachOther) {
  LinkKernelBench bench;
  for (int i = 0; i < 6; ++i) {
    SCOPED_TRACE(i);
    const DigitalLinkConfig config = rich_config((i & 1) != 0 ? RsCode::kKr4 : RsCode::kKp4);
    bench.write_configuration(config);
    DigitalLink golden(config);
    ASSERT_EQ(bench.run({.restart = true, .codewords = 6}), 0U);
    EXPECT_EQ(bench.load_words(0x10000), words_of(golden.advance(6)));
    ASSERT_EQ(bench.run({.restart = false, .codewords = 5}), 0U);
    EXPECT_EQ(bench.load_words(0x10000), words_of(golden.advance(5)));
  }
}

class LinkKernelErrors : public testing::Test {
 protected:
  void SetUp() override { bench.write_configuration(rich_config(RsCode::kKp4)); }

  LinkKernelBench bench;
};

TEST_F(LinkKernelErrors, UnalignedResult) {
  for (const std::uint64_t low_bits : {1U, 8U, 32U}) {
    EXPECT_EQ(bench.run({.restart = true, .codewords = 3, .result = 0x10000 + low_bits}),
              registers::kErrorAlignmentMask);
  }
  EXPECT_EQ(bench.result_beats(), 0U);
}

TEST_F(LinkKernelErrors, UnknownCode) {
  for (const std::uint32_t code : {2U, 0x10000U}) {
    bench.kernel().write(registers::kCodeOffset, code);
    EXPECT_EQ(bench.run({.restart = true, .codewords = 3}), registers::kErrorCodeMask);
  }
  EXPECT_EQ(bench.result_beats(), 0U);
}

TEST_F(LinkKernelErrors, WriteError) {
  for (const auto response : {bus::AxiResponse::kSlvErr, bus::AxiResponse::kDecErr}) {
    bench.memory().refuse_writes(0x10000, 0x10100, response);
    EXPECT_EQ(bench.run({.restart = true, .codewords = 3}), registers::kErrorResultWriteMask);
    bench.memory().refuse_writes(0, 0);
    EXPECT_EQ(bench.run({.restart = true, .codewords = 3}), 0U);
  }
}

TEST_F(LinkKernelErrors, NoMemoryAtAll) {
  EXPECT_EQ(bench.run({.restart = true, .codewords = 3, .result = kNoMemory}),
            registers::kErrorResultWriteMask);
}

TEST_F(LinkKernelErrors, AStartDuringARunWaitsForItsEnd) {
  bench.kernel().write(registers::kRestartOffset, 1);
  bench.kernel().write64(registers::kCodewordsOffset, 6);
  bench.kernel().write64(registers::kResultOffset, 0x10000);
  bench.kernel().start();
  bench.kernel().write(registers::kRestartOffset, 0);
  bench.kernel().write64(registers::kResultOffset, 0x20000);
  ASSERT_EQ(bench.kernel().read(registers::kCtrlOffset), 0U) << "the first run is over";
  bench.kernel().start();
  bench.kernel().wait_done();
  bench.kernel().wait_done();
  EXPECT_EQ(bench.kernel().read(registers::kCtrlOffset), registers::kCtrlApIdleMask);
  DigitalLink golden(rich_config(RsCode::kKp4));
  EXPECT_EQ(bench.load_words(0x10000), words_of(golden.advance(6)));
  EXPECT_EQ(bench.load_words(0x20000), words_of(golden.advance(6)));
}

TEST_F(LinkKernelErrors, ARefusedRunLeavesTheSessionAlone) {
  ASSERT_EQ(bench.run({.restart = true, .codewords = 4}), 0U);
  EXPECT_EQ(bench.run({.restart = true, .codewords = 4, .result = 0x10001}),
            registers::kErrorAlignmentMask);
  ASSERT_EQ(bench.run({.codewords = 4}), 0U);
  DigitalLink golden(rich_config(RsCode::kKp4));
  EXPECT_EQ(bench.load_words(0x10000), words_of(golden.advance(8)));
}

// Not even one that asks for the other code and a new session.
TEST_F(LinkKernelErrors, ARefusedRunOfTheOtherCodeLeavesTheSessionAlone) {
  ASSERT_EQ(bench.run({.restart = true, .codewords = 4}), 0U);
  bench.kernel().write(registers::kCodeOffset, registers::kCodeKr4);
  EXPECT_EQ(bench.run({.restart = true, .codewords = 4, .result = 0x10040 - 8}),
            registers::kErrorAlignmentMask);
  ASSERT_EQ(bench.run({.codewords = 4}), 0U);
  DigitalLink golden(rich_config(RsCode::kKp4));
  EXPECT_EQ(bench.load_words(0x10000), words_of(golden.advance(8)));
}

TEST_F(LinkKernelErrors, ARefusedFirstRunOpensNoSession) {
  const DigitalLinkConfig config = rich_config(RsCode::kKr4);
  bench.write_configuration(config);
  EXPECT_EQ(bench.run({.codewords = 4, .result = 0x10008}), registers::kErrorAlignmentMask);
  ASSERT_EQ(bench.run({.codewords = 4}), 0U);
  DigitalLink golden(config);
  EXPECT_EQ(bench.load_words(0x10000), words_of(golden.advance(4)));
}

/// Counter by counter.
template <typename Operation>
golden::LinkCounters each(golden::LinkCounters a, golden::LinkCounters b, Operation operation) {
  const auto left = link_bench::counter_fields(a);
  const auto right = link_bench::counter_fields(b);
  for (std::size_t i = 0; i < left.size(); ++i) *left[i] = operation(*left[i], *right[i]);
  return a;
}

// Counters of a session that has gone on for years: all 64 bits arrive in memory, and count on.
TEST(LinkKernelCounters, OfSixtyFourBits) {
  testbench::Random random = testbench::Random::for_test();
  LinkKernelBench bench({}, LinkBuild::kKr4Only8);
  const DigitalLinkConfig config = rich_config(RsCode::kKr4);
  bench.write_configuration(config);
  ASSERT_EQ(bench.run({.restart = true, .codewords = 8}), 0U);
  DigitalLink link(config);
  const golden::LinkCounters first = link.advance(8);
  golden::LinkCounters before;
  for (std::uint64_t* counter : link_bench::counter_fields(before)) {
    *counter = random.any<std::uint64_t>();
  }
  before.pre_fec_bit_errors = 0xFFFFFFFF;
  before.codewords = 0x1FFFFFFFF;
  before.histogram[2] = (std::uint64_t{1} << 53) - 1;
  before.pam4_symbol_errors = 0xFFFFFFFFFFFFFFFF;
  bench.put_counters(before);
  ASSERT_EQ(bench.run({.codewords = 0}), 0U);
  EXPECT_EQ(bench.load_words(0x10000), words_of(before));
  ASSERT_EQ(bench.run({.codewords = 60}), 0U);
  const golden::LinkCounters more = each(link.advance(60), first, std::minus<>());
  EXPECT_EQ(bench.load_words(0x10000), words_of(each(before, more, std::plus<>())));
}

// A request whose lower half is small goes on beyond it.
TEST(LinkKernelRequests, OfMoreThanThirtyTwoBits) {
  LinkKernelBench bench({}, LinkBuild::kKr4Only8);
  for (const std::uint64_t request :
       {0x1'0000'0000ULL, 0x1'0000'0002ULL, 0x8000'0000'0000'0001ULL}) {
    bench.write_configuration(rich_config(RsCode::kKr4));
    bench.kernel().write(registers::kRestartOffset, 1);
    bench.kernel().write64(registers::kCodewordsOffset, request);
    bench.kernel().write64(registers::kResultOffset, 0x10000);
    bench.kernel().start();
    bench.kernel().step(3000);
    EXPECT_EQ(bench.kernel().read(registers::kCtrlOffset) &
                  (registers::kCtrlApIdleMask | registers::kCtrlApDoneMask),
              0U)
        << request;
    EXPECT_EQ(bench.result_beats(), 0U) << request;
    bench.reset(1);
  }
}

TEST_F(LinkKernelErrors, IsNotIdleFromTheStartToTheEnd) {
  bench.kernel().write64(registers::kCodewordsOffset, 2);
  bench.kernel().write(registers::kRestartOffset, 1);
  bench.kernel().write64(registers::kResultOffset, 0x10000);
  bench.kernel().start();
  const std::uint32_t idle = registers::kCtrlApIdleMask;
  const std::uint32_t done = registers::kCtrlApDoneMask;
  std::uint32_t control = bench.kernel().read(registers::kCtrlOffset);
  ASSERT_EQ(control & (idle | done), 0U) << "the first read after the start";
  while ((control & done) == 0) {
    ASSERT_EQ(control & idle, 0U);
    control = bench.kernel().read(registers::kCtrlOffset);
  }
  EXPECT_EQ(bench.kernel().read(registers::kCtrlOffset), idle);
}

}  // namespace
}  // namespace lightloop::testbenches
