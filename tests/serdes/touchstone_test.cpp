// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/touchstone.hpp"

#include <cmath>
#include <complex>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <unistd.h>

namespace lightloop::serdes {
namespace {

using Complex = std::complex<double>;
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

void expect_near(Complex found, Complex expected) {
  EXPECT_NEAR(found.real(), expected.real(), 1e-12);
  EXPECT_NEAR(found.imag(), expected.imag(), 1e-12);
}

TEST(Touchstone, RealAndImaginaryParts) {
  const SParameters network = parse(
      "! a comment\n"
      "# MHz S RI R 75\n"
      "100  0.1 0.2  0.3 0.4  0.5 0.6  0.7 0.8 ! trailing comment\n"
      "\n"
      "200  1 0  0 1  -1 0  0 -1\n");
  EXPECT_EQ(network.ports, 2U);
  EXPECT_EQ(network.reference_ohms, 75);
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
  EXPECT_EQ(parse("#\n2 1 0 1 0 1 0 1 0\n").reference_ohms, 50);
  const SParameters network = parse("#  r 42.5 ri s hz ! comment\n2 1 5 1 0 1 0 1 0\n");
  EXPECT_EQ(network.reference_ohms, 42.5);
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
            "cable.s2p:2: found 'one', expected a number");
  EXPECT_EQ(
      error_of("# GHz S MA\n1 1 0 1 0 1 0 1\n"),
      "cable.s2p:2: found 8 values, expected a frequency and pairs of values (an odd number)");
  EXPECT_THAT(
      error_of("# GHz S MA\n1 1 0 1 0 1 0 1 0 1 0\n"),
      HasSubstr("cable.s2p:2: found 11 values for the point that begins at line 2, expected "
                "9 for 2 ports"));
  EXPECT_THAT(error_of("# GHz Z MA\n" + line), HasSubstr(":1: found Z parameters, expected S"));
  EXPECT_THAT(error_of("# GHz S XY\n" + line), HasSubstr(":1: found 'XY' in the option line"));
  EXPECT_THAT(error_of("# GHz S MA R\n" + line), HasSubstr(":1: found nothing after R"));
  EXPECT_THAT(error_of("# GHz S MA R -50\n" + line), HasSubstr(":1: found '-50' after R"));
  EXPECT_THAT(error_of("# GHz S MA R x\n" + line), HasSubstr("expected a reference resistance"));
  EXPECT_THAT(error_of(line), HasSubstr(":1: found data, expected the option line"));
  EXPECT_THAT(error_of("# GHz S MA\n" + line + line),
              HasSubstr(":3: found frequency 1, not above the one before"));
  EXPECT_THAT(error_of("# GHz S MA\n-" + line), HasSubstr(":2: found frequency -1, expected 0"));
  EXPECT_THAT(error_of("# GHz S MA\n1 -1 0 1 0 1 0 1 0\n"), HasSubstr("found magnitude below 0"));
  EXPECT_THAT(error_of("# GHz S MA\n1 nan 0 1 0 1 0 1 0\n"), HasSubstr("found 'nan'"));
  EXPECT_THAT(error_of("# GHz S MA\n1 1e999 0 1 0 1 0 1 0\n"), HasSubstr("found '1e999'"));
  EXPECT_THAT(error_of("# GHz S MA\n1e305 1 0 1 0 1 0 1 0\n"),
              HasSubstr(":2: found frequency 1e305, expected a finite one"));
  EXPECT_THAT(error_of("# GHz S DB\n1 9999 0 1 0 1 0 1 0\n"),
              HasSubstr(":2: found 9999.000000 dB, expected a finite magnitude"));
  EXPECT_THAT(error_of("[Version] 2.0\n# GHz S MA\n" + line), HasSubstr(":1: found keyword"));
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
  EXPECT_THAT(error_of(option + "1" + row + row + row, 4),
              HasSubstr("found end of file after 25 values of the point at line 2, expected 33"));
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
}

TEST_F(TouchstoneFile, MissingFilesAndWrongNames) {
  EXPECT_THAT(error_of_file(directory_ / "none.s4p"), HasSubstr("none.s4p: cannot be read"));
  EXPECT_THAT(error_of_file(directory_ / "line.txt"),
              HasSubstr("found extension '.txt', expected .s1p, .s2p, .s3p or .s4p"));
  EXPECT_THAT(error_of_file(directory_ / "line.s5p"), HasSubstr("found extension '.s5p'"));
  std::filesystem::create_directory(directory_ / "folder.s2p");
  EXPECT_THAT(error_of_file(directory_ / "folder.s2p"), HasSubstr("found a directory"));
}

}  // namespace
}  // namespace lightloop::serdes
