// SPDX-License-Identifier: Apache-2.0
// A file through the FEC: as a message, which comes back after encoding and decoding; and as
// codewords, whatever they are. The first byte chooses the code and whether the length is told.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "host/base/errors.hpp"
#include "host/engine/golden_engine.hpp"
#include "host/fec_file/fec_file.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/input_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lightloop;
  if (size == 0) return 0;
  const auto code = (data[0] & 1) != 0 ? golden::RsCode::kKr4 : golden::RsCode::kKp4;
  const auto content = std::span(data, size).subspan(1);
  const auto input = fuzz::input_file("input", content);
  const auto codewords = fuzz::folder() / "codewords";
  const auto output = fuzz::folder() / "output";
  host::GoldenEngine engine(1);

  host::encode_file(engine, code, input, codewords);
  host::decode_file(engine, code, codewords, output, content.size());
  const std::string_view message(reinterpret_cast<const char*>(content.data()), content.size());
  fuzz::check(tests::read_file(output) == message, "a message does not come back");
  try {
    const auto length = (data[0] & 2) != 0 ? std::optional<std::uint64_t>(size / 2) : std::nullopt;
    host::decode_file(engine, code, input, output, length);
  } catch (const host::InputError&) {  // cut short, or not what the length says
  }
  return 0;
}
