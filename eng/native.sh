# shellcheck shell=bash disable=SC2154 # root, artifacts and configuration are build.sh's
# Sourced by build.sh: the C++ shim of compat/TorchSharp. TORCH_ROOT points at an unpacked libtorch where the system has none.

build_native() {
    local build=$artifacts/native log=$artifacts/native-build.log
    # Once configured, the build itself configures again when CMakeLists.txt has changed.
    if [[ ! -f $build/Makefile || -n ${TORCH_ROOT:-} ]]; then
        cmake -S "$root/compat/TorchSharp/native" -B "$build" -G 'Unix Makefiles' ${TORCH_ROOT:+-DTORCH_ROOT="$TORCH_ROOT"} >"$log" 2>&1 ||
            { cat "$log" >&2; fail "the C++ shim could not be configured"; }
    fi
    cmake --build "$build" >"$log" 2>&1 || { cat "$log" >&2; fail "the C++ shim did not compile"; }
}
