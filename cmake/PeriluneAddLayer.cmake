# perilune_add_layer(<layer> HEADERS a.hpp ... SOURCES a.cpp ... [PUBLIC targets] [PRIVATE targets] [BUILD_ONLY targets])
#
# A layer is the folder pair include/perilune/<layer> and lib/<layer>, and the target perilune::<layer>.
# Headers are named relative to the first, sources relative to the second, one a line.
# BUILD_ONLY is for header-only libraries that only our .cpp files include: users of the layer need not have them.
# Which third parties a layer has is told in cmake/PeriluneDependencies.cmake; they are found before its folder is read.
include(GNUInstallDirs)

function(perilune_set_our_flags target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
  # No contraction: the same bits on every machine that rounds as IEEE 754 says.
  set(cxx_flags -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast -ffp-contract=off)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    list(APPEND cxx_flags -Wno-restrict)   # GCC 12 sees overlaps in std::string that are not there: its bug 105651
    # ... and it takes members that an initialiser by name leaves to their defaults for never set, where it inlines
    # much (lib/scheduling/replan.cpp). Clang and the sanitizers look for real ones.
    list(APPEND cxx_flags -Wno-maybe-uninitialized)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND PERILUNE_SANITIZE)
    list(APPEND cxx_flags -Wno-maybe-uninitialized)   # sees things under a sanitizer, as GCC's manual says
  endif()
  if(PERILUNE_WARNINGS_AS_ERRORS)
    list(APPEND cxx_flags -Werror)
  endif()
  target_compile_options(${target} PRIVATE "$<$<COMPILE_LANGUAGE:CXX>:${cxx_flags}>")
  if(PERILUNE_SANITIZE)
    # Without the checks of null pointers, which a crash tells of as well, and of the types behind virtual calls: together a
    # fifth of the compiler's time.
    target_compile_options(${target} PRIVATE
      "$<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${PERILUNE_SANITIZE};-fno-sanitize=null,vptr;-fno-omit-frame-pointer;-fno-sanitize-recover=all>")
    target_link_options(${target} PUBLIC -fsanitize=${PERILUNE_SANITIZE})
  endif()
endfunction()

function(perilune_add_layer layer)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;SOURCES;PUBLIC;PRIVATE;BUILD_ONLY")
  set(target perilune_${layer})
  list(TRANSFORM arg_HEADERS PREPEND "${PROJECT_SOURCE_DIR}/include/perilune/${layer}/")

  add_library(${target} ${arg_SOURCES})
  add_library(perilune::${layer} ALIAS ${target})
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}/include" FILES ${arg_HEADERS})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${layer} VERIFY_INTERFACE_HEADER_SETS ON)
  perilune_set_our_flags(${target})
  list(TRANSFORM arg_BUILD_ONLY REPLACE "(.+)" "$<BUILD_INTERFACE:\\1>")
  target_link_libraries(${target} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE} ${arg_BUILD_ONLY})
endfunction()

function(perilune_add_layers)
  perilune_layers_for(layers ${PERILUNE_COMPONENTS})
  set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)   # a project that adds us must see what our targets link
  set(built)
  foreach(layer IN LISTS layers)
    if(EXISTS "${PROJECT_SOURCE_DIR}/lib/${layer}/CMakeLists.txt")
      foreach(package IN LISTS PERILUNE_${layer}_NEEDS PERILUNE_${layer}_BUILD_NEEDS)
        find_package(${package} ${PERILUNE_${package}_FIND_ARGUMENTS} REQUIRED)
      endforeach()
      perilune_name_yaml_cpp()
      add_subdirectory("${PROJECT_SOURCE_DIR}/lib/${layer}" "${PROJECT_BINARY_DIR}/lib/${layer}")
      list(APPEND built "${layer}")
    endif()
  endforeach()
  set(PERILUNE_BUILT_LAYERS "${built}" PARENT_SCOPE)
endfunction()

# perilune::perilune: every layer that a program would call, with the umbrella header. Only where all layers were asked for.
function(perilune_add_umbrella)
  if(NOT "all" IN_LIST PERILUNE_COMPONENTS OR NOT EXISTS "${PROJECT_SOURCE_DIR}/include/perilune/perilune.hpp")
    return()
  endif()
  add_library(perilune_all INTERFACE)
  add_library(perilune::perilune ALIAS perilune_all)
  target_sources(perilune_all INTERFACE FILE_SET HEADERS
    BASE_DIRS "${PROJECT_SOURCE_DIR}/include" FILES "${PROJECT_SOURCE_DIR}/include/perilune/perilune.hpp")
  set_target_properties(perilune_all PROPERTIES EXPORT_NAME perilune VERIFY_INTERFACE_HEADER_SETS ON)
  foreach(layer IN LISTS PERILUNE_BUILT_LAYERS)
    if(NOT layer STREQUAL "cli")
      target_link_libraries(perilune_all INTERFACE perilune::${layer})
    endif()
  endforeach()
endfunction()
