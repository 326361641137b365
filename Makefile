# 関所 Sekisho: the commands of the house. `make` alone lists them.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help install demo run test check lint types imports docs-drift migrations-drift bench shots deps pins fix

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
JOBS ?= 2
ARGS ?= --help
OUT ?= docs/shots

help: ## この一覧を出します
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-10s %s\n", $$1, $$2}'

install: $(INSTALLED) ## .venv を作り、固定した版の部品と本体を入れます

$(INSTALLED): requirements/uv.txt requirements/dev.txt
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 以上が要ります（PYTHON=… で場所を指定できます）。" >&2; exit 2; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV) || { echo "venv を作れません。Debian では apt install python3-venv を行ってください。" >&2; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	$(BIN)/uv pip sync --quiet --require-hashes --python $(BIN)/python requirements/uv.txt requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

demo: install ## 架空の通信会社あさひ通信を読み込み、照合し、ページを開きます（./sekisho-data）
	$(BIN)/sekisho demo

run: install ## sekisho を動かします（例: make run ARGS="story all"）
	@$(BIN)/sekisho $(ARGS)

test: install deps ## 試験（SQLite、続けてデータベースの試験を PostgreSQL でも）
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup
	@if .ci/has-postgresql; then \
	  echo "$(BIN)/python -m pytest -n $(JOBS) -m django_db --database=postgresql tests"; \
	  $(BIN)/python -m pytest -n $(JOBS) -m django_db --database=postgresql tests; \
	elif [ -n "$$CI" ]; then echo "PostgreSQL がありません。CI では飛ばせません。" >&2; exit 1; \
	else echo "飛ばしました: PostgreSQL での試験（PostgreSQL がこの機械にありません）"; fi

check: install lint types imports docs-drift migrations-drift ## 書式、型、層の契約、文書とマイグレーションのずれ

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy

imports: install
	$(BIN)/lint-imports

docs-drift: install
	$(BIN)/python -m docs.generate --check

migrations-drift: install
	DATABASE_URL=sqlite://:memory: $(BIN)/python manage.py makemigrations --check --dry-run

bench: install deps ## 大きさと速さを測ります（bench/ の一つずつ）
	@set -e; for script in $$(grep -l __main__ bench/*.py); do echo "== $$script"; $(BIN)/python "$$script"; done

shots: install deps ## 主なページの絵を撮り直します（OUT=docs/shots）
	$(BIN)/python -m tests.browser.shots --out $(OUT)

deps: ## 試験に要る道具（PostgreSQL）を、入れられるときだけ apt で入れます
	@.ci/deps

fix: install ## 書式を直し、生成する文書を作り直します
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .
	$(BIN)/python -m docs.generate

pins: install ## requirements/*.in から版とハッシュを固定し直します
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 requirements/uv.in -o requirements/uv.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 requirements/base.in -o requirements/base.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 requirements/spark.in --constraint requirements/base.txt -o requirements/spark.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 requirements/dev.in -o requirements/dev.txt
