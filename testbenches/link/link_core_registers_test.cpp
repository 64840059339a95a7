// SPDX-License-Identifier: Apache-2.0
// ll_link_core where no run would come in time: what it has left to do is put into its registers.
#include <gtest/gtest.h>
#include <string>

#include "Vll_link_core_kp4_w4.h"
#include "Vll_link_core_kp4_w4___024root.h"
#include "Vll_link_core_kr4_w4.h"
#include "Vll_link_core_kr4_w4___024root.h"
#include "testbenches/link/link_core_bench.hpp"
#include "testbenches/link/link_counters_print.hpp"

namespace lightloop::link_bench {
namespace {

using golden::DigitalLink;
using golden::DigitalLinkConfig;
using golden::RsCode;
using testbench::Task;

template <class ModelType, RsCode kCodeValue>
struct Shape {
  using Model = ModelType;
  static constexpr RsCode kCode = kCodeValue;
  static constexpr std::uint64_t kBeats = golden::parameters(kCode).n / 4;  // of a codeword
};
struct ShapeNames {
  template <class ShapeType>
  static std::string GetName(int) {
    return std::string(golden::to_string(ShapeType::kCode)) + "_w4";
  }
};

template <class ShapeType>
class LinkCoreRegisters : public ::testing::Test {
 protected:
  LinkCore<typename ShapeType::Model> core_;
};
using Shapes = ::testing::Types<Shape<Vll_link_core_kp4_w4, RsCode::kKp4>,
                                Shape<Vll_link_core_kr4_w4, RsCode::kKr4>>;
TYPED_TEST_SUITE(LinkCoreRegisters, Shapes, ShapeNames);

// A request of more codewords than 32 bits count is counted down through every bit: what is left to
// send and to receive is moved along between the codewords.
TYPED_TEST(LinkCoreRegisters, CountDownRequestsOfSixtyFourBits) {
  const DigitalLinkConfig config = {.code = TypeParam::kCode,
                                    .sigma = golden::sigma_from_snr_db(18.0)};
  this->core_.configure(config);
  auto& model = this->core_.model();
  QData& to_send = model.rootp->ll_link_core__DOT__to_send_q;
  QData& to_receive = model.rootp->ll_link_core__DOT__to_receive_q;
  const auto put = [&](QData& left, std::uint64_t codewords) {
    this->core_.bench().port(left).write(codewords);
  };
  constexpr std::uint64_t kBeats = TypeParam::kBeats;
  this->core_.bench().run([&]() -> Task<> {
    constexpr std::uint64_t kRequest = (std::uint64_t{1} << 32) + 2;
    co_await this->core_.start(kRequest, true);
    co_await this->core_.edges(1000 + 8 * kBeats);
    EXPECT_NE(model.busy_o, 0) << "the lower half of the request has been sent";
    EXPECT_LT(to_receive, kRequest - 3);
    EXPECT_GT(to_receive, kRequest - 10);
    for (unsigned bit = 63; bit > 2; --bit) {
      const std::uint64_t under_way = to_receive - to_send;
      const std::uint64_t from = (std::uint64_t{1} << bit) + 1;
      put(to_send, from);
      put(to_receive, from + under_way);
      co_await this->core_.edges(6 * kBeats);
      EXPECT_NE(model.busy_o, 0) << "bit " << bit;
      EXPECT_EQ(to_send, from - 6) << "bit " << bit;
      EXPECT_EQ(to_receive, to_send + under_way) << "bit " << bit;
    }
    const std::uint64_t under_way = to_receive - to_send;
    put(to_send, 4);
    put(to_receive, 4 + under_way);
    co_await this->core_.wait_done(20 * kBeats + 2000);
    const std::uint64_t sent = this->core_.counters().codewords;
    EXPECT_EQ(this->core_.counters(), DigitalLink(config, 1).advance(sent));
    // The session goes on behind as many as it has had.
    co_await this->core_.run(2, false);
    EXPECT_EQ(this->core_.counters(), DigitalLink(config, 1).advance(sent + 2));
  });
}

}  // namespace
}  // namespace lightloop::link_bench
