# Two commands do everything: `make run` and `make test`. Only Python 3.11+, make and git are needed.
.PHONY: setup run report test check bench bench-prevalence bench-evidence bench-staffing bench-load format lock docs clean
.DEFAULT_GOAL := help

BIN := .venv/bin
UV  := $(shell command -v uv 2>/dev/null || echo .bootstrap/bin/uv)
# the newest interpreter that really starts (a version manager's stand-in may not)
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
  $$p -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info < (3, 14)))' >/dev/null 2>&1 && { command -v $$p; break; }; done)

help: ## what the commands are
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*##/ -/' | sort

setup: .venv/.ready ## make .venv with everything in it

.venv/.ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Headwater needs Python 3.11, 3.12 or 3.13, and found none that starts."; exit 1; }
	@test -x "$(UV)" || { $(PYTHON) -m venv .bootstrap && .bootstrap/bin/python -m pip install --quiet uv; }
	@test -x $(BIN)/python || $(UV) venv --quiet --python "$(PYTHON)" .venv
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

run: setup ## start the product people sign in to, with the sample organisation; Ctrl-C stops it
	@HEADWATER_DATA=$${HEADWATER_DATA:-out/data} $(BIN)/headwater serve $(ARGS)

report: setup ## without a server: simulate the sample organisation, import it, code a sample, write its diagnosis
	@sh scripts/run_sample.sh

test: setup ## run all tests
	$(BIN)/pytest -n auto --dist loadgroup $(ARGS)

check: setup ## format, lint, types, import contracts, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

bench: setup ## run the benchmarks; each prints a table and writes JSON
	$(BIN)/python -m benchmarks

bench-prevalence: setup ## do the intervals of shares hold? 2,000 samples for each of 96 cases
	$(BIN)/python -m benchmarks prevalence

bench-evidence: setup ## do verdicts err as rarely as they say? 2,000 null series for each of 80 cases
	$(BIN)/python -m benchmarks evidence

bench-staffing: setup ## required agents a second, by Erlang C and A, beside other packages
	$(BIN)/python -m benchmarks staffing

bench-load: setup ## every page of the running product timed, then 50 people at once for a minute
	$(BIN)/python -m benchmarks load

format: setup ## put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: setup ## write the generated reference pages again
	$(BIN)/python -m scripts.reference

lock: ## pin the dependencies again
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --all-extras --group dev pyproject.toml --output-file requirements.lock

clean: ## remove what the commands above made
	rm -rf .venv .bootstrap out site .pytest_cache .mypy_cache .ruff_cache .hypothesis
