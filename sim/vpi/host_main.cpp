// SPDX-License-Identifier: Apache-2.0
// The part of a host program that knows the model's class. Compiled once for each host, with
//   LIGHTLOOP_VPI_MODEL          the class, LIGHTLOOP_VPI_MODEL_HEADER its header
//   LIGHTLOOP_VPI_TOPLEVEL       name of the top module
//   LIGHTLOOP_VPI_CLOCK          the port that SystemC drives, if any; LIGHTLOOP_VPI_CLOCK_NAME and
//   LIGHTLOOP_VPI_CLOCK_PERIOD   its name and period as strings
//   LIGHTLOOP_VPI_DESCRIPTION    defined when a source file made by scripts/vpi_description.py is
//   there LIGHTLOOP_VPI_THREADS        the number after --threads, if the model was verilated with
//   it LIGHTLOOP_VPI_ATTACHMENT     defined when a source file has make_attachment()
//   LIGHTLOOP_VPI_WAVE_FILE      the class that writes waveforms, if not VerilatedFstC
//   LIGHTLOOP_VPI_WAVES          the waveform file that is written without being asked for, if any
//   LIGHTLOOP_VPI_COVERAGE_FILE  where Verilator's coverage is written at the end, if anywhere
#include LIGHTLOOP_VPI_MODEL_HEADER

#ifdef LIGHTLOOP_VPI_ATTACHMENT
#include "sim/vpi/attachment.hpp"
#endif
#include "sim/vpi/run_host.hpp"

namespace lightloop::vpi {
#ifdef LIGHTLOOP_VPI_DESCRIPTION
DesignDescription describe_design(LIGHTLOOP_VPI_MODEL& model);
#endif
namespace {

#ifdef LIGHTLOOP_VPI_ATTACHMENT
class Partner final : public CyclePartner {
 public:
  Partner(Model& model, std::unique_ptr<Attachment> attachment)
      : model_(model), attachment_(std::move(attachment)) {}
  void drive() override { attachment_->drive(model_); }
  void sample() override { attachment_->sample(model_); }
  void settled() override { attachment_->settled(model_); }
  bool watches_outputs() const override { return attachment_->watches_outputs(); }
  std::string check() override { return attachment_->check(model_); }

 private:
  Model& model_;
  std::unique_ptr<Attachment> attachment_;
};
#endif

int run(int argc, char** argv) {
  RunningModelOf<LIGHTLOOP_VPI_MODEL> model{};
  HostDefaults defaults;
  defaults.toplevel = LIGHTLOOP_VPI_TOPLEVEL;
  HostedModel hosted{model, [&model] { model.elaborate(); }, {}, {}, {}};
#ifdef LIGHTLOOP_VPI_DESCRIPTION
  hosted.describe = [&model] { return describe_design(model.model()); };
#endif
#ifdef LIGHTLOOP_VPI_WAVES
  if (model.traceable()) defaults.waves = LIGHTLOOP_VPI_WAVES;
#endif
#ifdef LIGHTLOOP_VPI_CLOCK
  defaults.clock = LIGHTLOOP_VPI_CLOCK_NAME;
  defaults.clock_period_fs = parse_duration_fs(LIGHTLOOP_VPI_CLOCK_PERIOD);
  hosted.clock_pin = [&model] { return &model.model().LIGHTLOOP_VPI_CLOCK; };
#endif
#ifdef LIGHTLOOP_VPI_ATTACHMENT
  hosted.attach = [&model](AttachmentPoint& host) -> std::unique_ptr<CyclePartner> {
    return std::make_unique<Partner>(model.model(), make_attachment(model.model(), host));
  };
#endif
  return run_host(defaults, hosted, argc, argv);
}

}  // namespace
}  // namespace lightloop::vpi

int main(int argc, char** argv) { return lightloop::vpi::run(argc, argv); }
