// SPDX-License-Identifier: Apache-2.0
#include "testbenches/lib/axi4_lite_driver.hpp"

#include <array>
#include <fmt/format.h>

namespace lightloop::testbench {

std::string Axi4LiteDriver::Access::what() const {
  return fmt::format("{}: the {} {:#x}", driver_->name_, is_write_ ? "write to" : "read of",
                     completion_.address);
}

void Axi4LiteDriver::Access::check() const {
  if (completion_.response == bus::AxiResponse::kOkay) return;
  constexpr std::array kNames{"OKAY", "EXOKAY", "SLVERR", "DECERR"};
  throw AxiResponseError(
      fmt::format("{} got {}", what(), kNames[static_cast<std::size_t>(completion_.response)]));
}

void Axi4LiteDriver::sample() {
  master_.sample();
  while (const auto completion = master_.take()) {
    if (waiting_.empty() || waiting_.front().completion_.ticket != completion->ticket) continue;
    Access& access = *waiting_.pop_front();
    access.completion_ = *completion;
    access.waiter_->task().scheduler().make_ready(*access.waiter_);
  }
}

}  // namespace lightloop::testbench
