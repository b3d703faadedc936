# Every target sets itself up: a .venv with exactly what requirements/lock.txt names, hashes checked.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash
PATHS := src tests tools benchmarks
BIN := .venv/bin
READY := .venv/.ready
PYTHONS := 3.11 3.12 3.13
WORKERS ?= 2
MEASUREMENTS ?= ../shared/measurements/train
PEERS := aiconfigurator vidur
VALIDATORS := light rented clouds engines
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test test-api test-browser test-notebook test-office lint format shape bench bench-peers calibrate accuracy lock clean test-all-pythons \
  test-deploy test-cluster test-engines fuzz

help:  ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

demo: $(READY)  ## a usage log in, a decision with its reasons and a picture out
	@echo "A synthetic hour of requests is written to out/, read back, and decided upon."
	@$(BIN)/python -m breakeven.demo

test: $(READY)  ## all tests; warnings are errors; no network
	@$(BIN)/python -m pytest -q -n $(WORKERS) $(ARGS)

test-office: $(READY)  ## the spreadsheet, recalculated by LibreOffice (needs soffice; minutes)
	@$(BIN)/python -m pytest -q -m office tests/office $(ARGS)

test-browser: $(READY)  ## the page in a real browser (chromium), with axe and its speed; minutes
	@$(BIN)/python -m pytest -q -m browser tests/browser $(ARGS)

test-api: $(READY)  ## the HTTP API against its own description, hundreds of examples (minutes)
	@BREAKEVEN_FUZZ_EXAMPLES=$${EXAMPLES:-200} $(BIN)/python -m pytest -q -m fuzz tests/web/test_fuzz.py $(ARGS)

fuzz: $(READY)  ## damaged logs: EXECUTIONS=1000000 records of each of three formats (hours; SEED=1)
	@$(BIN)/python -m tools.fuzz $${EXECUTIONS:-1000000} --seed $${SEED:-1} $(ARGS)

test-notebook: $(READY)  ## the tutorial notebook, cell by cell (half a minute)
	@$(BIN)/python -m pytest -q -m notebook $(ARGS) tests/test_notebooks.py

test-deploy: $(READY)  ## manifests by each platform's own package or schema (needs PyPI and npm once)
	@for group in $(VALIDATORS); do \
	  tools/set-up-validators $$group || echo "$$group could not be installed: left out"; \
	done
	@$(BIN)/python -m pytest -q -m deploy tests/deploy $(ARGS)

test-cluster: $(READY)  ## sweeps on a cluster of worker processes on this machine
	@$(BIN)/python -m pytest -q -m cluster tests/api $(ARGS)

test-engines: $(READY)  ## logs in PostgreSQL, Spark and ClickHouse, each started here; minutes
	@$(BIN)/python -m pip install --quiet -r requirements/engines.txt || echo "left out: not installable"
	@$(BIN)/python -m pytest -q -m engines tests/engines $(ARGS)

lint: $(READY)  ## style, types, and the direction of imports
	@$(BIN)/ruff check $(PATHS)
	@$(BIN)/ruff format --check $(PATHS)
	@$(BIN)/mypy --strict src
	@$(BIN)/lint-imports | sed -n '/^Contracts$$/,$$p'

format: $(READY)  ## put the code into the house's form
	@$(BIN)/ruff check --fix --quiet $(PATHS) || true
	@$(BIN)/ruff format $(PATHS)

shape: $(READY)  ## lengths of files and functions, share of comments
	@$(BIN)/python -m tools.shape $(PATHS)

bench: $(READY)  ## how long the tool takes
	@$(BIN)/python -m benchmarks

bench-peers: $(READY)  ## beside published predictors and simulators; OURS=held-out predictions
	@for peer in $(PEERS); do \
	  tools/set-up-peer $$peer || echo "$$peer could not be installed (it needs PyPI once): left out"; \
	done
	@$(BIN)/python -m benchmarks.peers $(MEASUREMENTS) $(if $(OURS),--ours $(OURS))

test-all-pythons:  ## the tests on every Python of $(PYTHONS) that is here
	@for version in $(PYTHONS); do \
	  python=$$(tools/find-python $$version 2>/dev/null) || { echo "python$$version: not here, skipped"; continue; }; \
	  echo "== python$$version"; \
	  tools/set-up build/venv-$$version "$$python" && \
	  build/venv-$$version/bin/python -m pytest -q -n $(WORKERS) $(ARGS) || exit 1; \
	done

calibrate: $(READY)  ## fit the coefficients anew to MEASUREMENTS (minutes)
	@mkdir -p out
	@OMP_NUM_THREADS=1 $(BIN)/python -m tools.calibrate $(MEASUREMENTS) | tee out/calibrate.txt

accuracy: calibrate  ## fit, and write docs/explanation/accuracy.md
	@$(BIN)/python -m tools.accuracy $(MEASUREMENTS) out/calibrate.txt

lock:  ## resolve the newest allowed versions anew, with hashes (needs the network)
	@tools/lock

clean:  ## remove what was made
	rm -rf .venv build dist out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements/lock.txt pyproject.toml
	@tools/set-up .venv "$$(tools/find-python)"
	@touch $@
