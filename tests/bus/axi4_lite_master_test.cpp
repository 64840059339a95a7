// SPDX-License-Identifier: Apache-2.0
#include "sim/bus/axi4_lite_master.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <vector>

#include "sim/bus/stall.hpp"

namespace lightloop::bus {
namespace {

// A slave that takes address and data in any order and holds back at random. Addresses from 0x80 on
// answer SLVERR.
struct Slave {
  std::uint8_t awvalid = 0, awready = 0, wvalid = 0, wready = 0, bvalid = 0, bready = 0;
  std::uint8_t arvalid = 0, arready = 0, rvalid = 0, rready = 0, bresp = 0, rresp = 0;
  std::uint8_t awaddr = 0, araddr = 0, wstrb = 0;
  std::uint32_t wdata = 0, rdata = 0;
  std::map<std::uint32_t, std::uint32_t> registers;
  std::vector<std::string> order;
  Stall stall{0, 1};
  bool have_aw = false, have_w = false, have_ar = false;

  Axi4LiteSignals signals() {
    return {.awaddr = awaddr,
            .awvalid = {awvalid, 1},
            .awready = {awready, 1},
            .wdata = wdata,
            .wstrb = {wstrb, 4},
            .wvalid = {wvalid, 1},
            .wready = {wready, 1},
            .bresp = {bresp, 2},
            .bvalid = {bvalid, 1},
            .bready = {bready, 1},
            .araddr = araddr,
            .arvalid = {arvalid, 1},
            .arready = {arready, 1},
            .rdata = rdata,
            .rresp = {rresp, 2},
            .rvalid = {rvalid, 1},
            .rready = {rready, 1}};
  }

  // The slave's flip-flops at a rising edge.
  void edge() {
    const bool ar = arvalid && arready;
    if (awvalid && awready) {
      order.emplace_back("aw");
      have_aw = true;
    }
    if (wvalid && wready) {
      order.emplace_back("w");
      have_w = true;
    }
    if (bvalid && bready) bvalid = 0;
    if (rvalid && rready) rvalid = 0;
    if (ar) have_ar = true;
    if (have_aw && have_w && !bvalid && !stall()) {
      have_aw = have_w = false;
      std::uint32_t& value = registers[awaddr];
      for (int lane = 0; lane < 4; ++lane) {
        const std::uint32_t mask = 0xFFU << (8 * lane);
        if (wstrb >> lane & 1) value = (value & ~mask) | (wdata & mask);
      }
      bvalid = 1;
      bresp = awaddr >= 0x80 ? 2 : 0;
    }
    if (have_ar && !rvalid && !stall()) {
      have_ar = false;
      rvalid = 1;
      rdata = registers[araddr];
      rresp = araddr >= 0x80 ? 2 : 0;
    }
    awready = !have_aw && !stall();
    wready = !have_w && !stall();
    arready = !have_ar && !stall();
  }
};

void run(Slave& slave, Axi4LiteMaster& master, int limit = 1000) {
  while (!master.idle()) {
    ASSERT_GT(limit--, 0) << "transactions do not end";
    master.sample();
    slave.edge();
    master.drive();
  }
}

TEST(Axi4LiteMaster, WritesAndReadsBack) {
  Slave slave;
  Axi4LiteMaster master("control", slave.signals());
  master.write(0x10, 0xDEADBEEF);
  const auto ticket = master.read(0x10);
  run(slave, master);
  EXPECT_EQ(master.take()->is_write, true);
  const auto read = master.take();
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->ticket, ticket);
  EXPECT_EQ(read->data, 0xDEADBEEFU);
  EXPECT_EQ(read->response, AxiResponse::kOkay);
  EXPECT_FALSE(master.take().has_value());
}

TEST(Axi4LiteMaster, WritesStrobedBytesOnly) {
  Slave slave;
  slave.registers[4] = 0x11223344;
  Axi4LiteMaster master("control", slave.signals());
  master.write(4, 0xAABBCCDD, 0b0101);
  run(slave, master);
  EXPECT_EQ(slave.registers[4], 0x11BB33DDU);
}

TEST(Axi4LiteMaster, PassesErrorResponsesOn) {
  Slave slave;
  Axi4LiteMaster master("control", slave.signals());
  master.read(0x80);
  master.write(0x84, 1);
  run(slave, master);
  EXPECT_EQ(master.take()->response, AxiResponse::kSlvErr);
  EXPECT_EQ(master.take()->response, AxiResponse::kSlvErr);
}

TEST(Axi4LiteMaster, SendsAddressAndDataInTheOrderAskedFor) {
  using Order = Axi4LiteMasterOptions::WriteOrder;
  const std::vector<std::string> address_first{"aw", "w"};
  const std::vector<std::string> data_first{"w", "aw"};
  for (const Order order : {Order::kAddressFirst, Order::kDataFirst}) {
    Slave slave;
    Axi4LiteMaster master("control", slave.signals(), {.write_order = order});
    master.write(8, 1);
    run(slave, master);
    EXPECT_EQ(slave.order, order == Order::kAddressFirst ? address_first : data_first);
  }
}

TEST(Axi4LiteMaster, RandomTrafficUnderBackPressure) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    Slave slave;
    slave.stall = Stall(seed * 4, seed);
    Axi4LiteMaster master("control", slave.signals(),
                          {.write_order = Axi4LiteMasterOptions::WriteOrder::kRandom,
                           .stall_percent = 80 - seed * 3,
                           .seed = seed});
    std::mt19937 random(seed);
    std::map<std::uint32_t, std::uint32_t> expected;
    std::map<Axi4LiteMaster::Ticket, std::uint32_t> reads;
    for (int i = 0; i < 100; ++i) {
      const std::uint32_t address = random() % 16 * 4;
      if (random() % 2 == 0) {
        expected[address] = random();
        master.write(address, expected[address]);
      } else {
        reads[master.read(address)] = expected[address];
      }
    }
    run(slave, master, 100000);
    std::uint64_t completions = 0;
    while (const auto done = master.take()) {
      EXPECT_EQ(done->ticket, ++completions);
      if (!done->is_write) {
        EXPECT_EQ(done->data, reads.at(done->ticket));
      }
    }
    EXPECT_EQ(completions, 100U);
  }
}

TEST(Axi4LiteMaster, ReportsAnswersNobodyAskedFor) {
  Slave slave;
  Axi4LiteMaster master("control", slave.signals());
  slave.rvalid = 1;
  EXPECT_THAT([&] { master.sample(); },
              testing::ThrowsMessage<ProtocolError>(
                  testing::HasSubstr("control: RVALID without a request to answer, clock 1")));
  slave.rvalid = 0;
  slave.bvalid = 1;
  EXPECT_THROW(master.sample(), ProtocolError);
}

// READY is stalled most of the time, so the answer has to wait, and does not.
TEST(Axi4LiteMaster, ReportsAnswersThatChangeOrFall) {
  for (const bool falls : {false, true}) {
    Slave slave;
    std::vector<std::string> violations;
    Axi4LiteMaster master("control", slave.signals(), {.stall_percent = 95, .seed = 2},
                          [&](const std::string& message) { violations.push_back(message); });
    master.read(0);
    slave.arready = 1;
    bool asked = false;
    for (int i = 0; i < 2000 && violations.empty() && !master.idle(); ++i) {
      master.sample();
      asked = asked || slave.arvalid;
      if (asked) {
        slave.rvalid = falls ? slave.rvalid ^ 1 : 1;
        slave.rdata += falls ? 0 : 1;
      }
      master.drive();
    }
    EXPECT_THAT(violations, testing::ElementsAre(testing::HasSubstr(
                                falls ? "RVALID fell" : "changed from 0x1 to 0x2")));
  }
}

}  // namespace
}  // namespace lightloop::bus
