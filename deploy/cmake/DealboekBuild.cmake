# Compiler settings, and the three functions every folder's CMakeLists.txt is made of:
#
#   dealboek_library(dealboek_domain DEPS dealboek_base dealboek_proto)
#     All *.cc of the folder except main.cc and *_test.cc. A folder of headers only becomes an
#     INTERFACE library.
#   dealboek_executable(dealboekd DEPS dealboek_server)
#     main.cc of the folder; another or more files with SOURCES. Ends up in build/bin. MANY_THREADS
#     before the rest gives it an allocator made for those, tcmalloc.
#   dealboek_tests(domain_test DEPS dealboek_domain)
#     All *_test.cc of the folder, in one GoogleTest program; each test is a test of CTest. They may
#     read files of the source tree under DEALBOEK_SOURCE_DIR.
#
# DEPS is what a target may include from; the test `layering` refuses an include of anything else.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set_property(GLOBAL PROPERTY USE_FOLDERS ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()
# Line numbers in a stack trace are enough, and a third of the size of full debug information.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")

set(DEALBOEK_SANITIZE none CACHE STRING
    "none, address (with undefined behaviour), thread, or fuzz (as address, for tests/fuzz, with clang)")
set_property(CACHE DEALBOEK_SANITIZE PROPERTY STRINGS none address thread fuzz)
if(DEALBOEK_SANITIZE STREQUAL "fuzz")
  add_compile_options(-O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(NOT DEALBOEK_SANITIZE STREQUAL "none")
  # GCC takes a sanitizer's own bookkeeping for uninitialised reads (std::regex, std::function).
  add_compile_options(-O1 -Wno-maybe-uninitialized -fno-omit-frame-pointer)
endif()
if(DEALBOEK_SANITIZE STREQUAL "address")
  # A null pointer used is caught by the hardware; checking each costs a fifth of the compile time.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=null -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
elseif(DEALBOEK_SANITIZE STREQUAL "thread")
  # With __SANITIZE_THREAD__, protobuf's headers give a map field (google.rpc.ErrorInfo has one) another
  # layout than the installed library's, and reading it crashes. libstdc++ keeps its own switch.
  add_compile_options(-fsanitize=thread -U__SANITIZE_THREAD__ -D_GLIBCXX_TSAN=1)
  add_link_options(-fsanitize=thread)
elseif(NOT DEALBOEK_SANITIZE MATCHES "^(none|fuzz)$")
  message(FATAL_ERROR "DEALBOEK_SANITIZE is '${DEALBOEK_SANITIZE}'; give none, address, thread or fuzz.")
endif()

find_program(DEALBOEK_CCACHE ccache)
if(DEALBOEK_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${DEALBOEK_CCACHE})
endif()
find_program(DEALBOEK_MOLD mold)
if(DEALBOEK_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
add_link_options(-Wl,--as-needed)

# A server that parses, decides and answers on many threads spends a third less of the processor with it than
# with glibc's (tests/bench/README.md). The sanitizers bring their own.
if(DEALBOEK_SANITIZE STREQUAL "none")
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(tcmalloc REQUIRED IMPORTED_TARGET libtcmalloc_minimal)
endif()

find_package(Threads REQUIRED)
find_package(absl CONFIG REQUIRED)
find_package(GTest)  # without it no tests are built, only what is shipped
include(GoogleTest)

# What every target made of our own code gets; generated code does not.
function(dealboek_own_code target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Werror)
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR})
endfunction()

# Remembers a target, its folder and its DEPS for dealboek_write_layers().
function(dealboek_record_layer target)
  file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  list(JOIN ARGN "," deps)
  set_property(GLOBAL APPEND PROPERTY DEALBOEK_LAYERS "${target} ${folder} ${deps}")
endfunction()

function(dealboek_library target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPS")
  file(GLOB sources CONFIGURE_DEPENDS *.cc)
  list(FILTER sources EXCLUDE REGEX "(/main|_test)\\.cc$")
  if(sources)
    add_library(${target} STATIC ${sources})
    dealboek_own_code(${target})
    target_link_libraries(${target} PUBLIC ${arg_DEPS})
  else()
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE ${arg_DEPS})
  endif()
  dealboek_record_layer(${target} ${arg_DEPS})
endfunction()

function(dealboek_executable target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "MANY_THREADS" "" "SOURCES;DEPS")
  if(NOT arg_SOURCES)
    set(arg_SOURCES main.cc)
  endif()
  add_executable(${target} ${arg_SOURCES})
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  dealboek_own_code(${target})
  target_link_libraries(${target} PRIVATE ${arg_DEPS})
  if(arg_MANY_THREADS AND TARGET PkgConfig::tcmalloc)
    # Nothing of it is called by name, so the linker would leave it out.
    target_link_libraries(${target} PRIVATE -Wl,--no-as-needed PkgConfig::tcmalloc -Wl,--as-needed)
  endif()
  dealboek_record_layer(${target} ${arg_DEPS})
endfunction()

function(dealboek_tests target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPS")
  file(GLOB sources CONFIGURE_DEPENDS *_test.cc)
  if(NOT sources)
    message(WARNING "${target}: no *_test.cc in ${CMAKE_CURRENT_SOURCE_DIR}; nothing is tested here.")
    return()
  endif()
  add_executable(${target} ${sources})
  dealboek_own_code(${target})
  target_link_libraries(${target} PRIVATE ${arg_DEPS} GTest::gmock GTest::gtest_main)
  target_compile_definitions(${target} PRIVATE DEALBOEK_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  # At test time, not after each link: a build that only compiles runs nothing.
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 600)
  dealboek_record_layer(${target} ${arg_DEPS})
endfunction()

# Writes build/layers.txt, a line "target folder dep,dep" for each target: what tests/layering reads.
function(dealboek_write_layers)
  get_property(layers GLOBAL PROPERTY DEALBOEK_LAYERS)
  list(JOIN layers "\n" text)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/layers.txt CONTENT "${text}\n" @ONLY)
endfunction()
