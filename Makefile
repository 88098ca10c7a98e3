# `make run` serves Carried on this machine, `make test` tests it, and `make help` names the rest.
# Needs git, make, python3 (3.11 or later) and python3-venv; everything else goes into .venv.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=
MINUTES ?= 60

VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
PIP_INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header \
	--python-version 3.11

# What is served ends with what serves it, even when a terminal is closed instead of Ctrl-C being pressed.
export GUARD := $(if $(shell command -v setpriv),setpriv --pdeathsig TERM)
export PYTHONUNBUFFERED := 1
export DJANGO_RUNSERVER_HIDE_WARNING := true
# What was compiled is kept. The tests start hundreds of processes; each would otherwise read every module anew.
unexport PYTHONDONTWRITEBYTECODE
# Links follow the port, unless the address of the site is settled in .env or in the environment.
ifeq ($(shell grep -s '^SITE_URL=' .env),)
export SITE_URL ?= http://localhost:$(PORT)
endif

# Lint looks at the settings as production has them. None of these values is secret, and none is used.
PRODUCTION := DEBUG=off SITE_URL=https://motions.example.com HSTS_SUBDOMAINS=on DATABASE_URL=sqlite://:memory: \
	EMAIL_URL=smtp+tls://user:password@smtp.example.com:587 DEFAULT_FROM_EMAIL=motions@example.com \
	SECRET_KEY=for-checking-settings-only-0123456789-abcdefghijklmnopqrstuvwxyz

.PHONY: help run campaign test coverage lint house bench bench-desk bench-mail bench-replies mail-year torture soak trial lock clean
.DELETE_ON_ERROR:

help:
	@echo 'make run        serve the site here, with worker and scheduler; PORT=8001 for another port'
	@echo 'make campaign   start a real campaign instead of the demonstration one'
	@echo 'make test       run the tests on PostgreSQL, then in part on SQLite; ARGS="-k secretary" chooses'
	@echo 'make coverage   run the tests on SQLite without the browser, and print which branches none of them takes'
	@echo 'make lint       check style, types, templates, migrations, the import order and the settings'
	@echo 'make house      print how many modules there are, how thick, the longest functions and circles of imports'
	@echo 'make bench      measure the public pages on both databases against bare views'
	@echo 'make bench-desk measure the organisers'"'"' front page at 650 CLPs and 100,000 submissions'
	@echo 'make bench-mail measure how fast mail goes out against a bare loop'
	@echo 'make bench-replies print how well replies to mail are read, by a corpus of 800'
	@echo 'make mail-year  print what mail one activist and one CLP get over a year, in six courses'
	@echo 'make torture    break everything around mail and try many clocks and orders of acts, in full (some 30 minutes)'
	@echo 'make trial      as root: install, use, upgrade and bring back on a bare Debian; ARGS="trixie large" chooses'
	@echo 'make soak       use the site for an hour while its broker, worker and scheduler are broken; MINUTES=2 for less'
	@echo 'make lock       write the requirements files anew from pyproject.toml'
	@echo 'make clean      take away what make put here; the database and .env stay'

run: $(VENV)/installed .env
	@$(MANAGE) prepare --port $(PORT)
	@$(MANAGE) welcome --once-serving $(PORT) & exec $(GUARD) $(BIN)/python -m campaign.serve $(PORT)

campaign: $(VENV)/installed .env
	@$(MANAGE) prepare --no-demonstration
	@$(MANAGE) setup_campaign $(ARGS)

# Where ARGS choose nothing of one run, which pytest says by ending with 5, the other has it; of neither is a mistake.
test: $(VENV)/installed-dev
	@failed=0; chosen=; \
	run() { "$$@"; code=$$?; [ $$code -eq 5 ] || chosen=yes; [ $$code -eq 0 ] || [ $$code -eq 5 ] || failed=1; }; \
	echo 'Everything but the browser, on PostgreSQL:'; \
	run $(BIN)/python -m tests.servers $(BIN)/pytest -n auto --dist worksteal -m 'not browser' $(ARGS); \
	echo 'The browser, and what could go differently there, on SQLite:'; \
	run env -u DATABASE_URL $(BIN)/pytest -n auto --dist worksteal -m 'browser or sqlite' $(ARGS); \
	[ -n "$$chosen" ] || { echo 'No test was chosen.'; exit 1; }; \
	exit $$failed

# A measured run is slower, so it is apart from `make test`. The report of an earlier run is not mixed in.
coverage: $(VENV)/installed-dev
	@$(BIN)/coverage erase
	@failed=0; \
	env -u DATABASE_URL $(BIN)/coverage run -m pytest -q -n auto --dist worksteal -m 'not browser' $(ARGS) || failed=1; \
	$(BIN)/coverage combine --quiet && $(BIN)/coverage report; \
	exit $$failed

lint: $(VENV)/installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	find templates -name '*.html' -exec $(BIN)/djade --check --target-version 5.2 {} +
	$(PRODUCTION) $(BIN)/mypy .
	$(BIN)/lint-imports
	$(PRODUCTION) $(MANAGE) makemigrations --check --dry-run
	$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING
	@$(BIN)/python -m tests.known_holes

house: $(VENV)/installed-dev
	@$(BIN)/python -m tests.house

bench: $(VENV)/installed-dev
	@$(BIN)/python -m tests.bench.run $(ARGS)

bench-desk: $(VENV)/installed-dev
	@$(BIN)/python -m tests.bench.desk

bench-mail: $(VENV)/installed-dev
	@$(BIN)/python -m tests.bench.mail $(ARGS)

bench-replies: $(VENV)/installed-dev
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m tests.bench.replies

mail-year: $(VENV)/installed-dev
	@$(BIN)/python -m tests.mail.year

torture: $(VENV)/installed-dev
	@TORTURE=1 $(BIN)/python -m tests.servers $(BIN)/pytest -q -n 0 tests/faults tests/mail/test_clocks.py \
		tests/motions/test_stage_rebuild.py $(ARGS)

soak: $(VENV)/installed-dev
	@$(BIN)/python -m tests.faults.soak --minutes $(MINUTES)

trial: $(VENV)/installed-dev
	@$(BIN)/python -m tests.deploy.trial $(ARGS)

lock: $(VENV)/installed-dev
	$(UV_COMPILE) pyproject.toml --output-file requirements.txt
	$(UV_COMPILE) --group dev --all-extras pyproject.toml --output-file requirements-dev.txt

clean:
	rm -rf $(VENV) staticfiles .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage .coverage.*

# pip comes last into a new environment, so where it is there, the environment is whole.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Carried needs Python 3.11 or later. Name one with: make PYTHON=python3.12 ...'; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || \
		{ echo 'Python could not make $(VENV). On Debian: apt install python3-venv'; exit 1; }

$(VENV)/installed: requirements.txt $(BIN)/pip
	@echo 'Installing what Carried needs. The first time takes a minute or two.'
	@$(PIP_INSTALL) --requirement requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(BIN)/pip
	@echo 'Installing what Carried and its tests need. The first time takes a minute or two.'
	@$(PIP_INSTALL) --requirement requirements-dev.txt
	@touch $@

.env: | $(BIN)/pip
	@umask 077 && key=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') && \
		sed "s/^SECRET_KEY=.*/SECRET_KEY=$$key/" .env.example > .env.new && mv .env.new .env
