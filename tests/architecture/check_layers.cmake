# cmake -D ROOT=<checkout> -P check_layers.cmake
#
# Reads every file of include/perilune and lib and fails, with file and line, where one breaks a house rule that a compiler
# does not see:
#   - a layer includes and links only itself and the layers that cmake/PeriluneLayers.cmake lets it use;
#   - a third party stays at home (table below);
#   - a library does not print: only lib/cli may;
#   - a public header holds #pragma once and is listed in its layer's CMakeLists.txt, so that it is installed and the build
#     compiles it alone; the umbrella header includes it, and nobody of ours includes the umbrella header.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/../../cmake/PeriluneLayers.cmake")

# How an include starts, and where it may stand: two regular expressions, the second over the path from ROOT.
set(homes
  "yaml-cpp/"              "^lib/scenario/.*\\.cpp$"
  "boost/numeric/odeint"   "^(lib/propagation/.*\\.cpp|include/perilune/propagation/odeint(_method|_steppers)?\\.hpp)$"
  "CLI/"                   "^lib/cli/command_line\\.cpp$"
  "nlohmann/"              "^lib/.*\\.cpp$"
  "openssl/"               "^lib/.*\\.cpp$"
  "pugixml"                "^lib/report/.*\\.cpp$"
  "erfa"                   "^lib/.*\\.cpp$"
  "Eigen/"                 "^(include/perilune|lib)/(bodies|frames|dynamics|propagation|access|design|campaign|scenario|report|cli)/"
  "(catch2|benchmark|rapidcheck)" "^nowhere$")
list(LENGTH homes home_count)
math(EXPR last_home "${home_count} / 2 - 1")

set(prints "(^|[^a-zA-Z_])(std::(cout|cerr|clog)|f?printf *\\(|f?puts *\\()")

# Public headers that are for those who ask for them by name.
set(not_in_umbrella "^(propagation/odeint(_method|_steppers)?\\.hpp|cli/.*|.*/detail/.*)$")

set(problem_count 0)

# Reports `text` at the first line of `file` that holds `found`.
function(report file found text)
  file(READ "${ROOT}/${file}" content)
  string(FIND "${content}" "${found}" position)
  set(line 1)
  if(position GREATER 0)
    string(SUBSTRING "${content}" 0 ${position} before)
    string(REGEX REPLACE "[^\n]" "" newlines "${before}")
    string(LENGTH "${newlines}" line)
    math(EXPR line "${line} + 1")
  endif()
  message("${file}:${line}: ${text}")
  math(EXPR count "${problem_count} + 1")
  set(problem_count ${count} PARENT_SCOPE)
endfunction()

macro(check_include file layer line)
  string(REGEX REPLACE "^[ \t]*#[ \t]*include[ \t]*[<\"]([^>\"]*).*" "\\1" path "${line}")
  if(path STREQUAL "perilune/perilune.hpp")
    report("${file}" "${line}" "our own code includes the single header it needs, not the umbrella perilune/perilune.hpp")
  elseif(path MATCHES "^perilune/([^/]+)/")
    if(NOT CMAKE_MATCH_1 IN_LIST closure_${layer})
      list(JOIN closure_${layer} ", " allowed)
      report("${file}" "${line}" "layer '${layer}' may not include '${path}': it may use ${allowed}")
    endif()
  elseif(path MATCHES "(^|/)\\.\\./")
    report("${file}" "${line}" "'${path}' climbs out of its folder: include it as <perilune/...> or keep it beside its user")
  else()
    foreach(i RANGE ${last_home})
      math(EXPR at "2 * ${i}")
      list(GET homes ${at} start)
      math(EXPR at "${at} + 1")
      list(GET homes ${at} home)
      if(path MATCHES "^${start}" AND NOT "${file}" MATCHES "${home}")
        report("${file}" "${line}" "'${path}' is away from home, which is ${home}")
      endif()
    endforeach()
  endif()
endmacro()

foreach(layer IN LISTS PERILUNE_LAYERS)
  perilune_layer_closure(closure_${layer} "${layer}")
endforeach()
set(umbrella "")
if(EXISTS "${ROOT}/include/perilune/perilune.hpp")
  file(READ "${ROOT}/include/perilune/perilune.hpp" umbrella)
endif()

file(GLOB_RECURSE files RELATIVE "${ROOT}" "${ROOT}/include/perilune/*.hpp" "${ROOT}/lib/*.[ch]pp")
list(REMOVE_ITEM files include/perilune/perilune.hpp)
list(LENGTH files file_count)
if(file_count EQUAL 0)
  message(FATAL_ERROR "no source file below ROOT = '${ROOT}'")
endif()
foreach(file IN LISTS files)
  string(REGEX REPLACE "^(include/perilune|lib)/([^/]+)/.*" "\\2" layer "${file}")
  if(NOT layer IN_LIST PERILUNE_LAYERS)
    report("${file}" "" "'${layer}' is not a layer of cmake/PeriluneLayers.cmake")
    continue()
  endif()

  file(STRINGS "${ROOT}/${file}" includes REGEX "^[ \t]*#[ \t]*include[ \t]*[<\"]")
  foreach(line IN LISTS includes)
    check_include("${file}" "${layer}" "${line}")
  endforeach()

  if(NOT layer STREQUAL "cli")
    file(STRINGS "${ROOT}/${file}" lines REGEX "${prints}")
    foreach(line IN LISTS lines)
      if(NOT line MATCHES "^[ \t]*//")
        report("${file}" "${line}" "a library does not print: return text, or take a stream")
      endif()
    endforeach()
  endif()

  if(file MATCHES "\\.hpp$")
    file(STRINGS "${ROOT}/${file}" once REGEX "^#pragma once$")
    if(NOT once)
      report("${file}" "" "a header holds '#pragma once'")
    endif()
  endif()
  if(file MATCHES "^include/perilune/([^/]+)/(.*)$")
    set(header "${CMAKE_MATCH_2}")
    set(listed "")
    if(EXISTS "${ROOT}/lib/${layer}/CMakeLists.txt")
      file(READ "${ROOT}/lib/${layer}/CMakeLists.txt" listed)
    endif()
    string(REGEX REPLACE "[.+]" "\\\\\\0" pattern "${header}")
    if(NOT listed MATCHES "(^|[ \n])${pattern}[ \n)]")
      report("${file}" "" "not listed under HEADERS in lib/${layer}/CMakeLists.txt: it would not be installed")
    endif()
    string(FIND "${umbrella}" "<perilune/${layer}/${header}>" included)
    if(umbrella AND included EQUAL -1 AND NOT "${layer}/${header}" MATCHES "${not_in_umbrella}")
      report("${file}" "" "not included by the umbrella include/perilune/perilune.hpp")
    endif()
  endif()
endforeach()

foreach(layer IN LISTS PERILUNE_LAYERS)
  set(lists "lib/${layer}/CMakeLists.txt")
  if(EXISTS "${ROOT}/${lists}")
    file(STRINGS "${ROOT}/${lists}" lines REGEX "perilune::[a-z]+")
    foreach(line IN LISTS lines)
      string(REGEX MATCHALL "perilune::[a-z]+" targets "${line}")
      foreach(target IN LISTS targets)
        string(REPLACE "perilune::" "" used "${target}")
        if(NOT used IN_LIST closure_${layer})
          report("${lists}" "${line}" "layer '${layer}' may not link '${target}'")
        endif()
      endforeach()
    endforeach()
  endif()
endforeach()

if(problem_count GREATER 0)
  message(FATAL_ERROR "${problem_count} breaches of the house rules in ${file_count} files")
endif()
message("${file_count} files keep the house rules")
