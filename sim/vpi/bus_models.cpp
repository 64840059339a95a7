// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/bus_models.hpp"

#include <algorithm>
#include <stdexcept>

#include "sim/vpi/vpi_object.hpp"
#include "sim/vpi/vpi_state.hpp"

namespace lightloop::vpi {

namespace {

/// Why a model cannot drive it; "" if it can. Of a variable inside the design it is not known who
/// writes it, but for ports of inner modules.
std::string objection(const Variable& variable) {
  if (variable.parameter) return "a parameter";
  if (!variable.writable) return "public_flat_rd only";
  if (variable.data == VpiState::instance().requests.owned_clock) {
    return "the clock that SystemC drives";
  }
  if (variable.is_input() || variable.direction == vpiNoDirection) return "";
  if (variable.direction == vpiOutput) return "an output of the design";
  return variable.pin ? "an inout port that the RTL drives" : "a port of an inner module";
}

}  // namespace

bus::Signal find_port(Design& design, const std::string& name, PortUse use) {
  const std::unique_ptr<Object> object = object_of(design.find(name, nullptr));
  if (object == nullptr) return {};
  const auto* signal = object->kind == ObjectKind::kSignal
                           ? static_cast<const SignalObject*>(object.get())
                           : nullptr;
  if (signal == nullptr || signal->view.type->kind != DataKind::kBits || signal->view.lsb != 0 ||
      signal->part) {
    throw std::invalid_argument(name + " is no signal of bits, or part of one");
  }
  if (use == PortUse::kDrives) {
    const std::string why_not = objection(signal->variable);
    if (!why_not.empty()) {
      throw std::invalid_argument(name + " cannot be driven: it is " + why_not);
    }
  }
  return {signal->view.data, signal->view.bytes, static_cast<unsigned>(signal->view.type->bits)};
}

bus::Signal need_port(Design& design, const std::string& name, PortUse use) {
  const bus::Signal port = find_port(design, name, use);
  if (!port.connected()) throw std::invalid_argument("the design has no signal " + name);
  return port;
}

void HostedBus::let_go() {
  for (bus::Signal& offer : offers_) offer.set(0);
}

bool HostedBus::shares_port_with(const HostedBus& other) const {
  return std::any_of(offers_.begin(), offers_.end(), [&](const bus::Signal& mine) {
    return mine.connected() &&
           std::any_of(other.offers_.begin(), other.offers_.end(), [&](const bus::Signal& theirs) {
             return mine.bytes().data() == theirs.bytes().data();
           });
  });
}

int BusModels::add(std::unique_ptr<HostedBus> model, const BusClock& clock) {
  std::erase_if(models_,
                [&](const auto& other) { return other.second.model->shares_port_with(*model); });
  Entry entry{std::move(model), clock};
  entry.was_high = clock.clock.get() != 0;
  models_.emplace(++last_, std::move(entry));
  any_to_drive_ = true;
  return last_;
}

void BusModels::remove(int number) {
  const auto found = models_.find(number);
  if (found == models_.end()) return;
  found->second.model->let_go();
  models_.erase(found);
}

void BusModels::note_event(int number) {
  const auto found = models_.find(number);
  if (found != models_.end()) ++found->second.events;
}

void BusModels::look_at_clocks() {
  for (auto& [number, entry] : models_) {
    const bool high = entry.clock.clock.get() != 0;
    if (!std::exchange(entry.was_high, high) && high) {
      entry.in_reset = entry.clock.reset.connected() &&
                       (entry.clock.reset.get() != 0) == entry.clock.reset_level;
      if (entry.in_reset ? entry.model->reset() : entry.model->sample()) ++entry.events;
      entry.to_drive = any_to_drive_ = true;
    }
  }
}

bool BusModels::drive() {
  if (!std::exchange(any_to_drive_, false)) return false;
  for (auto& [number, entry] : models_) {
    if (!std::exchange(entry.to_drive, false)) continue;
    if (entry.in_reset) {
      entry.model->let_go();
    } else {
      entry.model->drive();
    }
  }
  return true;
}

int BusModels::begin_wait(int number) {
  waits_[++last_] = {number, events(number)};
  return last_;
}

bool BusModels::wait_is_over(int wait) {
  const auto found = waits_.find(wait);
  if (found == waits_.end()) return true;
  if (found->second.seen == events(found->second.model)) return false;
  waits_.erase(found);
  return true;
}

/// 0 when there is none of this number.
std::uint64_t BusModels::events(int number) const {
  const auto found = models_.find(number);
  return found == models_.end() ? 0 : found->second.events;
}

}  // namespace lightloop::vpi
