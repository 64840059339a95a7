// SPDX-License-Identifier: Apache-2.0
#include "host/base/output_place.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fmt/format.h>
#include <system_error>

#include "host/base/errors.hpp"

namespace lightloop::host {
namespace {

constexpr int kMostLinks = 40;  // as Linux itself follows

[[noreturn]] void fail(const std::filesystem::path& path, int error) {
  throw InputError(fmt::format("{}: cannot write: {}", path.string(), std::strerror(error)));
}

// N for a path that means descriptor N of this process.
std::optional<int> own_descriptor(const OutputPlace& place) {
  std::error_code error;
  const auto directory = std::filesystem::canonical(place.directory, error);
  if (error || directory != std::filesystem::canonical("/proc/self/fd", error)) return std::nullopt;
  int number = 0;
  const char* const last = place.name.data() + place.name.size();
  const auto [end, problem] = std::from_chars(place.name.data(), last, number);
  if (problem != std::errc() || end != last) return std::nullopt;
  return number;
}

// Nothing when there are too many links.
std::optional<OutputPlace> follow(std::filesystem::path path) {
  for (int links = 0; links <= kMostLinks; ++links) {
    OutputPlace place{.directory = path.has_parent_path() ? path.parent_path() : ".",
                      .name = path.filename().string(),
                      .descriptor = {}};
    place.descriptor = own_descriptor(place);
    if (place.descriptor) return place;
    std::error_code not_a_link;
    const auto target = std::filesystem::read_symlink(path, not_a_link);
    if (not_a_link) return place;
    path = target.is_absolute() ? target : place.directory / target;
  }
  return std::nullopt;
}

}  // namespace

OutputPlace find_output_place(const std::filesystem::path& path) {
  if (path.empty()) throw InputError("found an empty name, expected that of a file to write");
  auto place = follow(path);
  if (!place) fail(path, ELOOP);
  if (place->name.empty() || place->name == "." || place->name == "..") fail(path, EISDIR);
  return *std::move(place);
}

std::optional<int> find_own_descriptor(const std::filesystem::path& path) {
  const auto place = follow(path);
  return place ? place->descriptor : std::nullopt;
}

}  // namespace lightloop::host
