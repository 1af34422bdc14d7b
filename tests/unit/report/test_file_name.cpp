#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

#include <perilune/report/file_name.hpp>

#include "support/catch.hpp"

using perilune::safe_file_name;

TEST_CASE("file name: a kebab-case id is its own file name", "[report]") {
  for (const std::string id : {"queqiao-2", "change-5", "luna-27a", "v1.2_b", "console"})
    CHECK(safe_file_name(id) == id);
}

TEST_CASE("file name: a hostile id stays inside its folder and names one file", "[report][hostile]") {
  const std::string cases[] = {"",
                               ".",
                               "..",
                               "../../etc/passwd",
                               "/etc/passwd",
                               "a/b",
                               "a\\b",
                               "-rf",
                               ".hidden",
                               "a\nb",
                               std::string("a\0b", 3),
                               "con",
                               "NUL.txt",
                               "com1",
                               "ends.",
                               "a b",
                               "$(reboot)",
                               "\xE2\x80\xAE"
                               "moc.oem",
                               std::string(10'000, 'x'),
                               std::string(10'000, 'x') + "y",
                               std::string(300, '/')};
  std::set<std::string> names;
  for (const std::string& id : cases) {
    const std::string name = safe_file_name(id);
    CAPTURE(id.substr(0, 40), name);
    CHECK(name.size() <= 80);
    CHECK(std::filesystem::path(name).filename() == name);
    CHECK(name.front() != '.');
    CHECK(name.front() != '-');
    CHECK(name.back() != '.');
    CHECK(std::all_of(name.begin(), name.end(),
                      [](char c) { return c > ' ' && c < 0x7F && c != '/' && c != '\\'; }));
    CHECK(names.insert(name).second);
  }
}
