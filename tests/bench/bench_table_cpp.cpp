// SPDX-License-Identifier: Apache-2.0
// What C++ benches cost on word_pipeline: a 512-bit word driven and checked every clock, in a bare
// eval() loop, through the SystemC adapter, and by coroutines. Prints one JSON object a round, with
// nanoseconds of CPU time a cycle by variant. For bench_table.py.
//
//   bench_table_cpp ROUNDS CYCLES
#include <Vword_pipeline.h>
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <functional>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/verilated/clocked_model.hpp"
#include "testbenches/lib/bench.hpp"
#include "testbenches/lib/edge_triggers.hpp"

namespace lightloop {
namespace {

using Word = VlWide<16>;
constexpr std::size_t kWords = 64;

const std::array<Word, kWords>& words() {
  static const auto table = [] {
    std::mt19937 random(1);
    std::array<Word, kWords> made;
    for (Word& word : made) {
      for (std::size_t i = 0; i < 16; ++i) word[i] = static_cast<EData>(random());
    }
    return made;
  }();
  return table;
}

/// Taps 1.0, 0, ... so that what goes in comes out.
void set_taps(Vword_pipeline& model) {
  for (std::size_t i = 0; i < 4; ++i) model.taps_i[i] = 0;
  model.taps_i[0] = 128;
}

/// Compares what comes out with what went in.
class Checker {
 public:
  void check(const Word& found) {
    const Word& expected = words()[count_ % kWords];
    if (!std::equal(&expected[0], &expected[0] + 16, &found[0])) {
      throw std::runtime_error("word " + std::to_string(count_) + " is wrong");
    }
    ++count_;
  }
  std::uint64_t count() const { return count_; }

 private:
  std::uint64_t count_ = 0;
};

class WordHook {
 public:
  void drive(Vword_pipeline& model) {
    model.valid_i = 1;
    model.data_i = words()[sent_++ % kWords];
  }
  void sample(const Vword_pipeline& model) {
    if (model.valid_o != 0) checker_.check(model.data_o);
  }
  std::uint64_t checked() const { return checker_.count(); }

 private:
  std::uint64_t sent_ = 0;
  Checker checker_;
};

/// A way to run the model; all of them do the same work.
class Variant {
 public:
  explicit Variant(std::string name) : name_(std::move(name)) {}
  virtual ~Variant() = default;
  Variant(const Variant&) = delete;
  Variant& operator=(const Variant&) = delete;
  const std::string& name() const { return name_; }
  virtual void run(std::uint64_t cycles) = 0;
  /// Words checked so far.
  virtual std::uint64_t checked() const = 0;

 private:
  std::string name_;
};

class BareLoop final : public Variant {
 public:
  BareLoop() : Variant("bare eval() loop") {
    set_taps(model_);
    model_.rst_ni = 0;
    cycle([] {}, [] {});
    model_.rst_ni = 1;
  }
  void run(std::uint64_t cycles) override {
    for (std::uint64_t i = 0; i < cycles; ++i) {
      cycle([this] { hook_.drive(model_); }, [this] { hook_.sample(model_); });
    }
  }
  std::uint64_t checked() const override { return hook_.checked(); }

 private:
  template <typename Drive, typename Sample>
  void cycle(Drive drive, Sample sample) {
    drive();
    model_.clk_i = 0;
    model_.eval();
    sample();
    model_.clk_i = 1;
    model_.eval();
  }

  VerilatedContext context_;
  Vword_pipeline model_{&context_, "TOP"};
  WordHook hook_;
};

class Adapter final : public Variant {
 public:
  Adapter(std::string name, unsigned cycles_per_activation)
      : Variant(std::move(name)),
        clocked_(simulation_.make<Clocked>(
            "dut", verilated::ClockConfig{.cycles_per_activation = cycles_per_activation},
            [](Vword_pipeline& model) {
              return verilated::ClockAndReset{model.clk_i, model.rst_ni};
            })) {
    set_taps(clocked_.model());
  }
  void run(std::uint64_t cycles) override {
    simulation_.run_for(clocked_.period() * static_cast<double>(cycles));
  }
  std::uint64_t checked() const override { return clocked_.hook().checked(); }

 private:
  using Clocked = verilated::ClockedModel<Vword_pipeline, WordHook>;

  verilated::Simulation simulation_;
  Clocked& clocked_;
};

class Coroutines final : public Variant {
 public:
  Coroutines(std::string name, unsigned cycles_per_activation)
      : Variant(std::move(name)),
        bench_(testbench::BenchConfig{.cycles_per_activation = cycles_per_activation}) {
    set_taps(bench_.model());
    bench_.start_soon(drive(), "driver");
    bench_.start_soon(check(), "checker");
  }
  void run(std::uint64_t cycles) override {
    bench_.run(
        [this, cycles]() -> testbench::Task<> {
          co_await testbench::ClockCycles(bench_.clock(), cycles);
        },
        cycles + 10);
  }
  std::uint64_t checked() const override { return checker_.count(); }

 private:
  testbench::Task<> drive() {
    const auto valid = bench_.port(bench_.model().valid_i, "valid_i");
    const auto data = bench_.port(bench_.model().data_i, "data_i");
    valid.write(1);
    for (std::uint64_t sent = 0;; ++sent) {
      data.write(words()[sent % kWords]);
      co_await testbench::RisingEdge(bench_.clock());
    }
  }
  testbench::Task<> check() {
    const auto valid = bench_.port(bench_.model().valid_o, "valid_o");
    const auto data = bench_.port(bench_.model().data_o, "data_o");
    for (;;) {
      co_await testbench::RisingEdge(bench_.clock());
      if (valid.read() != 0) checker_.check(data.read());
    }
  }

  testbench::Bench<Vword_pipeline> bench_;
  Checker checker_;
};

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

void measure(unsigned rounds, std::uint64_t cycles) {
  std::vector<std::unique_ptr<Variant>> variants;
  variants.push_back(std::make_unique<BareLoop>());
  variants.push_back(std::make_unique<Adapter>("SystemC adapter, 1 cycle an activation", 1));
  variants.push_back(std::make_unique<Adapter>("SystemC adapter, 64 cycles an activation", 64));
  variants.push_back(std::make_unique<Coroutines>("coroutine bench", 64));
  variants.push_back(
      std::make_unique<Coroutines>("coroutine bench, SystemC modules beside (1 cycle)", 1));
  for (auto& variant : variants) variant->run(cycles / 10 + 100);  // caches and branch predictors
  for (unsigned round = 0; round < rounds; ++round) {
    std::vector<std::string> results;
    for (auto& variant : variants) {
      const std::uint64_t checked = variant->checked();
      const double start = cpu_seconds();
      variant->run(cycles);
      const double seconds = cpu_seconds() - start;
      // The last words of a run may be checked in the next one.
      if (variant->checked() - checked + 100 < cycles) {
        throw std::runtime_error(variant->name() + ": not every word was checked");
      }
      results.push_back(fmt::format("\"{}\": {:.2f}", variant->name(),
                                    1e9 * seconds / static_cast<double>(cycles)));
    }
    fmt::print("{{{}}}\n", fmt::join(results, ", "));
  }
}

}  // namespace
}  // namespace lightloop

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: bench_table_cpp ROUNDS CYCLES\n", stderr);
    return 2;
  }
  try {
    lightloop::measure(static_cast<unsigned>(std::strtoul(argv[1], nullptr, 10)),
                       std::strtoull(argv[2], nullptr, 10));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_table_cpp: %s\n", error.what());
    return 1;
  }
}
