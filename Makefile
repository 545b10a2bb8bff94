# Everything here works on a machine with only Python 3.11+, pip and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHELL := /bin/sh

.PHONY: run setup setup-dev browser database test coverage fuzz lint docs format bench screenshots requirements clean

run: $(VENV)/runtime.stamp ## set up and serve the dashboard on 127.0.0.1
	$(BIN)/runtone serve

setup: $(VENV)/runtime.stamp ## what `make run` needs
setup-dev: $(VENV)/dev.stamp ## what `make test` and `make lint` need, without the browser

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "runtone needs Python 3.11 or newer; set PYTHON=...")'
	$(PYTHON) -m venv $(VENV) || { $(PYTHON) -m venv --clear --without-pip $(VENV) && \
	  $(PYTHON) -m pip --python $@ install --quiet pip; }

# Build tools are pinned too, so that nothing is fetched that no hash vouches for.
$(VENV)/runtime.stamp: requirements/build.txt requirements/runtime.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/build.txt
	$(BIN)/python -m pip install --quiet --require-hashes --no-build-isolation --requirement requirements/runtime.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index --editable .
	touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/runtime.stamp
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/dev.txt
	touch $@

browser: $(VENV)/dev.stamp ## a headless Chromium: the machine's own, Debian's, or Playwright's
	$(BIN)/python tests/browser/provide_chromium.py

database: $(VENV)/dev.stamp ## a PostgreSQL for the library's tests, where one can be had
	$(BIN)/python tests/library/provide_postgres.py

test: $(VENV)/dev.stamp browser database
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

coverage: $(VENV)/dev.stamp browser database ## branch coverage of all that the tests run, in every process
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest --numprocesses 2 --dist loadfile
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --sort=cover

FUZZ_MINUTES ?= 60
fuzz: $(VENV)/dev.stamp ## property tests with new examples, again and again; what fails becomes a fixed example
	end=$$(($$(date +%s) + 60 * $(FUZZ_MINUTES))); while [ $$(date +%s) -lt $$end ]; do \
	  $(BIN)/python -m pytest -q -m hypothesis --hypothesis-profile=fuzz || exit 1; done

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/dev.stamp ## the parts of the docs that are made from the code
	$(BIN)/python docs/generated.py

bench: $(VENV)/dev.stamp browser ## every figure the README and docs quote
	for script in benchmarks/*.py; do $(BIN)/python "$$script" || exit 1; done

PIN := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade

screenshots: $(VENV)/dev.stamp browser ## every page of the sample season, phone and desktop, light and dark
	$(BIN)/python tests/browser/screenshots.py

requirements: ## pin again; needs uv, and writes no index address
	$(PIN) --group build --output-file requirements/build.txt
	$(PIN) pyproject.toml --output-file requirements/runtime.txt
	$(PIN) pyproject.toml --extra login --extra postgres --constraint requirements/runtime.txt --output-file requirements/server.txt
	$(PIN) pyproject.toml --all-extras --group dev --constraint requirements/runtime.txt --output-file requirements/dev.txt

clean:
	rm -rf $(VENV) .coverage* build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
