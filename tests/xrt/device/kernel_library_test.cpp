// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/kernel_library.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <stdexcept>
#include <zlib.h>

#include "tests/xrt/support/process.hpp"

namespace lightloop::xrt_device {
namespace {

using testing::HasSubstr;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

class CompressedKernelLibrary : public testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const std::string& bytes) {
    std::ofstream(directory_.path() / name, std::ios::binary) << bytes;
    return directory_.path() / name;
  }
  std::filesystem::path compress(const std::string& name, const std::string& bytes) {
    const auto path = directory_.path() / name;
    gzFile_s* const stream = gzopen(path.c_str(), "wb1");
    EXPECT_EQ(gzwrite(stream, bytes.data(), static_cast<unsigned>(bytes.size())),
              static_cast<int>(bytes.size()));
    EXPECT_EQ(gzclose(stream), Z_OK);
    return path;
  }
  static std::string complaint(const std::filesystem::path& path) {
    try {
      KernelLibrary::compressed(path);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }

  xrt_test::ScratchDirectory directory_;
};

TEST_F(CompressedKernelLibrary, SeveralAreLoadedAtATime) {
  const KernelLibrary vadd =
      KernelLibrary::compressed(compress("a.gz", read_file(LIGHTLOOP_VADD_LIBRARY)));
  const KernelLibrary probe =
      KernelLibrary::compressed(compress("b.gz", read_file(LIGHTLOOP_PROBE_LIBRARY)));
  EXPECT_STREQ(vadd.api().top, "vadd");
  EXPECT_STREQ(probe.api().top, "probe");
}

// Both libraries of a kernel find its data files, beside them by the kernel's name.
TEST_F(CompressedKernelLibrary, DataFilesAreFoundWhereItLies) {
  std::filesystem::create_directories(directory_.path() / "data/k");
  std::ofstream(directory_.path() / "data/k/table.hex") << "words of k\n";
  const std::string bytes = read_file(LIGHTLOOP_DATA_LIBRARY);
  const KernelLibrary plain(write("k.so", bytes));
  EXPECT_STREQ(plain.api().top, "words of k");
  const auto unpacked = directory_.path() / "k.waveforms.so";
  {
    const KernelLibrary waveforms = KernelLibrary::compressed(compress("k.waveforms.so.gz", bytes));
    EXPECT_STREQ(waveforms.api().top, "words of k");
    EXPECT_TRUE(std::filesystem::exists(unpacked));
  }
  EXPECT_FALSE(std::filesystem::exists(unpacked));
  const KernelLibrary other(write("m.so", bytes));
  EXPECT_STREQ(other.api().top, "no table");
}

// A model runs on as many threads as it was verilated for.
TEST(KernelLibraryTest, HasTheThreadsThatWereAskedFor) {
#ifdef LIGHTLOOP_SANITIZE_THREAD
  GTEST_SKIP()
      << "ThreadSanitizer has a thread of its own, and finds a race in Verilator's start of "
         "its threads: each writes the same pointer";
#endif
  const auto threads = [] {
    const std::filesystem::directory_iterator tasks("/proc/self/task");
    return std::distance(begin(tasks), end(tasks));
  };
  const auto before = threads();
  const KernelLibrary library(LIGHTLOOP_THREADS_LIBRARY);
  KernelModel model(library, "alarm_1");
  for (std::uint64_t i = 0; i < 10; ++i) {
    model.port("ap_clk").set(i % 2);
    model.eval();
  }
  EXPECT_EQ(threads(), before + 1);
}

TEST_F(CompressedKernelLibrary, DamagedOneIsNamed) {
  const std::string library = read_file(LIGHTLOOP_VADD_LIBRARY);
  EXPECT_THAT(complaint("none.gz"), HasSubstr("none.gz: cannot be read"));
  EXPECT_THAT(complaint(write("plain.gz", library)), HasSubstr("plain.gz: is not compressed"));
  EXPECT_THAT(complaint(write("empty.gz", "")), HasSubstr("empty.gz: is not compressed"));
  const std::string whole = read_file(compress("whole.gz", library));
  EXPECT_THAT(complaint(write("short.gz", whole.substr(0, whole.size() / 2))),
              HasSubstr("short.gz: unexpected end of file"));
  EXPECT_THAT(complaint(compress("text.gz", "no library")), HasSubstr("text.gz: "));
}

TEST_F(CompressedKernelLibrary, TooLargeAOneIsRefused) {
  const auto path = directory_.path() / "large.gz";
  gzFile_s* const stream = gzopen(path.c_str(), "wb1");
  const std::string block(std::size_t{1} << 20, '\0');
  for (int i = 0; i < 257; ++i) gzwrite(stream, block.data(), static_cast<unsigned>(block.size()));
  gzclose(stream);
  EXPECT_THAT(complaint(path), HasSubstr("expected at most 268435456"));
}

}  // namespace
}  // namespace lightloop::xrt_device
