# Everything runs from a clone with Python 3.11+ and make; `make help` lists what there is.
# No target needs a server: without DATABASE_URL an embedded PostgreSQL is started.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV ?= .venv
PYTHON := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
EMBEDDED := $(PYTHON) -m voipgrid_privacy.embedded
# What needs the database finds one running, and none is left running that was not before.
HELD := $(EMBEDDED) hold --
# A database to each worker. A file stays whole: its tests share what they loaded.
PYTEST := $(PYTHON) -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
ARGS ?=
CHECKS := lint format types imports templates migrations openapi translations
QUICK := not embedded and not browser and not processes
# What asks the most of a database: constraints, tenancy, two clocks, the engine. `make test` without
# DATABASE_URL runs everything on the embedded one.
ASKING := tests/api/test_tenancy.py tests/api/test_role_matrix.py tests/tenancy tests/roles/test_matrix.py tests/roles/test_services.py \
  tests/roles/test_chain_in_bulk.py tests/roles/test_imports.py tests/roles/test_imports_tenancy.py \
  tests/roles/test_imports_files.py tests/records/test_engine.py tests/records/test_holds.py

.PHONY: help run dev test test-embedded explore check $(CHECKS) lint-api nu fuzz-api fuzz-forms look faults faults-hosts load test-pgbouncer security fix bench stop clean lock

help: ## Show this list.
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do \
	  printf '  %-14s %s\n' "$$name" "$$text"; done

# Which Python makes the environment: the first that is new enough.
$(PYTHON):
	@for python in python3.11 python3 python3.12 python3.13; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "Making $(VENV) with $$python"; exec $$python -m venv $(VENV); fi; done; \
	echo "Python 3.11 or newer is needed (and its venv module: apt-get install python3-venv)." >&2; exit 1

# A warm start installs nothing: the stamp is newer than the lock.
$(INSTALLED): requirements.lock | $(PYTHON)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@touch $@

dev: $(INSTALLED) ## Prepare everything: the environment, the database, the register, the demo.
	$(HELD) $(PYTHON) -m voipgrid_privacy.embedded.prepare migrate load_register load_retention load_records load_cookies seed_demo seed_requests seed_statistics seed_statements seed_incidents

run: $(INSTALLED) ## Serve: database, web, worker and beat, until Ctrl-C. WEB_PORT=... chooses the port.
	@exec $(EMBEDDED) run

stop: ## Stop what `make run` started, also after it was killed.
	@if [ -x $(PYTHON) ]; then $(EMBEDDED) stop; fi

test: $(INSTALLED) ## Run the whole suite. ARGS="-k name" passes options to pytest.
	$(HELD) $(PYTEST) $(ARGS)

test-embedded: $(INSTALLED) ## Run what asks the most of a database on the embedded PostgreSQL.
	DATABASE_URL= $(HELD) $(PYTEST) -m "$(QUICK)" $(ASKING) $(ARGS)

explore: $(INSTALLED) ## Look for examples that break what must always hold, other ones each time.
	HYPOTHESIS_PROFILE=explore $(HELD) $(PYTEST) tests/roles/test_derivation_any.py tests/roles/test_properties.py \
	  tests/roles/test_rule_properties.py tests/kernel/test_citations.py tests/records/test_rules.py tests/records/test_numbers.py $(ARGS)

check: $(INSTALLED) ## Run every check; all failures are shown, not only the first.
	@$(HELD) $(MAKE) --keep-going $(CHECKS)

lint: $(INSTALLED)
	$(PYTHON) -m ruff check .

format: $(INSTALLED)
	$(PYTHON) -m ruff format --check .

types: $(INSTALLED)
	$(PYTHON) -m mypy
	@cd docs/examples/client && $(abspath $(PYTHON)) -m mypy --strict --config-file= .

imports: $(INSTALLED)
	$(VENV)/bin/lint-imports

# The pages that tests scan are bad on purpose.
templates: $(INSTALLED)
	$(PYTHON) -m djlint --lint --check $$(git ls-files -co --exclude-standard '*.html' ':!tests')

migrations: $(INSTALLED)
	$(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) -m tests.operations.locks

openapi: $(INSTALLED)
	$(PYTHON) manage.py openapi --check

translations: $(INSTALLED)
	$(PYTHON) manage.py translations --check

# Two published rule sets and Redocly's, without a finding. Needs npm; NL_RULES names the file of the
# NLgov API Design Rules, which is not ours to copy.
LINTERS := $(VENV)/npm
lint-api: ## Hold the API's document against three published rule sets (needs npm).
	@mkdir -p $(LINTERS) && cp tests/api/lint/* docs/reference/openapi.json $(LINTERS)/
	@cd $(LINTERS) && npm install --silent --no-audit --no-fund --ignore-scripts
	@cd $(LINTERS) && npx spectral lint openapi.json --ruleset zalando.yaml --fail-severity hint
	@if [ -f "$(NL_RULES)" ]; then cp "$(NL_RULES)" $(LINTERS)/nl.yaml && cd $(LINTERS) \
	  && npx spectral lint openapi.json --ruleset nl.yaml --fail-severity hint; \
	  else echo "NLgov API Design Rules skipped: NL_RULES names no file."; fi
	@cd $(LINTERS) && npx redocly lint openapi.json --config redocly.yaml

# With it `make test` holds every page against HTML; it needs Java as well.
NU := $(VENV)/npm/html
nu: ## Fetch the Nu HTML checker, which tests hold pages against (needs npm).
	@mkdir -p $(NU) && cp tests/html/package.json $(NU)/
	@cd $(NU) && npm install --silent --no-audit --no-fund --ignore-scripts

# In an environment of its own: it would hold back what the product is built with.
FUZZER := $(VENV)/fuzz/bin/schemathesis
$(FUZZER):
	$(PYTHON) -m venv $(VENV)/fuzz && $(VENV)/fuzz/bin/pip install --quiet --disable-pip-version-check schemathesis==4.32.5

fuzz-api: $(INSTALLED) $(FUZZER) ## Ask the API whatever its document allows and forbids, as a partner, three seeds.
	$(HELD) $(PYTHON) -m voipgrid_privacy.embedded.prepare migrate load_register load_retention load_records load_cookies seed_demo seed_requests seed_statistics seed_statements seed_incidents
	$(HELD) $(PYTHON) -m tests.fuzz $(FUZZER) $(ARGS)

fuzz-forms: $(INSTALLED) ## Send every form of every page, the officers' too, with what breaks programs; some ten minutes. WAYS=... SEED=...
	$(HELD) $(PYTHON) -m pytest -n0 -q tests/html/fuzz_every_form.py $(ARGS)

# About ten minutes a fault on two cores; `tests/faults` says what each strike is.
ROUNDS ?= 20
SEED ?= 1
faults: $(INSTALLED) ## Kill, cut and fill up the running product at random moments, and count what was lost. ROUNDS=... SEED=... ARGS="--only worker".
	$(PYTHON) -m tests.faults --rounds $(ROUNDS) --seed $(SEED) $(ARGS)

faults-hosts: $(INSTALLED) ## Put web, work and data on hosts of their own, cut one off at a time, and count what was lost (needs root and ip).
	$(PYTHON) -m tests.faults.hosts --rounds $(ROUNDS) --seed $(SEED) $(ARGS)

# Ten minutes, after some to make the load data; of a database for this alone. ARGS="--partners 2000 --minutes 3".
load: $(INSTALLED) ## Hold the load of ten thousand partners at a share of saturation, and print figures.
	$(HELD) $(PYTHON) -m voipgrid_privacy.embedded.prepare migrate load_register load_retention load_records load_cookies
	$(HELD) $(PYTHON) -m tests.load $(ARGS)

# What asks the most of a session, by default; the whole suite: make test-pgbouncer POOLED=tests.
POOLED ?= $(ASKING) tests/operations/test_pooler.py tests/cookies/test_consent.py tests/roles/webhooks
test-pgbouncer: $(INSTALLED) ## Run what asks the most of a session behind pgBouncer in transaction mode (needs pgbouncer).
	$(HELD) $(PYTHON) -m tests.operations.pooler -- $(PYTHON) -m pytest -n0 -q --create-db --reuse-db -m "$(QUICK)" $(POOLED) $(ARGS)

# In an environment of their own: they would hold back what the product is built with.
SCANNERS := $(VENV)/security/bin
$(SCANNERS)/wapiti:
	$(PYTHON) -m venv $(VENV)/security && $(SCANNERS)/pip install --quiet --disable-pip-version-check bandit wapiti3
$(SCANNERS)/semgrep: | $(SCANNERS)/wapiti
	$(PYTHON) -m venv $(VENV)/semgrep && $(VENV)/semgrep/bin/pip install --quiet --disable-pip-version-check semgrep==1.185.0
	ln -sf ../../semgrep/bin/semgrep $(SCANNERS)/semgrep

security: $(INSTALLED) $(SCANNERS)/wapiti $(SCANNERS)/semgrep ## Set bandit, our rules for semgrep, sqlmap (where installed) and wapiti on the code and the running product; some ten minutes.
	$(HELD) $(PYTHON) -m voipgrid_privacy.embedded.prepare migrate load_register load_retention load_records load_cookies seed_demo
	$(HELD) $(PYTHON) -m tests.security $(SCANNERS)

# Some two hundred loads: too long beside the rest of the suite.
look: $(INSTALLED) ## Look at every page in a browser as people see, move and read differently: axe, keyboard, print and more.
	$(HELD) $(PYTHON) -m pytest -n0 tests/browser/look_every_page.py tests/browser/look_officers.py $(ARGS)

fix: $(INSTALLED) ## Let the tools repair what they can.
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

# For a hundred thousand customers: make bench CONTRACTS=100000.
CONTRACTS ?= 20000
bench: $(INSTALLED) ## Measure look-ups, consents, scans, imports, exports, records, tasks and every page beside their goals. CONTRACTS=... says how many.
	$(HELD) $(PYTHON) -m voipgrid_privacy.embedded.prepare migrate load_register
	$(HELD) $(PYTHON) -m tests.bench $(ARGS)
	$(HELD) $(PYTHON) -m tests.bench.bench_consent
	$(HELD) $(PYTHON) -m tests.bench.bench_scan
	$(HELD) $(PYTHON) -m tests.bench.bench_bulk --contracts $(CONTRACTS)
	$(HELD) $(PYTHON) -m tests.bench.bench_api
	$(HELD) $(PYTHON) -m tests.bench.bench_anonymisation
	$(HELD) $(PYTHON) -m tests.bench.bench_records
	$(HELD) $(PYTHON) -m tests.bench.bench_tasks
	$(HELD) $(PYTHON) -m tests.bench.bench_pages

lock: $(INSTALLED) ## Resolve pyproject.toml anew into requirements.lock.
	$(PYTHON) -m pip install --quiet --disable-pip-version-check uv
	$(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	  --no-emit-index-url --no-emit-find-links --all-extras --output-file requirements.lock pyproject.toml

clean: stop ## Stop everything and remove the environment, the database and all its data.
	@if [ -x $(PYTHON) ]; then $(EMBEDDED) remove; fi
	rm -rf $(VENV) var
