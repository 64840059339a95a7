// SPDX-License-Identifier: Apache-2.0
// Frames and files through every engine, with the SystemC channel beside it: same files, same
// counters.
#include <gtest/gtest.h>

#include "host/fec_file/fec_file.hpp"
#include "host/framing/gfp_framing.hpp"
#include "host/link/frame_link.hpp"
#include "host/link/systemc_link.hpp"
#include "host/link/systemc_link_session.hpp"
#include "host/profile/profile.hpp"
#include "testbenches/system/engines.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::tests {
namespace {

using golden::RsCode;

const std::filesystem::path kCapture = LIGHTLOOP_CAPTURE;

host::Profile shipped(const char* name) {
  return host::load_profile(host::find_profile(name, {LIGHTLOOP_PROFILES}));
}

struct Sent {
  host::FrameLinkResult result;
  std::string file;
};

Sent send(host::Engine& engine, const host::Profile& profile) {
  TemporaryDirectory directory;
  host::SystemcLink link(engine, profile);
  host::GfpTransmitter transmitter;
  host::GfpReceiver receiver;
  host::PcapReader input(kCapture);
  host::PcapWriter output(directory / "out.pcap");
  Sent sent;
  sent.result = host::send_frames(input, output, transmitter, link, receiver);
  output.commit();
  sent.file = read_file(directory / "out.pcap");
  return sent;
}

class FramesSystem : public SystemTest {
 protected:
  Sent expect_same(const host::Profile& profile) {
    const Sent expected = send(reference(), profile);
    Sent actual = send(engine(), profile);
    EXPECT_EQ(actual.file, expected.file);
    EXPECT_EQ(actual.result.link, expected.result.link);
    EXPECT_EQ(actual.result.receiver, expected.result.receiver);
    EXPECT_EQ(actual.result.frames_lost, expected.result.frames_lost);
    return actual;
  }
};

TEST_P(FramesSystem, CarryARealCaptureWithoutLoss) {
  for (const char* name : {"kp4-awgn", "kr4-awgn", "kp4-isi"}) {
    const Sent sent = expect_same(shipped(name));
    EXPECT_EQ(sent.file, read_file(kCapture)) << name;
    EXPECT_EQ(sent.result.frames_received, 89U) << name;
    EXPECT_GT(sent.result.link.pre_fec_bit_errors, 0U) << name;
  }
}

TEST_P(FramesSystem, LoseTheSameFramesInTooMuchNoise) {
  auto profile = shipped("kp4-awgn");
  profile.systemc->snr_db = 15.6;
  const Sent sent = expect_same(profile);
  EXPECT_GT(sent.result.link.uncorrectable_codewords, 5U);
  EXPECT_GT(sent.result.frames_lost, 0U);
  EXPECT_GT(sent.result.frames_received, 0U);
  EXPECT_EQ(sent.result.frames_altered, 0U);
}

TEST_P(FramesSystem, RunThroughTheSystemcChannelCountsTheSame) {
  auto profile = shipped("kp4-isi");
  profile.systemc->snr_db = 16.5;
  host::SystemcLinkSession expected(reference(), profile);
  host::SystemcLinkSession actual(engine(), profile);
  EXPECT_EQ(actual.advance(120), expected.advance(120));
}

TEST_P(FramesSystem, FilesComeOutTheSame) {
  for (const RsCode code : {RsCode::kKp4, RsCode::kKr4}) {
    TemporaryDirectory directory;
    host::encode_file(reference(), code, kCapture, directory / "expected");
    host::encode_file(engine(), code, kCapture, directory / "codewords");
    EXPECT_EQ(read_file(directory / "codewords"), read_file(directory / "expected"));

    // Scattered errors, and enough in a row to lose a codeword.
    std::string codewords = read_file(directory / "codewords");
    for (std::size_t i = 50; i < codewords.size(); i += 150)
      codewords[i] = static_cast<char>(codewords[i] ^ 0x10);
    for (std::size_t i = 5000; i < 5100; ++i) codewords[i] = static_cast<char>(~codewords[i]);
    write_file(directory / "codewords", codewords);
    const auto size = std::filesystem::file_size(kCapture);
    const auto expected =
        host::decode_file(reference(), code, directory / "codewords", directory / "expected", size);
    const auto actual =
        host::decode_file(engine(), code, directory / "codewords", directory / "decoded", size);
    EXPECT_EQ(read_file(directory / "decoded"), read_file(directory / "expected"));
    EXPECT_EQ(actual.histogram, expected.histogram);
    EXPECT_EQ(actual.corrected_symbols, expected.corrected_symbols);
    EXPECT_EQ(actual.first_uncorrectable, expected.first_uncorrectable);
    EXPECT_GT(actual.corrected_symbols, 0U);
    EXPECT_GT(actual.uncorrectable_codewords, 0U);
  }
}

LIGHTLOOP_OVER_ENGINES(FramesSystem);

}  // namespace
}  // namespace lightloop::tests
