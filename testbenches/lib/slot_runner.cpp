// SPDX-License-Identifier: Apache-2.0
#include "testbenches/lib/slot_runner.hpp"

#include <utility>

namespace lightloop::testbench {

SlotRunner::SlotRunner(std::uint64_t period_ps, std::uint64_t first_cycle)
    : period_ps_(period_ps),
      cycle_(first_cycle),
      cycle_start_ps_(first_cycle * period_ps),
      clock_(period_ps, first_cycle),
      slot_(scheduler_.slot()) {
  slot_.now_ps = first_cycle == 0 ? 0 : cycle_start_ps_ - (period_ps - period_ps / 2);
}

void SlotRunner::hold_partners() {
  for (const BusPartner& partner : partners_) {
    if (partner.reset != nullptr) partner.reset(partner.bus);
  }
  partners_held_ = partners_drive_once_ = true;
}

void SlotRunner::settle(const ModelEval& model) {
  if (!unsettled_) return;
  model();
  unsettled_ = false;
}

void SlotRunner::finish_moment(const ModelEval& model) {
  scheduler_.run_ready();
  if (!slot_.observed()) {
    if (slot_.writes.apply()) unsettled_ = true;
    return;
  }
  for (unsigned round = 0;; ++round) {
    if (round == kMaxRounds) {
      throw BenchError("the model and the tasks do not settle: " + scheduler_.describe_tasks());
    }
    slot_.watches.for_each([this](Watch& watch) {
      if (!watch.happened()) return;
      watch.unlink();
      scheduler_.make_ready(watch.waiter());
    });
    scheduler_.run_ready();
    if (slot_.writes.apply()) unsettled_ = true;
    if (unsettled_) {
      settle(model);
      continue;
    }
    if (slot_.read_write.empty()) break;
    slot_.phase = Phase::kReadWrite;
    scheduler_.make_ready(slot_.read_write);
    scheduler_.run_ready();
    slot_.phase = Phase::kActive;
  }
  if (slot_.read_only.empty()) return;
  slot_.phase = Phase::kReadOnly;
  scheduler_.make_ready(slot_.read_only);
  scheduler_.run_ready();
  slot_.phase = Phase::kActive;
}

void SlotRunner::wake_timed(std::uint64_t now_ps, const ModelEval& model) {
  slot_.now_ps = now_ps;
  if (slot_.next_time_step.empty() && slot_.timers.next() > now_ps) return;
  settle(model);
  WaiterList due;
  due.take_all(slot_.next_time_step);
  slot_.timers.take_due(now_ps, due);
  scheduler_.make_ready(due);
  scheduler_.run_ready();
}

void SlotRunner::run_timers_before(std::uint64_t end_ps, const ModelEval& model) {
  while (slot_.timers.next() < end_ps) {
    wake_timed(slot_.timers.next(), model);
    finish_moment(model);
  }
}

void SlotRunner::drive(const ModelEval& model) {
  scheduler_.run_ready();  // a run begins: what its tasks send goes out now
  if (!partners_held_ || std::exchange(partners_drive_once_, false)) {
    for (const BusPartner& partner : partners_) {
      partner.drive(partner.bus, model.model);
      unsettled_ = true;
    }
  }
  finish_moment(model);
  run_timers_before(cycle_start_ps_, model);
  wake_timed(cycle_start_ps_, model);
  if (cycle_ == 0) return;  // the clock is low from the beginning: no edge
  if (clock_.awaited(ClockEdge::kFalling)) settle(model);
  clock_.tick(ClockEdge::kFalling, cycle_, scheduler_);
  scheduler_.run_ready();
}

void SlotRunner::sample(const ModelEval& model) {
  unsettled_ = false;  // the clock loop has evaluated the model with the clock low
  if (!slot_.writes.empty() || slot_.observed()) finish_moment(model);
  const std::uint64_t rise_ps = cycle_start_ps_ + period_ps_ / 2;
  run_timers_before(rise_ps, model);
  settle(model);
  wake_timed(rise_ps, model);
  if (!partners_held_) {
    for (const BusPartner& partner : partners_) partner.sample(partner.bus, model.model);
  }
  clock_.tick(ClockEdge::kRising, cycle_, scheduler_);
  scheduler_.run_ready();
  ++cycle_;
  cycle_start_ps_ += period_ps_;
}

}  // namespace lightloop::testbench
