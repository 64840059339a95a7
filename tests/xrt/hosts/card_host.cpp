// SPDX-License-Identifier: Apache-2.0
// A plain XRT program that relies on what a card does: one card for all who open it, copies in its
// memory, errors for what lies outside a buffer.
//   card_host USE XCLBIN OTHER_XCLBIN
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "xrt/xrt_bo.h"
#include "xrt/xrt_device.h"
#include "xrt/xrt_kernel.h"

namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kLarge = 5 * (std::size_t{1} << 20) + 12;  // many transfers, no whole number

using Words = std::vector<std::uint32_t>;
using Flags = xrt::bo::flags;

void expect(bool condition, const std::string& what) {
  if (!condition) throw std::runtime_error("not as expected: " + what);
}

Words pattern(std::size_t bytes, std::uint32_t seed) {
  Words words(bytes / 4);
  for (std::size_t i = 0; i < words.size(); ++i)
    words[i] = seed + static_cast<std::uint32_t>(i) * 2654435761U;
  return words;
}

void put(xrt::bo& buffer, const Words& words, std::size_t offset = 0) {
  buffer.write(words.data(), words.size() * 4, offset);
  buffer.sync(XCL_BO_SYNC_BO_TO_DEVICE, words.size() * 4, offset);
}

Words get(xrt::bo& buffer) {
  Words words(buffer.size() / 4);
  buffer.sync(XCL_BO_SYNC_BO_FROM_DEVICE);
  buffer.read(words.data());
  return words;
}

// The error that `action` ends in; nothing if it does not.
std::optional<int> error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::system_error& error) {
    return error.code().value();
  }
  return std::nullopt;
}

void expect_vadd(const xrt::device& device, const xrt::uuid& uuid, std::uint32_t seed) {
  constexpr std::size_t kWords = 1000;
  xrt::kernel vadd(device, uuid, "vadd");
  xrt::bo a(device, kWords * 4, vadd.group_id(0));
  xrt::bo b(device, kWords * 4, vadd.group_id(1));
  xrt::bo c(device, kWords * 4, vadd.group_id(2));
  const Words in = pattern(kWords * 4, seed);
  put(a, in);
  put(b, in);
  vadd(a, b, c, std::uint32_t{kWords}).wait();
  const Words out = get(c);
  for (std::uint32_t i = 0; i < kWords; ++i) expect(out[i] == 2 * in[i], "c = a + b");
}

struct Files {
  std::string xclbin;
  std::string other;
};

// An xclbin that is loaded is not loaded again: buffers keep their contents, kernels go on.
void load_again(const Files& files) {
  xrt::device device(0);
  const auto uuid = device.load_xclbin(files.xclbin);
  xrt::kernel vadd(device, uuid, "vadd");
  xrt::bo buffer(device, kPage, 0);
  const Words words = pattern(kPage, 1);
  put(buffer, words);
  for (int i = 0; i < 3; ++i) expect(device.load_xclbin(files.xclbin) == uuid, "the same xclbin");
  expect(get(buffer) == words, "a buffer keeps its contents");
  expect_vadd(device, uuid, 2);
}

void several_objects(const Files& files) {
  xrt::device first(0);
  const auto uuid = first.load_xclbin(files.xclbin);
  xrt::bo buffer(first, kPage, 0);
  const Words words = pattern(kPage, 3);
  put(buffer, words);
  for (int i = 0; i < 2; ++i) {
    xrt::device second(0);
    second.load_xclbin(files.xclbin);
    expect_vadd(second, uuid, 4);
  }
  expect(get(buffer) == words, "what another object does leaves this one alone");
  expect_vadd(first, uuid, 5);
}

void threads(const Files& files) {
  std::vector<std::thread> all;
  std::vector<std::string> errors(8);
  for (std::size_t i = 0; i < errors.size(); ++i)
    all.emplace_back([&, i] {
      try {
        for (std::uint32_t round = 0; round < 3; ++round) {
          xrt::device device(static_cast<unsigned>(i % 2));
          const auto uuid = device.load_xclbin(files.xclbin);
          expect_vadd(device, uuid, static_cast<std::uint32_t>(i) + 10 * round);
        }
      } catch (const std::exception& error) {
        errors[i] = error.what();
      }
    });
  for (std::thread& thread : all) thread.join();
  for (const std::string& error : errors) expect(error.empty(), error);
}

// Another xclbin is refused while kernels of the one that is loaded are in use.
void busy(const Files& files) {
  xrt::device device(0);
  const auto uuid = device.load_xclbin(files.xclbin);
  {
    xrt::kernel vadd(device, uuid, "vadd");
    xrt::bo buffer(device, kPage, vadd.group_id(0));
    const Words words = pattern(kPage, 6);
    put(buffer, words);
    expect(error_of([&] { device.load_xclbin(files.other); }) == EBUSY, "a card that is in use");
    vadd(buffer, buffer, buffer, static_cast<std::uint32_t>(kPage / 4)).wait();
    expect(get(buffer)[1] == 2 * words[1], "the kernel goes on");
  }
  const auto other = device.load_xclbin(files.other);
  expect(other != uuid, "another xclbin");
  xrt::kernel probe(device, other, "probe");
  probe(100U).wait();
}

// ---- copies ----

// Copies through buffers of each kind, whole and in parts.
void copy_kinds(const Files& files) {
  xrt::device device(0);
  device.load_xclbin(files.xclbin);
  const std::vector<Flags> kinds{Flags::normal, Flags::device_only, Flags::host_only, Flags::p2p};
  for (const std::size_t bytes : {std::size_t{4}, kPage, kLarge})
    for (const Flags kind : kinds)
      for (const Flags other : kinds) {
        xrt::bo start(device, bytes, 0);
        xrt::bo first(device, bytes, kind, 0);
        xrt::bo second(device, bytes, other, 0);
        xrt::bo end(device, bytes, 0);
        const Words words = pattern(bytes, 7);
        put(start, words);
        put(end, Words(bytes / 4, 0));
        first.copy(start);
        second.copy(first);
        end.copy(second);
        expect(get(end) == words, "copies of " + std::to_string(bytes) + " bytes from kind " +
                                      std::to_string(static_cast<unsigned>(kind) >> 24) +
                                      " to kind " +
                                      std::to_string(static_cast<unsigned>(other) >> 24));
      }
}

void copy_parts(const Files& files) {
  xrt::device device(0);
  device.load_xclbin(files.xclbin);
  for (const Flags kind : {Flags::normal, Flags::device_only}) {
    xrt::bo start(device, kLarge, 0);
    xrt::bo middle(device, kLarge, kind, 0);
    xrt::bo end(device, kLarge, 0);
    const Words words = pattern(kLarge, 8);
    put(start, words);
    put(end, Words(kLarge / 4, 0));
    middle.copy(start);
    // From words 5.. to words 77..
    constexpr std::size_t kFrom = 5, kTo = 77, kCount = 600001;
    end.copy(middle, kCount * 4, kFrom * 4, kTo * 4);
    Words expected(kLarge / 4, 0);
    std::copy_n(words.begin() + kFrom, kCount, expected.begin() + kTo);
    expect(get(end) == expected, "a part is copied to its place, and nothing else");
  }
}

// A buffer onto itself, to both sides: as if the source was read before.
void copy_overlapping(const Files& files) {
  xrt::device device(0);
  device.load_xclbin(files.xclbin);
  const Words words = pattern(kLarge, 9);
  constexpr std::size_t kShift = 1000, kCount = kLarge / 4 - kShift;
  for (const bool up : {true, false}) {
    xrt::bo buffer(device, kLarge, 0);
    put(buffer, words);
    buffer.copy(buffer, kCount * 4, up ? 0 : kShift * 4, up ? kShift * 4 : 0);
    Words expected = words;
    if (up)
      std::copy_backward(words.begin(), words.begin() + kCount, expected.end());
    else
      std::copy(words.begin() + kShift, words.end(), expected.begin());
    expect(get(buffer) == expected, "overlapping parts");
  }
}

void copy_sub_buffers(const Files& files) {
  xrt::device device(0);
  device.load_xclbin(files.xclbin);
  xrt::bo source(device, 4 * kPage, 0);
  xrt::bo target(device, 4 * kPage, 0);
  const Words words = pattern(4 * kPage, 10);
  put(source, words);
  put(target, Words(kPage, 0));
  xrt::bo from(source, kPage, 2 * kPage);
  xrt::bo to(target, kPage, kPage);
  to.copy(from, kPage - 8, 4, 8);
  Words expected(kPage, 0);
  std::copy_n(words.begin() + 2 * kPage / 4 + 1, kPage / 4 - 2, expected.begin() + kPage / 4 + 2);
  expect(get(target) == expected, "between sub-buffers");
}

// The host's sides of the buffers are not part of it.
void copy_leaves_host_memory(const Files& files) {
  xrt::device device(0);
  device.load_xclbin(files.xclbin);
  xrt::bo source(device, kPage, 0);
  xrt::bo target(device, kPage, 0);
  const Words words = pattern(kPage, 11);
  put(source, words);
  auto* const source_map = source.map<std::uint32_t*>();
  auto* const target_map = target.map<std::uint32_t*>();
  source_map[0] = 123;
  target_map[0] = 456;
  target.copy(source);
  expect(source_map[0] == 123 && target_map[0] == 456, "the host's memory stays as it is");
  expect(get(target) == words, "the card's memory is copied");
}

void copy_wrong(const Files& files) {
  xrt::device device(0);
  device.load_xclbin(files.xclbin);
  for (const Flags kind : {Flags::normal, Flags::device_only}) {
    xrt::bo small(device, kPage, kind, 0);
    xrt::bo large(device, 2 * kPage, kind, 0);
    constexpr std::size_t kAll = SIZE_MAX;
    const std::vector<std::function<void()>> wrong{
        [&] { small.copy(large); },
        [&] { large.copy(small, 2 * kPage); },
        [&] { large.copy(small, kPage, 4, 0); },
        [&] { small.copy(large, kPage, 0, 4); },
        [&] { small.copy(large, 0, 0, 0); },
        [&] { large.copy(small, kAll - 3, 8, 8); },
        [&] { large.copy(small, 4, kAll - 3, 0); },
        [&] { large.copy(small, 4, 0, kAll - 3); },
    };
    for (std::size_t i = 0; i < wrong.size(); ++i)
      expect(error_of(wrong[i]) == EINVAL, "wrong copy " + std::to_string(i) + " is refused");
  }
}

// ---- ranges ----

void ranges(const Files& files) {
  xrt::device device(0);
  device.load_xclbin(files.xclbin);
  xrt::bo buffer(device, 3 * kPage, 0);
  xrt::bo device_only(device, kPage, Flags::device_only, 0);
  const auto sync = [](xrt::bo& bo, std::size_t size, std::size_t offset) {
    std::optional<int> error;
    for (const auto direction : {XCL_BO_SYNC_BO_TO_DEVICE, XCL_BO_SYNC_BO_FROM_DEVICE})
      error = error_of([&] { bo.sync(direction, size, offset); });
    return error;
  };
  expect(!sync(buffer, 3 * kPage, 0), "a whole buffer");
  expect(!sync(buffer, kPage, 2 * kPage), "its last page");
  expect(!sync(buffer, 0, 0), "nothing");
  expect(sync(buffer, 3 * kPage + 1, 0) == EINVAL, "one byte too many");
  expect(sync(buffer, std::size_t{1} << 30, 0) == EINVAL, "far too many");
  expect(sync(buffer, kPage, 2 * kPage + 4) == EINVAL, "beyond the end");
  expect(sync(buffer, 4, SIZE_MAX - 3) == EINVAL, "around the end of all addresses");
  expect(sync(device_only, kPage, 0) == EOPNOTSUPP, "a buffer without memory of the host");
  // As on a card: what is left of the last page belongs to the buffer.
  xrt::bo odd(device, 100, 0);
  expect(!sync(odd, kPage, 0) && sync(odd, kPage + 1, 0) == EINVAL, "an odd buffer");

  xrt::bo part(buffer, kPage, kPage);
  expect(!sync(part, kPage, 0), "a whole sub-buffer");
  expect(sync(part, 3 * kPage, 0) == EINVAL, "more than the parent has");
  expect(error_of([&] { xrt::bo too_large(buffer, kPage, 2 * kPage + 4); }) == EINVAL,
         "a sub-buffer that does not lie in its parent");
}

void c_interface(const Files& files) {
  const xrtDeviceHandle device = xrtDeviceOpen(0);
  expect(device && xrtDeviceLoadXclbinFile(device, files.xclbin.c_str()) == 0, "loading");
  const xrtBufferHandle a = xrtBOAlloc(device, kPage, XRT_BO_FLAGS_NONE, 0);
  const xrtBufferHandle b = xrtBOAlloc(device, kPage, XRT_BO_FLAGS_DEV_ONLY, 0);
  const xrtBufferHandle c = xrtBOAlloc(device, kPage, XRT_BO_FLAGS_NONE, 0);
  const Words words = pattern(kPage, 12);
  expect(xrtBOWrite(a, words.data(), kPage, 0) == 0, "xrtBOWrite");
  expect(xrtBOSync(a, XCL_BO_SYNC_BO_TO_DEVICE, kPage, 0) == 0, "xrtBOSync");
  expect(xrtBOCopy(b, a, kPage, 0, 0) == 0 && xrtBOCopy(c, b, kPage, 0, 0) == 0, "xrtBOCopy");
  Words read(words.size());
  expect(xrtBOSync(c, XCL_BO_SYNC_BO_FROM_DEVICE, kPage, 0) == 0, "xrtBOSync");
  expect(xrtBORead(c, read.data(), kPage, 0) == 0 && read == words, "what was copied");
  expect(xrtBOSync(a, XCL_BO_SYNC_BO_TO_DEVICE, kPage + 1, 0) != 0, "a wrong range is an error");
  for (const xrtBufferHandle buffer : {a, b, c}) xrtBOFree(buffer);
  xrtDeviceClose(device);
}

const std::map<std::string, std::function<void(const Files&)>> kUses{
    {"load_again", load_again},
    {"several_objects", several_objects},
    {"threads", threads},
    {"busy", busy},
    {"copy_kinds", copy_kinds},
    {"copy_parts", copy_parts},
    {"copy_overlapping", copy_overlapping},
    {"copy_sub_buffers", copy_sub_buffers},
    {"copy_leaves_host_memory", copy_leaves_host_memory},
    {"copy_wrong", copy_wrong},
    {"ranges", ranges},
    {"c_interface", c_interface},
};

}  // namespace

int main(int argc, char** argv) {
  const auto use = argc == 4 ? kUses.find(argv[1]) : kUses.end();
  if (use == kUses.end()) {
    std::fprintf(stderr, "usage: %s USE XCLBIN OTHER_XCLBIN\n", argv[0]);
    return 2;
  }
  try {
    use->second({argv[2], argv[3]});
  } catch (const std::exception& error) {
    std::printf("FAIL %s: %s\n", argv[1], error.what());
    return 1;
  }
  std::printf("PASS %s\n", argv[1]);
  return 0;
}
