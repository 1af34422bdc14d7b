# Third parties: which layer needs which, and how each is found. The build and the installed package both read this file.
#
# NEEDS        a compiled library, or headers that ours include: whoever uses the installed layer has to have it as well
# BUILD_NEEDS  header-only and included by our .cpp files alone: gone once the layer is built. Link such a target with
#              perilune_add_layer(... BUILD_ONLY <target>), so that the installed package does not ask for it.
#
#   package        target to link             Debian and Ubuntu package
#   Threads        Threads::Threads           (part of the C library)
#   ERFA           ERFA::erfa                 liberfa-dev
#   Eigen3         Eigen3::Eigen              libeigen3-dev
#   Boost          Boost::headers             libboost-dev
#   yaml-cpp       yaml-cpp::yaml-cpp         libyaml-cpp-dev
#   OpenSSL        OpenSSL::Crypto            libssl-dev
#   pugixml        pugixml::pugixml           libpugixml-dev
#   nlohmann_json  nlohmann_json::nlohmann_json  nlohmann-json3-dev
#   CLI11          CLI11::CLI11               libcli11-dev
set(PERILUNE_core_NEEDS Threads)
set(PERILUNE_time_NEEDS ERFA)
set(PERILUNE_bodies_NEEDS Eigen3)
set(PERILUNE_frames_NEEDS ERFA)
set(PERILUNE_propagation_NEEDS Boost)
set(PERILUNE_scenario_NEEDS yaml-cpp)
set(PERILUNE_scenario_BUILD_NEEDS nlohmann_json)
set(PERILUNE_report_NEEDS OpenSSL pugixml)
set(PERILUNE_report_BUILD_NEEDS nlohmann_json)
set(PERILUNE_cli_BUILD_NEEDS CLI11 nlohmann_json)

set(PERILUNE_Boost_FIND_ARGUMENTS 1.74 CONFIG)
set(PERILUNE_Eigen3_FIND_ARGUMENTS 3.4 NO_MODULE)
set(PERILUNE_OpenSSL_FIND_ARGUMENTS COMPONENTS Crypto)

# The packages that `layers` need, each once. `kind` is NEEDS or BUILD_NEEDS.
function(perilune_packages_for out kind)
  set(packages)
  foreach(layer IN LISTS ARGN)
    list(APPEND packages ${PERILUNE_${layer}_${kind}})
  endforeach()
  list(REMOVE_DUPLICATES packages)
  set(${out} "${packages}" PARENT_SCOPE)
endfunction()

# yaml-cpp before 0.8 calls its target plain yaml-cpp.
function(perilune_name_yaml_cpp)
  if(TARGET yaml-cpp AND NOT TARGET yaml-cpp::yaml-cpp)
    add_library(yaml-cpp::yaml-cpp INTERFACE IMPORTED GLOBAL)
    target_link_libraries(yaml-cpp::yaml-cpp INTERFACE yaml-cpp)
  endif()
endfunction()
