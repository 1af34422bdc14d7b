# What gets built. Tests, examples, benchmarks and the install rules are for whoever works on Perilune itself:
# off when another project adds us.
include(CMakeDependentOption)

set(PERILUNE_COMPONENTS all CACHE STRING
  "Layers to build, with what they use: 'all' or a list such as 'propagation' or 'scheduling;scenario'")
option(PERILUNE_BUILD_TESTS "Build the tests (needs Catch2)" ${PROJECT_IS_TOP_LEVEL})
option(PERILUNE_BUILD_EXAMPLES "Build the examples" ${PROJECT_IS_TOP_LEVEL})
option(PERILUNE_BUILD_BENCHMARKS "Build the benchmarks (needs Google Benchmark)" OFF)
option(PERILUNE_INSTALL "Make install rules" ${PROJECT_IS_TOP_LEVEL})
option(PERILUNE_WARNINGS_AS_ERRORS "Warnings stop the build" ${PROJECT_IS_TOP_LEVEL})
set(PERILUNE_SANITIZE "" CACHE STRING "Sanitizers for all our targets, e.g. 'address,undefined' or 'thread'")

if(PROJECT_IS_TOP_LEVEL)
  if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
  endif()
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
  if(NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)   # -DCMAKE_CXX_COMPILER_LAUNCHER= goes without
    find_program(PERILUNE_CCACHE ccache)
    mark_as_advanced(PERILUNE_CCACHE)
    if(PERILUNE_CCACHE)
      set(CMAKE_CXX_COMPILER_LAUNCHER "${PERILUNE_CCACHE}")
    endif()
  endif()
endif()
