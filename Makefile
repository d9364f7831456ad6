# make build   the program, at bin/nianbao
# make demo    builds, reads fixtures/ into demo/nianbao.db, shows figures
# make demo-sites   serves three sites to crawl, on this machine: docs/crawling.md; NIGHT=2 changes them
# make test    every test
# make check   formatting, vet, staticcheck, gosec, known vulnerabilities, directions, go.mod
# make dist    what is handed out, at bin/dist: programs, bills of materials, hashes; reproducible builds it twice and compares
# make sbom    the bill of materials of the program (CycloneDX), at bin/nianbao.cdx.json
# make accuracy   the tables of docs/accuracy.md
# make codebook   the table of docs/codebook.md
# make bench   benchmarks
# make bench-peers   the tables of docs/performance.md: beside what a user would take instead, of PEERS; GROW=1000,200000; ONLY=txt for that table alone
# make bench-readers   numerals found in PDF, docx and xlsx against those in the files, of READERS
# make synth   a database of N reports that nobody published, about 100 figures each, at SYNTH
# make bench-search   how long searches take on such a database, which is made where it is missing
# make bench-web   how long pages take on such a database, 50 asked for a second while documents are put
# make reliability   the tests of faults, hostile input and load with more of everything, SIZE times; writes docs/reliability.md
# make fuzz    every fuzz target, FUZZTIME each
#
# Needs Go, g++ and make; check fetches its tools.

SHELL := /bin/bash
TAGS  := sqlite_fts5 sqlite_math_functions
GO    := go
FLAGS := -tags "$(TAGS)"
TOOLS := $(CURDIR)/bin/tools
DEMO  := bin/nianbao --db demo/nianbao.db
FUZZTIME := 15s
READERS := fixtures/docs twins/testdata
N := 100000
NIGHT := 1
SIZE := 1
PEERS := ../shared/peers
ROUNDS := 5
GROW := 1000,10000
SYNTH = bin/synth-$(N).db
# SQLite tells the size of each table and index only where it is built to.
DBSTAT := CGO_CFLAGS="-g -O2 -DSQLITE_ENABLE_DBSTAT_VTAB"

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.1.4
GOSEC       := github.com/securego/gosec/v2/cmd/gosec@v2.22.4
# Rules of gosec that do not fit: docs/reliability.md says why for each.
GOSEC_OFF   := G101,G103,G104,G115,G202,G204,G301,G302,G304,G306
# How the files that are handed out are built: no path of this machine, no
# names for debuggers, no state of the repository is in them.
DIST        := -trimpath -buildvcs=false -ldflags '-s -w -buildid='

.PHONY: build demo demo-sites test accuracy codebook check format vet staticcheck security vulnerabilities dist reproducible sbom directions tidy bench bench-peers bench-readers bench-search bench-web synth reliability fuzz

build:
	$(GO) build -trimpath $(FLAGS) -o bin/nianbao ./cmd/nianbao

# Exit code 3 says that a document could not be read: the fixtures have such.
demo: build
	@rm -rf demo && mkdir demo
	@$(DEMO) ingest fixtures/docs || [ $$? -eq 3 ]
	@for code in 'disclosure.items[]' 'requests.received[]' 'requests.outcome[outcome=granted]'; do \
		echo; echo "\$$ nianbao search --indicator '$$code' --role level --limit 8"; \
		$(DEMO) search --indicator "$$code" --role level --limit 8 || exit 1; \
	done
	@echo; echo '$$ nianbao search 微博 --limit 5'; $(DEMO) search 微博 --limit 5
	@echo; echo 'The database is demo/nianbao.db: any SQLite client opens it.'

demo-sites:
	@$(GO) run $(FLAGS) ./crawl/frozen/demo -night $(NIGHT)

# A slow machine is no failure: Go's own bound is ten minutes a package.
test:
	$(GO) test -timeout 40m $(FLAGS) ./...

# A test says when these are out of date.
accuracy: build
	bin/nianbao eval --report docs/accuracy.md

codebook: build
	bin/nianbao codebook breaks --report docs/codebook.md

check: format vet staticcheck security vulnerabilities directions tidy

format:
	@files=$$(gofmt -l .); if [ -n "$$files" ]; then echo "not formatted by gofmt:"; echo "$$files"; exit 1; fi

vet:
	$(GO) vet $(FLAGS) ./...

# The tools are built here, not by `go run`: that hides their exit codes.
staticcheck:
	@if GOBIN=$(TOOLS) GOFLAGS= $(GO) install $(STATICCHECK); then \
		$(TOOLS)/staticcheck $(FLAGS) ./...; \
	else echo "NOT CHECKED: $(STATICCHECK) cannot be had"; fi

security:
	@if GOBIN=$(TOOLS) GOFLAGS= $(GO) install $(GOSEC); then \
		$(TOOLS)/gosec -quiet -tags "$(TAGS)" -exclude-dir third_party -exclude-dir crawl/frozen -exclude $(GOSEC_OFF) ./...; \
	else echo "NOT CHECKED: $(GOSEC) cannot be had"; fi

# govulncheck's exit code 3 is a vulnerability that is called; others are its own failures.
vulnerabilities:
	@if ! GOBIN=$(TOOLS) GOFLAGS= $(GO) install $(GOVULNCHECK); then \
		echo "NOT CHECKED: $(GOVULNCHECK) cannot be had"; \
	else $(TOOLS)/govulncheck $(FLAGS) ./...; code=$$?; \
		if [ $$code -eq 3 ]; then exit 1; fi; \
		if [ $$code -ne 0 ]; then echo "NOT CHECKED: the vulnerability database is out of reach, or govulncheck failed"; fi; \
	fi

# The files that are handed out, with their hashes and bills of materials.
dist:
	@rm -rf bin/dist && mkdir -p bin/dist
	$(GO) build $(FLAGS) $(DIST) -o bin/dist/nianbao-linux-amd64 ./cmd/nianbao
	@if command -v aarch64-linux-gnu-g++ >/dev/null; then \
		CGO_ENABLED=1 GOARCH=arm64 CC=aarch64-linux-gnu-gcc CXX=aarch64-linux-gnu-g++ $(GO) build $(FLAGS) $(DIST) -o bin/dist/nianbao-linux-arm64 ./cmd/nianbao; \
	else echo "NOT BUILT: linux/arm64, for which there is no aarch64-linux-gnu-g++ here"; fi
	@cd bin/dist && for f in nianbao-linux-*; do (cd ../.. && $(GO) run ./sbom bin/dist/$$f) >$$f.cdx.json || exit 1; done && sha256sum nianbao-* >SHA256SUMS && cat SHA256SUMS

# Builds twice from nothing, in caches of their own, and compares.
reproducible:
	@for n in 1 2; do \
		cache=$$(mktemp -d) && GOCACHE=$$cache $(MAKE) --no-print-directory dist >/dev/null && cp bin/dist/SHA256SUMS bin/SHA256SUMS.$$n; code=$$?; \
		rm -rf "$$cache"; [ $$code -eq 0 ] || exit 1; \
	done; cmp bin/SHA256SUMS.1 bin/SHA256SUMS.2 && cat bin/SHA256SUMS.1 && echo "both times the same"

sbom: build
	@$(GO) run ./sbom bin/nianbao >bin/nianbao.cdx.json && echo bin/nianbao.cdx.json

directions:
	$(GO) test -count=1 -run TestDirections .

tidy:
	$(GO) mod tidy -diff

bench:
	$(GO) test $(FLAGS) -run '^$$' -bench . -benchmem ./...

bench-peers: build
	$(GO) test $(FLAGS) -count=1 -v -timeout 0 -run TestBenchPeers ./cmd/nianbao -program "$(abspath bin/nianbao)" -peers "$(abspath $(PEERS))" -tables "$(abspath docs/performance.md)" -rounds $(ROUNDS) -grow "$(GROW)" -only "$(ONLY)"

bench-readers:
	$(GO) test $(FLAGS) -count=1 -v -run TestReaders ./parse -readers "$(abspath $(READERS))"

synth:
	@mkdir -p $(dir $(SYNTH))
	$(DBSTAT) $(GO) run $(FLAGS) ./synth/make -n $(N) -o $(SYNTH)

$(SYNTH):
	@$(MAKE) --no-print-directory synth

bench-search: build $(SYNTH)
	@$(DBSTAT) $(GO) test $(FLAGS) -count=1 -v -timeout 0 -run TestBenchSearch ./cmd/nianbao -synth "$(abspath $(SYNTH))" -program "$(abspath bin/nianbao)"

bench-web: build $(SYNTH)
	@$(GO) test $(FLAGS) -count=1 -v -timeout 0 -run TestBenchWeb ./cmd/nianbao -synth "$(abspath $(SYNTH))" -program "$(abspath bin/nianbao)" -planned $(N)

reliability:
	$(GO) run ./reliability -size $(SIZE) docs/reliability.md

fuzz:
	@for pkg in $$($(GO) list $(FLAGS) ./...); do \
		for target in $$($(GO) test $(FLAGS) -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			echo "$$pkg $$target" && $(GO) test $(FLAGS) -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$pkg || exit 1; \
		done; \
	done
