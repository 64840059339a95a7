// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/import_table.hpp"

#include <array>
#include <cstdlib>
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>

namespace lightloop::xrt_compat {
namespace {

char* no_variables(const char*) { return nullptr; }
int never_called() { return 99; }

struct Closer {
  void operator()(void* handle) const { dlclose(handle); }
};

// Once with the whole table made read-only by the loader, once bound at the first call.
class ImportTable : public testing::TestWithParam<const char*> {
 protected:
  ImportTable() : handle_(dlopen(GetParam(), RTLD_NOW | RTLD_LOCAL)) {}

  template <typename Function>
  Function* function(const char* name) const {
    return reinterpret_cast<Function*>(dlsym(handle_.get(), name));
  }

  LoadedLibrary library() const {
    const auto found = find_loaded("libll_caller_");
    EXPECT_EQ(found.size(), 1U);
    return found.at(0);
  }

  std::unique_ptr<void, Closer> handle_;
};

TEST_P(ImportTable, RedirectsFunctionsOfThatLibraryOnly) {
  ASSERT_TRUE(handle_) << dlerror();
  auto* has_variable = function<int(const char*)>("caller_has_variable");
  ASSERT_TRUE(has_variable("PATH"));
  const std::array redirects = {Redirect{"getenv", reinterpret_cast<void*>(no_variables)}};
  EXPECT_EQ(redirect_imports(library(), redirects), 1U);
  EXPECT_FALSE(has_variable("PATH"));
  EXPECT_NE(std::getenv("PATH"), nullptr);
}

TEST_P(ImportTable, RedirectsObjects) {
  ASSERT_TRUE(handle_) << dlerror();
  std::ostringstream stream;
  const std::array redirects = {Redirect{"_ZSt4cout", static_cast<std::ostream*>(&stream)}};
  EXPECT_GE(redirect_imports(library(), redirects).value_or(0), 1U);
  function<void(const char*)>("caller_prints")("hello");
  EXPECT_EQ(stream.str(), "hello");
}

TEST_P(ImportTable, LeavesWhatTheLibraryDefinesOrDoesNotMention) {
  ASSERT_TRUE(handle_) << dlerror();
  const std::array redirects = {
      Redirect{"caller_own_function", reinterpret_cast<void*>(never_called)},
      Redirect{"sleep", reinterpret_cast<void*>(never_called)}};
  EXPECT_EQ(redirect_imports(library(), redirects), 0U);
  EXPECT_EQ(function<int()>("caller_calls_own_function")(), 1);
}

INSTANTIATE_TEST_SUITE_P(Bound, ImportTable,
                         testing::Values(LIGHTLOOP_CALLER_NOW, LIGHTLOOP_CALLER_LAZY),
                         [](const auto& info) { return info.index == 0 ? "Now" : "Lazy"; });

TEST(ImportTableOfNothing, IsNoTable) {
  EXPECT_TRUE(find_loaded("libno_such_library").empty());
  EXPECT_EQ(redirect_imports({"libno_such_library", "", 1}, {}), std::nullopt);
}

}  // namespace
}  // namespace lightloop::xrt_compat
