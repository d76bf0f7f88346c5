# shellcheck shell=bash disable=SC2154 # root, artifacts and configuration are build.sh's
# Sourced by build.sh: runs every test project and adds up what their reports say.

passed=0 failed=0 skipped=0 unfinished=0

# The last line of a test run: on success, on failure, when the build broke before any test ran, and when the run was stopped
# (a project that did not get to its report counts as one failure).
print_test_summary() { echo "tests: $passed passed, $((failed + unfinished)) failed, $skipped skipped"; }

# run_tests [ARGUMENT…] — the arguments go to `dotnet test`, for instance --filter.
run_tests() {
    local project status=0
    rm -rf "$artifacts/test-results"
    for project in "$root"/test/*.Tests/*.csproj; do
        run_test_project "$project" "$@" || status=1
    done
    return $status
}

run_test_project() {
    local project=$1 name report status=0 counters
    shift
    name=$(basename "$project" .csproj)
    report=$artifacts/test-results/$name.trx
    unfinished=1
    # Threads that wait shall sleep: tests are many small computations, and spinning threads keep test processes from one another.
    OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-PASSIVE} dotnet test "$project" --no-build -c "$configuration" --nologo --results-directory "$artifacts/test-results" \
        --logger "trx;LogFileName=$name.trx" "$@" || status=$?
    counters=$(grep -o '<Counters [^>]*' "$report" 2>/dev/null) || counters=''
    local project_passed project_failed project_total
    project_passed=$(counter passed) project_total=$(counter total)
    project_failed=$(($(counter failed) + $(counter error) + $(counter timeout) + $(counter aborted)))
    # A test host that dies takes its running test's result with it.
    if ((status != 0 && project_failed == 0)); then
        project_failed=1
    fi
    unfinished=0
    ((passed += project_passed, failed += project_failed)) || true
    if ((project_total > project_passed + project_failed)); then
        ((skipped += project_total - project_passed - project_failed)) || true
    fi
    return $status
}

# counter NAME — one attribute of the report's <Counters>.
counter() {
    local value
    value=$(grep -o " $1=\"[0-9]*\"" <<<"$counters" | grep -o '[0-9]*') || value=0
    echo "$value"
}
