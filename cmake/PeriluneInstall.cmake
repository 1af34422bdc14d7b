# Installs the layers that were built: libraries, headers, the program, and the package that find_package(perilune) reads.
# Each layer has an export set of its own, so that a consumer loads the layers it asked for and what these need, no more.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/perilune")

foreach(layer IN LISTS PERILUNE_BUILT_LAYERS)
  install(TARGETS perilune_${layer} EXPORT perilune-${layer}
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
  install(EXPORT perilune-${layer}
    NAMESPACE perilune:: FILE perilune-${layer}.cmake DESTINATION "${package_dir}")
endforeach()

if(TARGET perilune_all)
  install(TARGETS perilune_all EXPORT perilune-all
    FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
  install(EXPORT perilune-all
    NAMESPACE perilune:: FILE perilune-all.cmake DESTINATION "${package_dir}")
endif()

if(TARGET perilune_program)
  install(TARGETS perilune_program RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

configure_package_config_file(
  "${CMAKE_CURRENT_LIST_DIR}/perilune-config.cmake.in" "${PROJECT_BINARY_DIR}/perilune-config.cmake"
  INSTALL_DESTINATION "${package_dir}"
  NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may break what stood before it.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/perilune-config-version.cmake" COMPATIBILITY SameMinorVersion)

install(
  FILES
    "${PROJECT_BINARY_DIR}/perilune-config.cmake"
    "${PROJECT_BINARY_DIR}/perilune-config-version.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/PeriluneLayers.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/PeriluneDependencies.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/FindERFA.cmake"
  DESTINATION "${package_dir}")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_SOURCE_DIR}/NOTICE"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/perilune")
