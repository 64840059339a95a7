// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/memory_models.hpp"

#include <initializer_list>
#include <stdexcept>

namespace lightloop::vpi {

namespace {

struct NamedPort {
  const char* name;
  const bus::Signal& port;
};

/// Whether there is any of the ports. Throws when some are, and one is not.
bool has_direction(const std::string& prefix, std::initializer_list<NamedPort> ports) {
  const NamedPort* there = nullptr;
  const NamedPort* missing = nullptr;
  for (const NamedPort& port : ports) (port.port.connected() ? there : missing) = &port;
  if (there != nullptr && missing != nullptr) {
    throw std::invalid_argument("the design has " + prefix + "_" + there->name +
                                ", and no signal " + prefix + "_" + missing->name);
  }
  return there != nullptr;
}

void check_directions(const std::string& prefix, const bus::Axi4Signals& p) {
  const bool writes = has_direction(prefix, {{"bready", p.bready},
                                             {"bvalid", p.bvalid},
                                             {"wready", p.wready},
                                             {"wvalid", p.wvalid},
                                             {"wstrb", p.wstrb},
                                             {"wdata", p.wdata},
                                             {"awready", p.awready},
                                             {"awvalid", p.awvalid},
                                             {"awaddr", p.awaddr}});
  const bool reads = has_direction(prefix, {{"rready", p.rready},
                                            {"rvalid", p.rvalid},
                                            {"rdata", p.rdata},
                                            {"arready", p.arready},
                                            {"arvalid", p.arvalid},
                                            {"araddr", p.araddr}});
  if (!writes && !reads) {
    throw std::invalid_argument("the design has no signal " + prefix + "_awaddr and no " + prefix +
                                "_araddr");
  }
}

}  // namespace

bus::Axi4Signals axi_ports(Design& design, const std::string& prefix, AxiRole role) {
  const auto port = [&](const char* name, AxiRole driver) {
    return find_port(design, prefix + "_" + name,
                     driver == role ? PortUse::kDrives : PortUse::kReads);
  };
  const auto master = [&](const char* name) { return port(name, AxiRole::kMaster); };
  const auto slave = [&](const char* name) { return port(name, AxiRole::kSlave); };
  const bus::Axi4Signals ports{.awid = master("awid"),
                               .awaddr = master("awaddr"),
                               .awlen = master("awlen"),
                               .awsize = master("awsize"),
                               .awburst = master("awburst"),
                               .awvalid = master("awvalid"),
                               .awready = slave("awready"),
                               .wdata = master("wdata"),
                               .wstrb = master("wstrb"),
                               .wlast = master("wlast"),
                               .wvalid = master("wvalid"),
                               .wready = slave("wready"),
                               .bid = slave("bid"),
                               .bresp = slave("bresp"),
                               .bvalid = slave("bvalid"),
                               .bready = master("bready"),
                               .arid = master("arid"),
                               .araddr = master("araddr"),
                               .arlen = master("arlen"),
                               .arsize = master("arsize"),
                               .arburst = master("arburst"),
                               .arvalid = master("arvalid"),
                               .arready = slave("arready"),
                               .rid = slave("rid"),
                               .rdata = slave("rdata"),
                               .rresp = slave("rresp"),
                               .rlast = slave("rlast"),
                               .rvalid = slave("rvalid"),
                               .rready = master("rready")};
  check_directions(prefix, ports);
  return ports;
}

bool Ram::sample() {
  slave_.sample();
  return false;
}

bool Ram::reset() {
  slave_.reset();
  return false;
}

bus::Axi4Master::Completion* Master::first() {
  if (!first_) first_ = master_.take();
  return first_ ? &*first_ : nullptr;
}

bool Master::sample() {
  master_.sample();
  return tells_ends();
}

bool Master::reset() {
  master_.reset();
  return tells_ends();
}

}  // namespace lightloop::vpi
