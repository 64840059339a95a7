// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/mailbox/mailbox.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <sched.h>
#include <stdexcept>
#include <string>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace lightloop::xrt_mailbox {
namespace {

using Clock = std::chrono::steady_clock;

// Longer than the other side takes for a register, shorter than anybody notices.
constexpr std::chrono::microseconds kSpin(60);
constexpr std::uint32_t kMagic = 0x4C4C4D31;  // "LLM1"
constexpr std::size_t kControlBytes = 4096;
constexpr std::size_t kBytes = kControlBytes + 2 * kCapacity;
constexpr std::size_t kCacheLine = 64;

// One direction: a counter of messages, what the last one is, and whether its receiver sleeps.
struct Slot {
  alignas(kCacheLine) std::atomic<std::uint32_t> count;
  std::uint32_t call;
  std::uint64_t bytes;
  alignas(kCacheLine) std::atomic<std::uint32_t> sleeping;
};
static_assert(std::atomic<std::uint32_t>::is_always_lock_free);

// On one processor the other side cannot post while this one looks.
bool may_spin() {
  cpu_set_t processors;
  return sched_getaffinity(0, sizeof processors, &processors) == 0 && CPU_COUNT(&processors) > 1;
}

void pause_briefly() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

template <class Ready>
bool spin_until(Ready ready) {
  static const bool allowed = may_spin();
  if (ready()) return true;
  if (!allowed) return false;
  const auto end = Clock::now() + kSpin;
  do {
    constexpr int kLooks = 32;  // about a microsecond
    for (int i = 0; i < kLooks; ++i) {
      if (ready()) return true;
      pause_briefly();
    }
    // The other side may have been woken on this very processor, and waits for it.
    sched_yield();
  } while (Clock::now() < end);
  return false;
}

// Returns when the slot's count is no longer `seen`.
void await(Slot& slot, std::uint32_t seen, const Mailbox::WaitForDoorbell& wait) {
  const auto posted = [&] { return slot.count.load() != seen; };
  if (spin_until(posted)) return;
  slot.sleeping.store(1);
  while (!posted()) {
    // With the byte the other side has taken the mark away.
    if (wait() && posted()) return;
  }
  // Posted while this side fell asleep. Whoever takes the mark away decides about the byte.
  if (slot.sleeping.exchange(0) == 0) {
    while (!wait()) {
    }
  }
}

void post(Slot& slot, std::uint32_t call, std::uint64_t bytes, const Mailbox::RingDoorbell& ring) {
  slot.call = call;
  slot.bytes = bytes;
  slot.count.fetch_add(1);
  if (slot.sleeping.exchange(0) != 0) ring();
}

}  // namespace

struct Mailbox::Control {
  std::uint32_t magic;
  Slot request;
  Slot reply;
};

std::byte* Mailbox::map(int fd) {
  void* memory = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<std::byte*>(memory);
}

std::optional<Mailbox> Mailbox::create() {
  // Beyond this limit the signal SIGXFSZ would end the program.
  rlimit limit{};
  if (getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur < kBytes) return std::nullopt;
  const int fd = memfd_create("lightloop mailbox", MFD_CLOEXEC);
  if (fd < 0) return std::nullopt;
  std::byte* memory = ftruncate(fd, static_cast<off_t>(kBytes)) == 0 ? map(fd) : nullptr;
  if (memory == nullptr) {
    close(fd);
    return std::nullopt;
  }
  (new (memory) Control{})->magic = kMagic;
  return Mailbox(fd, memory);
}

Mailbox Mailbox::attach(int fd) {
  struct stat status {};
  const bool whole = fstat(fd, &status) == 0 && status.st_size == static_cast<off_t>(kBytes);
  std::byte* memory = whole ? map(fd) : nullptr;
  const int error = errno;
  close(fd);
  if (!whole) throw std::runtime_error("the host's mailbox has not the size of one");
  if (memory == nullptr)
    throw std::system_error(error, std::generic_category(), "cannot map the host's mailbox");
  Mailbox mailbox(-1, memory);
  if (mailbox.control().magic != kMagic)
    throw std::runtime_error("the host's mailbox does not begin as one");
  return mailbox;
}

Mailbox::Mailbox(Mailbox&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      memory_(std::exchange(other.memory_, nullptr)),
      requests_(other.requests_),
      replies_(other.replies_) {}

Mailbox& Mailbox::operator=(Mailbox&& other) noexcept {
  if (this != &other) {
    release();
    fd_ = std::exchange(other.fd_, -1);
    memory_ = std::exchange(other.memory_, nullptr);
    requests_ = other.requests_;
    replies_ = other.replies_;
  }
  return *this;
}

Mailbox::~Mailbox() { release(); }

void Mailbox::release() noexcept {
  if (memory_ != nullptr) munmap(memory_, kBytes);
  if (fd_ >= 0) close(fd_);
}

Mailbox::Control& Mailbox::control() const {
  static_assert(sizeof(Control) <= kControlBytes);
  return *reinterpret_cast<Control*>(memory_);
}

std::span<std::byte> Mailbox::request_area() const { return {memory_ + kControlBytes, kCapacity}; }

std::span<std::byte> Mailbox::reply_area() const {
  return {memory_ + kControlBytes + kCapacity, kCapacity};
}

void Mailbox::post_request(const Request& request, const RingDoorbell& ring) {
  ++requests_;
  post(control().request, request.call, request.bytes, ring);
}

Mailbox::Request Mailbox::await_request(const WaitForDoorbell& wait) {
  Slot& slot = control().request;
  await(slot, requests_, wait);
  ++requests_;
  if (slot.bytes > kCapacity)
    throw std::runtime_error("request of " + std::to_string(slot.bytes) +
                             " bytes, expected at most " + std::to_string(kCapacity));
  return {.call = slot.call, .bytes = static_cast<std::size_t>(slot.bytes)};
}

void Mailbox::post_reply(std::size_t bytes, const RingDoorbell& ring) {
  ++replies_;
  post(control().reply, 0, bytes, ring);
}

std::uint64_t Mailbox::await_reply(const WaitForDoorbell& wait) {
  Slot& slot = control().reply;
  await(slot, replies_, wait);
  ++replies_;
  return slot.bytes;
}

bool send_mailbox(int socket, const Mailbox& mailbox) {
  char offer = kOffer;
  iovec part{&offer, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> ancillary{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = ancillary.data();
  message.msg_controllen = ancillary.size();
  cmsghdr* descriptor = CMSG_FIRSTHDR(&message);
  descriptor->cmsg_level = SOL_SOCKET;
  descriptor->cmsg_type = SCM_RIGHTS;
  descriptor->cmsg_len = CMSG_LEN(sizeof(int));
  const int fd = mailbox.fd();
  std::memcpy(CMSG_DATA(descriptor), &fd, sizeof fd);
  return sendmsg(socket, &message, MSG_NOSIGNAL) == 1;
}

}  // namespace lightloop::xrt_mailbox
