# `make help` lists the words; each line after ## is its meaning.
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8080
BIN := .venv/bin

.PHONY: help setup demo test fix bench promises promises-list mutants catalogs lock clean

help: ## list these words
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Regulars needs Python 3.11 or newer; set PYTHON=python3.12, say")'
	$(PYTHON) -m venv .venv

.venv/.run: requirements/run.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

setup: .venv/.run ## make .venv with the command .venv/bin/regulars

demo: .venv/.run ## the shop in your browser, no account and no token needed (PORT=8080)
	@exec $(BIN)/regulars demo --port $(PORT)

test: .venv/.dev ## everything that must hold: tests, lint, types, arrows, catalogs, docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2

fix: .venv/.dev ## let ruff tidy what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

promises: .venv/.dev ## the promises at full size (hours)
	$(BIN)/pytest -n 2 -m promise --full

promises-list: .venv/.dev ## every promise, with the tests that keep it
	@$(BIN)/pytest -q --promises

mutants: .venv/.dev ## mistakes made in the ledger on purpose: how many the tests notice (hours)
	$(BIN)/pytest --full -s tests/ledger/test_mutants.py

bench: .venv/.dev ## every speed figure, as a ratio to a baseline of the same run
	$(BIN)/python -m benchmarks

catalogs: .venv/.dev ## gather the words and update every language's catalog
	$(BIN)/python -m tests.catalogs update

lock: ## pin the newest versions again (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q --extra build pyproject.toml -o requirements/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q --extra build --extra dev pyproject.toml -o requirements/dev.txt

clean: ## remove the virtual environment and the caches
	rm -rf .venv .mypy_cache .ruff_cache .hypothesis
