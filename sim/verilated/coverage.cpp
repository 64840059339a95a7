// SPDX-License-Identifier: Apache-2.0
#include "sim/verilated/coverage.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <map>
#include <memory>
#include <sys/mman.h>
#include <unistd.h>
#include <verilated_cov.h>

#include "sim/verilated/rtl_error.hpp"

namespace lightloop::verilated {
namespace {

constexpr std::string_view kHeader = "# SystemC::Coverage-3\n";

/// What Verilator writes as the counts of a context, without a file in between.
std::string written_counts(VerilatedContext& context) {
  const int descriptor = memfd_create("coverage", MFD_CLOEXEC);
  if (descriptor < 0) throw RtlError("coverage: no memory file");
  context.coveragep()->write(("/proc/self/fd/" + std::to_string(descriptor)).c_str());
  std::string text(static_cast<std::size_t>(lseek(descriptor, 0, SEEK_END)), '\0');
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t count =
        pread(descriptor, text.data() + done, text.size() - done, static_cast<off_t>(done));
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  close(descriptor);
  if (done != text.size() || !text.starts_with(kHeader)) {
    throw RtlError("coverage: Verilator's counts cannot be read back");
  }
  return text;
}

/// Calls take(point, count) for each line `C 'point' count`.
template <typename Take>
void each_count(std::string_view text, Take take) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.starts_with("C '")) continue;
    const std::size_t quote = line.rfind("' ");
    std::uint64_t count = 0;
    std::from_chars(line.data() + quote + 2, line.data() + line.size(), count);
    take(line.substr(3, quote - 3), count);
  }
}

/// As Verilator writes the characters that have a meaning in its file.
void append_escaped(std::string_view value, std::string& out) {
  for (const char c : value) {
    const bool plain = c >= ' ' && c <= '~' && c != '%' && c != '"' && c != '\'';
    if (plain) {
      out += c;
    } else {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      const auto code = static_cast<unsigned char>(c);
      out += '%';
      out += kDigits[code >> 4];
      out += kDigits[code & 15];
    }
  }
}

std::string program_name() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? "program" : program.filename().string();
}

/// Writes at the end of the process.
struct ProcessCoverage {
  Coverage coverage;

  ~ProcessCoverage() {
    if (!coverage_wanted() || coverage.empty()) return;
    try {
      const std::filesystem::path folder = std::getenv("LIGHTLOOP_COVERAGE_DIR");
      coverage.write(folder / (program_name() + "." + std::to_string(getpid()) + ".dat"));
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
      std::fflush(nullptr);
      std::_Exit(1);
    }
  }
};

}  // namespace

void Coverage::add(VerilatedContext& context) {
  each_count(written_counts(context), [this](std::string_view point, std::uint64_t count) {
    counts_[std::string(point)] += count;
  });
}

void Coverage::add(const CoverageBin& bin, std::uint64_t count) {
  std::string point;
  const auto key = [&point](std::string_view name, std::string_view value) {
    point += '\001';
    point += name;
    point += '\002';
    append_escaped(value, point);
  };
  const std::string group(bin.group);
  const std::string name(bin.bin);
  key("f", bin.file);
  key("l", std::to_string(bin.line));
  key("page", "v_user/" + group);
  key("o", group + "." + std::string(bin.point) + "." + name);
  key("group", group);
  key("point", bin.point);
  key("bin", name);
  key("h", bin.instance);
  counts_[point] += count;
}

void Coverage::write(const std::filesystem::path& file) const {
  std::ofstream out(file, std::ios::binary);
  out << kHeader;
  const std::map<std::string_view, std::uint64_t> sorted(counts_.begin(), counts_.end());
  for (const auto& [point, count] : sorted) out << "C '" << point << "' " << count << '\n';
  out.close();
  if (!out) throw RtlError("coverage: cannot write '" + file.string() + "'");
}

bool coverage_wanted() {
  const char* const folder = std::getenv("LIGHTLOOP_COVERAGE_DIR");
  return folder != nullptr && *folder != '\0';
}

Coverage& process_coverage() {
  static ProcessCoverage process;
  return process.coverage;
}

CoverageGuard::~CoverageGuard() {
  if (!coverage_wanted()) return;
  try {
    process_coverage().add(context_);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    std::abort();  // a run that loses counts must not look like one that has none
  }
}

}  // namespace lightloop::verilated
