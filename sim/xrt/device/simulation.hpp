// SPDX-License-Identifier: Apache-2.0
// The kernels of a device, and when their clock runs.
//
// Time only passes inside requests of the host, in numbers of clocks that follow from the requests
// alone. So a run takes the same clocks every time, and a device that is not asked costs nothing:
//   - a register access runs the clocks that it takes on the bus;
//   - reading the status (offset 0) of a started compute unit runs on until it is done, at most
//     kFirstPoll clocks, and twice as many at each further poll up to kMaxPoll: short runs are
//     answered at once, and long ones are not slowed by the polling;
//   - reading another register twice in a row counts as polling too, as long as anything is active;
//   - waiting for an interrupt runs on until it comes, as reading a status does;
//   - DMA runs kTransferClocks if anything is active;
//   - when the host closes the device, what captures hold runs through the kernels.
// While it runs on, the status is looked at after kStatusInterval clocks, and less often the longer
// the run takes: the looking costs clocks too.
// With set_rate() time follows wall time beside that, and runs are not the same any more.
// Active is a compute unit that was started and has not been seen done, that has memory accesses in
// flight, that has beats of a stream waiting, or that used memory or a stream or was written to
// less than kQuietClocks ago. The others stand still. Units that are connected by streams run
// together, clock by clock, when one of them is active: what comes by a stream wakes a unit that
// stood still. Such a group counts as one unit below. Several active units run at the same time
// where there are processors for them, with the same results as one after the other
// (memory_order.hpp).
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/bus/memory.hpp"
#include "sim/xrt/device/compute_unit.hpp"
#include "sim/xrt/device/crew.hpp"
#include "sim/xrt/device/device_description.hpp"
#include "sim/xrt/device/kernel_library.hpp"
#include "sim/xrt/device/memory_order.hpp"
#include "sim/xrt/device/protocol.hpp"

namespace lightloop::xrt_device {

class Simulation {
 public:
  static constexpr std::uint64_t kFirstPoll = 512;
  static constexpr std::uint64_t kMaxPoll = 16384;
  static constexpr std::uint64_t kStatusInterval = 64;  ///< clocks to the first look at the status
  static constexpr std::uint64_t kTransferClocks = 256;
  static constexpr std::uint64_t kQuietClocks = 1024;
  static constexpr std::uint64_t kRegisterLimit = 10000;  ///< clocks that an access may take

  /// Loads the kernel libraries from `directory` and makes all compute units; `for_waveforms` takes
  /// the libraries that can write some. Captures behind stream ports are looked for in `captures`.
  /// Throws std::runtime_error.
  Simulation(const DeviceDescription& device, const std::filesystem::path& directory,
             bus::Memory& memory, const std::filesystem::path& captures = {},
             bool for_waveforms = false);

  /// Reads or writes a 32-bit register. Nothing / false: no compute unit there, not a multiple of
  /// 4, refused by the kernel (SLVERR, DECERR) or not answered within kRegisterLimit clocks, after
  /// which the registers of that compute unit stay out of reach.
  std::optional<std::uint32_t> read_register(std::uint64_t address);
  bool write_register(std::uint64_t address, std::uint32_t value);

  /// From now on time passes as wall time does, `hz` clocks a second, beside what requests take:
  /// the device catches up at each call of follow_wall_time().
  void set_rate(double hz);
  /// Runs the clocks that have passed by wall time since the last call, kernels without a start
  /// included, for as long as has passed and a second at most: those that the models are too slow
  /// for are left out. Nothing without set_rate().
  void follow_wall_time();

  /// The interrupt of compute unit number `unit`: nothing / false if there is none.
  std::optional<xrt_protocol::InterruptState> interrupt_state(std::uint64_t unit);
  bool command_interrupt(std::uint64_t unit, std::uint32_t command);
  /// Lets time pass until it has come, as a poll of a status does. Time that follows wall time
  /// passes by itself.
  void await_interrupt(std::uint64_t unit);

  /// To be called with each DMA transfer.
  void note_transfer();

  /// Accesses of kernels to memory that they are not connected to; each has had a DECERR.
  std::uint64_t refused_accesses() const { return faults_; }

  /// Clocks since the start.
  std::uint64_t clocks() const { return clocks_; }

  /// Lets what captures still hold come in and go out, as long as kernels take it, and completes
  /// the captures that are written. Says what was left. Throws std::runtime_error.
  void finish_streams();

  struct WaveformFile {
    std::string unit;
    std::string path;
    std::string problem;  ///< why there is none; empty if there is
  };
  /// Opens a waveform for each compute unit, PREFIX.INSTANCE.fst. Before the first clock: kernels
  /// that have a library of their own for waveforms begin anew with that. Throws std::runtime_error
  /// if it does not load.
  std::vector<WaveformFile> open_waveforms(const std::string& prefix);
  void close_waveforms();

 private:
  struct Unit {
    std::unique_ptr<ComputeUnit> kernel;
    bool started = false;
    bool hung = false;
    unsigned polls = 0;  // in a row, for the growth of the clocks per poll
    std::uint64_t beats_seen = 0;
    std::uint64_t last_activity = 0;
    std::uint64_t start = 0;  // the clock in which it was started
  };
  struct LastRead {
    const Unit* unit = nullptr;
    std::uint64_t offset = 0;
  };

  // Units that streams connect, or one unit without streams. One thread runs it.
  struct Group {
    std::vector<std::size_t> units{};
    bool has_streams = false;
  };

  void load(bool for_waveforms);
  void connect();
  void connect_units(const StreamDescription& stream);
  void check_capture_files();
  void connect_capture(const CaptureDescription& capture);
  void take_what_goes_nowhere(const std::set<StreamPortDescription>& connected);
  ComputeUnit& unit_of(const StreamPortDescription& place);
  const std::string& name_of(const StreamPortDescription& place);
  bool is_input(const StreamPortDescription& place);
  bool any_stream_pending() const;
  bool runs_by_itself() const;
  std::uint64_t total(std::uint64_t (ComputeUnit::*count)() const) const;
  void make_groups(const std::vector<std::size_t>& group_of);
  Unit* find(std::uint64_t address);
  Unit* find_interrupt(std::uint64_t unit);
  bool is_active(const Unit& unit) const;
  bool is_active(const Group& group) const;
  bool any_active() const;
  void run(std::uint64_t clocks, const Unit* accessed);
  std::uint64_t run_some(const Group& group, std::uint64_t first, std::uint64_t clocks);
  void run_alone(const Group& group, std::uint64_t clocks);
  void run_in_turn(std::uint64_t clocks);
  void run_together(std::uint64_t clocks);
  void advance(std::uint64_t clocks);
  std::optional<bus::Axi4LiteMaster::Completion> access(Unit& unit);
  std::optional<std::uint32_t> read_once(Unit& unit, std::uint64_t offset);
  std::optional<std::uint32_t> poll_status(Unit& unit);
  bool is_done(const Unit& unit, std::uint32_t status) const;
  static std::uint64_t poll_clocks(unsigned polls);

  DeviceDescription device_;
  std::filesystem::path directory_;
  std::filesystem::path captures_;
  bool for_waveforms_ = false;
  bus::Memory& memory_;
  std::map<std::string, KernelLibrary> libraries_;  // by kernel
  std::atomic<std::uint64_t> faults_{0};
  std::vector<std::unique_ptr<OrderedMemory>> memories_;  // of each group
  std::vector<Unit> units_;
  std::vector<Group> groups_;
  std::optional<MemoryOrder> order_;
  bool has_captures_ = false;
  double rate_hz_ = 0;  // 0: time passes in requests only
  std::chrono::steady_clock::time_point followed_{};
  Crew crew_;
  std::vector<std::size_t> running_;  // groups, of run(), kept for its memory
  std::uint64_t clocks_ = 0;
  LastRead last_read_;
};

}  // namespace lightloop::xrt_device
