// SPDX-License-Identifier: Apache-2.0
// What a clocked model and the failure waves know of each other.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>

namespace lightloop::verilated {

/// A clocked model that may be able to record a waveform.
class WaveSource {
 public:
  virtual ~WaveSource() = default;

  /// For messages and file names.
  virtual std::string wave_name() const = 0;
  /// Clock cycles completed.
  virtual std::uint64_t cycles() const = 0;
  /// Empty when the model can record; otherwise the reason why not.
  virtual std::string why_no_waves() const = 0;
  /// Whether somebody records this model already.
  virtual bool recording() const = 0;
  /// Whether a run is going on.
  virtual bool running() const = 0;
  /// Records to an FST file from now on; std::runtime_error when it cannot be written.
  virtual void begin_waves(const std::filesystem::path& file) = 0;
  virtual void end_waves() = 0;
  /// Stops recording and leaves the file to another process, which has it open too.
  virtual void abandon_waves() = 0;
};

/// A WaveSource's membership in the FailureWaves of the process, for as long as this object lives.
class WaveWatch {
 public:
  explicit WaveWatch(WaveSource& source);
  ~WaveWatch();
  WaveWatch(const WaveWatch&) = delete;
  WaveWatch& operator=(const WaveWatch&) = delete;

  /// To be called before each cycle, `cycles` being those completed.
  void before_cycle(std::uint64_t cycles) {
    if (cycles >= due_) [[unlikely]]
      act();
  }

  /// Whether this process repeats a failed run to record it: waveforms that the bench itself asks
  /// for have been written by the original.
  bool replaying() const;

 private:
  friend class FailureWaves;
  static constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

  void act();

  WaveSource& source_;
  std::uint64_t due_ = kNever;
};

}  // namespace lightloop::verilated
