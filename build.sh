#!/bin/sh
# The verbs are in build/Build.cs, which build.ps1 runs as well.
exec dotnet run --file "$(dirname "$0")/build/Build.cs" -- "$@"
