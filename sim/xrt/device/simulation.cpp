// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/simulation.hpp"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <map>
#include <numeric>
#include <sched.h>
#include <set>

#include "sim/xrt/device/connection.hpp"
#include "sim/xrt/device/stream_capture.hpp"

namespace lightloop::xrt_device {
namespace {

constexpr std::uint64_t kStatusOffset = 0;
constexpr std::uint32_t kStart = 1U << 0;
constexpr std::uint32_t kDone = 1U << 1;
constexpr std::uint32_t kIdle = 1U << 2;
constexpr std::uint32_t kAutoRestart = 1U << 7;
// Clocks after a write to the control register, for the start to show in the status.
constexpr std::uint64_t kStartClocks = 8;
constexpr unsigned kMaxDoublings = 5;

// Clocks after which it is looked at what is active, and whether the process is to end.
constexpr std::uint64_t kSlice = 512;
// What a request waits for at most while wall time is caught up with.
constexpr std::chrono::seconds kLongestCatchUp(1);
constexpr double kMostCatchUp = 1e12;
// At the end: clocks without a beat after which all is through, and the most that go on without one
// that a capture supplies.
constexpr std::uint64_t kDrainQuiet = 16384;
constexpr std::uint64_t kMostDrain = 262144;
// Fewer clocks than these are over before the threads have begun.
constexpr std::uint64_t kWorthThreads = 32;
constexpr std::size_t kMostThreads = 64;
// Clocks after which a unit tells the others how far it is, while it does not use memory.
constexpr std::uint64_t kQuietSlice = 16;
// The status is looked at again when the run has grown by this part.
constexpr std::uint64_t kStatusFraction = 32;
constexpr std::uint64_t kMaxStatusInterval = 1024;

bool has_processors() {
  static const bool several = [] {
    cpu_set_t processors;
    return sched_getaffinity(0, sizeof processors, &processors) == 0 && CPU_COUNT(&processors) > 1;
  }();
  return several;
}

struct LeaveOrder {
  std::size_t group;
  void operator()(MemoryOrder* order) const { order->leave(group); }
};

// The group of each compute unit: those that streams connect have the same number. Groups are
// numbered in the order of their first units.
std::vector<std::size_t> group_by_streams(const DeviceDescription& device) {
  std::vector<std::size_t> first(device.compute_units.size());  // the lowest unit that is known of
  std::iota(first.begin(), first.end(), std::size_t{0});
  for (const StreamDescription& stream : device.streams) {
    const std::size_t kept = std::min(first[stream.source.unit], first[stream.sink.unit]);
    const std::size_t replaced = std::max(first[stream.source.unit], first[stream.sink.unit]);
    std::replace(first.begin(), first.end(), replaced, kept);
  }
  std::map<std::size_t, std::size_t> numbers;
  for (std::size_t& unit : first) unit = numbers.emplace(unit, numbers.size()).first->second;
  return first;
}

// Also where one of them is a link, or is not there yet.
bool is_same_file(const std::filesystem::path& a, const std::filesystem::path& b) {
  std::error_code error;
  if (std::filesystem::equivalent(a, b, error)) return true;
  const auto real_a = std::filesystem::weakly_canonical(a, error);
  const auto real_b = error ? real_a : std::filesystem::weakly_canonical(b, error);
  return !error && real_a == real_b;
}

static_assert(Simulation::kFirstPoll << kMaxDoublings == Simulation::kMaxPoll);

}  // namespace

Simulation::Simulation(const DeviceDescription& device, const std::filesystem::path& directory,
                       bus::Memory& memory, const std::filesystem::path& captures,
                       bool for_waveforms)
    : device_(device), directory_(directory), captures_(captures), memory_(memory) {
  load(for_waveforms);
}

void Simulation::load(bool for_waveforms) {
  for_waveforms_ = for_waveforms;
  last_read_ = {};
  units_.clear();
  groups_.clear();
  memories_.clear();
  libraries_.clear();
  for (const KernelDescription& kernel : device_.kernels) {
    libraries_.emplace(kernel.name,
                       for_waveforms && !kernel.waveform_library.empty()
                           ? KernelLibrary::compressed(directory_ / kernel.waveform_library)
                           : KernelLibrary(directory_ / kernel.library));
  }
  const std::vector<std::size_t> group_of = group_by_streams(device_);
  make_groups(group_of);
  for (std::size_t i = 0; i < groups_.size(); ++i)
    memories_.push_back(std::make_unique<OrderedMemory>(memory_, *order_, i));
  for (std::size_t i = 0; i < device_.compute_units.size(); ++i) {
    const ComputeUnitDescription& unit = device_.compute_units[i];
    units_.push_back(
        {.kernel = std::make_unique<ComputeUnit>(unit, device_, libraries_.at(unit.kernel),
                                                 *memories_[group_of[i]], faults_)});
  }
  connect();
}

void Simulation::make_groups(const std::vector<std::size_t>& group_of) {
  for (std::size_t unit = 0; unit < group_of.size(); ++unit) {
    if (group_of[unit] == groups_.size()) groups_.emplace_back();
    groups_[group_of[unit]].units.push_back(unit);
  }
  order_.emplace(groups_.size());
}

ComputeUnit& Simulation::unit_of(const StreamPortDescription& place) {
  return *units_[place.unit].kernel;
}

const std::string& Simulation::name_of(const StreamPortDescription& place) {
  return unit_of(place).kernel().stream_ports[place.port];
}

void Simulation::connect() {
  std::set<StreamPortDescription> connected;
  for (const StreamDescription& stream : device_.streams) {
    connect_units(stream);
    connected.insert({stream.source, stream.sink});
  }
  check_capture_files();
  for (const CaptureDescription& capture : device_.captures) {
    connect_capture(capture);
    connected.insert(capture.place);
  }
  take_what_goes_nowhere(connected);
  for (Group& group : groups_) {
    group.has_streams = std::any_of(group.units.begin(), group.units.end(), [this](auto unit) {
      return !units_[unit].kernel->streams().empty();
    });
  }
}

void Simulation::connect_units(const StreamDescription& stream) {
  ComputeUnit& source = unit_of(stream.source);
  ComputeUnit& sink = unit_of(stream.sink);
  const std::string title = fmt::format("{}.{} to {}.{}", source.name(), name_of(stream.source),
                                        sink.name(), name_of(stream.sink));
  StreamConnection connection =
      connect_streams(title, source.stream_signals(name_of(stream.source)),
                      sink.stream_signals(name_of(stream.sink)), stream.depth,
                      [&source](const std::string& message) { source.report_violation(message); });
  source.attach(std::move(connection.source_side));
  sink.attach(std::move(connection.sink_side));
}

bool Simulation::is_input(const StreamPortDescription& place) {
  return unit_of(place).is_input(name_of(place), "tvalid");
}

// A file that is written is nothing else at the same time, under whichever name. Before any is
// opened: opening one to be written empties it.
void Simulation::check_capture_files() {
  for (const CaptureDescription& written : device_.captures) {
    if (is_input(written.place)) continue;
    for (const CaptureDescription& other : device_.captures) {
      if (other.place == written.place ||
          !is_same_file(captures_ / written.file, captures_ / other.file))
        continue;
      throw std::runtime_error(
          fmt::format("{}: {}.{} writes this capture and {}.{} {} it, expected a file of its own",
                      (captures_ / written.file).string(), unit_of(written.place).name(),
                      name_of(written.place), unit_of(other.place).name(), name_of(other.place),
                      is_input(other.place) ? "reads" : "writes"));
    }
  }
}

void Simulation::connect_capture(const CaptureDescription& capture) {
  ComputeUnit& unit = unit_of(capture.place);
  const StreamSignals signals = unit.stream_signals(name_of(capture.place));
  const std::string title = fmt::format("{}.{}", unit.name(), name_of(capture.place));
  const auto file = captures_ / capture.file;
  unit.attach(is_input(capture.place)
                  ? make_capture_source(title, signals, file,
                                        {device_.clock_period_ps, device_.capture_gbps})
                  : make_capture_sink(title, signals, file, device_.clock_period_ps));
  has_captures_ = true;
}

// What comes from nowhere does not come: inputs need nothing.
void Simulation::take_what_goes_nowhere(const std::set<StreamPortDescription>& connected) {
  for (std::size_t unit = 0; unit < units_.size(); ++unit) {
    ComputeUnit& kernel = *units_[unit].kernel;
    for (std::size_t port = 0; port < kernel.kernel().stream_ports.size(); ++port) {
      const StreamPortDescription place{unit, port};
      if (!connected.contains(place) && !is_input(place))
        kernel.stream_signals(name_of(place)).tready.set(1);
    }
  }
}

Simulation::Unit* Simulation::find(std::uint64_t address) {
  for (Unit& unit : units_) {
    const auto& place = unit.kernel->description();
    if (address >= place.base && address - place.base < place.size &&
        unit.kernel->has_registers()) {
      return &unit;
    }
  }
  return nullptr;
}

bool Simulation::is_active(const Unit& unit) const {
  return unit.started || !unit.kernel->memory_idle() || unit.kernel->stream_pending() ||
         (unit.last_activity != 0 && clocks_ < unit.last_activity + kQuietClocks);
}

bool Simulation::is_active(const Group& group) const {
  return std::any_of(group.units.begin(), group.units.end(),
                     [this](std::size_t unit) { return is_active(units_[unit]); });
}

bool Simulation::any_active() const {
  return std::any_of(units_.begin(), units_.end(),
                     [this](const Unit& unit) { return is_active(unit); });
}

// Runs the active groups and that of `accessed`. Which ones are active is looked at once: one that
// falls quiet meanwhile runs a few clocks more, and one that stands still cannot wake up by itself.
void Simulation::run(std::uint64_t clocks, const Unit* accessed) {
  running_.clear();
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    const auto& units = groups_[i].units;
    const bool is_accessed = std::any_of(
        units.begin(), units.end(), [&](std::size_t unit) { return &units_[unit] == accessed; });
    if (is_accessed || is_active(groups_[i])) running_.push_back(i);
  }
  if (running_.size() == 1) {
    run_alone(groups_[running_.front()], clocks);
  } else if (clocks >= kWorthThreads && running_.size() <= kMostThreads && has_processors()) {
    run_together(clocks);
  } else {
    run_in_turn(clocks);
  }
  clocks_ += clocks;
  for (const std::size_t group : running_) {
    for (const std::size_t i : groups_[group].units) {
      Unit& unit = units_[i];
      if (const std::uint64_t beats = unit.kernel->beats(); beats != unit.beats_seen) {
        unit.beats_seen = beats;
        unit.last_activity = clocks_;
      }
    }
  }
}

// Runs clocks `first`, first + 1, ..., at most `clocks`, and returns how many: several only if
// nothing happens on buses.
std::uint64_t Simulation::run_some(const Group& group, std::uint64_t first, std::uint64_t clocks) {
  if (!group.has_streams) {
    ComputeUnit& kernel = *units_[group.units.front()].kernel;
    if (const std::uint64_t quiet = kernel.run_quiet(first, clocks); quiet != 0) return quiet;
    kernel.step(first);
    return 1;
  }
  for (const std::size_t unit : group.units) units_[unit].kernel->before_edge(first);
  for (const std::size_t unit : group.units) units_[unit].kernel->after_edge(first);
  return 1;
}

void Simulation::run_alone(const Group& group, std::uint64_t clocks) {
  const std::uint64_t end = clocks_ + clocks;
  for (std::uint64_t done = clocks_; done < end;) done += run_some(group, done + 1, end - done);
}

// A clock in which a unit uses memory is run when no other unit is behind it.
void Simulation::run_in_turn(std::uint64_t clocks) {
  const std::uint64_t end = clocks_ + clocks;
  std::vector<std::uint64_t> done(running_.size(), clocks_);
  while (!done.empty()) {
    const auto behind = std::min_element(done.begin(), done.end());
    if (*behind == end) return;
    const Group& group = groups_[running_[static_cast<std::size_t>(behind - done.begin())]];
    *behind += run_some(group, *behind + 1, end - *behind);
  }
}

void Simulation::run_together(std::uint64_t clocks) {
  const std::uint64_t end = clocks_ + clocks;
  order_->begin(running_, clocks_ + 1);
  crew_.run(running_.size(), [&](std::size_t i) {
    const std::size_t group = running_[i];
    // However it ends, nobody waits for this group any more.
    const std::unique_ptr<MemoryOrder, LeaveOrder> leaving(&*order_, LeaveOrder{group});
    for (std::uint64_t done = clocks_; done < end;) {
      done += run_some(groups_[group], done + 1, std::min(end - done, kQuietSlice));
      order_->reach(group, done + 1);
    }
  });
}

void Simulation::advance(std::uint64_t clocks) {
  while (clocks != 0 && any_active()) {
    if (stop_requested()) throw Stopped("asked to end");
    const std::uint64_t n = std::min(clocks, kSlice);
    run(n, nullptr);
    clocks -= n;
  }
}

std::optional<bus::Axi4LiteMaster::Completion> Simulation::access(Unit& unit) {
  bus::Axi4LiteMaster& control = unit.kernel->control();
  for (std::uint64_t i = 0; i < kRegisterLimit; ++i) {
    run(1, &unit);
    if (const auto done = control.take()) return done;
  }
  unit.hung = true;
  std::fprintf(stderr,
               "lightloop device: %s does not answer on its register port (waited %llu clocks)\n",
               unit.kernel->name().c_str(), static_cast<unsigned long long>(kRegisterLimit));
  return std::nullopt;
}

std::optional<std::uint32_t> Simulation::read_once(Unit& unit, std::uint64_t offset) {
  unit.kernel->control().read(offset);
  const auto done = access(unit);
  if (!done || done->response > bus::AxiResponse::kExOkay) return std::nullopt;
  return static_cast<std::uint32_t>(done->data);
}

bool Simulation::is_done(const Unit& unit, std::uint32_t status) const {
  const bool done = (status & kDone) != 0;
  if (unit.kernel->kernel().control == ControlProtocol::kChain) return done;
  return done || ((status & kIdle) != 0 && (status & kStart) == 0);
}

std::uint64_t Simulation::poll_clocks(unsigned polls) {
  return kFirstPoll << std::min(polls, kMaxDoublings);
}

// Looks at the status now and then, because reading it is what clears ap_done: the reading that
// shows it is the one that the host gets.
std::optional<std::uint32_t> Simulation::poll_status(Unit& unit) {
  const std::uint64_t end = clocks_ + poll_clocks(unit.polls++);
  for (;;) {
    const auto status = read_once(unit, kStatusOffset);
    if (!status) return std::nullopt;
    if (is_done(unit, *status)) {
      unit.started = (*status & kAutoRestart) != 0;
      unit.last_activity = clocks_;
      return status;
    }
    if (clocks_ >= end) return status;
    const std::uint64_t interval =
        std::clamp((clocks_ - unit.start) / kStatusFraction, kStatusInterval, kMaxStatusInterval);
    advance(std::min(interval, end - clocks_));
  }
}

std::optional<std::uint32_t> Simulation::read_register(std::uint64_t address) {
  Unit* const unit = find(address);
  if (unit == nullptr || unit->hung || address % 4 != 0) return std::nullopt;
  const std::uint64_t offset = address - unit->kernel->description().base;
  const bool again = last_read_.unit == unit && last_read_.offset == offset;
  last_read_ = {unit, offset};
  if (offset == kStatusOffset && unit->started) return poll_status(*unit);
  if (again && any_active()) {
    advance(poll_clocks(unit->polls++));
  } else {
    unit->polls = 0;
  }
  return read_once(*unit, offset);
}

bool Simulation::write_register(std::uint64_t address, std::uint32_t value) {
  last_read_ = {};
  Unit* const unit = find(address);
  if (unit == nullptr || unit->hung || address % 4 != 0) return false;
  const std::uint64_t offset = address - unit->kernel->description().base;
  unit->kernel->control().write(offset, value);
  const auto done = access(*unit);
  if (!done || done->response > bus::AxiResponse::kExOkay) return false;
  unit->last_activity = clocks_;
  unit->polls = 0;
  if (offset == kStatusOffset && unit->kernel->kernel().control != ControlProtocol::kNone) {
    if ((value & kStart) != 0) {
      unit->started = true;
      unit->start = clocks_;
    }
    run(kStartClocks, unit);
  }
  return true;
}

void Simulation::set_rate(double hz) {
  rate_hz_ = hz;
  followed_ = std::chrono::steady_clock::now();
}

bool Simulation::runs_by_itself() const {
  return std::any_of(units_.begin(), units_.end(), [](const Unit& unit) {
    return unit.kernel->kernel().control == ControlProtocol::kNone;
  });
}

// A model that is slower than the rate would never come to an end of catching up: it takes no
// longer than the time that has passed, and is not caught up with itself.
void Simulation::follow_wall_time() {
  if (rate_hz_ == 0) return;
  const auto now = std::chrono::steady_clock::now();
  const auto passed = now - followed_;
  const double due = std::chrono::duration<double>(passed).count() * rate_hz_;
  if (due < 1) return;
  auto clocks = static_cast<std::uint64_t>(std::min(due, kMostCatchUp));
  const auto end = now + std::min<std::chrono::steady_clock::duration>(passed, kLongestCatchUp);
  const bool by_itself = runs_by_itself();
  while (clocks != 0 && (by_itself || any_active())) {
    if (stop_requested()) throw Stopped("asked to end");
    for (Unit& unit : units_) {
      if (unit.kernel->kernel().control == ControlProtocol::kNone) unit.last_activity = clocks_ + 1;
    }
    const std::uint64_t n = std::min(clocks, kSlice);
    run(n, nullptr);
    clocks -= n;
    if (std::chrono::steady_clock::now() > end) clocks = 0;  // the rest is left out
  }
  clocks_ += clocks;  // in which nothing happens
  followed_ = std::chrono::steady_clock::now();
}

Simulation::Unit* Simulation::find_interrupt(std::uint64_t unit) {
  return unit < units_.size() && units_[unit].kernel->has_interrupt() ? &units_[unit] : nullptr;
}

std::optional<xrt_protocol::InterruptState> Simulation::interrupt_state(std::uint64_t unit) {
  const Unit* const found = find_interrupt(unit);
  if (found == nullptr) return std::nullopt;
  return xrt_protocol::InterruptState{.count = found->kernel->interrupts(),
                                      .follows_wall_time = rate_hz_ != 0 ? 1U : 0U};
}

bool Simulation::command_interrupt(std::uint64_t unit, std::uint32_t command) {
  Unit* const found = find_interrupt(unit);
  if (found == nullptr) return false;
  switch (command) {
    case xrt_protocol::kMaskInterrupt:
      found->kernel->mask_interrupt();
      return true;
    case xrt_protocol::kUnmaskInterrupt:
      found->kernel->unmask_interrupt();
      return true;
    case xrt_protocol::kTakeInterrupts:
      found->kernel->take_interrupts();
      return true;
    default:
      return false;
  }
}

void Simulation::await_interrupt(std::uint64_t unit) {
  Unit* const found = find_interrupt(unit);
  if (found == nullptr || rate_hz_ != 0) return;
  last_read_ = {};
  const std::uint64_t start = clocks_;
  const std::uint64_t end = start + poll_clocks(found->polls++);
  while (found->kernel->interrupts() == 0 && clocks_ < end) {
    found->last_activity = clocks_ + 1;  // a kernel that its host manages cannot be seen at work
    advance(std::min(kStatusInterval, end - clocks_));
  }
  if (found->kernel->interrupts() != 0) found->polls = 0;
}

void Simulation::note_transfer() {
  last_read_ = {};
  if (any_active()) advance(kTransferClocks);
}

bool Simulation::any_stream_pending() const {
  return std::any_of(units_.begin(), units_.end(),
                     [](const Unit& unit) { return unit.kernel->stream_pending(); });
}

// Ends when all is through, or when captures have got no further for long, whatever else moves: a
// kernel may send for ever, or never take what waits for it.
void Simulation::finish_streams() {
  if (!has_captures_) return;
  std::uint64_t moved = total(&ComputeUnit::beats);
  std::uint64_t supplied = total(&ComputeUnit::supplied);
  std::uint64_t last_move = clocks_;
  std::uint64_t last_progress = clocks_;
  const auto is_through = [&] {
    return !any_stream_pending() && clocks_ - last_move >= kDrainQuiet;
  };
  while (!is_through() && clocks_ - last_progress < kMostDrain) {
    if (stop_requested()) throw Stopped("asked to end");
    for (Unit& unit : units_) unit.last_activity = clocks_ + 1;  // all run
    run(kSlice, nullptr);
    if (const std::uint64_t now = total(&ComputeUnit::beats); now != moved) {
      moved = now;
      last_move = clocks_;
    }
    if (const std::uint64_t now = total(&ComputeUnit::supplied); now != supplied) {
      supplied = now;
      last_progress = clocks_;
    }
  }
  if (!is_through()) {
    std::fprintf(stderr, "lightloop device: %s, after %llu clocks at the end\n",
                 any_stream_pending() ? "kernels have not taken all that streams held for them"
                                      : "kernels still send, which is cut off here",
                 static_cast<unsigned long long>(kMostDrain));
  }
  for (const Unit& unit : units_) {
    for (const auto& stream : unit.kernel->streams()) stream->finish();
  }
}

std::uint64_t Simulation::total(std::uint64_t (ComputeUnit::*count)() const) const {
  return std::accumulate(
      units_.begin(), units_.end(), std::uint64_t{0},
      [count](std::uint64_t sum, const Unit& unit) { return sum + (unit.kernel.get()->*count)(); });
}

std::vector<Simulation::WaveformFile> Simulation::open_waveforms(const std::string& prefix) {
  if (!for_waveforms_ && clocks_ == 0) load(true);
  std::vector<WaveformFile> files;
  for (Unit& unit : units_) {
    const KernelDescription& kernel = unit.kernel->kernel();
    WaveformFile file{unit.kernel->name(), fmt::format("{}.{}.fst", prefix, unit.kernel->name()),
                      ""};
    if (!unit.kernel->open_waveform(file.path)) {
      if (kernel.waveform_library.empty()) {
        file.problem = fmt::format(
            "the xclbin holds no library of kernel {} that writes one: pack it with "
            "--waveforms",
            kernel.name);
      } else if (!for_waveforms_) {
        file.problem = "it was asked for after the first clock";
      } else {
        file.problem = fmt::format("{} cannot be written", file.path);
      }
    }
    files.push_back(std::move(file));
  }
  return files;
}

void Simulation::close_waveforms() {
  for (Unit& unit : units_) unit.kernel->close_waveform();
}

}  // namespace lightloop::xrt_device
