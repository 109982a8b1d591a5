# Everything a contributor runs. `make test` is the whole suite and brings what it needs.
.PHONY: help demo test check fix bench soak chaos docs clients release screenshots rehearsal lock clean
VENV := .venv
BIN := $(VENV)/bin
CODE := src tests scripts benchmarks examples hatch_build.py

help:
	@echo "make demo         run a tour against a local Identity Center"
	@echo "make test         run the whole test suite; works on a bare machine"
	@echo "make check        run the quick checks: format, lint, types, layers, unit tests, docs drift"
	@echo "make fix          format code and Markdown, and fix what the linter can fix"
	@echo "make bench        measure what things cost, in ratios to an empty Python"
	@echo "make soak         run what takes longer than a few minutes"
	@echo "make chaos        let system calls fail under every everyday command, for ten minutes"
	@echo "make docs         write the generated pages anew, and build the documentation site"
	@echo "make clients      run every real AWS client, and write docs/reference/clients.md"
	@echo "make screenshots  make the pictures of docs/images anew"
	@echo "make lock         resolve the dependencies anew, with hashes"
	@echo "make release      audit dependencies, build wheel and sdist, try them, write a bill of materials"
	@echo "make rehearsal    do what release does, before there are addresses to publish under"
	@echo "make clean        remove environments, tools, builds and caches"

demo:
	@scripts/bootstrap.sh $(VENV) run
	@$(BIN)/aws-sso demo

test:
	@scripts/test.sh

check:
	@scripts/bootstrap.sh $(VENV) dev
	@scripts/check.sh

fix:
	@scripts/bootstrap.sh $(VENV) dev
	@$(BIN)/ruff check --fix-only --quiet $(CODE)
	@$(BIN)/ruff format --quiet $(CODE)
	@$(BIN)/mdformat ./*.md .github docs
	@$(BIN)/ruff check $(CODE)

bench:
	@scripts/bootstrap.sh $(VENV) dev
	@$(BIN)/python benchmarks/bench.py

soak:
	@scripts/bootstrap.sh $(VENV) dev
	@PYTHONPATH=. $(BIN)/python benchmarks/soak.py

chaos:
	@scripts/bootstrap.sh $(VENV) dev
	@PYTHONPATH=. $(BIN)/python benchmarks/chaos.py

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

rehearsal:
	@scripts/bootstrap.sh $(VENV) dev
	@scripts/release.sh --rehearsal

screenshots:
	@scripts/bootstrap.sh $(VENV) dev
	@PYTHONPATH=. $(BIN)/python scripts/screenshots.py

lock:
	@scripts/bootstrap.sh $(VENV) dev
	@scripts/lock.sh

clean:
	rm -rf $(VENV) .venv-* .tools .site dist build .mypy_cache .ruff_cache .hypothesis
