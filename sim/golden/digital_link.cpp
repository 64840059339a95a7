// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/digital_link.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "sim/golden/link_block.hpp"

namespace lightloop::golden {
namespace {

// Small enough that a block's codewords stay in the second-level cache.
constexpr std::uint64_t kBlock = 128;

void add(LinkCounters& sum, const LinkCounters& part) {
  sum.codewords += part.codewords;
  sum.pam4_symbol_errors += part.pam4_symbol_errors;
  sum.pre_fec_bit_errors += part.pre_fec_bit_errors;
  sum.pre_fec_symbol_errors += part.pre_fec_symbol_errors;
  sum.corrected_codewords += part.corrected_codewords;
  sum.uncorrectable_codewords += part.uncorrectable_codewords;
  sum.corrected_symbols += part.corrected_symbols;
  sum.post_fec_bit_errors += part.post_fec_bit_errors;
  sum.post_fec_errored_codewords += part.post_fec_errored_codewords;
  for (int bin = 0; bin < kHistogramBins; ++bin) sum.histogram[bin] += part.histogram[bin];
}

// Hands the last sent levels from each block to the next one, whichever threads have them: with
// precoding a level depends on all before it.
class TailRelay {
 public:
  explicit TailRelay(const LinkTail& tail) : tail_(tail) {}

  // Waits until block `block - 1` has passed its tail on; false when the run was given up.
  bool wait(std::uint64_t block, LinkTail& tail) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return given_up_ || turn_ == block; });
    tail = tail_;
    return !given_up_;
  }

  void pass(const LinkTail& tail) {
    const std::lock_guard lock(mutex_);
    tail_ = tail;
    ++turn_;
    changed_.notify_all();
  }

  void give_up() {
    const std::lock_guard lock(mutex_);
    given_up_ = true;
    changed_.notify_all();
  }

  const LinkTail& last() const { return tail_; }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  LinkTail tail_;
  std::uint64_t turn_ = 0;
  bool given_up_ = false;
};

unsigned thread_count(unsigned wanted) {
  return wanted != 0 ? wanted : std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace

class DigitalLink::Impl {
 public:
  Impl(const DigitalLinkConfig& config, unsigned threads)
      : tables_(config), max_threads_(thread_count(threads)) {}

  const LinkCounters& advance(std::uint64_t codewords) {
    const std::uint64_t blocks = codewords / kBlock + (codewords % kBlock != 0 ? 1 : 0);
    const auto threads = static_cast<std::size_t>(std::min<std::uint64_t>(max_threads_, blocks));
    while (workers_.size() < threads) workers_.emplace_back(tables_, kBlock);

    TailRelay relay(tail_);
    std::atomic<std::uint64_t> next_block{0};
    std::vector<LinkCounters> counts(threads);
    std::vector<std::exception_ptr> failures(threads);
    // Blocks are taken in order, so the one that a thread waits for is always on its way.
    const auto work = [&](std::size_t worker) {
      try {
        LinkBlock& block = workers_[worker];
        for (std::uint64_t b = next_block++; b < blocks; b = next_block++) {
          const std::uint64_t offset = b * kBlock;
          block.transmit(next_codeword_ + offset, std::min(kBlock, codewords - offset));
          LinkTail before;
          if (!relay.wait(b, before)) return;
          relay.pass(block.tail(before));
          block.receive(before, counts[worker]);
        }
      } catch (...) {
        failures[worker] = std::current_exception();
        relay.give_up();
      }
    };
    {
      std::vector<std::jthread> helpers;
      for (std::size_t worker = 1; worker < threads; ++worker) helpers.emplace_back(work, worker);
      if (threads != 0) work(0);
    }
    for (const std::exception_ptr& failure : failures) {
      if (failure) std::rethrow_exception(failure);
    }
    for (const LinkCounters& part : counts) add(counters_, part);
    tail_ = relay.last();
    next_codeword_ += codewords;
    return counters_;
  }

 private:
  LinkTables tables_;
  unsigned max_threads_;
  std::vector<LinkBlock> workers_;
  LinkCounters counters_;
  LinkTail tail_;
  std::uint64_t next_codeword_ = 0;
};

DigitalLink::DigitalLink(const DigitalLinkConfig& config, unsigned threads) {
  validate(config);
  impl_ = std::make_unique<Impl>(config, threads);
}
DigitalLink::~DigitalLink() = default;
DigitalLink::DigitalLink(DigitalLink&&) noexcept = default;
DigitalLink& DigitalLink::operator=(DigitalLink&&) noexcept = default;

const LinkCounters& DigitalLink::advance(std::uint64_t codewords) {
  return impl_->advance(codewords);
}

}  // namespace lightloop::golden
