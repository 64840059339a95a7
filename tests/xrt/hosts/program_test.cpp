// SPDX-License-Identifier: Apache-2.0
// XRT programs that know nothing of Lightloop, in the emulation, against packed RTL kernels.
#include <cstring>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <signal.h>
#include <sstream>
#include <thread>
#include <unistd.h>

#include "tests/xrt/support/process.hpp"

namespace lightloop::xrt_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr int kDeviceFailure = 3;

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// Each test has its own TMPDIR, so that what lies about in it is its own.
class XrtProgram : public testing::Test {
 protected:
  ProcessOptions in_emulation(std::vector<std::string> command) {
    command[0] = (fs::path(LIGHTLOOP_HOSTS) / command[0]).string();
    std::vector<std::string> whole{LIGHTLOOP_EMU_DRIVER, "--devices", "2", "--"};
    whole.insert(whole.end(), command.begin(), command.end());
    return {.command = whole,
            .working_directory = work_.path(),
            .environment = {{"TMPDIR", temporary_.path().string()}, {"USER", std::nullopt}}};
  }
  // A copy of a program, with an xrt.ini beside it and in its working directory, which are the
  // same: newer XRTs take root's settings from beside the program only.
  std::string with_settings(const std::string& program, const std::string& settings) {
    std::ofstream(work_.path() / "xrt.ini") << settings;
    const fs::path copy = work_.path() / program;
    fs::copy_file(fs::path(LIGHTLOOP_HOSTS) / program, copy);
    return copy.string();
  }
  void expect_pass(const std::vector<std::string>& command) {
    Process process(in_emulation(command));
    const ProcessResult result = process.wait();
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
    EXPECT_THAT(result.out, HasSubstr("PASS"));
    expect_nothing_left(process);
  }
  void expect_nothing_left(Process& process) {
    EXPECT_TRUE(process.nothing_is_left());
    for (int i = 0; i < 5000 && !fs::is_empty(temporary_.path()); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    EXPECT_THAT(temporary_.listing(), testing::IsEmpty());
  }

  ScratchDirectory work_;
  ScratchDirectory temporary_;
};

TEST_F(XrtProgram, AddsVectors) { expect_pass({"vadd_host", LIGHTLOOP_VADD_XCLBIN, "4096", "3"}); }
TEST_F(XrtProgram, AddsVectorsThatFillNoBeat) {
  expect_pass({"vadd_host", LIGHTLOOP_VADD_XCLBIN, "1"});
}
TEST_F(XrtProgram, AddsVectorsOfManyBursts) {
  expect_pass({"vadd_host", LIGHTLOOP_VADD_XCLBIN, "123457"});
}
TEST_F(XrtProgram, UsesRegisters) { expect_pass({"ip_host", LIGHTLOOP_VADD_XCLBIN, "100"}); }

class XrtFeature : public XrtProgram, public testing::WithParamInterface<const char*> {};

TEST_P(XrtFeature, Works) {
  // A second file of the same content: XRT loads it anew all the same.
  const auto second = work_.path() / "second.xclbin";
  fs::copy_file(LIGHTLOOP_VADD_XCLBIN, second);
  expect_pass({"features_host", GetParam(), LIGHTLOOP_VADD_XCLBIN, second.string()});
}

INSTANTIATE_TEST_SUITE_P(Vadd, XrtFeature,
                         testing::Values("units", "devices", "reload", "reopen", "copy", "parts",
                                         "p2p", "bandwidth"),
                         [](const auto& info) { return std::string(info.param); });

TEST_F(XrtProgram, LetsKernelsUseItsMemory) {
  expect_pass({"features_host", "host_only", LIGHTLOOP_VADD_HOST_MEMORY_XCLBIN});
}

// A kernel gets DECERR, as on a card, and goes on; the run has failed all the same.
TEST_F(XrtProgram, FailsWhenAKernelGoesWhereItIsNotConnected) {
  expect_pass({"reach_host", LIGHTLOOP_COPY_XCLBIN, "0"});
  const std::pair<const char*, const char*> cases[] = {
      {"1",
       "copy_add_1 m_axi_gmem: read of 4 bytes at 0x4040000000, in DDR[1]; the port is "
       "connected to DDR[0]; answered with DECERR (said once)\n"},
      {"none",
       "copy_add_1 m_axi_gmem: read of 4 bytes at 0x1000, where there is no memory; the "
       "port is connected to DDR[0]"}};
  for (const auto& [bank, message] : cases) {
    Process process(in_emulation({"reach_host", LIGHTLOOP_COPY_XCLBIN, bank}));
    const ProcessResult result = process.wait();
    EXPECT_EQ(result.exit_code, kDeviceFailure) << result.err;
    EXPECT_EQ(result.out, "FAIL: 64 words are wrong\n");
    EXPECT_THAT(result.err, HasSubstr(message));
    EXPECT_THAT(result.err, HasSubstr("128 accesses of kernels went where they are not connected"));
    EXPECT_EQ(lines_of(result.err).size(), 3U) << result.err;
    expect_nothing_left(process);
  }
}

TEST_F(XrtProgram, ConnectsKernelsByStreams) {
  expect_pass({"stream_host", "chain", LIGHTLOOP_STREAM_CHAIN_XCLBIN});
}
TEST_F(XrtProgram, GivesAStreamTheDepthThatWasAskedFor) {
  expect_pass({"stream_host", "depth", LIGHTLOOP_STREAM_LOOP_XCLBIN});
}

class XrtInterrupt : public XrtProgram, public testing::WithParamInterface<const char*> {};

TEST_P(XrtInterrupt, IsDelivered) {
  expect_pass({"interrupt_host", GetParam(), LIGHTLOOP_ALARM_XCLBIN});
}

INSTANTIATE_TEST_SUITE_P(Alarm, XrtInterrupt,
                         testing::Values("wait", "wait_for", "disable", "units", "wrong"),
                         [](const auto& info) { return std::string(info.param); });

TEST_F(XrtProgram, GetsInterruptsThatCameWhileItSleptAtTheRateAskedFor) {
  ProcessOptions options = in_emulation({"interrupt_host", "sleep", LIGHTLOOP_ALARM_ALONE_XCLBIN});
  options.environment["LIGHTLOOP_EMU_RATE"] = "1e6";
  const ProcessResult result = Process(options).wait();
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(result.out, "PASS\n");
  // Without it, time stands still meanwhile.
  EXPECT_THAT(
      Process(in_emulation({"interrupt_host", "sleep", LIGHTLOOP_ALARM_ALONE_XCLBIN})).wait().out,
      HasSubstr("FAIL: it came while we slept"));
}

// A kernel without a control port between two captures.
class XrtCapture : public XrtProgram {
 protected:
  static constexpr std::uint32_t kMicroseconds = 0xa1b2c3d4;
  static constexpr std::uint32_t kNanoseconds = 0xa1b23c4d;

  static std::string word(std::uint32_t value, bool swap = false) {
    std::string bytes(4, '\0');
    for (std::size_t i = 0; i < 4; ++i)
      bytes[swap ? 3 - i : i] = static_cast<char>(value >> (8 * i) & 0xff);
    return bytes;
  }
  static std::string header(std::uint32_t magic, bool swap = false, std::uint32_t type = 1) {
    return word(magic, swap) + (swap ? std::string("\0\2\0\4", 4) : std::string("\2\0\4\0", 4)) +
           word(0) + word(0) + word(65535, swap) + word(type, swap);
  }
  static std::string record(const std::string& frame, bool swap = false) {
    const auto size = static_cast<std::uint32_t>(frame.size());
    return word(1, swap) + word(2, swap) + word(size, swap) + word(size, swap) + frame;
  }
  void write(const std::string& name, const std::string& bytes) {
    std::ofstream(work_.path() / name, std::ios::binary) << bytes;
  }
  std::string read(const std::string& name) {
    std::ifstream stream(work_.path() / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  // What the kernel sends for a frame: each word times three.
  static std::string scaled(const std::string& frame) {
    std::string padded = frame;
    padded.resize((frame.size() + 3) / 4 * 4);
    for (std::size_t i = 0; i < padded.size(); i += 4) {
      std::uint32_t value = 0;
      std::memcpy(&value, &padded[i], sizeof value);
      value *= 3;
      std::memcpy(&padded[i], &value, sizeof value);
    }
    return padded.substr(0, frame.size());
  }
  static std::vector<std::string> frames() {
    std::vector<std::string> result;
    for (std::size_t size : {1, 4, 5, 60, 61, 1514, 3}) {
      std::string frame(size, '\0');
      for (std::size_t i = 0; i < size; ++i) frame[i] = static_cast<char>(i * 7 + size);
      result.push_back(frame);
    }
    return result;
  }
  void expect_out(const std::string& name) {
    const std::string out = read(name);
    ASSERT_GE(out.size(), 24U);
    EXPECT_EQ(out.substr(0, 4), word(kNanoseconds));
    std::size_t at = 24;
    for (const std::string& frame : frames()) {
      ASSERT_LE(at + 16 + frame.size(), out.size());
      EXPECT_EQ(out.substr(at + 8, 8), word(static_cast<std::uint32_t>(frame.size())) +
                                           word(static_cast<std::uint32_t>(frame.size())));
      EXPECT_EQ(out.substr(at + 16, frame.size()), scaled(frame));
      at += 16 + frame.size();
    }
    EXPECT_EQ(at, out.size());
  }
  std::string capture(bool swap = false) {
    std::string bytes = header(kMicroseconds, swap);
    for (const std::string& frame : frames()) bytes += record(frame, swap);
    return bytes;
  }
  // When the last beat of a frame came, in ns.
  static std::uint32_t time_of(const std::string& out, std::size_t number) {
    std::size_t at = 24;
    for (std::size_t i = 0; i < number; ++i) at += 16 + frames()[i].size();
    std::uint32_t ns = 0;
    std::memcpy(&ns, &out.at(at + 4), sizeof ns);
    return ns;
  }
  ProcessResult run(const std::optional<std::string>& streams = std::nullopt,
                    const char* xclbin = LIGHTLOOP_STREAM_NET_XCLBIN,
                    const std::optional<std::string>& gbps = std::nullopt) {
    ProcessOptions options = in_emulation({"stream_host", "load", xclbin});
    if (streams) options.environment["LIGHTLOOP_STREAMS"] = *streams;
    if (gbps) options.environment["LIGHTLOOP_STREAM_GBPS"] = *gbps;
    return Process(options).wait();
  }
};

TEST_F(XrtCapture, GoesThroughAKernel) {
  for (const bool swap : {false, true}) {
    write("in.pcap", capture(swap));
    const ProcessResult result = run();
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.err, "");
    expect_out("out.pcap");
  }
}

TEST_F(XrtCapture, IsNamedWhereTheProgramRuns) {
  write("other.pcap", capture());
  EXPECT_EQ(run("stream_scale_1.s_in:other.pcap,stream_scale_1.m_out:sent.pcap").exit_code, 0);
  expect_out("sent.pcap");
  EXPECT_FALSE(fs::exists(work_.path() / "out.pcap"));
}

TEST_F(XrtCapture, ComesAsOnALine) {
  write("in.pcap", capture());
  EXPECT_EQ(run(std::nullopt, LIGHTLOOP_STREAM_NET_XCLBIN, "1").exit_code, 0);
  expect_out("out.pcap");
  // 8 ns an octet, and 24 octets more a frame; the first and the last frame are a beat each.
  double line_ns = 0;
  for (std::size_t i = 0; i + 1 < frames().size(); ++i)
    line_ns += 8.0 * static_cast<double>(frames()[i].size() + 24);
  const std::string out = read("out.pcap");
  EXPECT_NEAR(time_of(out, frames().size() - 1) - time_of(out, 0), line_ns, 50);

  const ProcessResult wrong = run(std::nullopt, LIGHTLOOP_STREAM_NET_XCLBIN, "100G");
  EXPECT_EQ(wrong.exit_code, kDeviceFailure) << wrong.err;
  EXPECT_THAT(wrong.err, HasSubstr("LIGHTLOOP_STREAM_GBPS: found \"100G\", expected Gb/s, above 0 "
                                   "and at most 10000"));
}

TEST_F(XrtCapture, IsTheSameEachTime) {
  write("in.pcap", capture());
  run();
  const std::string first = read("out.pcap");
  run();
  EXPECT_EQ(read("out.pcap"), first);
}

TEST_F(XrtCapture, SaysWhatIsWrong) {
  const std::pair<std::string, const char*> cases[] = {
      {"", "in.pcap: is no pcap file; other captures are converted by editcap -F pcap"},
      {"\x0a\x0d\x0d\x0a" + std::string(100, 'x'), "is no pcap file"},
      {header(kMicroseconds, false, 101), "found link type 101, expected 1 (Ethernet)"},
      {header(kMicroseconds) + record("abcd") + record("efgh").substr(0, 18), "ends in record 2"},
      // Found while the kernel runs.
      {header(kMicroseconds) + record("abcd") + record("efgh").substr(0, 18),
       "lightloop device: stream_scale_1, clock "},
      {header(kMicroseconds) + word(0) + word(0) + word(0x7fffffff) + word(1), "found 2147483647"}};
  for (const auto& [bytes, message] : cases) {
    write("in.pcap", bytes);
    const ProcessResult result = run();
    EXPECT_EQ(result.exit_code, kDeviceFailure) << result.err;
    EXPECT_THAT(result.err, HasSubstr(message));
  }
  EXPECT_THAT(run("stream_scale_1.none:x").err, HasSubstr("found stream_scale_1.none, expected"));
}

// Under whichever name, and before the one that is read has been emptied.
TEST_F(XrtCapture, IsNotReadAndWrittenAtOnce) {
  write("in.pcap", capture());
  fs::create_symlink("in.pcap", work_.path() / "link.pcap");
  fs::create_hard_link(work_.path() / "in.pcap", work_.path() / "hard.pcap");
  for (const char* const out : {"in.pcap", "./in.pcap", "link.pcap", "hard.pcap"}) {
    const ProcessResult result =
        run(std::string("stream_scale_1.s_in:in.pcap,stream_scale_1.m_out:") + out);
    EXPECT_EQ(result.exit_code, kDeviceFailure) << out;
    EXPECT_THAT(result.err, HasSubstr("stream_scale_1.m_out writes this capture and "
                                      "stream_scale_1.s_in reads it, expected a file of its own"));
    EXPECT_EQ(read("in.pcap"), capture()) << out;
  }
}

// The end of a run is one, whatever kernels do.
TEST_F(XrtCapture, IsLeftWhenItsKernelDoesNotTakeIt) {
  write("in.pcap", capture());
  const ProcessResult result = run(std::nullopt, LIGHTLOOP_STREAM_TALK_XCLBIN);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("kernels have not taken all that streams held for them"));
}

TEST_F(XrtCapture, IsCutOffWhenItsKernelTalksForEver) {
  write("in.pcap", header(kMicroseconds));
  const ProcessResult result = run(std::nullopt, LIGHTLOOP_STREAM_TALK_XCLBIN);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("kernels still send, which is cut off here"));
  EXPECT_GT(read("out.pcap").size(), 100000U);
}

// As a card: the driver would make one up.
TEST_F(XrtProgram, FindsNoCardBeyondThoseThatThereAre) {
  for (const char* const index : {"2", "7", "4294967295"}) {
    Process process(in_emulation({"open_host", index}));
    const ProcessResult result = process.wait();
    EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
    EXPECT_EQ(result.out, std::string("Could not open device with index '") + index +
                              "', there are 2: No such device\n");
  }
  expect_pass({"open_host", "1"});
}

class XrtProgramHabit : public XrtProgram, public testing::WithParamInterface<const char*> {};

TEST_P(XrtProgramHabit, IsRespected) {
  expect_pass({"process_host", GetParam(), LIGHTLOOP_PROBE_XCLBIN});
}

INSTANTIATE_TEST_SUITE_P(Process, XrtProgramHabit,
                         testing::Values("wait_for_all", "collect_meanwhile", "ignore_children",
                                         "handle_children", "watch_forks", "default_signals",
                                         "fork_and_exit", "fork_and_use", "fork_and_open"),
                         [](const auto& info) { return std::string(info.param); });

class XrtCard : public XrtProgram, public testing::WithParamInterface<const char*> {};

TEST_P(XrtCard, DoesAsACardDoes) {
  expect_pass({"card_host", GetParam(), LIGHTLOOP_VADD_XCLBIN, LIGHTLOOP_PROBE_XCLBIN});
}

INSTANTIATE_TEST_SUITE_P(Vadd, XrtCard,
                         testing::Values("load_again", "several_objects", "threads", "busy",
                                         "copy_kinds", "copy_parts", "copy_overlapping",
                                         "copy_sub_buffers", "copy_leaves_host_memory",
                                         "copy_wrong", "ranges", "c_interface"),
                         [](const auto& info) { return std::string(info.param); });

// Programs with sanitizers of their own start, and are not blamed for what XRT does.
TEST_F(XrtProgram, MayHaveASanitizer) {
  for (const char* program : {"vadd_host_asan", "vadd_host_static_asan", "vadd_host_tsan"}) {
    Process process(in_emulation({program, LIGHTLOOP_VADD_XCLBIN, "4096", "2"}));
    const ProcessResult result = process.wait();
    EXPECT_EQ(result.exit_code, 0) << program << result.out << result.err;
    EXPECT_EQ(result.err, "") << program;
    EXPECT_EQ(result.out, "PASS 4096 words\n") << program;
    expect_nothing_left(process);
  }
}

std::string in_hosts(const std::string& name) {
  return (fs::path(LIGHTLOOP_HOSTS) / name).string();
}

TEST_F(XrtProgram, MayBeStartedByOtherPrograms) {
  const std::string host = in_hosts("vadd_host") + " " + LIGHTLOOP_VADD_XCLBIN;
  const std::vector<std::vector<std::string>> commands{
      {"/usr/bin/env", "A=b", in_hosts("vadd_host"), LIGHTLOOP_VADD_XCLBIN},
      {"/usr/bin/timeout", "60", in_hosts("vadd_host"), LIGHTLOOP_VADD_XCLBIN},
      {"/bin/sh", "-c", "LD_LIBRARY_PATH= ASAN_OPTIONS=detect_leaks=0 " + host},
  };
  for (const auto& command : commands) expect_pass(command);
}

// The program that the emulation was set up for ends at once; the one that it started goes on.
TEST_F(XrtProgram, MayOutliveTheOneThatStartedIt) {
  Process process(in_emulation({"/bin/sh", "-c",
                                "(sleep 0.3; exec " + in_hosts("vadd_host") + " " +
                                    LIGHTLOOP_VADD_XCLBIN + " 1000 3) & exit 4"}));
  EXPECT_EQ(process.wait().exit_code, 4);
  EXPECT_TRUE(process.wait_for_output("PASS 1000 words"));
  expect_nothing_left(process);
}

// The C functions of XRT, from a language that loads it by itself.
TEST_F(XrtProgram, MayBeAScript) { expect_pass({LIGHTLOOP_SCRIPT_HOST, LIGHTLOOP_VADD_XCLBIN}); }

// The test's output is a file, so the program's is buffered, as it is in a pipe.
TEST_F(XrtProgram, PrintsOnce) {
  Process process(in_emulation({"process_host", "print_before", LIGHTLOOP_PROBE_XCLBIN}));
  const ProcessResult result = process.wait();
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(lines_of(result.out),
              testing::UnorderedElementsAre("printf", "cout", "after", "PASS print_before"));
  std::ifstream own(work_.path() / "own_file.txt");
  const std::string text{std::istreambuf_iterator<char>(own), {}};
  EXPECT_EQ(text, "own file\n");
  expect_nothing_left(process);
}

TEST_F(XrtProgram, RunsEveryControlProtocol) {
  expect_pass({"probe_host", "run", LIGHTLOOP_PROBE_XCLBIN, "probe", "20000"});
  expect_pass({"probe_host", "run", LIGHTLOOP_PROBE_XCLBIN, "probe_chain", "20000"});
}

TEST_F(XrtProgram, RunsWithoutXrtsScheduler) {
  std::ofstream(work_.path() / "xrt.ini") << "[Runtime]\nkds=false\n";
  expect_pass({"vadd_host", LIGHTLOOP_VADD_XCLBIN, "1000", "2"});
}

TEST_F(XrtProgram, LeavesAWaveformWhereXrtIniAsksForOne) {
  expect_pass({with_settings("vadd_host", "[Emulation]\ndebug_mode=batch\n"), LIGHTLOOP_VADD_XCLBIN,
               "1000"});
  EXPECT_GT(fs::file_size(work_.path() / "vadd.device0_0.vadd_1.fst"), 1000U);
}

TEST_F(XrtProgram, EndsWithTheKernelsMessageWhenAKernelFails) {
  const std::string host = with_settings("probe_host", "[Emulation]\ndebug_mode=batch\n");
  Process process(in_emulation({host, "fault", LIGHTLOOP_PROBE_XCLBIN, "2"}));
  const ProcessResult result = process.wait();
  EXPECT_EQ(result.exit_code, kDeviceFailure);
  EXPECT_THAT(result.err, HasSubstr("probe_1, clock"));
  EXPECT_THAT(result.err, HasSubstr("fault 2 was asked for"));
  // The waveform of the failure is whole.
  EXPECT_GT(fs::file_size(work_.path() / "probe.device0_0.probe_1.fst"), 100U);
  expect_nothing_left(process);
}

// A device is a supervisor, which leads a session, and its child, the simulation.
pid_t find_worker(const Process& host) {
  for (const pid_t process : host.elsewhere("lightloop-device"))
    if (getsid(process) != process) return process;
  return -1;
}

TEST_F(XrtProgram, EndsAtOnceWhenTheSimulationIsKilled) {
  Process process(
      in_emulation({"probe_host", "run", LIGHTLOOP_PROBE_XCLBIN, "probe", "4294967295"}));
  ASSERT_TRUE(process.wait_for_output("running"));
  const pid_t worker = find_worker(process);
  ASSERT_GT(worker, 0);
  kill(worker, SIGKILL);
  const ProcessResult result = process.wait();
  EXPECT_EQ(result.exit_code, kDeviceFailure);
  EXPECT_THAT(result.err, HasSubstr("the simulation was killed by signal 9"));
  expect_nothing_left(process);
}

class XrtProgramKilled : public XrtProgram, public testing::WithParamInterface<int> {};

TEST_P(XrtProgramKilled, LeavesNothing) {
  Process process(
      in_emulation({"probe_host", "run", LIGHTLOOP_PROBE_XCLBIN, "probe", "4294967295"}));
  ASSERT_TRUE(process.wait_for_output("running"));
  kill(process.pid(), GetParam());
  EXPECT_EQ(process.wait().signal, GetParam());
  expect_nothing_left(process);
}

INSTANTIATE_TEST_SUITE_P(By, XrtProgramKilled, testing::Values(SIGKILL, SIGTERM, SIGSEGV, SIGINT),
                         [](const auto& info) { return "signal_" + std::to_string(info.param); });

}  // namespace
}  // namespace lightloop::xrt_test
