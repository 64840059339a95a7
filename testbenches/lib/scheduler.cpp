// SPDX-License-Identifier: Apache-2.0
#include "testbenches/lib/scheduler.hpp"

#include <utility>

namespace lightloop::testbench {

Scheduler::~Scheduler() {
  while (!tasks_.empty()) kill(*tasks_.back());
}

void Scheduler::start(std::shared_ptr<TaskState> task) {
  TaskState& state = *task;
  state.of_run_ = in_run_;
  state.place_ = tasks_.insert(tasks_.end(), std::move(task));
  make_ready(state);
}

void Scheduler::kill(TaskState& task) {
  if (task.done_) return;
  if (&task == running_) {
    task.kill_pending_ = task.attention_ = true;
    return;
  }
  task.killed_ = true;
  end(task);
}

void Scheduler::end(TaskState& task) {
  task.done_ = true;
  const std::shared_ptr<TaskState> keep = std::move(*task.place_);
  tasks_.erase(task.place_);
  task.unlink();
  if (task.killed_) {
    task.destroy();
  } else {
    task.exception_ = task.collect();
    if (task.exception_ && task.joiners_.empty() && !failure_) failure_ = task.exception_;
  }
  make_ready(task.joiners_);
}

void Scheduler::give_turns() {
  std::uint64_t turns = 0;
  while (Waiter* const waiter = ready_.pop_front()) {
    TaskState& task = waiter->task();
    running_ = &task;
    waiter->fire();
    running_ = nullptr;
    if (task.attention_) [[unlikely]] {
      task.killed_ = task.kill_pending_;
      end(task);
    }
    if (++turns == kMaxTurns) {
      throw BenchError("tasks wake each other without time passing: " + describe_tasks());
    }
  }
}

void Scheduler::end_run() {
  in_run_ = false;
  // What a task's locals do when they are destroyed may start or end others: begin anew each time.
  for (bool found = true; found;) {
    found = false;
    for (auto place = tasks_.rbegin(); place != tasks_.rend(); ++place) {
      if (!(*place)->of_run_) continue;
      kill(**place);
      found = true;
      break;
    }
  }
}

std::string Scheduler::describe_tasks() const {
  constexpr std::size_t kMaxShown = 8;
  std::string text;
  std::size_t shown = 0;
  for (const auto& task : tasks_) {
    if (shown++ == kMaxShown) {
      return text + ", and " + std::to_string(tasks_.size() - kMaxShown) + " more tasks";
    }
    if (!text.empty()) text += ", ";
    text += task->name() + " waits for " + task->waiting_for();
  }
  return text.empty() ? "no task" : text;
}

}  // namespace lightloop::testbench
