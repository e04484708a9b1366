# leakwatch: the same commands for people and for CI.
#   make demo    made-up logs of five organisations, the whole job, what was found
#   make inbox   the same, in the browser: http://127.0.0.1:8765, with names and passwords of the demo
#   make test    lint, types, import floors and every test
#   make lint    all of that but the tests
#   make notebook   JupyterLab on the demo
#   make bench   timings
#   make fuzz    five minutes of bytes that nobody wrote, against every reader
#   make graph   builds leakwatch/inbox/static/graph.js anew; wants Node, which nobody else does
#   make clean   removes .venv, caches and the demo

SHELL := /bin/bash
# some images forbid it: then each of the hundreds of processes compiles all of leakwatch anew
export PYTHONDONTWRITEBYTECODE :=
.DELETE_ON_ERROR:
.PHONY: demo inbox test checked lint style types notebook bench fuzz graph clean

PYTHON := $(shell for each in python3.13 python3.12 python3.11 python3; do \
	$$each -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$each; break; }; done)
BIN := .venv/bin
# what the building tools warn of is for us, not for who installs
INSTALL := PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check \
	--no-compile -c constraints.txt
# pip would compile on one processor; a file of another Python's syntax stays as it is
COMPILE := $(BIN)/python -m compileall -q -j 0 -x '/tests?/' .venv/lib >/dev/null || true

demo: .venv/installed
	$(BIN)/leakwatch demo

inbox: demo/leakwatch.toml
	@cat demo/sign-in.txt 2>/dev/null || true
	cd demo && ../$(BIN)/leakwatch serve

# what takes seconds comes first and alone, so that its failure is the last line read; mypy
# takes one processor for a minute: the tests begin meanwhile
test: style
	@$(MAKE) --no-print-directory -j2 types checked

checked: .venv/installed-test
	$(BIN)/pytest -n 3 --dist loadgroup -q

lint: style types

style: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: .venv/installed-test
	$(BIN)/mypy

notebook: .venv/installed demo/leakwatch.toml
	$(INSTALL) -e '.[notebook]'
	$(BIN)/jupyter lab notebooks/01_first_look.ipynb

demo/leakwatch.toml: | .venv/installed
	$(BIN)/leakwatch demo

bench: .venv/installed-test
	$(BIN)/pytest -m benchmark -s -q tests

fuzz: .venv/installed-test
	$(BIN)/python tests/fuzz/fuzzing.py -max_total_time=300

WEB := leakwatch/inbox/web
graph:
	cd $(WEB) && npm ci --ignore-scripts --no-audit --no-fund
	cd $(WEB) && npx esbuild graph.mjs --bundle --minify --format=esm --target=es2022 \
		--legal-comments=none --charset=utf8 --outfile=../static/graph.js
	cd $(WEB)/node_modules && for each in sigma graphology graphology-utils events; do \
		echo "$$each"; echo; cat $$each/LICENSE*; echo; done > ../../static/graph.LICENSE.txt
	rm -rf $(WEB)/node_modules

clean:
	rm -rf .venv demo build dist *.egg-info .*_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# venv writes this file first and pip last: where pip is missing, make deletes the file again
.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "leakwatch needs Python 3.11 or newer with venv;" \
		"on Debian and Ubuntu: apt-get install python3 python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@# an older one takes three times as long to choose among so many packages
	@$(INSTALL) --upgrade pip

.venv/installed: .venv/bin/python pyproject.toml constraints.txt
	$(INSTALL) -e .
	@$(COMPILE)
	@touch $@

# the tests' packages hold everything the demo needs
.venv/installed-test: .venv/bin/python pyproject.toml constraints.txt
	$(INSTALL) -e '.[test]'
	@$(COMPILE)
	@touch .venv/installed $@
