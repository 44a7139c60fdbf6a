#!/usr/bin/env bash
# Does the wheel work where there is no checkout? Installs it with the locked dependencies into an empty environment and
# builds the sample registry from another directory. Needs no network: wheels come from the folder that `make setup` filled.
# Usage: scripts/smoke.sh PYTHON WHEELHOUSE WHEEL
set -euo pipefail
python=$(realpath --no-symlinks "$1")
wheelhouse=$(realpath "$2")
wheel=$(realpath "$3")
lock=$(realpath "$(dirname "$0")/../requirements.lock")

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
unset PYTHONPATH
"$python" -m venv "$place/venv"
# Modules are compiled as they are imported: most of what is installed is not, in one build.
pip=("$place/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --no-compile)
"${pip[@]}" --find-links "$wheelhouse" --require-hashes --requirement "$lock"
"${pip[@]}" --no-deps "$wheel"

cd "$place"
PATH="$place/venv/bin:$PATH"
dtsen-link --version
dtsen-link init registry
cd registry
release=$(dtsen-link build)
for part in persons families members person_sources provenance conflicts rejects id_events metrics.json manifest.json \
  report/index.html schema; do
  [ -e "$release/$part" ] || { echo "smoke: the release lacks $part" >&2; exit 1; }
done
echo "smoke: the wheel built $(basename "$release") from another directory"
