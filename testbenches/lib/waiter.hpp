// SPDX-License-Identifier: Apache-2.0
// The link between what is waited for and who waits.
#pragma once

#include <string>

#include "testbenches/lib/intrusive_list.hpp"

namespace lightloop::testbench {

class TaskState;

/// Something that waits on behalf of a task: lives in the task's coroutine frame, and is in the
/// list of what it waits for, or in the scheduler's list of those whose turn has come.
class Waiter : public ListNode {
 public:
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  /// Its turn has come; it is in no list. Called by the scheduler only.
  virtual void fire() = 0;
  /// What is waited for, for messages.
  virtual std::string what() const = 0;

  /// The started task in whose name it waits.
  TaskState& task() const { return *task_; }

 protected:
  explicit Waiter(TaskState* task) : task_(task) {}
  ~Waiter() = default;
  void set_task(TaskState& task) { task_ = &task; }

 private:
  TaskState* task_;
};

using WaiterList = IntrusiveList<Waiter>;

}  // namespace lightloop::testbench
