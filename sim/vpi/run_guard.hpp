// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lightloop::vpi {

/// While one lives, this process cannot end with exit code 0: exit(0) and _exit(0), which an
/// application may call at any time (Python's sys.exit() and os._exit() do), become exit code 3 and
/// a line on standard error. Copies of the process (fork) may end as they like.
///
/// One at a time: exit codes belong to the process.
class RunGuard {
 public:
  RunGuard();
  ~RunGuard();
  RunGuard(const RunGuard&) = delete;
  RunGuard& operator=(const RunGuard&) = delete;
};

}  // namespace lightloop::vpi
