// SPDX-License-Identifier: Apache-2.0
// A capture: its pieces are the file (what is in it when compressed) up to the end or the damage,
// and are read again from a file that our writer makes of them.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "host/base/errors.hpp"
#include "host/pcap/pcap_reader.hpp"
#include "host/pcap/pcap_writer.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/input_file.hpp"

namespace {

using lightloop::host::InputError;
using lightloop::host::PcapPiece;
using lightloop::host::PcapReader;

struct Contents {
  std::vector<std::uint8_t> bytes;
  std::size_t frames = 0;
  bool damaged = false;
};

Contents contents_of(PcapReader& reader) {
  Contents contents;
  try {
    while (const auto piece = reader.next()) {
      contents.bytes.insert(contents.bytes.end(), piece->bytes.begin(), piece->bytes.end());
      if (!piece->frame) continue;
      ++contents.frames;
      lightloop::fuzz::check(piece->frame->offset <= piece->bytes.size() &&
                                 piece->frame->size <= piece->bytes.size() - piece->frame->offset,
                             "a frame reaches beyond its piece");
    }
  } catch (const InputError&) {
    contents.damaged = true;
  }
  return contents;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lightloop;
  const std::span input(data, size);
  const auto file = fuzz::input_file("in.pcap", input);
  try {
    PcapReader reader(file);
    const Contents contents = contents_of(reader);
    if (reader.compression() == "none") {
      fuzz::check(contents.bytes.size() <= size &&
                      std::ranges::equal(contents.bytes, input.first(contents.bytes.size())),
                  "the pieces of a capture are other bytes than the file");
      fuzz::check(contents.damaged || contents.bytes.size() == size,
                  "the pieces of a capture end before the file");
    }

    const auto copy = fuzz::folder() / "out.pcap";
    host::PcapWriter writer(copy);
    writer.write(contents.bytes);
    writer.commit();
    if (contents.bytes.empty()) return 0;
    PcapReader reader_of_copy(copy);
    const Contents again = contents_of(reader_of_copy);
    fuzz::check(!again.damaged && again.bytes == contents.bytes && again.frames == contents.frames,
                "the copy of a capture has other frames");
  } catch (const InputError&) {  // a clear error is right; anything else is not
  }
  return 0;
}
