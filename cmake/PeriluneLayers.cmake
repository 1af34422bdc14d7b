# The layers of Perilune, lowest first, and what each may use directly. One table: it decides which folders are built for
# PERILUNE_COMPONENTS, in which order the installed package loads its targets, and what the architecture test allows.
# A layer may include its own headers, those it names here, and those that these may use in turn.
set(PERILUNE_LAYERS
  core
  units
  time
  bodies
  frames
  dynamics
  propagation
  access
  design
  roadmap
  scheduling
  station
  campaign
  scenario
  report
  cli
)
set(PERILUNE_core_MAY_USE)
set(PERILUNE_units_MAY_USE core)
set(PERILUNE_time_MAY_USE units)
set(PERILUNE_bodies_MAY_USE time)
set(PERILUNE_frames_MAY_USE bodies)
set(PERILUNE_dynamics_MAY_USE frames)
set(PERILUNE_propagation_MAY_USE dynamics)
set(PERILUNE_access_MAY_USE propagation)
set(PERILUNE_design_MAY_USE propagation access)
set(PERILUNE_roadmap_MAY_USE time)
set(PERILUNE_scheduling_MAY_USE roadmap)
set(PERILUNE_station_MAY_USE roadmap)
set(PERILUNE_campaign_MAY_USE design scheduling station)
set(PERILUNE_scenario_MAY_USE campaign)
set(PERILUNE_report_MAY_USE campaign)
set(PERILUNE_cli_MAY_USE scenario report)

# All layers that `layer` may include, itself first.
function(perilune_layer_closure out layer)
  set(closure "${layer}")
  foreach(used IN LISTS PERILUNE_${layer}_MAY_USE)
    perilune_layer_closure(below "${used}")
    list(APPEND closure ${below})
  endforeach()
  list(REMOVE_DUPLICATES closure)
  set(${out} "${closure}" PARENT_SCOPE)
endfunction()

# The layers to build for a list of components ('all' or names), lowest first.
function(perilune_layers_for out)
  if("all" IN_LIST ARGN)
    set(${out} "${PERILUNE_LAYERS}" PARENT_SCOPE)
    return()
  endif()
  set(wanted)
  foreach(component IN LISTS ARGN)
    if(NOT component IN_LIST PERILUNE_LAYERS)
      list(JOIN PERILUNE_LAYERS ", " known)
      message(FATAL_ERROR "perilune has no component '${component}'. It has: ${known}.")
    endif()
    perilune_layer_closure(closure "${component}")
    list(APPEND wanted ${closure})
  endforeach()
  set(ordered)
  foreach(layer IN LISTS PERILUNE_LAYERS)
    if(layer IN_LIST wanted)
      list(APPEND ordered "${layer}")
    endif()
  endforeach()
  set(${out} "${ordered}" PARENT_SCOPE)
endfunction()
