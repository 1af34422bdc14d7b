// Names that a person, or a file that a person was sent, might give to a mission: each means something to
// some format.
#pragma once

#include <string>
#include <vector>

namespace perilune::test {

inline std::vector<std::string> fifty_hostile_names() {
  std::vector<std::string> names = {"a\r\nEND:VCALENDAR",
                                    "a\nBEGIN:VEVENT",
                                    "a;b,c\\d",
                                    "\\n",
                                    "</Name><Task>",
                                    "<![CDATA[",
                                    "]]>",
                                    "&amp;",
                                    "&#60;",
                                    "\"quoted\"",
                                    "it's",
                                    "<script>alert(1)</script>",
                                    "<svg onload=alert(1)>",
                                    "--><b>",
                                    "<!--",
                                    "%3Cscript%3E",
                                    "=1+1",
                                    "@SUM(A1)",
                                    "+cmd|' /C calc'!A0",
                                    "-2",
                                    "\t=1",
                                    "../../etc/passwd",
                                    "C:\\con",
                                    "\x1B[31m",
                                    "\x7F",
                                    "\x01",
                                    "\xE2\x80\xAE"
                                    "gpj",
                                    "\xE2\x80\x8F",
                                    "\xE2\x80\xA8",
                                    "\xC2\x85",
                                    "\xFF\xFE",
                                    "\xC3\xA4\xC3\xB6\xC3\xBC",
                                    "\xE6\x9C\x88",
                                    "\xF0\x9F\x9A\x80",
                                    std::string(10'000, 'x'),
                                    std::string("nul\0byte", 8),
                                    "javascript:alert(1)",
                                    "data:text/html,x",
                                    "{{7*7}}",
                                    "${7*7}",
                                    "$(id)",
                                    "`id`",
                                    "%n%s",
                                    "'; DROP TABLE x",
                                    "UID:1",
                                    "DTSTART:19700101",
                                    "SUMMARY",
                                    " lead",
                                    "trail ",
                                    "\xEF\xBC\x9D"
                                    "1"};
  std::string wide;
  for (int i = 0; i < 3000; ++i) wide += "\xE6\x9C\x88";  // three bytes each: folds fall between
  names.push_back(wide);
  return names;
}

}  // namespace perilune::test
