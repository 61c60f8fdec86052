# The verbs are in build/Build.cs, which build.sh runs as well.
dotnet run --file "$PSScriptRoot/build/Build.cs" -- @args
exit $LASTEXITCODE
