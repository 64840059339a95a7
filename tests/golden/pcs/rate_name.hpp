// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <type_traits>

#include "sim/phy/ethernet_rate.hpp"

namespace lightloop::golden::pcs {

/// A rate, or the text that it is called by, in the name of a test: for INSTANTIATE_TEST_SUITE_P.
inline constexpr auto rate_name = [](const auto& info) {
  std::string name;
  if constexpr (std::is_same_v<std::remove_cvref_t<decltype(info.param)>, phy::EthernetRate>) {
    name = phy::to_string(info.param);
  } else {
    name = info.param;
  }
  std::erase(name, '.');
  return name;
};

}  // namespace lightloop::golden::pcs
