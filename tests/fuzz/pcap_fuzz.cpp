// SPDX-License-Identifier: Apache-2.0
// A capture: what can be read to its end comes back the same from a file that our writer made.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "host/base/errors.hpp"
#include "host/pcap/pcap_file.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/input_file.hpp"

namespace {

using lightloop::host::PcapReader;
using lightloop::host::PcapRecord;

std::vector<PcapRecord> records_of(PcapReader& reader) {
  std::vector<PcapRecord> records;
  while (auto record = reader.next()) records.push_back(*std::move(record));
  return records;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lightloop;
  const auto file = fuzz::input_file("in.pcap", std::span(data, size));
  try {
    PcapReader reader(file);
    const auto records = records_of(reader);
    const host::PcapSummary summary = host::summarise_pcap(file);
    fuzz::check(summary.frames == records.size(), "summary and reader count other frames");

    const auto copy = fuzz::folder() / "out.pcap";
    host::PcapWriter writer(copy, reader.format());
    for (const PcapRecord& record : records) writer.write(record);
    writer.commit();
    PcapReader again(copy);
    fuzz::check(records_of(again) == records, "the copy of a capture has other frames");
  } catch (const host::InputError&) {  // a clear error is right; anything else is not
  }
  return 0;
}
