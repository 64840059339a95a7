// SPDX-License-Identifier: Apache-2.0
// A copy of the running process, asleep: everything that the process knows (C++ objects,
// coroutines, the SystemC world, Verilated models) as it was in one moment. fork() makes it in a
// fraction of a millisecond, and memory is shared until one of the two writes.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <sys/types.h>
#include <variant>

namespace lightloop::verilated {

/// Handle of a sleeping copy. The copy does not outlive the handle, nor the process that made it,
/// however that process ends.
class Snapshot {
 public:
  /// What the copy finds when it is woken: the bytes given to wake().
  using Order = std::string;

  /// Copies this process. Returns in the original, at once, a Snapshot; in the copy, when it is
  /// woken, the Order. Output buffered in stdio streams and std::cout is written first, so that it
  /// is not written twice. Throws std::system_error when the system refuses. Only the calling
  /// thread exists in the copy: call it while there is no other (see threads()).
  static std::variant<Snapshot, Order> take();

  /// Threads of this process.
  static unsigned threads();

  Snapshot(Snapshot&& other) noexcept;
  Snapshot& operator=(Snapshot&& other) noexcept;
  /// Ends the copy and waits until it is gone.
  ~Snapshot();

  /// Wakes the copy; `order` has at most 4096 bytes. Once. False when the copy is dead.
  bool wake(const Order& order);

  /// Waits until the copy ends by itself: its exit status as waitpid() gives it, nothing when it
  /// still runs after `limit`.
  std::optional<int> wait(std::chrono::milliseconds limit);

  /// Ends the copy without waiting for it; the destructor then hardly waits.
  void stop();

  /// The copy's process id, for messages.
  pid_t process() const { return process_; }

 private:
  Snapshot(pid_t process, int pipe_end);
  void discard() noexcept;
  /// Handles that a copy inherits are not its own: it must not end its brothers.
  bool owned() const;

  pid_t owner_ = -1;
  pid_t process_ = -1;
  int pipe_end_ = -1;
};

}  // namespace lightloop::verilated
