# cmake -D SOURCE=<consumer> -D BINARY=<folder> -D OUTPUT=<regular expression> [-D REFUSED=ON]
#       -D "OPTIONS=-D...;-D..." -P run_consumer.cmake
#
# Configures a small project in a fresh folder, builds it, runs it, and wants OUTPUT in what it prints. With REFUSED
# it wants OUTPUT in what CMake prints as it refuses.
cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE "${BINARY}")
execute_process(COMMAND "${CMAKE_COMMAND}" -S "${SOURCE}" -B "${BINARY}" -G Ninja ${OPTIONS}
  RESULT_VARIABLE code OUTPUT_VARIABLE text ERROR_VARIABLE text)
if(REFUSED)
  string(REGEX REPLACE "[ \n]+" " " flat "${text}")   # CMake wraps its messages
  if(code EQUAL 0 OR NOT flat MATCHES "${OUTPUT}")
    message(FATAL_ERROR "should have been refused with '${OUTPUT}', but (exit ${code}):\n${text}")
  endif()
  return()
endif()
if(NOT code EQUAL 0)
  message(FATAL_ERROR "does not configure:\n${text}")
endif()

execute_process(COMMAND "${CMAKE_COMMAND}" --build "${BINARY}" --target consumer
  RESULT_VARIABLE code OUTPUT_VARIABLE text ERROR_VARIABLE text)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "does not build:\n${text}")
endif()

find_program(program consumer PATHS "${BINARY}" "${BINARY}/bin" NO_DEFAULT_PATH REQUIRED)
execute_process(COMMAND "${program}" RESULT_VARIABLE code OUTPUT_VARIABLE text ERROR_VARIABLE text)
if(NOT code EQUAL 0 OR NOT text MATCHES "${OUTPUT}")
  message(FATAL_ERROR "wants '${OUTPUT}', but the program printed (exit ${code}):\n${text}")
endif()
message("${text}")
