# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154  # $root comes from the script that reads this; the lists are for it
#
# What ./scripts/run, test and bench share: the system packages and the build. POSIX sh, read with `.`; needs $root, the
# top folder of the checkout.

# A tool is missing when its command is, a library when its package is. Names are those of Debian 12 and Ubuntu 24.04.
packages_to_build="libboost-dev libcli11-dev libeigen3-dev liberfa-dev libpugixml-dev libssl-dev libyaml-cpp-dev nlohmann-json3-dev"
packages_to_test="$packages_to_build catch2 librsvg2-2"
packages_to_bench="$packages_to_build libbenchmark-dev"

say() { printf '%s\n' "$*"; }
complain() { printf '%s\n' "$*" >&2; }

# Prints what is not installed: of the tools that a build needs, and of the packages "$@".
missing_packages() {
  command -v "${CXX:-c++}" >/dev/null 2>&1 || say g++
  command -v cmake >/dev/null 2>&1 || say cmake
  command -v ninja >/dev/null 2>&1 || say ninja-build
  # Prints a line for each that is installed, and fails where one is unknown: awk does the subtraction.
  { dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true; } |
    awk -v asked="$*" '$1 == "installed" {have[$2] = 1}
      END {n = split(asked, name, " "); for (i = 1; i <= n; ++i) if (!(name[i] in have)) print name[i]}'
}

# Installs what is missing of the packages "$@", after saying what. Never without the rights of root.
install_packages() {
  if ! command -v dpkg-query >/dev/null 2>&1; then
    say "Not Debian or Ubuntu, so nothing is installed. Needed: a C++20 compiler, CMake 3.25, Ninja, and what these hold: $*"
    return 0
  fi
  missing=$(missing_packages "$@" | tr '\n' ' ')
  missing=${missing% }
  [ -n "$missing" ] || return 0

  say "Missing system packages: $missing"
  as_root=
  if [ "$(id -u)" -ne 0 ]; then
    as_root=sudo
    # sudo may ask for a password where there is a terminal to ask at.
    if ! command -v sudo >/dev/null 2>&1 || ! { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
      complain "Only root can install them. Type this as root, then call this script again:"
      complain "    apt-get update && apt-get install --no-install-recommends $missing"
      return 1
    fi
  fi
  say "Installing them${as_root:+ with sudo} ..."
  # Package lists are fetched only where apt does not know a package, or can no longer get what it knows.
  # shellcheck disable=SC2086  # $missing is a list
  if apt-get install --simulate --no-install-recommends $missing >/dev/null 2>&1 && apt_install $missing; then
    return 0
  fi
  # shellcheck disable=SC2086
  if $as_root apt-get update --quiet=2 && apt_install $missing; then
    return 0
  fi
  complain "apt-get could not install them: see above."
  return 1
}

apt_install() {
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends "$@"
}

# configure PRESET [LINE]: configures build/release, unless that was done here before, with the line LINE in its cache. What
# has changed in the checkout since then the build sees by itself.
configure() {
  if [ -f "$root/build/release/build.ninja" ] &&
    grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$root/build/release/CMakeCache.txt" 2>/dev/null &&
    grep -qxF -e "${2:-CMAKE_GENERATOR:INTERNAL=Ninja}" "$root/build/release/CMakeCache.txt"; then
    return 0
  fi
  fresh=
  if [ -f "$root/build/release/CMakeCache.txt" ] &&
    ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$root/build/release/CMakeCache.txt"; then
    fresh=--fresh   # the checkout was moved or copied
  fi
  (cd "$root" && cmake $fresh --preset "$1")
}

build() {
  (cd "$root" && cmake --build --preset "$1")
}
