# The two commands of the README are `report` and `test`; both set up everything they need, once.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
INSTALL := -m pip install --quiet --disable-pip-version-check --no-input --compile

.PHONY: report test coverage check bench campaign golden pictures lock clean

report: $(VENV)/.runtime
	$(BIN)/mentorship run data/sample

# Tests run beside one another: a thread each is less work in all than many each.
test: export POLARS_MAX_THREADS = 1
test: $(VENV)/.dev
	$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

coverage: $(VENV)/.dev
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --cov --cov-report term:skip-covered

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/dagster definitions validate --workspace workspace.yaml

bench: $(VENV)/.runtime
	$(BIN)/python benchmarks/ingest.py --check
	$(BIN)/python -m benchmarks.figures

campaign: $(VENV)/.dev
	$(BIN)/python -m pytest tests/property --numprocesses 2 --hypothesis-profile campaign

golden: $(VENV)/.dev
	$(BIN)/python -m pytest tests/golden tests/unit/test_schema.py --golden-update

pictures: $(VENV)/.dev
	$(BIN)/python docs/pictures.py

lock: $(VENV)/.dev
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--no-strip-extras --quiet --output-file requirements.txt
	$(BIN)/uv pip compile pyproject.toml --group dev --constraint requirements.txt --universal --python-version 3.11 \
		--generate-hashes --no-annotate --no-header --no-strip-extras --quiet --output-file requirements-dev.txt

clean:
	rm -rf $(VENV) data/sample/.mentorship data/sample/reports

$(VENV)/.runtime: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what a night needs into $(VENV) (once) …"
	@$(BIN)/python $(INSTALL) --require-hashes --requirement requirements.txt
	@$(BIN)/python $(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "Installing what the tests need into $(VENV) (once) …"
	@$(BIN)/python $(INSTALL) --require-hashes --requirement requirements-dev.txt
	@touch $@

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed; set PYTHON=/path/to/it" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
