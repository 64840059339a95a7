// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/shell_command.hpp"

#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

#include "sim/xrt/compat/start_script.hpp"
#include "sim/xrt/xclbin/zip_archive.hpp"

namespace lightloop::xrt_compat {
namespace {

namespace fs = std::filesystem;

constexpr int kFailed = 1 << 8;  // wait status of exit code 1

std::optional<std::string_view> after(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return std::nullopt;
  return text.substr(prefix.size());
}

std::pair<std::string_view, std::string_view> split(std::string_view text,
                                                    std::string_view separator) {
  const auto at = text.rfind(separator);
  if (at == std::string_view::npos)
    throw std::runtime_error("expected two paths in '" + std::string(text) + "'");
  return {text.substr(0, at), text.substr(at + separator.size())};
}

fs::path unquoted(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (text.size() >= 2 && text.front() == '\'' && text.back() == '\'')
    text = text.substr(1, text.size() - 2);
  return text;
}

void unzip(const fs::path& archive, const fs::path& directory) {
  xclbin::ZipArchive(xclbin::ByteRange::of_file(archive)).extract(directory);
  // The driver has no further use for it, and it is as large as all the rest.
  fs::remove(archive);
}

void give_owner_all_rights(const fs::path& path) {
  const auto allow = [](const fs::path& file) {
    if (!fs::is_symlink(file)) fs::permissions(file, fs::perms::owner_all, fs::perm_options::add);
  };
  allow(path);
  if (!fs::is_directory(path)) return;
  for (const auto& entry : fs::recursive_directory_iterator(path)) allow(entry.path());
}

void append(const fs::path& from, const fs::path& to) {
  std::ifstream source(from, std::ios::binary);
  std::ofstream target(to, std::ios::binary | std::ios::app);
  if (source.peek() != std::ifstream::traits_type::eof()) target << source.rdbuf();
  if (!source || !target)
    throw std::runtime_error("cannot append " + from.string() + " to " + to.string());
}

// What to do for a command; empty when it is not known.
std::function<void()> parse(std::string_view command) {
  if (const auto rest = after(command, "unzip -q ")) {
    const auto [archive, directory] = split(*rest, " -d ");
    return [archive = archive, directory = directory] {
      unzip(unquoted(archive), unquoted(directory));
    };
  }
  if (const auto rest = after(command, "chmod -R 777 "))
    return [path = unquoted(*rest)] {
      give_owner_all_rights(path);
      note_permitted(path);
    };
  if (const auto rest = after(command, "mkdir -p "))
    return [path = unquoted(*rest)] { fs::create_directories(path); };
  if (const auto rest = after(command, "cp "); rest && rest->find(" '") != std::string_view::npos) {
    const auto [from, to] = split(*rest, " '");
    return [from = from, to = to] {
      fs::copy_file(unquoted(from), unquoted("'" + std::string(to)),
                    fs::copy_options::overwrite_existing);
    };
  }
  if (const auto rest = after(command, "cat ");
      rest && rest->find(">> ") != std::string_view::npos) {
    const auto [from, to] = split(*rest, ">> ");
    return [from = from, to = to] { append(unquoted(from), unquoted(to)); };
  }
  return {};
}

}  // namespace

std::optional<int> run_known_command(std::string_view command) {
  try {
    const auto action = parse(command);
    if (!action) return std::nullopt;
    action();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lightloop emu: %s\n", error.what());
    return kFailed;
  }
}

}  // namespace lightloop::xrt_compat
