# One command for each task of a developer. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash

web   := crates/dashboard/web
pages := crates/dashboard/dist/index.html
# More words for `fengsui demo`, for example demo_args="--years 2".
demo_args ?=

.PHONY: help
help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

.PHONY: demo
demo: $(pages) ## Simulate a county, run the whole pipeline on it and serve it at http://127.0.0.1:8080
	cargo run --package server -- demo $(demo_args)

.PHONY: test
test: $(pages) $(web)/node_modules tests/browser/node_modules ## Run every test: Rust on SQLite and PostgreSQL, pages, browser
	cd $(web) && npm test
	cargo build --package server
	tests/fonts.sh
	tests/postgres.sh cargo test --workspace --exclude benches --no-fail-fast
	tests/chromium.sh
	FENGSUI_BIN="$${CARGO_TARGET_DIR:-$(CURDIR)/target}/debug/fengsui" node --test tests/browser/*.test.mjs
	$(MAKE) interop

# Receivers of PyPI and npm, and the programs that send to them.
interop := target/interop/bin/python

.PHONY: interop
interop: $(interop) tests/interop/node_modules ## Let verifiers and a mail server of PyPI and npm take what we send
	cargo build --package delivery --package server --example attempt
	FENGSUI_ATTEMPT="$${CARGO_TARGET_DIR:-$(CURDIR)/target}/debug/examples/attempt" $(interop) tests/interop/interop.py

$(interop): tests/interop/requirements.txt
	python3 -m venv target/interop
	$(interop) -m pip install --quiet --requirement $<
	@touch $@

tests/interop/node_modules: tests/interop/package-lock.json
	cd tests/interop && npm ci
	@touch $@

.PHONY: lint
lint: $(pages) $(web)/node_modules ## Formatting, lints, documentation warnings, page checks
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items
	cd $(web) && npm run check

.PHONY: bench
bench: ## Time our work beside a named rival, in one run
	cargo bench --profile dev --package benches --bench pipeline
	cargo bench --profile dev --package benches --bench cube

.PHONY: burst
burst: $(pages) ## Reconnect 3,300 phones at once, and time durable reports over HTTP beside the bare database
	cargo build --package server
	cargo bench --profile dev --package tests --bench intake

.PHONY: deliveries
deliveries: $(pages) ## Time messages through one instance beside the bare HTTP client
	cargo build --package server
	cargo bench --profile dev --package tests --bench delivery

.PHONY: accuracy
accuracy: ## How often outbreaks are found, and how often there are none, beside the reference tools
	cargo bench --profile dev --package benches --bench accuracy

# The Python of the notebooks, and the county that they look at, kept beside the build.
python  := target/notebooks/bin/python
county  := target/notebooks-county
fengsui := cargo run --quiet --package server --
notebook := $(python) -m nbconvert --to notebook --execute --inplace
# The evenings on which the signal of the notebook was judged.
sundays := 2025-11-30 2025-12-07 2025-12-14 2025-12-21 2025-12-28

.PHONY: notebooks
notebooks: $(python) ## Run the notebooks in notebooks-data anew; their claims are checked
	cargo run --package statistics --example null_p_values > notebooks-data/calibration/null_p_values.csv
	$(notebook) notebooks-data/calibration/calibration.ipynb
	rm -rf $(county) notebooks-data/signal/sundays && mkdir -p $(county) notebooks-data/signal/sundays
	$(fengsui) simulate --out $(county)
	$(fengsui) import $(county)/620982/reports.ndjson --areas $(county)/620982/areas.json \
		--effort $(county)/620982/effort.ndjson --database sqlite:$(county)/county.db
	$(fengsui) cube --export notebooks-data/county/tables --as-of $(lastword $(sundays)) --database sqlite:$(county)/county.db
	$(notebook) notebooks-data/county/first_look.ipynb
	cp $(county)/620982/truth.json notebooks-data/signal/truth.json
	for sunday in $(sundays); do \
		$(fengsui) assess --json --as-of $$sunday --database sqlite:$(county)/county.db \
			> notebooks-data/signal/sundays/$$sunday.json || exit 1; done
	$(notebook) notebooks-data/signal/life_of_a_signal.ipynb

$(python): notebooks-data/requirements.txt
	python3 -m venv target/notebooks
	$(python) -m pip install --quiet --requirement $<
	@touch $@

.PHONY: peers
peers: ## Time the statistics beside the reference tools of the field (R's surveillance and four from Python)
	benches/peers/run.sh

.PHONY: docs
docs: notebooks ## Run the notebooks anew and build the documentation of the crates (target/doc)
	cargo doc --workspace --no-deps

.PHONY: pages
pages: $(pages) ## Build the pages that the binary embeds

$(web)/node_modules: $(web)/package-lock.json
	cd $(web) && npm ci
	@touch $@

tests/browser/node_modules: tests/browser/package-lock.json
	cd tests/browser && npm ci
	@touch $@

$(pages): $(web)/node_modules $(shell find $(web)/src $(web)/public $(web)/*.html $(web)/*.ts 2>/dev/null)
	cd $(web) && npm run build
	@touch $@

.PHONY: release
release: $(pages) ## Build the binary for a county at full speed (target/release/fengsui); takes long
	cargo build --release --package server

.PHONY: clean-demo
clean-demo: ## Forget the demo's county
	rm -rf fengsui-data
