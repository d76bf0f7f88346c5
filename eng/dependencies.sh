# shellcheck shell=bash disable=SC2154 # root, artifacts and configuration are build.sh's
# Sourced by build.sh: which native TorchSharp this machine gets, and where the project's own package comes from.

# decide_torch_package — which native TorchSharp programs get, recorded so that a bare `dotnet build` or an IDE agrees.
decide_torch_package() {
    local record=$artifacts/Dependencies.props torch_package=TorchSharp-cpu
    # A driver without a GPU answers too, but lists nothing.
    if nvidia-smi -L 2>/dev/null | grep -q '^GPU'; then
        torch_package=TorchSharp-cuda-linux
    fi
    write_record >"$record.new"
    # A record that says the same keeps its date, or every project would count as changed.
    if cmp -s "$record.new" "$record"; then rm "$record.new"; else mv "$record.new" "$record"; fi
}

write_record() {
    cat <<XML
<!-- What build.sh found on this machine. Delete this file to have it decided again. -->
<Project>
  <PropertyGroup>
    <MlGanTorchPackage>$torch_package</MlGanTorchPackage>
  </PropertyGroup>
</Project>
XML
}

# keep_own_package_local — a source mapping by which Microsoft.ML.Gan comes from the local folder feed and from nowhere else. NuGet
# wants every source named in a mapping, and only the machine knows what it calls its feeds: so it is written here, into a file
# that git ignores and Directory.Build.props points NuGet at; nuget.config and the machine's own settings still apply beside it.
keep_own_package_local() {
    local own=mlgan-local source file=$artifacts/nuget.config
    {
        echo '<configuration>'
        echo '  <packageSourceMapping>'
        echo "    <packageSource key=\"$own\"><package pattern=\"Microsoft.ML.Gan\" /><package pattern=\"Microsoft.ML.Gan.*\" /></packageSource>"
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
