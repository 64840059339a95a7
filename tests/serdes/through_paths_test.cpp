// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/through_paths.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/serdes/coupled_lines.hpp"

namespace lightloop::serdes {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::coupled_pair;
using tests::CoupledPair;
using Wire = ThroughPaths::Wire;

const PulseShape kShape{.baud_hz = 53.125e9};

/// The same network with its ports in another order: new port i is old port order[i - 1].
SParameters reordered(const SParameters& network, const std::vector<unsigned>& order) {
  SParameters result = network;
  const std::size_t n = network.ports;
  for (std::size_t point = 0; point < network.frequency_hz.size(); ++point) {
    for (unsigned to = 1; to <= n; ++to) {
      for (unsigned from = 1; from <= n; ++from) {
        result.s[(point * n + to - 1) * n + from - 1] =
            network.at(point, order[to - 1], order[from - 1]);
      }
    }
  }
  return result;
}

std::vector<std::string> objections(const SParameters& network, const std::string& order) {
  return ThroughPaths(network, kShape).objections(parse_port_order(order));
}

TEST(ThroughPaths, FindsTheWires) {
  EXPECT_THAT(ThroughPaths(coupled_pair(), kShape).wires(), ElementsAre(Wire{1, 2}, Wire{3, 4}));
  EXPECT_THAT(ThroughPaths(coupled_pair({.ports = {1, 3, 2, 4}}), kShape).wires(),
              ElementsAre(Wire{1, 3}, Wire{2, 4}));
  EXPECT_THAT(ThroughPaths(coupled_pair({.ports = {4, 1, 2, 3}}), kShape).wires(),
              ElementsAre(Wire{1, 4}, Wire{2, 3}));
  // Much loss, but not at low frequencies.
  EXPECT_THAT(ThroughPaths(coupled_pair({.loss_at_25_ghz_db = 40}), kShape).wires(),
              ElementsAre(Wire{1, 2}, Wire{3, 4}));
}

TEST(ThroughPaths, TellsWhichPortsAreAtOneEnd) {
  for (const double delay_s : {0.15e-9, 1e-9, 5e-9}) {
    const SParameters network = coupled_pair({.delay_s = delay_s});
    const ThroughPaths paths(network, kShape);
    EXPECT_EQ(paths.at_one_end(1, 3), true) << delay_s;
    EXPECT_EQ(paths.at_one_end(2, 4), true) << delay_s;
    EXPECT_EQ(paths.at_one_end(1, 4), false) << delay_s;
    EXPECT_EQ(paths.at_one_end(3, 2), false) << delay_s;
  }
  const SParameters short_one = coupled_pair({.delay_s = 0.02e-9});
  EXPECT_EQ(ThroughPaths(short_one, kShape).at_one_end(1, 3), std::nullopt);
}

TEST(ThroughPaths, FindsTheLaneInEveryOrderOfPorts) {
  // Near-end ports are 1, 3 of the pair; the lower port of the first wire is near.
  const SParameters network = coupled_pair();
  std::vector<unsigned> order{1, 2, 3, 4};
  int tried = 0;
  do {
    const SParameters other = reordered(network, order);
    const auto lanes = ThroughPaths(other, kShape).lanes();
    ASSERT_TRUE(lanes);
    // Which old ports the found ones are.
    const PortOrder& lane = lanes->lane;
    const auto old = [&](unsigned port) { return order[port - 1]; };
    EXPECT_EQ(lane.near_positive, 1U);
    EXPECT_EQ((old(lane.near_positive) + 1) / 2, (old(lane.far_positive) + 1) / 2);
    EXPECT_EQ((old(lane.near_negative) + 1) / 2, (old(lane.far_negative) + 1) / 2);
    EXPECT_EQ(old(lane.near_positive) % 2, old(lane.near_negative) % 2);
    EXPECT_THAT(ThroughPaths(other, kShape).objections(*lanes), IsEmpty());
    ++tried;
  } while (std::next_permutation(order.begin(), order.end()));
  EXPECT_EQ(tried, 24);
}

TEST(ThroughPaths, ObjectsToPortsThatAreNotTheEnds) {
  const SParameters network = coupled_pair();
  EXPECT_THAT(objections(network, "1,3,2,4"), IsEmpty());
  EXPECT_THAT(objections(network, "2,4,1,3"), IsEmpty());
  EXPECT_THAT(objections(network, "1,2,3,4"),
              ElementsAre("the ports 1,2 to 3,4 are not the two ends of a lane: the through paths "
                          "seem to be 1 to 2, 3 to 4 (port_order = \"1,3,2,4\")"));
  EXPECT_THAT(objections(network, "1,4,2,3"),
              ElementsAre("the ports 1,4 seem to be at different ends, by the delay of their "
                          "crosstalk: the through paths seem to be 1 to 2, 3 to 4 (port_order = "
                          "\"1,3,2,4\")"));
  EXPECT_THAT(objections(network, "1,3,4,2"), ElementsAre(HasSubstr("inverts the data")));
  EXPECT_THAT(objections(network, "1,3"), ElementsAre(HasSubstr("the ports 1 to 3 are not")));
  EXPECT_THAT(objections(network, "1,2"), IsEmpty());
}

TEST(ThroughPaths, WithoutCrosstalkNoEndIsWrong) {
  // Either way the differential gain is the same.
  const SParameters network = coupled_pair({.mode_delay_difference_s = 0});
  SParameters separate = network;
  for (std::size_t point = 0; point < separate.frequency_hz.size(); ++point) {
    for (unsigned to = 0; to < 4; ++to) {
      for (unsigned from = 0; from < 4; ++from) {
        if (to / 2 != from / 2) separate.s[(point * 4 + to) * 4 + from] = 0;
      }
    }
  }
  EXPECT_THAT(objections(separate, "1,3,2,4"), IsEmpty());
  EXPECT_THAT(objections(separate, "1,4,2,3"), IsEmpty());
  EXPECT_THAT(objections(separate, "1,2,3,4"), ElementsAre(HasSubstr("1 to 2, 3 to 4")));
}

TEST(ThroughPaths, SeveralPairs) {
  SParameters network = tests::empty_network(8, 100e6, 50e9);
  tests::add_pair(network, {});
  tests::add_pair(network, {.ports = {5, 6, 7, 8}});
  const auto lanes = ThroughPaths(network, kShape).lanes();
  ASSERT_TRUE(lanes);
  EXPECT_EQ(to_string(*lanes), "1,3,2,4,5,7,6,8");
  EXPECT_THAT(objections(network, "1,3,2,4"), IsEmpty());
  EXPECT_THAT(objections(network, "5,7,6,8,1,3,2,4"), IsEmpty());
  EXPECT_THAT(objections(network, "1,3,2,4,5,6,7,8"),
              ElementsAre(HasSubstr("the ports 5,6 to 7,8 are not the two ends of a lane")));
  // Pairs that are not next to each other by number: crosstalk says so.
  SParameters apart = tests::empty_network(8, 100e6, 50e9);
  tests::add_pair(apart, {.ports = {1, 2, 5, 6}});
  tests::add_pair(apart, {.ports = {3, 4, 7, 8}});
  EXPECT_FALSE(ThroughPaths(apart, kShape).lanes());
  EXPECT_THAT(objections(apart, "1,5,2,6"), IsEmpty());
}

TEST(ThroughPaths, CrosstalkIsNoWire) {
  // Ports 2 and 3 of four: the near ends of two wires whose far ends were not measured.
  SParameters network = coupled_pair();
  for (std::size_t point = 0; point < network.frequency_hz.size(); ++point) {
    for (unsigned to = 0; to < 4; ++to) {
      for (unsigned from = 0; from < 4; ++from) {
        if (to / 2 == from / 2 && to != from) network.s[(point * 4 + to) * 4 + from] = 0;
      }
    }
  }
  const ThroughPaths paths(network, kShape);
  EXPECT_THAT(paths.wires(), IsEmpty());
  EXPECT_FALSE(paths.lanes());
  EXPECT_THAT(paths.objections(parse_port_order("1,4,2,3")),
              ElementsAre(HasSubstr("this looks like crosstalk, not like a channel")));
}

}  // namespace
}  // namespace lightloop::serdes
