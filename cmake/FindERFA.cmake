# Finds ERFA, the routines of fundamental astronomy (Debian and Ubuntu: liberfa-dev), which ships no CMake package.
# Sets ERFA_FOUND, ERFA_VERSION, ERFA_INCLUDE_DIR, ERFA_LIBRARY and makes the target ERFA::erfa.
find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_check_modules(PC_ERFA QUIET erfa)
endif()
find_path(ERFA_INCLUDE_DIR erfa.h HINTS ${PC_ERFA_INCLUDE_DIRS})
find_library(ERFA_LIBRARY erfa HINTS ${PC_ERFA_LIBRARY_DIRS})
mark_as_advanced(ERFA_INCLUDE_DIR ERFA_LIBRARY)
set(ERFA_VERSION "${PC_ERFA_VERSION}")

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(ERFA REQUIRED_VARS ERFA_LIBRARY ERFA_INCLUDE_DIR VERSION_VAR ERFA_VERSION)

if(ERFA_FOUND AND NOT TARGET ERFA::erfa)
  add_library(ERFA::erfa UNKNOWN IMPORTED)
  set_target_properties(ERFA::erfa PROPERTIES
    IMPORTED_LOCATION "${ERFA_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${ERFA_INCLUDE_DIR}")
endif()
