// SPDX-License-Identifier: Apache-2.0
// The example of the README is the one that is compiled.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <sstream>
#include <string>

namespace lightloop::testbench {
namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  EXPECT_TRUE(in.is_open()) << file;
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Readme, HasTheBenchThatIsCompiled) {
  const std::filesystem::path root = LIGHTLOOP_SOURCE_DIR;
  const std::string source = text_of(root / "tests/testbench/readme_bench_test.cpp");
  const std::string mark = "// [readme]\n";
  const std::size_t begin = source.find(mark) + mark.size();
  std::istringstream lines(source.substr(begin, source.rfind(mark) - begin));
  std::string example;
  for (std::string line; std::getline(lines, line);) {
    example += (line.empty() ? "" : "    " + line) + "\n";
  }
  ASSERT_GT(example.size(), 1000U);
  EXPECT_NE(text_of(root / "testbenches/lib/README.md").find(example), std::string::npos)
      << "the README should have:\n"
      << example;
}

}  // namespace
}  // namespace lightloop::testbench
