// SPDX-License-Identifier: Apache-2.0
// A clocked hook beside cocotb: drives sum_i with 5 in each cycle out of reset and adds up what it
// saw. `check()` compares with what the RTL has. +bus_wrong: it expects something else; +bus_throw:
// the comparison throws.
#include <algorithm>
#include <stdexcept>
#include <string>

#include "sim/vpi/attachment.hpp"

namespace lightloop::vpi {
namespace {

class SumDriver final : public Attachment {
 public:
  explicit SumDriver(const std::vector<std::string>& plusargs)
      : wrong_(std::ranges::count(plusargs, "+bus_wrong") != 0),
        throws_(std::ranges::count(plusargs, "+bus_throw") != 0) {}

  void drive(Model& model) override { model.sum_i = model.rst_ni != 0 ? 5 : 0; }

  void sample(Model& model) override {
    expected_ = model.rst_ni != 0 ? static_cast<std::uint8_t>(expected_ + model.sum_i) : 0;
  }

  std::string check(Model& model) override {
    if (throws_) throw std::runtime_error("thrown by plusarg");
    if (wrong_) ++expected_;
    if (model.sum_o == expected_) return {};
    return "sum_o is " + std::to_string(model.sum_o) + ", expected " + std::to_string(expected_);
  }

 private:
  bool wrong_;
  bool throws_;
  std::uint8_t expected_ = 0;
};

}  // namespace

std::unique_ptr<Attachment> make_attachment(Model& /*model*/, AttachmentPoint& host) {
  return std::make_unique<SumDriver>(host.plusargs());
}

}  // namespace lightloop::vpi
