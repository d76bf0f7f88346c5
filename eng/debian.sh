# shellcheck shell=bash disable=SC2154 # root, artifacts and configuration are build.sh's
# Sourced by build.sh: the Debian packages that a verb needs. The build itself needs none.

# ensure_debian_packages NAME… — installs what the machine lacks of them; silent if that is nothing.
ensure_debian_packages() {
    local name missing=()
    command -v dpkg-query >/dev/null || return 0 # another system: what is missing there will be named by what misses it
    for name in "$@"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) == installed ]] || missing+=("$name")
    done
    ((${#missing[@]})) || return 0

    local as_root=()
    if ((EUID != 0)); then
        if ! sudo -n true 2>/dev/null && ! { [[ -t 0 ]] && command -v sudo >/dev/null; }; then
            fail "these Debian packages are missing, and neither root nor sudo is at hand; please run
  apt-get install -y --no-install-recommends ${missing[*]}"
        fi
        as_root=(sudo)
    fi
    echo "Installing Debian packages: ${missing[*]}"
    if ! install_debian_packages; then
        # The package lists may be absent or out of date.
        "${as_root[@]}" apt-get update -qq || fail "apt-get update failed"
        install_debian_packages || fail "the Debian packages could not be installed; please run
  apt-get install -y --no-install-recommends ${missing[*]}"
    fi
}

install_debian_packages() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$artifacts/apt.log" 2>&1
}
