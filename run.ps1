# run.sh for Windows, thin: the same three uses. GDAL must be installed (conda-forge, OSGeo4W or QGIS bring it) and its
# folder of DLLs on PATH; a graphics driver brings OpenCL.
#   ./run.ps1                 builds and runs data-samples/study.yml
#   ./run.ps1 test [FILTER]   every test, or those that `dotnet test --filter FILTER` selects
#   ./run.ps1 VERB ...        the program
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'
if (-not $env:SOILBETA_COMMAND) { $env:SOILBETA_COMMAND = './run.ps1' } # what messages call this command
# PowerShell turns -60,-36,-58,-34 into an array and 2GB into a number: back to the words that were typed, in any language setting.
$words = @($args | ForEach-Object { if ($_ -is [array]) { ($_ | ForEach-Object { "$_" }) -join ',' } else { "$_" } })
$program = Join-Path $root 'src/SoilBeta.Cli/bin/Release/net10.0/soilbeta.dll'

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue) -or -not (dotnet --list-sdks | Select-String '^1[0-9]\.')) {
    [Console]::Error.WriteLine("run.ps1: the .NET 10 SDK is missing. Install it with: winget install Microsoft.DotNet.SDK.10")
    exit 1
}

# MSBuild itself finds out what is stale.
function Build($project) {
    $log = dotnet build (Join-Path $root $project) -c Release --nologo -v quiet -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false
    if ($LASTEXITCODE -ne 0) {
        $log | Select-String 'error' | Select-Object -Unique | ForEach-Object { [Console]::Error.WriteLine($_) }
        [Console]::Error.WriteLine('run.ps1: the build failed.')
        exit 1
    }
}

if ($words.Count -gt 0 -and $words[0] -eq 'test') {
    Build 'tests/SoilBeta.Tests'
    $env:SOILBETA_COMMAND = $null # tests compare messages as an installed program writes them
    $results = Join-Path $root "TestResults/$PID"
    $filter = @('--filter', $(if ($words.Count -gt 1) { "($($words[1]))&Process!=own" } else { 'Process!=own' })) # explicit tests are run by others, in processes of their own
    dotnet test (Join-Path $root 'tests/SoilBeta.Tests') -c Release --no-build --nologo --logger 'console;verbosity=minimal' `
        --logger 'trx;LogFilePrefix=tests' --results-directory $results @filter
    $code = $LASTEXITCODE
    $outcomes = Get-ChildItem $results -Filter *.trx -ErrorAction SilentlyContinue |
        ForEach-Object { ([xml](Get-Content $_ -Raw)).TestRun.Results.UnitTestResult.outcome }
    $passed = @($outcomes | Where-Object { $_ -eq 'Passed' }).Count
    $skipped = @($outcomes | Where-Object { $_ -eq 'NotExecuted' }).Count
    $failed = @($outcomes | Where-Object { $_ -and $_ -notin 'Passed', 'NotExecuted' }).Count
    Remove-Item $results -Recurse -ErrorAction SilentlyContinue
    if ($failed -gt 0) { $code = 1 }
    if ($passed + $failed -eq 0) {
        [Console]::Error.WriteLine('run.ps1: no test ran')
        $code = 1
    }
    "$passed passed, $failed failed, $skipped skipped"
    exit $code
}

Build 'src/SoilBeta.Cli'
if ($words.Count -eq 0) {
    Push-Location $root
    try { dotnet $program run data-samples/study.yml } finally { Pop-Location }
    if ($LASTEXITCODE -eq 0) { [Console]::Error.WriteLine("run.ps1: the results are in $root/out/argentina-uruguay") }
    exit $LASTEXITCODE
}
dotnet $program @words
exit $LASTEXITCODE
