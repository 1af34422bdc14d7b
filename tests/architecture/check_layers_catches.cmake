# cmake -D WORK=<empty folder> -P check_layers_catches.cmake
#
# Plants one breach at a time in a small tree that is otherwise in order, and fails unless check_layers.cmake names it.
cmake_minimum_required(VERSION 3.25)

function(check out_code out_text)
  execute_process(COMMAND "${CMAKE_COMMAND}" -D "ROOT=${WORK}" -P "${CMAKE_CURRENT_LIST_DIR}/check_layers.cmake"
    RESULT_VARIABLE code OUTPUT_VARIABLE text ERROR_VARIABLE text)
  set(${out_code} "${code}" PARENT_SCOPE)
  set(${out_text} "${text}" PARENT_SCOPE)
endfunction()

function(write_tree)
  file(REMOVE_RECURSE "${WORK}")
  file(WRITE "${WORK}/lib/time/CMakeLists.txt" "perilune_add_layer(time\n  HEADERS\n    epoch.hpp\n  PUBLIC perilune::core)\n")
  file(WRITE "${WORK}/include/perilune/time/epoch.hpp" "#pragma once\n#include <perilune/core/error.hpp>\n")
  file(WRITE "${WORK}/lib/time/epoch.cpp" "#include <perilune/time/epoch.hpp>\n#include <erfa.h>\nint s = snprintf(0, 0, \"\");\n")
  file(WRITE "${WORK}/include/perilune/perilune.hpp" "#pragma once\n#include <perilune/time/epoch.hpp>\n")
endfunction()

write_tree()
check(code text)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "a tree in order is refused:\n${text}")
endif()

set(failed 0)
# must_catch(<file to write> <its content> <what the report has to say>)
function(must_catch file content expected)
  write_tree()
  file(WRITE "${WORK}/${file}" "${content}")
  check(code text)
  string(FIND "${text}" "${expected}" position)
  if(code EQUAL 0 OR position EQUAL -1)
    message("not caught in ${file}: '${expected}'. The check said (exit ${code}):\n${text}")
    set(failed 1 PARENT_SCOPE)
  endif()
endfunction()

must_catch(lib/time/a.cpp "\n\n#include <perilune/frames/frame.hpp>\n"
  "lib/time/a.cpp:3: layer 'time' may not include 'perilune/frames/frame.hpp': it may use time, units, core")
must_catch(lib/propagation/a.cpp "#include \"perilune/roadmap/mission.hpp\"\n"
  "lib/propagation/a.cpp:1: layer 'propagation' may not include 'perilune/roadmap/mission.hpp'")
must_catch(lib/scheduling/a.cpp "#include <perilune/dynamics/state.hpp>\n" "layer 'scheduling' may not include")
must_catch(lib/time/a.cpp "#include <perilune/perilune.hpp>\n" "not the umbrella")
must_catch(lib/time/a.cpp "#include \"../core/secret.hpp\"\n" "climbs out of its folder")
must_catch(lib/campaign/a.cpp "#include <yaml-cpp/yaml.h>\n" "'yaml-cpp/yaml.h' is away from home")
must_catch(include/perilune/propagation/propagator.hpp "#pragma once\n#include <boost/numeric/odeint.hpp>\n"
  "include/perilune/propagation/propagator.hpp:2: 'boost/numeric/odeint.hpp' is away from home")
must_catch(lib/report/a.cpp "#  include <CLI/CLI.hpp>\n" "'CLI/CLI.hpp' is away from home")
must_catch(lib/cli/a.cpp "#include <CLI/CLI.hpp>\n" "'CLI/CLI.hpp' is away from home")
must_catch(include/perilune/time/epoch.hpp "#pragma once\n#include <nlohmann/json.hpp>\n" "'nlohmann/json.hpp' is away from home")
must_catch(lib/scheduling/a.cpp "#include <Eigen/Core>\n" "'Eigen/Core' is away from home")
must_catch(lib/time/a.cpp "void f() {\n  std::cout << 1;\n}\n" "lib/time/a.cpp:2: a library does not print")
must_catch(lib/time/a.cpp "void f() { printf(\"x\"); }\n" "a library does not print")
must_catch(include/perilune/time/epoch.hpp "int x;\n" "include/perilune/time/epoch.hpp:1: a header holds '#pragma once'")
must_catch(include/perilune/time/clock.hpp "#pragma once\n" "clock.hpp:1: not listed under HEADERS in lib/time/CMakeLists.txt")
must_catch(include/perilune/time/clock.hpp "#pragma once\n" "clock.hpp:1: not included by the umbrella")
must_catch(lib/telescope/a.cpp "\n" "'telescope' is not a layer")
must_catch(lib/time/CMakeLists.txt "perilune_add_layer(time HEADERS epoch.hpp\n PUBLIC perilune::frames)\n"
  "lib/time/CMakeLists.txt:2: layer 'time' may not link 'perilune::frames'")

file(REMOVE_RECURSE "${WORK}")
if(failed)
  message(FATAL_ERROR "check_layers.cmake lets breaches pass")
endif()
