# Slipway's commands. `make up` and `make test` set up everything that they need.

# -I as all Python here runs without PYTHONHOME, which $(shell) still sees.
PYTHON_IS_SUPPORTED := -I -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
# Without Python's traceback after Ctrl-C, which is ignored until the import is done.
INTERRUPTIBLE := import signal; signal.signal(signal.SIGINT, signal.SIG_DFL);
VENV_MAIN := '$(INTERRUPTIBLE) import sys, venv; venv.main(sys.argv[1:])'
# The locked uv installs everything else. One on PATH, of any version, installs that in no time, from its cache; else pip
# does, as Python brings it along, not installed: that takes 3 seconds.
UV_LOCKED = --require-hashes --no-deps -r $(VENV)/uv.txt
PIP_MAIN := '$(INTERRUPTIBLE) import ensurepip, glob, runpy, sys, sysconfig; \
	folder = sysconfig.get_config_var("WHEEL_PKG_DIR") or ensurepip.__path__[0] + "/_bundled"; \
	sys.path.insert(0, max(glob.glob(folder + "/pip-*.whl"))); runpy.run_module("pip", run_name="__main__", alter_sys=True)'
# Searched once, and only if it is needed: a shim of pyenv takes half a second.
FIND_PYTHON = $(eval FIND_PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3; do \
	"$$p" $(PYTHON_IS_SUPPORTED) && { echo "$$p"; break; }; done))$(FIND_PYTHON)
PYTHON  ?= $(FIND_PYTHON)
VENV    := .venv
BIN     := $(VENV)/bin
CHECKOV := .slipway/environments/checkov
BROWSER := .slipway/environments/browser
RELEASE := .slipway/environments/release
UV      := UV_NO_PROGRESS=1 UV_PYTHON_DOWNLOADS=never $(BIN)/uv
# With bytecode, since containers often forbid Python to write it (PYTHONDONTWRITEBYTECODE): any command that loads boto3
# would compile it again, for 0.3 s each time. Slipway's own, which uv doesn't compile, would take as long.
# Each list of requirements is complete: uv needn't read the dependencies of each package, nor build one to learn them.
INSTALL := $(UV) pip install -q --compile-bytecode --no-deps --require-hashes --python
BENCH   := .slipway/environments/bench
# Tests that need no Chromium, which takes 15 seconds to set up.
WITHOUT_BROWSER := $(patsubst %,tests/%%,apply faults harness integration plan unit workflows)
# No release younger than this is locked, as none is proposed by Dependabot (.github/dependabot.yml): make lock
# COOLDOWN="0 days" for one that can't wait.
COOLDOWN := 7 days
COMPILE := $(UV) pip compile -q --universal --generate-hashes --no-header --exclude-newer "$(COOLDOWN)"
NEW     := slipway/new/template/project
APPS    := $(wildcard apps/*/*.py)
# With 10 workers a whole run takes 13.7 GB at most. On two cores, 12 take 8 % more CPU time than 8, with which cores are idle.
WORKERS ?= $(or $(shell awk '/^MemTotal/ { n = int($$2 / 1600000); print (n > 10 ? 10 : n < 2 ? 2 : n) }' /proc/meminfo 2>/dev/null),8)
EMULATOR_PYTHON := $(BIN)/python -c 'from pathlib import Path; from slipway.local.environments import emulator_python; \
	print(emulator_python(Path(".slipway/environments")))'
# Finds names that MiniStack doesn't have, and calls that don't fit. Its types are too few for the disabled checks.
AGAINST_MINISTACK := --follow-untyped-imports --follow-imports silent --allow-untyped-calls --implicit-reexport \
	$(foreach code,arg-type assignment method-assign unused-ignore,--disable-error-code $(code))

# Terraform refuses to start when the environment names a configuration file that isn't there.
ifeq ($(wildcard $(TF_CLI_CONFIG_FILE)),)
unexport TF_CLI_CONFIG_FILE
endif

# Somebody's own packages, as ROS has them in every shell, would come before those that are locked here.
unexport PYTHONPATH PYTHONHOME

# uv doesn't start without a cache: a container that runs as any user often has a HOME that this user can't write to.
ifeq ($(UV_CACHE_DIR)$(XDG_CACHE_HOME)$(shell test -w "$$HOME/." && echo writable),)
export UV_CACHE_DIR := $(CURDIR)/.slipway/uv
endif

# An environment can't be moved, and is of no use without its Python: then it is made again.
ifneq ($(shell test -x $(BIN)/python && cat $(VENV)/uv 2>/dev/null),$(CURDIR))
.PHONY: $(VENV)/uv
endif

# A make that is killed can't end what it has started.
export SLIPWAY_END_WITH_PARENT := 1

.DEFAULT_GOAL := help
.PHONY: help up down outputs env seed mail slack logs package test test-faults test-upstream bench lint fmt docs lock dist

help:  ## show the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { gsub(/[$$][$$]/, "$$", $$2); printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: $(VENV)/up  ## apply every stack to the local AWS, deploy the functions, run the pipeline, check it all
	@$(BIN)/slipway up

down: $(VENV)/up  ## end the local AWS and delete its data, except its snapshots (slipway local snapshot list)
	@$(BIN)/slipway down

outputs: $(VENV)/up  ## print the stacks' outputs as one JSON object
	@$(BIN)/slipway outputs

env: $(VENV)/up  ## print the shell variables that lead to the local AWS: eval "$$(make -s env)"
	@$(BIN)/slipway env

seed: $(VENV)/up  ## put the example items into the tables, where they are missing
	@$(BIN)/slipway seed

mail: $(VENV)/up  ## print the e-mails that the local AWS has sent
	@$(BIN)/slipway mail

slack: $(VENV)/up  ## print what was posted to Slack on the local AWS
	@$(BIN)/slipway slack

logs: $(VENV)/up  ## print what the functions have logged (make logs APP=create-movie for one)
	@$(BIN)/slipway logs --local $(APP)

package: $(VENV)/up  ## make build/<app>.zip of every app (make package APP=create-movie for one)
	@$(BIN)/slipway package $(APP)

test: $(VENV)/dev $(if $(filter-out $(WITHOUT_BROWSER),$(or $(TESTS),tests)),$(BROWSER)/ready)  ## run every test (make test TESTS=tests/unit for some)
	@env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL $(BIN)/python -m pytest $(or $(TESTS),tests) -n $(WORKERS) --dist loadgroup

test-faults: $(VENV)/dev  ## run 1,000 random schedules of faults against the functions (SCHEDULES, SEED)
	@SCHEDULES=$(or $(SCHEDULES),1000) SEED=$(SEED) $(BIN)/python -m pytest -q tests/faults

test-upstream: $(VENV)/dev  ## test whether MiniStack still has each fault that a patch corrects
	@$(BIN)/python -m pytest tests/integration/slipway_emulator/patches -m upstream

bench: $(VENV)/dev $(BENCH)/ready  ## compare packages, plans, deployments and starts with those of other tools; time the daily loop
	@$(BIN)/python tests/bench $(BENCH)/bin
	@$(BIN)/python tests/bench/plans.py $(BENCH)/modules
	@$(BIN)/python tests/bench/scenarios.py
	@$(BIN)/python tests/bench/growth.py
	@$(BIN)/python tests/bench/cold_warm.py $(BENCH)/functions
	@$(BIN)/python tests/bench/zips.py
	@$(BIN)/python tests/bench/local_requests.py

lint: $(VENV)/dev $(CHECKOV)/ready  ## check format, style, types, imports, words, and the security of Terraform and workflows
	terraform=$$($(BIN)/slipway terraform) && "$$terraform" fmt -check -recursive modules iac
	$(BIN)/slipway lint modules iac
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	MYPYPATH=libs:$$(printf '%s:' apps/*) $(BIN)/mypy lambda_release slipway slipway_emulator tools libs/* $(APPS)
	$(BIN)/mypy --cache-dir .mypy_cache/emulator --python-executable "$$($(EMULATOR_PYTHON))" $(AGAINST_MINISTACK) slipway_emulator/patches
	$(BIN)/lint-imports
	$(BIN)/python tools/wording.py
	$(CHECKOV)/bin/checkov --config-file .checkov.yaml > .slipway/checkov.log; code=$$?; cat .slipway/checkov.log; exit $$code
	@! grep 'Parsing errors: [1-9]' .slipway/checkov.log  # it skips a file that it can't parse
	$(BIN)/zizmor --quiet --no-progress --offline --persona=auditor .github

fmt: $(VENV)/dev  ## format Python and Terraform
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .
	terraform=$$($(BIN)/slipway terraform) && "$$terraform" fmt -recursive modules iac

docs: $(VENV)/dev  ## write the generated parts of the documentation
	WRITE_DOCS=1 $(BIN)/python -m pytest -q tests/unit/docs tests/plan/iac/test_architecture_page.py tests/plan/iac/test_pipeline_page.py
	$(BIN)/python tests/plan/modules/test_readmes.py
	$(BIN)/python tools/patch_table.py
	$(BIN)/python tools/unserved_operations.py

lock: $(VENV)/up  ## lock the requirements, after a change of pyproject.toml or a *.in file, and the patches' targets
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) pyproject.toml --extra harness --group dev -o requirements-dev.txt
	sed '/^slipway/d' $(NEW)/requirements.in | $(COMPILE) --no-annotate pyproject.toml - --extra harness -o $(NEW)/requirements.txt
	$(COMPILE) slipway_emulator/pyproject.toml --python-version 3.11 -o slipway_emulator/requirements.txt
	for name in requirements-checkov requirements-release tests/bench/requirements tests/bench/peers slipway_emulator/runtime-requirements; do \
		$(COMPILE) $$name.in --python-version 3.11 -o $$name.txt || exit 1; done
	$(BIN)/slipway local patches --lock

dist: $(VENV)/up $(RELEASE)/ready  ## build the packages and the SBOM of a release into build/dist
	@$(BIN)/python tools/release.py $(RELEASE)/bin/python $(if $(TAG),--tag "$(TAG)")

# The stamps: an environment is made again when what it is locked to changes. Stdout is for what was asked for.
$(VENV)/uv: requirements.txt
	@"$(PYTHON)" $(PYTHON_IS_SUPPORTED) || { \
		echo "slipway: needs Python 3.11 or newer with venv$(if $(PYTHON),; PYTHON=$(PYTHON) isn't one, on PATH)" >&2; exit 1; }
	@echo "Setting up $(VENV)" >&2
	@trap '' INT; "$(PYTHON)" -c $(VENV_MAIN) --without-pip --clear $(VENV)
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.txt > $(VENV)/uv.txt
	@UV_NO_PROGRESS=1 uv pip install -q --python $(BIN)/python $(UV_LOCKED) >/dev/null 2>&1 || { \
		trap '' INT; PIP_USER=0 PIP_TARGET= PIP_PREFIX= \
		$(BIN)/python -I -c $(PIP_MAIN) install -q --disable-pip-version-check $(UV_LOCKED) >&2; }
	@pwd -P > $@

$(VENV)/up: $(VENV)/uv pyproject.toml
	@$(UV) pip install -q --python $(BIN)/python --no-deps -e .
	@$(BIN)/python -m compileall -qq -x /template/ lambda_release slipway || true
	@$(INSTALL) $(BIN)/python -r requirements.txt
	@touch $@

$(VENV)/dev: $(VENV)/up requirements-dev.txt
	@$(INSTALL) $(BIN)/python -r requirements-dev.txt
	@touch $@

$(CHECKOV)/ready: requirements-checkov.txt $(VENV)/up
	@echo "Setting up checkov" >&2
	@$(UV) venv -q --clear --python $(BIN)/python $(CHECKOV)
	@$(INSTALL) $(CHECKOV)/bin/python -r requirements-checkov.txt
	@touch $@

$(RELEASE)/ready: requirements-release.txt $(VENV)/up
	@echo "Setting up cyclonedx-py" >&2
	@$(UV) venv -q --clear --python $(BIN)/python $(RELEASE)
	@$(INSTALL) $(RELEASE)/bin/python -r requirements-release.txt
	@touch $@

$(BROWSER)/ready: tests/browser/package-lock.json tests/support/chromium.py $(VENV)/dev
	@echo "Setting up headless Chromium" >&2
	@$(BIN)/python tests/support/chromium.py >&2
	@touch $@

$(BENCH)/ready: tests/bench/requirements.txt tests/bench/peers.txt tests/bench/node/package-lock.json $(VENV)/up
	@echo "Setting up the bench's peers" >&2
	@$(UV) venv -q --clear --python $(BIN)/python $(BENCH)
	@$(INSTALL) $(BENCH)/bin/python -r tests/bench/requirements.txt
	@$(INSTALL) "$$($(BIN)/python -c 'from pathlib import Path; from slipway.local import environments; print(environments.runtime_python(Path(".slipway/environments")))')" \
		--target $(BENCH)/functions -r tests/bench/peers.txt
	@cp -R tests/bench/node $(BENCH)/node
	@! command -v npm >/dev/null || npm ci --prefix $(BENCH)/node --silent --ignore-scripts --no-audit --no-fund >&2
	@touch $@
