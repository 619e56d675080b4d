# Everything that is built, tested and measured here. make help lists the targets.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help test build run-tests rules vet lint cover soak torture bench fuzz fmt machine linter clean

# go test ./... passes folders with a dot by.
ALL := ./... ./.ci
OUT := build
COVER := 85
RACE := go test -race -shuffle=on -timeout 9m -coverpkg=./messages/...,./campaigns/...
FUZZTIME ?= 20s
BENCH ?=
SOAK ?= 10m
TORTURE ?= 15m
SEED ?= $(shell date +%s)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

test: ## everything that has to pass: vet, linters, import rules, tests with the race detector, coverage
	@$(MAKE) --no-print-directory --jobs=4 --keep-going --output-sync=target vet lint rules cover

build: ## build the program into build/relais
	go build -trimpath -o $(OUT)/relais .

machine:
	@.ci/tools machine

linter:
	@.ci/tools linter >/dev/null

vet: ## go vet
	go vet $(ALL)

lint: linter ## the linters of .golangci.yml, built once and cached
	@linter=$$(.ci/tools linter); echo golangci-lint run; $$linter run --allow-parallel-runners $(ALL)

rules: linter ## hold that the import rules fire
	@GOLANGCI_LINT=$$(.ci/tools linter) go test ./.ci

# The words' tests run in one goroutine each, and what plays whole platforms takes ten times as long with the detector. The program's own have the
# machine to themselves: beside others they come near their bound.
run-tests: machine ## the tests alone: all with the race detector but the words', then the program's own without it, on every platform
	@mkdir -p $(OUT)
	$(RACE) -coverprofile=$(OUT)/cover.out $$(go list ./... | grep -v -e '^relais$$' -e '^relais/bot/texts$$')
	$(RACE) -coverprofile=$(OUT)/cover.own.out .
	@tail -n +2 $(OUT)/cover.own.out >> $(OUT)/cover.out
	go test -timeout 8m . ./bot/texts

cover: run-tests ## the tests, and that they run at least 85 % of messages and of campaigns
	@.ci/coverage $(OUT)/cover.out $(COVER) messages campaigns

soak: ## the soak for ten minutes on each platform; SOAK=1h for longer, SEED=1 for the same again
	go test -count 1 -timeout 60m -v -run '^TestSoak$$' . -soak $(SOAK) -soak.seed $(SEED)

torture: ## kill the real program through a send to 20,000, in 15 minutes at most; TORTURE=5m for less, SEED=1 for the same faults again
	go test -count 1 -timeout 60m -v -run '^TestTorture$$' . -torture $(TORTURE) -torture.seed $(SEED)

bench: ## the table of docs/performance.md, in ten minutes; BENCH=name for some benchmarks as they are, BENCH=. for all
	$(if $(BENCH),go test -run '^$$' -bench '$(BENCH)' -benchmem -timeout 60m ./...,@.ci/bench)

# Shrinking an interesting input can take a minute in which nothing is tried, so it is cut short.
fuzz: ## each fuzz target for FUZZTIME (20s)
	@for package in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
			echo "$$package $$target"; \
			go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$package | tail -n 3; \
		done; \
	done

fmt: ## gofmt everything
	gofmt -w . .ci

clean: ## take away what was built here
	rm -rf $(OUT)
