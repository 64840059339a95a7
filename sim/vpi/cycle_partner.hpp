// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace lightloop::vpi {

/// An attachment as the host calls it, with the model's class taken away. See attachment.hpp.
class CyclePartner {
 public:
  virtual ~CyclePartner() = default;
  virtual void drive() = 0;
  virtual void sample() = 0;
  virtual void settled() = 0;
  virtual bool watches_outputs() const = 0;
  virtual std::string check() = 0;
};

}  // namespace lightloop::vpi
