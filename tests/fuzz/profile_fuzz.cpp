// SPDX-License-Identifier: Apache-2.0
// A profile, from its text to the configurations of both channels.
#include <cstddef>
#include <cstdint>
#include <span>

#include "host/base/errors.hpp"
#include "host/link/pam_link_config.hpp"
#include "host/profile/profile.hpp"
#include "tests/fuzz/input_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lightloop;
  const auto file = fuzz::input_file("fuzz.toml", std::span(data, size));
  try {
    const host::Profile profile = host::load_profile(file);
    if (profile.digital) host::digital_link_config(profile);
    if (profile.systemc) host::set_up_pam_link(profile);
  } catch (const host::InputError&) {  // a clear error is right; anything else is not
  }
  return 0;
}
