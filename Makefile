# `make` alone explains the targets.

DESIGN = Designs/two-level-trial.yaml
OPTIONS =

# One configuration for the program and its tests, so that nothing is built twice.
CONFIGURATION = -c release -Xswiftc -enable-testing
SWIFT_FILES = Sources Tests Package.swift Benchmarks/Sources Benchmarks/Package.swift

.PHONY: help setup build power test test-resume test-slurm test-page test-serve serve validate reports bench format lint

help:
	@echo 'make power     the power table of $(DESIGN); files go into Reports/'
	@echo '               DESIGN=FILE takes another design, OPTIONS="--replicates 200" is handed to mlpower run'
	@echo 'make test      build and run all tests'
	@echo 'make reports   run all designs of Designs/ anew into Reports/, and the table of README.md'
	@echo 'make validate  run the long simulations against published figures (minutes)'
	@echo 'make test-resume   kill fifty runs at random moments, go on with them, compare the bytes'
	@echo 'make test-slurm    run an array of jobs under a Slurm that is started for it; wants a superuser'
	@echo 'make test-page     open reports and the page in Chromium, which it installs if need be'
	@echo 'make build     build the program: .build/release/mlpower'
	@echo 'make test-serve    load the server of the page: a class of thirty, 100,000 broken requests (minutes)'
	@echo 'make serve     build and start the page to design and learn on; OPTIONS="--open" is handed to it'
	@echo 'make bench     time a replicate, beside MCPower and lme4 where they are installed'
	@echo 'make lint      check the format of the source files'
	@echo 'make format    put the source files into that format'
	@echo 'All that build install missing system packages first (Debian, Ubuntu).'

setup:
	@scripts/setup

build: setup
	@swift build $(CONFIGURATION) --product mlpower >&2

power: build
	@.build/release/mlpower run $(OPTIONS) "$(DESIGN)"

test: setup
	@swift test $(CONFIGURATION)

reports: build
	@.build/release/mlpower run --no-store $$(grep -L '^threshold:' Designs/*.yaml) >/dev/null
	@.build/release/mlpower threshold $$(grep -l '^threshold:' Designs/*.yaml) >/dev/null
	@for design in $$(grep -lE '^(search|find):' Designs/*.yaml); do \
	  .build/release/mlpower find --quiet "$$design" >/dev/null || exit; done
	@scripts/refresh-readme

validate: setup
	@MLPOWER_SLOW=1 swift test $(CONFIGURATION) --filter ValidationTests

test-resume: setup
	@MLPOWER_SLOW=1 swift test $(CONFIGURATION) --filter KillTests

test-slurm: build
	@scripts/test-slurm "$$PWD/.build/release/mlpower" "$$PWD/Designs/08-subjects-items.yaml"

test-page: setup
	@scripts/test-page $(CONFIGURATION)

test-serve: setup
	@MLPOWER_SLOW=1 swift test $(CONFIGURATION) --filter PageServerTests.LoadTests

serve: setup
	@swift build $(CONFIGURATION) --product mlpower-serve >&2
	@.build/release/mlpower-serve $(OPTIONS)

bench: setup
	@Benchmarks/run

format:
	@swift format --in-place -r $(SWIFT_FILES)

lint:
	@swift format lint --strict -r $(SWIFT_FILES)
