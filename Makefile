# Two commands do everything on a fresh machine (Python 3.11+, git, make):
#   make demo   the environment, then the main job on a small newsroom on loopback
#   make test   the environment, then lint, types, import contracts and all tests
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: bench check clean demo format gazetteer help lock test wheel
.DEFAULT_GOAL := help

help:
	@sed -n 's/^#   //p' Makefile

# Made anew only when the locked requirements or the packaging change.
$(READY): requirements/develop.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Tinbao needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { \
	  echo "Python's venv module is missing. On Debian: apt-get install python3-venv" >&2; rm -rf .venv; exit 1; }
	@echo "Making the environment in .venv (once; less than a minute on most machines) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements/develop.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@$(BIN)/python -m compileall -q -j 0 .venv/lib >/dev/null 2>&1 || true  # on all cores; pip would use one
	@touch $(READY)

demo: $(READY)
	@$(BIN)/tinbao demo

test: $(READY)
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest --numprocesses=auto --dist=loadgroup

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/mypy tests bench

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)
	@$(BIN)/python -m bench.score

# The list of administrative units is made from a package and shipped; only a new list of places needs this.
gazetteer: $(READY)
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --target "$$folder" vietnamadminunits==1.0.4 && \
	  $(BIN)/python -m bench.make_gazetteer "$$folder/vietnamadminunits"

wheel: $(READY)
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist .

# Compiled without index addresses: the lock works with whatever package index a machine is set up for.
lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 1; }
	uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --python-version 3.11 --custom-compile-command "make lock" pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --python-version 3.11 --custom-compile-command "make lock" pyproject.toml --group dev -o requirements/develop.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build
