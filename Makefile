# Commun: `make help` lists what one can do. Python 3.11, git and make are all it needs.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PY := .venv/bin/python
UV := .venv/bin/uv
export HOST ?= 127.0.0.1
export PORT ?= 8000
export COMMUN_DATA_DIR ?= $(CURDIR)/var

.PHONY: help run test check fix lock messages bench-web bench-mail bench-library bench-analysis bench-search bench-open clean

help: ## List the commands
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/bin/uv: requirements/uv.txt
	@bin/make-venv

.venv/.prod: requirements/prod.txt pyproject.toml .venv/bin/uv
	@bin/system-libraries
	@$(UV) pip install --quiet -r requirements/prod.txt
	@$(UV) pip install --quiet --no-deps --no-build-isolation --offline -e .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.prod
	@$(UV) pip install --quiet -r requirements/dev.txt
	@touch $@

run: export COMMUN_DEMO ?= 1
run: .venv/.prod ## Install, create the database, load the demo, serve on http://127.0.0.1:8000
	@.venv/bin/commun demo
	@.venv/bin/commun serve

test: .venv/.dev ## Check everything: style, types, imports, tests on SQLite and PostgreSQL, a real browser
	@bin/test

check: .venv/.dev ## Style, types, import directions, templates, migrations
	@bin/check

fix: .venv/.dev ## Format and mend what can be
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .

lock: .venv/bin/uv ## Lock the dependencies again, with hashes
	@$(UV) pip compile pyproject.toml --group build --group dev --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements/dev.txt
	@$(UV) pip compile pyproject.toml --group build --constraint requirements/dev.txt --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements/prod.txt # what is tested is what runs
	@$(UV) pip compile requirements/bench.in --overrides requirements/bench-without.txt --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements/bench.txt

messages: .venv/.dev ## Collect the sentences for translators (needs Debian's gettext)
	@bin/messages

bench-web: .venv/.dev ## What pages cost at the size of the country, beside Datasette (ARGS=--small for a tenth)
	@command -v wrk >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq wrk >/dev/null; }
	@$(PY) -m bench.web $(ARGS)

bench-mail: .venv/.dev ## One public act to 50,000 readers: mails a second, workers killed, none lost, none twice (ARGS="--postgres --readers 5000")
	@$(PY) -m bench.mail $(ARGS)

bench-library: .venv/.dev ## What the library costs on the records of its peers, beside Datasette (ARGS=--no-growth)
	@command -v wrk >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq wrk >/dev/null; }
	@$(PY) -m bench.library $(ARGS)

.venv-bench/.done: requirements/bench.txt .venv/bin/uv
	@$(UV) venv --quiet --python $(PY) --allow-existing .venv-bench
	@$(UV) pip install --quiet --python .venv-bench/bin/python --no-deps -r requirements/bench.txt
	@touch $@

bench-analysis: .venv/.dev .venv-bench/.done ## What the analysis is worth and costs, beside BERTopic (ARGS=--quality, --scale, --intruder)
	@$(PY) -m bench.analysis $(ARGS)

bench-search: .venv/.dev ## What search costs on council decisions, beside PostgreSQL and SQLite (ARGS="--size 2000000")
	@$(PY) -m bench.search $(ARGS)
	@$(PY) -m bench.search_relevance

bench-open: .venv/.dev ## What a million rows of open data cost, beside Datasette (ARGS="--rows 100000")
	@command -v wrk >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq wrk >/dev/null; }
	@$(PY) -m bench.open $(ARGS)

clean: ## Remove the environment and the demo's data
	@rm -rf .venv .venv-bench var
