// SPDX-License-Identifier: Apache-2.0
// Feeds files to a fuzz target that was built by a compiler without libFuzzer: every input that was
// once of interest is tried in every build. Arguments: files, and folders of files.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <sys/resource.h>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

// As rss_limit_mb of libFuzzer in CMakeLists.txt.
constexpr long kMemoryLimitKib = 256L * 1024;

#if defined(LIGHTLOOP_SANITIZE_ADDRESS) || defined(LIGHTLOOP_SANITIZE_THREAD)
constexpr bool kMemoryIsOurs = false;  // shadow memory and quarantine count too
#else
constexpr bool kMemoryIsOurs = true;
#endif

std::vector<fs::path> files_of(std::span<char* const> arguments) {
  std::vector<fs::path> files;
  for (const char* argument : arguments) {
    if (!fs::is_directory(argument)) {
      files.emplace_back(argument);
      continue;
    }
    for (const auto& entry : fs::directory_iterator(argument)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

long peak_memory_kib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

}  // namespace

int main(int argc, char** argv) {
  const auto files = files_of(std::span(argv, static_cast<std::size_t>(argc)).subspan(1));
  for (const fs::path& file : files) {
    std::printf("%s\n", file.c_str());
    std::fflush(stdout);  // the last line names the input that ends the program
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(stream)),
                            std::istreambuf_iterator<char>());
    if (!stream) {
      std::fprintf(stderr, "%s: cannot be read\n", file.c_str());
      return 2;
    }
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    if (kMemoryIsOurs && peak_memory_kib() > kMemoryLimitKib) {
      std::fprintf(stderr, "%s: took %ld KiB of memory, expected at most %ld\n", file.c_str(),
                   peak_memory_kib(), kMemoryLimitKib);
      return 1;
    }
  }
  if (files.empty()) {
    std::fprintf(stderr, "%s: no inputs\n", argv[0]);
    return 2;
  }
  std::printf("%zu inputs\n", files.size());
  return 0;
}
