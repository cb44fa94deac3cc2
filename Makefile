# Everything here needs git, make and python3 >= 3.11 alone; the rest is installed into .venv, which belongs to make.
# Works with GNU make 3.81, which is what macOS has.

PYTHON ?= python3
SUBMISSIONS ?= submissions
RESULTS ?= results
SECONDS ?= 60
UV ?= uv

VENV := .venv
BIN := $(VENV)/bin
# Quiet twice: errors only.
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet --quiet
PEERS_PIP = $(PEERS_VENV)/bin/python -m pip --disable-pip-version-check --no-input --quiet --quiet
SCHEMA := grader/spec/problem.schema.json
CACHES := .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

# Stamps are written last, so an interrupted set-up is begun again.
MADE := $(VENV)/made-with
RUN := $(VENV)/installed-run
DEV := $(VENV)/installed-dev
FUZZ := $(VENV)/installed-fuzz
# Apart: torch and jax are large, and may want other versions of what is used here.
PEERS_VENV := .venv-peers
PEERS := $(PEERS_VENV)/installed
TESTED := $(VENV)/tested
# Folders too: of a file that has gone only its folder tells.
CHANGED := find .ci Makefile *.md *.toml benchmarks docs grader problems reference requirements submissions tests \
    -name __pycache__ -prune -o -newer $(TESTED) -print

# What .venv was made with: empty where there is none, or where its interpreter has gone.
MADE_WITH := $(shell test -x $(BIN)/python && cat $(MADE) 2>/dev/null)

# A PYTHON that was asked for wins over an existing .venv; the default does not.
WANTED := $(if $(filter file,$(origin PYTHON)),$(or $(MADE_WITH),$(PYTHON)),$(PYTHON))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
# Two installations into one .venv would trip over each other.
.NOTPARALLEL:
.PHONY: help setup grade test test-oracles check fix cover fuzz lint-problems bench calibrate bench-diagnosis lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(DEV) ## install everything into .venv; PYTHON=python3.12 chooses which Python

grade: $(RUN) ## grade SUBMISSIONS (submissions/) into RESULTS (results/) and print a summary
	@$(BIN)/grader batch "$(SUBMISSIONS)" -o "$(RESULTS)" $(GRADE_OPTIONS)

test: $(DEV) ## run the tests, if anything has changed since they all passed; ALL=1 runs them anyway
	@if [ -z "$(ALL)" ] && [ -f $(TESTED) ] && [ -z "$$($(CHANGED))" ]; then \
	    echo "nothing has changed since all tests passed; make test ALL=1 runs them again"; \
	else \
	    $(BIN)/python -m pytest -n auto --dist loadfile && touch $(TESTED); \
	fi

test-oracles: $(PEERS) ## hold every op, and random graphs, against torch and jax (about 3 minutes)
	@$(PEERS_VENV)/bin/python -c "import jax, torch" || { \
	    echo "error: torch and jax are not both installed in $(PEERS_VENV)" >&2; \
	    echo "  fix: see that a package index that has them can be reached; then again" >&2; exit 2; }
	@$(PEERS_VENV)/bin/python -m pytest --quiet tests/oracles

check: $(DEV) ## look for mistakes: style, format, types, layers, schema; changes nothing
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m grader.spec.schema > $(VENV)/schema && cmp $(VENV)/schema $(SCHEMA) || { \
	    echo "error: $(SCHEMA) is not what grader/spec says now" >&2; echo "  fix: make fix" >&2; exit 1; }

fix: $(DEV) ## mend what can be mended by machine: style, format, schema
	@$(BIN)/ruff check --fix --exit-zero
	@$(BIN)/ruff format
	@$(BIN)/python -m grader.spec.schema > $(VENV)/schema && mv $(VENV)/schema $(SCHEMA)

cover: $(DEV) ## run the tests, and show every line and branch that none of them takes
	@$(BIN)/coverage run -m pytest --quiet
	@$(BIN)/coverage report

fuzz: $(FUZZ) ## throw bytes at what reads students' processes, for SECONDS=60
	@$(BIN)/python -m tests.fuzz $(VENV)/fuzz -max_total_time=$(SECONDS)

lint-problems: $(RUN) ## hold every problem against the wrong answers that its graph suggests, and grade its samples
	@$(BIN)/grader lint $(LINT_OPTIONS)

bench: $(RUN) $(PEERS) ## measure commands, sandbox, engine and checks, beside torch, jax and others (5 minutes, 2 GB)
	@$(BIN)/python benchmarks/startup.py
	@echo
	@$(BIN)/python benchmarks/sandbox.py
	@echo
	@$(PEERS_VENV)/bin/python benchmarks/engines.py
	@echo
	@$(PEERS_VENV)/bin/python benchmarks/checkers.py

calibrate: $(RUN) ## count false alarms and misses of gradient checks on random graphs; CALIBRATE_OPTIONS=--help
	@$(BIN)/python benchmarks/calibration.py $(CALIBRATE_OPTIONS)

bench-diagnosis: $(RUN) ## count how often a diagnosis names the edge and the mistake (3 minutes)
	@$(BIN)/python benchmarks/diagnosis.py

lock: ## write requirements/ anew from pyproject.toml (needs uv); LOCK_OPTIONS=--upgrade takes the newest versions
	@command -v "$(UV)" >/dev/null || { \
	    echo "error: make lock needs uv, and there is no '$(UV)'" >&2; \
	    echo "  fix: install uv, or say where it is: make lock UV=path/to/uv" >&2; exit 2; }
	@$(call compile,run,--group build)
	@$(call compile,dev,--group dev --constraints requirements/run.txt)
	@$(call compile,fuzz,--group fuzz --constraints requirements/dev.txt)

clean: ## remove the environments and every cache that make made; grades stay
	@rm -rf $(VENV) $(PEERS_VENV) $(CACHES)
	@find benchmarks grader problems reference submissions tests -type d -name __pycache__ -prune -exec rm -rf {} +

# compile NAME,OPTIONS: one lock, for every Python and system at once, that names no index and no path.
compile = $(UV) pip compile pyproject.toml $(2) --output-file requirements/$(1).txt --quiet \
    --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" $(LOCK_OPTIONS)

# install NAME: what its lock says and nothing else, then this project itself, as it stands here.
define install
@echo "installing requirements/$(1).txt into $(VENV) ..."
@$(PIP) install --require-hashes --requirement requirements/$(1).txt || { \
    echo "  fix: see that the network, and the package index that pip is set up for, can be reached; then again" >&2; exit 1; }
@$(PIP) install --no-deps --no-build-isolation --editable .
endef

$(RUN): $(MADE) requirements/run.txt pyproject.toml
	$(call install,run)
	@touch $@

# The lock for development holds all of the other, so both are installed now.
$(DEV): $(MADE) requirements/dev.txt pyproject.toml
	$(call install,dev)
	@touch $(RUN) $@

# Never built from its sources: that takes a compiler with libFuzzer.
$(FUZZ): $(DEV) requirements/fuzz.txt
	@echo "installing requirements/fuzz.txt into $(VENV) ..."
	@$(PIP) install --require-hashes --only-binary atheris --requirement requirements/fuzz.txt || { \
	    echo "error: atheris cannot be installed; there may be none for $$($(BIN)/python -m platform), $$($(BIN)/python -V)" >&2; \
	    echo "  fix: Linux on x86_64, CPython 3.11 to 3.14, and a package index that can be reached; then again" >&2; exit 2; }
	@touch $@

# One by one: what cannot be installed here is left out of the comparison, and said so.
$(PEERS): $(DEV) requirements/peers.txt
	@echo "installing requirements/peers.txt into $(PEERS_VENV) ..."
	@$(BIN)/python -m venv --clear $(PEERS_VENV)
	@$(PEERS_PIP) install --require-hashes --requirement requirements/dev.txt
	@$(PEERS_PIP) install --no-deps --no-build-isolation --editable .
	@missing=; for peer in $$(sed 's/#.*//' requirements/peers.txt); do \
	    $(PEERS_PIP) install "$$peer" || missing="$$missing $$peer"; \
	done; \
	if [ -z "$$missing" ]; then touch $@; else \
	    echo "left out, as they cannot be installed here; make tries again the next time:$$missing" >&2; fi

ifneq ($(MADE_WITH),$(WANTED))
.PHONY: $(MADE)
endif

$(MADE):
	@command -v "$(PYTHON)" >/dev/null || { \
	    echo "error: there is no '$(PYTHON)'" >&2; echo "  fix: $(choose_another)" >&2; exit 2; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "error: '$(PYTHON)' is $$("$(PYTHON)" --version 2>&1), and 3.11 or newer is needed" >&2; \
	    echo "  fix: $(choose_another)" >&2; exit 2; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "error: '$(PYTHON)' cannot make a virtual environment: it has no venv, or no ensurepip" >&2; \
	    echo "  fix: install that (on Debian and Ubuntu: apt install python3-venv), or $(choose_another)" >&2; exit 2; }
	@echo "making $(VENV) with $$("$(PYTHON)" --version) ..."
	@"$(PYTHON)" -m venv --clear $(VENV)
	@echo "$(PYTHON)" > $@

choose_another = choose another Python: make $(or $(firstword $(MAKECMDGOALS)),setup) PYTHON=python3.12
