// SPDX-License-Identifier: Apache-2.0
// stream_host chain|depth|load XCLBIN: kernels that are connected by streams (tests/xrt/streams).
#include <cstdint>
#include <cstdio>
#include <experimental/xrt_ip.h>
#include <map>
#include <stdexcept>
#include <string>
#include <xrt/xrt_bo.h>
#include <xrt/xrt_device.h>
#include <xrt/xrt_kernel.h>

namespace {

constexpr std::uint32_t kWords = 300;
constexpr std::size_t kBytes = kWords * sizeof(std::uint32_t);

/// A mover with the words that it sends and those that come back.
class Mover {
 public:
  Mover(const xrt::device& device, const xrt::uuid& uuid, const std::string& name)
      : kernel_(device, uuid, "stream_move:{" + name + "}", xrt::kernel::cu_access_mode::exclusive),
        from_(device, kBytes, kernel_.group_id(0)),
        to_(device, kBytes, kernel_.group_id(1)) {}

  xrt::run start(std::uint32_t first, std::uint32_t words, std::uint32_t pause) {
    auto* const in = from_.map<std::uint32_t*>();
    for (std::uint32_t i = 0; i < kWords; ++i) in[i] = first + i;
    from_.sync(XCL_BO_SYNC_BO_TO_DEVICE);
    return kernel_(from_, to_, words, words, pause);
  }
  void expect(std::uint32_t first, std::uint32_t words, std::uint32_t factor) {
    to_.sync(XCL_BO_SYNC_BO_FROM_DEVICE);
    const auto* const out = to_.map<std::uint32_t*>();
    for (std::uint32_t i = 0; i < words; ++i) {
      if (out[i] != factor * (first + i))
        throw std::runtime_error("word " + std::to_string(i) + " is " + std::to_string(out[i]));
    }
  }
  std::uint32_t room() { return kernel_.read_register(0x40); }

 private:
  xrt::kernel kernel_;
  xrt::bo from_;
  xrt::bo to_;
};

// Two chains at the same time, three times; each kernel between multiplies by 3.
void chain(const std::string& xclbin) {
  xrt::device device(0);
  const auto uuid = device.load_xclbin(xclbin);
  Mover first(device, uuid, "first");
  Mover second(device, uuid, "second");
  for (std::uint32_t number = 0; number < 3; ++number) {
    xrt::run a = first.start(number, kWords, 0);
    xrt::run b = second.start(1000 + number, kWords - number, number);
    a.wait();
    b.wait();
    first.expect(number, kWords, 9);
    second.expect(1000 + number, kWords - number, 9);
  }
}

// The depth of a connection: so many words are sent before the first is taken.
void depth(const std::string& xclbin) {
  xrt::device device(0);
  const auto uuid = device.load_xclbin(xclbin);
  for (const auto& [name, beats] :
       std::map<std::string, std::uint32_t>{{"stream_move_1", 20}, {"stream_move_2", 1}}) {
    Mover mover(device, uuid, name);
    mover.start(7, 50, 2000).wait();
    mover.expect(7, 50, 1);
    if (mover.room() != beats)
      throw std::runtime_error(name + ": room for " + std::to_string(mover.room()));
  }
}

void load(const std::string& xclbin) {
  xrt::device device(0);
  device.load_xclbin(xclbin);
}

}  // namespace

int main(int, char** argv) {
  const std::map<std::string, void (*)(const std::string&)> cases{
      {"chain", chain}, {"depth", depth}, {"load", load}};
  try {
    cases.at(argv[1])(argv[2]);
    std::printf("PASS\n");
    return 0;
  } catch (const std::exception& error) {
    std::printf("FAIL: %s\n", error.what());
    return 1;
  }
}
