// SPDX-License-Identifier: Apache-2.0
// Coverage files as verilator_coverage reads them.
#include "sim/verilated/coverage.hpp"

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

namespace lightloop::verilated {
namespace {

namespace fs = std::filesystem;

class CoverageTest : public ::testing::Test {
 protected:
  CoverageTest()
      : folder_(fs::path(::testing::TempDir()) / ("coverage." + std::to_string(getpid()))) {
    fs::create_directories(folder_);
  }
  ~CoverageTest() override { fs::remove_all(folder_); }

  int bench(const std::string& arguments, const fs::path& coverage_folder) const {
    // NOLINTNEXTLINE(bugprone-command-processor): a command of this test
    return std::system(("LIGHTLOOP_FAILURE_WAVES=0 LIGHTLOOP_COVERAGE_DIR='" +
                        coverage_folder.string() + "' timeout 600 " + LIGHTLOOP_COVERING_BENCH +
                        " " + arguments + " > '" + (folder_ / "log").string() + "' 2>&1")
                           .c_str());
  }

  /// All files of the folder, merged by Verilator's own tool: counts by the key of a point.
  std::map<std::string, std::uint64_t> merged() const {
    const fs::path out = folder_ / "merged";
    const std::string command = std::string(LIGHTLOOP_VERILATOR_COVERAGE) + " --write " +
                                out.string() + " " + folder_.string() + "/*.dat";
    // NOLINTNEXTLINE(bugprone-command-processor): a command of this test
    if (std::system(command.c_str()) != 0) throw std::runtime_error(command);
    std::ifstream file(out);
    std::map<std::string, std::uint64_t> counts;
    for (std::string line; std::getline(file, line);) {
      if (!line.starts_with("C '")) continue;
      const auto end = line.rfind("' ");
      counts[line.substr(3, end - 3)] = std::stoull(line.substr(end + 2));
    }
    return counts;
  }

  /// Count of the one point whose key has all of the parts.
  static std::uint64_t count(const std::map<std::string, std::uint64_t>& counts,
                             const std::vector<std::string>& parts) {
    std::uint64_t found = 0;
    int points = 0;
    for (const auto& [key, hits] : counts) {
      bool fits = true;
      for (const std::string& part : parts) fits = fits && key.find(part) != std::string::npos;
      if (!fits) continue;
      found = hits;
      ++points;
    }
    EXPECT_EQ(points, 1) << parts.front();
    return found;
  }

  /// Number of the line of the model's source with this text.
  static std::string line_of(const std::string& text) {
    std::ifstream source(LIGHTLOOP_STREAM_SUM);
    int number = 1;
    for (std::string line; std::getline(source, line); ++number) {
      if (line.find(text) != std::string::npos) return std::to_string(number);
    }
    throw std::runtime_error("no line with '" + text + "'");
  }

  fs::path folder_;
};

TEST_F(CoverageTest, LinesAndTogglesOfAllModelsOfAProcessAreAddedUp) {
  ASSERT_EQ(bench("--gtest_filter=Covering.Model", folder_), 0);
  const auto counts = merged();
  // The first evaluation of a model finds the clock as it was: no toggle.
  EXPECT_EQ(count(counts, {"v_toggle/stream_sum", "\001o\002clk_i"}), 2U * (4 + 5) - 2);
  EXPECT_EQ(count(counts, {"v_toggle/stream_sum", "\001o\002rst_ni"}), 2U);
  const auto at = [](const std::string& text) { return "\001l\002" + line_of(text) + "\001"; };
  EXPECT_EQ(count(counts, {"stream_sum", at("if (s_valid_i && s_ready_o)"), "\001S\002"}), 3U + 4U);
  EXPECT_EQ(count(counts, {"stream_sum", at("else if (m_ready_i)"), "\001S\002"}), 0U);
}

TEST_F(CoverageTest, BinsAreCountedByInstance) {
  ASSERT_EQ(bench("--gtest_filter=Covering.Group", folder_), 0);
  const auto counts = merged();
  const auto bin = [&](const std::string& instance, const std::string& point,
                       const std::string& name) {
    return count(counts, {"\001page\002v_user/sums", "\001point\002" + point + "\001",
                          "\001bin\002" + name + "\001", "\001h\002" + instance});
  };
  const std::string size = "sum%27s %22size%22, 100%25";
  EXPECT_EQ(bin("left", size, "small"), 2U);
  EXPECT_EQ(bin("left", size, "large"), 0U) << "known though not hit";
  EXPECT_EQ(bin("right", size, "large"), 2U);
  EXPECT_EQ(bin("right", "odd", "no"), 2U);
  EXPECT_EQ(bin("right", "size x odd", "small,yes"), 2U);
  EXPECT_EQ(bin("right", "size x odd", "large,yes"), 0U);
}

TEST_F(CoverageTest, OneFileHasBothAndFilesOfProcessesMerge) {
  ASSERT_EQ(bench("", folder_), 0);
  ASSERT_EQ(bench("", folder_), 0);
  int files = 0;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    files += entry.path().extension() == ".dat" ? 1 : 0;
  }
  EXPECT_EQ(files, 2);
  const auto counts = merged();
  EXPECT_EQ(count(counts, {"v_toggle/stream_sum", "\001o\002rst_ni"}), 4U);
  EXPECT_EQ(count(counts, {"\001point\002odd\001", "\001bin\002no\001", "right"}), 4U);
}

TEST_F(CoverageTest, NothingIsWrittenUnlessAskedFor) {
  ASSERT_EQ(bench("", ""), 0);
  for (const auto& entry : fs::directory_iterator(folder_)) {
    EXPECT_NE(entry.path().extension(), ".dat");
  }
}

TEST_F(CoverageTest, AFileThatCannotBeWrittenFailsTheRun) {
  EXPECT_NE(bench("", folder_ / "missing"), 0);
  std::ostringstream log;
  log << std::ifstream(folder_ / "log").rdbuf();
  EXPECT_NE(log.str().find("coverage: cannot write '" + (folder_ / "missing").string()),
            std::string::npos)
      << log.str();
}

}  // namespace
}  // namespace lightloop::verilated
