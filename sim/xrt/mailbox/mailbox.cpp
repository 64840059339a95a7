// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/mailbox/mailbox.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <new>
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

constexpr std::uint32_t kMagic = 0x4C4C4D31;  // "LLM1"
constexpr std::size_t kControlBytes = 4096;
constexpr std::size_t kBytes = kControlBytes + 2 * kCapacity;
constexpr int kFixedSize = F_SEAL_SHRINK | F_SEAL_GROW;

bool has_fixed_size(int fd) {
  const int seals = fcntl(fd, F_GET_SEALS);
  return seals >= 0 && (seals & kFixedSize) == kFixedSize;
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
  const int fd = memfd_create("lightloop mailbox", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) return std::nullopt;
  const bool whole = ftruncate(fd, static_cast<off_t>(kBytes)) == 0 &&
                     fcntl(fd, F_ADD_SEALS, kFixedSize | F_SEAL_SEAL) == 0;
  std::byte* memory = whole ? map(fd) : nullptr;
  if (memory == nullptr) {
    close(fd);
    return std::nullopt;
  }
  (new (memory) Control{})->magic = kMagic;
  return Mailbox(fd, memory);
}

Mailbox Mailbox::attach(int fd) {
  struct stat status {};
  const bool whole =
      fstat(fd, &status) == 0 && status.st_size == static_cast<off_t>(kBytes) && has_fixed_size(fd);
  std::byte* memory = whole ? map(fd) : nullptr;
  const int error = errno;
  close(fd);
  if (!whole) throw std::runtime_error("the host's mailbox has not the fixed size of one");
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
  control().request.publish(request.call, request.bytes);
  control().request.wake(ring);
}

Mailbox::Request Mailbox::await_request(const WaitForDoorbell& wait) {
  Slot& slot = control().request;
  slot.await(requests_, wait);
  ++requests_;
  if (slot.bytes() > kCapacity)
    throw std::runtime_error("request of " + std::to_string(slot.bytes()) +
                             " bytes, expected at most " + std::to_string(kCapacity));
  return {.call = slot.call(), .bytes = static_cast<std::size_t>(slot.bytes())};
}

void Mailbox::post_reply(std::size_t bytes, const RingDoorbell& ring) {
  ++replies_;
  control().reply.publish(0, bytes);
  control().reply.wake(ring);
}

std::uint64_t Mailbox::await_reply(const WaitForDoorbell& wait) {
  Slot& slot = control().reply;
  slot.await(replies_, wait);
  ++replies_;
  return slot.bytes();
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
