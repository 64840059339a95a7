// SPDX-License-Identifier: Apache-2.0
// What every bus model in this folder is: a synchronous block with registered outputs, evaluated in
// two phases around the rising clock edge of the model it is attached to.
//
//   clock low, model evaluated, everything settled
//     sample()            read the ports as a flip-flop would see them at the edge
//   clock = 1, model.eval()
//     drive()             put out what follows from the sampled values
//   clock = 0, model.eval()   (combinational outputs follow the new inputs)
//
// sample() writes no port and drive() reads none, so the order among several bus models is free.
// In a simulator with signal semantics (SystemC) both may be called in one clocked process.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>

namespace lightloop::bus {

class BusModel {
 public:
  virtual ~BusModel() = default;
  /// Reads the ports, just before the rising edge.
  virtual void sample() = 0;
  /// Writes the ports, just after the rising edge.
  virtual void drive() = 0;
  /// Forgets all transactions and takes outputs to their reset values at the next drive().
  virtual void reset() = 0;
  /// No transaction is waiting, in flight or visible on the ports as of the last sample().
  virtual bool idle() const = 0;
};

/// The attached design broke a rule of the bus. The message names the bus model, the clock (count
/// of sample() calls), the rule and the values.
class ProtocolError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Gets the message of each violation. Default everywhere: throw ProtocolError.
using ViolationHandler = std::function<void(const std::string& message)>;

/// The default ViolationHandler.
inline void throw_violation(const std::string& message) { throw ProtocolError(message); }

}  // namespace lightloop::bus
