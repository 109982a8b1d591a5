# Everything a contributor runs. `make test` is the whole suite and brings what it needs.
.PHONY: help demo test check bench soak docs clients release screenshots lock clean
VENV := .venv
BIN := $(VENV)/bin

help:
	@echo "make demo    a tour against a local Identity Center"
	@echo "make test    the whole test suite, from a bare machine on"
	@echo "make check   the quick part: format, lint, types, layers, unit tests, docs drift"
	@echo "make bench   what things cost, in ratios to an empty Python"
	@echo "make soak    what takes longer than a few minutes"
	@echo "make release build wheel and sdist, check them, and write a bill of materials"
	@echo "make screenshots   make the pictures of docs/images anew"
	@echo "make docs    write the generated parts of the documentation anew, and build its site"
	@echo "make clients run every real AWS client, and write docs/clients.md"

demo:
	@scripts/bootstrap.sh $(VENV) run
	@$(BIN)/aws-sso demo

test:
	@scripts/test.sh

check:
	@scripts/bootstrap.sh $(VENV) dev
	@scripts/check.sh

bench:
	@scripts/bootstrap.sh $(VENV) dev
	@$(BIN)/python benchmarks/bench.py

soak:
	@scripts/bootstrap.sh $(VENV) dev
	@PYTHONPATH=. $(BIN)/python benchmarks/soak.py

docs:
	@scripts/bootstrap.sh $(VENV) dev
	@$(BIN)/python scripts/generate_docs.py
	@scripts/build_site.sh
	@echo "the site is in .site"

clients:
	@scripts/bootstrap.sh $(VENV) dev
	@scripts/test_parts.sh
	@$(BIN)/python scripts/client_matrix.py

release:
	@scripts/bootstrap.sh $(VENV) dev
	@scripts/release.sh

screenshots:
	@scripts/bootstrap.sh $(VENV) dev
	@PYTHONPATH=. $(BIN)/python scripts/screenshots.py

lock:
	@scripts/bootstrap.sh $(VENV) dev
	@scripts/lock.sh

clean:
	rm -rf $(VENV) .venv-* .tools dist build .mypy_cache .ruff_cache .hypothesis
