// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/bus_models.hpp"

#include <stdexcept>

#include "sim/vpi/vpi_object.hpp"

namespace lightloop::vpi {

bus::Signal find_port(Design& design, const std::string& name) {
  const std::unique_ptr<Object> object = object_of(design.find(name, nullptr));
  if (object == nullptr) return {};
  const auto* signal = object->kind == ObjectKind::kSignal
                           ? static_cast<const SignalObject*>(object.get())
                           : nullptr;
  if (signal == nullptr || signal->view.type->kind != DataKind::kBits || signal->view.lsb != 0 ||
      signal->part) {
    throw std::invalid_argument(name + " is no signal of bits, or part of one");
  }
  return {signal->view.data, signal->view.bytes, static_cast<unsigned>(signal->view.type->bits)};
}

bus::Signal need_port(Design& design, const std::string& name) {
  const bus::Signal port = find_port(design, name);
  if (!port.connected()) throw std::invalid_argument("the design has no signal " + name);
  return port;
}

int BusModels::add(std::unique_ptr<HostedBus> model, const BusClock& clock) {
  Entry entry{std::move(model), clock};
  entry.was_high = clock.clock.get() != 0;
  models_.emplace(++last_, std::move(entry));
  any_to_drive_ = true;
  return last_;
}

void BusModels::remove(int number) { models_.erase(number); }

void BusModels::look_at_clocks() {
  for (auto& [number, entry] : models_) {
    const bool high = entry.clock.clock.get() != 0;
    if (!std::exchange(entry.was_high, high) && high) {
      if (entry.clock.reset.connected() &&
          (entry.clock.reset.get() != 0) == entry.clock.reset_level) {
        entry.model->reset();
      } else if (entry.model->sample()) {
        ++entry.events;
      }
      entry.to_drive = any_to_drive_ = true;
    }
  }
}

bool BusModels::drive() {
  if (!std::exchange(any_to_drive_, false)) return false;
  for (auto& [number, entry] : models_) {
    if (std::exchange(entry.to_drive, false)) entry.model->drive();
  }
  return true;
}

int BusModels::begin_wait(int number) {
  waits_[++last_] = {number, events(number)};
  return last_;
}

bool BusModels::wait_is_over(int wait) const {
  const auto found = waits_.find(wait);
  return found == waits_.end() || found->second.seen != events(found->second.model);
}

/// 0 when there is none of this number.
std::uint64_t BusModels::events(int number) const {
  const auto found = models_.find(number);
  return found == models_.end() ? 0 : found->second.events;
}

}  // namespace lightloop::vpi
