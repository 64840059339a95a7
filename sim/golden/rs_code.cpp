// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/rs_code.hpp"

namespace lightloop::golden {

std::string_view to_string(RsCode code) { return code == RsCode::kKp4 ? "kp4" : "kr4"; }

}  // namespace lightloop::golden
