# shellcheck shell=bash disable=SC2154 # root, artifacts and configuration are build.sh's
# Sourced by build.sh: where Microsoft.ML and TorchSharp come from, decided once a machine and recorded.

# decide_dependencies — sets dependency_mode (packages | system), from MLGAN_DEPENDENCIES, the record, or a trial restore.
decide_dependencies() {
    local record=$artifacts/Dependencies.props torch_package=TorchSharp-cpu recorded='' reason
    [[ -f $record ]] && recorded=$(sed -n 's:.*<MlGanDependencies>\(.*\)</MlGanDependencies>.*:\1:p' "$record")
    # A driver without a GPU answers too, but lists nothing.
    if nvidia-smi -L 2>/dev/null | grep -q '^GPU'; then
        torch_package=TorchSharp-cuda-linux
    fi

    if [[ -n ${MLGAN_DEPENDENCIES:-} ]]; then
        dependency_mode=$MLGAN_DEPENDENCIES reason="as MLGAN_DEPENDENCIES says"
    elif [[ -n $recorded ]]; then
        dependency_mode=$recorded reason="as recorded in artifacts/Dependencies.props"
    elif restore_official_packages "$torch_package"; then
        dependency_mode=packages reason="the official packages could be restored"
    else
        dependency_mode=system reason="the official packages could not be restored: $restore_error"
    fi

    case $dependency_mode in
        packages) echo "Dependencies: official packages, $torch_package ($reason)" ;;
        system) echo "Dependencies: compat/ over the system's libtorch ($reason)" ;;
        *) fail "MLGAN_DEPENDENCIES is '$dependency_mode'; it can be 'packages' or 'system'" ;;
    esac
    write_record >"$record.new"
    # A record that says the same keeps its date, or every project would count as changed.
    if cmp -s "$record.new" "$record"; then rm "$record.new"; else mv "$record.new" "$record"; fi
}

write_record() {
    cat <<XML
<!-- What build.sh found on this machine. Delete this file to have it decided again. -->
<Project>
  <PropertyGroup>
    <MlGanDependencies>$dependency_mode</MlGanDependencies>
    <MlGanTorchPackage>$torch_package</MlGanTorchPackage>
  </PropertyGroup>
</Project>
XML
}

# restore_official_packages NATIVE_PACKAGE — whether this machine's feeds have all of them; restore_error says what is missing.
restore_official_packages() {
    local output
    if output=$(dotnet restore "$root/eng/probe/probe.csproj" -p:MlGanDependencies=packages -p:MlGanTorchPackage="$1" -v q --nologo 2>&1); then
        return 0
    fi
    restore_error=$(sed -n 's/.*error \(NU[0-9]*: .*\)/\1/p' <<<"$output" | head -n 1)
    restore_error=${restore_error%%. *}
    restore_error=${restore_error:-$(tail -n 1 <<<"$output")}
    return 1
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
