// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lightloop::host {

/// The commit that this was built from; behind it "+" when tracked files had been changed.
/// "unknown" outside of a repository. Written by LightloopCommit.cmake.
extern const char* const kCommit;

}  // namespace lightloop::host
