// SPDX-License-Identifier: Apache-2.0
// Both sides of a mailbox, as two threads of this process with two mappings of the same memory.
#include "sim/xrt/mailbox/mailbox.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace lightloop::xrt_mailbox {
namespace {

// One end of a socket, as the two functions that a mailbox needs.
class Bell {
 public:
  explicit Bell(int socket) : socket_(socket) {}

  WaitForDoorbell wait() {
    return [this] {
      char byte = 0;
      if (read(socket_, &byte, 1) != 1) throw std::runtime_error("end of file");
      ++waits_;
      return true;
    };
  }
  RingDoorbell ring() {
    return [this] {
      const char byte = 0;
      EXPECT_EQ(write(socket_, &byte, 1), 1);
    };
  }
  int waits() const { return waits_; }

 private:
  int socket_;
  int waits_ = 0;
};

// What is wrong with a descriptor that a host offers.
std::string complaint(int fd) {
  try {
    Mailbox::attach(fd);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

class MailboxPair : public testing::Test {
 protected:
  MailboxPair() : host_(Mailbox::create().value()), device_(Mailbox::attach(dup(host_.fd()))) {
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets_.data()), 0);
  }
  ~MailboxPair() override {
    for (const int socket : sockets_) close(socket);
  }

  // Nothing rang twice, nothing rang for nobody.
  void expect_silence() {
    for (const int socket : sockets_) {
      char byte = 0;
      EXPECT_EQ(recv(socket, &byte, 1, MSG_DONTWAIT), -1);
    }
  }

  Mailbox host_;
  Mailbox device_;
  std::array<int, 2> sockets_{-1, -1};
};

void fill(std::span<std::byte> area, std::uint32_t seed) {
  for (std::size_t i = 0; i < area.size(); ++i)
    area[i] = static_cast<std::byte>((seed + i * 131) >> 3);
}

bool holds(std::span<const std::byte> area, std::uint32_t seed) {
  for (std::size_t i = 0; i < area.size(); ++i)
    if (area[i] != static_cast<std::byte>((seed + i * 131) >> 3)) return false;
  return true;
}

// Pauses of all lengths: the other side looks, falls asleep, or is just about to.
void pause_at_random(std::mt19937& random) {
  const auto kind = random() % 8;
  if (kind == 0) std::this_thread::sleep_for(std::chrono::microseconds(random() % 200));
  if (kind == 1) std::this_thread::yield();
  if (kind == 2) std::this_thread::sleep_for(std::chrono::microseconds(55 + random() % 10));
}

TEST_F(MailboxPair, EveryMessageComesOnceAndWhole) {
  constexpr std::uint32_t kMessages = 3000;
  constexpr std::size_t kLongest = 5000;
  Bell host_bell(sockets_[0]);
  Bell device_bell(sockets_[1]);
  std::uint32_t wrong_requests = 0;
  std::thread device([&] {
    std::mt19937 random(2);
    for (std::uint32_t i = 0; i < kMessages; ++i) {
      const auto request = device_.await_request(device_bell.wait());
      if (request.call != i || !holds(device_.request_area().first(request.bytes), i))
        ++wrong_requests;
      const std::size_t bytes = random() % kLongest;
      fill(device_.reply_area().first(bytes), ~i);
      pause_at_random(random);
      device_.post_reply(bytes, device_bell.ring());
    }
  });
  std::mt19937 random(1);
  std::uint32_t wrong_replies = 0;
  for (std::uint32_t i = 0; i < kMessages; ++i) {
    const std::size_t bytes = random() % kLongest;
    fill(host_.request_area().first(bytes), i);
    pause_at_random(random);
    host_.post_request({.call = i, .bytes = bytes}, host_bell.ring());
    const std::uint64_t reply = host_.await_reply(host_bell.wait());
    if (reply >= kLongest || !holds(host_.reply_area().first(reply), ~i)) ++wrong_replies;
  }
  device.join();
  EXPECT_EQ(wrong_requests, 0U);
  EXPECT_EQ(wrong_replies, 0U);
  // Both ways of waiting were taken on both sides.
  EXPECT_GT(host_bell.waits(), 0);
  EXPECT_GT(device_bell.waits(), 0);
  expect_silence();
}

TEST_F(MailboxPair, ASleeperIsWoken) {
  Bell host_bell(sockets_[0]);
  Bell device_bell(sockets_[1]);
  std::thread device([&] {
    EXPECT_EQ(device_.await_request(device_bell.wait()).call, 7U);
    device_.post_reply(3, device_bell.ring());
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  host_.post_request({.call = 7, .bytes = 0}, host_bell.ring());
  EXPECT_EQ(host_.await_reply(host_bell.wait()), 3U);
  device.join();
  expect_silence();
}

// A poster that was held up between publishing a message and waking for it: the receiver has taken
// the message, waits for the next one and is woken for the one before.
TEST(Slot, ALateWakeLosesNoMessage) {
  std::array<int, 2> sockets{};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets.data()), 0);
  Slot slot;
  Bell receiver(sockets[0]);
  Bell poster(sockets[1]);
  std::atomic<int> taken{0};
  slot.publish(1, 0);  // before the other side can sleep
  std::thread waiting([&] {
    for (std::uint32_t i = 0; i < 2; ++i) {
      slot.await(i, receiver.wait());
      ++taken;
    }
  });
  const auto fall_asleep = [] { std::this_thread::sleep_for(std::chrono::milliseconds(50)); };
  while (taken == 0) std::this_thread::yield();
  fall_asleep();
  slot.wake(poster.ring());
  fall_asleep();
  slot.publish(2, 0);
  slot.wake(poster.ring());
  waiting.join();
  EXPECT_EQ(taken, 2);
  char byte = 0;
  EXPECT_EQ(recv(sockets[0], &byte, 1, MSG_DONTWAIT), -1);
  for (const int socket : sockets) close(socket);
}

TEST_F(MailboxPair, WaitingEndsWithTheOtherSide) {
  Bell bell(sockets_[0]);
  std::thread device([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    shutdown(sockets_[1], SHUT_RDWR);
  });
  EXPECT_THROW(host_.await_reply(bell.wait()), std::runtime_error);
  device.join();
}

TEST_F(MailboxPair, WaitsAgainWhenAWaitComesBackWithNothing) {
  Bell device_bell(sockets_[1]);
  int empty_handed = 0;
  const WaitForDoorbell impatient = [&] {
    char byte = 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const bool rung = recv(sockets_[0], &byte, 1, MSG_DONTWAIT) == 1;
    empty_handed += rung ? 0 : 1;
    return rung;
  };
  std::thread device([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    device_.post_reply(9, device_bell.ring());
  });
  EXPECT_EQ(host_.await_reply(impatient), 9U);
  device.join();
  EXPECT_GT(empty_handed, 0);
  expect_silence();
}

TEST_F(MailboxPair, TheLongestMessageFits) {
  EXPECT_EQ(host_.request_area().size(), kCapacity);
  EXPECT_EQ(host_.reply_area().size(), kCapacity);
  host_.request_area().back() = std::byte{1};
  host_.reply_area().back() = std::byte{2};
  EXPECT_EQ(device_.request_area().back(), std::byte{1});
  EXPECT_EQ(device_.reply_area().back(), std::byte{2});
}

TEST_F(MailboxPair, ARequestBeyondTheAreaIsRefused) {
  Bell bell(sockets_[0]);
  host_.post_request({.call = 6, .bytes = kCapacity + 1}, bell.ring());
  EXPECT_THROW(device_.await_request(bell.wait()), std::runtime_error);
}

TEST(Mailbox, WhatIsNoneIsRefused) {
  const int short_one = memfd_create("short", MFD_CLOEXEC);
  ASSERT_EQ(ftruncate(short_one, 4096), 0);
  EXPECT_THROW(Mailbox::attach(short_one), std::runtime_error);
  constexpr auto kWholeBytes = static_cast<off_t>(4096 + 2 * kCapacity);
  const int zeros = memfd_create("zeros", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  ASSERT_EQ(ftruncate(zeros, kWholeBytes), 0);
  ASSERT_EQ(fcntl(zeros, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW), 0);
  EXPECT_EQ(complaint(zeros), "the host's mailbox does not begin as one");
  std::array<int, 2> pipe_ends{};
  ASSERT_EQ(pipe(pipe_ends.data()), 0);
  EXPECT_THROW(Mailbox::attach(pipe_ends[0]), std::runtime_error);
  close(pipe_ends[1]);
}

// A mailbox that its host makes smaller would end the device at the next access to what is gone.
TEST(Mailbox, KeepsItsSize) {
  const Mailbox host = Mailbox::create().value();
  EXPECT_EQ(ftruncate(host.fd(), 4096), -1);
  EXPECT_EQ(errno, EPERM);

  constexpr auto kWholeBytes = static_cast<off_t>(4096 + 2 * kCapacity);
  for (const int seals : {0, F_SEAL_GROW, F_SEAL_SHRINK}) {
    const int fd = memfd_create("copy", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    ASSERT_EQ(ftruncate(fd, kWholeBytes), 0);
    std::array<char, 4096> control{};
    ASSERT_EQ(pread(host.fd(), control.data(), control.size(), 0), 4096);
    ASSERT_EQ(pwrite(fd, control.data(), control.size(), 0), 4096);
    ASSERT_EQ(fcntl(fd, F_ADD_SEALS, seals), 0);
    EXPECT_EQ(complaint(fd), "the host's mailbox has not the fixed size of one");
  }
}

// Beyond the limit of file sizes the signal SIGXFSZ would end the program.
TEST(Mailbox, IsNotMadeBeyondTheLimitOfFileSizes) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit low = before;
  low.rlim_cur = 1 << 20;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &low), 0);
  EXPECT_FALSE(Mailbox::create());
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
}

}  // namespace
}  // namespace lightloop::xrt_mailbox
