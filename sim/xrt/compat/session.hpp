// SPDX-License-Identifier: Apache-2.0
// What the compatibility library knows about the host process it is in: its private directory, its
// limits, and how to end it when its device has gone.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

namespace lightloop::xrt_compat {

/// Exit code of a host whose device or simulator failed.
inline constexpr int kDeviceFailure = 3;

/// The private directory of this process, made at the first call; a forked child gets its own. It
/// is removed when the process ends, whichever way. Ends the process when no directory can be made.
const std::filesystem::path& session_directory();

/// What to put behind "/tmp/" so that the path leads into the private directory: the driver builds
/// the names of its sockets as /tmp/$USER/NAME.
std::string directory_seen_from_tmp(const std::filesystem::path& directory);

/// How long a host waits for its device: LIGHTLOOP_EMU_TIMEOUT in seconds, default 120;
/// nothing (0 in the variable) means for ever, for a device under a debugger.
std::chrono::seconds device_limit();

/// Told of a device's failure, on the thread that noticed it, with the message and the handler's
/// context. Must not use the card, and returns at once.
using FailureHandler = void (*)(const char* message, void* context);

/// From now on the first failure is told to `handler` instead of ending the process, which then has
/// kTimeToEnd to report what it has and call end_failed_process(). The thread that noticed the
/// failure does not come back. A null pointer: as without a handler. Returns when no handler that
/// was set before is being called.
void set_failure_handler(FailureHandler handler, void* context);
inline constexpr std::chrono::seconds kTimeToEnd{60};

/// Ends a process whose failure handler has been called, as end_process() but without a message.
/// Returns if that has not happened.
void end_failed_process(int exit_code);

/// Says what happened on standard error, writes out what the program has printed so far, ends the
/// device processes, removes the private directory and ends the process at once, without its exit
/// handlers: those would talk to the device again.
[[noreturn]] void end_process(int exit_code, std::string_view message);

/// Removes the private directory of this process, if it has one. For the end of the process.
void remove_session() noexcept;

}  // namespace lightloop::xrt_compat
