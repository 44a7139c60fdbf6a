# `make` lists the targets. The first run needs Python 3.11 or later and a package index; later runs need neither network
# nor index: wheels are kept in wheelhouse/, and a target's environment is set up again only when a lock file changes.

VENV := .venv
BIN := $(VENV)/bin
WHEELS := wheelhouse
SPARK := $(WHEELS)/spark
# Processes that share the tests; `make test WORKERS=0` runs them in one, as `pytest PATH` by hand does.
WORKERS ?= 2
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3.14 python3 python; do \
  $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$name; break; }; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help setup format lint typecheck test check demo docs build smoke bench scale engines lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.installed ## Set up .venv with the locked dependencies and this project

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or later found; name one: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Wheels at hand are used first, so that a touched lock file does not ask for the network. Of test data only files are read.
$(VENV)/.dependencies: requirements-dev.lock | $(BIN)/python
	$(call install,$<,)
	@touch $@

# One after the other, so that no two installations meet in one environment.
$(VENV)/.testdata: requirements-testdata.lock | $(VENV)/.installed
	$(call install,$<,--no-deps)
	@touch $@

# pyspark comes as source only, half a gigabyte: its wheel is built once, after pip has held the source against its hash. What
# builds it stands among the other dependencies. The lock beside the wheels is the one they were made of.
$(SPARK)/requirements-spark.lock: requirements-spark.lock | $(VENV)/.dependencies
	@cmp -s $< $@ || { echo "Fetching $< and building its wheels into $(SPARK)/ (once)"; \
	  rm -rf $(SPARK) && \
	  $(PIP) wheel --quiet --require-hashes --no-binary pyspark --no-build-isolation --wheel-dir $(SPARK) -r $< && \
	  cp $< $@; }
	@touch $@

$(VENV)/.spark: $(SPARK)/requirements-spark.lock | $(VENV)/.testdata
	@$(PIP) install --quiet --no-index --no-deps $(SPARK)/*.whl
	@touch $@

define install
@mkdir -p $(WHEELS)
@$(PIP) install --quiet --no-index --find-links $(WHEELS) --require-hashes $(2) -r $(1) 2>/dev/null || { \
  echo "Fetching $(1) into $(WHEELS)/ (once)"; \
  $(PIP) download --quiet --only-binary :all: --require-hashes $(2) -r $(1) --dest $(WHEELS) && \
  $(PIP) install --quiet --no-index --find-links $(WHEELS) --require-hashes $(2) -r $(1); }
endef

$(VENV)/.installed: $(VENV)/.dependencies pyproject.toml
	@$(PIP) install --quiet --no-index --no-build-isolation --no-deps --editable .
	@touch $@

format: setup ## Format the Python and mend what the linter can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lint: setup ## Lint Python and SQL
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint --disable-progress-bar sql

typecheck: setup ## Check types (mypy --strict)
	$(BIN)/mypy

test: setup $(VENV)/.testdata $(VENV)/.spark ## Run the tests
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

# The half gigabyte of Spark arrives while the processor lints. Where make can, each target's output stays in one piece.
check: setup ## Everything CI runs, tests last
	@$(MAKE) --no-print-directory --jobs 3 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target) \
	  $(SPARK)/requirements-spark.lock lint typecheck smoke
	@$(MAKE) --no-print-directory test

demo: setup ## Build the sample registry in demo/ and say where the release and the report lie
	@rm -rf demo
	@$(BIN)/dtsen-link init demo > /dev/null
	@$(BIN)/dtsen-link build --config demo/dtsen.toml > demo/release.txt
	@echo
	@echo "Release:       $$(cat demo/release.txt)"
	@echo "Report:        $$(cat demo/release.txt)/report/index.html"
	@echo "Configuration: $(CURDIR)/demo/dtsen.toml"

docs: setup ## Write docs/tables.md from the contracts
	$(BIN)/dtsen-link tables > docs/tables.md

build: setup ## Build the wheel into dist/
	@rm -rf dist
	$(BIN)/python -m build --wheel --no-isolation --outdir dist .

smoke: build ## Install the wheel into an empty environment and build the sample from elsewhere
	scripts/smoke.sh $(BIN)/python $(WHEELS) dist/*.whl

bench: setup ## Measure quality, hard cases, time and memory beside plain Splink (ARGS=--large adds 3 million records)
	$(BIN)/python bench/run.py --json bench.json $(ARGS)

scale: setup ## Measure time, memory, pairs and disk as records grow from 0.3 to 3 million, and with 3 GB of memory
	$(BIN)/python bench/scale.py --json scale.json $(ARGS)

engines: setup $(VENV)/.testdata $(VENV)/.spark ## Compare Spark with DuckDB, table by table, a whole build by the command included (some minutes)
	SPARK_BUILD=1 $(BIN)/python -m pytest -rs tests/golden/test_spark.py tests/golden/test_spark_build.py

lock: ## Write the lock files again from pyproject.toml (ARGS=--upgrade moves the pins)
	PYTHON=$(PYTHON) scripts/lock.sh $(ARGS)

clean: ## Remove everything that make made, the environment and the wheels included
	rm -rf $(VENV) $(WHEELS) build dist demo .mypy_cache .pytest_cache .ruff_cache .hypothesis
