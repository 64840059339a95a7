// SPDX-License-Identifier: Apache-2.0
// The device processes of this host, and which of its sockets belongs to which.
//
// XRT names each device process with EMULATION_SOCKETID, "device<index>_<load>_<pid>". The host
// serves two sockets for it: one of that name, on which the host asks, and D2X_unix_sock_<name>,
// on which the device asks.
#pragma once

#include <memory>
#include <string>

#include "sim/xrt/compat/unseen_process.hpp"

namespace lightloop::xrt_compat {

/// The name of the device that the driver is about to start.
std::string current_device_name();

/// Notes that the driver is about to serve the sockets of a device of this name. Names come back
/// when a program closes a card and opens it again.
void note_opening(const std::string& name);

/// Notes that the second socket of a device is served, or waits a while until it is.
void note_second_socket(const std::string& name);
void wait_for_second_socket(const std::string& name);

/// Notes the device process called `name`. `lifeline` is this program's end of a pipe whose other
/// end the device has: it closes when this program ends, however that happens.
void register_device(const std::string& name, ForeignProcess process, OwnedFd lifeline);

/// The process of a device; null when it was never started or is known to have ended.
std::shared_ptr<const ForeignProcess> device_process(const std::string& name);

/// Notes that a device process has ended.
void forget_device(const std::string& name);

/// True if a device process has ended, or does so very soon, that the host has not told to.
bool has_lost_device();

/// Ends all device processes: asks them to, and some seconds later does not ask. For a host that
/// ends because of one of them.
void end_devices();

/// Notes that the calling thread has told a device to close.
void note_closing(const std::string& name);
bool is_closing(const std::string& name);

/// The device that the calling thread told to close last; empty when none.
const std::string& last_closed_by_this_thread();

enum class SocketRole {
  kOther,         ///< nothing of the emulation
  kHostToDevice,  ///< the host asks
  kDeviceToHost,  ///< the device asks, for memory of the host
};

struct DeviceSocket {
  SocketRole role = SocketRole::kOther;
  std::string device;
};

/// Which socket a file descriptor is, told from its address. Leaves errno alone.
DeviceSocket identify_socket(int fd);

}  // namespace lightloop::xrt_compat
