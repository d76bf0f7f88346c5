#!/usr/bin/env bash
# The one entry: sets the machine up, builds, and does what the verb says. See usage below.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
artifacts=$root/artifacts
configuration=${MLGAN_CONFIGURATION:-Release}

usage() {
    cat <<'TEXT'
usage: ./build.sh VERB [ARGUMENT…]
  mlgan    builds the tool and runs it: ./build.sh mlgan train gan photos --out runs/photos
  demo     trains a GAN on Fashion-MNIST and writes artifacts/demo (--help lists its options)
  study    asks what AugmentImages and a GAN are worth to a classifier with few pictures, and writes artifacts/study
  metrics  measures real pictures, worse ones and a GAN's, and writes artifacts/metrics (--help lists its options)
  results  makes rows of docs/results.md and writes artifacts/results; --list names them, --table writes the document's tables
  emoji    trains a GAN on the pictures in a font of emoji and writes artifacts/emoji (--help lists its options)
  test     runs every test; arguments go to `dotnet test`
  bench    measures against PyTorch; --what training, metrics, augmentation or webapi
  pack     puts the NuGet packages MlGan and MlGan.Cli (the tool) into artifacts/packages; arguments go to `dotnet pack`
  format   formats the code; with --check only says whether it is
Environment: MLGAN_CONFIGURATION=Debug|Release; MLGAN_TORCH_PACKAGE=TorchSharp-cpu|TorchSharp-cuda-linux.
TEXT
}

fail() {
    echo "build.sh: $*" >&2
    exit 1
}

# shellcheck source=eng/debian.sh
source "$root/eng/debian.sh"
# shellcheck source=eng/dependencies.sh
source "$root/eng/dependencies.sh"
# shellcheck source=eng/test.sh
source "$root/eng/test.sh"

# set_up [DEBIAN_PACKAGE…] — everything that must be there before dotnet builds, and what the verb needs of Debian.
set_up() {
    command -v dotnet >/dev/null || fail "the .NET 10 SDK is not installed (no 'dotnet' on the PATH)"
    mkdir -p "$artifacts/packages"
    keep_own_package_local
    decide_torch_package
    ensure_debian_packages "$@"
}

build() {
    dotnet build "$1" -c "$configuration" -v q --nologo -clp:NoSummary || fail "the build failed"
}

# run_program PROJECT_FOLDER ARGUMENT… — builds a program and becomes it, so that signals reach it.
run_program() {
    run_assembly "$1" "$(basename "$1")" "${@:2}"
}

# run_assembly PROJECT_FOLDER ASSEMBLY ARGUMENT… — the same, where the assembly has another name than the project.
run_assembly() {
    local folder=$1 name=$2
    shift 2
    build "$root/$folder/$(basename "$folder").csproj"
    exec dotnet "$root/$folder/bin/$configuration/net10.0/$name.dll" "$@"
}

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
verb=${1:-}
shift || true
case $verb in
    mlgan)
        set_up
        run_assembly src/Microsoft.ML.Gan.Cli mlgan "$@"
        ;;
    demo)
        set_up dataset-fashion-mnist fonts-dejavu-core
        run_program samples/FashionMnist "$@"
        ;;
    metrics)
        set_up dataset-fashion-mnist
        run_program test/Microsoft.ML.Gan.Experiments metrics "$@"
        ;;
    results)
        set_up dataset-fashion-mnist
        run_program test/Microsoft.ML.Gan.Experiments results "$@"
        ;;
    emoji)
        set_up fonts-noto-color-emoji unicode-data fonts-dejavu-core
        run_program samples/Emoji "$@"
        ;;
    study)
        set_up dataset-fashion-mnist fonts-dejavu-core
        run_program samples/DatasetAugmentation "$@"
        ;;
    test)
        trap print_test_summary EXIT
        set_up dataset-fashion-mnist fonts-noto-color-emoji unicode-data fonts-dejavu-core
        build "$root/MlGan.sln"
        run_tests "$@"
        ;;
    bench)
        set_up python3-torch python3-torchvision python3-scipy libopenblas0-pthread
        run_program test/Microsoft.ML.Gan.Benchmarks "$@"
        ;;
    pack)
        set_up
        dotnet pack "$root/src/Microsoft.ML.Gan" -c "$configuration" -v q --nologo "$@"
        dotnet pack "$root/src/Microsoft.ML.Gan.Cli" -c "$configuration" -v q --nologo "$@"
        ;;
    format)
        set_up
        if [[ ${1:-} == --check ]]; then
            dotnet format "$root/MlGan.sln" --verify-no-changes
        else
            dotnet format "$root/MlGan.sln" "$@"
        fi
        ;;
    -h | --help | help)
        usage
        ;;
    *)
        usage >&2
        exit 2
        ;;
esac
