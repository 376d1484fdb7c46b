# Everything people and machines run here. `make` lists it.

PORT ?= 8000
STATE ?= var
WORKERS_FOR_TESTS ?= 2
PYTHON ?= python3
export PORT

RUN = $(PYTHON) run.py
DEV = $(PYTHON) run.py --dev

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test check format lock messages diagrams manual clean tools chromium java

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Start the demonstration (PORT=8000 STATE=var); Ctrl-C stops it
	@$(RUN) demo --state "$(STATE)"

demo-reset: ## Delete the demonstration's data in STATE
	@$(RUN) demo-reset --state "$(STATE)"

test: chromium java check ## Everything that must pass: checks, then all tests
	@MINGCHA_SITE=outer $(DEV) -m pytest mingcha/outer -q
	@$(DEV) -m pytest -n $(WORKERS_FOR_TESTS) --dist loadgroup -q

check: ## Format, lint, types, imports, templates, migrations, catalogues, diagrams
	@$(DEV) .ci/check.py

format: ## Format Python and templates
	@$(DEV) -m ruff format .
	@$(DEV) -m ruff check --fix .
	@$(DEV) -m djlint --reformat --quiet mingcha

lock: ## Compile the lock files from requirements*.in (needs uv)
	uv pip compile --universal --generate-hashes --no-header --no-annotate -q -o requirements.lock requirements.in
	uv pip compile --universal --generate-hashes --no-header --no-annotate -q -o requirements-dev.lock -c requirements.lock requirements-dev.in

messages: ## Bring the Chinese catalogues up to date with the code
	@$(DEV) manage.py update_catalogues

diagrams: ## Draw docs/workflows from the code
	@$(DEV) manage.py draw_workflows

manual: chromium ## Take the manual's pictures anew
	@MANUAL=1 $(DEV) -m pytest tests/journey -q

clean: ## Delete caches and compiled catalogues, never data
	@find mingcha config tests -name __pycache__ -type d -prune -exec rm -rf {} +
	@find mingcha -name '*.mo' -delete
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build

chromium: ## Find Chromium for the browser tests, or install it
	@.ci/chromium

java: ## Find Java for the tests on Spark, or install it
	@.ci/java
