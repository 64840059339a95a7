// SPDX-License-Identifier: Apache-2.0
// The examples of the READMEs are those that are built.
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

const std::filesystem::path root = LIGHTLOOP_SOURCE_DIR;

TEST(Readme, HasTheBenchThatIsCompiled) {
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

TEST(Readme, HasTheWorkedExample) {
  const std::string readme = text_of(root / "README.md");
  for (const char* name :
       {"running_sum.sv", "running_sum_test.cpp", "running_sum_bench.py", "CMakeLists.txt"}) {
    std::string example = text_of(root / "testbenches/example" / name);
    example.erase(0, example.find('\n') + 1);  // the licence line
    ASSERT_GT(example.size(), 100U) << name;
    EXPECT_NE(readme.find(example), std::string::npos) << name << " should be in the README";
  }
}

}  // namespace
}  // namespace lightloop::testbench
