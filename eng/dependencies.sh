# shellcheck shell=bash disable=SC2154 # root, artifacts and configuration are build.sh's
# Sourced by build.sh: which native TorchSharp this machine gets, and where the project's own package comes from.

# decide_torch_package — which native TorchSharp programs get: the one that MLGAN_TORCH_PACKAGE names; else what was decided
# before; else TorchSharp-cuda-linux where there is an NVIDIA GPU and the package can be restored; else TorchSharp-cpu. The record
# makes a bare `dotnet build` and an IDE agree.
decide_torch_package() {
    local record=$artifacts/Dependencies.props choice=${MLGAN_TORCH_PACKAGE:-}
    if [[ -z $choice ]]; then
        [[ ! -f $record ]] || return 0
        choice=TorchSharp-cpu
        if has_gpu; then
            if can_restore TorchSharp-cuda-linux; then
                choice=TorchSharp-cuda-linux
            else
                echo "There is an NVIDIA GPU, but TorchSharp-cuda-linux cannot be restored; $artifacts/restore.log says why."
            fi
        fi
    fi
    echo "Native package of TorchSharp: $choice"
    cat >"$record" <<XML
<!-- What build.sh decided on this machine. Delete this file to have it decided again. -->
<Project>
  <PropertyGroup>
    <MlGanTorchPackage>$choice</MlGanTorchPackage>
  </PropertyGroup>
</Project>
XML
}

# A driver without a GPU answers too, but lists nothing.
has_gpu() { nvidia-smi -L 2>/dev/null | grep -q '^GPU'; }

can_restore() { dotnet restore "$root/samples/FashionMnist" -p:MlGanTorchPackage="$1" -v q >"$artifacts/restore.log" 2>&1; }

# keep_own_package_local — a source mapping by which MlGan comes from the local folder feed and from nowhere else. NuGet
# wants every source named in a mapping, and only the machine knows what it calls its feeds: so it is written here, into a file
# that git ignores and Directory.Build.props points NuGet at; nuget.config and the machine's own settings still apply beside it.
keep_own_package_local() {
    local own=mlgan-local source file=$artifacts/nuget.config
    {
        echo '<configuration>'
        echo '  <packageSourceMapping>'
        echo "    <packageSource key=\"$own\"><package pattern=\"MlGan\" /><package pattern=\"MlGan.*\" /></packageSource>"
        while read -r source; do
            [[ $source == "$own" ]] || echo "    <packageSource key=\"$source\"><package pattern=\"*\" /></packageSource>"
        done < <(enabled_sources)
        echo '  </packageSourceMapping>'
        echo '</configuration>'
    } >"$file.new"
    if cmp -s "$file.new" "$file"; then rm "$file.new"; else mv "$file.new" "$file"; fi
}

# enabled_sources — the names of the machine's feeds and of this repository's, one a line, as XML wants them.
enabled_sources() {
    (cd "$root" && DOTNET_CLI_UI_LANGUAGE=en dotnet nuget list source --format detailed) |
        sed -n 's/^ *[0-9]*\. *\(.*\) \[Enabled\]$/\1/p' | sed 's/&/\&amp;/g; s/"/\&quot;/g; s/</\&lt;/g'
}
