# perilune_add_kernels(<target> a.cpp ...): hot loops, compiled once for each instruction set and chosen at run time
# (include/perilune/core/isa.hpp). Each compilation sees PERILUNE_KERNEL_ISA, one of baseline, avx2 and avx512, to name
# what it exports by.
#
# -march=x86-64 first: so that a file is compiled for its own set alone whatever the flags of the whole build say.
#
# Inline functions and templates that other files instantiate too must not come from here: the linker keeps one copy of
# each, and a machine without AVX would run into one compiled for it. simd::pack has the set in its name; for the rest
# gcc's -fno-weak gives each file copies of its own, with a warning for every constant, so that there are none at all (-w);
# the baseline is compiled from the same sources, and warns. tests/architecture/check_kernels.cmake looks at every object file.
function(perilune_add_kernels target)
  set(isas baseline)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    list(APPEND isas avx2 avx512)
    set(baseline_options -march=x86-64)
    set(avx2_options -march=x86-64 -mavx2 -mfma)
    set(avx512_options -march=x86-64 -mavx2 -mfma -mavx512f -mavx512dq -mavx512vl)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    list(APPEND avx2_options -fno-weak -w)
    list(APPEND avx512_options -fno-weak -w)
  endif()
  foreach(isa IN LISTS isas)
    set(objects ${target}_${isa})
    add_library(${objects} OBJECT ${ARGN})
    perilune_set_our_flags(${objects})
    target_compile_options(${objects} PRIVATE ${${isa}_options})
    target_compile_definitions(${objects} PRIVATE PERILUNE_KERNEL_ISA=${isa})
    set(folders "$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>")
    target_include_directories(${objects} PRIVATE "$<FILTER:${folders},INCLUDE,^${PROJECT_SOURCE_DIR}/>")
    target_include_directories(${objects} SYSTEM PRIVATE "$<FILTER:${folders},EXCLUDE,^${PROJECT_SOURCE_DIR}/>")
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:${objects}>)
    if(NOT isa STREQUAL "baseline")
      if(PERILUNE_SANITIZE MATCHES "undefined")   # the baseline is looked at, from the same sources; this is three times as quick
        target_compile_options(${objects} PRIVATE -fno-sanitize=undefined)
      endif()
      set_property(GLOBAL APPEND PROPERTY PERILUNE_KERNEL_OBJECTS "$<TARGET_OBJECTS:${objects}>")
    endif()
  endforeach()
endfunction()
