// SPDX-License-Identifier: Apache-2.0
// A SystemC module beside cocotb: an SC_THREAD that answers cycle_o of the model on sum_i after a
// delay of its own, through signals. With a plusarg it misbehaves at 100 ns: +sc_stop, +sc_error,
// +sc_throw, +sc_end.
#include <algorithm>
#include <stdexcept>
#include <string>

#include "sim/vpi/attachment.hpp"

namespace lightloop::vpi {
namespace {

/// Gives back, 1 ns after each change of its input, that number plus one.
class Responder final : public sc_core::sc_module {
 public:
  sc_core::sc_in<unsigned> number_i{"number_i"};
  sc_core::sc_out<unsigned> answer_o{"answer_o"};

  Responder(const sc_core::sc_module_name& name, AttachmentPoint& host)
      : sc_core::sc_module(name), host_(host) {
    SC_HAS_PROCESS(Responder);
    SC_THREAD(answer);
    SC_THREAD(misbehave);
  }

 private:
  bool asked_for(const char* plusarg) const {
    const auto& plusargs = host_.plusargs();
    return std::find(plusargs.begin(), plusargs.end(), plusarg) != plusargs.end();
  }

  void answer() {
    while (true) {
      wait(number_i.value_changed_event());
      wait(1, sc_core::SC_NS);
      answer_o.write(number_i.read() + 1);
    }
  }

  void misbehave() {
    wait(100, sc_core::SC_NS);
    if (asked_for("+sc_stop")) sc_core::sc_stop();
    if (asked_for("+sc_error")) SC_REPORT_ERROR("responder", "error by plusarg");
    if (asked_for("+sc_throw")) throw std::runtime_error("thrown by plusarg");
    if (asked_for("+sc_end")) host_.end("ended by plusarg");
  }

  AttachmentPoint& host_;
};

/// Takes the signals of the responder to the ports of the model: an output when the model has
/// settled, an input when its signal changes, at any time.
class Wiring final : public Attachment {
 public:
  Wiring(Model& model, AttachmentPoint& host) : host_(host), responder_("responder", host) {
    responder_.number_i(number_);
    responder_.answer_o(answer_);
    sc_core::sc_spawn_options options;
    options.spawn_method();
    options.dont_initialize();
    options.set_sensitivity(&answer_.value_changed_event());
    sc_core::sc_spawn(
        [this, &model] {
          model.sum_i = static_cast<CData>(answer_.read());
          host_.ports_changed();
        },
        "answer_to_port", &options);
  }

  bool watches_outputs() const override { return true; }
  void settled(Model& model) override { number_.write(model.cycle_o); }

 private:
  AttachmentPoint& host_;
  sc_core::sc_signal<unsigned> number_{"number"};
  sc_core::sc_signal<unsigned> answer_{"answer"};
  Responder responder_;
};

}  // namespace

std::unique_ptr<Attachment> make_attachment(Model& model, AttachmentPoint& host) {
  return std::make_unique<Wiring>(model, host);
}

}  // namespace lightloop::vpi
