# Khorgos: `make` or `make help` lists what can be done. Each command first sees to it that
# what it needs is installed (.ci/setup), so the first one on a new machine takes a few minutes.

SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?=
export PYTHON

python := .venv/bin/python
headless := QT_QPA_PLATFORM=offscreen
# Where a test's own options go: make test ARGS="-k undo"
ARGS ?=

# With this variable set every start compiles every module again, two to four times as slow.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check format bench screenshots clean

help: ## List these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) \
		| while IFS='|' read -r name words; do printf '%-20s %s\n' "$$name" "$$words"; done

run: ## Open the window (ARGS="--store FILE" for a store of your own)
	@.ci/setup run
	@if [ "$$(uname -s)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY$$QT_QPA_PLATFORM" ]; then \
		echo "khorgos: everything is installed, but there is no display to open a window on." >&2; \
		echo "Run this on a desktop, or without one: xvfb-run make run (packages xvfb and xauth)." >&2; \
		exit 1; \
	fi
	@$(python) -m gui $(ARGS)

test: ## Run all tests, without a display (ARGS="-k undo" for some of them)
	@.ci/setup test
	@$(headless) $(python) -m pytest -q -n 2 --dist worksteal -p no:benchmark $(ARGS)

check: ## Check style, types and the rules of the architecture
	@.ci/setup test
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy --strict models gui
	@$(headless) $(python) -m pytest -q -p no:benchmark tests/test_architecture.py

format: ## Rewrite the sources in the project's style
	@.ci/setup test
	$(python) -m ruff check --fix .
	$(python) -m ruff format .

bench: ## Measure the speed on large stores
	@.ci/setup test
	@$(headless) $(python) tests/bench/bench.py $(ARGS)

screenshots: ## Draw the pictures of the manual into docs/screenshots
	@.ci/setup test
	@$(headless) $(python) tests/screenshots.py docs/screenshots

clean: ## Remove everything that was installed or built in this folder
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
