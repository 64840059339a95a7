// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/port_order.hpp"

#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

namespace lightloop::serdes {
namespace {

TEST(PortOrder, OneDifferentialLane) {
  EXPECT_EQ(parse_port_order("1,3,2,4").lane, kPortsOddToEven);
  EXPECT_EQ(parse_port_order("1,2,3,4").lane, kPortsFirstToLast);
  EXPECT_EQ(parse_port_order(" 12, 7 ,2,4 ").lane, (PortOrder{12, 7, 2, 4}));
  EXPECT_TRUE(parse_port_order("1,3,2,4").neighbours.empty());
}

TEST(PortOrder, ALaneOfOneWire) {
  const LanePorts ports = parse_port_order("2,1");
  EXPECT_EQ(ports.lane, (PortOrder{2, 0, 1, 0}));
  EXPECT_FALSE(ports.lane.differential());
}

TEST(PortOrder, Neighbours) {
  const LanePorts ports = parse_port_order("1,3,2,4,5,7,6,8,12,11,10,9");
  EXPECT_EQ(ports.lane, kPortsOddToEven);
  EXPECT_EQ(ports.neighbours, (std::vector<PortOrder>{{5, 7, 6, 8}, {12, 11, 10, 9}}));
  EXPECT_EQ(highest_port(ports), 12U);
}

TEST(PortOrder, TextAndBack) {
  for (const char* text : {"1,3,2,4", "2,1", "5,7,6,8,1,3,2,4"}) {
    EXPECT_EQ(to_string(parse_port_order(text)), text);
  }
  EXPECT_EQ(describe(kPortsOddToEven), "1,3 to 2,4");
  EXPECT_EQ(describe(kPortsOfOneWire), "1 to 2");
}

TEST(PortOrder, RefusesAnythingElse) {
  const std::string endless(100'000, '1');
  std::string many = "1";
  for (int i = 2; i <= 10'000; ++i) many += "," + std::to_string(i);
  for (const std::string& bad :
       {std::string(), std::string("1"), std::string("1,3,2"), std::string("1,1,2,4"),
        std::string("1 3 2 4"), std::string("1,3,2,4,"), std::string("0,1,2,3"),
        std::string("-1,1,2,3"), std::string("1,2,3,4,5,6"), std::string("1,3,2,4,4,7,6,8"),
        std::string("1,3,2,x"), std::string("4294967297,1,2,3"), endless, many}) {
    EXPECT_THROW(parse_port_order(bad), std::invalid_argument) << bad.substr(0, 20);
  }
}

}  // namespace
}  // namespace lightloop::serdes
