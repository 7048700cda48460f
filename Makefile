# The first target that is called on a bare machine makes .venv and installs the project,
# pinned by constraints.txt. Nothing else is needed: Python 3.11 with venv, and make.
PYTHON ?= python3
BIN    := .venv/bin
READY  := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test lint check bench screenshots faults format clean

help:            ## what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 20

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

# Byte code is compiled ahead: half of a cold start would go into compiling otherwise.
.PHONY: ready
ready: $(READY)
	@$(BIN)/python -m compileall -q rtc_tui

demo: ready      ## the monitor on a pretend service: no keys, no network
	@$(BIN)/rtc-tui demo

test: ready      ## all tests
	$(BIN)/python -m pytest

lint: ready      ## ruff, mypy, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

check: lint test ## what CI runs

bench: ready     ## the performance bars against their anchors (STRICT=1 fails on a short one)
	$(BIN)/python -m tests.bench $(if $(STRICT),--strict)

screenshots: ready ## draw screenshots/ anew, from a seed and a fixed clock
	$(BIN)/python -m tests.tui.scenes screenshots

faults: ready    ## try every fault of the simulator, write rtc_tui/FAULTS.md (20 minutes; KINDS="error ListUsages": those alone)
	$(BIN)/python -m tests.faults $(KINDS)

format: ready    ## put the code in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:           ## remove what make made
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis
