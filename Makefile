# Everything that one does with this project. It needs `make` and Python 3.11 or newer, and nothing else:
# the packages go into .venv here, pinned and checked by hash. PYTHON=... chooses another Python.

SHELL := /bin/sh
VENV := .venv/bin/python
PYTHON ?=
ARGS ?=

# The first of these that is new enough. One that stands already is taken before a newer one elsewhere.
find-python = for python in $(or $(PYTHON),$(VENV) python3.13 python3.12 python3.11 python3); do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then break; fi; python=; \
	done; \
	if [ -z "$$python" ]; then \
	  echo 'This needs Python 3.11 or newer: install it (Debian, Ubuntu: apt install python3 python3-venv),' \
	    'or name one with PYTHON=/path/to/python3.' >&2; exit 2; \
	fi
install = @$(find-python); $$python -I newsroom/install.py
# A database, a folder and a key that nobody keeps: what checks need to start, and no more.
throwaway = DEMO=0 DATABASE_URL=sqlite://:memory: SECRET_KEY=not-a-secret-only-for-checks-and-builds-0123456789

.PHONY: help run test quick check bench lock prepare install install-dev
help:
	@echo 'make run    the newsroom on http://127.0.0.1:8000 (PORT, HOST, DATA_DIR, DEMO=0 change it)'
	@echo 'make test   the whole suite (REQUIRE_ALL=1: a skip is a failure; ARGS="..." goes to pytest)'
	@echo 'make quick  the suite without what is slow'
	@echo 'make check  lint, format, types, imports, migrations, settings, docs'
	@echo 'make bench  the benchmarks'
	@echo 'make lock   requirements*.txt made afresh from pyproject.toml'

# `exec`, so that a SIGTERM to the command that make started reaches the one process that ends all the others.
run: install
	@$(throwaway) $(VENV) manage.py prepare
	@[ -n "$$DEMO" ] || grep -qs '^DEMO=' .env || { DEMO=1; export DEMO; }; exec $(VENV) manage.py serve

test: install-dev
	@exec $(VENV) -m pytest -n auto --dist loadgroup $(ARGS)

quick: install-dev
	@exec $(VENV) -m pytest -n auto --dist loadgroup -m 'not slow and not browser' $(ARGS)

check: install-dev prepare
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	@# -r: a folder without a template yet is no error
	find templates -name '*.html' -print0 | xargs -0 -r .venv/bin/djade --check
	$(throwaway) $(VENV) -m mypy
	$(VENV) -c 'import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(cache_dir=".import_linter_cache"))'
	$(throwaway) $(VENV) manage.py makemigrations --check --dry-run
	$(throwaway) BASE_URL=https://news.example ALLOWED_HOSTS=news.example BEHIND_PROXY=1 \
	  $(VENV) manage.py check --deploy --fail-level WARNING
	$(VENV) -m pytest -q tests/architecture

bench: install prepare
	@exec $(VENV) manage.py bench $(ARGS)

# Translations and static files, made again only when what they are made from has changed.
prepare:
	@$(throwaway) $(VENV) manage.py prepare

install:
	$(install) requirements.txt

install-dev:
	$(install) requirements-dev.txt requirements.txt

# No address of a registry and no path of a machine is recorded; the hashes are of every file of a release.
compile = $(VENV) -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
	  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links
lock: install-dev
	@set -e; for set in '' '-dev'; do \
	  file=requirements$$set.txt; made=.venv/lock$$set.txt; cp $$file $$made; \
	  more=; [ -z "$$set" ] || more='--extra dev --constraint requirements.txt'; \
	  $(compile) $(ARGS) --extra postgres --extra redis $$more --output-file $$made pyproject.toml; \
	  { echo '# Pinned packages and the hashes of their files, made by `make lock` from pyproject.toml.'; \
	    grep -v '^# Pinned packages' $$made; } > $$file; \
	done
