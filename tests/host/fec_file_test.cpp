// SPDX-License-Identifier: Apache-2.0
#include "host/fec_file/fec_file.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

#include "host/base/errors.hpp"
#include "host/engine/golden_engine.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::host {
namespace {

using golden::RsCode;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::read_file;
using tests::TemporaryDirectory;
using tests::write_file;

std::string random_bytes(std::size_t count) {
  std::mt19937 random(static_cast<unsigned>(count));
  std::string bytes(count, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

// Inverts all bits of one 10-bit symbol of a codeword file.
void damage(std::string& file, std::size_t symbol) {
  for (std::size_t bit = symbol * 10; bit < symbol * 10 + 10; ++bit)
    file[bit / 8] = static_cast<char>(file[bit / 8] ^ (1 << (bit % 8)));
}

class FecFile : public ::testing::TestWithParam<RsCode> {
 protected:
  std::size_t codeword_bytes() const {
    return static_cast<std::size_t>(golden::parameters(GetParam()).codeword_bits()) / 8;
  }
  std::string encoded(const std::string& message) {
    write_file(directory_ / "message", message);
    encode_file(engine_, GetParam(), directory_ / "message", directory_ / "codewords");
    return read_file(directory_ / "codewords");
  }
  FecFileCounters decode(const std::string& codewords, std::optional<std::uint64_t> length) {
    write_file(directory_ / "codewords", codewords);
    return decode_file(engine_, GetParam(), directory_ / "codewords", directory_ / "decoded",
                       length);
  }
  std::string error_of(const std::string& codewords, std::optional<std::uint64_t> length) {
    try {
      decode(codewords, length);
    } catch (const InputError& error) {
      return error.what();
    }
    return "no error";
  }

  TemporaryDirectory directory_;
  GoldenEngine engine_{1};
};

TEST_P(FecFile, EveryLengthComesBack) {
  // Around one message (642.5 bytes), two, and a batch of 1024.
  for (const std::size_t length :
       {0U, 1U, 2U, 641U, 642U, 643U, 1284U, 1285U, 1286U, 657919U, 657920U, 657921U, 1000000U}) {
    const std::string message = random_bytes(length);
    const std::string codewords = encoded(message);
    EXPECT_EQ(codewords.size(), (length * 8 + 5139) / 5140 * codeword_bytes());
    const auto counters = decode(codewords, length);
    EXPECT_EQ(read_file(directory_ / "decoded"), message) << length;
    EXPECT_EQ(counters.histogram[0], counters.codewords);
    EXPECT_EQ(counters.bytes_out, length);
  }
}

TEST_P(FecFile, AMessageStandsInItsCodewordLeastSignificantBitFirst) {
  const std::string message = random_bytes(642);
  EXPECT_EQ(encoded(message).substr(0, 642), message);
}

TEST_P(FecFile, WithoutLengthWholeMessagesCome) {
  const std::string message = random_bytes(700);
  decode(encoded(message), std::nullopt);
  EXPECT_EQ(read_file(directory_ / "decoded"), message + std::string(1285 - 700, '\0'));
  const std::string one = random_bytes(100);
  decode(encoded(one), std::nullopt);
  EXPECT_EQ(read_file(directory_ / "decoded"), one + std::string(643 - 100, '\0'));
}

TEST_P(FecFile, CountsWhatItCorrects) {
  const auto code = golden::parameters(GetParam());
  const auto n = static_cast<std::size_t>(code.n);
  const std::string message = random_bytes(3855);
  std::string codewords = encoded(message);
  for (int i = 0; i < code.t; ++i) damage(codewords, static_cast<std::size_t>(i) * 30);
  damage(codewords, 2 * n + 5);
  for (int i = 0; i < code.t + 1; ++i) damage(codewords, 4 * n + static_cast<std::size_t>(i) * 31);
  const auto counters = decode(codewords, message.size());
  EXPECT_EQ(counters.codewords, 6U);
  EXPECT_EQ(counters.corrected_codewords, 2U);
  EXPECT_EQ(counters.corrected_symbols, static_cast<unsigned>(code.t) + 1U);
  EXPECT_EQ(counters.uncorrectable_codewords, 1U);
  EXPECT_THAT(counters.first_uncorrectable, ElementsAre(4));
  EXPECT_EQ(counters.histogram[static_cast<std::size_t>(code.t)], 1U);
  EXPECT_EQ(counters.histogram[16], 1U);
  // The uncorrectable message comes as it was received, the others right.
  const std::string decoded = read_file(directory_ / "decoded");
  EXPECT_EQ(decoded.substr(0, 2570), message.substr(0, 2570));
  EXPECT_NE(decoded, message);
}

TEST_P(FecFile, ACodewordCutShortIsAnErrorAndLeavesTheOutputAlone) {
  const std::string codewords = encoded(random_bytes(1285));
  write_file(directory_ / "decoded", "precious");
  EXPECT_THAT(error_of(codewords.substr(0, codewords.size() - 1), std::nullopt),
              AllOf(HasSubstr("codeword 1 is cut short"),
                    HasSubstr(fmt::format("ends after byte {}, expected {}", codewords.size() - 1,
                                          codewords.size()))));
  EXPECT_EQ(read_file(directory_ / "decoded"), "precious");
  EXPECT_EQ(directory_.entries(), 3);
}

TEST_P(FecFile, ALengthThatDoesNotFitIsAnError) {
  const std::string codewords = encoded(random_bytes(1285));
  EXPECT_THAT(error_of(codewords, 1286),
              HasSubstr("found 2 codewords, expected the 3 that hold 1286 bytes"));
  EXPECT_THAT(error_of(codewords, 642), HasSubstr("found more than 1 codewords, expected the 1"));
  EXPECT_THAT(error_of("", 1), HasSubstr("found 0 codewords, expected the 1"));
  // 643 bytes need the second message for four of their bits.
  EXPECT_EQ(error_of(codewords, 643), "no error");
}

TEST_P(FecFile, MissingInputAndImpossibleOutputAreInputErrors) {
  EXPECT_THROW(encode_file(engine_, GetParam(), directory_ / "none", directory_ / "out"),
               InputError);
  write_file(directory_ / "in", "abc");
  EXPECT_THROW(encode_file(engine_, GetParam(), directory_ / "in", directory_ / "no/out"),
               InputError);
  EXPECT_THROW(encode_file(engine_, GetParam(), directory_.path(), directory_ / "out"), InputError);
}

TEST_P(FecFile, AnInterruptLeavesNoOutput) {
  write_file(directory_ / "in", random_bytes(2000000));
  FecFileHooks hooks;
  int batches = 0;
  hooks.progress = [&batches](std::uint64_t) { ++batches; };
  hooks.interrupted = [&batches] { return batches == 2; };
  EXPECT_TRUE(
      encode_file(engine_, GetParam(), directory_ / "in", directory_ / "out", hooks).interrupted);
  EXPECT_EQ(directory_.entries(), 1);
}

TEST_P(FecFile, InputAndOutputMayBeOneFile) {
  const std::string message = random_bytes(5000);
  write_file(directory_ / "file", message);
  encode_file(engine_, GetParam(), directory_ / "file", directory_ / "file");
  decode_file(engine_, GetParam(), directory_ / "file", directory_ / "file", message.size());
  EXPECT_EQ(read_file(directory_ / "file"), message);
}

// Fails in its third call.
class FailingEngine : public GoldenEngine {
 public:
  FailingEngine() : GoldenEngine(1) {}
  void encode(RsCode code, std::span<const golden::FecSymbol> messages,
              std::span<golden::FecSymbol> codewords) override {
    fail_in_time();
    GoldenEngine::encode(code, messages, codewords);
  }
  void decode(RsCode code, std::span<const golden::FecSymbol> received,
              std::span<golden::FecSymbol> corrected,
              std::span<golden::CodewordStatus> status) override {
    fail_in_time();
    GoldenEngine::decode(code, received, corrected, status);
  }

 private:
  void fail_in_time() {
    if (++calls_ == 3) throw DeviceError("the card is gone");
  }
  int calls_ = 0;
};

TEST_P(FecFile, AnEngineThatFailsLeavesItsCountsAndNoOutput) {
  const std::string message = random_bytes(2'000'000);
  const std::string codewords = encoded(message);
  std::filesystem::remove(directory_ / "codewords");
  FailingEngine encoder;
  const auto sent =
      encode_file(encoder, GetParam(), directory_ / "message", directory_ / "codewords");
  EXPECT_EQ(sent.failure, "the card is gone");
  EXPECT_EQ(sent.codewords, 2048U);
  EXPECT_FALSE(std::filesystem::exists(directory_ / "codewords"));
  write_file(directory_ / "codewords", codewords);
  FailingEngine decoder;
  const auto received = decode_file(decoder, GetParam(), directory_ / "codewords",
                                    directory_ / "decoded", std::nullopt);
  EXPECT_EQ(received.failure, "the card is gone");
  EXPECT_EQ(received.codewords, 2048U);
  EXPECT_EQ(received.histogram[0], 2048U);
  EXPECT_FALSE(std::filesystem::exists(directory_ / "decoded"));
}

INSTANTIATE_TEST_SUITE_P(Codes, FecFile, ::testing::Values(RsCode::kKp4, RsCode::kKr4),
                         [](const auto& info) { return std::string(to_string(info.param)); });

}  // namespace
}  // namespace lightloop::host
