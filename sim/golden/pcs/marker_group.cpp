// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/marker_group.hpp"

#include <stdexcept>
#include <string>

#include "sim/golden/pcs/bits.hpp"
#include "sim/golden/pcs/config_checks.hpp"

namespace lightloop::golden::pcs {
namespace {

using phy::AlignmentMarker;
using phy::Block257;
using phy::EthernetRate;
using phy::kBlock257Bits;
using phy::RateShape;

constexpr int kStatusBits = 3;

std::uint64_t marker_bits(const AlignmentMarker& marker, int at, int count) {
  std::uint64_t bits = 0;
  for (int i = 0; i < count; ++i) {
    bits |= std::uint64_t{(marker[(at + i) / 8] >> ((at + i) % 8)) & 1U} << i;
  }
  return bits;
}

// Chunks of ten bits over pairs of lanes, which change places from chunk to chunk.
void lay_checkerboard(std::span<const AlignmentMarker> lanes, std::uint64_t* group) {
  const int pairs = static_cast<int>(lanes.size()) / 2;
  for (int k = 0; k < phy::kMarkerBits / 10; ++k) {
    for (int j = 0; j < pairs; ++j) {
      const std::size_t at = 20 * static_cast<std::size_t>(pairs * k + j);
      const int odd = k % 2;
      put_bits(group, at, marker_bits(lanes[2 * j + odd], 10 * k, 10), 10);
      put_bits(group, at + 10, marker_bits(lanes[2 * j + 1 - odd], 10 * k, 10), 10);
    }
  }
}

// Of every 40 bits of a lane 20 go to each flow.
void lay_quartets(std::span<const AlignmentMarker> lanes, int flow, std::uint64_t* group) {
  const int count = static_cast<int>(lanes.size());
  for (int k = 0; k < phy::kMarkerBits / 40; ++k) {
    for (int j = 0; j < count; ++j) {
      const std::size_t at = 20 * static_cast<std::size_t>(count * k + j);
      put_bits(group, at, marker_bits(lanes[j], 40 * k + 20 * flow, 20), 20);
    }
  }
}

int group_bits(const RateShape& shape) { return kBlock257Bits * shape.marker_blocks; }

std::vector<std::uint64_t> lay(EthernetRate rate, int flow, const phy::MarkerTable& markers) {
  const RateShape shape = phy::shape(rate);
  std::vector<std::uint64_t> group(group_bits(shape) / 64 + 2);
  const std::span<const AlignmentMarker> all = markers;
  if (shape.checkerboard) {
    const auto lanes = static_cast<std::size_t>(shape.lanes_per_flow());
    lay_checkerboard(all.subspan(lanes * static_cast<std::size_t>(flow), lanes), group.data());
  } else {
    lay_quartets(all, flow, group.data());
  }
  return group;
}

}  // namespace

MarkerPadding marker_padding(EthernetRate rate, int flow, int status_flow) {
  check_status_flow(status_flow);
  const RateShape shape = phy::shape(rate);
  const int markers = shape.lanes * phy::kMarkerBits / shape.flows;
  const bool status = shape.checkerboard || flow == status_flow;
  const int status_at = group_bits(shape) - kStatusBits;
  const int pad_end = status ? status_at : group_bits(shape);
  return {markers, pad_end - markers, status ? status_at : -1};
}

MarkerGroupSource::MarkerGroupSource(EthernetRate rate, int flow, const phy::MarkerTable& markers,
                                     std::uint16_t pad_seed, int status_flow)
    : fixed_(lay(rate, flow, markers)),
      blocks_(phy::shape(rate).marker_blocks),
      padding_(marker_padding(rate, flow, status_flow)),
      pad_seed_(pad_seed),
      pad_(pad_seed) {
  if (pad_seed == 0 || pad_seed > kPadOnes) {
    throw std::invalid_argument("prbs9_seed: found " + std::to_string(pad_seed) +
                                ", expected 1 to 511");
  }
}

void MarkerGroupSource::next(unsigned status, std::vector<Block257>& blocks) {
  group_ = fixed_;
  const auto pad_at = static_cast<std::size_t>(padding_.pad_at);
  const auto pad_end = pad_at + static_cast<std::size_t>(padding_.pad_bits);
  for (std::size_t at = pad_at; at < pad_end; ++at) put_bits(group_.data(), at, pad_.next_bit(), 1);
  if (padding_.status_at >= 0) {
    put_bits(group_.data(), static_cast<std::size_t>(padding_.status_at), status & 7U, kStatusBits);
  }
  for (int n = 0; n < blocks_; ++n) {
    const std::size_t at = static_cast<std::size_t>(kBlock257Bits) * static_cast<std::size_t>(n);
    Block257 block;
    for (std::size_t word = 0; word < 4; ++word)
      block.words[word] = word_at(group_.data(), at + 64 * word);
    block.words[4] = word_at(group_.data(), at + 256) & 1;
    blocks.push_back(block);
  }
}

unsigned marker_status(std::span<const Block257> group, const MarkerPadding& padding) {
  unsigned status = 0;
  if (padding.status_at < 0) return status;
  for (int i = 0; i < kStatusBits; ++i) {
    const int at = padding.status_at + i;
    const int bit = at % kBlock257Bits;
    const Block257& block = group[static_cast<std::size_t>(at / kBlock257Bits)];
    status |= static_cast<unsigned>((block.words[bit / 64] >> (bit % 64)) & 1) << i;
  }
  return status;
}

}  // namespace lightloop::golden::pcs
