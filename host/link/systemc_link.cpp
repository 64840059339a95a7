// SPDX-License-Identifier: Apache-2.0
#include "host/link/systemc_link.hpp"

namespace lightloop::host {

class SystemcLinkSession::Impl {};

SystemcLinkSession::SystemcLinkSession(Engine& /*engine*/, const Profile& /*profile*/) {
  throw DeviceError("channel systemc: this build has no SystemC channel");
}
SystemcLinkSession::~SystemcLinkSession() = default;
golden::LinkCounters SystemcLinkSession::advance(std::uint64_t /*codewords*/) { return {}; }
const SystemcLink& SystemcLinkSession::link() const {
  throw DeviceError("channel systemc: this build has no SystemC channel");
}
std::string SystemcLink::channel_description() const { return ""; }
double SystemcLink::slicer_snr_db() const { return 0; }

}  // namespace lightloop::host
