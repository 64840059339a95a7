// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/bus_models.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <vector>

namespace lightloop::vpi {
namespace {

/// Counts what it is asked to do; `event` is what sample() and reset() return.
class Fake final : public HostedBus {
 public:
  explicit Fake(std::vector<bus::Signal> offers = {}) : HostedBus(std::move(offers)) {}
  bool sample() override {
    ++samples;
    return event;
  }
  void drive() override { ++drives; }
  bool reset() override {
    ++resets;
    return event;
  }

  bool event = false;
  unsigned samples = 0, drives = 0, resets = 0;
};

class BusModelsTest : public testing::Test {
 protected:
  int add(std::vector<bus::Signal> offers = {}) {
    auto model = std::make_unique<Fake>(std::move(offers));
    last_ = model.get();
    return models_.add(std::move(model), {clock_, reset_, true});
  }
  void edge() {
    clock_ = 1;
    models_.sample_at_edges();
    models_.drive();
    clock_ = 0;
    models_.sample_at_edges();
  }

  std::uint8_t clock_ = 0, reset_ = 0;
  BusModels models_;
  Fake* last_ = nullptr;
};

TEST_F(BusModelsTest, AWaitIsForgottenWhenItIsOver) {
  const int model = add();
  last_->event = true;
  for (int i = 0; i < 1000; ++i) {
    const int wait = models_.begin_wait(model);
    EXPECT_FALSE(models_.wait_is_over(wait));
    edge();
    EXPECT_TRUE(models_.wait_is_over(wait));
    EXPECT_TRUE(models_.wait_is_over(wait));  // also when it is asked for again
    EXPECT_EQ(models_.waits(), 0U);
  }
}

TEST_F(BusModelsTest, WhatAResetDoesEndsAWait) {
  const int model = add();
  const int wait = models_.begin_wait(model);
  reset_ = 1;
  edge();
  EXPECT_EQ(last_->resets, 1U);
  EXPECT_FALSE(models_.wait_is_over(wait));
  last_->event = true;
  edge();
  EXPECT_TRUE(models_.wait_is_over(wait));
}

TEST_F(BusModelsTest, ANotedEventEndsTheWaitsOfItsModel) {
  const int first = add();
  const int second = add();
  const int wait = models_.begin_wait(first);
  const int other = models_.begin_wait(second);
  models_.note_event(first);
  EXPECT_TRUE(models_.wait_is_over(wait));
  EXPECT_FALSE(models_.wait_is_over(other));
}

TEST_F(BusModelsTest, AModelThatIsRemovedOffersNothing) {
  std::uint8_t valid = 1;
  const int model = add({bus::Signal(valid)});
  const int wait = models_.begin_wait(model);
  models_.remove(model);
  EXPECT_EQ(valid, 0);
  EXPECT_TRUE(models_.wait_is_over(wait));
  EXPECT_EQ(models_.find<Fake>(model), nullptr);
}

TEST_F(BusModelsTest, InResetAModelOffersNothing) {
  std::uint8_t valid = 1;
  add({bus::Signal(valid)});
  reset_ = 1;
  edge();
  EXPECT_EQ(valid, 0);
  EXPECT_EQ(last_->drives, 0U);
  reset_ = 0;
  edge();
  EXPECT_EQ(last_->drives, 1U);
}

TEST_F(BusModelsTest, AModelTakesThePlaceOfAnotherOnItsPorts) {
  std::uint8_t valid = 0, ready = 0, other_ready = 0;
  const int first = add({bus::Signal(valid), bus::Signal(ready)});
  const int second = add({bus::Signal(other_ready)});
  const int third = add({bus::Signal(ready)});
  ready = 1;
  models_.remove(first);
  EXPECT_EQ(ready, 1) << "that of the third";
  EXPECT_EQ(models_.find<Fake>(first), nullptr);
  EXPECT_NE(models_.find<Fake>(second), nullptr);
  EXPECT_NE(models_.find<Fake>(third), nullptr);
}

TEST_F(BusModelsTest, ModelsThatDriveNothingShareNothing) {
  const int first = add({bus::Signal()});
  const int second = add({bus::Signal()});
  EXPECT_NE(models_.find<Fake>(first), nullptr);
  EXPECT_NE(models_.find<Fake>(second), nullptr);
}

}  // namespace
}  // namespace lightloop::vpi
