# The commands of this project. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help site offline serve check quick test html lighthouse screenshots pictures new new-source export properdocs links verify watch screen upkeep changed issue propose citation release bench editor lock schema clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export NO_MKDOCS_2_WARNING := 1

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|' 2>/dev/null || true

$(VENV)/run.stamp: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/test.stamp: requirements-test.txt $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@

# Built aside, one build at a time, and put in place in one step when complete: until then the last good site stays.
site: $(VENV)/run.stamp ## Build the site strictly into site/
	@$(BIN)/claims site
	@echo "The site is in site/. Open site/index.html through a web server, or run: make serve"

# The packed site opens from a disk, without a server: for a place without a network, or to give to somebody.
offline: $(VENV)/run.stamp ## Pack the site into dist/ to open from a disk, without a network
	@rm -rf .build/offline
	OFFLINE=true $(BIN)/mkdocs build --strict --quiet --site-dir .build/offline
	$(BIN)/claims built .build/offline
	$(BIN)/claims offline .build/offline dist

# --dirty: only the pages that an edit changes are built again; our events find out which these are.
serve: $(VENV)/run.stamp ## Serve on localhost:8000 and show every save
	$(BIN)/mkdocs serve --dirty --dev-addr localhost:8000

check: $(VENV)/run.stamp ## Report every problem of the content
	$(BIN)/claims check

# The tests that neither build a site nor open a browser, and that fail first when code changes.
QUICK := rules edges golden real_content bad_input model bibliography citations vancouver numbers texts source library validate \
  context directives glossary search pictures plain_markdown internal_links headings addresses addressing unbroken \
  research_years how_searched problems prose_html shops odd_characters real_bibliographies import nlm_style address_inventory \
  report_links register_note cache_keys reference_forms reading_grade parts
# Its tests write and read thousands of small files: in memory, where a system has a folder for it, a sixth less of CPU.
MEMORY := $(shell test -w /dev/shm && echo /dev/shm)
quick: $(VENV)/test.stamp ## Run the tests to run first, in half a minute
	MAKE_QUICK=1 $(MEMORY:%=TMPDIR=%) $(BIN)/python -m pytest -q -n0 -o tmp_path_retention_policy=failed $(QUICK:%=tests/test_%.py)

# The tests of a file stay together, since they share a built site or a browser. The longest files come first.
test: $(VENV)/test.stamp ## Run all tests, on all cores
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

VNU ?= .cache/vnu/node_modules/vnu-jar/build/dist/vnu.jar
# Messages on policies are left out: files have no origin, so to the checker 'self' allows nothing. Tests check policies
# in a browser.
html: site ## Check every page of site/ with the Nu Html Checker (needs java and the checker from npm)
	@command -v java >/dev/null || { echo "java is needed, version 11 or newer."; exit 1; }
	@test -f "$(VNU)" || { echo "The checker is needed: npm install --prefix .cache/vnu vnu-jar"; exit 1; }
	java -Xss8m -jar "$(VNU)" --Werror --no-langdetect --skip-non-html --filterpattern '.*Content Security Policy.*' site
	@echo "Every page of site/ is valid HTML."

LIGHTHOUSE ?= .cache/lighthouse/node_modules/.bin/lighthouse
lighthouse: $(VENV)/test.stamp site ## Ask Lighthouse about the main kinds of pages (needs Chromium, node and Lighthouse from npm)
	@test -x "$(LIGHTHOUSE)" || { echo "Lighthouse is needed: npm install --prefix .cache/lighthouse lighthouse"; exit 1; }
	PYTHONPATH=tests:hooks $(BIN)/python -m lighthouse site $(LIGHTHOUSE)

screenshots: $(VENV)/test.stamp site ## Take pictures of each kind of page into .build/screenshots (needs Chromium)
	@rm -rf .build/screenshots
	PYTHONPATH=tests $(BIN)/python -m screenshots site .build/screenshots

new: $(VENV)/run.stamp ## Write a claim file to fill in: make new ID=my-claim TOPIC=pain
	$(BIN)/claims new $(ID) $(if $(TOPIC),--topic $(TOPIC))

new-source: $(VENV)/run.stamp ## Add a work by its DOI or PMID: make new-source ID=10.1000/xyz123 (network)
	$(BIN)/claims new-source "$(ID)"

export: $(VENV)/run.stamp ## Write every page as plain Markdown into .build/markdown
	@rm -rf .build/markdown
	$(BIN)/claims export .build/markdown

properdocs: $(VENV)/test.stamp ## Build the same site with ProperDocs into .build/properdocs
	@rm -rf .build/properdocs
	$(BIN)/properdocs build --strict --quiet --config-file mkdocs.yml --site-dir .build/properdocs
	$(BIN)/claims built .build/properdocs

schema: $(VENV)/run.stamp ## Write claims/claim.schema.json from the model
	$(BIN)/claims schema > claims/claim.schema.json.new && mv claims/claim.schema.json.new claims/claim.schema.json

# The network: opt-in, never part of a build. `claims links --help` has the exit statuses (3: nothing could be checked).
links: $(VENV)/run.stamp ## Ask whether every address on the web is still there (network)
	$(BIN)/claims links $(if $(wildcard site/index.html),--site site) $(if $(SINCE),--since $(SINCE))

verify: $(VENV)/run.stamp ## Compare sources with their registers, look for retractions, write the lock file (network)
	$(BIN)/claims verify $(if $(RETRACTION_WATCH),--retraction-watch $(RETRACTION_WATCH)) $(if $(SINCE),--since $(SINCE))

watch: $(VENV)/run.stamp ## Ask sources for new evidence, into docs/data/screened.yml (network)
	$(BIN)/claims watch $(TOPIC)

screen: $(VENV)/run.stamp ## Decide on new evidence, work by work
	$(BIN)/claims screen $(TOPIC)

upkeep: $(VENV)/run.stamp ## Links and verify, or CHECK=links, with reports in .build/upkeep/ (network)
	bash .ci/upkeep $(CHECK)

changed: $(VENV)/run.stamp ## Links and verify for what changed since a commit: make changed SINCE=origin/main CHECK=links (network)
	bash .ci/changed "$(SINCE)" $(CHECK)

pictures: $(VENV)/test.stamp ## Pictures of the pages that differ since a commit: make pictures SINCE=origin/main (needs Chromium)
	bash .ci/pictures "$(SINCE)"

issue: ## Open, update or close the issue on the results of upkeep: make issue CHECK=links (needs gh)
	bash .ci/issue $(CHECK)

propose: ## Propose the changed lock file, or what CHECK=watch wrote, in a pull request (needs gh)
	bash .ci/propose $(CHECK)

citation: $(VENV)/run.stamp ## Write CITATION.cff from docs/data/site.yml, the version and the day: before a release
	$(BIN)/claims citation > CITATION.cff.new && mv CITATION.cff.new CITATION.cff

# A release of one commit is always the same to the last byte: its day is the commit's, unless SOURCE_DATE_EPOCH is set.
release: $(VENV)/run.stamp ## Pack data, schemas and site into dist/, with checksums and changed conclusions: make release SINCE=v1
	@set -e; export SOURCE_DATE_EPOCH="$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct 2>/dev/null || date +%s)}"; \
	$(MAKE) --no-print-directory site; $(BIN)/claims release $(if $(SINCE),--since $(SINCE)) site dist

bench: $(VENV)/$(if $(SEARCH),test,run).stamp ## Measure what the package costs a build, into bench/RESULTS.md (a quiet machine, ten minutes); SEARCH=1: the search too
	$(BIN)/python bench/run.py $(if $(SEARCH),--search)

editor: $(VENV)/test.stamp ## Try hover help and completion with the language server of editors (npm, network the first time)
	@mkdir -p .build/editor && cp tests/editor/package.json .build/editor/
	cd .build/editor && npm install --no-audit --no-fund --no-package-lock --ignore-scripts --prefer-offline
	$(BIN)/python -m pytest tests/editor

lock: ## Resolve and lock all packages anew (needs uv and the network)
	uv pip compile pyproject.toml requirements.in --universal --python-version 3.11 --generate-hashes --no-annotate --quiet --upgrade --custom-compile-command "make lock" -o requirements.txt
	uv pip compile pyproject.toml requirements.in --extra test -c requirements.txt --universal --python-version 3.11 --generate-hashes --no-annotate --quiet --custom-compile-command "make lock" -o requirements-test.txt

clean: ## Remove everything that was built or installed
	rm -rf $(VENV) .build dist site .pytest_cache .mypy_cache .ruff_cache .hypothesis
