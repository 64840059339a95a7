// SPDX-License-Identifier: Apache-2.0
// C++ and SystemC models beside a VPI application, on the same ports. A host with an attachment is
// built from one more source file, which defines make_attachment():
//
//   #include "sim/vpi/attachment.hpp"
//
//   namespace {
//   class Channel final : public lightloop::vpi::Attachment {
//    public:
//     void drive(lightloop::vpi::Model& model) override { model.rx_i = ...; }
//     void sample(lightloop::vpi::Model& model) override { ... = model.tx_o; }
//   };
//   }  // namespace
//
//   std::unique_ptr<lightloop::vpi::Attachment> lightloop::vpi::make_attachment(
//       Model& model, AttachmentPoint& host) {
//     return std::make_unique<Channel>();
//   }
#pragma once

#include <memory>
#include <vector>

#include "sim/verilated/simulation.hpp"
#ifdef LIGHTLOOP_VPI_MODEL
#include LIGHTLOOP_VPI_MODEL_HEADER
#endif

namespace lightloop::vpi {

#ifdef LIGHTLOOP_VPI_MODEL
/// The class that Verilator made of the host's top module.
using Model = LIGHTLOOP_VPI_MODEL;
#endif

/// What an attachment gets from its host.
class AttachmentPoint {
 public:
  virtual ~AttachmentPoint() = default;
  /// The SystemC world: make<T>(name, ...) for modules of the attachment's own. During
  /// make_attachment() it is current, so that modules may also be members of the attachment.
  virtual verilated::Simulation& simulation() = 0;
  /// Notified one delta cycle after each rising edge of the clock that SystemC drives.
  virtual const sc_core::sc_event& rising_edge() = 0;
  /// For processes of the attachment that write input ports by themselves: the model is evaluated
  /// in the next delta cycle of the present time.
  virtual void ports_changed() = 0;
  /// Ends the run: the VPI application is told that the simulation ends, and what it was doing
  /// counts as failed. `reason` goes into the results.
  virtual void end(const std::string& reason) = 0;
  /// The arguments that begin with a plus sign, as the RTL's $value$plusargs sees them.
  virtual const std::vector<std::string>& plusargs() const = 0;
};

/// Models of the same cycle contract as verilated::CycleHook. drive() and sample() are called for
/// each cycle of the clock that SystemC drives (lightloop_add_vpi_host CLOCK), those in reset
/// included. Exceptions that leave any of the functions end the run as failed.
template <typename M>
class AttachmentOf {
 public:
  virtual ~AttachmentOf() = default;
  /// Writes the inputs for the coming rising edge; called after the last one (first at time 0).
  virtual void drive(M& /*model*/) {}
  /// Sees every port as the flip-flops see it at the coming rising edge. Writes nothing.
  virtual void sample(M& /*model*/) {}
  /// Called each time the model has settled, clocked or not: outputs may go to SystemC signals.
  /// Not called unless watches_outputs() says so.
  virtual void settled(M& /*model*/) {}
  virtual bool watches_outputs() const { return false; }
  /// Called after the run, before the verdict: a problem found here (message not empty) fails the
  /// run.
  virtual std::string check(M& /*model*/) { return {}; }
};

#ifdef LIGHTLOOP_VPI_MODEL
using Attachment = AttachmentOf<Model>;

/// Defined by the attachment's source file. The model is elaborated but not evaluated yet.
std::unique_ptr<Attachment> make_attachment(Model& model, AttachmentPoint& host);
#endif

}  // namespace lightloop::vpi
