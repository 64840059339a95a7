// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/channel_file.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>

#include "sim/serdes/touchstone.hpp"

namespace lightloop::serdes {
namespace {

using testing::HasSubstr;

class ChannelFileTest : public testing::Test {
 protected:
  ChannelFileTest() { std::filesystem::create_directory(directory_); }
  ~ChannelFileTest() override { std::filesystem::remove_all(directory_); }

  /// A two-port line of 1 ns delay and the given gain, matched; angles in degrees.
  std::filesystem::path write_line(const std::function<double(double ghz)>& gain, double step_ghz,
                                   double last_ghz) {
    auto file = directory_ / "line.s2p";
    std::ofstream stream(file);
    stream << "# GHz S MA R 42\n";
    for (int i = 0; i * step_ghz <= last_ghz; ++i) {
      const double ghz = i * step_ghz;
      const std::string through =
          std::to_string(gain(ghz)) + ' ' + std::to_string(-360 * ghz) + ' ';
      stream << ghz << " 0 0 " << through << through << "0 0\n";
    }
    return file;
  }

  std::string error_of(const std::filesystem::path& file, const PulseShape& shape) {
    try {
      read_channel(file, shape);
    } catch (const TouchstoneError& error) {
      return error.what();
    }
    return "no error";
  }

  std::filesystem::path directory_ =
      std::filesystem::temp_directory_path() / ("lightloop-channel-" + std::to_string(getpid()));
};

TEST_F(ChannelFileTest, TwoPortLine) {
  const auto file = write_line([](double) { return 0.5; }, 0.1, 60);
  const ChannelFile channel = read_channel(file, {.baud_hz = 50e9});
  EXPECT_NEAR(channel.nyquist_loss_db, 6.02, 0.01);
  EXPECT_EQ(channel.reference_ohms, 42);
  EXPECT_NEAR(channel.band_end_hz, 60e9, 1);
  EXPECT_NEAR(channel.response.dc_gain, 0.5, 1e-9);
  EXPECT_TRUE(channel.response.warnings.empty());
}

TEST_F(ChannelFileTest, WarnsOfGain) {
  const auto file = write_line([](double ghz) { return ghz == 10 ? 1.02 : 0.5; }, 0.1, 60);
  const ChannelFile channel = read_channel(file, {.baud_hz = 50e9});
  // A single odd point also makes the response look not causal.
  EXPECT_THAT(channel.response.warnings,
              testing::Contains(HasSubstr("not passive: gain 1.02 at 1e+10 Hz")));
}

TEST_F(ChannelFileTest, NamesTheFileInEveryError) {
  const auto file = write_line([](double) { return 0.5; }, 0.1, 20);
  EXPECT_THAT(
      error_of(file, {.baud_hz = 50e9}),
      HasSubstr("line.s2p: channel response: data end at 2e+10 Hz, expected at least half"));
  EXPECT_THAT(error_of(directory_ / "none.s2p", {}), HasSubstr("none.s2p: cannot be read"));
  const auto one_port = directory_ / "antenna.s1p";
  std::ofstream(one_port) << "# GHz S MA\n1 0 0\n";
  EXPECT_THAT(error_of(one_port, {}), HasSubstr("antenna.s1p: found 1 ports, expected a channel"));
}

}  // namespace
}  // namespace lightloop::serdes
