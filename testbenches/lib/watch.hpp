// SPDX-License-Identifier: Apache-2.0
// A look at a port each time the model has settled, on behalf of a waiter.
#pragma once

#include "testbenches/lib/intrusive_list.hpp"
#include "testbenches/lib/waiter.hpp"

namespace lightloop::testbench {

/// Lives in a trigger; its destructor ends it.
class Watch : public ListNode {
 public:
  /// Compares the port with its value at the last look; true when what is waited for has happened.
  virtual bool happened() = 0;

  void set_waiter(Waiter& waiter) { waiter_ = &waiter; }
  Waiter& waiter() const { return *waiter_; }

 protected:
  Watch() = default;
  Watch(const Watch&) = default;
  Watch& operator=(const Watch&) = default;
  ~Watch() = default;

 private:
  Waiter* waiter_ = nullptr;
};

}  // namespace lightloop::testbench
