// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <complex>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

#include "sim/serdes/touchstone.hpp"
#include "tests/serdes/expect_near.hpp"

namespace lightloop::serdes {
namespace {

using testing::HasSubstr;

SParameters parse_version2(const std::string& text, unsigned ports = 0) {
  std::istringstream stream(text);
  return read_touchstone(stream, "cable.ts", ports);
}

std::string error_of_version2(const std::string& text, unsigned ports = 0) {
  try {
    parse_version2(text, ports);
  } catch (const TouchstoneError& error) {
    return error.what();
  }
  return "no error";
}

const std::string kHead =
    "! a cable\n"
    "[Version] 2.0\n"
    "# Hz S RI R 50\n"
    "[Number of Ports] 2\n";
const std::string kData = "[Network Data]\n1 11 0 12 0 21 0 22 0\n[End]\n";

TEST(TouchstoneVersion2, OrderOfTwoPorts) {
  const SParameters rows = parse_version2(kHead + "[Two-Port Data Order] 12_21\n" + kData);
  EXPECT_EQ(rows.ports, 2U);
  expect_near(rows.at(0, 1, 2), 12);
  expect_near(rows.at(0, 2, 1), 21);
  const SParameters columns = parse_version2(kHead + "[Two-Port Data Order] 21_12\n" + kData);
  expect_near(columns.at(0, 2, 1), 12);
  expect_near(columns.at(0, 1, 2), 21);
  EXPECT_THAT(error_of_version2(kHead + kData),
              HasSubstr("cable.ts:5: found data of two ports, expected [Two-Port Data Order]"));
  EXPECT_THAT(error_of_version2(kHead + "[Two-Port Data Order] 22_11\n" + kData),
              HasSubstr(":5:23: found '22_11' after [TWO-PORT DATA ORDER], expected one of 12_21, "
                        "21_12"));
}

TEST(TouchstoneVersion2, EveryKeywordInAnyCaseAndSpelling) {
  const SParameters network = parse_version2(
      "\xEF\xBB\xBF! comment before\r\n"
      "[version]   2.1 ! comment\r\n"
      "#\tthz ma S r 42\r\n"
      "[NUMBER  OF PORTS]3\r\n"
      "[Number of Frequencies] 2\r\n"
      "[Reference] 50\r\n"
      "75 ! of port 2\r\n"
      "\r\n"
      "0.01\r\n"
      "[ Matrix Format ] full\r\n"
      "[Begin Information]\r\n"
      "[Manufacturer] \xC4 & Co, 1.2.3 #4 [not closed\r\n"
      "http://example.com/" +
      std::string(300, 'x') +
      "\r\n"
      "[End Information]\r\n"
      "[Network Data]\r\n"
      "1 1 0 2 0 3 0\r\n4 0 5 0 6 0 ! wrapped\r\n7 0 8 0 9 0\r\n"
      "2 1 0 2 0 3 0 4 0 5 0 6 0 7 0 8 0 9 180\r\n"
      "[End] \r\n"
      "what comes after the end is not read \x01\r\n");
  EXPECT_EQ(network.ports, 3U);
  EXPECT_EQ(network.frequency_hz, (std::vector<double>{1e12, 2e12}));
  EXPECT_EQ(network.reference_ohms, (std::vector<double>{50, 75, 0.01}));
  expect_near(network.at(0, 2, 3), 6);
  expect_near(network.at(1, 3, 3), -9);
}

TEST(TouchstoneVersion2, TrianglesAreMirrored) {
  const std::string head =
      "[Version] 2.0\n# Hz S RI\n[Number of Ports] 3\n[Number of Frequencies] 1\n";
  const SParameters lower = parse_version2(
      head + "[Matrix Format] Lower\n[Network Data]\n1\n11 0\n21 0 22 0\n31 0 32 0 33 0\n[End]");
  const SParameters upper = parse_version2(
      head + "[Matrix Format] Upper\n[Network Data]\n1 11 0 12 0 13 0\n22 0 23 0\n33 0\n[End]");
  for (unsigned row = 1; row <= 3; ++row) {
    for (unsigned column = 1; column <= row; ++column) {
      expect_near(lower.at(0, row, column), 10.0 * row + column);
      expect_near(lower.at(0, column, row), 10.0 * row + column);
      expect_near(upper.at(0, row, column), 10.0 * column + row);
      expect_near(upper.at(0, column, row), 10.0 * column + row);
    }
  }
  // Two ports as triangles need no order.
  const SParameters two = parse_version2(
      "[Version] 2.0\n# Hz S RI\n[Number of Ports] 2\n[Matrix Format] Lower\n[Network Data]\n"
      "1 11 0 21 0 22 0\n[End]");
  expect_near(two.at(0, 1, 2), 21);
  EXPECT_THAT(error_of_version2(head + "[Matrix Format] Diagonal\n"),
              HasSubstr("expected one of FULL"));
}

TEST(TouchstoneVersion2, MixedModesBecomePorts) {
  // The single-ended matrix of a lossless pair with crosstalk, and its mixed-mode form.
  const double s = std::sqrt(0.5);
  const std::vector<std::vector<double>> single{{0.1, 0.7, 0.2, 0.05},
                                                {0.6, 0.3, 0.02, 0.15},
                                                {0.25, 0.04, 0.12, 0.8},
                                                {0.01, 0.35, 0.9, 0.4}};
  // Rows: D of 1,3; C of 1,3; S2; S4 in the order S4 C1,3 S2 D1,3.
  const std::vector<std::vector<double>> mode{
      {0, 0, 0, 1}, {s, 0, s, 0}, {0, 1, 0, 0}, {s, 0, -s, 0}};
  std::ostringstream text;
  text.precision(17);
  text << "[Version] 2.0\n# Hz S RI\n[Number of Ports] 4\n"
          "[Mixed-Mode Order] S4 c1,3\nS2 D1,3\n[Network Data]\n1";
  for (unsigned row = 0; row < 4; ++row) {
    for (unsigned column = 0; column < 4; ++column) {
      double sum = 0;
      for (unsigned i = 0; i < 4; ++i) {
        for (unsigned k = 0; k < 4; ++k) sum += mode[row][i] * single[i][k] * mode[column][k];
      }
      text << ' ' << sum << " 0";
    }
  }
  text << "\n[End]\n";
  const SParameters network = parse_version2(text.str());
  for (unsigned to = 1; to <= 4; ++to) {
    for (unsigned from = 1; from <= 4; ++from) {
      expect_near(network.at(0, to, from), single[to - 1][from - 1]);
    }
  }
}

TEST(TouchstoneVersion2, MixedModeOrdersThatMakeNoSense) {
  const auto error_of_order = [](const std::string& order, const std::string& more = "") {
    return error_of_version2("[Version] 2.0\n# Hz S RI\n[Number of Ports] 4\n" + more +
                             "[Mixed-Mode Order] " + order + "\n[Network Data]\n1 0 0\n");
  };
  EXPECT_THAT(error_of_order("D1,2 C1,2 S3 S5"),
              HasSubstr("cable.ts:4:1: [Mixed-Mode Order]: found 'S5', expected Sn, Di,j or Ci,j "
                        "with ports from 1 to 4"));
  EXPECT_THAT(error_of_order("D1,2 C1,2 S3 X4"), HasSubstr("found 'X4'"));
  EXPECT_THAT(error_of_order("D1,2 C1,2 S3 S4,1"), HasSubstr("found 'S4,1'"));
  EXPECT_THAT(error_of_order("D1,1 C1,2 S3 S4"), HasSubstr("found 'D1,1'"));
  EXPECT_THAT(error_of_order("D0,1 C1,2 S3 S4"), HasSubstr("found 'D0,1'"));
  EXPECT_THAT(error_of_order("D1,2 D1,2 S3 S4"), HasSubstr("found modes DD of ports 1,2"));
  EXPECT_THAT(error_of_order("D1,2 C3,4 S3 S4"), HasSubstr("found modes D of ports 1,2"));
  EXPECT_THAT(error_of_order("D1,2 C1,2 S3 S3"), HasSubstr("found port 3 in several places"));
  EXPECT_THAT(error_of_order("D1,2 C1,2 S1 S4"), HasSubstr("found port 1 in several places"));
  EXPECT_THAT(error_of_order("D1,2 C1,2"),
              HasSubstr("found keyword '[NETWORK DATA]' after 2 values of [MIXED-MODE ORDER], "
                        "expected descriptors Sn, Di,j and Ci,j, 4 in all"));
  EXPECT_THAT(error_of_order("D1,2 C1,2 S3 S4", "[Reference] 50 60 50 50\n"),
              HasSubstr("reference resistances 50 and 60 of ports 1 and 2"));
}

TEST(TouchstoneVersion2, NoiseDataAreCountedAndSkipped) {
  const std::string head = kHead + "[Two-Port Data Order] 12_21\n";
  const std::string noise =
      "[Network Data]\n1 0 0 1 0 1 0 0 0\n[Noise Data]\n0.5 1 2 3 4\n2 1 2\n3 4\n";
  EXPECT_EQ(parse_version2(head + "[Number of Noise Frequencies] 2\n" + noise + "[End]\n")
                .frequency_hz.size(),
            1U);
  EXPECT_EQ(parse_version2(head + noise).frequency_hz.size(), 1U);
  EXPECT_THAT(error_of_version2(head + "[Number of Noise Frequencies] 3\n" + noise + "[End]\n"),
              HasSubstr("found 10 values of noise data, expected 5 for each of 3"));
  EXPECT_THAT(error_of_version2(head + noise + "x\n"), HasSubstr("found 'x', expected a number"));
}

TEST(TouchstoneVersion2, NumbersThatLie) {
  const std::string head = kHead + "[Two-Port Data Order] 12_21\n";
  EXPECT_THAT(error_of_version2(head + "[Number of Frequencies] 2\n" + kData),
              HasSubstr(":9: found 1 frequencies, expected 2, as [Number of Frequencies] says"));
  EXPECT_THAT(error_of_version2(head + "[Number of Frequencies] 4294967295\n" + kData),
              HasSubstr("expected 4294967295"));
  for (const char* bad : {"0", "-1", "1.5", "x", "4294967296", "99999999999999999999"}) {
    std::string text = head;
    text.append("[Number of Frequencies] ").append(bad).append("\n").append(kData);
    EXPECT_THAT(error_of_version2(text),
                HasSubstr(":6:25: found '" + std::string(bad) +
                          "' after [NUMBER OF FREQUENCIES], expected a whole "
                          "number from 1"));
  }
  EXPECT_THAT(error_of_version2("[Version] 2.0\n# Hz\n[Number of Ports] 129\n"),
              HasSubstr(":3:19: found '129' after [NUMBER OF PORTS], expected a whole number from "
                        "1 to 128"));
  EXPECT_THAT(error_of_version2(head + kData, 4),
              HasSubstr(":4:1: found [Number of Ports] 2, expected 4, as the name of the file"));
  EXPECT_THAT(error_of_version2("[Version] 2.0\n# Hz\n" + kData),
              HasSubstr("expected [Number of Ports]"));
  EXPECT_THAT(
      error_of_version2("[Version] 2.0\n# Hz\n[Reference] 50 50\n[Number of Ports] 2\n" + kData),
      HasSubstr(":3:1: found keyword '[REFERENCE]', expected [Number of Ports] before it"));
}

TEST(TouchstoneVersion2, KeywordsOutOfPlace) {
  const std::string head = kHead + "[Two-Port Data Order] 12_21\n";
  EXPECT_THAT(error_of_version2("[Version] 3.0\n"),
              HasSubstr(":1:11: found version '3.0', expected 2.0 or"));
  EXPECT_THAT(error_of_version2("[Version]\n"),
              HasSubstr("found the end of the line after [VERSION]"));
  EXPECT_THAT(error_of_version2("# Hz\n[Version] 2.0\n"),
              HasSubstr(":1: found an option line before [Version]"));
  EXPECT_THAT(error_of_version2("[Number of Ports] 2\n"), HasSubstr(":1:1: found keyword"));
  EXPECT_THAT(error_of_version2(head + "[Number of Ports] 2\n"),
              HasSubstr(":6:1: found a second keyword"));
  EXPECT_THAT(error_of_version2(head + "[Colour] red\n"),
              HasSubstr(":6:1: found keyword '[COLOUR]'"));
  EXPECT_THAT(error_of_version2(head + "1 2 3\n"),
              HasSubstr(":6:1: found '1', expected a keyword"));
  EXPECT_THAT(error_of_version2(head + "[Network Data]\n1 0 0\n[End]\n"),
              HasSubstr("found a keyword after 3 values of the point that begins at line 7"));
  EXPECT_THAT(error_of_version2(head + "[Network Data]\n[End]\n"),
              HasSubstr("expected network data"));
  EXPECT_THAT(error_of_version2(head), HasSubstr("found end of file, expected network data"));
  EXPECT_THAT(error_of_version2(head + "[Network Data]\n1 0 0 0 0 0 0 0 0\n[Reference] 50 50\n"),
              HasSubstr("found keyword '[REFERENCE]' after the data, expected [End]"));
  EXPECT_THAT(error_of_version2(head + "[Begin Information]\n" + kData),
              HasSubstr("expected [End Inf"));
  EXPECT_THAT(error_of_version2(
                  "[Version] 2.0\n[Number of Ports] 2\n[Two-Port Data Order] 12_21\n" + kData),
              HasSubstr("found data, expected the option line"));
  EXPECT_THAT(error_of_version2("# Hz S RI\n1 0 0 0 0 0 0 0 0\n"),
              HasSubstr("found data of an unknown number of ports, expected a version 2 file, or"));
  // A version 1 file has no keywords at all.
  EXPECT_THAT(error_of_version2("# Hz S RI\n1 0 0 0 0 0 0 0 0\n[End]\n", 2),
              HasSubstr(":3:1: found keyword"));
}

}  // namespace
}  // namespace lightloop::serdes
