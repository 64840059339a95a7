// SPDX-License-Identifier: Apache-2.0
// The JUnit file that cocotb leaves: the host's own failure can be added to whatever it is.
#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/vpi/results_file.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/input_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lightloop;
  const vpi::ResultsFile results(fuzz::input_file("results.xml", std::span(data, size)));
  const vpi::TestResults before = results.read();
  fuzz::check(before.failed <= before.tests, "more tests failed than there are");
  results.add_failure("found by the fuzzer");
  const vpi::TestResults after = results.read();
  fuzz::check(after.written == before.written,
              "adding a failure changes whether there are results");
  fuzz::check(!before.written || (after.tests == before.tests && after.failed == before.failed),
              "adding a failure changes the results of others");
  return 0;
}
