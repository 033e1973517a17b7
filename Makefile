# Two commands on a fresh machine: `make report` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: report test check bench clean

report: $(STAMP) ## the report on the shipped casebook
	$(BIN)/interlocal report takao2003 --out report.html

test: $(STAMP) ## the whole test suite, with the examples of the docstrings and the docs
	$(BIN)/python -m pytest -q

check: $(STAMP) ## lint, format, types, the import contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)-bench/.installed ## benchmarks against other tools, in the same run; prints ratios
	$(VENV)-bench/bin/python benchmarks/run.py

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[events,cluster]" --group dev
	touch $@

# The peers are many and heavy, and some are GPL: they live in an environment of their own.
$(VENV)-bench/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(VENV)-bench/bin/python -m pip install --quiet --disable-pip-version-check -e ".[events,cluster]" --group dev --group bench
	touch $@

clean:
	rm -rf $(VENV) $(VENV)-bench build dist report.html
