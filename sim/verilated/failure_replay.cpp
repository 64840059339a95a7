// SPDX-License-Identifier: Apache-2.0
#include "sim/verilated/failure_replay.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fcntl.h>
#include <iostream>
#include <sstream>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "sim/verilated/fst_check.hpp"

namespace lightloop::verilated {
namespace {

constexpr std::size_t kMaxRecordings = 64;

void write_all(int file, const std::string& text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t count = write(file, rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace

std::string ReplayOrder::to_bytes() const {
  std::ostringstream bytes;
  bytes << failure << ' ' << start << ' ' << end << ' ' << number << ' ' << test << '\n'
        << folder.string() << '\n'
        << final_folder.string();
  return bytes.str();
}

ReplayOrder ReplayOrder::from_bytes(const std::string& bytes) {
  ReplayOrder order;
  std::istringstream stream(bytes);
  std::string folder;
  std::string final_folder;
  stream >> order.failure >> order.start >> order.end >> order.number >> order.test;
  stream.ignore();
  std::getline(stream, folder);
  std::getline(stream, final_folder);
  order.folder = folder;
  order.final_folder = final_folder;
  return order;
}

std::error_code rename_folder(const std::filesystem::path& folder,
                              const std::filesystem::path& final_folder) {
  std::error_code error;
  for (int attempt = 0; attempt < 100; ++attempt) {
    std::filesystem::remove_all(final_folder, error);
    std::filesystem::rename(folder, final_folder, error);
    if (error != std::errc::directory_not_empty && error != std::errc::file_exists) break;
  }
  return error;
}

FailureReplay::FailureReplay(ReplayOrder order, const WaveRoster& roster)
    : order_(std::move(order)), roster_(roster), user_stderr_(dup(STDERR_FILENO)) {
  const std::filesystem::path log = order_.folder / kFailureLog;
  const int file = open(log.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (file < 0) give_up("cannot write " + log.string() + ": " + std::strerror(errno));
  dup2(file, STDOUT_FILENO);
  dup2(file, STDERR_FILENO);
  close(file);
  std::printf("--- repeated from %llu cycles before the failure\n",
              static_cast<unsigned long long>(order_.failure - roster_.position()));
}

std::uint64_t FailureReplay::before_cycle(WaveSource& source) {
  const std::uint64_t position = roster_.position();
  if (position >= order_.end) finish();
  if (position >= order_.failure) note_failure_cycles();
  const std::uint64_t models = std::max<std::uint64_t>(roster_.members().size(), 1);
  const std::uint64_t left = order_.start - std::min(order_.start, position);
  // Other models run meanwhile, so this one asks again after its share.
  if (left >= models) return source.cycles() + left / models;
  for (const WaveRoster::Member& member : roster_.members()) record(*member.source);
  return source.cycles();
}

void FailureReplay::record(WaveSource& source) {
  if (recording_of_.contains(&source) || recordings_.size() >= kMaxRecordings) return;
  Recording recording;
  recording.name = unused_name(source.wave_name());
  recording.first_cycle = source.cycles();
  recording_of_[&source] = recordings_.size();
  if (source.why_no_waves().empty()) {
    recording.file = order_.folder / (recording.name + ".fst");
    try {
      source.begin_waves(recording.file);
    } catch (const std::exception& error) {
      give_up(error.what());
    }
  }
  recordings_.push_back(std::move(recording));
}

std::string FailureReplay::unused_name(const std::string& wished) const {
  std::string base = wished;
  for (char& c : base) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_' && c != '-' && c != '.')
      c = '_';
  }
  std::string name = base;
  for (int number = 2;
       std::ranges::any_of(recordings_, [&](const Recording& other) { return other.name == name; });
       ++number) {
    name = base + "-" + std::to_string(number);
  }
  return name;
}

void FailureReplay::note_failure_cycles() {
  if (std::exchange(noted_, true)) return;
  for (const auto& [source, index] : recording_of_) {
    recordings_[index].failure_cycle = source->cycles();
  }
}

void FailureReplay::leave(WaveSource& source) {
  const auto place = recording_of_.find(&source);
  if (place == recording_of_.end()) return;
  Recording& recording = recordings_[place->second];
  recording.cycles = source.cycles();
  if (!noted_ && roster_.position() >= order_.failure) note_failure_cycles();
  source.end_waves();
  recording_of_.erase(place);
}

void FailureReplay::fail(std::uint64_t number) {
  if (number < order_.number) return;
  failed_ = true;
  if (roster_.position() >= order_.failure) note_failure_cycles();
  const bool running = std::ranges::any_of(
      roster_.members(), [](const WaveRoster::Member& member) { return member.source->running(); });
  // Within a run, the cycles after the failure may be of use. Outside there are none.
  if (!running) finish();
}

void FailureReplay::abandon() {
  for (const auto& [source, index] : recording_of_) source->abandon_waves();
  recording_of_.clear();
}

void FailureReplay::end_test(std::uint64_t test) {
  if (failed_ || test >= order_.test) finish();
}

void FailureReplay::report(const std::string& text) {
  write_all(user_stderr_, text);
  std::fputs(text.c_str(), stdout);
}

void FailureReplay::finish() {
  std::cout.flush();
  std::fflush(stdout);
  note_failure_cycles();
  while (!recording_of_.empty()) leave(*recording_of_.begin()->first);
  if (recordings_.empty()) give_up("no model ran in the cycles before the failure");
  std::string text;
  bool waves = false;
  for (const Recording& recording : recordings_) {
    if (recording.file.empty()) {
      text += "no waves:  model '" + recording.name + "' was verilated without TRACE\n";
      continue;
    }
    const std::string damage = fst_damage(recording.file);
    if (!damage.empty()) {
      give_up(recording.file.filename().string() + " is useless: " + damage +
              ". Is the disk full?");
    }
    waves = true;
    text += "waves:     " + (order_.final_folder / recording.file.filename()).string() +
            " (cycles " + std::to_string(recording.first_cycle) + " to " +
            std::to_string(recording.cycles);
    if (recording.failure_cycle) {
      text += "; failed when " + std::to_string(*recording.failure_cycle) + " were complete";
    }
    text += ")\n";
  }
  // A crash is not repeated to its end.
  if (!failed_ && order_.end > order_.failure)
    text += "           the repeated run did not fail: is the test deterministic?\n";
  text += "log:       " + (order_.final_folder / kFailureLog).string() + "\n";
  if (const auto error = rename_folder(order_.folder, order_.final_folder))
    give_up("cannot rename " + order_.folder.string() + ": " + error.message());
  report(text);
  std::fflush(stdout);
  _exit(waves ? kDone : kReported);
}

void FailureReplay::give_up(const std::string& why) {
  report("no waves:  " + why + "\n");
  std::fflush(stdout);
  std::error_code ignored;
  for (const Recording& recording : recordings_) {
    if (!recording.file.empty()) std::filesystem::remove(recording.file, ignored);
  }
  static_cast<void>(rename_folder(order_.folder, order_.final_folder));
  _exit(kReported);
}

}  // namespace lightloop::verilated
