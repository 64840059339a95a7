// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/touchstone.hpp"

#include <cmath>
#include <complex>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <streambuf>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "tests/serdes/expect_near.hpp"

namespace lightloop::serdes {
namespace {

using testing::HasSubstr;

SParameters parse(const std::string& text, unsigned ports = 2) {
  std::istringstream stream(text);
  return read_touchstone(stream, "cable.s" + std::to_string(ports) + "p", ports);
}

std::string error_of(const std::string& text, unsigned ports = 2) {
  try {
    parse(text, ports);
  } catch (const TouchstoneError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Touchstone, RealAndImaginaryParts) {
  const SParameters network = parse(
      "! a comment\n"
      "# MHz S RI R 75\n"
      "100  0.1 0.2  0.3 0.4  0.5 0.6  0.7 0.8 ! trailing comment\n"
      "\n"
      "200  1 0  0 1  -1 0  0 -1\n");
  EXPECT_EQ(network.ports, 2U);
  EXPECT_EQ(network.reference_ohms, (std::vector<double>{75, 75}));
  EXPECT_EQ(network.frequency_hz, (std::vector<double>{100e6, 200e6}));
  expect_near(network.at(0, 1, 1), {0.1, 0.2});
  expect_near(network.at(0, 2, 1), {0.3, 0.4});  // two-port files go by columns
  expect_near(network.at(0, 1, 2), {0.5, 0.6});
  expect_near(network.at(0, 2, 2), {0.7, 0.8});
  expect_near(network.at(1, 2, 1), {0, 1});
}

TEST(Touchstone, MagnitudeAndAngle) {
  const SParameters network = parse("# GHz S MA R 50\n1.5  0.5 90  2 180  1 -45  0 0\n");
  EXPECT_EQ(network.frequency_hz, (std::vector<double>{1.5e9}));
  expect_near(network.at(0, 1, 1), {0, 0.5});
  expect_near(network.at(0, 2, 1), {-2, 0});
  expect_near(network.at(0, 1, 2), {std::sqrt(0.5), -std::sqrt(0.5)});
}

TEST(Touchstone, DecibelAndAngle) {
  const SParameters network = parse("# kHz S DB R 50\n3  -20 0  -6 180  0 90  -40 0\n");
  EXPECT_EQ(network.frequency_hz, (std::vector<double>{3e3}));
  expect_near(network.at(0, 1, 1), {0.1, 0});
  expect_near(network.at(0, 2, 1), {-std::pow(10, -0.3), 0});
  expect_near(network.at(0, 1, 2), {0, 1});
}

TEST(Touchstone, OptionLineDefaultsOrderAndCase) {
  // All defaults: GHz S MA R 50.
  EXPECT_EQ(parse("#\n2 1 0 1 0 1 0 1 0\n").frequency_hz.front(), 2e9);
  EXPECT_EQ(parse("#\n2 1 0 1 0 1 0 1 0\n").reference_ohms, (std::vector<double>{50, 50}));
  const SParameters network = parse("#  r 42.5 ri s hz ! comment\n2 1 5 1 0 1 0 1 0\n");
  EXPECT_EQ(network.reference_ohms, (std::vector<double>{42.5, 42.5}));
  EXPECT_EQ(network.frequency_hz.front(), 2);
  expect_near(network.at(0, 1, 1), {1, 5});
  // Option lines after the first one are ignored.
  EXPECT_EQ(parse("# Hz\n# GHz\n2 1 0 1 0 1 0 1 0\n").frequency_hz.front(), 2);
}

TEST(Touchstone, OnePortAndThreePorts) {
  expect_near(parse("# Hz S RI\n1 0.25 -0.5\n", 1).at(0, 1, 1), {0.25, -0.5});
  const SParameters three = parse(
      "# Hz S RI\n"
      "1 11 0 12 0 13 0\n"
      "  21 0 22 0 23 0\n"
      "  31 0 32 0 33 0\n",
      3);
  for (unsigned to = 1; to <= 3; ++to) {
    for (unsigned from = 1; from <= 3; ++from) {
      expect_near(three.at(0, to, from), {10.0 * to + from, 0});
    }
  }
}

TEST(Touchstone, FourPortsRowByRowOnSeveralLines) {
  const SParameters network = parse(
      "# Hz S RI R 50\n"
      "0.5 11 1 12 1 13 1 14 1\n"
      "    21 2 22 2 23 2 24 2   ! second row\n"
      "! a comment between rows\n"
      "    31 3 32 3 33 3 34 3\n"
      "    41 4 42 4 43 4 44 4\n"
      "1e0 0 0 0 0 0 0 0 0\n 0 0 0 0 0 0 0 0\n 0 0 0 0 0 0 0 0\n 0 0 0 0 0 0 0 +9\n",
      4);
  ASSERT_EQ(network.frequency_hz, (std::vector<double>{0.5, 1}));
  for (unsigned to = 1; to <= 4; ++to) {
    for (unsigned from = 1; from <= 4; ++from) {
      expect_near(network.at(0, to, from), {10.0 * to + from, 1.0 * to});
    }
  }
  expect_near(network.at(1, 4, 4), {0, 9});
}

TEST(Touchstone, WindowsLineEndsAndTabs) {
  const SParameters network = parse("# Hz S RI\r\n1\t1 0\t2 0\t3 0\t4 0\r\n");
  expect_near(network.at(0, 2, 2), {4, 0});
}

TEST(Touchstone, NoiseDataOfTwoPortsAreSkipped) {
  const SParameters network = parse(
      "# GHz S MA\n"
      "1 1 0 1 0 1 0 1 0\n"
      "2 1 0 1 0 1 0 1 0\n"
      "! noise parameters\n"
      "1 0.7 0.64 69 0.38\n"
      "2 2.7 0.46 -33 0.40\n");
  EXPECT_EQ(network.frequency_hz.size(), 2U);
}

TEST(Touchstone, AWrappedPointBelowTheLastFrequencyIsNotTakenForNoiseData) {
  EXPECT_EQ(error_of("# GHz S MA\n"
                     "2 1 0 1 0\n"
                     "1 0 1 0\n"
                     "1 1 0 1 0\n"
                     "1 0 1 0\n"),
            "cable.s2p:5: found 4 values after the frequency of line 4, which is not above the one "
            "before, expected ascending frequencies, or noise data of 5 values a line");
}

TEST(Touchstone, SaysWhereAndWhatIsWrong) {
  const std::string line = "1 1 0 1 0 1 0 1 0\n";
  EXPECT_EQ(error_of("# GHz S MA\n1 1 0 1 0 one 0 1 0\n"),
            "cable.s2p:2:11: found 'one', expected a number");
  EXPECT_EQ(
      error_of("# GHz S MA\n1 1 0 1 0 1 0 1\n"),
      "cable.s2p:2: found 8 values, expected a frequency and pairs of values (an odd number)");
  EXPECT_THAT(
      error_of("# GHz S MA\n1 1 0 1 0 1 0 1 0 1 0\n"),
      HasSubstr("cable.s2p:2: found 11 values for the point that begins at line 2, expected "
                "9 for 2 ports"));
  EXPECT_THAT(error_of("# GHz Z MA\n" + line), HasSubstr(":1:7: found Z parameters, expected S"));
  EXPECT_THAT(error_of("# GHz S XY\n" + line), HasSubstr(":1:9: found 'XY' in the option line"));
  EXPECT_THAT(error_of("# GHz S MA R\n" + line), HasSubstr(":1:12: found nothing after R"));
  EXPECT_THAT(error_of("# GHz S MA R -50\n" + line),
              HasSubstr(":1:14: found '-50', expected a reference"));
  EXPECT_THAT(error_of("# GHz S MA R x\n" + line), HasSubstr("expected a reference resistance"));
  EXPECT_THAT(error_of(line), HasSubstr(":1: found data, expected the option line"));
  EXPECT_THAT(error_of("# GHz S MA\n" + line + "1 0 0 1 0 1 0 1 0\n"),
              HasSubstr(":3:1: found frequency '1', not above the one before"));
  EXPECT_THAT(error_of("# GHz S MA\n-" + line),
              HasSubstr(":2:1: found frequency '-1', expected 0"));
  EXPECT_THAT(error_of("# GHz S MA\n1 -1 0 1 0 1 0 1 0\n"),
              HasSubstr(":2:3: found magnitude '-1', expected 0"));
  EXPECT_THAT(error_of("# GHz S MA\n1 nan 0 1 0 1 0 1 0\n"),
              HasSubstr(":2:3: found 'nan', expected a number"));
  EXPECT_THAT(error_of("# GHz S MA\n1 1e999 0 1 0 1 0 1 0\n"), HasSubstr("found '1e999'"));
  EXPECT_THAT(error_of("# GHz S MA\n1e305 1 0 1 0 1 0 1 0\n"),
              HasSubstr(":2:1: found frequency '1e305', expected a finite one"));
  EXPECT_THAT(error_of("# GHz S DB\n1 9999 0 1 0 1 0 1 0\n"),
              HasSubstr(":2:3: found '9999', expected an S parameter"));
  EXPECT_THAT(error_of(""), HasSubstr("found end of file, expected an option line"));
  EXPECT_THAT(error_of("# GHz S MA\n! nothing\n"),
              HasSubstr("found end of file, expected network"));
}

TEST(Touchstone, SaysWhereAPointWithFourPortsIsIncomplete) {
  const std::string row = " 0 0 0 0 0 0 0 0\n";
  const std::string option = "# GHz S RI\n";
  // A row too short by one value: found in that row.
  EXPECT_THAT(error_of(option + "1" + row + row + " 0 0 0 0 0 0 0\n" + row, 4),
              HasSubstr("cable.s4p:4: found 7 values, expected pairs of values"));
  // A row is missing: found where the next point begins.
  EXPECT_THAT(error_of(option + "1" + row + row + row + "2" + row + row + row + row, 4),
              HasSubstr(":5: found 9 values, expected pairs of values (an even number): the point "
                        "that begins at line 2 has 25 of 33 values"));
  // The file ends too early.
  EXPECT_THAT(
      error_of(option + "1" + row + row + row, 4),
      HasSubstr(
          "found end of file after 25 values of the point that begins at line 2, expected 33"));
  // Data of a two-port network in a file that says four.
  EXPECT_THAT(error_of(option + "1 1 0 1 0 1 0 1 0\n2 1 0 1 0 1 0 1 0\n", 4),
              HasSubstr(":3: found 9 values"));
}

TEST(Touchstone, RubbishIsAnErrorNotACrash) {
  std::string rubbish;
  std::uint32_t state = 1;
  for (int i = 0; i < 10000; ++i) {
    state = state * 1664525 + 1013904223;
    rubbish.push_back(static_cast<char>(state >> 24));
  }
  EXPECT_THAT(error_of(rubbish), HasSubstr("cable.s2p:"));
  EXPECT_THAT(error_of("# GHz S MA\n" + rubbish), HasSubstr("cable.s2p:"));
}

TEST(Touchstone, ByteOrderMark) {
  const SParameters network = parse("\xEF\xBB\xBF! from Windows\r\n# Hz S RI\r\n1 1 0 2 0 3 0 4 0");
  expect_near(network.at(0, 2, 2), {4, 0});
  // The mark does not count as a column.
  EXPECT_THAT(error_of("\xEF\xBB\xBFx"), HasSubstr("cable.s2p:1:"));
}

TEST(Touchstone, OtherEncodingsAreNamed) {
  using std::string_literals::operator""s;
  EXPECT_EQ(
      error_of("\xFF\xFE#\0 \0H\0z\0"s),
      "cable.s2p: found UTF-16 text (byte order mark), expected ASCII or UTF-8 text (iconv -f "
      "UTF-16 -t UTF-8 converts)");
  EXPECT_THAT(error_of("\xFE\xFF\0#"s), HasSubstr("found UTF-16 text"));
  EXPECT_THAT(error_of("#\0 \0H\0z\0"s), HasSubstr(":1: found a NUL byte: UTF-16"));
  EXPECT_THAT(error_of("\x1F\x8B\x08"), HasSubstr("found a compressed file"));
  EXPECT_THAT(error_of("PK\x03\x04"), HasSubstr("found a compressed file"));
  EXPECT_THAT(error_of("# Hz\n1 \x01 0"), HasSubstr(":2:3: found control character 0x01"));
}

TEST(Touchstone, LineEndsOfEverySystem) {
  const std::string text = "! first\n\n# Hz S RI\n1 1 0 2 0 3 0 4 0\n2 5 0 6 0 7 0 8 0\n";
  for (const char* end : {"\n", "\r", "\r\n"}) {
    std::string other;
    for (const char c : text) other += c == '\n' ? end : std::string(1, c);
    EXPECT_EQ(parse(other).frequency_hz, (std::vector<double>{1, 2}));
    EXPECT_THAT(error_of(other + "3 x"), HasSubstr("cable.s2p:6:3: found 'x'"));
  }
  EXPECT_EQ(parse(text + "\x1A").frequency_hz.size(), 2U);  // Ctrl-Z of DOS
}

TEST(Touchstone, CommentsHoldAnyBytesAndStandAnywhere) {
  const SParameters network = parse(
      "! 50 \xB5m \xE9tal\xE9 \x80\xFF, UTF-8 \xC2\xB5m, [Version] 9 # Hz Z\n"
      "#!none\n"
      "1!frequency\n"
      "\t! a line of its own\n"
      "0.5 90!first\n"
      "2 180 1 -45 0 0!last");
  EXPECT_EQ(network.frequency_hz, (std::vector<double>{1e9}));
  expect_near(network.at(0, 1, 1), {0, 0.5});
  EXPECT_THAT(error_of("# Hz\n1 \xA0 0\n"), HasSubstr(":2:3: found '\\xa0', expected a number"));
}

TEST(Touchstone, ZerosInDecibel) {
  for (const char* zero : {"-inf", "-Inf", "-INF", "-infinity", "-1.#INF", "-1.#INF00"}) {
    const SParameters network =
        parse("# Hz S DB\n1 " + std::string(zero) + " 0 -20 0 " + zero + " 90 -20 180\n");
    EXPECT_EQ(network.at(0, 1, 1), Complex(0)) << zero;
    EXPECT_EQ(std::abs(network.at(0, 1, 2)), 0) << zero;
    expect_near(network.at(0, 2, 2), {-0.1, 0});
  }
  // No angle, no magnitude and no real part is infinite, and no level is plus infinity.
  EXPECT_THAT(error_of("# Hz S DB\n1 0 -inf 0 0 0 0 0 0\n"), HasSubstr(":2:5: found '-inf'"));
  EXPECT_THAT(error_of("# Hz S DB\n1 inf 0 0 0 0 0 0 0\n"), HasSubstr(":2:3: found 'inf'"));
  EXPECT_THAT(error_of("# Hz S MA\n1 -inf 0 0 0 0 0 0 0\n"), HasSubstr(":2:3: found '-inf'"));
  EXPECT_THAT(error_of("# Hz S RI\n1 -1.#INF 0 0 0 0 0 0 0\n"), HasSubstr(":2:3: found '-1.#INF'"));
}

TEST(Touchstone, WhatIsNoNumberIsShownWithItsPlace) {
  for (const char* bad : {"nan", "NaN", "-nan", "1.#QNAN", "-1.#IND", "-nan(ind)", "0,5", "0x1p3",
                          "1e", "--1", "+-1", "1GHz", "1e400"}) {
    EXPECT_THAT(error_of("# Hz S RI\n 1 0 0 0 0\n  0 " + std::string(bad) + " 0 0\n"),
                HasSubstr("cable.s2p:3:5: found '" + std::string(bad) + "', expected a number"));
  }
  const std::string endless(1000, '1');
  EXPECT_THAT(error_of("# Hz S RI\n1 0." + endless), HasSubstr("', expected a number"));
  EXPECT_LT(error_of("# Hz S RI\n1 0." + endless).size(), 150U);
  EXPECT_THAT(error_of("# Hz S RI\n1 1e7 0 0 0 0 0 0 0\n"),
              HasSubstr(":2:3: found '1e7', expected an S parameter"));
  EXPECT_THAT(error_of("# Hz S RI\n1 0 -1e7 0 0 0 0 0 0\n"), HasSubstr(":2:5: found '-1e7'"));
}

TEST(Touchstone, NumbersOfEveryHand) {
  const SParameters network = parse("# Hz S RI\n1.D+3 +.5 -1.E-1 1d0 2 1e-400 5e-324 0 -0\n");
  EXPECT_EQ(network.frequency_hz.front(), 1000);
  expect_near(network.at(0, 1, 1), {0.5, -0.1});
  expect_near(network.at(0, 2, 1), {1, 2});
  expect_near(network.at(0, 1, 2), {0, 0});
}

TEST(Touchstone, EveryUnit) {
  for (const auto& [unit, hz] : {std::pair{"HZ", 1.0}, std::pair{"kHz", 1e3}, std::pair{"mhz", 1e6},
                                 std::pair{"GHz", 1e9}, std::pair{"THz", 1e12}}) {
    EXPECT_EQ(parse("# " + std::string(unit) + "\n2 1 0 1 0 1 0 1 0\n").frequency_hz.front(),
              2 * hz);
  }
}

TEST(Touchstone, AResistanceForEachPort) {
  EXPECT_EQ(parse("# Hz S RI R 50 75\n1 1 0 2 0 3 0 4 0\n").reference_ohms,
            (std::vector<double>{50, 75}));
  EXPECT_EQ(parse("# R 50 75 RI Hz\n1 1 0 2 0 3 0 4 0\n").reference_ohms,
            (std::vector<double>{50, 75}));
  EXPECT_THAT(error_of("# Hz S RI R 50 75 1\n1 1 0 2 0 3 0 4 0\n"),
              HasSubstr(":1: found 3 resistances after R, expected one, or one for each of 2"));
  EXPECT_THAT(error_of("# Hz S RI R 50 0\n1 1 0 2 0 3 0 4 0\n"), HasSubstr(":1:16: found '0'"));
}

TEST(Touchstone, ManyPortsWrappedInAnyWay) {
  for (const unsigned ports : {4U, 5U, 8U, 12U, 33U}) {
    std::vector<std::string> values;
    for (unsigned i = 0; i < ports * ports; ++i) {
      values.push_back(std::to_string(i));
      values.push_back("-" + std::to_string(i));
    }
    for (const std::size_t a_line : {1U, 3U, 4U, 8U, 10'000U}) {
      std::string text = "# Hz S RI\n";
      for (const char* f : {"1", "2"}) {
        text += f;
        for (std::size_t i = 0; i < values.size(); ++i) {
          text += (i + 1) % a_line == 0 ? "\n" : " ";
          text += values[i];
        }
        text += '\n';
      }
      const SParameters network = parse(text, ports);
      ASSERT_EQ(network.frequency_hz.size(), 2U) << ports << ' ' << a_line;
      expect_near(network.at(1, ports, 1),
                  Complex(1, -1) * static_cast<double>(ports * (ports - 1)));
    }
  }
}

TEST(Touchstone, APointTwiceWithTheSameValuesCountsOnce) {
  const std::string option = "# Hz S RI\n";
  const std::string point = "2 1 0 2 0 3 0 4 0\n";
  const SParameters network = parse(option + "1 1 0 2 0 3 0 4 0\n" + point + point);
  EXPECT_EQ(network.frequency_hz, (std::vector<double>{1, 2}));
  EXPECT_EQ(network.s.size(), 8U);
  ASSERT_EQ(network.warnings.size(), 1U);
  EXPECT_THAT(network.warnings.front(), HasSubstr("1 frequencies are there twice"));
  EXPECT_TRUE(parse(option + point).warnings.empty());
  EXPECT_EQ(parse(option + "1 0 0\n1 0 0\n2 1 0\n", 1).frequency_hz.size(), 2U);
  EXPECT_THAT(error_of(option + point + "2 1 0 2 0 3 0 4 1\n"),
              HasSubstr(":3:1: found frequency '2', not above the one before"));
  EXPECT_THAT(error_of(option + point + "1 1 0 2 0 3 0 4 0\n"),
              HasSubstr(":3:1: found frequency '1', not above the one before"));
  EXPECT_THAT(error_of(option + "2 0 0\n1 0 0\n", 1), HasSubstr(":3:1: found frequency '1'"));
}

TEST(Touchstone, NoiseDataMayHaveAnyAngle) {
  EXPECT_EQ(parse("# GHz S MA\n1 1 0 1 0 1 0 1 0\n2 1 0 1 0 1 0 1 0\n"
                  "1 2.7 0.46 -33 0.40\n2 2.7 0.46 -33 2e7\n")
                .frequency_hz.size(),
            2U);
}

TEST(Touchstone, SizesThatLieTakeNoMemory) {
  std::string row = "1";
  for (int i = 0; i < 32; ++i) row += " 0";
  // A matrix of 128 ports that ends after one row of four.
  EXPECT_THAT(error_of("# Hz S RI\n" + row + "\n", 128),
              HasSubstr("found end of file after 33 values of the point that begins at line 2, "
                        "expected 32769 values"));
  EXPECT_THAT(error_of("", 129), HasSubstr("found 129 ports"));
  std::string points = "# Hz S RI\n";
  std::string zeros;
  for (int i = 0; i < 2 * 128 * 128; ++i) zeros += " 0";
  for (int i = 0; i < 257; ++i) points += std::to_string(i) + zeros + "\n";
  EXPECT_THAT(error_of(points, 128), HasSubstr("found more than 256 frequencies of 128 x 128"));
}

/// A text, and another one again and again without end.
class Endless : public std::streambuf {
 public:
  Endless(std::string head, std::string text) : head_(std::move(head)), text_(std::move(text)) {}
  std::uint64_t given() const { return given_; }

 protected:
  int_type underflow() override {
    std::string& next = given_ == 0 && !head_.empty() ? head_ : text_;
    given_ += next.size();
    setg(next.data(), next.data(), next.data() + next.size());
    return traits_type::to_int_type(next.front());
  }

 private:
  std::string head_;
  std::string text_;
  std::uint64_t given_ = 0;
};

TEST(Touchstone, AStreamWithoutEndEnds) {
  const auto error_of_endless = [](const std::string& head, const std::string& text) {
    Endless endless(head, text);
    std::istream stream(&endless);
    std::string what = "no error";
    try {
      read_touchstone(stream, "endless.s2p", 2);
    } catch (const TouchstoneError& error) {
      what = error.what();
    }
    EXPECT_LE(endless.given(), (std::uint64_t{1} << 29) + (1 << 17));
    return what;
  };
  const auto page = [](char c) { return std::string(4096, c); };
  EXPECT_THAT(error_of_endless("", page('\0')), HasSubstr("found a NUL byte"));
  EXPECT_THAT(error_of_endless("", page('!')), HasSubstr("found more than 512 MiB"));
  EXPECT_THAT(error_of_endless("# Hz\n1 ", page('1')), HasSubstr("found more than 512 MiB"));
  EXPECT_THAT(error_of_endless("# Hz\n", "1 "), HasSubstr("found more than 73 values"));
  EXPECT_THAT(error_of_endless("", page('[')), HasSubstr("found data"));
  EXPECT_THAT(error_of_endless("# Hz", " R 50"), HasSubstr("in the option line"));
}

class TouchstoneFile : public testing::Test {
 protected:
  TouchstoneFile() { std::filesystem::create_directory(directory_); }
  ~TouchstoneFile() override { std::filesystem::remove_all(directory_); }
  std::filesystem::path directory_ =
      std::filesystem::temp_directory_path() / ("lightloop-touchstone-" + std::to_string(getpid()));

  std::string error_of_file(const std::filesystem::path& file) {
    try {
      read_touchstone(file);
    } catch (const TouchstoneError& error) {
      return error.what();
    }
    return "no error";
  }
};

TEST_F(TouchstoneFile, TakesThePortsFromTheExtension) {
  const auto file = directory_ / "line.S2P";
  std::ofstream(file) << "# Hz S RI\n1 1 0 2 0 3 0 4 0\n";
  EXPECT_EQ(read_touchstone(file).ports, 2U);
  EXPECT_EQ(touchstone_ports("a.b/line.s1p"), 1U);
  EXPECT_EQ(touchstone_ports("line.S12p"), 12U);
  EXPECT_EQ(touchstone_ports("line.s128P"), 128U);
  EXPECT_EQ(touchstone_ports("line.Ts"), 0U);
}

TEST_F(TouchstoneFile, MissingFilesAndWrongNames) {
  EXPECT_THAT(error_of_file(directory_ / "none.s4p"), HasSubstr("none.s4p: cannot be read"));
  EXPECT_THAT(error_of_file(directory_ / "line.txt"),
              HasSubstr("found extension '.txt', expected .s1p, .s2p, ... .s128p, or .ts"));
  for (const char* name : {"line.s0p", "line.s129p", "line.s99999999999p", "line.sp", "line.s2",
                           "line.s-2p", "line.s2.5p", "line"}) {
    EXPECT_THAT(error_of_file(directory_ / name), HasSubstr("found extension '")) << name;
  }
  ASSERT_EQ(mkfifo((directory_ / "pipe.s2p").c_str(), 0600), 0);
  EXPECT_THAT(error_of_file(directory_ / "pipe.s2p"), HasSubstr("found a device or a pipe"));
  std::filesystem::create_symlink("/dev/zero", directory_ / "zero.s2p");
  EXPECT_THAT(error_of_file(directory_ / "zero.s2p"), HasSubstr("found a device or a pipe"));
  std::filesystem::create_directory(directory_ / "folder.s2p");
  EXPECT_THAT(error_of_file(directory_ / "folder.s2p"), HasSubstr("found a directory"));
}

}  // namespace
}  // namespace lightloop::serdes
