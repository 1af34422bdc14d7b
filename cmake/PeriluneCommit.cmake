# cmake -D OUT=<header> -D ROOT=<checkout> -P PeriluneCommit.cmake: writes which commit this is, with "+" if files were
# changed since; leaves the header alone if it says so already.
cmake_minimum_required(VERSION 3.25)
set(commit "unknown")
find_program(GIT git)
if(GIT)
  execute_process(COMMAND "${GIT}" -C "${ROOT}" rev-parse --short=10 HEAD
    OUTPUT_VARIABLE head OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    execute_process(COMMAND "${GIT}" -C "${ROOT}" status --porcelain --untracked-files=no
      OUTPUT_VARIABLE changed ERROR_QUIET)
    set(commit "${head}")
    if(changed)
      string(APPEND commit "+")
    endif()
  endif()
endif()
file(CONFIGURE OUTPUT "${OUT}" CONTENT "#define PERILUNE_BENCH_COMMIT \"@commit@\"\n" @ONLY)
