#!/usr/bin/env bash
# Writes requirements.lock (what runs), requirements-dev.lock (what builds, checks and tests too), requirements-spark.lock (what
# the Spark engine adds) and requirements-testdata.lock (packages of which tests read data files, without what they depend on)
# from pyproject.toml: versions and hashes, for every
# platform and every Python from 3.11 on, and no address of any package index.
# Pins that stand in the files already are kept; pass --upgrade or --upgrade-package NAME to move them.
set -euo pipefail
cd "$(dirname "$0")/.."

tool=build/lock-tool
[ -x "$tool/bin/uv" ] || { "${PYTHON:-python3}" -m venv "$tool" && "$tool/bin/python" -m pip install --quiet uv==0.13.8; }

compile() {
  "$tool/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
    --annotation-style line --no-emit-index-url --no-emit-find-links "$@"
}
compile "$@" pyproject.toml --output-file requirements.lock
compile "$@" pyproject.toml --group dev --output-file requirements-dev.lock
compile "$@" --no-deps --group testdata --output-file requirements-testdata.lock
compile "$@" --group spark --output-file requirements-spark.lock
