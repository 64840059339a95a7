// SPDX-License-Identifier: Apache-2.0
#include "sim/verilated/failure_waves.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <deque>
#include <exception>
#include <fstream>
#include <optional>
#include <pthread.h>
#include <stdexcept>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <variant>
#include <vector>

#include "sim/verilated/crash_watch.hpp"
#include "sim/verilated/failure_replay.hpp"
#include "sim/verilated/snapshot.hpp"
#include "sim/verilated/wave_roster.hpp"
#include "sim/verilated/wave_source.hpp"

namespace lightloop::verilated {
namespace {

/// Cycles that the waveform shows after the one in which the failure was found.
constexpr std::uint64_t kCyclesAfter = 8;

/// What a copy costs in all, over what fork() itself takes: pages that are copied when the original
/// writes to them again, and the end of the copy.
constexpr double kCostOverFork = 5.0;

/// Time that the copy has, beside FailureWavesConfig::replay_limit, for each cycle that it records.
constexpr std::chrono::milliseconds kTracedCycleLimit{1};

/// More cycles than any run has; several times as many can still be counted.
constexpr std::uint64_t kLongestWindow = std::uint64_t{1} << 48;

double processor_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

std::string folder_name(std::string name) {
  for (char& c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '.' || c == '_' || c == '-';
    if (!plain) c = '_';
  }
  return name;
}

std::string program_name() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? "program" : program.filename().string();
}

}  // namespace

FailureWavesConfig FailureWavesConfig::from_environment() {
  FailureWavesConfig config;
  config.folder = LIGHTLOOP_FAILURES_FOLDER;
  if (const char* folder = std::getenv("LIGHTLOOP_FAILURES"); folder != nullptr && *folder != 0) {
    config.folder = folder;
  }
  if (const char* on = std::getenv("LIGHTLOOP_FAILURE_WAVES"); on != nullptr && *on != 0) {
    const std::string_view value = on;
    if (value != "0" && value != "1") {
      throw std::runtime_error("LIGHTLOOP_FAILURE_WAVES: expected 0 or 1, found '" +
                               std::string(value) + "'");
    }
    config.enabled = value == "1";
  }
  if (const char* window = std::getenv("LIGHTLOOP_WAVES_WINDOW");
      window != nullptr && *window != 0) {
    const std::string_view value = window;
    const auto [stop, error] =
        std::from_chars(value.data(), value.data() + value.size(), config.window_cycles);
    if (error != std::errc{} || stop != value.data() + value.size()) {
      throw std::runtime_error("LIGHTLOOP_WAVES_WINDOW: expected a number of cycles, found '" +
                               std::string(value) + "'");
    }
  }
  return config;
}

class FailureWaves::State {
 public:
  void start(FailureWavesConfig config) {
    config_ = std::move(config);
    config_.window_cycles = std::clamp<std::uint64_t>(config_.window_cycles, 1, kLongestWindow);
    owner_ = config_.enabled ? getpid() : -1;
    if (config_.enabled) {
      watch_crashes([](int signal) { FailureWaves::of_process().state_->crash(signal); },
                    static_cast<unsigned>(config_.replay_limit.count()) + 10);
    }
    make_all_due();
  }

  void stop() {
    owner_ = -1;
    snapshots_.clear();
    leaving_.clear();
    make_all_due();
  }

  void begin_test(std::string name, std::string command) {
    if (!on()) return;
    ++tests_;
    failed_ = false;
    test_ = folder_name(std::move(name));
    command_ = std::move(command);
    roster_.forget_peak();
    // What ran before the test is of interest where a model lives on.
    first_position_ = roster_.members().empty() ? roster_.position() : 0;
    // Models that lived on: an earlier failure may have used the copies.
    if (snapshots_.empty() && !replay_) make_all_due();
    // A folder with our log is of an earlier run.
    std::error_code ignored;
    if (!replay_ && std::filesystem::exists(final_folder() / kFailureLog, ignored)) {
      std::filesystem::remove_all(final_folder(), ignored);
    }
  }

  void end_test() {
    if (!on()) return;
    if (replay_) replay_->end_test(tests_);
    failed_ = false;
    test_.clear();
    // The copies stay: woken by a later test, they run this one again on their way. So short tests
    // share a copy.
    if (roster_.members().empty()) why_no_snapshot_.clear();
  }

  bool fail(std::string_view what) {
    if (!on()) return false;
    ++failures_;
    if (replay_) {
      replay_->fail(failures_);
      return false;
    }
    return leave_waves(what, kCyclesAfter);
  }

  void crash(int signal) {
    if (!on() || replay_) return;
    ++failures_;
    // The copy ends before the cycle that would kill it too.
    leave_waves("signal " + std::to_string(signal) + " (" + strsignal(signal) + ")", 0);
  }

  void join(WaveWatch& watch) {
    roster_.join(watch, watch.source_);
    watch.due_ = first_due();
  }

  void leave(WaveWatch& watch) {
    if (replay_) replay_->leave(watch.source_);
    roster_.leave(watch);
  }

  void act(WaveWatch& watch) {
    if (!on()) {  // another copy of the process, that of a death test for example
      watch.due_ = WaveWatch::kNever;
      return;
    }
    if (!replay_) consider_snapshot(watch);
    // The copy comes out of the same call.
    if (replay_) watch.due_ = replay_->before_cycle(watch.source_);
  }

  bool replaying() const { return replay_.has_value(); }

  /// In a copy that somebody else made of this process.
  void abandon() {
    if (replay_) replay_->abandon();
    replay_.reset();
    owner_ = -1;
  }

 private:
  struct Held {
    Snapshot snapshot;
    std::uint64_t position;
  };

  bool on() const { return owner_ == getpid(); }
  std::uint64_t first_due() const { return owner_ > 0 ? 0 : WaveWatch::kNever; }
  void make_all_due() {
    for (const WaveRoster::Member& member : roster_.members()) member.watch->due_ = first_due();
  }
  std::filesystem::path final_folder() const {
    return std::filesystem::absolute(config_.folder /
                                     (program_name() + (test_.empty() ? "" : "." + test_)));
  }

  static void note(const std::string& line) {
    std::fflush(stdout);
    std::fprintf(stderr, "%s\n", line.c_str());
  }

  void consider_snapshot(WaveWatch& watch) {
    const std::uint64_t cycles = watch.source_.cycles();
    const std::uint64_t models = roster_.members().size();
    const std::uint64_t window = config_.window_cycles;
    watch.due_ = cycles + window;
    if (const std::string why = watch.source_.why_no_waves(); !why.empty()) {
      if (snapshots_.empty()) why_no_snapshot_ = "model '" + watch.source_.wave_name() + "' " + why;
      watch.due_ = WaveWatch::kNever;
      return;
    }
    if (watch.source_.recording()) {
      if (snapshots_.empty()) why_no_snapshot_ = "the bench records waveforms itself";
      return;
    }
    const std::uint64_t position = roster_.position();
    const double now = processor_seconds();
    if (!snapshots_.empty()) {
      const std::uint64_t gone = position - snapshots_.back().position;
      if (gone < window * models) {
        watch.due_ = cycles + (window * models - gone + models - 1) / models;
        return;
      }
      const double wait = kCostOverFork * fork_seconds_ / config_.share;
      const double waited = now - last_time_;
      if (waited < wait) {
        const double cycles_a_second = static_cast<double>(gone) / std::max(waited, 1e-6);
        const double guess = (wait - waited) * cycles_a_second / static_cast<double>(models);
        watch.due_ = cycles + static_cast<std::uint64_t>(std::clamp(guess, 64.0, 1e9));
        return;
      }
    }
    if (const unsigned threads = Snapshot::threads(); threads > 1) {
      if (snapshots_.empty()) {
        why_no_snapshot_ = "the process had " + std::to_string(threads) +
                           " threads, and only one would be in a copy of it";
      }
      return;
    }
    take_snapshot(position, now);
  }

  void take_snapshot(std::uint64_t position, double now) {
    leaving_.clear();
    try {
      auto taken = Snapshot::take();
      if (const auto* order = std::get_if<Snapshot::Order>(&taken)) {
        owner_ = getpid();
        snapshots_.clear();
        replay_.emplace(ReplayOrder::from_bytes(*order), roster_);
        // The waveform writer's files are mapped into memory, and its buffers are written when a
        // process exits: a copy of this one must let go of them.
        pthread_atfork([] { std::fflush(nullptr); }, nullptr,
                       [] { FailureWaves::of_process().state_->abandon(); });
        make_all_due();
        return;
      }
      snapshots_.push_back({std::move(std::get<Snapshot>(taken)), position});
    } catch (const std::system_error& error) {
      if (snapshots_.empty()) why_no_snapshot_ = error.what();
      return;
    }
    why_no_snapshot_.clear();
    last_time_ = processor_seconds();
    fork_seconds_ = last_time_ - now;
    if (snapshots_.size() > 2) release_oldest();
  }

  void release_oldest() {
    snapshots_.front().snapshot.stop();
    leaving_.push_back(std::move(snapshots_.front().snapshot));
    snapshots_.pop_front();
  }

  void release_all() {
    while (!snapshots_.empty()) release_oldest();
  }

  bool leave_waves(std::string_view what, std::uint64_t cycles_after) {
    if (std::exchange(failed_, true)) return false;
    if (roster_.peak() == 0) return false;  // the test has no model
    if (snapshots_.empty()) {
      if (!why_no_snapshot_.empty()) note("no waves:  " + why_no_snapshot_);
      return false;
    }
    return wake(what, cycles_after);
  }

  bool wake(std::string_view what, std::uint64_t cycles_after) {
    const std::uint64_t models = std::max<std::uint64_t>(roster_.peak(), 1);
    const std::uint64_t window = config_.window_cycles * models;
    ReplayOrder order;
    order.failure = roster_.position();
    order.start = std::max(first_position_, order.failure - std::min(order.failure, window));
    order.end = order.failure + cycles_after * models;
    order.number = failures_;
    order.test = tests_;
    // The youngest that is old enough, or else the oldest.
    while (snapshots_.size() > 1 && snapshots_[1].position <= order.start) release_oldest();
    Snapshot snapshot = std::move(snapshots_.front().snapshot);
    release_all();

    order.final_folder = final_folder();
    order.folder = order.final_folder.string() + "." + std::to_string(getpid()) + ".part";
    if (!begin_log(order.folder, what)) return false;
    std::fflush(stdout);
    if (!snapshot.wake(order.to_bytes())) {
      note("no waves:  the copy of the process is gone");
      return false;
    }
    const auto limit = std::chrono::duration_cast<std::chrono::seconds>(
        config_.replay_limit + kTracedCycleLimit * (order.end - order.start));
    const std::optional<int> status = snapshot.wait(limit);
    if (!status) {
      snapshot.stop();
      note("no waves:  the run was not repeated within " + std::to_string(limit.count()) + " s");
    } else if (WIFSIGNALED(*status)) {
      note("no waves:  the repeated run was ended by signal " + std::to_string(WTERMSIG(*status)) +
           ", see " + (order.final_folder / kFailureLog).string());
    } else if (WEXITSTATUS(*status) != FailureReplay::kDone &&
               WEXITSTATUS(*status) != FailureReplay::kReported) {
      note("no waves:  the repeated run ended the process, see " +
           (order.final_folder / kFailureLog).string());
    }
    std::error_code ignored;
    if (std::filesystem::exists(order.folder, ignored)) {
      static_cast<void>(rename_folder(order.folder, order.final_folder));
    }
    return status && WIFEXITED(*status) && WEXITSTATUS(*status) == FailureReplay::kDone;
  }

  bool begin_log(const std::filesystem::path& folder, std::string_view what) const {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
      note("no waves:  cannot make the folder " + folder.string() + ": " + error.message());
      return false;
    }
    std::ofstream log(folder / kFailureLog);
    log << "test:      " << (test_.empty() ? "none" : test_) << '\n';
    if (!command_.empty()) log << "reproduce: " << command_ << '\n';
    log << "in:        " << std::filesystem::current_path(error).string() << '\n'
        << "failure:   " << what << '\n';
    for (const WaveRoster::Member& member : roster_.members()) {
      log << "model:     " << member.source->wave_name() << " after " << member.source->cycles()
          << " cycles\n";
    }
    log.close();
    if (log.fail()) {
      note("no waves:  cannot write " + (folder / kFailureLog).string());
      std::filesystem::remove_all(folder, error);
      return false;
    }
    return true;
  }

  FailureWavesConfig config_;
  pid_t owner_ = -1;  ///< the process that this object works for; copies of it are not meant
  WaveRoster roster_;
  std::string test_;
  std::string command_;
  std::uint64_t tests_ = 0;
  std::uint64_t first_position_ = 0;  ///< where waveforms of this test begin at the earliest
  std::uint64_t failures_ = 0;
  bool failed_ = false;
  std::deque<Held> snapshots_;  // oldest first, at most two
  std::vector<Snapshot> leaving_;
  std::string why_no_snapshot_;
  double last_time_ = 0;
  double fork_seconds_ = 0;
  std::optional<FailureReplay> replay_;
};

FailureWaves::FailureWaves() : state_(std::make_unique<State>()) {}
FailureWaves::~FailureWaves() = default;

FailureWaves& FailureWaves::of_process() {
  // Verilated models of one process share its only copy, so there is one of these.
  static FailureWaves waves;
  return waves;
}

void FailureWaves::start(FailureWavesConfig config) { state_->start(std::move(config)); }
void FailureWaves::stop() { state_->stop(); }

void FailureWaves::begin_test(std::string name, std::string command) {
  state_->begin_test(std::move(name), std::move(command));
}

bool FailureWaves::fail(std::string_view what) noexcept {
  try {
    return state_->fail(what);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "no waves:  %s\n", error.what());
    return false;
  }
}

void FailureWaves::end_test() noexcept { state_->end_test(); }
bool FailureWaves::replaying() const { return state_->replaying(); }
void FailureWaves::join(WaveWatch& watch) { state_->join(watch); }
void FailureWaves::leave(WaveWatch& watch) { state_->leave(watch); }
void FailureWaves::act(WaveWatch& watch) { state_->act(watch); }

WaveWatch::WaveWatch(WaveSource& source) : source_(source) {
  FailureWaves::of_process().join(*this);
}
WaveWatch::~WaveWatch() { FailureWaves::of_process().leave(*this); }
bool WaveWatch::replaying() const { return FailureWaves::of_process().replaying(); }
void WaveWatch::act() { FailureWaves::of_process().act(*this); }

}  // namespace lightloop::verilated
