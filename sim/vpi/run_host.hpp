// SPDX-License-Identifier: Apache-2.0
// The program around a model: everything that does not depend on the model's class.
#pragma once

#include <functional>
#include <memory>

#include "sim/vpi/cycle_partner.hpp"
#include "sim/vpi/design_description.hpp"
#include "sim/vpi/host_options.hpp"
#include "sim/vpi/model.hpp"

namespace lightloop::vpi {

class AttachmentPoint;

/// What the program of one model hands over.
struct HostedModel {
  RunningModel& model;
  std::function<void()> elaborate;              ///< after the plusargs are known
  std::function<DesignDescription()> describe;  ///< afterwards; empty when nothing is known
  std::function<CData*()> clock_pin;            ///< empty when the defaults name no clock
  /// Makes the attachment; empty when there is none.
  std::function<std::unique_ptr<CyclePartner>(AttachmentPoint&)> attach;
};

/// Runs the whole program and returns its exit code: 0 all tests passed; 1 a test failed, or none
/// ran; 2 the command line, the configuration or a file is wrong; 3 the run did not end as the
/// application wanted ($fatal, $stop, $error, a failed assertion, sc_stop(), an error in a SystemC
/// module or attachment, start-up failure, time limit). In each case but 2 the results file tells
/// why.
int run_host(const HostDefaults& defaults, const HostedModel& hosted, int argc, char** argv);

}  // namespace lightloop::vpi
