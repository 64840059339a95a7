// SPDX-License-Identifier: Apache-2.0
#include "drivers/link_kernel.hpp"

#include <cstddef>
#include <fmt/format.h>
#include <span>
#include <stdexcept>
#include <string>

#include "drivers/registers/ll_link.hpp"
#include "drivers/result_checks.hpp"
#include "sim/golden/link_counter_words.hpp"

namespace lightloop::drivers {
namespace {

using golden::RsCode;

// A run of this many takes 0.4 ms on a card and some seconds in emulation: long against the cost of
// starting it, short for whoever waits.
constexpr std::uint64_t kCodewordsPerRun = 4096;
constexpr std::size_t kResultBytes = golden::kLinkCounterWords * sizeof(std::uint64_t);

}  // namespace

LinkKernel::LinkKernel(const xrt::device& device, const xrt::uuid& xclbin)
    : unit_(device, xclbin, ll_link::kKernelName),
      capability_(unit_.capability(ll_link::kCapabilityOffset, ll_link::kCapabilityVersion)),
      result_(unit_.allocate(kResultBytes, ll_link::kResultArgument)),
      run_(unit_.make_run()) {
  run_.set_arg(ll_link::kResultArgument, result_);
}

void LinkKernel::open(const golden::DigitalLinkConfig& config) {
  golden::validate(config);
  unit_.require_code(capability_, config.code);
  const auto set = [&](int argument, std::uint32_t value) { run_.set_arg(argument, value); };
  set(ll_link::kCodeArgument, config.code == RsCode::kKp4 ? ll_link::kCodeKp4 : ll_link::kCodeKr4);
  set(ll_link::kPrecodingArgument, config.precoding ? 1 : 0);
  set(ll_link::kNoiseEnableArgument, config.noise_enable ? 1 : 0);
  set(ll_link::kPrbsSeedArgument, config.prbs_seed);
  run_.set_arg(ll_link::kNoiseSeedArgument, config.noise_seed);
  set(ll_link::kSigmaArgument, config.sigma);
  constexpr int kTapArguments[] = {ll_link::kTap0Argument, ll_link::kTap1Argument,
                                   ll_link::kTap2Argument, ll_link::kTap3Argument};
  for (std::size_t i = 0; i < config.taps.size(); ++i) {
    run_.set_arg(kTapArguments[i], static_cast<std::int32_t>(config.taps[i]));
  }
  set(ll_link::kInjectPeriodArgument, config.inject_period);
  set(ll_link::kInjectStartArgument, config.inject_start);
  set(ll_link::kInjectLengthArgument, config.inject_length);
  set(ll_link::kInjectMaskArgument, config.inject_mask);
  code_ = config.code;
  counters_ = {};
  opened_ = true;
  restart_ = true;
}

golden::LinkCounters LinkKernel::advance(std::uint64_t codewords) {
  if (!opened_) throw std::logic_error("LinkKernel::advance: no session is open");
  while (codewords > kCodewordsPerRun) {
    run(kCodewordsPerRun);
    codewords -= kCodewordsPerRun;
  }
  return run(codewords);
}

golden::LinkCounters LinkKernel::run(std::uint64_t codewords) {
  run_.set_arg(ll_link::kRestartArgument, static_cast<std::uint32_t>(restart_ ? 1 : 0));
  run_.set_arg(ll_link::kCodewordsArgument, codewords);
  run_.start();
  const std::string what = fmt::format("sending {} codewords", codewords);
  unit_.wait(run_, run_limit(codewords), what);
  unit_.check_flags(ll_link::kErrorOffset, ll_link::kErrorFlags, what);
  restart_ = false;
  result_.sync(XCL_BO_SYNC_BO_FROM_DEVICE, kResultBytes, 0);
  const auto counters =
      golden::counters_from_words(std::span<const std::uint64_t, golden::kLinkCounterWords>(
          result_.map<const std::uint64_t*>(), golden::kLinkCounterWords));
  check_counters(counters_, counters, code_, codewords);
  return counters_ = counters;
}

}  // namespace lightloop::drivers
