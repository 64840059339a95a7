// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/channel_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numbers>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include "sim/serdes/touchstone.hpp"
#include "tests/serdes/coupled_lines.hpp"

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

  /// A network as its text, angles in RI.
  std::filesystem::path write_network(const SParameters& network) {
    auto file = directory_ / ("network.s" + std::to_string(network.ports) + "p");
    std::ofstream stream(file);
    stream.precision(12);
    stream << "# Hz S RI R 50\n";
    const std::size_t values = std::size_t{network.ports} * network.ports;
    for (std::size_t point = 0; point < network.frequency_hz.size(); ++point) {
      stream << network.frequency_hz[point];
      for (std::size_t i = 0; i < values; ++i) {
        const auto& value = network.s[point * values + i];
        stream << (i % 4 == 0 ? '\n' : ' ') << value.real() << ' ' << value.imag();
      }
      stream << '\n';
    }
    return file;
  }

  /// Two pairs, 1,3 to 2,4 and 5,7 to 6,8. `coupling` is what wire 5-6 gives to wire 1-2, as a
  /// fraction of what passes, far end only.
  static SParameters two_pairs(double coupling) {
    SParameters network = tests::empty_network(8, 100e6, 60e9);
    tests::add_pair(network, {});
    tests::add_pair(network, {.ports = {5, 6, 7, 8}});
    for (std::size_t point = 0; point < network.frequency_hz.size(); ++point) {
      network.s[(point * 8 + 1) * 8 + 4] = coupling * network.at(point, 6, 5);
    }
    return network;
  }

  std::string error_of(const std::filesystem::path& file, const PulseShape& shape,
                       const std::string& order = "") {
    try {
      read_channel(file, shape,
                   order.empty() ? std::nullopt : std::optional(parse_port_order(order)));
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
  EXPECT_EQ(channel.reference_ohms, (std::vector<double>{42, 42}));
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

TEST_F(ChannelFileTest, TellsThePortsFromTheData) {
  for (const auto& [ports, order] : {std::pair{std::array<unsigned, 4>{1, 2, 3, 4}, "1,3,2,4"},
                                     std::pair{std::array<unsigned, 4>{1, 3, 2, 4}, "1,2,3,4"},
                                     std::pair{std::array<unsigned, 4>{1, 4, 3, 2}, "1,3,4,2"},
                                     std::pair{std::array<unsigned, 4>{1, 2, 4, 3}, "1,4,2,3"}}) {
    const auto file = write_network(tests::coupled_pair({.ports = ports}, 100e6, 60e9));
    const ChannelFile found = read_channel(file, {.baud_hz = 50e9});
    EXPECT_TRUE(found.ports_found);
    EXPECT_EQ(to_string(found.ports), order);
    EXPECT_TRUE(found.response.warnings.empty());
    const ChannelFile given = read_channel(file, {.baud_hz = 50e9}, parse_port_order(order));
    EXPECT_FALSE(given.ports_found);
    EXPECT_EQ(given.response.pulse.volts, found.response.pulse.volts);
  }
}

TEST_F(ChannelFileTest, SaysThatTheThroughPathIsElsewhere) {
  const auto file = write_network(tests::coupled_pair({}, 100e6, 60e9));
  for (const char* order : {"1,2,3,4", "1,4,2,3"}) {
    const ChannelFile channel = read_channel(file, {.baud_hz = 50e9}, parse_port_order(order));
    EXPECT_THAT(channel.response.warnings, testing::ElementsAre(HasSubstr("1 to 2, 3 to 4")))
        << order;
  }
}

TEST_F(ChannelFileTest, NeighboursAreCrosstalk) {
  const auto file = write_network(two_pairs(0.1));
  const PulseShape shape{.baud_hz = 50e9};
  const ChannelFile all = read_channel(file, shape);
  EXPECT_EQ(to_string(all.ports), "1,3,2,4,5,7,6,8");
  EXPECT_TRUE(all.quiet_ports.empty());
  ASSERT_EQ(all.crosstalk.size(), 1U);
  // SDD(2,4 from 5,7) is half of S25: 0.05 of what one wire passes.
  const ChannelFile wire = read_channel(file, shape, parse_port_order("5,6"));
  ASSERT_EQ(all.crosstalk[0].samples_per_ui, wire.response.pulse.samples_per_ui);
  const std::vector<double>& found = all.crosstalk[0].volts;
  const std::vector<double>& passed = wire.response.pulse.volts;
  EXPECT_NEAR(*std::ranges::max_element(found), 0.05 * *std::ranges::max_element(passed), 1e-9);

  const ChannelFile alone = read_channel(file, shape, parse_port_order("1,3,2,4"));
  EXPECT_TRUE(alone.crosstalk.empty());
  EXPECT_EQ(alone.quiet_ports, (std::vector<unsigned>{5, 6, 7, 8}));
  EXPECT_EQ(alone.response.pulse.volts, all.response.pulse.volts);
  // From the other side, nothing couples.
  EXPECT_TRUE(read_channel(file, shape, parse_port_order("5,7,6,8,1,3,2,4")).crosstalk.empty());
}

TEST_F(ChannelFileTest, CrosstalkIsOnTheTimeScaleOfTheLane) {
  // The neighbour's pulse reaches the lane's receiver a quarter of a UI after the lane's own.
  SParameters network = two_pairs(0);
  for (std::size_t point = 0; point < network.frequency_hz.size(); ++point) {
    const double f = network.frequency_hz[point];
    const auto later = std::polar(1.0, -2 * std::numbers::pi * f * 0.25 / 50e9);
    const auto through = transmission(network, kPortsOddToEven).gain[point];
    network.s[(point * 8 + 1) * 8 + 4] = 0.1 * later * through;
  }
  const ChannelFile channel =
      read_channel(write_network(network), {.baud_hz = 50e9, .samples_per_ui = 32});
  ASSERT_EQ(channel.crosstalk.size(), 1U);
  const auto phase_of_peak = [](const PulseResponse& pulse) {
    return (std::ranges::max_element(pulse.volts) - pulse.volts.begin()) % 32;
  };
  EXPECT_EQ((phase_of_peak(channel.crosstalk[0]) - phase_of_peak(channel.response.pulse) + 32) % 32,
            8);
}

TEST_F(ChannelFileTest, PortsThatCannotBeTold) {
  const PulseShape shape{.baud_hz = 50e9};
  const auto three = write_network(tests::empty_network(3, 1e9, 60e9));
  EXPECT_THAT(error_of(three, shape), HasSubstr("network.s3p: found 3 ports whose lanes cannot be "
                                                "told from the data, expected a port order"));
  EXPECT_THAT(error_of(three, shape, "1,2,3,4"),
              HasSubstr("network.s3p: found 3 ports, expected those of the port order 1,2,3,4"));
  EXPECT_THAT(error_of(three, shape, "1,3"), HasSubstr("passes no signal"));
}

TEST_F(ChannelFileTest, NamesTheFileInEveryError) {
  const auto file = write_line([](double) { return 0.5; }, 0.1, 20);
  EXPECT_THAT(
      error_of(file, {.baud_hz = 50e9}),
      HasSubstr("line.s2p: channel response: data end at 2e+10 Hz, expected at least half"));
  EXPECT_THAT(error_of(directory_ / "none.s2p", {}), HasSubstr("none.s2p: cannot be read"));
  const auto one_port = directory_ / "antenna.s1p";
  std::ofstream(one_port) << "# GHz S MA\n1 0 0\n";
  EXPECT_THAT(error_of(one_port, {}),
              HasSubstr("antenna.s1p: found 1 port, expected a channel of 2 ports or more"));
}

}  // namespace
}  // namespace lightloop::serdes
